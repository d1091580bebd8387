/* names_only.c: under RS_VALUES_NAMES keep the texts that are names.                            Header: capture_steps.h
 *
 * Which those are: ../names_kept.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture_steps.h"
#include "keep_value.h"
#include "names_kept.h"
#include "rs_memory.h"

static uint32_t string_number(void *walk, const char *text) {
    uint32_t number = rs__name_of_text(((rs_walk *)walk)->decoding.names, text, strlen(text));
    return number ? number : UINT32_MAX; /* there is no room for more strings, so nothing is called so */
}

/* Keep the text of a str that is a name. */
static void keep(rs_walk *walk, rs_object_id object) {
    const rs_known_type *type = walk->types.all[walk->parts.type[object]];
    if (object < walk->parts.value_first || type->shape.kind != RS_KIND_STR || !type->scalar) return;
    uint32_t *at = &walk->parts.value_at[object - walk->parts.value_first];
    *at = rs__keep_value(walk, type, walk->parts.address[object]);
    walk->parts.coverage.values_withheld -= *at != 0;
}

bool rs__keep_names_only(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    uint8_t *marks = rs_alloc_cleared(parts->objects, sizeof *marks);
    parts->value_at = rs_alloc_cleared(parts->objects - parts->value_first, sizeof *parts->value_at);
    if (marks && parts->value_at) {
        rs__mark_names(marks, parts, string_number, walk);
        for (rs_object_id o = 0; o < parts->objects; o++)
            if (marks[o] & RS__MARK_NAME) keep(walk, o);
    }
    bool done = marks && parts->value_at;
    rs_release(marks);
    return done && !rs__walk_failed(walk);
}
