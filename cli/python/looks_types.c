/* looks_types.c: what repr() would say of objects of types that are written in C.       Header: looks.h. Map: README.md
 *
 * Numbers are read from the objects' bodies; what may be of any type is written by rs__looks_write.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include <datetime.h>

#include "looks.h"
#include "types.h"

/* ---- Dates ---------------------------------------------------------------------------------------------------------- */

static void add_zone_argument(rs__looks *to, PyObject *zone) {
    rs_text_add(to->text, ", tzinfo=");
    rs__looks_write(to, zone);
}

/* Their own repr() runs nothing but C when no zone is asked. */
static void add_datetime(rs__looks *to, PyObject *object) {
    PyDateTime_DateTime *moment = (PyDateTime_DateTime *)object;
    if (!moment->hastzinfo) {
        rs__looks_add_new(to, PyObject_Repr(object));
        return;
    }
    rs_text_addf(to->text, "datetime.datetime(%d, %d, %d, %d, %d", PyDateTime_GET_YEAR(object),
                 PyDateTime_GET_MONTH(object), PyDateTime_GET_DAY(object), PyDateTime_DATE_GET_HOUR(object),
                 PyDateTime_DATE_GET_MINUTE(object));
    int second = PyDateTime_DATE_GET_SECOND(object), fraction = PyDateTime_DATE_GET_MICROSECOND(object);
    if (second || fraction) rs_text_addf(to->text, ", %d", second);
    if (fraction) rs_text_addf(to->text, ", %d", fraction);
    if (moment->fold) rs_text_add(to->text, ", fold=1");
    add_zone_argument(to, moment->tzinfo);
    rs_text_add_char(to->text, ')');
}

static void add_time(rs__looks *to, PyObject *object) {
    PyDateTime_Time *time = (PyDateTime_Time *)object;
    if (!time->hastzinfo) {
        rs__looks_add_new(to, PyObject_Repr(object));
        return;
    }
    int second = PyDateTime_TIME_GET_SECOND(object), fraction = PyDateTime_TIME_GET_MICROSECOND(object);
    rs_text_addf(to->text, "datetime.time(%d, %d", PyDateTime_TIME_GET_HOUR(object),
                 PyDateTime_TIME_GET_MINUTE(object));
    if (second || fraction) rs_text_addf(to->text, ", %d", second);
    if (fraction) rs_text_addf(to->text, ", %d", fraction);
    if (time->fold) rs_text_add(to->text, ", fold=1");
    add_zone_argument(to, time->tzinfo);
    rs_text_add_char(to->text, ')');
}

typedef struct timezone_body {
    PyObject_HEAD PyObject *offset; /* a timedelta */
    PyObject *name;                 /* NULL: none was given */
} timezone_body;

static bool is_zero(PyObject *offset) {
    PyDateTime_Delta *delta = (PyDateTime_Delta *)offset;
    return delta->days == 0 && delta->seconds == 0 && delta->microseconds == 0;
}

static void add_timezone(rs__looks *to, PyObject *object) {
    timezone_body *zone = (timezone_body *)object;
    rs_text_add(to->text, "datetime.timezone");
    if (!zone->name && is_zero(zone->offset)) {
        rs_text_add(to->text, ".utc");
        return;
    }
    rs_text_add_char(to->text, '(');
    rs__looks_write(to, zone->offset);
    if (zone->name) {
        rs_text_add(to->text, ", ");
        rs__looks_write(to, zone->name);
    }
    rs_text_add_char(to->text, ')');
}

/* Made of numbers alone. */
static void add_own(rs__looks *to, PyObject *object) {
    rs__looks_add_new(to, PyObject_Repr(object));
}

static void add_zone_info(rs__looks *to, PyObject *object) {
    rs_text_add(to->text, "zoneinfo.ZoneInfo(key=");
    PyObject *key = rs__slot_value(object, "key");
    rs__looks_write(to, key ? key : Py_None);
    rs_text_add_char(to->text, ')');
}

/* ---- Containers ----------------------------------------------------------------------------------------------------- */

static void add_deque_items(rs__looks *to, PyObject *deque) {
    Py_ssize_t count = PySequence_Size(deque);
    bool first = true;
    for (Py_ssize_t i = 0; i < count && !rs__looks_is_full(to); i++) {
        PyObject *item = PySequence_GetItem(deque, i);
        if (!item) break;
        rs__looks_add_comma(to, &first);
        rs__looks_write(to, item);
        Py_DECREF(item);
    }
    PyErr_Clear();
}

static void add_deque(rs__looks *to, PyObject *deque) {
    if (!rs__looks_enter(to, deque)) {
        rs_text_add(to->text, "[...]");
        return;
    }
    PyObject *longest = PyObject_GetAttrString(deque, "maxlen"); /* a getter in C */
    rs_text_add(to->text, "deque([");
    add_deque_items(to, deque);
    rs_text_add_char(to->text, ']');
    if (longest && longest != Py_None) {
        rs_text_add(to->text, ", maxlen=");
        rs__looks_write(to, longest);
    }
    rs_text_add_char(to->text, ')');
    PyErr_Clear();
    Py_XDECREF(longest);
    rs__looks_leave(to);
}

static void add_defaultdict(rs__looks *to, PyObject *dict) {
    if (!rs__looks_enter(to, dict)) {
        rs_text_add(to->text, "defaultdict(...)");
        return;
    }
    PyObject *factory = rs__slot_value(dict, "default_factory");
    rs_text_add(to->text, "defaultdict(");
    rs__looks_write(to, factory ? factory : Py_None);
    rs_text_add(to->text, ", ");
    rs__looks_add_dict(to, dict);
    rs_text_add_char(to->text, ')');
    rs__looks_leave(to);
}

