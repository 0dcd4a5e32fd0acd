/* load WIRE HOST PORT plain|tls|prompt: obeys lines on standard input, answers each with a line of JSON.
 *
 *   open COUNT LIMIT            connect COUNT more members, at most LIMIT of them at a time
 *   burst SECONDS MOST WINDOW SIZE [PAUSE]
 *                               member 0 sends texts of SIZE bytes for SECONDS, at most MOST of
 *                               them, WINDOW in flight: until the last member has a message; with
 *                               PAUSE, each from the next member, one every so many ms, and the
 *                               latency of `each` delivery, counted from when it was to be sent
 * `prompt` is plain with TCP acknowledgements sent at once: a server that leaves Nagle's algorithm
 * on (ngircd) otherwise waits up to 40 ms for them. What goes wrong is {"error": "..."} and exit status 1. Members answer pings all the time.
 */
#include "load.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MOST_MEMBERS 4096
#define MOST_MESSAGES 2000000u
#define PATIENCE 60.0 /* seconds without any progress */

enum wire wire;
const char *host;
int port;
bool use_tls;
bool prompt;
char tag[16];

static int poller;
static struct member members[MOST_MEMBERS];
static int connected, admitted;
static double last_progress, clock_now; /* one reading of the clock for each wake-up */

/* Per message of the running burst. */
static struct { double sent, half, last; uint32_t reached; } *messages;
static uint32_t first, sent, done, acknowledged; /* counted over all bursts */
static unsigned long reordered;                  /* in this one */
static double *each;                             /* latencies of a burst with pauses, else NULL */
static size_t each_count, each_room;

double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void fail(const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (char *at = text; *at; at++)
        if (*at == '"' || *at == '\\' || (unsigned char)*at < ' ')
            *at = '\'';
    printf("{\"error\": \"%s\"}\n", text);
    exit(1);
}

void watch(struct member *member, bool write) {
    struct epoll_event event = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.ptr = member};
    bool known = member->step != STEP_TCP || member->wants_write;
    epoll_ctl(poller, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, member->fd, &event);
    member->wants_write = write;
}

static uint32_t receivers(void) { return (uint32_t)(wire == WIRE_IRC ? connected - 1 : connected); }

void on_admitted(struct member *member) {
    if (member->step == STEP_ADMITTED)
        fail("member %d was admitted twice", member->number);
    member->step = STEP_ADMITTED;
    admitted++;
    last_progress = clock_now;
}

void on_acknowledged(void) { acknowledged++; }

/* Take a message as the next one, or (WIRE_EVENTS) as one ahead of it; false for any other. */
static bool in_its_place(struct member *member, uint32_t number) {
    if (number != member->seen) {
        if (wire != WIRE_EVENTS || number < member->seen || member->ahead_count == AHEAD)
            return false;
        for (int i = 0; i < member->ahead_count; i++)
            if (member->ahead[i] == number)
                return false;
        member->ahead[member->ahead_count++] = number;
        reordered++;
        return true;
    }
    member->seen++;
    for (int i = 0; i < member->ahead_count; i++)
        if (member->ahead[i] == member->seen) {
            member->ahead[i] = member->ahead[--member->ahead_count];
            member->seen++;
            i = -1; /* look again from the start */
        }
    return true;
}

void on_delivery(struct member *member, uint32_t number) {
    if (number >= sent || !in_its_place(member, number))
        fail("member %d got message %u where %u was due", member->number, number, member->seen);
    if (each != NULL) {
        if (each_count == each_room)
            each = realloc(each, (each_room *= 2) * sizeof *each);
        each[each_count++] = clock_now - messages[number - first].sent;
    }
    uint32_t reached = ++messages[number - first].reached, all = receivers();
    if (reached == (all + 1) / 2)
        messages[number - first].half = clock_now;
    if (reached == all) {
        messages[number - first].last = clock_now;
        done++;
        last_progress = clock_now;
    }
}

/* Handle what is ready; true when a command line waits on standard input. */
static bool turn(int milliseconds) {
    struct epoll_event events[512];
    bool command = false;
    int ready = epoll_wait(poller, events, 512, milliseconds);
    for (int i = 0; i < ready; i++) {
        clock_now = now();
        if (events[i].data.ptr == NULL)
            command = true;
        else
            member_ready(events[i].data.ptr, events[i].events);
    }
    clock_now = now();
    return command;
}

