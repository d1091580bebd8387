/* asizeof_names.c: objects and references as asizeof writes them.      The other half: asizeof_names.h. Map: README.md
 *
 * The objects are alive and held. Only exact built-in types are asked for their repr, and only those whose repr runs
 * nothing but C.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_names.h"

#include "rs_text.h"
#include "text.h"
#include "types.h"

enum { DEEPEST = 12, LONG_TEXT = 4096, MANY_BITS = 12000, VALUE_CLIP = 80 };

typedef struct writer {
    rs_text *text;
    Py_ssize_t clip;         /* 0: everything */
    PyObject *open[DEEPEST]; /* containers being written */
    int depth;
} writer;

static void write_object(writer *to, PyObject *object);

static void write_str(writer *to, PyObject *string) {
    Py_ssize_t length = 0;
    const char *bytes = string ? PyUnicode_AsUTF8AndSize(string, &length) : NULL;
    if (bytes) {
        rs_text_add_bytes(to->text, bytes, (size_t)length);
    } else {
        PyErr_Clear();
        rs_text_add(to->text, "N/A");
    }
    Py_XDECREF(string);
}

/* <module.Class object at 0x...> */
static void write_plainly(writer *to, PyObject *object) {
    PyObject *name = rs__type_name(Py_TYPE(object));
    rs_text_add_char(to->text, '<');
    write_str(to, name);
    rs_text_addf(to->text, " object at 0x%llx>", (unsigned long long)(uintptr_t)object);
}

/* A scalar of which nobody can have changed the repr, and which is not too large to write. */
static bool is_plain_scalar(PyObject *object) {
    if (PyUnicode_CheckExact(object)) return true;
    if (PyLong_CheckExact(object)) return _PyLong_NumBits(object) < MANY_BITS;
    return PyBytes_CheckExact(object) || PyByteArray_CheckExact(object) || PyFloat_CheckExact(object) ||
           PyComplex_CheckExact(object) || PyBool_Check(object) || object == Py_None ||
           object == Py_Ellipsis || object == Py_NotImplemented || PyFunction_Check(object) ||
           PyRange_Check(object);
}

/* A long str or bytes by its beginning and its end; what is between would be cut out. */
static void write_scalar(writer *to, PyObject *object) {
    Py_ssize_t length = PyUnicode_CheckExact(object) || PyBytes_CheckExact(object) ? PySequence_Size(object)
                                                                                   : 0;
    if (to->clip == 0 || length <= LONG_TEXT + 2 * to->clip) {
        write_str(to, PyObject_Repr(object));
        return;
    }
    PyObject *head = PySequence_GetSlice(object, 0, to->clip),
             *tail = PySequence_GetSlice(object, length - to->clip, length);
    write_str(to, head ? PyObject_Repr(head) : NULL);
    write_str(to, tail ? PyObject_Repr(tail) : NULL);
    Py_XDECREF(head);
    Py_XDECREF(tail);
}

/* Only the items near both ends are written when the middle would be cut out. */
static bool is_cut_out(const writer *to, Py_ssize_t item, Py_ssize_t count) {
    return to->clip > 0 && item > to->clip && item < count - to->clip;
}

static void write_comma(writer *to, bool *first) {
    if (!*first) rs_text_add(to->text, ", ");
    *first = false;
}

static void write_dict(writer *to, PyObject *dict) {
    Py_ssize_t place = 0, item = 0, count = PyDict_Size(dict);
    PyObject *key, *value;
    bool first = true;
    rs_text_add_char(to->text, '{');
    while (PyDict_Next(dict, &place, &key, &value)) {
        if (is_cut_out(to, item++, count)) continue;
        write_comma(to, &first);
        write_object(to, key);
        rs_text_add(to->text, ": ");
        write_object(to, value);
    }
    rs_text_add_char(to->text, '}');
}

static void write_items(writer *to, PyObject *object) {
    PyObject *iterator = PyObject_GetIter(object), *one;
    Py_ssize_t item = 0, count = PySequence_Check(object) ? PySequence_Size(object) : PySet_GET_SIZE(object);
    bool first = true;
    while (iterator && (one = PyIter_Next(iterator))) {
        if (!is_cut_out(to, item++, count)) {
            write_comma(to, &first);
            write_object(to, one);
        }
        Py_DECREF(one);
    }
    if (PyErr_Occurred()) PyErr_Clear();
    Py_XDECREF(iterator);
}

static const char *const *brackets_of(PyObject *object) {
    static const char *const list[] = {"[", "]", "[]"}, *const tuple[] = {"(", ")", "()"},
                             *const set[] = {"{", "}", "set()"},
                             *const frozen[] = {"frozenset({", "})", "frozenset()"},
                             *const dict[] = {"{", "}", "{}"};
    if (PyList_CheckExact(object)) return list;
    if (PyTuple_CheckExact(object)) return tuple;
    if (PyDict_CheckExact(object)) return dict;
    if (Py_IS_TYPE(object, &PySet_Type)) return set;
    return PyFrozenSet_CheckExact(object) ? frozen : NULL;
}

