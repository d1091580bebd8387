/* looks.c: what repr() would say of built-in data.                                  Manual: looks.h. Map: README.md
 *
 * Only exact built-in types are asked for their repr, and only those whose repr runs nothing but C. Nothing that the collector
 * knows is made here, so that it does not run, and what is reached from the object stays as it is meanwhile.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "looks.h"

#include "types.h"

enum { LONG_TEXT = 4096, MANY_BITS = 12000, BYTES_A_COLUMN = 4 };

/* ---- Limits --------------------------------------------------------------------------------------------------------- */

bool rs__looks_is_full(const rs__looks *to) {
    size_t written = to->text->length - to->start;
    if (to->text->failed) return true;
    if (to->room > 0) return written > BYTES_A_COLUMN * to->room;
    return to->clip > 0 && written > 1000 * (size_t)to->clip + LONG_TEXT;
}

/* Only the items near both ends are written when the middle would be cut out. */
static bool is_cut_out(const rs__looks *to, Py_ssize_t item, Py_ssize_t count) {
    return to->clip > 0 && item > to->clip && item < count - to->clip;
}

bool rs__looks_enter(rs__looks *to, PyObject *object) {
    for (int i = 0; i < to->depth; i++)
        if (to->open[i] == object) return false;
    if (to->depth == RS__LOOKS_DEEPEST) return false;
    to->open[to->depth++] = object;
    return true;
}

void rs__looks_leave(rs__looks *to) {
    to->depth--;
}

/* ---- Texts ---------------------------------------------------------------------------------------------------------- */

void rs__looks_add_string(rs__looks *to, PyObject *string) {
    if (PyUnicode_IS_COMPACT_ASCII(string)) {
        rs_text_add_bytes(to->text, PyUnicode_DATA(string), (size_t)PyUnicode_GET_LENGTH(string));
        return;
    }
    PyObject *bytes = PyUnicode_AsEncodedString(string, "utf-8", "surrogatepass");
    if (bytes)
        rs_text_add_bytes(to->text, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
    else
        PyErr_Clear();
    Py_XDECREF(bytes);
}

void rs__looks_add_new(rs__looks *to, PyObject *string) {
    if (string && PyUnicode_CheckExact(string)) {
        rs__looks_add_string(to, string);
    } else {
        PyErr_Clear();
        rs_text_add(to->text, "N/A");
    }
    Py_XDECREF(string);
}

void rs__looks_add_plainly(rs__looks *to, PyObject *object) {
    rs_text_add_char(to->text, '<');
    rs__looks_add_new(to, rs__type_name(Py_TYPE(object)));
    rs_text_addf(to->text, " object at 0x%llx>", (unsigned long long)(uintptr_t)object);
}

void rs__looks_add_name(rs__looks *to, PyTypeObject *type) {
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE) {
        rs__looks_add_string(to, ((PyHeapTypeObject *)type)->ht_name);
        return;
    }
    const char *dot = strrchr(type->tp_name, '.');
    rs_text_add(to->text, dot ? dot + 1 : type->tp_name);
}

void rs__looks_add_comma(rs__looks *to, bool *first) {
    if (!*first) rs_text_add(to->text, ", ");
    *first = false;
}

/* ---- Scalars -------------------------------------------------------------------------------------------------------- */

/* A scalar of which nobody can have changed the repr, and which is not too large to write. */
static bool is_plain_scalar(PyObject *object) {
    if (PyUnicode_CheckExact(object)) return true;
    if (PyLong_CheckExact(object)) return _PyLong_NumBits(object) < MANY_BITS;
    return PyBytes_CheckExact(object) || PyByteArray_CheckExact(object) || PyFloat_CheckExact(object) ||
           PyComplex_CheckExact(object) || PyBool_Check(object) || object == Py_None ||
           object == Py_Ellipsis || object == Py_NotImplemented || PyFunction_Check(object) ||
           PyRange_Check(object);
}

static void add_slice(rs__looks *to, PyObject *object, Py_ssize_t from, Py_ssize_t end) {
    PyObject *part = PySequence_GetSlice(object, from, end);
    rs__looks_add_new(to, part ? PyObject_Repr(part) : NULL);
    Py_XDECREF(part);
}

/* A long str or bytes by its beginning and its end; what is between would be cut out. */
static void add_scalar(rs__looks *to, PyObject *object) {
    bool is_row = PyUnicode_CheckExact(object) || PyBytes_CheckExact(object) ||
                  PyByteArray_CheckExact(object);
    Py_ssize_t length = is_row ? PySequence_Size(object) : 0;
    if (to->room > 0 && length > (Py_ssize_t)to->room) {
        add_slice(to, object, 0, (Py_ssize_t)to->room);
    } else if (to->clip > 0 && length > LONG_TEXT + 2 * to->clip) {
        add_slice(to, object, 0, to->clip);
        add_slice(to, object, length - to->clip, length);
    } else {
        rs__looks_add_new(to, PyObject_Repr(object));
    }
}