static double own_cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void open_members(int count, int limit) {
    int before = admitted, target = connected + count;
    if (sent)
        fail("members must come before the first burst");
    if (target > MOST_MEMBERS)
        fail("at most %d members", MOST_MEMBERS);
    double began = last_progress = clock_now = now(), cpu = own_cpu();
    while (admitted < target) {
        while (connected < target && connected - admitted < limit) {
            member_connect(&members[connected], connected);
            connected++;
        }
        turn(100);
        if (clock_now - last_progress > PATIENCE)
            fail("%d of %d members were not admitted", target - admitted, count);
    }
    printf("{\"admitted\": %d, \"seconds\": %.6f, \"generator_cpu\": %.6f}\n", admitted - before,
           clock_now - began, own_cpu() - cpu);
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_latency(const char *name, double *values, size_t count) {
    qsort(values, count, sizeof *values, ascending);
    printf(", \"%s\": {\"p50_ms\": %.4f, \"p99_ms\": %.4f}", name, values[count / 2] * 1e3,
           values[(size_t)((double)count * 0.99)] * 1e3);
}

static void burst(double seconds, uint32_t most, uint32_t window, size_t size, double pause) {
    if (!admitted || size < 16 || size > 4000 || window < 1 || most < 1 || most > MOST_MESSAGES)
        fail("a burst needs members, 1 to %u messages of 16 to 4000 bytes", MOST_MESSAGES);
    first = sent;
    acknowledged = 0;
    reordered = 0;
    double began = last_progress = clock_now = now(), cpu = own_cpu(), due = 0;
    each_count = 0, each_room = 4096;
    each = pause > 0 ? malloc(each_room * sizeof *each) : NULL;
    bool late = false; /* the next was due while the window was full */
    while (sent == first || done < sent || (clock_now - began < seconds && sent - first < most)) {
        bool fresh = false;
        while (sent - done < window && sent - first < most &&
               (sent == first || clock_now - began < seconds) && clock_now >= due) {
            struct member *sender = &members[pause > 0 ? (int)(sent % (uint32_t)connected) : 0];
            messages[sent - first].sent = late ? due : clock_now;
            messages[sent - first].reached = 0;
            due = pause > 0 ? (late ? due : clock_now) + pause : 0;
            member_say(sender, sent++, size);
            if (pause > 0)
                member_flush(sender);
            fresh = pause == 0;
        }
        if (fresh)
            member_flush(&members[0]);
        late = pause > 0 && clock_now >= due && sent - done >= window;
        turn(pause > 0 ? 1 : 1000);
        if (done < sent && clock_now - last_progress > PATIENCE)
            fail("%u of %u messages did not reach every member", sent - done, sent - first);
    }
    double wall = clock_now - began;
    while (wire == WIRE_ROOM && acknowledged < sent - first) {
        turn(1000);
        if (clock_now - last_progress > PATIENCE)
            fail("%u messages were delivered, %u acknowledged", sent - first, acknowledged);
    }
    for (int i = wire == WIRE_IRC ? 1 : 0; i < connected; i++)
        if (members[i].seen != sent)
            fail("member %d has %u of %u messages", i, members[i].seen, sent);
    uint32_t count = sent - first;
    double *values = malloc(count * sizeof *values);
    printf("{\"messages\": %u, \"deliveries\": %lu, \"reordered\": %lu, \"seconds\": %.6f", count,
           (unsigned long)count * receivers(), reordered, wall);
    printf(", \"generator_cpu\": %.6f", own_cpu() - cpu);
    for (uint32_t i = 0; i < count; i++)
        values[i] = messages[i].half - messages[i].sent;
    print_latency("half", values, count);
    for (uint32_t i = 0; i < count; i++)
        values[i] = messages[i].last - messages[i].sent;
    print_latency("last", values, count);
    if (each != NULL)
        print_latency("each", each, each_count);
    free(each);
    each = NULL;
    printf("}\n");
    free(values);
}

int main(int count, char **arguments) {
    struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
    struct rlimit files;
    char line[256];
    if (count != 5)
        fail("usage: load events|room|irc HOST PORT plain|tls|prompt");
    wire = strcmp(arguments[1], "irc") == 0    ? WIRE_IRC
           : strcmp(arguments[1], "room") == 0 ? WIRE_ROOM
                                               : WIRE_EVENTS;
    host = arguments[2];
    port = atoi(arguments[3]);
    use_tls = strcmp(arguments[4], "tls") == 0;
    prompt = strcmp(arguments[4], "prompt") == 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    uint64_t run = (uint64_t)getpid() * 2654435761u ^ (uint64_t)time(NULL);
    snprintf(tag, sizeof tag, "#%06x#", (unsigned)(run & 0xffffff));
    messages = malloc(MOST_MESSAGES * sizeof *messages);
    if (use_tls)
        tls_load();
    poller = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(poller, EPOLL_CTL_ADD, 0, &input);
    for (;;) {
        int limit;
        unsigned most, window, size;
        double seconds, pause = 0;
        if (!turn(-1))
            continue;
        ssize_t length = read(0, line, sizeof line - 1); /* the driver writes one line at a time */
        if (length <= 0)
            return 0;
        line[length] = 0;
        if (sscanf(line, "open %d %d", &count, &limit) == 2)
            open_members(count, limit);
        else if (sscanf(line, "burst %lf %u %u %u %lf", &seconds, &most, &window, &size,
                        &pause) >= 4)
            burst(seconds, most, window, size, pause / 1e3);
        else
            fail("no such command: %s", line);
    }
}
