/* decode_frames.c: what running and suspended functions hold.        Headers: decode_builtins.h, decoder.h, frame_place.h
 *
 * Up to 3.10 every frame is an object. From 3.11 on a frame is a structure that stands on a thread's own stack, inside a
 * generator, or, once the function has ended and somebody kept the frame object, inside that. Its slots are the variables
 * in the order of the code object's names, then the value stack. While a frame runs, how far its stack reaches is in a
 * register of the interpreter loop, so that only the variables can be read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "decode_builtins.h"
#include "frame_place.h"
#include "read_scalar.h"

enum { KIND_FREE = 0x80 }; /* co_localspluskinds */
enum { OWNED_BY_THREAD, OWNED_BY_GENERATOR, OWNED_BY_FRAME_OBJECT, OWNED_BY_C_STACK }; /* owner of a frame */
enum { FRAME_CLEARED = 4 };                                                            /* gi_frame_state */

/* Names of variables: the items of a tuple of str. */
typedef struct variable_names {
    uint64_t items, count;
} variable_names;

static variable_names names_in(rs_decoding *decoding, uint64_t tuple) {
    if (tuple == 0) return (variable_names){0, 0};
    int64_t count = (int64_t)rs__word(decoding->image, tuple + decoding->layout->object_size);
    return (variable_names){tuple + decoding->layout->tuple_items, count > 0 ? (uint64_t)count : 0};
}

static uint32_t variable_name(rs_decoding *decoding, variable_names names, uint64_t i, rs_name_kind kind) {
    uint64_t str = i < names.count ? rs__word(decoding->image, names.items + 8 * i) : 0;
    return RS_NAME(kind, rs__name_of_str(decoding->names, decoding->image, decoding->layout, str));
}

static void emit_variables(rs_decoding *decoding, uint64_t slots, uint64_t count, variable_names names,
                           rs_name_kind kind) {
    for (uint64_t i = 0; i < count && rs__at(decoding->image, slots + 8 * i, 8); i++)
        rs__emit(&decoding->out, rs__word(decoding->image, slots + 8 * i),
                 variable_name(decoding, names, i, kind));
}

static void emit_stack(rs_decoding *decoding, uint64_t slots, uint64_t count) {
    for (uint64_t i = 0; i < count && rs__at(decoding->image, slots + 8 * i, 8); i++)
        rs__emit(&decoding->out, rs__word(decoding->image, slots + 8 * i),
                 RS_NAME(RS_NAME_STACK, i < RS_NAME_ARGUMENT_MAX ? i : RS_NAME_ARGUMENT_MAX));
}

/* ---- 3.11 on -------------------------------------------------------------------------------------------------------- */

static void emit_locals_plus(rs_decoding *decoding, uint64_t code, uint64_t slots, uint64_t count) {
    const rs_layout *layout = decoding->layout;
    variable_names names = names_in(decoding, rs__word(decoding->image, code + layout->code_localsplusnames));
    uint64_t kinds = rs__word(decoding->image, code + layout->code_localspluskinds);
    for (uint64_t i = 0; i < count && rs__at(decoding->image, slots + 8 * i, 8); i++) {
        bool is_free = i < names.count && kinds &&
                       (rs__byte(decoding->image, kinds + layout->bytes_data + i) & KIND_FREE);
        rs__emit(&decoding->out, rs__word(decoding->image, slots + 8 * i),
                 variable_name(decoding, names, i, is_free ? RS_NAME_CLOSURE : RS_NAME_LOCAL));
    }
}

/* Variables and value stack. A frame that runs shows stack_top -1: then `running` says whether its variables are wanted
 * none the less. */
static void emit_slots(rs_decoding *decoding, uint64_t frame, bool running) {
    const rs_layout *layout = decoding->layout;
    uint64_t code = rs__word(decoding->image, frame + layout->iframe_code);
    int32_t top = (int32_t)rs__half(decoding->image, frame + layout->iframe_stack_top);
    if (code == 0 || (top < 0 && !running)) return;
    int32_t variables = (int32_t)rs__half(decoding->image, code + layout->code_n_locals_plus);
    if (variables < 0 || (top >= 0 && top < variables)) variables = top < 0 ? 0 : top;
    uint64_t slots = frame + layout->iframe_locals_plus;
    emit_locals_plus(decoding, code, slots, (uint64_t)variables);
    if (top > variables) emit_stack(decoding, slots + 8 * (uint64_t)variables, (uint64_t)(top - variables));
}

static void emit_iframe(rs_decoding *decoding, uint64_t frame, const char *code_name, bool running) {
    const rs_layout *layout = decoding->layout;
    const rs_image *image = decoding->image;
    rs__emit(&decoding->out, rs__word(image, frame + layout->iframe_object),
             rs__attribute_name(decoding, "frame"));
    rs__emit(&decoding->out, rs__word(image, frame + layout->iframe_locals),
             rs__attribute_name(decoding, "f_locals"));
    rs__emit(&decoding->out, rs__word(image, frame + layout->iframe_func),
             rs__attribute_name(decoding, "__func__"));
    rs__emit(&decoding->out, rs__word(image, frame + layout->iframe_code),
             rs__attribute_name(decoding, code_name));
    emit_slots(decoding, frame, running);
}

