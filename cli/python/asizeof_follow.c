/* asizeof_follow.c: what asizeof takes for part of an object.            Declared in asizeof_walk.h. Map: README.md
 *
 * Data counts; what a program is made of does not: classes, functions, methods and code count with code=True only, built-in
 * functions, built-in classes, `object` and `super` themselves not even then, unless ignored=False; frames with frames=True.
 * A module counts, but its namespace only where the module was given. Namespaces that code runs in (globals, builtins) are
 * never part of it, and a weak reference does not hold its referent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_walk.h"

#define BIT(kind) (1ull << (kind))

uint64_t rs__closed_kinds(unsigned flags) {
    uint64_t closed = BIT(RS_KIND_MODULE) | BIT(RS_KIND_BUILTIN);
    if (!(flags & RS__SIZE_CODE))
        closed |= BIT(RS_KIND_TYPE) | BIT(RS_KIND_FUNCTION) | BIT(RS_KIND_METHOD) | BIT(RS_KIND_CODE);
    if (!(flags & RS__SIZE_FRAMES)) closed |= BIT(RS_KIND_FRAME);
    return closed;
}

static bool is_code(PyTypeObject *type, rs_kind kind) {
    return kind == RS_KIND_FUNCTION || kind == RS_KIND_METHOD || kind == RS_KIND_CODE ||
           type == &PyClassMethod_Type || type == &PyStaticMethod_Type;
}

static bool is_ignored_type(PyTypeObject *type) {
    return type == &PyBaseObject_Type || type == &PySuper_Type || type == &PyCFunction_Type;
}

static bool is_excluded(const rs__sizing *sizing, const void *type) {
    return sizing->excluded && rs__seen_get(sizing->excluded, (uintptr_t)type) != RS__SEEN_NEVER;
}

rs__fate rs__fate_of_class(const rs__sizing *sizing, PyTypeObject *class, rs_kind kind) {
    bool code = sizing->flags & RS__SIZE_CODE, ignored = sizing->flags & RS__SIZE_IGNORED;
    if (kind == RS_KIND_TYPE) return code || sizing->excluded ? RS__FATE_ASK : RS__FATE_SKIP;
    if (is_excluded(sizing, class)) return RS__FATE_EXCLUDED;
    if (kind == RS_KIND_FRAME)
        return (sizing->flags & RS__SIZE_FRAMES) || ignored ? RS__FATE_COUNT : RS__FATE_SKIP;
    if (is_code(class, kind)) return code ? RS__FATE_COUNT : RS__FATE_SKIP;
    if (is_ignored_type(class)) return code && ignored ? RS__FATE_COUNT : RS__FATE_SKIP;
    return kind == RS_KIND_MODULE ? RS__FATE_FLAT : RS__FATE_COUNT;
}

rs__fate rs__fate_of_type(const rs__sizing *sizing, uint32_t type) {
    PyTypeObject *class = rs__flat_type(sizing->flat, type);
    return class ? rs__fate_of_class(sizing, class, rs_snapshot_type(sizing->snapshot, type)->kind)
                 : RS__FATE_SKIP;
}

/* A class of the built-in module or of `types`; a static one of another module is a program's. */
static bool is_builtin_class(PyTypeObject *type) {
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE) return false;
    return strchr(type->tp_name, '.') == NULL || strncmp(type->tp_name, "types.", 6) == 0;
}

static rs__fate fate_of_class(const rs__sizing *sizing, PyTypeObject *class) {
    if (is_excluded(sizing, class)) return RS__FATE_EXCLUDED;
    if (!(sizing->flags & RS__SIZE_CODE)) return RS__FATE_SKIP;
    return is_builtin_class(class) && !(sizing->flags & RS__SIZE_IGNORED) ? RS__FATE_SKIP : RS__FATE_COUNT;
}

rs__fate rs__fate_of(const rs__sizing *sizing, rs_object_id object, bool given) {
    const rs_columns *columns = rs_snapshot_columns(sizing->snapshot);
    rs__fate fate = (rs__fate)sizing->fate[columns->type[object]];
    if (fate == RS__FATE_ASK)
        return fate_of_class(sizing, (PyTypeObject *)(uintptr_t)columns->address[object]);
    return fate == RS__FATE_FLAT && given ? RS__FATE_COUNT : fate;
}

static bool is_namespace(const char *name) {
    static const char *const names[] = {"__globals__", "__builtins__", "f_globals", "f_builtins"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]), all = strlen(name);
        if (all >= length && strcmp(name + all - length, names[i]) == 0) return true;
    }
    return false;
}

bool rs__is_followed(const rs_snapshot *snapshot, rs_object_id source, rs_reference_id reference) {
    uint32_t name = rs_snapshot_columns(snapshot)->name[reference];
    if (name & RS_NAME_GUESSED) return false;
    if (RS_NAME_KIND(name) != RS_NAME_ATTRIBUTE) return true;
    switch (rs_snapshot_type_of(snapshot, source)->kind) {
    case RS_KIND_FUNCTION:
    case RS_KIND_FRAME:
    case RS_KIND_GENERATOR: return !is_namespace(rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(name)));
    default: return true;
    }
}
