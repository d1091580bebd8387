/* snapshot_type.c: refscope.Snapshot, the photograph of a heap.                       Its makers: types.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "arguments.h"
#include "choice.h"
#include "comparisons.h"
#include "errors.h"
#include "queries.h"
#include "resolve.h"
#include "rows.h"
#include "rs_cycles.h"
#include "rs_memory.h"
#include "snapshot_file.h"
#include "text.h"
#include "types.h"

typedef struct snapshot {
    PyObject_HEAD rs__box *box;
} snapshot;

PyObject *rs__snapshot_make(rs__box *box) {
    snapshot *made = PyObject_New(snapshot, &rs__snapshot_type);
    if (made) made->box = rs__box_share(box);
    return (PyObject *)made;
}

rs__box *rs__snapshot_box(PyObject *self) {
    return ((snapshot *)self)->box;
}

static void snapshot_dealloc(PyObject *self) {
    rs__box_drop(((snapshot *)self)->box);
    PyObject_Free(self);
}

static const rs_snapshot *heap_of(PyObject *self) {
    return ((snapshot *)self)->box->snapshot;
}

static PyObject *snapshot_repr(PyObject *self) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add(&text, "<refscope.Snapshot: ");
    rs_text_add_count(&text, rs_snapshot_object_count(heap_of(self)));
    rs_text_add(&text, " objects, ");
    rs_text_add_count(&text, rs_snapshot_reference_count(heap_of(self)));
    rs_text_add(&text, " references, ");
    rs_text_add_size(&text, rs_snapshot_total_size(heap_of(self)));
    rs_text_add_char(&text, '>');
    return rs__text_finish(&text);
}

static Py_ssize_t snapshot_length(PyObject *self) {
    return (Py_ssize_t)rs_snapshot_object_count(heap_of(self));
}

static PyObject *get_reference_count(PyObject *self, void *unused) {
    return PyLong_FromSize_t(rs_snapshot_reference_count(heap_of(self)));
}

static PyObject *get_total_size(PyObject *self, void *unused) {
    return PyLong_FromUnsignedLongLong(rs_snapshot_total_size(heap_of(self)));
}

static PyObject *get_memory(PyObject *self, void *unused) {
    return PyLong_FromSize_t(rs_snapshot_memory(heap_of(self)));
}

/* Two types may have one name. */
static bool add_count(PyObject *named, const rs_opaque_type *type) {
    PyObject *name = rs__unicode(type->name, strlen(type->name));
    PyObject *before = name ? PyDict_GetItemWithError(named, name) : NULL;
    PyObject *count = name ? PyLong_FromUnsignedLong(type->objects +
                                                     (before ? PyLong_AsUnsignedLong(before) : 0))
                           : NULL;
    bool added = count && PyDict_SetItem(named, name, count) == 0;
    Py_XDECREF(count);
    Py_XDECREF(name);
    return added;
}

/* {name: objects}, those with the most objects first. */
static PyObject *opaque_types_of(const rs_snapshot *heap) {
    rs_opaque_type *types = NULL;
    rs_error err = RS_ERROR_INIT;
    size_t count = 0;
    if (rs_snapshot_opaque_types(&types, &count, heap, &err) != RS_OK) return rs__raise(&err);
    PyObject *named = PyDict_New();
    for (size_t i = 0; named && i < count; i++)
        if (!add_count(named, &types[i])) Py_CLEAR(named);
    rs_release(types);
    return named;
}

static PyObject *types_told(const rs_snapshot *heap, rs_told told) {
    PyObject *named = PyList_New(0);
    for (uint32_t t = 0; named && t < rs_snapshot_type_count(heap); t++) {
        const rs_type *type = rs_snapshot_type(heap, t);
        if (type->told != told) continue;
        PyObject *name = rs__unicode(type->name, strlen(type->name));
        if (!name || PyList_Append(named, name) != 0) Py_CLEAR(named);
        Py_XDECREF(name);
    }
    return named;
}

static PyObject *get_coverage(PyObject *self, void *unused) {
    static const char *const values[] = {
        [RS_VALUES_SHORT] = "short", [RS_VALUES_NAMES] = "names", [RS_VALUES_NONE] = "none"};
    const rs_coverage *seen = rs_snapshot_coverage(heap_of(self));
    PyObject *named = opaque_types_of(heap_of(self));
    if (!named) return NULL;
    return Py_BuildValue("{s:s, s:s, s:N, s:N, s:I, s:I, s:N, s:N, s:N, s:I, s:I, s:I, s:I, s:K}", "python",
                         seen->python, "values", values[seen->values], "whole_heap",
                         PyBool_FromLong(seen->whole_heap), "during_collection",
                         PyBool_FromLong(seen->during_collection), "opaque_objects", seen->opaque_objects,
                         "opaque_types", seen->opaque_types, "opaque_type_names", named, "unknown_layouts",
                         types_told(heap_of(self), RS_TOLD_LAYOUT_UNKNOWN), "misreporting_types",
                         types_told(heap_of(self), RS_TOLD_WRONGLY), "immortal_objects",
                         seen->immortal_objects, "hidden_objects", seen->hidden_objects, "unnamed_references",
                         seen->unnamed_references, "other_interpreters", seen->other_interpreters,
                         "values_withheld", (unsigned long long)seen->values_withheld);
}

