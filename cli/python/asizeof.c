/* asizeof.c: sizes of objects with all they hold.                            Declared in asizeof.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof.h"

#include "arguments.h"
#include "asizeof_names.h"
#include "asizeof_take.h"
#include "asizeof_tree.h"
#include "asizeof_walk.h"
#include "rs_memory.h"
#include "text.h"
#include "types.h"

const char rs__asize_doc[] =
    "_asize(objects, seen, excluded, *, flags, limit, mask, above, stats, mapped, keep, repeat, asized, "
    "detail, clip)\n--\n\n"
    "Size the objects of a tuple: (results, total, deepest, ranked, ranks, profiles).\n\n"
    "A result is a number of bytes, or with a class `asized` an instance of it. A rank is (size, object, "
    "depth, holder or\n"
    "None); a profile (type, number, total, high, object).";

typedef struct request {
    PyObject *objects; /* a tuple */
    rs__seen *seen, *excluded;
    unsigned flags;
    Py_ssize_t limit, detail, clip;
    unsigned long long mask, above;
    int stats, keep, repeat; /* repeat: an object given again has the size it had the first time */
    double mapped;
    PyObject *asized; /* a class, or None */
} request;

static bool read_request(request *asked, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"",       "",       "",       "flags",  "limit",
                                        "mask",   "above",  "stats",  "mapped", "keep",
                                        "repeat", "asized", "detail", "clip",   NULL};
    return RS__PARSE(arguments, keywords, "O!O!O!$InKKidppOnn:_asize", names, &PyTuple_Type, &asked->objects,
                     &rs__seen_type, &asked->seen, &rs__seen_type, &asked->excluded, &asked->flags,
                     &asked->limit, &asked->mask, &asked->above, &asked->stats, &asked->mapped, &asked->keep,
                     &asked->repeat, &asked->asized, &asked->detail, &asked->clip);
}

static rs__sizing sizing_of(const request *asked, const rs_snapshot *snapshot, const rs__flat_sizes *flat) {
    return (rs__sizing){
        .snapshot = snapshot,
        .flat = flat,
        .seen = asked->seen,
        .excluded = asked->excluded->count ? asked->excluded : NULL,
        .flags = asked->flags,
        .limit = asked->limit,
        .mask = asked->mask,
        .above = asked->above,
        .ranking = asked->stats > 0,
        .profiling = asked->stats > 1,
    };
}

/* The objects given, by number; an object given again has the place of the first. */
static rs_object_id *number_objects(PyObject *objects, const rs_snapshot *snapshot, unsigned char *again) {
    size_t count = (size_t)PyTuple_GET_SIZE(objects);
    rs_object_id *ids = rs_alloc_array(count + 1, sizeof *ids);
    rs__given given = {snapshot, 0};
    for (size_t i = 0; ids && i < count; i++) {
        bool known;
        ids[i] = rs__given_next(&given, PyTuple_GET_ITEM(objects, (Py_ssize_t)i), &known);
        again[i] = known;
    }
    return ids;
}

static PyObject *size_one(rs__sizing *sizing, rs_object_id id, rs__asized_tree *tree, uint64_t *total) {
    PyObject *node = NULL;
    uint64_t bytes = 0;
    bool done = rs__sizing_add(sizing, id, tree ? &tree->tree : NULL, &bytes, &node);
    *total += bytes;
    if (!done) Py_CLEAR(node);
    return !done || tree ? node : PyLong_FromUnsignedLongLong(bytes);
}

/* The result that an earlier place has for the same object; new. */
static PyObject *earlier(PyObject *results, const rs_object_id *ids, Py_ssize_t place) {
    Py_ssize_t first = 0;
    while (ids[first] != ids[place]) first++;
    return rs__new_reference(PyTuple_GET_ITEM(results, first));
}

static PyObject *size_all(const request *asked, rs__sizing *sizing, rs__asized_tree *tree, uint64_t *total) {
    Py_ssize_t count = PyTuple_GET_SIZE(asked->objects);
    unsigned char *again = rs_alloc_cleared((size_t)count + 1, 1);
    rs_object_id *ids = again ? number_objects(asked->objects, sizing->snapshot, again) : NULL;
    PyObject *results = ids ? PyTuple_New(count) : PyErr_NoMemory();
    for (Py_ssize_t i = 0; results && i < count; i++) rs__sizing_give(sizing, ids[i]);
    for (Py_ssize_t i = 0; results && i < count; i++) {
        bool known = again[i] && asked->repeat;
        PyObject *result = known ? earlier(results, ids, i) : size_one(sizing, ids[i], tree, total);
        if (known && sizing->visits[ids[i]] > 0) sizing->visits[ids[i]]++;
        if (result)
            PyTuple_SET_ITEM(results, i, result);
        else
            Py_CLEAR(results);
    }
    rs_release(ids);
    rs_release(again);
    return results;
}

/* ---- What is told beside the results -------------------------------------------------------------------------------- */

static PyObject *live(const rs__sizing *sizing, rs_object_id id) {
    return id == RS_NO_OBJECT ? Py_None
                              : (PyObject *)(uintptr_t)rs_snapshot_columns(sizing->snapshot)->address[id];
}

