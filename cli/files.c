/* Photographs from snapshot files, as if a program had just been photographed.        Header: files.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "files.h"

#include "rs_memory.h"
#include "rs_snapshot_file.h"

static rs_status open_one(rs_photograph *photograph, const char *path, bool objects_only, rs_error *err) {
    rs_status st = objects_only ? rs_snapshot_open_objects(&photograph->snapshot, path, err)
                                : rs_snapshot_open(&photograph->snapshot, path, err);
    if (st != RS_OK) return st;
    const rs_origin *origin = rs_snapshot_origin(photograph->snapshot);
    photograph->seconds = (double)origin->nanoseconds / 1e9;
    photograph->where = rs_copy_string(origin->where[0] ? origin->where : "some time ago");
    return photograph->where == NULL ? rs_fail_memory(err, path) : RS_OK;
}

rs_status rs__files_open(rs_program_result *result, const rs__settings *settings, rs_error *err) {
    if (settings->command->headers_only) return RS_OK;
    result->photographs = rs_alloc_cleared(settings->file_count, sizeof *result->photographs);
    if (result->photographs == NULL) return rs_fail_memory(err, settings->target);
    result->count = settings->file_count;
    rs_status st = RS_OK;
    for (size_t i = 0; i < result->count && st == RS_OK; i++)
        st = open_one(&result->photographs[i], settings->files[i], settings->command->objects_only, err);
    return st;
}

void rs__files_close(rs_program_result *result) {
    for (size_t i = 0; i < result->count; i++) {
        rs_snapshot_free(result->photographs[i].snapshot);
        rs_release(result->photographs[i].where);
    }
    rs_release(result->photographs);
    *result = (rs_program_result)RS_PROGRAM_RESULT_INIT;
}
