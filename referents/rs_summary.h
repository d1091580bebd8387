/* rs_summary.h: objects and bytes by type.                         Implementation: summary.c. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_SUMMARY_H
#define RS_SUMMARY_H

#include "rs_snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rs_sort { RS_SORT_SIZE, RS_SORT_COUNT, RS_SORT_NAME } rs_sort;

typedef struct rs_summary_row {
    const char *type; /* borrowed from the snapshot */
    uint64_t objects;
    uint64_t bytes; /* shallow */
} rs_summary_row;

typedef struct rs_summary rs_summary;

/* One row a type name, largest first (by name: alphabetical). Types of one name are added up. Records are left out. On
 * success *out is yours to free; it borrows the snapshot. RS_NO_MEMORY. */
RS_API rs_status rs_summary_new(rs_summary **out, const rs_snapshot *snapshot, rs_sort sort, rs_error *err);
RS_API size_t rs_summary_rows(const rs_summary *summary,
                              const rs_summary_row **rows); /* how many; borrowed */
RS_API void rs_summary_free(rs_summary *summary);

#ifdef __cplusplus
}
#endif
#endif
