/* gate.h: the check of `cycles` for continuous integration: what is known, what is ignored, how many may be new.
 * The other half: gate.c. What passes: graph/rs_verdict.h. The baseline: graph/rs_baseline.h.     Map: cli/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_GATE_H
#define REFSCOPE_GATE_H

#include "command.h"
#include "rs_verdict.h"

/* Before the program runs: reads the baseline, and sees that it can be written where it is to be. Makes settings->gate. */
rs_status rs__gate_open(rs__settings *settings, rs_error *err);
void rs__gate_free(struct rs__gate *gate); /* NULL is fine */

/* The verdict on one photograph's report, yours to free; what is to be told of it goes into the report's note. */
rs_status rs__gate_judge(rs_verdict **out, rs__report *report, const rs_cycles *cycles, rs_error *err);

/* The baseline to write, when it is to be: what all photographs showed. See rs__command.file. */
rs_status rs__gate_file(const char **path, rs_text *text, rs_text *note, const rs__settings *settings,
                        rs_error *err);

#endif
