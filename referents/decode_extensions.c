/* decode_extensions.c: what pickle, re and ctypes keep aside.                                Header: decode_builtins.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"

enum { MEMO_MAX = 1 << 28 };

/* Every object that a pickler has met so far is a key of its memo. Some patch releases of 3.11 report them, others do not. */
void rs__decode_pickler(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    uint64_t memo = rs__word(decoding->image, object + layout->pickler_memo);
    if (memo == 0) return;
    uint64_t table = rs__word(decoding->image, memo + layout->memo_table);
    uint64_t slots = rs__word(decoding->image, memo + layout->memo_slots);
    if (slots > MEMO_MAX || !rs__at(decoding->image, table, (size_t)slots * layout->memo_entry_size)) return;
    for (uint64_t i = 0; table != 0 && i < slots; i++)
        rs__emit(&decoding->out, rs__word(decoding->image, table + i * layout->memo_entry_size),
                 RS_NAME(RS_NAME_DICT_KEY, 0) | RS_NAME_EXTRA);
}

void rs__decode_unpickler(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    uint64_t memo = rs__word(decoding->image, object + layout->unpickler_memo);
    uint64_t slots = rs__word(decoding->image, object + layout->unpickler_memo_size);
    if (slots > MEMO_MAX || !rs__at(decoding->image, memo, (size_t)slots * 8)) return;
    for (uint64_t i = 0; memo != 0 && i < slots; i++)
        rs__emit(&decoding->out, rs__word(decoding->image, memo + 8 * i),
                 RS_NAME(RS_NAME_INDEX, i) | RS_NAME_EXTRA);
}

/* What an unpickler has read and not put together yet. From 3.13 on it is reported. */
void rs__decode_pickle_stack(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    uint64_t items = rs__word(decoding->image, object + layout->pickle_stack_items);
    uint64_t count = rs__word(decoding->image, object + layout->object_size);
    if (items == 0 || count > MEMO_MAX || !rs__at(decoding->image, items, (size_t)count * 8)) return;
    for (uint64_t i = 0; i < count; i++)
        rs__emit(&decoding->out, rs__word(decoding->image, items + 8 * i),
                 RS_NAME(RS_NAME_INDEX, i) | RS_NAME_EXTRA);
}

/* What re.sub puts in place of a match: pairs of a group's number and the text behind that group. */
void rs__decode_template(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    uint64_t items = object + layout->template_items;
    uint64_t count = rs__word(decoding->image, object + layout->object_size);
    if (layout->template_items == 0 || count > MEMO_MAX ||
        !rs__at(decoding->image, items, (size_t)count * 16))
        return;
    for (uint64_t i = 0; i < count; i++)
        rs__emit(&decoding->out, rs__word(decoding->image, items + 16 * i + 8),
                 RS_NAME(RS_NAME_INDEX, i) | RS_NAME_EXTRA);
}

/* 3.13: ctypes keeps what it knows of a type behind the type object, where the metatype has reserved room; before, in a
 * dict of its own kind. */
void rs__decode_c_type(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    rs__decode_type_rest(decoding, shape, object);
    if (layout->stg_info_proto == 0) return;
    uint64_t info = object + ((layout->heap_type_size + 15u) & ~15u);
    const struct {
        uint16_t offset;
        const char *name;
    } parts[] = {
        {layout->stg_info_proto, "_type_"},           {layout->stg_info_argtypes, "_argtypes_"},
        {layout->stg_info_converters, "converters"},  {layout->stg_info_restype, "_restype_"},
        {layout->stg_info_checker, "_check_retval_"}, {layout->stg_info_module, "module"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        rs__emit(&decoding->out, rs__word(decoding->image, info + parts[i].offset),
                 rs__attribute_name(decoding, parts[i].name));
}

/* Up to 3.12 the type of a pointer type reports what its dict holds beside its items. */
void rs__decode_c_pointer_type(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    rs__decode_c_type(decoding, shape, object);
    uint64_t dict = layout->c_type_dict_proto ? rs__word(decoding->image, object + layout->type_dict) : 0;
    if (dict != 0)
        rs__emit(&decoding->out, rs__word(decoding->image, dict + layout->c_type_dict_proto),
                 rs__attribute_name(decoding, "_type_"));
}