static PyObject *snapshot_at(PyObject *self, PyObject *argument) {
    rs__box *box = ((snapshot *)self)->box;
    rs_object_id id = rs__resolve(box, argument);
    return id == RS_NO_OBJECT ? NULL : rs__object_make(box, id);
}

static PyObject *snapshot_objects(PyObject *self, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"type", "subclasses", NULL};
    PyObject *type = Py_None;
    int derived = 0;
    if (!RS__PARSE(arguments, keywords, "|O$p:objects", names, &type, &derived)) return NULL;
    rs__box *box = ((snapshot *)self)->box;
    const rs_columns *columns = rs_snapshot_columns(box->snapshot);
    if (type == Py_None)
        return rs__objects_make(box, NULL, columns->records, columns->objects - columns->records);
    if (PyType_Check(type))
        return rs__is_of_this_process(box, "objects")
                   ? rs__instances_of(box, (PyTypeObject *)type, derived != 0)
                   : NULL;
    if (PyUnicode_Check(type)) return rs__instances_named(box, type, derived != 0);
    return PyErr_Format(PyExc_TypeError, "refscope: objects: type must be a type or its name");
}

static PyObject *snapshot_garbage(PyObject *self, PyObject *unused) {
    return rs__garbage_objects(((snapshot *)self)->box, false);
}

static PyObject *snapshot_uncollectable(PyObject *self, PyObject *unused) {
    return rs__garbage_objects(((snapshot *)self)->box, true);
}

static PyObject *snapshot_cycles(PyObject *self, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"scope", NULL};
    static const char *const scopes[] = {
        [RS_SCOPE_GARBAGE] = "garbage", [RS_SCOPE_LIVE] = "live", [RS_SCOPE_ALL] = "all", NULL};
    const char *scope = "garbage";
    if (!RS__PARSE(arguments, keywords, "|s:cycles", names, &scope)) return NULL;
    int chosen = rs__choice("cycles: scope", scope, scopes);
    if (chosen < 0) return NULL;
    return rs__cycles_found(((snapshot *)self)->box, (rs_scope)chosen);
}

static PyObject *rows_list(const rs_summary *summary) {
    const rs_summary_row *rows = NULL;
    size_t count = rs_summary_rows(summary, &rows);
    PyObject *list = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; list && i < count; i++) {
        PyObject *row = rs__summary_row_make(&rows[i]);
        if (row)
            PyList_SET_ITEM(list, (Py_ssize_t)i, row);
        else
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *snapshot_summary(PyObject *self, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"sort", NULL};
    static const char *const sorts[] = {
        [RS_SORT_SIZE] = "size", [RS_SORT_COUNT] = "count", [RS_SORT_NAME] = "name", NULL};
    const char *sort = "size";
    if (!RS__PARSE(arguments, keywords, "|s:summary", names, &sort)) return NULL;
    int chosen = rs__choice("summary: sort", sort, sorts);
    if (chosen < 0) return NULL;
    rs_summary *summary = NULL;
    rs_error err = RS_ERROR_INIT;
    rs_status status;
    Py_BEGIN_ALLOW_THREADS status = rs_summary_new(&summary, heap_of(self), (rs_sort)chosen, &err);
    Py_END_ALLOW_THREADS if (status != RS_OK) return rs__raise(&err);
    PyObject *list = rows_list(summary);
    rs_summary_free(summary);
    return list;
}

static PyObject *snapshot_graph(PyObject *self, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"objects", "depth",   "direction", "siblings",
                                        "limit",   "scenery", NULL};
    static const char *const directions[] = {[RS_TOWARDS_REFERRERS] = "referrers",
                                             [RS_TOWARDS_REFERENTS] = "referents",
                                             [RS_BOTH_WAYS] = "both",
                                             NULL};
    rs_neighbourhood_options options = RS_NEIGHBOURHOOD_OPTIONS_INIT;
    const char *direction = "referrers";
    PyObject *objects = Py_None;
    int scenery = 0;
    if (!RS__PARSE(arguments, keywords, "|OIs$IIp:graph", names, &objects, &options.depth, &direction,
                   &options.siblings, &options.vertices, &scenery))
        return NULL;
    int chosen = rs__choice("graph: direction", direction, directions);
    if (chosen < 0) return NULL;
    options.direction = (rs_direction)chosen;
    options.skip_types = !scenery;
    rs__box *box = ((snapshot *)self)->box;
    if (objects == Py_None) return rs__graph_of_cycles(box, options.vertices);
    return rs__graph_around(box, objects, &options);
}

