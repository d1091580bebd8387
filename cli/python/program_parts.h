/* program_parts.h: what program.c, program_start.c and embed.c share.                         Map: cli/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_PROGRAM_PARTS_H
#define REFSCOPE_PROGRAM_PARTS_H

#include <Python.h>

#include "rs_program.h"

/* Runs the program in sys.modules['__main__'] and photographs it. */
rs_status rs__program_run(rs_program_result *result, const rs_program_options *options, rs_error *err);

void rs__program_release(rs_program_result *result);

/* Runs the program until it returns or raises; *raised: an exception is pending. RS_BAD_ARGUMENT: it cannot be read,
 * compiled or found, and none of it ran. */
rs_status rs__program_start(bool *raised, const rs_program_options *options, rs_error *err);

/* Look at what collections take from now on; rs_program_result.collected. RS_NO_MEMORY. */
rs_status rs__collections_watch(rs_values values, rs_error *err);
/* No more; what was found, the caller's. NULL: nobody looked. */
rs_collected *rs__collections_end(void);

/* Puts a fresh __main__, as an interpreter has it that starts, into sys.modules. */
rs_status rs__program_new_main(rs_error *err);

/* Fails with "what: Type: text" of the pending Python exception, which is cleared. */
rs_status rs__python_failure(rs_error *err, rs_status status, const char *what);

/* program_events.c. From now on: being terminated ends the program as Ctrl-C does, and what it makes of itself and of others is
 * noted. */
void rs__program_watch(void (*stage)(rs_stage stage));
bool rs__program_was_terminated(void);
unsigned rs__program_children(void); /* Python processes that it made */

#endif
