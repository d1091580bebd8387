/* asizeof_flat.c: bytes of single objects.                              The other half: asizeof_flat.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_flat.h"

#include "rs_memory.h"
#include "types.h"

enum { WAY_NO_OBJECT, WAY_LAYOUT, WAY_C, WAY_PYTHON, WAY_HIDDEN_MEMORY };

#if PY_VERSION_HEX >= 0x030C0000
#define MANAGED_WORDS ((1UL << 3) | (1UL << 4)) /* Py_TPFLAGS_PREHEADER, which is private */
#elif PY_VERSION_HEX >= 0x030B0000
#define MANAGED_WORDS (1UL << 4)
#else
#define MANAGED_WORDS 0UL
#endif
enum { COLLECTOR_HEAD = 16, MANAGED_HEAD = 16 };

static PyObject *live(const rs__flat_sizes *sizes, rs_object_id object) {
    return (PyObject *)(uintptr_t)rs_snapshot_columns(sizes->snapshot)->address[object];
}

/* What stands for __sizeof__ in the classes of `type`; borrowed. Nothing runs: classes are looked at, in their order. A type
 * that CPython has not made ready yet would be by looking, and is left as it is. */
static PyObject *sizeof_of(PyTypeObject *type) {
    static PyObject *name;
    if (!(type->tp_flags & Py_TPFLAGS_READY)) return NULL;
    if (!name) name = PyUnicode_InternFromString("__sizeof__");
    return name ? _PyType_Lookup(type, name) : NULL;
}

/* The layout knows these as well as they do themselves. */
static bool layout_knows(PyTypeObject *owner) {
    return owner == &PyBaseObject_Type || owner == &PyList_Type || owner == &PyDict_Type ||
           owner == &PySet_Type || owner == &PyFrozenSet_Type || owner == &PyUnicode_Type ||
           owner == &PyLong_Type || owner == &PyByteArray_Type;
}

/* What these say of themselves is in part said of something else: the bytes object that a BytesIO refers to counts where it
 * is met, and the value of one of numpy's numbers stands in the body. */
static bool says_too_much(PyTypeObject *owner) {
    return strcmp(owner->tp_name, "_io.BytesIO") == 0 || strcmp(owner->tp_name, "numpy.generic") == 0;
}

static unsigned char way_of(PyTypeObject *type) {
    PyObject *method = sizeof_of(type);
    if (!method) return WAY_LAYOUT;
    if (!Py_IS_TYPE(method, &PyMethodDescr_Type)) return WAY_PYTHON;
    if (rs__has_hidden_memory(type)) return WAY_HIDDEN_MEMORY;
    PyTypeObject *owner = PyDescr_TYPE(method);
    return layout_knows(owner) || says_too_much(owner) ? WAY_LAYOUT : WAY_C;
}

static uint64_t heads(PyObject *object) {
    unsigned long flags = Py_TYPE(object)->tp_flags;
    return (PyObject_IS_GC(object) ? COLLECTOR_HEAD : 0) + ((flags & MANAGED_WORDS) ? MANAGED_HEAD : 0);
}

/* Attribute values that stand beside an object, which no __sizeof__ counts. */
static uint64_t attribute_values(PyObject *object, uint64_t layout_size) {
    PyTypeObject *type = Py_TYPE(object);
    uint64_t plain = heads(object) + (uint64_t)type->tp_basicsize;
    if (type->tp_itemsize || !(type->tp_flags & MANAGED_WORDS) || layout_size < plain) return 0;
    return layout_size - plain;
}

/* The answer of __sizeof__ with all that it leaves out, or the layout's size when there is none. */
static uint64_t ask(PyObject *object, PyObject *method, uint64_t layout_size) {
    PyObject *type = (PyObject *)Py_TYPE(object);
    descrgetfunc bind = method ? Py_TYPE(method)->tp_descr_get : NULL;
    PyObject *bound = !method ? NULL : bind ? bind(method, object, type) : rs__new_reference(method);
    PyObject *answer = bound ? PyObject_CallNoArgs(bound) : NULL;
    Py_ssize_t bytes = answer && PyLong_Check(answer) ? PyLong_AsSsize_t(answer) : -1;
    if (PyErr_Occurred()) PyErr_Clear();
    Py_XDECREF(answer);
    Py_XDECREF(bound);
    return bytes < 0 ? layout_size : (uint64_t)bytes + heads(object) + attribute_values(object, layout_size);
}

/* ---- Whom not to believe --------------------------------------------------------------------------------------------- */

static bool is_number(PyObject *part) {
    return part == Py_None || PyLong_CheckExact(part) || PyBool_Check(part) || PyFloat_CheckExact(part) ||
           PyComplex_CheckExact(part);
}

static bool is_dict_of_numbers(PyObject *part) {
    PyObject *key, *value;
    Py_ssize_t place = 0;
    if (!PyDict_CheckExact(part)) return false;
    while (PyDict_Next(part, &place, &key, &value))
        if (!PyUnicode_CheckExact(key) || !is_number(value)) return false;
    return true;
}

static int is_more_than_numbers(PyObject *part, void *context) {
    (void)context;
    return part && !PyType_Check(part) && !is_number(part) && !is_dict_of_numbers(part);
}

/* Attributes that are no numbers (a number may be the handle of memory that only __sizeof__ knows of). Nothing runs. */
static bool holds_something(PyObject *object) {
    traverseproc traverse = Py_TYPE(object)->tp_traverse;
    return traverse && PyObject_IS_GC(object) && PyObject_GC_IsTracked(object) &&
           traverse(object, is_more_than_numbers, NULL) != 0;
}