/* ---- Patterns and arrays -------------------------------------------------------------------------------------------- */

/* Of a pattern that is a str, re.UNICODE goes without saying. */
static void add_pattern_flags(rs__looks *to, int flags, bool unicode) {
    static const struct {
        int bit;
        const char *name;
    } names[] = {{2, "re.IGNORECASE"}, {4, "re.LOCALE"},   {8, "re.MULTILINE"}, {16, "re.DOTALL"},
                 {32, "re.UNICODE"},   {64, "re.VERBOSE"}, {128, "re.DEBUG"},   {256, "re.ASCII"}};
    const char *before = ", ";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(flags & names[i].bit) || (unicode && names[i].bit == 32)) continue;
        rs_text_add(to->text, before);
        rs_text_add(to->text, names[i].name);
        before = "|";
    }
}

static void add_pattern(rs__looks *to, PyObject *object) {
    PyObject *pattern = rs__slot_value(object, "pattern");
    Py_ssize_t flags = rs__member_offset(Py_TYPE(object), "flags");
    rs_text_add(to->text, "re.compile(");
    rs__looks_write(to, pattern ? pattern : Py_None);
    if (flags >= 0)
        add_pattern_flags(to, *(int *)(void *)((char *)object + flags), pattern && PyUnicode_Check(pattern));
    rs_text_add_char(to->text, ')');
}

/* The head of PyArrayObject_fields and of PyArray_Descr, part of numpy's binary interface, the same in 1.x and 2.x. */
typedef struct descr_body {
    PyObject_HEAD PyTypeObject *element;
} descr_body;
typedef struct array_body {
    PyObject_HEAD char *data;
    int dimensions;
    Py_ssize_t *extents, *strides;
    PyObject *base;
    descr_body *descr;
} array_body;
enum { DIMENSIONS_MAX = 64 };

/* Its elements are many: what tells it from others is their kind and how they stand. */
static void add_array(rs__looks *to, PyObject *object) {
    const array_body *array = (const array_body *)(const void *)object;
    int dimensions = array->dimensions < 0 || array->dimensions > DIMENSIONS_MAX ? 0 : array->dimensions;
    rs_text_add(to->text, "ndarray(shape=(");
    for (int i = 0; i < dimensions; i++) rs_text_addf(to->text, i ? ", %zd" : "%zd", array->extents[i]);
    rs_text_add(to->text, dimensions == 1 ? ",), dtype=" : "), dtype=");
    if (array->descr && array->descr->element) rs__looks_add_name(to, array->descr->element);
    rs_text_add_char(to->text, ')');
}

/* ---- Methods and modules -------------------------------------------------------------------------------------------- */

static bool add_method(rs__looks *to, PyObject *object) {
    PyObject *function = PyMethod_GET_FUNCTION(object);
    if (!PyFunction_Check(function) || !rs__looks_enter(to, object)) return false;
    rs_text_add(to->text, "<bound method ");
    rs__looks_add_string(to, ((PyFunctionObject *)function)->func_qualname);
    rs_text_add(to->text, " of ");
    rs__looks_write(to, PyMethod_GET_SELF(object));
    rs_text_add_char(to->text, '>');
    rs__looks_leave(to);
    return true;
}

static void add_builtin(rs__looks *to, PyObject *object) {
    PyCFunctionObject *function = (PyCFunctionObject *)object;
    PyObject *self = function->m_self;
    if (!self || PyModule_Check(self)) {
        rs_text_addf(to->text, "<built-in function %s>", function->m_ml->ml_name);
        return;
    }
    rs_text_addf(to->text, "<built-in method %s of %s object at 0x%llx>", function->m_ml->ml_name,
                 Py_TYPE(self)->tp_name, (unsigned long long)(uintptr_t)self);
}

static bool add_module(rs__looks *to, PyObject *module) {
    PyObject *name = rs__namespace_value(PyModule_GetDict(module), "__name__"),
             *file = rs__namespace_value(PyModule_GetDict(module), "__file__");
    if (!name || !PyUnicode_CheckExact(name)) return false;
    rs_text_add(to->text, "<module ");
    rs__looks_write(to, name);
    if (file && PyUnicode_CheckExact(file)) {
        rs_text_add(to->text, " from ");
        rs__looks_write(to, file);
    }
    rs_text_add_char(to->text, '>');
    return true;
}

/* ---- Which ---------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *tp_name;
    void (*add)(rs__looks *to, PyObject *object);
} types[] = {
    {"datetime.datetime", add_datetime},
    {"datetime.time", add_time},
    {"datetime.date", add_own},
    {"datetime.timedelta", add_own},
    {"datetime.timezone", add_timezone},
    {"zoneinfo.ZoneInfo", add_zone_info},
    {"collections.deque", add_deque},
    {"collections.defaultdict", add_defaultdict},
    {"re.Pattern", add_pattern},
    {"numpy.ndarray", add_array},
    {"decimal.Decimal", rs__looks_add_decimal},
};

bool rs__looks_write_type(rs__looks *to, PyObject *object) {
    (void)PyDateTimeAPI; /* of datetime.h; not wanted: to ask for it would import the module */
    if (PyMethod_Check(object)) return add_method(to, object);
    if (PyModule_Check(object)) return add_module(to, object);
    if (PyCFunction_CheckExact(object)) {
        add_builtin(to, object);
        return true;
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!rs__is_c_type(Py_TYPE(object), types[i].tp_name)) continue;
        types[i].add(to, object);
        return true;
    }
    return false;
}