/* A generator reports its frame as its own, also while it runs; then only the variables are left to tell. */
uint64_t rs__decode_interpreter_frame(rs_decoding *decoding, uint64_t frame) {
    const rs_layout *layout = decoding->layout;
    if (layout->frames != RS_FRAMES_INTERPRETER) return 0;
    int owner = rs__byte(decoding->image, frame + layout->iframe_owner);
    int32_t top = (int32_t)rs__half(decoding->image, frame + layout->iframe_stack_top);
    if (owner == OWNED_BY_THREAD) emit_iframe(decoding, frame, "f_code", true);
    if (owner == OWNED_BY_GENERATOR && top < 0) emit_slots(decoding, frame, true);
    return rs__word(decoding->image, frame + layout->iframe_previous);
}

bool rs__interpreter_frame_place(rs_frame_place *out, const rs_image *image, const rs_layout *layout,
                                 uint64_t frame) {
    if (layout->frames != RS_FRAMES_INTERPRETER) return false;
    if (rs__byte(image, frame + layout->iframe_owner) == OWNED_BY_C_STACK) return false;
    uint64_t code = rs__word(image, frame + layout->iframe_code);
    uint64_t instruction = rs__word(image, frame + layout->iframe_instruction);
    if (code == 0 || instruction == 0) return false;
    *out = (rs_frame_place){code, (int64_t)(instruction - (code + layout->code_units))};
    return true;
}

static void decode_generator(rs_decoding *decoding, uint64_t object, const char *code_name) {
    const rs_layout *layout = decoding->layout;
    if (layout->frames != RS_FRAMES_INTERPRETER) return;
    if ((int8_t)rs__byte(decoding->image, object + layout->generator_frame_state) >= FRAME_CLEARED) return;
    emit_iframe(decoding, object + layout->generator_iframe, code_name, false);
}

void rs__decode_generator(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    decode_generator(decoding, object, "gi_code");
}

void rs__decode_coroutine(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    decode_generator(decoding, object, "cr_code");
}

void rs__decode_async_generator(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    decode_generator(decoding, object, "ag_code");
}

/* ---- Frame objects -------------------------------------------------------------------------------------------------- */

/* 3.9 has the top of the stack as an address, 3.10 its depth; a running frame has none. */
static uint64_t stack_depth_of(rs_decoding *decoding, uint64_t frame, uint64_t stack) {
    const rs_layout *layout = decoding->layout;
    if (layout->frame_stack_top == 0) {
        int32_t depth = (int32_t)rs__half(decoding->image, frame + layout->frame_stack_depth);
        return depth > 0 ? (uint64_t)depth : 0;
    }
    uint64_t top = rs__word(decoding->image, frame + layout->frame_stack_top);
    return top > stack ? (top - stack) / 8 : 0;
}

/* 3.9 and 3.10: local variables, cells, free variables, value stack. */
static void emit_frame_slots(rs_decoding *decoding, uint64_t frame) {
    const rs_layout *layout = decoding->layout;
    uint64_t code = rs__word(decoding->image, frame + layout->frame_code);
    if (code == 0) return;
    uint64_t slots = frame + layout->frame_locals_plus;
    int32_t locals = (int32_t)rs__half(decoding->image, code + layout->code_n_locals);
    uint64_t local_count = locals > 0 ? (uint64_t)locals : 0;
    variable_names cells = names_in(decoding, rs__word(decoding->image, code + layout->code_cellvars));
    variable_names frees = names_in(decoding, rs__word(decoding->image, code + layout->code_freevars));
    variable_names names = names_in(decoding, rs__word(decoding->image, code + layout->code_varnames));
    emit_variables(decoding, slots, local_count, names, RS_NAME_LOCAL);
    emit_variables(decoding, slots + 8 * local_count, cells.count, cells, RS_NAME_LOCAL);
    emit_variables(decoding, slots + 8 * (local_count + cells.count), frees.count, frees, RS_NAME_CLOSURE);
    uint64_t stack = rs__word(decoding->image, frame + layout->frame_stack);
    if (stack != 0) emit_stack(decoding, stack, stack_depth_of(decoding, frame, stack));
}

void rs__decode_frame(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    if (layout->frames == RS_FRAMES_OBJECTS) {
        emit_frame_slots(decoding, object);
        return;
    }
    uint64_t frame = rs__word(decoding->image, object + layout->frame_frame);
    if (frame != 0 && rs__byte(decoding->image, frame + layout->iframe_owner) == OWNED_BY_FRAME_OBJECT)
        emit_iframe(decoding, frame, "f_code", false);
}

bool rs__frame_object_place(rs_frame_place *out, const rs_image *image, const rs_layout *layout,
                            uint64_t object) {
    if (layout->frames == RS_FRAMES_INTERPRETER)
        return rs__interpreter_frame_place(out, image, layout, rs__word(image, object + layout->frame_frame));
    uint64_t code = rs__word(image, object + layout->frame_code);
    int64_t last = (int32_t)rs__half(image, object + layout->frame_last);
    if (code == 0) return false;
    if (layout->lines == RS_LINES_LINETABLE && last >= 0) last *= 2; /* 3.10 counts in code units */
    *out = (rs_frame_place){code, last};
    return true;
}
