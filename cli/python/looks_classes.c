/* looks_classes.c: what repr() would say of instances of classes whose layout says what they are: dataclasses, named tuples,
 * struct sequences, enumerations, exceptions, Counter and Path.                          Header: looks.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "looks.h"

#include <structmember.h>

#include "rs_memory.h"
#include "text.h"
#include "types.h"

static bool is_from(PyTypeObject *type, const char *module, const char *name) {
    PyObject *given = rs__namespace_value(type->tp_dict, "__module__");
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || !given || !PyUnicode_CheckExact(given)) return false;
    PyObject *own = ((PyHeapTypeObject *)type)->ht_name;
    size_t length = strlen(module);
    if (!PyUnicode_IS_COMPACT_ASCII(given) || strncmp(PyUnicode_DATA(given), module, length) != 0)
        return false;
    const char *rest = (const char *)PyUnicode_DATA(given) + length;
    return (*rest == '\0' || *rest == '.') && PyUnicode_CompareWithASCIIString(own, name) == 0;
}

static void add_qualified_name(rs__looks *to, PyTypeObject *type) {
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE)
        rs__looks_add_string(to, ((PyHeapTypeObject *)type)->ht_qualname);
    else
        rs__looks_add_name(to, type);
}

/* ---- Fields with names ---------------------------------------------------------------------------------------------- */

static void add_field(rs__looks *to, bool *first, PyObject *name, PyObject *value) {
    rs__looks_add_comma(to, first);
    rs__looks_add_string(to, name);
    rs_text_add_char(to->text, '=');
    rs__looks_write(to, value);
}

/* The value of a field that is an attribute of the object and that its author wants to be seen; borrowed, or NULL. */
static PyObject *shown_field(const rs__attributes *parts, PyObject *name, PyObject *field) {
    PyObject *shown = rs__slot_value(field, "repr"), *bytes;
    if (shown == Py_False || !PyUnicode_CheckExact(name)) return NULL;
    if (PyUnicode_IS_COMPACT_ASCII(name)) return rs__attributes_find(parts, PyUnicode_DATA(name));
    bytes = PyUnicode_AsUTF8String(name);
    PyObject *found = bytes ? rs__attributes_find(parts, PyBytes_AS_STRING(bytes)) : NULL;
    PyErr_Clear();
    Py_XDECREF(bytes);
    return found;
}

static bool add_dataclass(rs__looks *to, PyObject *object, PyObject *fields) {
    rs__attributes parts;
    Py_ssize_t place = 0;
    PyObject *name, *field;
    bool first = true;
    if (!PyDict_CheckExact(fields) || !rs__attributes_take(&parts, object)) return false;
    add_qualified_name(to, Py_TYPE(object));
    rs_text_add_char(to->text, '(');
    while (!rs__looks_is_full(to) && PyDict_Next(fields, &place, &name, &field)) {
        PyObject *value = shown_field(&parts, name, field);
        if (value) add_field(to, &first, name, value);
    }
    rs_text_add_char(to->text, ')');
    rs__attributes_release(&parts);
    return true;
}

static bool are_names(PyObject *names, Py_ssize_t count) {
    if (!PyTuple_CheckExact(names) || PyTuple_GET_SIZE(names) != count) return false;
    for (Py_ssize_t i = 0; i < count; i++)
        if (!PyUnicode_CheckExact(PyTuple_GET_ITEM(names, i))) return false;
    return true;
}

static bool add_named_tuple(rs__looks *to, PyObject *object, PyObject *names) {
    bool first = true;
    if (!are_names(names, PyTuple_GET_SIZE(object))) return false;
    rs__looks_add_name(to, Py_TYPE(object));
    rs_text_add_char(to->text, '(');
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object) && !rs__looks_is_full(to); i++)
        add_field(to, &first, PyTuple_GET_ITEM(names, i), PyTuple_GET_ITEM(object, i));
    rs_text_add_char(to->text, ')');
    return true;
}

