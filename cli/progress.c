/* A line on a terminal while something takes long: a thread of its own that sleeps.  Contract: progress.h. Map: README.md
 *
 * The thread touches nothing of Python and takes no signal of the program; it is there only between begin and end. Where no
 * thread can be had there is no line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "progress.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static struct {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t over;
    const char *what;
    bool running, stop, shown;
} progress = {.lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER};

static void show(int seconds) {
    dprintf(STDERR_FILENO, "\rrefscope: %s… %d s\033[K", progress.what, seconds);
    progress.shown = true;
}

static void *watch(void *nothing) {
    struct timespec next, begin;
    clock_gettime(CLOCK_REALTIME, &begin);
    next = begin;
    next.tv_nsec += 500 * 1000 * 1000;
    if (next.tv_nsec >= 1000 * 1000 * 1000) next.tv_sec++, next.tv_nsec -= 1000 * 1000 * 1000;
    pthread_mutex_lock(&progress.lock);
    while (!progress.stop) {
        if (pthread_cond_timedwait(&progress.over, &progress.lock, &next) == 0) continue;
        show((int)(next.tv_sec - begin.tv_sec));
        next.tv_sec++;
    }
    pthread_mutex_unlock(&progress.lock);
    return nothing;
}

void rs__progress_begin(const char *what) {
    sigset_t all, before;
    if (progress.running || !isatty(STDERR_FILENO)) return;
    progress.what = what;
    progress.stop = progress.shown = false;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    progress.running = pthread_create(&progress.thread, NULL, watch, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void rs__progress_end(void) {
    if (!progress.running) return;
    pthread_mutex_lock(&progress.lock);
    progress.stop = true;
    pthread_cond_signal(&progress.over);
    pthread_mutex_unlock(&progress.lock);
    pthread_join(progress.thread, NULL);
    progress.running = false;
    if (progress.shown) dprintf(STDERR_FILENO, "\r\033[K");
}
