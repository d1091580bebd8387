/* door.c: who is let in to the server.                                                  Manual: door.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "door.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "knock.h"
#include "rs_memory.h"

enum {
    MOST_WAITING = 64,
    MOST_INSIDE = 64,
    LARGEST_HEAD = 16 * 1024,
    HEAD_MILLISECONDS = 3000,    /* for the whole head of the first request */
    READY_MILLISECONDS = 20000,  /* for a place inside: longer than an idle connection keeps one */
    LEAVING_MILLISECONDS = 1000, /* for reading the answer */
    BREATH_MILLISECONDS = 50,    /* when no descriptor is left */
};

typedef enum state {
    WAITING, /* the head is not all there */
    READY,   /* it is and has the token, and as many as may be are inside */
    LEAVING, /* it was answered; what it still sends is thrown away, so that the answer arrives */
} state;

typedef struct visitor {
    int socket;
    state state;
    bool known;       /* it has shown the token */
    int64_t deadline; /* milliseconds of the monotonic clock */
    struct sockaddr_storage from;
    socklen_t from_size;
} visitor;

struct rs__door {
    rs__door_options options;
    int events, bell; /* an epoll, and an eventfd that wakes the thread */
    pthread_t thread;
    atomic_uint inside;
    atomic_bool closing;
    visitor visitors[MOST_WAITING]; /* the oldest first */
    size_t count;
    bool somebody_knocks;
    char head[LARGEST_HEAD];
};

#define COMMON_HEAD                                                                                          \
    "Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n"            \
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nReferrer-Policy: "               \
    "no-referrer\r\n"                                                                                        \
    "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n"

typedef struct reply {
    const char *head, *body;
} reply;
static const reply not_found = {"HTTP/1.1 404 Not Found\r\n" COMMON_HEAD "Content-Length: 10\r\n\r\n",
                                "not found\n"};
static const reply too_large = {"HTTP/1.1 431 Request Header Fields Too Large\r\n" COMMON_HEAD
                                "Content-Length: 10\r\n\r\n",
                                "too large\n"};

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* ---- One visitor ---------------------------------------------------------------------------------------------------- */

/* A process forked meanwhile may have a copy of the socket; shut down, the other side sees the end all the same. */
static void send_away(rs__door *door, size_t number) {
    shutdown(door->visitors[number].socket, SHUT_RDWR);
    close(door->visitors[number].socket);
    door->count--;
    memmove(door->visitors + number, door->visitors + number + 1,
            (door->count - number) * sizeof *door->visitors);
}

static void let_in(rs__door *door, size_t number) {
    visitor one = door->visitors[number];
    epoll_ctl(door->events, EPOLL_CTL_DEL, one.socket, NULL);
    door->count--;
    memmove(door->visitors + number, door->visitors + number + 1,
            (door->count - number) * sizeof *door->visitors);
    door->options.admit(door->options.context, one.socket, (struct sockaddr *)&one.from, one.from_size);
}

