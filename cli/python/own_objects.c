/* own_objects.c: the observer's own objects, which no photograph shows.       Declared in photographs.h. Map: README.md
 *
 * Ours are the package's modules with their namespaces, and its types; the capture then leaves out the types' instances,
 * the frames that run in those namespaces, and what only these hold. Functions of ours that somebody else holds as well, as
 * CPython's list of what to call in a forked process does, are named one by one. Nothing here calls into Python: modules are looked up
 * in the storage of sys.modules, classes in the storage of the namespaces.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "errors.h"
#include "photographs.h"
#include "rows.h"
#include "rs_collections.h"
#include "rs_memory.h"
#include "rs_watch.h"
#include "types.h"

typedef struct addresses {
    uint64_t *at;
    size_t count, room;
    bool failed;
} addresses;

static void add(addresses *list, const void *object) {
    if (list->failed) return;
    list->failed = !rs_reserve((void **)&list->at, &list->room, list->count + 1, sizeof *list->at);
    if (!list->failed) list->at[list->count++] = (uintptr_t)object;
}

/* Is `name` exactly a str that names one of our modules: _refscope, refscope, refscope.…? */
static bool is_our_name(PyObject *name) {
    if (!PyUnicode_CheckExact(name) || !PyUnicode_IS_COMPACT_ASCII(name)) return false;
    const char *text = PyUnicode_DATA(name);
    return strcmp(text, "_refscope") == 0 || strcmp(text, "refscope") == 0 ||
           strncmp(text, "refscope.", 9) == 0;
}

/* A class is ours when its own dict says that it was made in one of our modules; a module also holds others' classes. */
static bool is_our_class(PyTypeObject *type) {
    PyObject *key, *value;
    Py_ssize_t place = 0;
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || !type->tp_dict) return false;
    while (PyDict_Next(type->tp_dict, &place, &key, &value))
        if (PyUnicode_CheckExact(key) && PyUnicode_IS_COMPACT_ASCII(key) &&
            strcmp(PyUnicode_DATA(key), "__module__") == 0)
            return is_our_name(value);
    return false;
}

static bool is_lent_function(PyObject *value, PyObject *namespace) {
    return PyFunction_Check(value) && PyFunction_GET_GLOBALS(value) == namespace && Py_REFCNT(value) > 1;
}

static void add_namespace(addresses *list, PyObject *namespace) {
    PyObject *key, *value;
    Py_ssize_t place = 0;
    add(list, namespace);
    while (PyDict_Next(namespace, &place, &key, &value))
        if ((PyType_Check(value) && is_our_class((PyTypeObject *)value)) ||
            is_lent_function(value, namespace))
            add(list, value);
}

static void add_modules(addresses *list) {
    PyObject *modules = PyImport_GetModuleDict(), *name, *module; /* borrowed */
    Py_ssize_t place = 0;
    if (!modules || !PyDict_Check(modules)) return;
    while (PyDict_Next(modules, &place, &name, &module)) {
        if (!is_our_name(name) || !PyModule_Check(module)) continue;
        add(list, module);
        add_namespace(list, PyModule_GetDict(module));
    }
}

/* Before anybody imports the package its types are bare structures, no objects yet. */
static void add_type(addresses *list, PyTypeObject *type) {
    if (type->tp_flags & Py_TPFLAGS_READY) add(list, type);
}

static void add_types(addresses *list) {
    PyTypeObject *types[32];
    size_t count = rs__types_list(types, 32);
    for (size_t i = 0; i < count; i++) add_type(list, types[i]);
    PyTypeObject *rows[RS__ROW_TYPES];
    count = rs__rows_list(rows);
    for (size_t i = 0; i < count; i++) add_type(list, rows[i]);
    if (rs_collections_own_list()) add(list, (const void *)(uintptr_t)rs_collections_own_list());
    if (rs_watch_own_type()) add(list, (const void *)(uintptr_t)rs_watch_own_type());
    PyObject *exceptions[8];
    count = rs__errors_list(exceptions, 8);
    for (size_t i = 0; i < count; i++) add(list, exceptions[i]);
}

rs_status rs__own_objects(uint64_t **out, size_t *count, rs_error *err) {
    addresses list = {NULL, 0, 0, false};
    add_modules(&list);
    add_types(&list);
    if (list.failed) {
        rs_release(list.at);
        return rs_fail_memory(err, "capture");
    }
    *out = list.at;
    *count = list.count;
    return RS_OK;
}
