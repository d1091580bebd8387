/* parallel.c: the same work on slices, by a few threads.                   Manual: parallel.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "parallel.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#define WORTH_A_THREAD (1u << 20)
#define USEFUL_THREADS 4 /* beyond these a pass waits for memory, not for a processor */

unsigned rs__threads_for(size_t count) {
    if (count < WORTH_A_THREAD) return 1;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (processors < 1) return 1;
    return processors < USEFUL_THREADS ? (unsigned)processors : USEFUL_THREADS;
}

typedef struct slice {
    void (*work)(void *job, unsigned thread);
    void *job;
    unsigned thread;
    pthread_t handle;
    bool started;
} slice;

static void *run_slice(void *argument) {
    const slice *mine = argument;
    mine->work(mine->job, mine->thread);
    return NULL;
}

void rs__run_threads(unsigned threads, void (*work)(void *job, unsigned thread), void *job) {
    slice slices[RS__THREADS_MAX] = {{0}};
    if (threads > RS__THREADS_MAX) threads = RS__THREADS_MAX;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (unsigned t = 1; t < threads; t++) {
        slices[t] = (slice){.work = work, .job = job, .thread = t};
        slices[t].started = pthread_create(&slices[t].handle, NULL, run_slice, &slices[t]) == 0;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    work(job, 0);
    for (unsigned t = 1; t < threads; t++) {
        if (slices[t].started)
            pthread_join(slices[t].handle, NULL);
        else
            work(job, t);
    }
}
