/* decode_greenlet.c: what suspended greenlets hold (greenlet, and what stands on it: gevent, eventlet).
 *                                                                                         Header: decode_builtins.h
 * A greenlet that is suspended keeps its part of the C stack aside, and with it the frames of its Python functions. From
 * 3.11 on these are structures on a stack of the greenlet's own, linked to each other; before, frame objects that the C
 * stack holds. The collector sees neither.
 *
 * Where greenlet keeps its state no header of CPython shows. There are three forms: in the object itself (1.x); behind a
 * pointer, where a virtual table comes first (2.x, 3.x); and there with the greenlet's address behind that (later ones).
 * What follows is in all of them the same: where the C stack begins and ends, its copy, the context, the topmost frame object.
 * None of it is believed before it was seen to be so: everything is read in a way that cannot fault, a frame has to be
 * what the interpreter says of it, and where it is not, the object counts as one that does not tell what it holds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "decode_builtins.h"
#include "frame_place.h"

enum {
    IN_OBJECT_MIN = 48, /* a greenlet of 1.x is larger than 2.x's */
    OBJECT_STACK = 16,
    OBJECT_PARENT = 56,
    OBJECT_RUN = 64,
    OBJECT_TOP = 72,    /* of 1.x */
    STATE_POINTER = 32, /* 2.x on */
    EXCEPTION_OLD = 40,
    EXCEPTION_311 = 24,
    ARGUMENTS = 16,
    STACK_SIZE = 40,
    STATE_WORDS = 30,
    FRAMES_MAX = 100000,
    BASES_MAX = 64,
    IFRAME_MAX = 128,
    OWNED_BY_THREAD = 0,
    OWNED_BY_GENERATOR = 1,
    OWNED_BY_C_STACK = 3,
    CODE_OF_GENERATOR = 0x2A0, /* co_flags: generator, coroutine, asynchronous generator */
    FUNCTION_NAME_MAX = 100,
};

/* ---- Reading what may not be there ---------------------------------------------------------------------------------- */

static bool read(const rs_decoding *decoding, uint64_t address, void *to, size_t size) {
    return address != 0 && decoding->read_safely && decoding->read_safely(decoding->image, address, to, size);
}

static uint64_t word_at(const rs_decoding *decoding, uint64_t address) {
    uint64_t word = 0;
    return read(decoding, address, &word, sizeof word) ? word : 0;
}

static bool is_of_type(const rs_decoding *decoding, uint64_t object, const char *tp_name) {
    char name[8] = "";
    uint64_t type = (object & 7) == 0 ? word_at(decoding, object + decoding->layout->object_type) : 0;
    if ((type & 7) != 0 || type == 0) return false;
    return read(decoding, word_at(decoding, type + decoding->layout->type_name), name, strlen(tp_name) + 1) &&
           strcmp(name, tp_name) == 0;
}

#define WHOLE_STACK UINT64_MAX

/* ---- Its state ------------------------------------------------------------------------------------------------------ */

typedef struct state {
    uint64_t stack_start, stack_stop, stack_copy,
        stack_saved;       /* saved: how many bytes of the stack are in the copy */
    uint64_t context, top; /* top: the topmost frame object of a suspended one */
    uint64_t below_top;    /* 3.0.0 to 3.0.2: the frame that called the topmost one, which does not say so */
    uint64_t parent, run, main;
} state;

/* The type that greenlet itself defines is the one above object. */
static uint64_t size_of_base(const rs_decoding *decoding, uint64_t type) {
    const rs_layout *layout = decoding->layout;
    uint64_t base = rs__word(decoding->image, type + layout->type_base);
    for (int i = 0; i < BASES_MAX && base && rs__word(decoding->image, base + layout->type_base) != 0; i++) {
        type = base;
        base = rs__word(decoding->image, type + layout->type_base);
    }
    return rs__word(decoding->image, type + layout->type_basicsize);
}

/* PythonState behind the context, by the minor version: up to where the class of the greenlet goes on. */
static size_t words_of_python_state(int minor) {
    return minor <= 9 ? 3 : minor == 10 ? 5 : 9;
}

