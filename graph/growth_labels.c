/* growth_labels.c: the steps of a retaining path in words, without what differs between instances and runs.
 * Manual: growth_paths.h                                                                           Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "growth_paths.h"
#include "scenery.h"

/* What a label is made of, so that it is made once: a packed name, a key and whether it is a namespace's, or a start. */
enum { BY_NAME = 1, BY_KEY, BY_START };

/* ---- Where a path begins -------------------------------------------------------------------------------------------- */

/* A frame's name tells the line it is at, which moves: "frame work (app.py:12)" is "frame work (app.py)". */
static void drop_the_line(rs_text *text) {
    const char *colon = strrchr(rs_text_string(text), ':');
    size_t length = colon ? (size_t)(colon - text->data) : 0;
    if (!colon || strspn(colon + 1, "0123456789") != strlen(colon + 1) - 1 ||
        text->data[text->length - 1] != ')')
        return;
    text->length = length;
    rs_text_add_char(text, ')');
}

/* Modules and classes by their names alone, other objects as "function work"; what bears no name by its type. */
static void add_start(rs_retained *r, rs_object_id object) {
    const rs_type *type = rs_snapshot_type_of(r->snapshot, object);
    const char *name = rs_snapshot_object_name(r->snapshot, object);
    if (name && (type->kind == RS_KIND_MODULE || type->kind == RS_KIND_TYPE))
        rs_text_add_escaped(&r->text, name, strlen(name), 0);
    else if (name) {
        rs_text_add_preview(&r->text, r->snapshot, object, 80);
        drop_the_line(&r->text);
    } else
        rs_text_add_escaped(&r->text, type->bare, strlen(type->bare), 0);
}

/* ---- One reference -------------------------------------------------------------------------------------------------- */

static void add_key(rs_retained *r, rs_reference_id reference) {
    uint32_t name = r->columns->name[reference];
    const char *string = rs_snapshot_string(r->snapshot, RS_NAME_ARGUMENT(name));
    rs_value key = {.kind = RS_VALUE_TEXT, .bytes = string, .length = (uint32_t)strlen(string)};
    if (RS_NAME_KIND(name) == RS_NAME_KEY)
        key = reference > 0 ? rs_snapshot_value(r->snapshot, r->columns->target[reference - 1])
                            : (rs_value){0};
    if (key.kind != RS_VALUE_TEXT) {
        rs_text_add(&r->text, "[]");
        return;
    }
    rs_text_add_char(&r->text, '.');
    rs_text_add_escaped(&r->text, key.bytes, key.length, 0);
}

/* "co_consts[3]" is "co_consts[]". */
static void add_without_indices(rs_text *text, const char *string) {
    for (; *string; string++) {
        rs_text_add_char(text, *string);
        if (*string == '[') string += strspn(string + 1, "0123456789");
    }
}

static void add_reference(rs_retained *r, rs_reference_id reference) {
    uint32_t name = r->columns->name[reference];
    const char *string = rs_snapshot_string(r->snapshot, RS_NAME_ARGUMENT(name));
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_INDEX:
    case RS_NAME_KEY:
    case RS_NAME_KEY_TEXT:
    case RS_NAME_MEMBER: rs_text_add(&r->text, "[]"); break;
    case RS_NAME_DICT_KEY: rs_text_add(&r->text, " key"); break;
    case RS_NAME_LOCAL:
    case RS_NAME_CLOSURE:
        rs_text_add_char(&r->text, ' ');
        rs_text_add_reference_name(&r->text, r->snapshot, reference);
        break;
    case RS_NAME_STACK: rs_text_add(&r->text, " stack"); break;
    case RS_NAME_NONE:
    case RS_NAME_OFFSET: rs_text_add(&r->text, "?"); break;
    case RS_NAME_FIELD_ITEM: add_without_indices(&r->text, string); break;
    default: rs_text_add_reference_name(&r->text, r->snapshot, reference); break;
    }
}

/* ---- Words, each made once ------------------------------------------------------------------------------------------ */

static uint32_t word_of_text(rs_retained *r) {
    uint32_t word = rs__path_word(&r->tree->words, rs_text_string(&r->text), r->text.length);
    r->failed |= r->text.failed || word == UINT32_MAX;
    rs_text_clear(&r->text);
    return word;
}

static uint32_t remember(rs_retained *r, uint64_t made_of, uint32_t word) {
    r->failed |= !rs__number_map_add(&r->label_of, made_of, word, NULL);
    return word;
}

