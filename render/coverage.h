/* coverage.h: what a photograph did not see, for the summary and for snapshot files.  The other half: coverage.c
 *                                                                                                  Map: render/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef COVERAGE_H
#define COVERAGE_H

#include "json.h"

/* A line for each thing that was not seen. `snapshot`: names the types; NULL: only the head of a file is known. */
void rs__add_coverage(rs_text *text, const rs_coverage *seen, const rs_snapshot *snapshot,
                      const rs_report_options *options);
/* The key `coverage` of JSON reports. */
json_t *rs__json_coverage(rs__json *json, const rs_coverage *seen, const rs_snapshot *snapshot);

#endif
