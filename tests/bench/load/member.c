/* One connection: connecting, reading, writing what the socket takes. */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SCRATCH (8u << 20)
static unsigned char scratch[SCRATCH]; /* shared: only one member is read at a time */

void member_connect(struct member *member, int number) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int one = 1;
    memset(member, 0, sizeof *member);
    member->number = number;
    member->began = now();
    member->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (member->fd < 0)
        fail("no socket for member %d: %s", number, strerror(errno));
    setsockopt(member->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    inet_pton(AF_INET, host, &address.sin_addr);
    if (connect(member->fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS)
        fail("member %d cannot connect: %s", number, strerror(errno));
    watch(member, true);
}

static void want_write(struct member *member, bool wanted) {
    if (member->wants_write != wanted)
        watch(member, wanted);
}

void member_flush(struct member *member) {
    size_t sent = 0;
    while (sent < member->out_length) {
        long took;
        if (member->tls) {
            took = tls_write(member->tls, member->out + sent, member->out_length - sent);
        } else {
            took = send(member->fd, member->out + sent, member->out_length - sent, MSG_NOSIGNAL);
            if (took < 0 && errno == EAGAIN)
                took = 0;
        }
        if (took < 0)
            fail("member %d cannot write: the server has closed", member->number);
        if (took == 0)
            break;
        sent += (size_t)took;
    }
    member->out_length -= sent;
    memmove(member->out, member->out + sent, member->out_length);
    want_write(member, member->out_length > 0);
}

static void put(struct member *member, const void *bytes, size_t length) {
    if (member->out_length + length > member->out_capacity) {
        member->out_capacity = (member->out_length + length) * 2;
        member->out = realloc(member->out, member->out_capacity);
        if (!member->out)
            fail("out of memory");
    }
    memcpy(member->out + member->out_length, bytes, length);
    member->out_length += length;
}

void member_send(struct member *member, const void *bytes, size_t length) {
    put(member, bytes, length);
    member_flush(member);
}

/* Queue message `number` with a text of `size` bytes; member_flush sends what is queued. */
void member_say(struct member *member, uint32_t number, size_t size) {
    char text[4096], packet[4608];
    unsigned char frame[4700];
    int length = snprintf(text, sizeof text, "%s%08u", tag, number);
    memset(text + length, 'x', size - (size_t)length);
    text[size] = 0;
    if (wire == WIRE_IRC) {
        length = snprintf(packet, sizeof packet, "PRIVMSG #room :%s\r\n", text);
        put(member, packet, (size_t)length);
        return;
    }
    if (wire == WIRE_ROOM)
        length = snprintf(packet, sizeof packet,
                          "42/room,%u[\"say\",{\"id\":\"00%.6s-0000-4000-8000-%012u\",\"text\":\"%s\"}]",
                          number, tag + 1, number, text);
    else
        length = snprintf(packet, sizeof packet, "42[\"my event\",{\"data\":\"%s\"}]", text);
    put(member, frame, frame_text(frame, packet, (size_t)length));
}

static void receive(struct member *member) {
    for (;;) {
        size_t kept = member->rest_length;
        if (kept)
            memcpy(scratch, member->rest, kept);
        size_t room = SCRATCH - kept;
        long got;
        if (member->tls) {
            got = tls_read(member->tls, scratch + kept, room);
            if (got == 0)
                return;
        } else {
            got = recv(member->fd, scratch + kept, room, 0);
            if (got < 0 && errno == EAGAIN)
                return;
        }
        if (prompt)
            setsockopt(member->fd, IPPROTO_TCP, TCP_QUICKACK, &(int){1}, sizeof(int));
        if (got <= 0)
            fail("the server closed the connection of member %d", member->number);
        size_t length = kept + (size_t)got;
        size_t taken = wire_read(member, scratch, length);
        member->rest_length = length - taken;
        if (member->rest_length > SCRATCH / 2)
            fail("a frame of more than %u bytes", SCRATCH / 2);
        if (member->rest_length) {
            member->rest = realloc(member->rest, member->rest_length);
            memcpy(member->rest, scratch + taken, member->rest_length);
        }
        if (!member->tls && (size_t)got < room)
            return; /* the socket is empty; epoll tells when it is not */
    }
}

void member_ready(struct member *member, uint32_t events) {
    if (member->step == STEP_TCP) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(member->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error)
            fail("member %d cannot connect: %s", member->number, strerror(error));
        if (use_tls) {
            member->tls = tls_open(member->fd);
            member->step = STEP_TLS;
        } else {
            want_write(member, false);
            wire_begin(member);
        }
    }
    if (member->step == STEP_TLS) {
        int state = tls_handshake(member->tls);
        want_write(member, state < 0);
        if (state != 1)
            return;
        wire_begin(member);
    }
    if (events & EPOLLOUT)
        member_flush(member);
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        receive(member);
}
