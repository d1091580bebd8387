/* drawer.c: a process that draws, from its start to its end: the host's half.  Manual: drawer.h. Map: render/graphviz/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "drawer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 600 /* until it is given up */
#define GLANCE  20  /* milliseconds between two looks at a child without a pidfd */
#define PIECE   (16u << 10)
#define GRACE   1000 /* milliseconds from its last word to its end */
#define P_FD    3    /* P_PIDFD, which older headers do not have */

typedef struct drawer {
    pid_t process;
    int pidfd; /* -1: this system has none */
    int talk, complaints;
    bool ended;
    siginfo_t how;    /* when it has ended; si_pid 0: somebody else was told */
    const char *rest; /* of the text, to be sent */
    size_t left;
    rs__answer answer;
    size_t heard; /* bytes of the answer's head, and of what is behind it */
    uint64_t told;
    rs_text *picture, words;
    char said[4000]; /* on standard error */
    size_t saying;
} drawer;

/* ---- Start ---------------------------------------------------------------------------------------------------------- */

/* A host may have closed its standard descriptors, and another of its threads may write to one all the same: none of these
 * takes their place. */
static int above(int descriptor) {
    if (descriptor < 0 || descriptor > STDERR_FILENO) return descriptor;
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1), why = errno;
    close(descriptor);
    errno = why;
    return copy;
}

static void close_both(int pair[2]) {
    for (int i = 0; i < 2; i++)
        if (pair[i] >= 0) close(pair[i]);
}

/* What the host ignores stays ignored, as under nohup; what one of its threads blocks does not stay blocked. */
static int spawn(pid_t *process, const char *path, char *const argv[], int talk, int complaints) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    int why = posix_spawn_file_actions_init(&files);
    if (why != 0) return why;
    why = posix_spawnattr_init(&attributes);
    if (why == 0) {
        posix_spawnattr_setsigmask(&attributes, &none);
        why = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        if (why == 0) why = posix_spawn_file_actions_adddup2(&files, talk, STDIN_FILENO);
        if (why == 0) why = posix_spawn_file_actions_adddup2(&files, talk, STDOUT_FILENO);
        if (why == 0) why = posix_spawn_file_actions_adddup2(&files, complaints, STDERR_FILENO);
        if (why == 0) why = posix_spawn(process, path, &files, &attributes, argv, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return why;
}

static int connect_and_spawn(drawer *d, const char *path, char *const argv[]) {
    int talk[2] = {-1, -1}, complaints[2] = {-1, -1};
    int why = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, talk) == 0 ? 0 : errno;
    if (why == 0 && pipe2(complaints, O_CLOEXEC) != 0) why = errno;
    for (int i = 0; why == 0 && i < 2; i++) {
        talk[i] = above(talk[i]);
        if (talk[i] < 0) why = errno;
        complaints[i] = above(complaints[i]);
        if (complaints[i] < 0) why = errno;
    }
    if (why == 0) why = spawn(&d->process, path, argv, talk[1], complaints[1]);
    if (why != 0) {
        close_both(talk);
        close_both(complaints);
        return why;
    }
    close(talk[1]);
    close(complaints[1]);
    d->talk = talk[0];
    d->complaints = complaints[0];
    fcntl(d->complaints, F_SETFL, O_NONBLOCK);
    d->pidfd = above((int)syscall(SYS_pidfd_open, d->process, 0));
    return 0;
}

static rs_status start(drawer *d, const char *engine, const char *format, rs_error *err) {
    char path[PATH_MAX + 64], parent[24];
    rs_status status = rs__drawer_path(path, sizeof path, err);
    if (status != RS_OK) return status;
    snprintf(parent, sizeof parent, "%ld", (long)getpid());
    char *const argv[] = {path, (char *)(uintptr_t)engine, (char *)(uintptr_t)format, parent, NULL};
    int why = connect_and_spawn(d, path, argv);
    if (why == ENOMEM) return rs_fail_memory(err, "the picture");
    if (why != 0)
        return rs_fail(err, RS_UNSUPPORTED, "the picture: %s cannot be started: %s", path, strerror(why));
    return RS_OK;
}

/* ---- Talk ----------------------------------------------------------------------------------------------------------- */

/* All three return false when there is nothing more to be done with the descriptor. */
static bool send_text(drawer *d) {
    ssize_t sent = send(d->talk, d->rest, d->left, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) return errno == EINTR || errno == EAGAIN;
    d->rest += sent;
    d->left -= (size_t)sent;
    if (d->left == 0) shutdown(d->talk, SHUT_WR);
    return d->left > 0;
}

static bool is_answered(const drawer *d) {
    return d->heard == sizeof d->answer && d->told == d->answer.length;
}

