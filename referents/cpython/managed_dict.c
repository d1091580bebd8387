/* managed_dict.c: which of an instance and the dict over its inline values reports the values.          Header: walk.h
 *
 * The answer changed in a patch release of 3.13, so it is asked and not looked up: PyObject_VisitManagedDict is called on a
 * made-up instance, in our own memory, that has both. It reports the dict or it does not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include "walk.h"

#if PY_VERSION_HEX >= 0x030D0000

typedef struct made_up {
    PyObject *before[4]; /* the last but two is the dict */
    PyObject object;
    uint8_t capacity, size, embedded, valid; /* an empty block of inline values */
    PyObject *values[1];
} made_up;

typedef struct answer {
    const PyObject *dict;
    bool seen;
} answer;

static int note(PyObject *target, void *context) {
    answer *asked = context;
    asked->seen |= target == asked->dict;
    return 0;
}

bool rs__dict_reports_values(void) {
    PyTypeObject type = {.tp_basicsize = sizeof(PyObject),
                         .tp_flags = Py_TPFLAGS_INLINE_VALUES | Py_TPFLAGS_MANAGED_DICT};
    PyObject dict = {.ob_refcnt = 1};
    made_up instance = {.before = {NULL, &dict}, .object = {.ob_refcnt = 1, .ob_type = &type}, .valid = 1};
    answer asked = {&dict, false};
    PyObject_VisitManagedDict(&instance.object, note, &asked);
    return asked.seen;
}

#else

bool rs__dict_reports_values(void) {
    return false;
}

#endif