/* The members of no other tuple are its items. */
static bool is_struct_sequence(PyObject *object) {
    const PyMemberDef *member = PyTuple_Check(object) ? Py_TYPE(object)->tp_members : NULL;
    return member && member->name && member->offset >= (Py_ssize_t)offsetof(PyTupleObject, ob_item);
}

/* The items that have a name, as the members say. */
static bool add_struct_sequence(rs__looks *to, PyObject *object) {
    Py_ssize_t first_item = (Py_ssize_t)offsetof(PyTupleObject, ob_item);
    Py_ssize_t end = first_item + Py_SIZE(object) * (Py_ssize_t)sizeof(PyObject *);
    bool first = true;
    rs_text_add(to->text, Py_TYPE(object)->tp_name);
    rs_text_add_char(to->text, '(');
    for (const PyMemberDef *member = Py_TYPE(object)->tp_members; member && member->name; member++) {
        if (member->offset < first_item || member->offset >= end || rs__looks_is_full(to)) continue;
        PyObject *value = *(PyObject **)(void *)((char *)object + member->offset);
        rs__looks_add_comma(to, &first);
        rs_text_add(to->text, member->name);
        rs_text_add_char(to->text, '=');
        rs__looks_write(to, value ? value : Py_None);
    }
    rs_text_add_char(to->text, ')');
    return true;
}

/* ---- Members of enumerations, exceptions ---------------------------------------------------------------------------- */

static bool add_enum_member(rs__looks *to, PyObject *object) {
    rs__attributes parts;
    if (!rs__attributes_take(&parts, object)) return false;
    PyObject *name = rs__attributes_find(&parts, "_name_"), *value = rs__attributes_find(&parts, "_value_");
    if (value) {
        rs_text_add_char(to->text, '<');
        rs__looks_add_name(to, Py_TYPE(object));
        if (name && PyUnicode_CheckExact(name)) {
            rs_text_add_char(to->text, '.');
            rs__looks_add_string(to, name);
        }
        rs_text_add(to->text, ": ");
        rs__looks_write(to, value);
        rs_text_add_char(to->text, '>');
    }
    rs__attributes_release(&parts);
    return value != NULL;
}

static bool add_exception(rs__looks *to, PyObject *object) {
    PyObject *arguments = ((PyBaseExceptionObject *)object)->args;
    rs__looks_add_name(to, Py_TYPE(object));
    rs_text_add_char(to->text, '(');
    if (arguments && PyTuple_CheckExact(arguments)) rs__looks_add_items(to, arguments);
    rs_text_add_char(to->text, ')');
    return true;
}

/* ---- Counter -------------------------------------------------------------------------------------------------------- */

typedef struct counted {
    PyObject *key, *count;
    long long number;
    Py_ssize_t place;
} counted;