static bool read_state_apart(state *out, const rs_decoding *decoding, uint64_t object) {
    uint64_t word[STATE_WORDS];
    int minor = decoding->layout->minor;
    uint64_t place = rs__word(decoding->image, object + STATE_POINTER);
    size_t at = (8 + (minor >= 11 ? EXCEPTION_311 : EXCEPTION_OLD) + ARGUMENTS) / 8;
    size_t most = at + 1 + STACK_SIZE / 8 + words_of_python_state(minor) + 5;
    if (most > STATE_WORDS || !read(decoding, place, word, 8 * most)) return false;
    bool has_self = word[1] == object;
    at += has_self;
    out->stack_start = word[at];
    out->stack_stop = word[at + 1];
    out->stack_copy = word[at + 2];
    out->stack_saved = word[at + 3];
    at += STACK_SIZE / 8;
    out->context = word[at];
    out->top = word[at + 1];
    if (out->stack_stop == WHOLE_STACK)
        return true; /* a thread's main one: it has no parent and runs nothing */
    at += words_of_python_state(minor);
    if (!has_self) { /* then a greenlet's own address is here; 3.0.0 to 3.0.2 put a frame before it */
        if (word[at] != object && word[at + 1] == object) out->below_top = word[at++];
        at++;
    }
    out->main = word[at];
    out->run = word[at + 1];
    out->parent = word[at + 2];
    return true;
}

static bool read_state(state *out, const rs_decoding *decoding, const rs_type_shape *shape, uint64_t object) {
    *out = (state){0};
    if (size_of_base(decoding, shape->address) < IN_OBJECT_MIN)
        return read_state_apart(out, decoding, object);
    if (decoding->layout->frames != RS_FRAMES_OBJECTS) return false;
    out->stack_start = rs__word(decoding->image, object + OBJECT_STACK);
    out->parent = rs__word(decoding->image, object + OBJECT_PARENT);
    out->run = rs__word(decoding->image, object + OBJECT_RUN);
    out->top = rs__word(decoding->image, object + OBJECT_TOP);
    return true;
}

/* ---- Its frames ----------------------------------------------------------------------------------------------------- */

/* The variables of several functions at once: "local worker().request". */
static void name_by_function(rs_decoding *decoding, size_t first, uint64_t code) {
    char text[2 * FUNCTION_NAME_MAX + 8];
    uint64_t str = rs__word(decoding->image, code + decoding->layout->code_name);
    uint32_t function = rs__name_of_str(decoding->names, decoding->image, decoding->layout, str);
    for (size_t i = first; i < decoding->out.count; i++) {
        uint32_t *name = &decoding->out.found[i].name;
        rs_name_kind kind = RS_NAME_KIND(*name);
        *name |= RS_NAME_EXTRA;
        if (!decoding->names || (kind != RS_NAME_LOCAL && kind != RS_NAME_CLOSURE)) continue;
        int length = snprintf(text, sizeof text, "%.*s().", FUNCTION_NAME_MAX,
                              rs__name_text(decoding->names, function));
        snprintf(text + length, sizeof text - (size_t)length, "%.*s", FUNCTION_NAME_MAX,
                 rs__name_text(decoding->names, RS_NAME_ARGUMENT(*name)));
        *name = RS_NAME(kind, rs__name_of_text(decoding->names, text, strlen(text))) | RS_NAME_EXTRA;
    }
}

typedef struct iframe {
    unsigned char bytes[IFRAME_MAX];
} iframe;

static uint64_t field(const iframe *frame, uint16_t offset) {
    uint64_t word;
    memcpy(&word, frame->bytes + offset, sizeof word);
    return word;
}

/* What stood on the C stack is in the copy, as far as that goes. */
static bool read_iframe(iframe *frame, const rs_decoding *decoding, const state *of, uint64_t address) {
    size_t size = decoding->layout->iframe_locals_plus;
    uint64_t beyond = address - of->stack_start;
    if ((address & 7) != 0 || size > IFRAME_MAX) return false;
    if (address >= of->stack_start && beyond < of->stack_saved) address = of->stack_copy + beyond;
    return read(decoding, address, frame->bytes, size);
}

