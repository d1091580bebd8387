/* decode_types.c: types, modules and code objects.                                        Header: decode_builtins.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "decode_builtins.h"
#include "decode_keys.h"

uint32_t rs__attribute_name(rs_decoding *decoding, const char *text) {
    return RS_NAME(RS_NAME_ATTRIBUTE, rs__name_of_text(decoding->names, text, strlen(text)));
}

bool rs__emit_indexed(rs_decoding *decoding, uint64_t items, uint64_t count, uint64_t first) {
    const uint64_t *item = count <= SIZE_MAX / 8 ? rs__at(decoding->image, items, (size_t)count * 8) : NULL;
    if (!item) return false;
    for (uint64_t i = 0; i < count; i++)
        rs__emit(&decoding->out, item[i],
                 RS_NAME(RS_NAME_INDEX, first + i < RS_NAME_ARGUMENT_MAX ? first + i : RS_NAME_ARGUMENT_MAX));
    return true;
}

/* ---- Types ---------------------------------------------------------------------------------------------------------- */

/* The record at `index` of an array of them, when it is that of `type`: it begins with the type's address. */
static uint64_t record_if_of(rs_decoding *decoding, uint64_t records, uint32_t count, uint64_t index,
                             uint64_t type) {
    uint64_t record = records + index * decoding->layout->static_type_size;
    return index < count && rs__word(decoding->image, record) == type ? record : 0;
}

/* The record that the interpreter keeps of a static built-in type, 3.12 on; 0 when there is none. Static types of the
 * standard library's own extensions have records of their own, numbered by themselves. */
static uint64_t static_record_of(rs_decoding *decoding, uint64_t type, uint64_t flags) {
    if (!(flags & RS_TYPE_STATIC_BUILTIN) || decoding->layout->static_type_size == 0) return 0;
    uint64_t index = rs__word(decoding->image, type + decoding->layout->type_subclasses) - 1;
    uint64_t record = record_if_of(decoding, decoding->static_types, decoding->static_type_count, index,
                                   type);
    if (record != 0) return record;
    return record_if_of(decoding, decoding->extension_types, decoding->extension_type_count, index, type);
}

/* The names of the attributes that instances share; the table owns the strings. */
static void emit_shared_keys(rs_decoding *decoding, uint64_t type) {
    rs_keys keys;
    uint64_t table = rs__word(decoding->image, type + decoding->layout->heap_type_cached_keys);
    if (table == 0 || !rs__keys_read(&keys, decoding->image, decoding->layout, table)) return;
    for (uint64_t i = 0; i < keys.count; i++) {
        uint64_t entry = keys.entries + i * keys.entry_size;
        if (!rs__at(decoding->image, entry, keys.entry_size)) return;
        rs__emit(&decoding->out, rs__word(decoding->image, entry + keys.key_at),
                 RS_NAME(RS_NAME_DICT_KEY, 0) | RS_NAME_EXTRA);
    }
}

/* Types that inherit from this one, as a dict of weak references. */
static void emit_subclasses(rs_decoding *decoding, uint64_t type, uint64_t flags) {
    const rs_layout *layout = decoding->layout;
    uint64_t subclasses = rs__word(decoding->image, type + layout->type_subclasses);
    uint64_t record = static_record_of(decoding, type, flags);
    if (record != 0)
        subclasses = rs__word(decoding->image, record + layout->static_type_subclasses);
    else if ((flags & RS_TYPE_STATIC_BUILTIN) && layout->static_type_size != 0)
        return; /* a number, no pointer */
    rs__emit(&decoding->out, subclasses, rs__attribute_name(decoding, "__subclasses__") | RS_NAME_EXTRA);
}

/* For rs__decode_instance: what a heap type holds beyond its fields. */
void rs__decode_type_rest(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    emit_subclasses(decoding, object, rs__word(decoding->image, object + decoding->layout->type_flags));
    emit_shared_keys(decoding, object);
}

/* A static type is a shorter structure, and no object of the collector: all it holds is extra. It does not own its base. */
static void decode_static_type(rs_decoding *decoding, rs_type_shape *shape, uint64_t object, uint64_t flags) {
    const rs_layout *layout = decoding->layout;
    for (uint32_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].offset < layout->type_size && shape->fields[i].offset != layout->type_base)
            rs__emit(&decoding->out,
                     rs__word(decoding->image, object + (uint64_t)(int64_t)shape->fields[i].offset),
                     shape->fields[i].name | RS_NAME_EXTRA);
    uint64_t record = static_record_of(decoding, object, flags);
    if (record != 0)
        rs__emit(&decoding->out, rs__word(decoding->image, record + layout->static_type_dict),
                 rs__attribute_name(decoding, "__dict__") | RS_NAME_EXTRA);
    emit_subclasses(decoding, object, flags);
}

void rs__decode_type(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    uint64_t flags = rs__word(decoding->image, object + decoding->layout->type_flags);
    if (flags & RS_TYPE_HEAP)
        rs__decode_instance(decoding, shape, object);
    else
        decode_static_type(decoding, shape, object, flags);
}

/* ---- Modules -------------------------------------------------------------------------------------------------------- */

enum { MODULE_STATE_WORDS = 4096 };

/* What a module written in C keeps in its state is known only to itself: every word of it is offered as a guess, named by
 * its place. The walker keeps those that the module's own m_traverse confirms. */
void rs__decode_module(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    uint64_t state = rs__word(decoding->image, object + layout->module_state);
    uint64_t definition = rs__word(decoding->image, object + layout->module_def);
    if (state == 0 || definition == 0) return;
    uint64_t words = rs__word(decoding->image, definition + layout->module_def_size) / 8;
    const uint64_t *word = words <= MODULE_STATE_WORDS ? rs__at(decoding->image, state, (size_t)words * 8)
                                                       : NULL;
    for (uint64_t i = 0; word && i < words; i++) {
        char text[32];
        if (word[i] == 0 || (word[i] & 7) != 0) continue;
        int length = snprintf(text, sizeof text, "m_state[%u]", (unsigned)i);
        uint32_t string = rs__name_of_text(decoding->names, text, (size_t)length);
        rs__emit(&decoding->out, word[i], RS_NAME(RS_NAME_FIELD_ITEM, string) | RS_NAME_GUESSED);
    }
}

/* ---- Code ----------------------------------------------------------------------------------------------------------- */

/* 3.12 on: tuples made when somebody asked for them. */
void rs__decode_code(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    uint64_t cached = layout->code_cached ? rs__word(decoding->image, object + layout->code_cached) : 0;
    if (cached == 0) return;
    const struct {
        uint16_t offset;
        const char *name;
    } parts[] = {
        {layout->cached_code, "co_code"},
        {layout->cached_varnames, "co_varnames"},
        {layout->cached_cellvars, "co_cellvars"},
        {layout->cached_freevars, "co_freevars"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        rs__emit(&decoding->out, rs__word(decoding->image, cached + parts[i].offset),
                 rs__attribute_name(decoding, parts[i].name) | RS_NAME_EXTRA);
}
