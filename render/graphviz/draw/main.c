/* draw/main.c: refscope-draw ENGINE FORMAT PARENT, the process in which Graphviz draws one picture.   Why: ../drawer.h
 *                                                                          Map: render/graphviz/README.md
 * DOT text comes on standard input; the answer goes to what standard output was, which libraries that print must not reach.
 * Nothing is given back at the end: the host ends this process once it has the answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <fcntl.h>
#include <gvc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "draw.h"

#define MEMORY ((rlim_t)4 << 30) /* bytes; a picture of the largest size takes a quarter of it */

/* ---- The answer ----------------------------------------------------------------------------------------------------- */

static int host = STDOUT_FILENO;
static bool letters; /* the format has pictures of them */

static void send_all(const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        ssize_t sent = write(host, next, count);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) _exit(EXIT_FAILURE); /* nobody waits for it any more */
        next += sent;
        count -= (size_t)sent;
    }
}

void rs__draw_answer(rs__outcome outcome, const void *bytes, size_t count) {
    rs__answer answer = {RS__ANSWER_MAGIC, (uint32_t)outcome, letters, count};
    send_all(&answer, sizeof answer);
    send_all(bytes, count);
    _exit(EXIT_SUCCESS);
}

/* ---- Graphviz's own words ------------------------------------------------------------------------------------------- */

static char words[400]; /* what it said, piece by piece */
static bool unloaded;   /* a plugin is there and could not be loaded */

static int hear(char *piece) {
    size_t said = strlen(words), room = sizeof words - 1 - said;
    size_t length = strlen(piece) < room ? strlen(piece) : room;
    memcpy(words + said, piece, length);
    words[said + length] = '\0';
    if (strstr(words, "It was found")) unloaded = true; /* "so perhaps one of its dependents was not" */
    return 0;
}

/* In one line, without what it puts in front of it. */
static void answer_in_its_words(rs__outcome outcome) {
    static const char prefix[] = "Error: ";
    size_t length = strlen(words);
    while (length > 0 && (words[length - 1] == '\n' || words[length - 1] == ' ')) words[--length] = '\0';
    const char *text = strncmp(words, prefix, strlen(prefix)) == 0 ? words + strlen(prefix) : words;
    rs__draw_answer(outcome, text, strlen(text));
}

/* ---- This process --------------------------------------------------------------------------------------------------- */

static void lower(int resource, rlim_t most) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0 || limit.rlim_cur <= most) return;
    limit.rlim_cur = most;
    setrlimit(resource, &limit);
}

static void bound(void) {
    lower(RLIMIT_CORE, 0);
#ifndef RS__SANITIZED
    lower(RLIMIT_AS, MEMORY);
#endif
    int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score < 0) return;
    if (write(score, "1000", 4) < 0) errno = 0; /* then it is an ordinary process */
    close(score);
}

/* The host may have ended before this was asked for. */
static void end_with(const char *parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != (pid_t)strtol(parent, NULL, 10)) _exit(EXIT_FAILURE);
}

static void put_by_output(void) {
    host = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (host < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) _exit(EXIT_FAILURE);
}

static char *read_text(void) {
    size_t size = 0, room = 64u << 10;
    char *text = malloc(room);
    for (;;) {
        ssize_t got = text ? read(STDIN_FILENO, text + size, room - 1 - size) : -1;
        if (got < 0 && text && errno == EINTR) continue;
        if (got < 0) _exit(EXIT_FAILURE);
        size += (size_t)got;
        text[size] = '\0';
        if (got == 0) return text;
        if (size == room - 1) text = realloc(text, room *= 2);
    }
}

/* ---- Drawing -------------------------------------------------------------------------------------------------------- */

/* Lengths are unsigned in Graphviz 2 and size_t from 13 on. */
typedef __typeof__(_Generic(&gvRenderData, int (*)(GVC_t *, graph_t *, const char *, char **, unsigned *)
                            : (unsigned)0, default
                            : (size_t)0)) length_type;

static void draw(const char *text, const char *engine, const char *format) {
    char *data = NULL;
    length_type length = 0;
    agseterrf(hear);
    Agraph_t *graph = agmemread(text);
    if (graph == NULL) answer_in_its_words(RS__NO_DOT);
    words[0] = '\0';
    GVC_t *context = gvContext();
    if (context == NULL || gvLayout(context, graph, engine) != 0) answer_in_its_words(RS__NO_LAYOUT);
    bool rendered = gvRenderData(context, graph, format, &data, &length) == 0 && data != NULL;
    if (unloaded) rs__draw_answer(RS__NO_PLUGIN, words, strcspn(words, "\n"));
    if (!rendered) answer_in_its_words(RS__NO_RENDERER);
    letters = rs__draws_letters(format);
    const char *missing = letters ? rs__fonts_missing() : NULL;
    if (missing) rs__draw_answer(RS__NO_FONTS, missing, strlen(missing));
    rs__draw_answer(RS__DRAWN, data, length);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fputs("refscope-draw: refscope starts it to draw a picture; it is of no use by itself\n", stderr);
        return 2;
    }
    end_with(argv[3]);
    bound();
    put_by_output();
    draw(read_text(), argv[1], argv[2]);
    return EXIT_FAILURE;
}
