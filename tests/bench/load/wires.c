/* What the bytes mean: WebSocket frames with Socket.IO inside, or IRC lines. */
#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <string.h>

static void count(struct member *member, const unsigned char *bytes, size_t length) {
    const unsigned char *at = bytes, *end = bytes + length;
    while ((at = memmem(at, (size_t)(end - at), tag, TAG_LENGTH)) != NULL) {
        uint32_t number = 0;
        at += TAG_LENGTH;
        if (end - at < 8)
            fail("member %d: a message was cut off", member->number);
        for (int i = 0; i < 8; i++, at++) {
            if (*at < '0' || *at > '9')
                fail("member %d: a message's number was damaged", member->number);
            number = number * 10 + (uint32_t)(*at - '0');
        }
        on_delivery(member, number);
    }
}

/* A client's frame must be masked; the key 0 leaves the bytes as they are. */
size_t frame_text(unsigned char *frame, const char *text, size_t length) {
    size_t head = 2;
    frame[0] = 0x81;
    if (length < 126) {
        frame[1] = (unsigned char)(0x80 | length);
    } else {
        frame[1] = 0x80 | 126;
        frame[2] = (unsigned char)(length >> 8);
        frame[3] = (unsigned char)length;
        head = 4;
    }
    memset(frame + head, 0, 4);
    memcpy(frame + head + 4, text, length);
    return head + 4 + length;
}

static void send_text(struct member *member, const char *text) {
    unsigned char frame[2048];
    size_t length = strlen(text);
    if (length > sizeof frame - 8)
        fail("a control packet of %zu bytes", length);
    member_send(member, frame, frame_text(frame, text, length));
}

static bool begins(const unsigned char *bytes, size_t length, const char *with) {
    size_t size = strlen(with);
    return length >= size && memcmp(bytes, with, size) == 0;
}

static void on_packet(struct member *member, const unsigned char *text, size_t length) {
    char answer[256];
    if (length == 0)
        return;
    if (text[0] == '2') { /* Engine.IO ping */
        send_text(member, "3");
    } else if (text[0] == '0') { /* Engine.IO open */
        if (wire == WIRE_ROOM)
            snprintf(answer, sizeof answer, "40/room,{\"protocol\":1,\"name\":\"%.6s %d\"}", tag + 1,
                     member->number);
        else
            snprintf(answer, sizeof answer, "40");
        send_text(member, answer);
    } else if (begins(text, length, "44") || begins(text, length, "41")) {
        fail("member %d was refused or sent away: %.*s", member->number, (int)length, text);
    } else if (begins(text, length, "43")) {
        if (memmem(text, length, "\"ok\":true", 9) == NULL)
            fail("a message was refused: %.*s", (int)length, text);
        on_acknowledged();
    } else if (begins(text, length, "40") && wire == WIRE_EVENTS) {
        on_admitted(member);
    } else if (begins(text, length, "42/room,[\"welcome\"")) {
        on_admitted(member);
    } else if (begins(text, length, "42/room,[\"bye\"")) {
        fail("member %d was sent away: %.*s", member->number, (int)length, text);
    } else if (begins(text, length, "42")) {
        count(member, text, length);
    }
}

static size_t read_frames(struct member *member, unsigned char *bytes, size_t length) {
    size_t taken = 0;
    while (length - taken >= 2) {
        unsigned char *frame = bytes + taken;
        size_t have = length - taken, head = 2, size = frame[1] & 0x7f;
        if (size == 126) {
            if (have < 4)
                break;
            size = (size_t)frame[2] << 8 | frame[3];
            head = 4;
        } else if (size == 127) {
            if (have < 10)
                break;
            size = 0;
            for (int i = 2; i < 10; i++)
                size = size << 8 | frame[i];
            head = 10;
        }
        if (have < head + size)
            break;
        if (frame[0] == 0x81)
            on_packet(member, frame + head, size);
        else if (frame[0] == 0x88)
            fail("the server closed member %d's WebSocket", member->number);
        else if (frame[0] != 0x89 && frame[0] != 0x8a)
            fail("an unexpected WebSocket frame (0x%02x)", frame[0]);
        taken += head + size;
    }
    return taken;
}

static void on_line(struct member *member, unsigned char *line, size_t length) {
    char answer[128];
    if (begins(line, length, "PING ")) {
        int size = snprintf(answer, sizeof answer, "PONG %.*s\r\n", (int)(length - 5), line + 5);
        member_send(member, answer, (size_t)size);
    } else if (begins(line, length, "ERROR")) {
        fail("the IRC server sent member %d away: %.*s", member->number, (int)length, line);
    } else if (member->step == STEP_ADMITTED) {
        count(member, line, length);
    } else if (memmem(line, length, " 376 ", 5) || memmem(line, length, " 422 ", 5)) {
        member_send(member, "JOIN #room\r\n", 12);
    } else if (memmem(line, length, " 366 ", 5)) {
        on_admitted(member);
    }
}

static size_t read_lines(struct member *member, unsigned char *bytes, size_t length) {
    size_t taken = 0;
    unsigned char *end;
    while ((end = memchr(bytes + taken, '\n', length - taken)) != NULL) {
        size_t size = (size_t)(end - bytes) - taken;
        on_line(member, bytes + taken, size && end[-1] == '\r' ? size - 1 : size);
        taken += size + 1;
    }
    return taken;
}

void wire_begin(struct member *member) {
    char text[512];
    int size;
    if (wire == WIRE_IRC) {
        member->step = STEP_WELCOME;
        size = snprintf(text, sizeof text, "NICK m%05d\r\nUSER m%05d 0 * :m\r\n", member->number,
                        member->number);
    } else {
        member->step = STEP_UPGRADE;
        size = snprintf(text, sizeof text,
                        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                        "Host: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: c2FyYW5nYmFuZy1iZW5jaA==\r\n"
                        "Sec-WebSocket-Version: 13\r\n\r\n",
                        host, port);
    }
    member_send(member, text, (size_t)size);
}

size_t wire_read(struct member *member, unsigned char *bytes, size_t length) {
    size_t taken = 0;
    if (wire == WIRE_IRC)
        return read_lines(member, bytes, length);
    if (member->step == STEP_UPGRADE) {
        unsigned char *end = memmem(bytes, length, "\r\n\r\n", 4);
        if (end == NULL)
            return 0;
        if (!begins(bytes, length, "HTTP/1.1 101"))
            fail("member %d: no WebSocket: %.*s", member->number, (int)(end - bytes), bytes);
        taken = (size_t)(end - bytes) + 4;
        member->step = STEP_WELCOME;
    }
    return taken + read_frames(member, bytes + taken, length - taken);
}
