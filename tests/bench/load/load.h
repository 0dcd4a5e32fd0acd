/* The load generator: one process, one epoll loop, any number of members of one room.
 *
 * Each message carries `#tag#` and its eight-digit number; a member's deliveries are counted
 * by looking for the tag in what arrives, and each must be the next one in order. So a lost,
 * doubled or reordered delivery ends the run with an error instead of a figure. Only on WIRE_EVENTS
 * may they come in another order, which is counted: the tutorial's server, a thread for each
 * event, cannot do otherwise.
 */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wire {
    WIRE_EVENTS, /* Socket.IO, namespace `/`, `my event` / `my response` */
    WIRE_ROOM,   /* Socket.IO, namespace `/room`, `say` / `entries` (docs/protocol.md) */
    WIRE_IRC,    /* IRC; the server does not echo to the sender, so it is one member more */
};

enum step { STEP_TCP, STEP_TLS, STEP_UPGRADE, STEP_WELCOME, STEP_ADMITTED };

#define AHEAD 256

struct member {
    int fd;
    int number;          /* 0, 1, 2 ...; member 0 is the sender */
    enum step step;
    void *tls;           /* SSL *, or NULL */
    bool wants_write;    /* registered for EPOLLOUT */
    uint32_t seen;       /* messages of this run received without a gap */
    uint32_t ahead[AHEAD]; /* those received above a gap */
    int ahead_count;
    double began;        /* seconds, monotonic: connect() called */
    unsigned char *rest; /* the beginning of a frame or line not complete yet */
    size_t rest_length;
    unsigned char *out; /* what the socket has not taken yet */
    size_t out_length, out_capacity;
};

extern enum wire wire;
extern const char *host;
extern int port;
extern bool use_tls;
extern bool prompt; /* acknowledge every TCP segment at once */
extern char tag[16]; /* "#xxxxxx#" */
#define TAG_LENGTH 8

/* main.c */
double now(void);
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void watch(struct member *member, bool write); /* epoll registration */
void on_admitted(struct member *member);
void on_delivery(struct member *member, uint32_t number);
void on_acknowledged(void);

/* member.c */
void member_connect(struct member *member, int number);
void member_ready(struct member *member, uint32_t events);
void member_send(struct member *member, const void *bytes, size_t length);
void member_flush(struct member *member);
void member_say(struct member *member, uint32_t number, size_t size);

/* wires.c: return how many bytes were taken, the rest comes again with more behind it */
size_t wire_read(struct member *member, unsigned char *bytes, size_t length);
void wire_begin(struct member *member); /* the connection (and TLS) stands */
size_t frame_text(unsigned char *frame, const char *text, size_t length);

/* tls.c */
void tls_load(void);
void *tls_open(int fd);
int tls_handshake(void *tls);                         /* 1 done, 0 read, -1 write */
long tls_read(void *tls, void *bytes, size_t length); /* > 0, 0 wait, -1 closed */
long tls_write(void *tls, const void *bytes, size_t length);

#endif