static PyObject *ranks_of(const rs__sizing *sizing) {
    PyObject *list = PyList_New((Py_ssize_t)sizing->rank_count);
    for (size_t i = 0; list && i < sizing->rank_count; i++) {
        const rs__rank *rank = &sizing->ranks[i];
        PyObject *row = Py_BuildValue("(KOIO)", (unsigned long long)rank->size, live(sizing, rank->object),
                                      rank->depth, live(sizing, rank->holder));
        if (row)
            PyList_SET_ITEM(list, (Py_ssize_t)i, row);
        else
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *profiles_of(const rs__sizing *sizing) {
    size_t types = sizing->profiles ? rs_snapshot_type_count(sizing->snapshot) : 0;
    PyObject *list = PyList_New(0);
    for (uint32_t t = 0; list && t < types; t++) {
        const rs__profile *of = &sizing->profiles[t];
        if (of->number == 0) continue;
        PyObject *row = Py_BuildValue("(OKKKO)", (PyObject *)rs__flat_type(sizing->flat, t),
                                      (unsigned long long)of->number, (unsigned long long)of->total,
                                      (unsigned long long)of->high, live(sizing, of->largest));
        if (!row || PyList_Append(list, row) < 0) Py_CLEAR(list);
        Py_XDECREF(row);
    }
    return list;
}

static PyObject *answer(const request *asked, rs__sizing *sizing, PyObject *asized) {
    rs__asized_tree tree;
    uint64_t total = 0;
    rs__asized_tree_init(&tree, sizing, asized, (uint32_t)(asked->detail > 0 ? asked->detail : 0),
                         asked->clip);
    PyObject *results = size_all(asked, sizing, asized ? &tree : NULL, &total);
    if (!results || !rs__sizing_keep(sizing, asked->keep)) {
        Py_XDECREF(results);
        return NULL;
    }
    PyObject *ranks = ranks_of(sizing), *profiles = profiles_of(sizing);
    if (ranks && profiles)
        return Py_BuildValue("(NKIKNN)", results, (unsigned long long)total, sizing->deepest,
                             (unsigned long long)sizing->ranked, ranks, profiles);
    Py_DECREF(results);
    Py_XDECREF(ranks);
    Py_XDECREF(profiles);
    return NULL;
}

/* The Asized of one object that shows nothing of what it holds. */
static PyObject *asized_at_once(const request *asked, PyObject *object, uint64_t total) {
    PyObject *own = total ? rs__flat_size_of(NULL, object) : PyLong_FromLong(0);
    uint64_t flat = own ? PyLong_AsUnsignedLongLong(own) : 0;
    Py_XDECREF(own);
    PyObject *name = own ? rs__name_or_repr(object, asked->clip) : NULL, *none = PyTuple_New(0);
    PyObject *node = name && none
                         ? PyObject_CallFunction(asked->asized, "KKOO", (unsigned long long)total,
                                                 (unsigned long long)((flat + asked->mask) & ~asked->mask),
                                                 none, name)
                         : NULL;
    Py_XDECREF(none);
    Py_XDECREF(name);
    return node;
}

/* Nothing hangs on it, so that a tree of it has no parts. */
static bool holds_nothing(PyObject *object) {
    return PyLong_CheckExact(object) || PyUnicode_CheckExact(object) || PyBytes_CheckExact(object) ||
           PyFloat_CheckExact(object) || object == Py_None;
}

/* Where a sum is the whole answer: of several objects together, or of one. NULL without an exception: it is not. */
static PyObject *answer_at_once(const request *asked, PyObject *const *objects, size_t count) {
    rs__sizing sizing = sizing_of(asked, NULL, NULL);
    bool tree = asked->asized != Py_None;
    uint64_t total = 0;
    if (asked->keep || (count != 1 && (asked->repeat || tree))) return NULL;
    if (tree && asked->detail > 0 && !holds_nothing(objects[0])) return NULL;
    if (!rs__sizing_total(&sizing, objects, count, asked->mapped, &total)) return NULL;
    PyObject *result = tree ? asized_at_once(asked, objects[0], total) : PyLong_FromUnsignedLongLong(total);
    return result ? Py_BuildValue("((N)KIK[][])", result, (unsigned long long)total, 0u, 0ull) : NULL;
}

static PyObject *answer_from_photograph(const request *asked, PyObject *const *objects, size_t count) {
    rs__flat_sizes flat = {0};
    PyObject *done = NULL, *asized = asked->asized == Py_None ? NULL : asked->asized;
    rs_snapshot *snapshot = rs__take_reached(objects, count, rs__closed_kinds(asked->flags));
    if (!snapshot) return NULL;
    rs__sizing sizing = sizing_of(asked, snapshot, &flat);
    bool hold = asized || sizing.ranking || sizing.excluded || (sizing.flags & RS__SIZE_CODE);
    if (rs__flat_sizes_init(&flat, snapshot, hold, asked->mapped) && rs__sizing_init(&sizing))
        done = answer(asked, &sizing, asized);
    rs__sizing_release(&sizing);
    rs__flat_sizes_release(&flat);
    rs_snapshot_free(snapshot);
    return done;
}

PyObject *rs__asize(PyObject *module, PyObject *arguments, PyObject *keywords) {
    request asked = {0};
    (void)module;
    if (!read_request(&asked, arguments, keywords)) return NULL;
    PyObject **objects = &PyTuple_GET_ITEM(asked.objects, 0);
    size_t count = (size_t)PyTuple_GET_SIZE(asked.objects);
    PyObject *done = answer_at_once(&asked, objects, count);
    return done || PyErr_Occurred() ? done : answer_from_photograph(&asked, objects, count);
}