static PyGetSetDef getters[] = {
    {"reference_count", get_reference_count, NULL, "int: references between Python objects.", NULL},
    {"total_size", get_total_size, NULL, "int: bytes of all objects, each object's own added up.", NULL},
    {"memory", get_memory, NULL, "int: bytes that the snapshot itself takes.", NULL},
    {"origin", rs__snapshot_origin, NULL,
     "dict: taken (seconds since 1970), seconds (how long it took), platform, target, where, opened (from a "
     "file).",
     NULL},
    {"coverage", get_coverage, NULL, "dict: what was seen and what could not be, counted.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(at_doc, "at(what)\n--\n\n"
                     "The handle of an object: of a live one, of an address (an int), of another handle.\n"
                     "A snapshot that was read from a file has no live objects: ArgumentError.\n"
                     "NotFoundError, which is a KeyError, when it is not in the snapshot.");
PyDoc_STRVAR(
    objects_doc,
    "objects(type=None, *, subclasses=False)\n--\n\n"
    "Every object, or every instance of a type: a sequence of Object, each made when it is asked for.\n"
    "`type` is a type, \"module.Name\" or a bare \"Name\", or a pattern, \"app.*\"; subclasses' instances "
    "are\n"
    "meant with `subclasses`. \"class Name\" is the class itself.");
PyDoc_STRVAR(
    uncollectable_doc,
    "uncollectable()\n--\n\n"
    "What no root reaches and gc.collect() does not free either: a sequence of Object. It is on a cycle,\n"
    "or hangs on one, that passes through a reference which the collector does not see:\n"
    "Object.uncollectable says whose.");
PyDoc_STRVAR(garbage_doc,
             "garbage()\n--\n\nWhat no root reaches, what gc.collect() would free: a sequence of Object.");
PyDoc_STRVAR(cycles_doc,
             "cycles(scope=\"garbage\")\n--\n\n"
             "The shapes of reference cycles, those that keep most bytes first: a list of Pattern.\n"
             "`scope` is \"garbage\", \"live\" or \"all\"; ArgumentError for another word.");
PyDoc_STRVAR(summary_doc, "summary(sort=\"size\")\n--\n\n"
                          "One row a type, (type, objects, bytes): a list of SummaryRow. `sort` is \"size\", "
                          "\"count\" or \"name\".");
PyDoc_STRVAR(
    graph_doc,
    "graph(objects=None, depth=3, direction=\"referrers\", *, siblings=5, limit=150, scenery=False)\n--\n\n"
    "What is around an object or a list of them, to draw: a Graph. None: the cycles, garbage first.\n"
    "`depth` steps towards \"referrers\", \"referents\" or \"both\"; of the neighbours of one object and "
    "type\n"
    "`siblings` are shown, of all `limit`; `scenery` adds types and the like. NotFoundError, ArgumentError.");

static PyMethodDef methods[] = {
    {"at", snapshot_at, METH_O, at_doc},
    {"objects", (PyCFunction)(void (*)(void))snapshot_objects, METH_VARARGS | METH_KEYWORDS, objects_doc},
    {"garbage", snapshot_garbage, METH_NOARGS, garbage_doc},
    {"uncollectable", snapshot_uncollectable, METH_NOARGS, uncollectable_doc},
    {"cycles", (PyCFunction)(void (*)(void))snapshot_cycles, METH_VARARGS | METH_KEYWORDS, cycles_doc},
    {"summary", (PyCFunction)(void (*)(void))snapshot_summary, METH_VARARGS | METH_KEYWORDS, summary_doc},
    {"diff", rs__snapshot_diff, METH_O, rs__diff_doc},
    {"growth", rs__snapshot_growth, METH_VARARGS, rs__growth_doc},
    {"save", (PyCFunction)(void (*)(void))rs__snapshot_save, METH_VARARGS | METH_KEYWORDS, rs__save_doc},
    {"graph", (PyCFunction)(void (*)(void))snapshot_graph, METH_VARARGS | METH_KEYWORDS, graph_doc},
    {NULL, NULL, 0, NULL},
};

static PySequenceMethods as_sequence = {.sq_length = snapshot_length};

PyTypeObject rs__snapshot_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.Snapshot",
    .tp_basicsize = sizeof(snapshot),
    .tp_dealloc = snapshot_dealloc,
    .tp_repr = snapshot_repr,
    .tp_as_sequence = &as_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "The photograph of a heap: every object and every reference, none of them kept alive. Made by "
              "capture() and open().",
    .tp_methods = methods,
    .tp_getset = getters,
};
