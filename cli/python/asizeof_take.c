/* asizeof_take.c: a photograph of what given objects hold.              The other half: asizeof_take.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_take.h"

#include "errors.h"
#include "rs_capture.h"
#include "rs_memory.h"

static rs_snapshot *take(PyObject *const *objects, size_t count, rs_capture_options *options) {
    rs_snapshot *snapshot = NULL;
    rs_error err = RS_ERROR_INIT;
    uint64_t *seeds = rs_alloc_array(count + 1, sizeof *seeds);
    for (size_t i = 0; seeds && i < count; i++) seeds[i] = (uintptr_t)objects[i];
    options->values = RS_VALUES_NONE;
    options->nameless = true;
    options->seeds = seeds;
    options->seed_count = count;
    rs_status status = seeds ? rs_capture_process(&snapshot, options, &err) : rs_fail_memory(&err, "sizes");
    if (status != RS_OK) rs__raise(&err);
    rs_release(seeds);
    return snapshot;
}

rs_snapshot *rs__take_reached(PyObject *const *objects, size_t count, uint64_t closed_kinds) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.closed_kinds = closed_kinds;
    options.open_seeds = true;
    return take(objects, count, &options);
}

rs_snapshot *rs__take_flat(PyObject *const *objects, size_t count) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.closed_kinds = RS__ALL_KINDS;
    options.only_seeds = true;
    return take(objects, count, &options);
}

static rs_reach *spare; /* guarded by the GIL; a question within a question gets another one */

rs_reach *rs__reach_borrow(void) {
    rs_reach *reach = spare;
    rs_error err = RS_ERROR_INIT;
    spare = NULL;
    if (!reach && rs_reach_new(&reach, &err) != RS_OK) rs__raise(&err);
    return reach;
}

void rs__reach_give_back(rs_reach *reach) {
    rs_reach_free(spare);
    spare = reach;
}

/* Given objects have the first numbers, in the order in which they were given for the first time. */
rs_object_id rs__given_next(rs__given *given, PyObject *object, bool *again) {
    const rs_columns *columns = rs_snapshot_columns(given->snapshot);
    rs_object_id next = columns->records + given->next;
    *again = next >= columns->objects || columns->address[next] != (uintptr_t)object;
    if (*again) return rs_snapshot_find(given->snapshot, (uintptr_t)object);
    given->next++;
    return next;
}