/* true: the other side has ended. */
static bool throw_away(rs__door *door, int socket) {
    ssize_t got = 1;
    for (int i = 0; i < 16 && got > 0; i++) got = recv(socket, door->head, sizeof door->head, MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

/* The answer fits into the socket's own memory, so nobody is waited for. */
static void refuse(rs__door *door, size_t number, const reply *with) {
    visitor *one = &door->visitors[number];
    bool body = memcmp(door->head, "HEAD ", 5) != 0;
    struct iovec parts[] = {{(void *)(uintptr_t)with->head, strlen(with->head)},
                            {(void *)(uintptr_t)with->body, body ? strlen(with->body) : 0}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t length = (ssize_t)(parts[0].iov_len + parts[1].iov_len);
    if (sendmsg(one->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) != length) {
        send_away(door, number);
        return;
    }
    shutdown(one->socket, SHUT_WR);
    one->state = LEAVING;
    one->deadline = now() + LEAVING_MILLISECONDS;
    throw_away(door, one->socket);
}

/* What is in door->head, whole or not, is what the visitor has sent so far. `ended`: nothing more will come. */
static void judge(rs__door *door, size_t number, size_t length, bool ended) {
    visitor *one = &door->visitors[number];
    rs__knock knock = rs__knock_of(door->head, length, door->options.token);
    one->known = rs__knock_shows_token(door->head, length, door->options.token);
    if (knock == RS__KNOCK_KNOWN) {
        one->state = READY;
        one->deadline = now() + READY_MILLISECONDS;
    } else if (knock == RS__KNOCK_STRANGER || length == LARGEST_HEAD) {
        refuse(door, number, knock == RS__KNOCK_UNFINISHED && one->known ? &too_large : &not_found);
    } else if (ended) {
        send_away(door, number);
    }
}

/* Something of the visitor's has arrived. */
static void look_at(rs__door *door, size_t number, bool ended) {
    visitor *one = &door->visitors[number];
    if (one->state == READY) return;
    if (one->state == LEAVING) {
        if (throw_away(door, one->socket)) send_away(door, number);
        return;
    }
    ssize_t length = recv(one->socket, door->head, sizeof door->head, MSG_PEEK | MSG_DONTWAIT);
    if (length > 0)
        judge(door, number, (size_t)length, ended);
    else if (length == 0 || ended || (errno != EAGAIN && errno != EINTR))
        send_away(door, number);
}

/* ---- All of them ---------------------------------------------------------------------------------------------------- */

/* Whoever is leaving, then who came first of those without the token, then who came first. */
static size_t who_makes_room(const rs__door *door) {
    for (size_t i = 0; i < door->count; i++)
        if (door->visitors[i].state == LEAVING) return i;
    for (size_t i = 0; i < door->count; i++)
        if (!door->visitors[i].known) return i;
    return 0;
}

static void accept_one(rs__door *door) {
    visitor one = {.state = WAITING, .from_size = sizeof one.from};
    one.socket = accept4(door->options.listening, (struct sockaddr *)&one.from, &one.from_size,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (one.socket < 0) {
        if (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM) return;
        if (door->count > 0) send_away(door, who_makes_room(door));
        nanosleep(&(struct timespec){0, BREATH_MILLISECONDS * 1000000L}, NULL);
        return;
    }
    if (door->count == MOST_WAITING) send_away(door, who_makes_room(door));
    one.deadline = now() + HEAD_MILLISECONDS;
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.fd = one.socket};
    door->visitors[door->count++] = one;
    if (epoll_ctl(door->events, EPOLL_CTL_ADD, one.socket, &event) != 0)
        send_away(door, door->count - 1);
    else
        look_at(door, door->count - 1, false);
}

static void sweep(rs__door *door) {
    int64_t at = now();
    for (size_t i = door->count; i-- > 0;)
        if (door->visitors[i].deadline <= at) send_away(door, i);
    for (size_t i = 0; i < door->count && atomic_load(&door->inside) < MOST_INSIDE;) {
        if (door->visitors[i].state == READY)
            let_in(door, i);
        else
            i++;
    }
}

static int milliseconds_to_wait(const rs__door *door) {
    int64_t first = INT64_MAX, at = now();
    for (size_t i = 0; i < door->count; i++)
        if (door->visitors[i].deadline < first) first = door->visitors[i].deadline;
    if (first == INT64_MAX) return -1;
    return first <= at ? 0 : (int)(first - at);
}

static void take_event(rs__door *door, const struct epoll_event *event) {
    uint64_t rung;
    if (event->data.fd == door->options.listening) {
        door->somebody_knocks = true;
    } else if (event->data.fd == door->bell) {
        if (read(door->bell, &rung, sizeof rung) < 0) return;
    } else {
        for (size_t i = 0; i < door->count; i++)
            if (door->visitors[i].socket == event->data.fd) {
                look_at(door, i, (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
                return;
            }
    }
}

/* One connection is accepted in each turn, behind what the others have sent: nobody is sent away for a newcomer whose own
 * request has already arrived. */
static void *keep(void *context) {
    rs__door *door = context;
    struct epoll_event events[MOST_WAITING + 2];
    while (!atomic_load(&door->closing)) {
        int count = epoll_wait(door->events, events, MOST_WAITING + 2, milliseconds_to_wait(door));
        for (int i = 0; i < count; i++) take_event(door, &events[i]);
        if (door->somebody_knocks) accept_one(door);
        door->somebody_knocks = false;
        sweep(door);
    }
    while (door->count > 0) send_away(door, door->count - 1);
    return NULL;
}

/* ---- Open and close ------------------------------------------------------------------------------------------------- */

static bool watch(rs__door *door, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    return descriptor >= 0 && epoll_ctl(door->events, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

static bool prepare(rs__door *door) {
    int flags = fcntl(door->options.listening, F_GETFL);
    door->events = epoll_create1(EPOLL_CLOEXEC);
    door->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return flags >= 0 && fcntl(door->options.listening, F_SETFL, flags | O_NONBLOCK) == 0 &&
           door->events >= 0 && watch(door, door->options.listening) && watch(door, door->bell);
}

rs_status rs__door_new(rs__door **out, const rs__door_options *options, rs_error *err) {
    rs__door *door = rs_alloc_cleared(1, sizeof *door);
    if (door == NULL) return rs_fail_memory(err, "web");
    door->options = *options;
    if (!prepare(door)) {
        int reason = errno;
        rs__door_free(door);
        return rs_fail(err, RS_IO, "web: nobody can be let in: %s", strerror(reason));
    }
    *out = door;
    return RS_OK;
}

rs_status rs__door_open(rs__door *door, rs_error *err) {
    int failure = pthread_create(&door->thread, NULL, keep, door);
    if (failure == 0) return RS_OK;
    return rs_fail(err, RS_IO, "web: no thread for who asks: %s", strerror(failure));
}

static void ring(rs__door *door) {
    uint64_t one = 1;
    if (write(door->bell, &one, sizeof one) < 0) {
        /* full: it rings already */
    }
}

void rs__door_entered(rs__door *door) {
    atomic_fetch_add(&door->inside, 1);
}

void rs__door_left(rs__door *door) {
    if (atomic_fetch_sub(&door->inside, 1) >= MOST_INSIDE) ring(door);
}

void rs__door_close(rs__door *door) {
    atomic_store(&door->closing, true);
    ring(door);
    pthread_join(door->thread, NULL);
}

void rs__door_free(rs__door *door) {
    if (door == NULL) return;
    rs__door_forget(door);
    rs_release(door);
}

void rs__door_forget(rs__door *door) {
    if (door->events >= 0) close(door->events);
    if (door->bell >= 0) close(door->bell);
}