/* ---- Containers ----------------------------------------------------------------------------------------------------- */

void rs__looks_add_dict(rs__looks *to, PyObject *dict) {
    Py_ssize_t place = 0, item = 0, count = PyDict_Size(dict);
    PyObject *key, *value;
    bool first = true;
    rs_text_add_char(to->text, '{');
    while (!rs__looks_is_full(to) && PyDict_Next(dict, &place, &key, &value)) {
        if (is_cut_out(to, item++, count)) continue;
        rs__looks_add_comma(to, &first);
        rs__looks_write(to, key);
        rs_text_add(to->text, ": ");
        rs__looks_write(to, value);
    }
    rs_text_add_char(to->text, '}');
}

void rs__looks_add_items(rs__looks *to, PyObject *row) {
    Py_ssize_t count = PySequence_Fast_GET_SIZE(row);
    bool first = true;
    for (Py_ssize_t i = 0; i < count && !rs__looks_is_full(to); i++) {
        if (is_cut_out(to, i, count)) continue;
        rs__looks_add_comma(to, &first);
        rs__looks_write(to, PySequence_Fast_GET_ITEM(row, i));
    }
}

/* An iterator is an object that the collector knows: before 3.12 to make one may start it, and finalizers with it. */
static void add_members(rs__looks *to, PyObject *set) {
    Py_ssize_t item = 0, count = PySet_GET_SIZE(set);
    bool first = true;
    PyObject *one = NULL;
#if PY_VERSION_HEX < 0x030C0000
    Py_ssize_t place = 0;
    Py_hash_t hash;
    while (!rs__looks_is_full(to) && _PySet_NextEntry(set, &place, &one, &hash)) {
        if (is_cut_out(to, item++, count)) continue;
        rs__looks_add_comma(to, &first);
        rs__looks_write(to, one);
    }
#else
    PyObject *iterator = PyObject_GetIter(set);
    while (iterator && !rs__looks_is_full(to) && (one = PyIter_Next(iterator))) {
        if (!is_cut_out(to, item++, count)) {
            rs__looks_add_comma(to, &first);
            rs__looks_write(to, one);
        }
        Py_DECREF(one);
    }
    if (PyErr_Occurred()) PyErr_Clear();
    Py_XDECREF(iterator);
#endif
}

typedef struct brackets {
    const char *open, *close, *empty, *again;
} brackets;

static const brackets *brackets_of(PyObject *object) {
    static const brackets list = {"[", "]", "[]", "[...]"}, tuple = {"(", ")", "()", "(...)"},
                          dict = {"{", "}", "{}", "{...}"}, set = {"{", "}", "set()", "set(...)"},
                          frozen = {"frozenset({", "})", "frozenset()", "frozenset(...)"};
    if (PyList_CheckExact(object)) return &list;
    if (PyTuple_CheckExact(object)) return &tuple;
    if (PyDict_CheckExact(object)) return &dict;
    if (Py_IS_TYPE(object, &PySet_Type)) return &set;
    return PyFrozenSet_CheckExact(object) ? &frozen : NULL;
}

static void add_container(rs__looks *to, PyObject *object, const brackets *around) {
    Py_ssize_t count = PyObject_Size(object);
    if (count == 0 || !rs__looks_enter(to, object)) {
        rs_text_add(to->text, count == 0 ? around->empty : around->again);
        return;
    }
    if (PyDict_CheckExact(object)) {
        rs__looks_add_dict(to, object);
    } else {
        rs_text_add(to->text, around->open);
        if (PyAnySet_Check(object))
            add_members(to, object);
        else
            rs__looks_add_items(to, object);
        if (PyTuple_CheckExact(object) && count == 1) rs_text_add_char(to->text, ',');
        rs_text_add(to->text, around->close);
    }
    rs__looks_leave(to);
}

/* ---- Any object ----------------------------------------------------------------------------------------------------- */

static void add_class(rs__looks *to, PyTypeObject *type) {
    rs_text_add(to->text, "<class '");
    rs__looks_add_new(to, rs__type_name(type));
    rs_text_add(to->text, "'>");
}

void rs__looks_write(rs__looks *to, PyObject *object) {
    const brackets *around = brackets_of(object);
    if (rs__looks_is_full(to))
        rs_text_add(to->text, "...");
    else if (around)
        add_container(to, object, around);
    else if (is_plain_scalar(object))
        add_scalar(to, object);
    else if (PyLong_CheckExact(object))
        rs_text_add(to->text, "N/A");
    else if (PyType_Check(object))
        add_class(to, (PyTypeObject *)object);
    else if (!rs__looks_write_type(to, object) && !rs__looks_write_class(to, object))
        rs__looks_add_plainly(to, object);
}
