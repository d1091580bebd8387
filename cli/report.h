/* report.h: the reports on what was photographed, and their delivery.          Implementation: report.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_REPORT_H
#define REFSCOPE_REPORT_H

#include "command.h"
#include "delivery.h"

/* One line on standard error, behind "refscope: ". */
void rs__complain(const char *sentence);

/* Report on each photograph, or under RS__TARGETS_FILES on all at once. Texts go out together, so that a failure leaves
 * nothing half told; remarks follow. *check_failed: the command's check did. */
rs_status rs__report_all(bool *check_failed, const rs__settings *settings, const rs_program_result *result,
                         const rs__delivery *delivery, rs_error *err);

#endif