/* A frame is one whose code is its function's, and whose frame object, if it has one, is of it. */
static bool is_frame(const iframe *frame, const rs_decoding *decoding, uint64_t address) {
    const rs_layout *layout = decoding->layout;
    int owner = frame->bytes[layout->iframe_owner];
    uint64_t code = field(frame, layout->iframe_code), object = field(frame, layout->iframe_object);
    if (owner != OWNED_BY_THREAD && owner != OWNED_BY_GENERATOR) return false;
    if (!is_of_type(decoding, code, "code")) return false;
    if (word_at(decoding, field(frame, layout->iframe_func) + layout->function_code) != code) return false;
    return object == 0 || word_at(decoding, object + layout->frame_frame) == address;
}

/* From 3.12 on frames that only mark an entry from C stand between the others. */
static bool decode_iframes(rs_decoding *decoding, const state *of) {
    const rs_layout *layout = decoding->layout;
    uint64_t address = word_at(decoding, of->top + layout->frame_frame);
    rs_chain chain = {0};
    iframe frame;
    for (uint32_t i = 0; address != 0 && i < FRAMES_MAX && !rs__chain_closes(&chain, address); i++) {
        size_t first = decoding->out.count;
        if (!read_iframe(&frame, decoding, of, address)) return false;
        bool marks = i > 0 && layout->minor >= 12 && frame.bytes[layout->iframe_owner] == OWNED_BY_C_STACK;
        if (!marks) {
            if (!is_frame(&frame, decoding, address)) return false;
            if (i == 0 && field(&frame, layout->iframe_object) != of->top) return false;
            rs__decode_interpreter_frame(decoding, address);
            name_by_function(decoding, first, field(&frame, layout->iframe_code));
        }
        address = field(&frame, layout->iframe_previous);
        if (i == 0 && address == 0) address = of->below_top;
    }
    return true;
}

/* The C stack holds each frame object but a generator's, which its generator holds. */
static bool decode_frame_objects(rs_decoding *decoding, uint64_t top) {
    const rs_layout *layout = decoding->layout;
    uint32_t name = rs__attribute_name(decoding, "gr_frame") | RS_NAME_EXTRA;
    rs_chain chain = {0};
    for (uint64_t frame = top; frame != 0 && !rs__chain_closes(&chain, frame);
         frame = rs__word(decoding->image, frame + layout->frame_back)) {
        uint64_t code = is_of_type(decoding, frame, "frame") ? word_at(decoding, frame + layout->frame_code)
                                                             : 0;
        if (!is_of_type(decoding, code, "code")) return false;
        if (!(rs__half(decoding->image, code + layout->code_flags) & CODE_OF_GENERATOR))
            rs__emit(&decoding->out, frame, name);
    }
    return true;
}

static bool decode_frames(rs_decoding *decoding, const state *of) {
    if (of->stack_start == 0 || !is_of_type(decoding, of->top, "frame")) return false;
    return decoding->layout->frames == RS_FRAMES_OBJECTS ? decode_frame_objects(decoding, of->top)
                                                         : decode_iframes(decoding, of);
}

/* A name for what may be an object; where it is none, nobody reports it. */
static void offer(rs_decoding *decoding, uint64_t word, const char *name) {
    if ((word & 7) == 0) rs__emit(&decoding->out, word, rs__attribute_name(decoding, name));
}

/* Names for what tp_traverse reports, and the frames of one that is suspended. */
void rs__decode_greenlet(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    state found;
    if (!read_state(&found, decoding, shape, object)) {
        decoding->unseen = true;
        return;
    }
    offer(decoding, found.parent, "parent");
    offer(decoding, found.run, "run");
    offer(decoding, found.main, "main");
    offer(decoding, found.context, "gr_context");
    if (found.top != 0 && !decode_frames(decoding, &found)) decoding->unseen = true;
}
