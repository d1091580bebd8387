/* take.c: take a photograph for the package, without its own objects.               The other half: take.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "take.h"

#include "errors.h"
#include "photographs.h"
#include "rs_memory.h"

static rs_status list_seeds(rs_capture_options *options, PyObject *seeds, rs_error *err) {
    if (!seeds) return RS_OK;
    size_t count = (size_t)PySequence_Fast_GET_SIZE(seeds);
    uint64_t *addresses = rs_alloc_array(count + 1, sizeof *addresses);
    if (!addresses) return rs_fail_memory(err, "capture");
    for (size_t i = 0; i < count; i++)
        addresses[i] = (uintptr_t)PySequence_Fast_GET_ITEM(seeds, (Py_ssize_t)i);
    options->seeds = addresses;
    options->seed_count = count;
    return RS_OK;
}

rs_status rs__list_hidden(uint64_t **out, size_t *count, PyObject *const *also, rs_error *err) {
    uint64_t *hidden = NULL;
    size_t own = 0, more = 0;
    rs_status status = rs__own_objects(&hidden, &own, err);
    if (status != RS_OK) return status;
    while (also && also[more]) more++;
    uint64_t *all = rs_resize_array(hidden, own + more + 1, sizeof *all);
    if (!all) {
        rs_release(hidden);
        return rs_fail_memory(err, "capture");
    }
    for (size_t i = 0; i < more; i++) all[own + i] = (uintptr_t)also[i];
    *out = all;
    *count = own + more;
    return RS_OK;
}

static rs__box *take(rs_capture_options *options, PyObject *seeds, PyObject *const *also) {
    rs_snapshot *snapshot = NULL;
    rs__box *box = NULL;
    rs_error err = RS_ERROR_INIT;
    rs_status status = list_seeds(options, seeds, &err);
    uint64_t *hidden = NULL;
    if (status == RS_OK) status = rs__list_hidden(&hidden, &options->hidden_count, also, &err);
    options->hidden = hidden;
    if (status == RS_OK) status = rs_capture_process(&snapshot, options, &err);
    if (status == RS_OK) status = rs__box_new(&box, snapshot, &err);
    if (status != RS_OK) {
        rs_snapshot_free(snapshot);
        rs__raise(&err);
    }
    rs_release((void *)options->seeds);
    rs_release(hidden);
    return box;
}

rs__box *rs__take_asked(rs_values values, PyObject *seeds, PyObject *const *also) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.values = values;
    return take(&options, seeds, also);
}

rs__box *rs__take(rs_values values, PyObject *seeds, PyObject *const *also) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.values = values;
    options.nameless = values == RS_VALUES_NONE;
    return take(&options, seeds, also);
}

rs__box *rs__take_without(PyObject *const *also, PyObject *lent) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    uint64_t address = (uintptr_t)lent;
    options.lent = &address;
    options.lent_count = lent != NULL;
    return take(&options, NULL, also);
}

PyObject *rs__live(const rs__box *box, rs_object_id id) {
    return (PyObject *)(uintptr_t)rs_snapshot_columns(box->snapshot)->address[id];
}
