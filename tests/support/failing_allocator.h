/* failing_allocator.h: out of memory at every allocation.            Implementation: failing_allocator.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FAILING_ALLOCATOR_H
#define FAILING_ALLOCATOR_H

#include "rs_status.h"

/* What is tried: it must release all it allocated, whether it succeeds or not, and tell how it went. `context` is handed
 * through. Heaps from heap_of are never made to fail and may be made inside or outside. */
typedef rs_status (*allocation_trial)(void *context, rs_error *err);

/* Runs the trial with the first allocation failing, then the second, ... until it succeeds with none made to fail. Checks
 * each time that it says RS_NO_MEMORY with a sentence, and that all memory is released. Returns how many allocations there
 * were to fail, so that a test can see that there were any. */
unsigned long for_each_allocation_failure(const char *label, allocation_trial trial, void *context);

/* Between these two no allocation is made to fail; they nest. */
void allocation_failures_pause(void);
void allocation_failures_resume(void);

#endif
