/* known_types.c: the types met during a walk, and how their objects are walked.               Header: known_types.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include <dlfcn.h>
#include <string.h>

#include "known_types.h"
#include "prove.h"

#include "rs_memory.h"
#include "shallow_size.h"
#include "type_kind.h"

#define FIRST_SLOTS 256u

static size_t slot_of(uint64_t address, size_t slots) {
    return (size_t)(((address >> 4) * 0x9E3779B97F4A7C15u) >> 24) & (slots - 1);
}

static struct rs_type_entry *find(struct rs_type_entry *table, size_t slots, uint64_t address) {
    size_t i = slot_of(address, slots);
    while (table[i].address != 0 && table[i].address != address) i = (i + 1) & (slots - 1);
    return &table[i];
}

static bool grow_table(rs_known_types *types) {
    size_t slots = types->slots ? types->slots * 2 : FIRST_SLOTS;
    struct rs_type_entry *fresh = rs_alloc_cleared(slots, sizeof *fresh);
    if (!fresh) return false;
    for (size_t i = 0; i < types->slots; i++)
        if (types->table[i].address) *find(fresh, slots, types->table[i].address) = types->table[i];
    rs_release(types->table);
    types->table = fresh;
    types->slots = slots;
    return true;
}

/* A type that is in types->all, with its number. */
static rs_known_type *add(rs_known_types *types) {
    void *all = types->all;
    if (!rs_reserve(&all, &types->capacity, types->count + 1u, sizeof *types->all)) return NULL;
    types->all = all;
    rs_known_type *type = rs_alloc_cleared(1, sizeof *type);
    if (!type) return NULL;
    type->number = types->count;
    types->all[types->count++] = type;
    return type;
}

static rs_way way_of(const rs_decoding *decoding, const rs_type_shape *shape, const PyTypeObject *type,
                     bool by_traverse) {
    bool collected = PyType_HasFeature((PyTypeObject *)type, Py_TPFLAGS_HAVE_GC);
    if (collected && type->tp_traverse) {
        bool trusted = shape->decode_is_exact && type->tp_is_gc == NULL && !by_traverse;
        return trusted ? RS__WAY_DECODE : RS__WAY_TRAVERSE;
    }
    if (rs__type_is_leaf(decoding, shape)) return shape->heap ? RS__WAY_EXTRA : RS__WAY_LEAF;
    return RS__WAY_EXTRA;
}

static rs_ahead ahead_of(const rs_decoding *decoding, const rs_type_shape *shape) {
    if (shape->kind == RS_KIND_LIST) return RS__AHEAD_LIST;
    if (shape->kind == RS_KIND_DICT) return RS__AHEAD_DICT;
    if (shape->kind == RS_KIND_SET || shape->kind == RS_KIND_FROZENSET) return RS__AHEAD_SET;
    bool apart = decoding->layout->attributes == RS_ATTRIBUTES_AT_MINUS_4 ||
                 decoding->layout->attributes == RS_ATTRIBUTES_TAGGED;
    return shape->managed_dict && apart ? RS__AHEAD_VALUES : RS__AHEAD_NOTHING;
}

static bool bears_names(rs_kind kind) {
    switch (kind) {
    case RS_KIND_FUNCTION:
    case RS_KIND_BUILTIN:
    case RS_KIND_METHOD:
    case RS_KIND_CODE:
    case RS_KIND_MODULE:
    case RS_KIND_TYPE:
    case RS_KIND_FRAME:
    case RS_KIND_GENERATOR: return true;
    default: return false;
    }
}

static bool is_scalar(const rs_type_shape *shape) {
    return shape->exact &&
           (shape->kind == RS_KIND_STR || shape->kind == RS_KIND_BYTES || shape->kind == RS_KIND_INT ||
            shape->kind == RS_KIND_BOOL || shape->kind == RS_KIND_FLOAT);
}

static rs_size_rule size_rule_of(const rs_decoding *decoding, const rs_type_shape *shape) {
    bool apart = decoding->layout->attributes == RS_ATTRIBUTES_AT_MINUS_4 ||
                 decoding->layout->attributes == RS_ATTRIBUTES_TAGGED;
    if (rs__size_is_fixed(shape)) return RS__SIZE_FIXED;
    if (shape->exact && shape->kind == RS_KIND_LIST) return RS__SIZE_LIST;
    if (shape->exact && (shape->kind == RS_KIND_TUPLE || shape->kind == RS_KIND_BYTES)) return RS__SIZE_ITEMS;
    if (shape->exact && shape->kind == RS_KIND_STR) return RS__SIZE_TEXT;
    if (shape->exact && shape->kind == RS_KIND_INT) return RS__SIZE_DIGITS;
    if (shape->exact && shape->kind == RS_KIND_DICT) return RS__SIZE_DICT;
    if (shape->plain_instance && shape->managed_dict && apart && shape->itemsize == 0) return RS__SIZE_VALUES;
    return RS__SIZE_ASK;
}

