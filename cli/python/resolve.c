/* resolve.c: which objects of a snapshot a caller means.                        The other half: resolve.h. Map: README.md
 *
 * Nothing here calls a method of what it is given: an object is its address and its type.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "resolve.h"

#include "errors.h"
#include "rs_memory.h"
#include "snapshot_file.h"
#include "types.h"

static rs_object_id find(rs__box *box, uint64_t address) {
    rs__box_hold(box);
    rs_object_id id = rs_graph_find(box->graph, address);
    rs__box_let_go(box);
    return id;
}

static rs_object_id not_found(uint64_t address, const char *what) {
    rs_error err = RS_ERROR_INIT;
    rs_fail(&err, RS_NOT_FOUND, "0x%llx: %s", (unsigned long long)address, what);
    rs__raise(&err);
    return RS_NO_OBJECT;
}

static bool has_type(const rs_snapshot *snapshot, rs_object_id id, PyTypeObject *type) {
    rs_object_id then = rs_snapshot_type_of(snapshot, id)->object;
    return then == RS_NO_OBJECT || rs_snapshot_columns(snapshot)->address[then] == (uintptr_t)type;
}

rs_object_id rs__resolve_live(rs__box *box, PyObject *object) {
    uint64_t address = (uintptr_t)object;
    if (!rs__is_of_this_process(box, "at")) return RS_NO_OBJECT;
    rs_object_id id = find(box, address);
    if (id == RS_NO_OBJECT)
        return not_found(address, "this object is not in the snapshot: it is younger, or hidden");
    if (has_type(box->snapshot, id, Py_TYPE(object))) return id;
    return not_found(address, "this object is not in the snapshot: another one lived at its address");
}

static rs_object_id resolve_address(rs__box *box, PyObject *number) {
    unsigned long long address = PyLong_AsUnsignedLongLong(number);
    if (address == (unsigned long long)-1 && PyErr_Occurred()) {
        PyErr_Clear(); /* negative or more than 64 bits: nothing lives there */
        return not_found(0, "no address is negative or has more than 64 bits");
    }
    rs_object_id id = find(box, address);
    return id != RS_NO_OBJECT ? id : not_found(address, "no object of the snapshot lived at this address");
}

/* A handle of another snapshot means the object at its address, if that has the same type by name. */
static rs_object_id resolve_handle(rs__box *box, const rs__handle *handle) {
    if (handle->box == box) return handle->id;
    uint64_t address = rs_snapshot_columns(handle->box->snapshot)->address[handle->id];
    rs_object_id id = find(box, address);
    if (id == RS_NO_OBJECT) return not_found(address, "this object is not in the snapshot");
    const char *then = rs_snapshot_type_of(handle->box->snapshot, handle->id)->name;
    if (strcmp(then, rs_snapshot_type_of(box->snapshot, id)->name) == 0) return id;
    return not_found(address, "this object is not in the snapshot: another one lived at its address");
}

rs_object_id rs__resolve(rs__box *box, PyObject *argument) {
    if (Py_IS_TYPE(argument, &rs__object_type)) return resolve_handle(box, (rs__handle *)argument);
    if (PyLong_CheckExact(argument)) return resolve_address(box, argument);
    return rs__resolve_live(box, argument);
}

bool rs__resolve_many(rs__box *box, PyObject *argument, rs_object_id **out, size_t *count) {
    bool many = PyList_CheckExact(argument) || PyTuple_CheckExact(argument) ||
                Py_IS_TYPE(argument, &rs__objects_type);
    size_t wanted = many ? (size_t)PySequence_Size(argument) : 1;
    rs_object_id *ids = rs_alloc_array(wanted, sizeof *ids);
    if (!ids) {
        PyErr_NoMemory();
        return false;
    }
    for (size_t i = 0; i < wanted; i++) {
        PyObject *item = many ? PySequence_GetItem(argument, (Py_ssize_t)i) : rs__new_reference(argument);
        ids[i] = item ? rs__resolve(box, item) : RS_NO_OBJECT;
        Py_XDECREF(item);
        if (ids[i] != RS_NO_OBJECT) continue;
        rs_release(ids);
        return false;
    }
    *out = ids;
    *count = wanted;
    return true;
}
