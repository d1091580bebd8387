/* decode_cython.c: functions that Cython compiled.                                        Header: decode_builtins.h
 *
 * Every version of Cython has a type of its own for them, called _cython_3_1_4.cython_function_or_method, and no header tells
 * what is in it. It extends a built-in method by fields whose order has not changed, from the one of the __dict__ on, which
 * tp_dictoffset tells. What follows the closure is known by how much there is. A field is offered only when what it holds is of
 * the kind that belongs there, so that another version of Cython costs a name and never gives a wrong one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"

enum { END = 255 };

typedef struct field {
    uint8_t place; /* behind the __dict__ */
    const char *name;
    uint64_t kind; /* the flag of the type of what is there; 0: anything */
    uint32_t mark;
} field;

/* Up to the closure. Names and the documentation are strings, which newer ones do not report. */
static const field head[] = {
    {8, "__name__", RS_TYPE_STR, RS_NAME_EXTRA},
    {16, "__qualname__", RS_TYPE_STR, RS_NAME_EXTRA},
    {24, "__doc__", 0, RS_NAME_EXTRA},
    {32, "__globals__", RS_TYPE_DICT, 0},
    {40, "__code__", 0, RS_NAME_EXTRA},
    {48, "__closure__", 0, 0},
    {END, NULL, 0, 0},
};

/* Of 3.0; of 3.1 and later. */
static const field old_tail[] = {
    {88, "__defaults__", RS_TYPE_TUPLE, 0},
    {96, "__kwdefaults__", RS_TYPE_DICT, 0},
    {112, "__annotations__", RS_TYPE_DICT, 0},
    {120, "_is_coroutine", 0, 0},
    {END, NULL, 0, 0},
};
static const field new_tail[] = {
    {56, "defaults", 0, 0},
    {72, "__defaults__", RS_TYPE_TUPLE, 0},
    {80, "__kwdefaults__", RS_TYPE_DICT, 0},
    {96, "__annotations__", RS_TYPE_DICT, 0},
    {END, NULL, 0, 0},
};
static const field coroutine_mark[] = {{104, "_is_coroutine", 0, 0}, {END, NULL, 0, 0}};

/* Bytes from the __dict__ to the end of a function that is not fused. */
enum { SIZE_OF_3_0 = 128, SIZE_OF_3_1 = 112, SIZE_OF_3_3 = 104, FUSED_FIELDS = 16 };

/* Or None, whose type adds nothing to an object. */
static bool is_of_kind(rs_decoding *decoding, uint64_t object, uint64_t kind) {
    if (kind == 0) return true;
    uint64_t type = rs__word(decoding->image, object + decoding->layout->object_type);
    return (rs__word(decoding->image, type + decoding->layout->type_flags) & kind) != 0 ||
           rs__word(decoding->image, type + decoding->layout->type_basicsize) ==
               decoding->layout->object_size;
}

static void emit_fields(rs_decoding *decoding, uint64_t from, const field *fields) {
    for (; fields->place != END; fields++) {
        uint64_t target = rs__word(decoding->image, from + fields->place);
        if (target != 0 && is_of_kind(decoding, target, fields->kind))
            rs__emit(&decoding->out, target, rs__attribute_name(decoding, fields->name) | fields->mark);
    }
}

static void emit_field(rs_decoding *decoding, uint64_t from, uint64_t place, const char *name) {
    rs__emit(&decoding->out, rs__word(decoding->image, from + place), rs__attribute_name(decoding, name));
}

static void decode(rs_decoding *decoding, rs_type_shape *shape, uint64_t object, int64_t size) {
    const rs_layout *layout = decoding->layout;
    if (shape->dict_offset <= layout->builtin_module || size < SIZE_OF_3_3) return;
    uint64_t from = object + (uint64_t)shape->dict_offset;
    emit_field(decoding, object, layout->builtin_self, "__self__");
    emit_field(decoding, object, layout->builtin_method_class, "__objclass__");
    emit_fields(decoding, from, head);
    if (size == SIZE_OF_3_0) emit_fields(decoding, from, old_tail);
    if (size == SIZE_OF_3_1 || size == SIZE_OF_3_3) emit_fields(decoding, from, new_tail);
    if (size == SIZE_OF_3_1) emit_fields(decoding, from, coroutine_mark);
}

void rs__decode_cython_function(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    decode(decoding, shape, object, shape->basicsize - shape->dict_offset);
}

/* One for each of several types, chosen when it is called. */
void rs__decode_cython_fused(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    int64_t size = shape->basicsize - shape->dict_offset - FUSED_FIELDS;
    decode(decoding, shape, object, size);
    if (size != SIZE_OF_3_0 && size != SIZE_OF_3_1 && size != SIZE_OF_3_3) return;
    uint64_t from = object + (uint64_t)shape->basicsize - FUSED_FIELDS;
    emit_field(decoding, from, 0, "__signatures__");
    emit_field(decoding, from, 8, "__self__");
}
