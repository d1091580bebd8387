/* diff_evidence.c: what speaks for two objects at one address being the same, and what against.
 * Manual: diff_match.h                                                                        Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "diff_match.h"

enum { OLD, NEW };

static const rs_type *type_of(const rs_match *match, int side, rs_object_id object) {
    return rs_snapshot_type_of(match->snapshot[side], object);
}

/* ---- Sizes ---------------------------------------------------------------------------------------------------------- */

/* Of these an object has one size all its life. A str grows when its UTF-8 is asked for, a type when it gets a cache. */
static bool has_fixed_size(rs_kind kind) {
    switch (kind) {
    case RS_KIND_TUPLE:
    case RS_KIND_FROZENSET:
    case RS_KIND_BYTES:
    case RS_KIND_INT:
    case RS_KIND_FLOAT:
    case RS_KIND_COMPLEX:
    case RS_KIND_BUILTIN:
    case RS_KIND_METHOD:
    case RS_KIND_CELL: return true;
    default: return false;
    }
}

/* ---- Values --------------------------------------------------------------------------------------------------------- */

static bool is_value_unchangeable(rs_kind kind) {
    return kind == RS_KIND_STR || kind == RS_KIND_BYTES || kind == RS_KIND_INT || kind == RS_KIND_BOOL ||
           kind == RS_KIND_FLOAT;
}

static bool values_equal(const rs_value *a, const rs_value *b) {
    if (a->kind != b->kind || a->cut != b->cut) return false;
    switch (a->kind) {
    case RS_VALUE_TEXT:
    case RS_VALUE_BYTES: return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
    case RS_VALUE_INT: return a->integer == b->integer;
    case RS_VALUE_BIG_INT: return a->length == b->length && a->negative == b->negative;
    case RS_VALUE_FLOAT: return memcmp(&a->real, &b->real, sizeof a->real) == 0;
    case RS_VALUE_UNKNOWN: break;
    }
    return true;
}

static rs_verdict by_value(const rs_match *match, rs_kind kind, rs_object_id older, rs_object_id newer) {
    rs_value a = rs_snapshot_value(match->snapshot[OLD], older);
    rs_value b = rs_snapshot_value(match->snapshot[NEW], newer);
    if (!is_value_unchangeable(kind) || a.kind == RS_VALUE_UNKNOWN || b.kind == RS_VALUE_UNKNOWN)
        return RS_VERDICT_OPEN;
    return values_equal(&a, &b) ? RS_VERDICT_LIKELY : RS_VERDICT_OTHER;
}

/* ---- Names ---------------------------------------------------------------------------------------------------------- */

/* What bears its name from its making on, and is seldom made twice. A frame's name tells the line it is at. */
static bool bears_a_lasting_name(rs_kind kind) {
    return kind == RS_KIND_MODULE || kind == RS_KIND_TYPE || kind == RS_KIND_FUNCTION ||
           kind == RS_KIND_CODE || kind == RS_KIND_BUILTIN;
}

static rs_verdict by_name(const rs_match *match, rs_kind kind, rs_object_id older, rs_object_id newer) {
    const char *a = rs_snapshot_object_name(match->snapshot[OLD], older);
    const char *b = rs_snapshot_object_name(match->snapshot[NEW], newer);
    if (!bears_a_lasting_name(kind) || !a || !b) return RS_VERDICT_OPEN;
    return strcmp(a, b) == 0 ? RS_VERDICT_CERTAIN : RS_VERDICT_OTHER;
}

/* ---- What it holds -------------------------------------------------------------------------------------------------- */

bool rs__match_is_unchangeable(const rs_match *match, rs_object_id newer) {
    const rs_type *type = type_of(match, NEW, newer);
    return type->exact && (type->kind == RS_KIND_TUPLE || type->kind == RS_KIND_FROZENSET ||
                           type->kind == RS_KIND_METHOD || type->kind == RS_KIND_CODE);
}

static rs_verdict by_content(const rs_match *match, rs_object_id older, rs_object_id newer) {
    const rs_columns *a = match->columns[OLD], *b = match->columns[NEW];
    uint32_t count = b->row[newer + 1] - b->row[newer], from = a->row[older], to = b->row[newer];
    if (!rs__match_is_unchangeable(match, newer)) return RS_VERDICT_OPEN;
    if (type_of(match, NEW, newer)->kind == RS_KIND_CODE) return RS_VERDICT_OPEN; /* it gets caches */
    if (a->row[older + 1] - from != count) return RS_VERDICT_OTHER;
    for (uint32_t i = 0; i < count; i++)
        if (a->address[a->target[from + i]] != b->address[b->target[to + i]]) return RS_VERDICT_OTHER;
    return RS_VERDICT_OPEN;
}

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

rs_verdict rs__match_alone(const rs_match *match, rs_object_id older, rs_object_id newer) {
    rs_kind kind = type_of(match, NEW, newer)->kind;
    uint32_t old_type = match->columns[OLD]->type[older], new_type = match->columns[NEW]->type[newer];
    if (match->words.type[OLD][old_type] != match->words.type[NEW][new_type]) return RS_VERDICT_OTHER;
    if (has_fixed_size(kind) && match->columns[OLD]->size[older] != match->columns[NEW]->size[newer])
        return RS_VERDICT_OTHER;
    rs_verdict value = by_value(match, kind, older, newer), name = by_name(match, kind, older, newer);
    if (value == RS_VERDICT_OTHER || name == RS_VERDICT_OTHER) return RS_VERDICT_OTHER;
    if (by_content(match, older, newer) == RS_VERDICT_OTHER) return RS_VERDICT_OTHER;
    return value > name ? value : name;
}

bool rs__match_names(const rs_match *match, rs_reference_id older, rs_reference_id newer) {
    const rs_columns *a = match->columns[OLD], *b = match->columns[NEW];
    rs_name_kind kind = RS_NAME_KIND(b->name[newer]);
    uint32_t from = RS_NAME_ARGUMENT(a->name[older]), to = RS_NAME_ARGUMENT(b->name[newer]);
    if (RS_NAME_KIND(a->name[older]) != kind) return false;
    switch (kind) {
    case RS_NAME_ATTRIBUTE:
    case RS_NAME_KEY_TEXT:
    case RS_NAME_LOCAL:
    case RS_NAME_CLOSURE:
    case RS_NAME_FIELD_ITEM: return match->words.name[OLD][from] == match->words.name[NEW][to];
    case RS_NAME_OFFSET: return from == to;
    default: break;
    }
    if (kind != RS_NAME_KEY || older == 0 || newer == 0) return true;
    return a->address[a->target[older - 1]] == b->address[b->target[newer - 1]];
}