static void fill_size(rs_known_type *type, const rs_decoding *decoding) {
    type->size = (uint32_t)(type->shape.header_size + (uint64_t)type->shape.basicsize);
    type->size_rule = (uint8_t)size_rule_of(decoding, &type->shape);
}

/* Arrays, records and descriptions of elements keep their layout by numpy's promise. */
static bool is_promised(const char *tp_name) {
    return strcmp(tp_name, "numpy.ndarray") == 0 || strcmp(tp_name, "numpy.void") == 0 ||
           strncmp(tp_name, "numpy.dtype", 11) == 0;
}

/* A type of an extension module, or a class that may inherit from one. */
static bool is_doubtful(const rs_type_shape *shape, const char *tp_name) {
    if (shape->kind == RS_KIND_TYPE || shape->plain_instance || is_promised(tp_name)) return false;
    return shape->heap || strchr(tp_name, '.') != NULL;
}

/* Fields that headers confirm belong to decoders that are exact, to instances, classes and modules. */
static bool has_to_be_proven(const rs_known_type *type, const char *tp_name) {
    const rs_type_shape *shape = &type->shape;
    return type->way != RS__WAY_DECODE && type->way != RS__WAY_LEAF && shape->kind != RS_KIND_TYPE &&
           !shape->plain_instance && !is_promised(tp_name);
}

static const void *library_of(const void *function) {
    Dl_info info;
    return dladdr(function, &info) ? info.dli_fbase : NULL;
}

/* Modules that come with CPython as libraries of their own count as others' too: what they report is only looked at twice. */
static bool is_foreign(const PyTypeObject *type) {
    const void *own = library_of((const void *)(uintptr_t)PyType_Type.tp_traverse);
    for (; type != NULL; type = type->tp_base)
        if (type->tp_traverse && library_of((const void *)(uintptr_t)type->tp_traverse) != own) return true;
    return false;
}

static bool fill(const rs_known_types *types, rs_known_type *type, rs_decoding *decoding, uint64_t address,
                 bool by_traverse) {
    const PyTypeObject *object = (const PyTypeObject *)(uintptr_t)address;
    if (!rs__type_shape_make(&type->shape, decoding, address)) return false;
    type->way = (uint8_t)way_of(decoding, &type->shape, object, by_traverse);
    type->ahead = (uint8_t)ahead_of(decoding, &type->shape);
    type->scalar = is_scalar(&type->shape);
    type->own = rs__is_among(types->hidden, types->hidden_count, address);
    type->immortal = type->shape.kind == RS_KIND_NONE || type->shape.kind == RS_KIND_BOOL ||
                     type->shape.kind == RS_KIND_ELLIPSIS;
    type->labelled = bears_names(type->shape.kind);
    type->collected = PyType_HasFeature((PyTypeObject *)object, Py_TPFLAGS_HAVE_GC);
    type->asks = type->collected && object->tp_is_gc != NULL;
    type->doubtful = is_doubtful(&type->shape, object->tp_name);
    type->foreign = type->collected && is_foreign(object);
    type->told = type->shape.layout_unknown ? RS_TOLD_LAYOUT_UNKNOWN : RS_TOLD_RIGHTLY;
    if (has_to_be_proven(type, object->tp_name)) {
        type->doubtful = true;
        rs__type_begin_proof(type);
    }
    fill_size(type, decoding);
    return true;
}

bool rs__is_among(const uint64_t *sorted, size_t count, uint64_t address) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && sorted[low] == address;
}

rs_known_type *rs__type_find_or_make(rs_known_types *types, rs_decoding *decoding, uint64_t address,
                                     bool by_traverse) {
    types->nothing.way = RS__WAY_LEAF;
    if (types->count * 2 >= types->slots && !grow_table(types)) goto failed;
    struct rs_type_entry *entry = find(types->table, types->slots, address);
    if (entry->address == address) return entry->type;
    rs_known_type *type = add(types);
    if (!type || !fill(types, type, decoding, address, by_traverse)) goto failed;
    entry->address = address;
    entry->type = type;
    return type;
failed:
    types->failed = true;
    return &types->nothing;
}

bool rs__known_type_renew(rs_known_types *types, rs_known_type *type, rs_decoding *decoding) {
    uint64_t address = type->shape.address;
    uint32_t number = type->number;
    rs__type_shape_release(&type->shape);
    *type = (rs_known_type){.number = number};
    types->failed |= !fill(types, type, decoding, address, false);
    return !types->failed;
}

rs_known_type *rs__type_of_records(rs_known_types *types, rs_kind kind) {
    rs_known_type *type = add(types);
    if (!type) {
        types->failed = true;
        return &types->nothing;
    }
    type->shape.kind = kind;
    type->shape.exact = true;
    return type;
}

void rs__known_types_release(rs_known_types *types) {
    for (uint32_t i = 0; i < types->count; i++) {
        rs__type_shape_release(&types->all[i]->shape);
        rs_release(types->all[i]);
    }
    rs_release(types->all);
    rs_release(types->table);
    memset(types, 0, sizeof *types);
}