/* Only the bytes of a whole and right head are taken for anything. */
static bool take(drawer *d, const char *piece, size_t count) {
    size_t head = sizeof d->answer - d->heard;
    if (head > count) head = count;
    memcpy((char *)&d->answer + d->heard, piece, head);
    d->heard += head;
    if (d->heard < sizeof d->answer) return true;
    if (memcmp(d->answer.magic, RS__ANSWER_MAGIC, sizeof d->answer.magic) != 0) {
        d->heard = 0;
        return false;
    }
    count -= head;
    if (count > d->answer.length - d->told) count = (size_t)(d->answer.length - d->told);
    rs_text *to = d->answer.outcome == RS__DRAWN ? d->picture : &d->words;
    rs_text_add_bytes(to, piece + head, count);
    d->told += count;
    return !to->failed && !is_answered(d);
}

static bool hear_answer(drawer *d) {
    char piece[PIECE];
    ssize_t got = recv(d->talk, piece, sizeof piece, MSG_DONTWAIT);
    if (got < 0) return errno == EINTR || errno == EAGAIN;
    return got > 0 && take(d, piece, (size_t)got);
}

/* What it says beyond the room is thrown away, so that it never waits for a reader. */
static ssize_t take_complaint(drawer *d) {
    char piece[sizeof d->said];
    ssize_t got = read(d->complaints, piece, sizeof piece);
    if (got <= 0) return got;
    size_t room = sizeof d->said - 1 - d->saying, kept = (size_t)got < room ? (size_t)got : room;
    memcpy(d->said + d->saying, piece, kept);
    d->saying += kept;
    d->said[d->saying] = '\0';
    return got;
}

