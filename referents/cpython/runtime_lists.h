/* runtime_lists.h: the interpreters of this process and their threads, as they are at one moment.
 *                                                                        Implementation: runtime_lists.c. Map: README.md
 * The GIL does not guard these two lists: a thread joins before it has the GIL, and the last steps of an interpreter or a
 * thread that ends are made without. So the lists are copied, under CPython's own lock of them, and only the copy is used.
 *
 * What a copy names may have gone meanwhile, but for what the GIL keeps, which we hold:
 *   interpreters: only those that have been made and not yet taken apart; neither happens without the GIL;
 *   frames of a thread: it cannot end while it has any;
 *   what a thread refers to: the same.
 * Of a thread that joins or ends nothing is left to be read: it has no frame, and refers to nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RUNTIME_LISTS_H
#define RUNTIME_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rs_thread_copy {
    uint64_t structure;   /* where it is: a name, not to be followed */
    uint64_t frame;       /* of the innermost function that runs in it, or 0 */
    unsigned long number; /* the system's; 0 while it joins */
    size_t first_field;   /* in rs_runtime.field, in the order of rs__thread_fields */
} rs_thread_copy;

typedef struct rs_interpreter_copy {
    uint64_t structure; /* may be followed */
    int64_t number;
    size_t first_thread, thread_count; /* in rs_runtime.threads */
} rs_interpreter_copy;

/* Zeroed, it is empty. */
typedef struct rs_runtime {
    rs_interpreter_copy *interpreters; /* those that share our GIL; from rs_memory.h like the rest */
    rs_thread_copy *threads;
    uint64_t *field; /* addresses of objects, or 0 */
    size_t interpreter_count, thread_count, field_count;
    size_t interpreter_capacity, thread_capacity, field_capacity;
    uint32_t others; /* interpreters with a GIL of their own */
    size_t found;    /* the thread that was asked for last */
} rs_runtime;

/* In place of what is there. false: out of memory; either way it is yours to release. */
bool rs__runtime_read(rs_runtime *runtime);
void rs__runtime_release(rs_runtime *runtime);

/* NULL when there is none. Threads are found fast in the order of the list. */
const rs_thread_copy *rs__runtime_thread(rs_runtime *runtime, uint64_t structure);

#endif
