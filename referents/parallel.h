/* parallel.h: the same work on slices, by a few threads.           The other half: parallel.c. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PARALLEL_H
#define PARALLEL_H

#include <stddef.h>

#define RS__THREADS_MAX 8

/* How many threads are worth it for a pass over `count` elements: 1 below a million, else what the machine offers. */
unsigned rs__threads_for(size_t count);

/* Call work(job, 0) .. work(job, threads - 1), each in a thread of its own, the first one here, and wait for all. Where a
 * thread cannot be had its slice is done here. The threads take no signals and must not allocate. */
void rs__run_threads(unsigned threads, void (*work)(void *job, unsigned thread), void *job);

/* Where slice `thread` of `count` elements begins; slice `threads` begins at the end. */
static inline size_t rs__slice_begin(size_t count, unsigned threads, unsigned thread) {
    return (size_t)((unsigned __int128)count * thread / threads);
}

#endif
