/* path_weights.c: how far a reference leads away from what a person would write. Manual: path_weights.h. Map: graph/README.md
 *
 * Shortest paths by plain counting run through whatever all objects share: the class of an instance, the globals of a
 * function, the modules that a module has imported. A path that a person can act on names variables, attributes and
 * items. So each of those is 1, what only CPython's way of keeping things adds is 0, and the shared scenery is dear.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "path_weights.h"

#include <string.h>

/* Attributes that are not 1. */
static const struct {
    const char *name;
    unsigned weight;
} fields[] = {
    {"__dict__", 0},    /* x.__dict__['a'] is x.a */
    {"__closure__", 0}, /* the cell behind a variable of a closure; its place in the tuple counts */
    {"cell_contents", 0},
    {"__code__", 2}, /* constants of a function are held by its code, but nobody looks there first */
    {"f_locals", 2}, /* of a frame that runs a module they are the module's names, which are better told so */
    {"f_code", 4},   /* of a frame its variables matter */
    {"gi_code", 4},
    {"cr_code", 4},
    {"ag_code", 4},
    {"__func__", 2}, /* a bound method is asked for what it is bound to */
    {"__globals__",
     5}, /* a function keeps its whole module: true, but the module itself is the shorter story */
    {"f_globals", 5},
    {"ht_module", 5},
    {"__bases__", 5}, /* classes hang together */
    {"__base__", 5},
    {"__mro__", 5},
    {"__class__",
     6}, /* every instance holds its class; only a class that has lost its name is held by that */
    {"__objclass__", 6},
    {"__thisclass__", 6},
    {"__self_class__", 6},
    {"tp_cache", 7}, /* the interpreter's own */
    {"__subclasses__", 7},
    {"__builtins__", 7},
    {"f_builtins", 7},
};

static unsigned weight_of_field(const char *name) {
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (name[0] == fields[i].name[0] && strcmp(name, fields[i].name) == 0) return fields[i].weight;
    return 1;
}

static unsigned weight_of_name(const rs_snapshot *snapshot, uint32_t name) {
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_ATTRIBUTE: return weight_of_field(rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(name)));
    case RS_NAME_INDEX:
    case RS_NAME_KEY:
    case RS_NAME_KEY_TEXT:
    case RS_NAME_MEMBER:
    case RS_NAME_LOCAL:
    case RS_NAME_CLOSURE: return 1;
    case RS_NAME_STACK: /* gone in a moment */
    case RS_NAME_FIELD_ITEM: return 2;
    case RS_NAME_DICT_KEY: /* true, but a value is what people look for */
    case RS_NAME_OFFSET:   /* no name that a person could follow */
    case RS_NAME_NONE: break;
    }
    return 3;
}

static bool is_interpreters_modules(const rs_snapshot *snapshot, rs_kind source, uint32_t name) {
    return source == RS_KIND_INTERPRETER_RECORD && RS_NAME_KIND(name) == RS_NAME_ATTRIBUTE &&
           strcmp(rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(name)), "modules") == 0;
}

/* From the interpreter, a thread or a running frame. */
static unsigned weight_from_record(const rs_snapshot *snapshot, rs_object_id record, uint32_t name,
                                   rs_object_id object) {
    rs_kind source = rs_snapshot_type_of(snapshot, record)->kind,
            target = rs_snapshot_type_of(snapshot, object)->kind;
    if (is_interpreters_modules(snapshot, source, name)) return 0;
    if (source == RS_KIND_INTERPRETER_RECORD)
        return 3; /* sys.__dict__, builtins, codecs: reached by modules as well */
    if (target == RS_KIND_FRAME_RECORD || target == RS_KIND_FRAME) return 0;
    return RS_NAME_KIND(name) == RS_NAME_ATTRIBUTE && weight_of_name(snapshot, name) == 1
               ? 2
               : weight_of_name(snapshot, name);
}

/* sys.modules is the dict that the interpreter refers to as its modules. */
rs_path_weights rs__path_weights_of(const rs_snapshot *snapshot) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_path_weights weights = {snapshot, RS_NO_OBJECT, NULL};
    for (rs_object_id record = 0; record < c->records; record++) {
        rs_kind kind = rs_snapshot_type_of(snapshot, record)->kind;
        for (uint32_t r = c->row[record]; r < c->row[record + 1] && weights.sys_modules == RS_NO_OBJECT; r++)
            if (is_interpreters_modules(snapshot, kind, c->name[r])) weights.sys_modules = c->target[r];
    }
    return weights;
}

rs_bits *rs__bits_of_modules(const rs_snapshot *snapshot) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_bits *modules = rs__bits_new(c->objects);
    for (rs_object_id o = 0; modules && o < c->objects; o++)
        if (rs_snapshot_type_of(snapshot, o)->kind == RS_KIND_MODULE) rs__bit_set(modules, o);
    return modules;
}

static bool is_module(const rs_path_weights *weights, rs_object_id object) {
    if (weights->modules) return rs__bit(weights->modules, object);
    return rs_snapshot_type_of(weights->snapshot, object)->kind == RS_KIND_MODULE;
}

unsigned rs__path_weight(const rs_path_weights *weights, rs_object_id source, rs_reference_id reference) {
    const rs_snapshot *snapshot = weights->snapshot;
    const rs_columns *c = rs_snapshot_columns(snapshot);
    uint32_t name = c->name[reference], target = c->target[reference];
    unsigned weight;
    if (source < c->records)
        weight = weight_from_record(snapshot, source, name, target);
    else if (is_module(weights, target))
        weight = source == weights->sys_modules ? 1 : 5; /* or imported by another */
    else
        weight = weight_of_name(snapshot, name);
    if (name & RS_NAME_GUESSED) weight += 4; /* may not be there at all */
    return weight < RS__WEIGHT_MAX ? weight : RS__WEIGHT_MAX;
}