static bool hear_complaints(drawer *d) {
    ssize_t got = take_complaint(d);
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

/* ---- Wait ----------------------------------------------------------------------------------------------------------- */

static bool has_ended(drawer *d, int how) {
    while (!d->ended) {
        memset(&d->how, 0, sizeof d->how);
        int st = d->pidfd >= 0 ? waitid((idtype_t)P_FD, (id_t)d->pidfd, &d->how, WEXITED | how) : -1;
        if (d->pidfd < 0 || (st != 0 && errno == EINVAL)) /* a system with pidfds that cannot be waited for */
            st = waitid(P_PID, (id_t)d->process, &d->how, WEXITED | how);
        if (st != 0 && errno == EINTR) continue;
        if (st == 0 && d->how.si_pid == 0) return false;
        d->ended = true;
    }
    return true;
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int allowed_seconds(void) {
    const char *told = secure_getenv("REFSCOPE_DRAW_SECONDS");
    long seconds = told ? strtol(told, NULL, 10) : 0;
    return seconds > 0 && seconds < INT_MAX / 1000 ? (int)seconds : SECONDS;
}

/* Until the answer is whole, the child has ended, or the time is up; then false. */
static bool converse(drawer *d, int seconds) {
    int64_t until = now() + (int64_t)seconds * 1000;
    bool sending = d->left > 0, hearing = true, listening = true;
    if (!sending) shutdown(d->talk, SHUT_WR);
    while (hearing) {
        int64_t left = until - now();
        if (left <= 0) return false;
        struct pollfd all[] = {
            {.fd = d->talk, .events = (short)(POLLIN | (sending ? POLLOUT : 0))},
            {.fd = listening ? d->complaints : -1, .events = POLLIN},
            {.fd = d->ended ? -1 : d->pidfd, .events = POLLIN},
        };
        int wait = d->pidfd < 0 && left > GLANCE ? GLANCE : (int)left;
        if (poll(all, 3, wait) < 0 && errno != EINTR) return true;
        bool last = has_ended(d, WNOHANG);
        if (all[0].revents & POLLOUT) sending = send_text(d);
        if (all[0].revents & ~POLLOUT) hearing = hear_answer(d);
        if (all[1].revents) listening = hear_complaints(d);
        if (last && all[0].revents == 0 && all[1].revents == 0) return true;
    }
    return true;
}

/* ---- End ------------------------------------------------------------------------------------------------------------ */

/* One that is about to end by itself is let, so that it can be told how. */
static void end(drawer *d, bool in_time) {
    struct pollfd ending = {.fd = d->pidfd, .events = POLLIN};
    if (in_time && !is_answered(d) && !d->ended) poll(&ending, 1, d->pidfd < 0 ? GLANCE : GRACE);
    if (!has_ended(d, WNOHANG)) {
        if (d->pidfd < 0 || syscall(SYS_pidfd_send_signal, d->pidfd, SIGKILL, NULL, 0) != 0)
            kill(d->process, SIGKILL);
        has_ended(d, 0);
        if (d->how.si_code == CLD_KILLED && d->how.si_status == SIGKILL) d->how.si_pid = 0; /* by this */
    }
    while (take_complaint(d) > 0) {
    }
    if (d->pidfd >= 0) close(d->pidfd);
    close(d->talk);
    close(d->complaints);
}

/* ": " and the first line of what it said, printable. */
static void add_said(rs_text *text, const drawer *d) {
    const char *line = d->said + strspn(d->said, "\n");
    size_t length = strcspn(line, "\n");
    if (length == 0) return;
    rs_text_add(text, ": ");
    rs_text_add_escaped(text, line, length, 0);
}

/* It gave no answer: what became of it. */
static rs_status judge_end(const drawer *d, const char *said, rs_error *err) {
    if (d->how.si_pid == 0)
        return rs_fail(err, RS_UNSUPPORTED, "the picture: the process that draws ended without one%s", said);
    if (d->how.si_code == CLD_EXITED)
        return rs_fail(err, RS_UNSUPPORTED, "the picture: the process that draws ended with status %d%s",
                       d->how.si_status, said);
    return rs_fail(err, RS_UNSUPPORTED,
                   "the picture: the process that draws was killed by signal %d (%s): memory was short, or "
                   "Graphviz or one of its libraries failed%s",
                   d->how.si_status, strsignal(d->how.si_status), said);
}

/* Pango's words in front of each letter that it leaves out. */
static bool has_letters(const drawer *d) {
    return !d->answer.letters ||
           !(strstr(d->said, "expect ugly output") || strstr(d->said, "All font fallbacks failed"));
}

static rs_status judge_answer(const drawer *d, const char *format, const char *said, rs_error *err) {
    const char *words = d->words.length ? rs_text_string(&d->words) : "it does not say why";
    switch (d->answer.outcome) {
    case RS__DRAWN:
        if (has_letters(d)) return RS_OK;
        return rs_fail(err, RS_UNSUPPORTED, "the picture: a font did not load%s", said);
    case RS__NO_MEMORY: return rs_fail(err, RS_NO_MEMORY, "the picture: out of memory where it is drawn");
    case RS__NO_DOT: return rs_fail(err, RS_BAD_ARGUMENT, "the picture: this is no DOT text: %s", words);
    case RS__NO_LAYOUT:
        return rs_fail(err, RS_UNSUPPORTED, "the picture: Graphviz cannot lay it out: %s", words);
    case RS__NO_PLUGIN:
        return rs_fail(err, RS_UNSUPPORTED,
                       "the picture: memory was short, or a library of Graphviz's is not there: %s", words);
    case RS__NO_FONTS:
        return rs_fail(err, RS_UNSUPPORTED,
                       "the picture: the text in .%.*s cannot be drawn: %s; .svg and .dot need no fonts",
                       (int)strcspn(format, ":"), format, words);
    default:
        return rs_fail(err, RS_UNSUPPORTED,
                       "%s: this Graphviz cannot write it (%s); .dot and .svg need no plugin of its own "
                       "(Debian's package with the others: libgvc6)",
                       format, words);
    }
}

static rs_status judge(const drawer *d, const char *format, bool in_time, int seconds, rs_error *err) {
    rs_text said = RS_TEXT_INIT;
    add_said(&said, d);
    rs_status status;
    if (d->picture->failed || d->words.failed)
        status = rs_fail_memory(err, "the picture");
    else if (is_answered(d))
        status = judge_answer(d, format, rs_text_string(&said), err);
    else if (in_time)
        status = judge_end(d, rs_text_string(&said), err);
    else
        status = rs_fail(
            err, RS_LIMIT,
            "the picture: not drawn within %d seconds: draw fewer objects, or allow more time by "
            "REFSCOPE_DRAW_SECONDS",
            seconds);
    rs_text_release(&said);
    return status;
}

rs_status rs__draw_elsewhere(rs_text *bytes, const char *dot, const char *engine, const char *format,
                             rs_error *err) {
    drawer d = {.pidfd = -1, .picture = bytes, .words = RS_TEXT_INIT, .rest = dot, .left = strlen(dot)};
    size_t before = bytes->length;
    int seconds = allowed_seconds();
    rs_status status = start(&d, engine, format, err);
    if (status != RS_OK) return status;
    bool in_time = converse(&d, seconds);
    end(&d, in_time);
    status = judge(&d, format, in_time, seconds, err);
    if (status != RS_OK && bytes->data != NULL) bytes->data[bytes->length = before] = '\0';
    rs_text_release(&d.words);
    return status;
}
