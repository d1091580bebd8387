/* referrers.c: who refers to an object.      Manual: rs_referrers.h. The sort: reverse_sort.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_referrers.h"

#include "reverse_sort.h"
#include "rs_memory.h"

struct rs_referrers {
    rs_reverse reverse;
    uint32_t objects;
};

rs_status rs_referrers_new(rs_referrers **out, const rs_snapshot *snapshot, rs_error *err) {
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    rs_referrers *referrers = rs_alloc(sizeof *referrers);
    if (!referrers || !rs__reverse_sort(&referrers->reverse, columns, rs__reverse_plan(columns))) {
        rs_release(referrers);
        return rs_fail_memory(err, "sorting the references by what they refer to");
    }
    referrers->objects = columns->objects;
    *out = referrers;
    return RS_OK;
}

void rs_referrers_free(rs_referrers *referrers) {
    if (!referrers) return;
    rs_release(referrers->reverse.row);
    rs_release(referrers->reverse.reference);
    rs_release(referrers);
}

size_t rs_referrers_of(const rs_referrers *referrers, rs_object_id object,
                       const rs_reference_id **references) {
    if (object >= referrers->objects) {
        *references = NULL;
        return 0;
    }
    uint32_t begin = referrers->reverse.row[object];
    *references = referrers->reverse.reference + begin;
    return referrers->reverse.row[object + 1] - begin;
}
