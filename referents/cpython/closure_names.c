/* closure_names.c: name the cells of a function's closure after its free variables.            Header: capture_steps.h
 *
 * The cells stand in a tuple that knows nothing of the function; the names stand in the function's code. So the names are
 * put on when both have been walked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture_steps.h"

/* The names of a code object's free variables: `count` str objects at `items`. */
typedef struct free_names {
    uint64_t items, count;
} free_names;

static free_names free_names_of(const rs_walk *walk, uint64_t code) {
    const rs_layout *layout = walk->decoding.layout;
    const rs_image *image = walk->decoding.image;
    bool together = layout->frames ==
                    RS_FRAMES_INTERPRETER; /* all variables in one tuple, the free ones last */
    uint64_t tuple = rs__word(image,
                              code + (together ? layout->code_localsplusnames : layout->code_freevars));
    uint64_t size = tuple ? rs__word(image, tuple + layout->object_size) : 0;
    uint64_t count = together ? rs__half(image, code + layout->code_n_frees) : size;
    if (count > size) count = 0;
    return (free_names){tuple + layout->tuple_items + 8 * (size - count), count};
}

static void name_closure(rs_walk *walk, uint64_t function) {
    const rs_layout *layout = walk->decoding.layout;
    const rs_image *image = walk->decoding.image;
    uint64_t closure = rs__word(image, function + layout->function_closure);
    rs_object_id tuple = closure ? rs__walk_find(walk, closure) : RS_NO_OBJECT;
    if (tuple == RS_NO_OBJECT || tuple >= walk->next) return;
    free_names names = free_names_of(walk, rs__word(image, function + layout->function_code));
    for (uint32_t r = walk->parts.row[tuple]; r < walk->parts.row[tuple + 1]; r++) {
        uint32_t name = walk->parts.name[r], i = RS_NAME_ARGUMENT(name);
        if (RS_NAME_KIND(name) != RS_NAME_INDEX || i >= names.count) continue;
        uint64_t str = rs__word(image, names.items + 8 * (uint64_t)i);
        uint32_t string = rs__name_of_str(walk->decoding.names, image, layout, str);
        walk->parts.name[r] = RS_NAME(RS_NAME_CLOSURE, string);
    }
}

void rs__name_closures(rs_walk *walk) {
    const rs_parts *parts = &walk->parts;
    for (uint32_t i = 0; i < parts->named_count; i++) { /* functions bear names */
        rs_object_id id = parts->named_object[i];
        const rs_type_shape *shape = &walk->types.all[parts->type[id]]->shape;
        if (shape->kind == RS_KIND_FUNCTION && shape->exact) name_closure(walk, parts->address[id]);
    }
}
