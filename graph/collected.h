/* collected.h: what the parts of the gathering of collected patterns share.   Manual: rs_collected.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef COLLECTED_H
#define COLLECTED_H

#include "rs_collected.h"

struct rs_cycles;

/* collected_example.c: the steps of an example, found again in another photograph of the same moment; *all: every one of them
 * is in there. RS_NO_MEMORY. */
rs_status rs__steps_in(rs_step *steps, bool *all, const rs_snapshot *into, const rs_pattern *pattern,
                       rs_error *err);
/* The objects of the example by their addresses; yours, from rs_memory.h. NULL: out of memory. */
uint64_t *rs__addresses_of_example(const rs_pattern *pattern);

/* Tell what was collected in a report: RS_NO_MEMORY. */
rs_status rs__tell_collected(struct rs_cycles *cycles, const rs_collected *collected, rs_error *err);

#endif