/* A __sizeof__ in Python of an object that holds something adds up what it holds, as that of pandas does: all of that is
 * followed, and counts where it is met. One that Cython compiled tells of memory beside. */
static bool sums_up(PyObject *object, PyObject *method) {
    bool compiled = !method || Py_IS_TYPE(method, &PyMethodDescr_Type) ||
                    strstr(Py_TYPE(method)->tp_name, "cython_function_or_method");
    return !compiled && holds_something(object);
}

static bool keep(rs__flat_sizes *sizes, rs_object_id object, uint64_t bytes) {
    if (!rs_reserve((void **)&sizes->asked, &sizes->asked_room, sizes->asked_count + 1, sizeof *sizes->asked))
        return false;
    if (!rs_reserve((void **)&sizes->answer, &sizes->answer_room, sizes->asked_count + 1,
                    sizeof *sizes->answer))
        return false;
    sizes->asked[sizes->asked_count] = object;
    sizes->answer[sizes->asked_count++] = bytes;
    return true;
}

/* How each type of the photograph is sized; whether one must be asked, and whether one in Python. */
static void find_ways(rs__flat_sizes *sizes, bool *some, bool *python) {
    const rs_columns *columns = rs_snapshot_columns(sizes->snapshot);
    size_t types = rs_snapshot_type_count(sizes->snapshot);
    for (size_t t = 0; t < types; t++) sizes->first[t] = RS_NO_OBJECT;
    for (rs_object_id o = columns->objects; o-- > columns->records;) sizes->first[columns->type[o]] = o;
    for (size_t t = 0; t < types; t++) {
        if (sizes->first[t] == RS_NO_OBJECT) continue;
        sizes->way[t] = way_of(Py_TYPE(live(sizes, sizes->first[t])));
        *some |= sizes->way[t] > WAY_LAYOUT;
        *python |= sizes->way[t] == WAY_PYTHON;
    }
}

static void hold_all(rs__flat_sizes *sizes) {
    const rs_columns *columns = rs_snapshot_columns(sizes->snapshot);
    for (rs_object_id o = columns->records; o < columns->objects; o++) Py_INCREF(live(sizes, o));
    sizes->held = true;
}

rs__flat_way rs__flat_way_of(PyTypeObject *type) {
    unsigned char way = way_of(type);
    return way == WAY_LAYOUT ? RS__FLAT_LAYOUT : way == WAY_PYTHON ? RS__FLAT_PYTHON : RS__FLAT_C;
}

uint64_t rs__flat_ask(PyObject *object, uint64_t layout_size, double mapped) {
    if (rs__has_hidden_memory(Py_TYPE(object))) return layout_size + rs__hidden_memory(object, mapped);
    PyObject *method = sizeof_of(Py_TYPE(object));
    return sums_up(object, method) ? layout_size : ask(object, method, layout_size);
}

static uint64_t asked_size(rs__flat_sizes *sizes, rs_object_id object, double mapped) {
    return rs__flat_ask(live(sizes, object), rs_snapshot_size(sizes->snapshot, object), mapped);
}

static bool ask_all(rs__flat_sizes *sizes, double mapped) {
    const rs_columns *columns = rs_snapshot_columns(sizes->snapshot);
    for (rs_object_id o = columns->records; o < columns->objects; o++)
        if (sizes->way[columns->type[o]] > WAY_LAYOUT && !keep(sizes, o, asked_size(sizes, o, mapped)))
            return false;
    return true;
}

bool rs__flat_sizes_init(rs__flat_sizes *sizes, const rs_snapshot *snapshot, bool hold, double mapped) {
    size_t types = rs_snapshot_type_count(snapshot);
    bool some = false, python = false;
    memset(sizes, 0, sizeof *sizes);
    sizes->snapshot = snapshot;
    sizes->way = rs_alloc_cleared(types + 1, 1);
    sizes->first = rs_alloc_array(types + 1, sizeof *sizes->first);
    bool done = sizes->way && sizes->first && sizeof_of(&PyBaseObject_Type);
    if (done) find_ways(sizes, &some, &python);
    if (done && (hold || python)) hold_all(sizes);
    if (done && some) done = ask_all(sizes, mapped);
    if (!done) PyErr_NoMemory();
    return done;
}

void rs__flat_sizes_release(rs__flat_sizes *sizes) {
    if (sizes->held) {
        const rs_columns *columns = rs_snapshot_columns(sizes->snapshot);
        for (rs_object_id o = columns->records; o < columns->objects; o++) Py_DECREF(live(sizes, o));
    }
    rs_release(sizes->way);
    rs_release(sizes->first);
    rs_release(sizes->asked);
    rs_release(sizes->answer);
    memset(sizes, 0, sizeof *sizes);
}

static uint64_t answer_of(const rs__flat_sizes *sizes, rs_object_id object) {
    size_t low = 0, high = sizes->asked_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sizes->asked[middle] < object)
            low = middle + 1;
        else
            high = middle;
    }
    return sizes->answer[low];
}

uint64_t rs__flat_size(const rs__flat_sizes *sizes, rs_object_id object) {
    const rs_columns *columns = rs_snapshot_columns(sizes->snapshot);
    if (sizes->way[columns->type[object]] > WAY_LAYOUT) return answer_of(sizes, object);
    return columns->size[object] != RS_SIZE_BIG ? columns->size[object]
                                                : rs_snapshot_size(sizes->snapshot, object);
}

PyTypeObject *rs__flat_type(const rs__flat_sizes *sizes, uint32_t type) {
    return sizes->first[type] == RS_NO_OBJECT ? NULL : Py_TYPE(live(sizes, sizes->first[type]));
}