static void write_container(writer *to, PyObject *object, const char *const *brackets) {
    Py_ssize_t count = PyObject_Size(object);
    bool open = to->depth == DEEPEST;
    for (int i = 0; i < to->depth; i++) open |= to->open[i] == object;
    if (count == 0) rs_text_add(to->text, brackets[2]);
    if (open && count) rs_text_addf(to->text, "%s...%s", brackets[0], brackets[1]);
    if (open || count == 0) return;
    to->open[to->depth++] = object;
    if (PyDict_CheckExact(object)) {
        write_dict(to, object);
    } else {
        rs_text_add(to->text, brackets[0]);
        write_items(to, object);
        if (PyTuple_CheckExact(object) && count == 1) rs_text_add_char(to->text, ',');
        rs_text_add(to->text, brackets[1]);
    }
    to->depth--;
}

/* Far beyond what will be shown, nested containers are not opened any more. */
static bool is_full(const writer *to) {
    return to->clip > 0 && to->text->length > 1000 * (size_t)to->clip + LONG_TEXT;
}

static void write_object(writer *to, PyObject *object) {
    const char *const *brackets = brackets_of(object);
    if (is_full(to))
        rs_text_add(to->text, "...");
    else if (brackets)
        write_container(to, object, brackets);
    else if (is_plain_scalar(object))
        write_scalar(to, object);
    else if (PyLong_CheckExact(object))
        rs_text_add(to->text, "N/A");
    else if (PyType_CheckExact(object)) {
        rs_text_add(to->text, "<class '");
        write_str(to, rs__type_name((PyTypeObject *)object));
        rs_text_add(to->text, "'>");
    } else {
        write_plainly(to, object);
    }
}

static PyObject *clipped(PyObject *whole, Py_ssize_t clip) {
    Py_ssize_t length = whole ? PyUnicode_GET_LENGTH(whole) : 0, half = clip / 2 - 2;
    if (!whole || clip <= 0 || length <= clip || half <= 0) return whole;
    PyObject *head = PyUnicode_Substring(whole, 0, half),
             *tail = PyUnicode_Substring(whole, length - half, length);
    PyObject *text = head && tail ? PyUnicode_FromFormat("%U....%U", head, tail) : NULL;
    Py_XDECREF(head);
    Py_XDECREF(tail);
    Py_DECREF(whole);
    return text;
}

static PyObject *on_one_line(PyObject *text) {
    return text ? PyObject_CallMethod(text, "replace", "ss", "\n", "\\n") : NULL;
}

PyObject *rs__clipped_repr(PyObject *object, Py_ssize_t clip) {
    rs_text text = RS_TEXT_INIT;
    writer to = {.text = &text, .clip = clip > 0 ? clip : 0};
    write_object(&to, object);
    PyObject *whole = rs__text_finish(&text), *line = on_one_line(whole);
    Py_XDECREF(whole);
    return clipped(line, clip);
}

PyObject *rs__name_or_repr(PyObject *object, Py_ssize_t clip) {
    PyObject *name = NULL;
    if (PyFunction_Check(object))
        name = rs__new_reference(((PyFunctionObject *)object)->func_name);
    else if (PyType_CheckExact(object))
        name = PyObject_GetAttrString(object, "__name__");
    else if (PyModule_CheckExact(object))
        name = PyModule_GetNameObject(object);
    else if (PyCFunction_CheckExact(object))
        name = PyUnicode_FromString(((PyCFunctionObject *)object)->m_ml->ml_name);
    if (!name && PyErr_Occurred()) PyErr_Clear();
    if (name && PyUnicode_CheckExact(name) && PyUnicode_GET_LENGTH(name) > 0) return name;
    Py_XDECREF(name);
    return rs__clipped_repr(object, clip);
}

/* A dict's key as str() would have it, of built-in data. */
static PyObject *key_text(PyObject *key) {
    return PyUnicode_CheckExact(key) ? rs__new_reference(key) : rs__clipped_repr(key, 0);
}

static PyObject *value_title(PyObject *key, PyObject *value) {
    PyObject *text = key ? rs__clipped_repr(value, VALUE_CLIP) : NULL;
    PyObject *title = text ? PyUnicode_FromFormat("[V] %U: %U", key, text) : NULL;
    Py_XDECREF(key);
    Py_XDECREF(text);
    return title;
}

PyObject *rs__attribute_title(const rs_snapshot *snapshot, rs_reference_id reference) {
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    const char *string = rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(columns->name[reference]));
    return value_title(rs__unicode(string, strlen(string)),
                       (PyObject *)(uintptr_t)columns->address[columns->target[reference]]);
}

PyObject *rs__reference_title(const rs_snapshot *snapshot, rs_reference_id reference) {
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    uint32_t name = columns->name[reference];
    const char *string = rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(name));
    PyObject *target = (PyObject *)(uintptr_t)columns->address[columns->target[reference]];
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_ATTRIBUTE:
    case RS_NAME_LOCAL:
    case RS_NAME_CLOSURE:
    case RS_NAME_FIELD_ITEM: return rs__unicode(string, strlen(string));
    case RS_NAME_KEY_TEXT: return value_title(rs__unicode(string, strlen(string)), target);
    case RS_NAME_KEY: {
        uint64_t key = columns->address[columns->target[reference - 1]];
        return value_title(key_text((PyObject *)(uintptr_t)key), target);
    }
    case RS_NAME_DICT_KEY: {
        PyObject *key = key_text(target), *title = key ? PyUnicode_FromFormat("[K] %U", key) : NULL;
        Py_XDECREF(key);
        return title;
    }
    default: return NULL;
    }
}

PyObject *rs__asize_repr(PyObject *module, PyObject *arguments) {
    PyObject *object;
    Py_ssize_t clip = 80;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O|n:_asize_repr", &object, &clip)) return NULL;
    return rs__clipped_repr(object, clip);
}