static uint32_t word_of_key(rs_retained *r, rs_reference_id reference) {
    uint32_t name = r->columns->name[reference];
    bool by_object = RS_NAME_KIND(name) == RS_NAME_KEY;
    uint64_t key = by_object && reference > 0 ? r->columns->target[reference - 1] : name;
    uint64_t made_of = (uint64_t)BY_KEY << 60 | (uint64_t)by_object << 32 | key;
    const uint32_t *known = rs__number_map_find(&r->label_of, made_of);
    if (known) return *known;
    add_key(r, reference);
    return remember(r, made_of, word_of_text(r));
}

uint32_t rs__retained_word(rs_retained *r, rs_object_id source, rs_reference_id reference) {
    uint32_t name = r->columns->name[reference];
    rs_name_kind kind = RS_NAME_KIND(name);
    if ((kind == RS_NAME_KEY || kind == RS_NAME_KEY_TEXT) && rs__bit(r->namespaces, source))
        return word_of_key(r, reference);
    uint64_t made_of = (uint64_t)BY_NAME << 60 |
                       (kind != RS_NAME_KEY_TEXT && rs_name_has_string(name) ? name & ~RS_NAME_EXTRA
                                                                             : RS_NAME(kind, 0));
    const uint32_t *known = rs__number_map_find(&r->label_of, made_of);
    if (known) return *known;
    add_reference(r, reference);
    return remember(r, made_of, word_of_text(r));
}

/* What several objects hold hangs on what dominates them all; how the first of them holds it is said behind an ellipsis, and
 * how that one, when it is a container, is held itself. */
static uint32_t word_of_indirect(rs_retained *r, rs_reference_id reference) {
    rs_object_id holder = rs_snapshot_source(r->snapshot, reference);
    rs_reference_id way = r->via[holder];
    uint32_t last = rs__retained_word(r, holder, reference);
    uint32_t first = way == RS_NO_REFERENCE ? UINT32_MAX
                                            : rs__retained_word(r, rs_snapshot_source(r->snapshot, way), way);
    if (r->failed) return UINT32_MAX;
    rs_text_add(&r->text, RS__SEVERAL);
    if (first != UINT32_MAX && strcmp(r->tree->words.text[first], ".__dict__") != 0)
        rs_text_add(&r->text, r->tree->words.text[first]);
    rs_text_add(&r->text, r->tree->words.text[last]);
    return word_of_text(r);
}

/* Where nothing retains it: whose it is, if nobody's who is seen. */
typedef enum whose { ITS_OWN, NOBODYS, OUTSIDERS } whose;

static whose whose_is(const rs_retained *r, rs_object_id object) {
    if (object < r->columns->records) return ITS_OWN;
    if (rs_liveness_is_garbage(r->liveness, object)) return NOBODYS;
    rs_kind kind = rs_snapshot_type_of(r->snapshot, object)->kind;
    bool outside = rs_liveness_outside(r->liveness, object) > 0 && kind != RS_KIND_MODULE &&
                   kind != RS_KIND_TYPE;
    return outside && r->any[object] == RS_NO_REFERENCE ? OUTSIDERS : ITS_OWN;
}

static uint32_t word_of_start(rs_retained *r, rs_object_id object, whose of) {
    bool nameless = rs_snapshot_object_name(r->snapshot, object) == NULL;
    uint64_t made_of = (uint64_t)BY_START << 60 | (uint64_t)of << 32 | r->columns->type[object];
    const uint32_t *known = nameless ? rs__number_map_find(&r->label_of, made_of) : NULL;
    if (known) return *known;
    if (of != ITS_OWN) rs_text_add(&r->text, of == NOBODYS ? "garbage: " : "held from outside: ");
    add_start(r, object);
    uint32_t word = word_of_text(r);
    return nameless ? remember(r, made_of, word) : word;
}

uint32_t rs__retained_label(rs_retained *r, rs_object_id object) {
    rs_object_id parent = rs__retained_parent(r, object);
    if (parent != RS_NO_OBJECT && r->via[object] != RS_NO_REFERENCE)
        return rs__retained_word(r, parent, r->via[object]);
    whose of = parent == RS_NO_OBJECT ? whose_is(r, object) : ITS_OWN;
    bool nameless = rs_snapshot_object_name(r->snapshot, object) == NULL;
    if ((parent != RS_NO_OBJECT || nameless) && of == ITS_OWN && r->any[object] != RS_NO_REFERENCE)
        return word_of_indirect(r, r->any[object]);
    return word_of_start(r, object, of);
}