static int most_first(const void *a, const void *b) {
    const counted *x = a, *y = b;
    if (x->number != y->number) return x->number > y->number ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* The entries, the most frequent first; as they stand when they are not all counted by numbers. */
static counted *entries_of(PyObject *counter, Py_ssize_t *count) {
    counted *entries = rs_alloc_array((size_t)PyDict_Size(counter) + 1, sizeof *entries);
    Py_ssize_t place = 0;
    int too_big = 0;
    bool sorted = true;
    PyObject *key, *number;
    *count = 0;
    while (entries && *count < PyDict_Size(counter) && PyDict_Next(counter, &place, &key, &number)) {
        long long value = PyLong_CheckExact(number) ? PyLong_AsLongLongAndOverflow(number, &too_big) : 0;
        sorted &= PyLong_CheckExact(number) && !too_big;
        entries[*count] = (counted){key, number, value, *count};
        ++*count;
    }
    if (entries && sorted) qsort(entries, (size_t)*count, sizeof *entries, most_first);
    return entries;
}

static bool add_counter(rs__looks *to, PyObject *counter) {
    Py_ssize_t count = 0;
    counted *entries = entries_of(counter, &count);
    bool first = true;
    if (!entries) return false;
    rs_text_add(to->text, count ? "Counter({" : "Counter(");
    for (Py_ssize_t i = 0; i < count && !rs__looks_is_full(to); i++) {
        rs__looks_add_comma(to, &first);
        rs__looks_write(to, entries[i].key);
        rs_text_add(to->text, ": ");
        rs__looks_write(to, entries[i].count);
    }
    rs_text_add(to->text, count ? "})" : ")");
    rs_release(entries);
    return true;
}

/* ---- Path ----------------------------------------------------------------------------------------------------------- */

static bool is_path(PyTypeObject *type) {
    return is_from(type, "pathlib", "PosixPath") || is_from(type, "pathlib", "PurePosixPath") ||
           is_from(type, "pathlib", "WindowsPath") || is_from(type, "pathlib", "PureWindowsPath");
}

/* Parts one behind the other, a slash between: the first may be a root, which ends with one, and a later root begins anew. */
static bool join_parts(rs_text *text, PyObject *parts) {
    if (!PyList_CheckExact(parts) && !PyTuple_CheckExact(parts)) return false;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(parts); i++) {
        PyObject *part = PySequence_Fast_GET_ITEM(parts, i);
        if (!PyUnicode_CheckExact(part)) return false;
        rs__looks piece = {.text = text};
        if (PyUnicode_GET_LENGTH(part) > 0 && PyUnicode_READ_CHAR(part, 0) == '/') rs_text_clear(text);
        if (text->length > 0 && text->data[text->length - 1] != '/') rs_text_add_char(text, '/');
        rs__looks_add_string(&piece, part);
    }
    if (text->length == 0) rs_text_add_char(text, '.');
    return true;
}

/* What str() has kept, or else the parts: "_parts" until CPython 3.11, later the "_raw_paths" that were given. */
static bool find_path(rs_text *text, const rs__attributes *parts) {
    rs__looks piece = {.text = text};
    PyObject *kept = rs__attributes_find(parts, "_str"), *rest = rs__attributes_find(parts, "_parts");
    if (kept && PyUnicode_CheckExact(kept)) {
        rs__looks_add_string(&piece, kept);
        return true;
    }
    if (!rest) rest = rs__attributes_find(parts, "_raw_paths");
    return rest && join_parts(text, rest);
}

static bool add_path(rs__looks *to, PyObject *object) {
    rs__attributes parts;
    rs_text path = RS_TEXT_INIT;
    if (!rs__attributes_take(&parts, object)) return false;
    bool found = find_path(&path, &parts);
    rs__attributes_release(&parts);
    PyObject *string = found ? rs__text_string(&path) : NULL;
    if (string) {
        rs__looks_add_name(to, Py_TYPE(object));
        rs_text_add_char(to->text, '(');
        rs__looks_write(to, string);
        rs_text_add_char(to->text, ')');
    }
    PyErr_Clear();
    Py_XDECREF(string);
    rs_text_release(&path);
    return string != NULL;
}

/* ---- Which ---------------------------------------------------------------------------------------------------------- */

static bool add_by_class(rs__looks *to, PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    PyObject *fields = rs__class_value(type, "__dataclass_fields__");
    if (fields && add_dataclass(to, object, fields)) return true;
    if (PyExceptionInstance_Check(object)) return add_exception(to, object);
    if (PyTuple_Check(object) && (fields = rs__class_value(type, "_fields")) != NULL)
        return add_named_tuple(to, object, fields);
    if (is_struct_sequence(object)) return add_struct_sequence(to, object);
    if (rs__class_value(type, "_member_map_")) return add_enum_member(to, object);
    if (PyDict_Check(object) && is_from(type, "collections", "Counter")) return add_counter(to, object);
    return is_path(type) && add_path(to, object);
}

bool rs__looks_write_class(rs__looks *to, PyObject *object) {
    if (!rs__looks_enter(to, object)) {
        rs_text_add(to->text, "...");
        return true;
    }
    bool written = add_by_class(to, object);
    rs__looks_leave(to);
    return written;
}
