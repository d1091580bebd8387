/* edge_labels.c: the names of a knot's edges without what differs between instances and runs.
 * Manual: edge_labels.h                                                                            Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "edge_labels.h"

#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "bits.h"
#include "rs_memory.h"
#include "scenery.h"

uint64_t rs__text_hash(const char *bytes, size_t count) {
    return XXH3_64bits(bytes, count);
}

uint64_t rs__mix(uint64_t a, uint64_t b) {
    uint64_t x = a * UINT64_C(0x9E3779B97F4A7C15) + b;
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

typedef struct naming {
    const rs_knots *knots;
    const rs_columns *columns;
    rs_edge_labels *labels;
    rs_bits *namespaces;   /* [vertices] dicts whose keys are names of a program */
    rs_number_map by_hash; /* from the hash of a text to its label */
    rs_number_map by_name; /* from what a text is made of to its label, so that it is made once */
    rs_text text;
    bool failed;
} naming;

/* ---- Labels, each once ---------------------------------------------------------------------------------------------- */

/* The label of the text made so far, which is then forgotten. */
static uint32_t label_of_text(naming *n) {
    rs_edge_labels *l = n->labels;
    const char *text = rs_text_string(&n->text);
    size_t length = n->text.length;
    uint64_t hash = rs__text_hash(text, length);
    bool is_new = false;
    uint32_t *number = rs__number_map_add(&n->by_hash, hash, l->count, &is_new);
    if (number && is_new) {
        char *copy = rs__arena_copy(&l->arena, text, length);
        if (copy && rs_reserve((void **)&l->label, &l->capacity, l->count + 1, sizeof *l->label))
            l->label[l->count++] = (rs_edge_label){copy, hash};
        else
            number = NULL;
    }
    if (!number || n->text.failed) n->failed = true;
    rs_text_clear(&n->text);
    return number ? *number : 0;
}

/* An index stands for any: "co_consts[3]" is "co_consts[]". */
static void add_without_indices(rs_text *text, const char *string) {
    for (; *string; string++) {
        rs_text_add_char(text, *string);
        if (*string == '[') string += strspn(string + 1, "0123456789");
    }
}

/* ---- Keys of namespaces --------------------------------------------------------------------------------------------- */

/* The text that is the key of a dict's value; false when the key is no text or was not kept. */
static bool key_of(const naming *n, rs_reference_id reference, const char **bytes, size_t *count) {
    uint32_t name = n->columns->name[reference];
    if (RS_NAME_KIND(name) == RS_NAME_KEY_TEXT) {
        *bytes = rs_snapshot_string(n->knots->snapshot, RS_NAME_ARGUMENT(name));
        *count = strlen(*bytes);
        return true;
    }
    if (RS_NAME_KIND(name) != RS_NAME_KEY || reference == 0) return false;
    rs_value key = rs_snapshot_value(n->knots->snapshot, n->columns->target[reference - 1]);
    *bytes = key.bytes;
    *count = key.length;
    return key.kind == RS_VALUE_TEXT;
}

static bool is_identifier(const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        unsigned char c = (unsigned char)bytes[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
        if (!letter && (i == 0 || c < '0' || c > '9')) return false;
    }
    return count > 0;
}

/* A value of a namespace: ".x" when it is its owner's own dict, "['x']" when it is reached as a dict. */
static void add_namespace_value(naming *n, rs_reference_id reference, bool is_inside) {
    const char *bytes;
    size_t count;
    if (RS_NAME_KIND(n->columns->name[reference]) == RS_NAME_DICT_KEY) {
        rs_text_add(&n->text, "key");
        return;
    }
    if (!key_of(n, reference, &bytes, &count)) {
        rs_text_add(&n->text, "[]");
        return;
    }
    bool attribute = is_inside && is_identifier(bytes, count);
    rs_text_add(&n->text, attribute ? "." : is_inside ? ".__dict__['" : "['");
    rs_text_add_escaped(&n->text, bytes, count, attribute ? 0 : '\'');
    if (!attribute) rs_text_add(&n->text, "']");
}

/* What the text of a namespace's value is made of, as one number. */
static uint64_t namespace_value_number(const naming *n, rs_reference_id reference, bool is_inside) {
    uint32_t name = n->columns->name[reference];
    bool by_object = RS_NAME_KIND(name) == RS_NAME_KEY && reference > 0;
    uint32_t argument = by_object ? n->columns->target[reference - 1] : name;
    return (uint64_t)argument | (uint64_t)(2 + 2 * by_object + is_inside) << 32;
}

/* ---- One edge ------------------------------------------------------------------------------------------------------- */

static void add_direct(naming *n, rs_reference_id reference) {
    uint32_t name = n->columns->name[reference];
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_INDEX:
    case RS_NAME_KEY:
    case RS_NAME_KEY_TEXT:
    case RS_NAME_MEMBER: rs_text_add(&n->text, "[]"); break;
    case RS_NAME_DICT_KEY: rs_text_add(&n->text, "key"); break;
    case RS_NAME_STACK: rs_text_add(&n->text, "stack"); break;
    case RS_NAME_NONE:
    case RS_NAME_OFFSET: rs_text_add(&n->text, "?"); break;
    case RS_NAME_FIELD_ITEM:
        add_without_indices(&n->text, rs_snapshot_string(n->knots->snapshot, RS_NAME_ARGUMENT(name)));
        break;
    default: rs_text_add_reference_name(&n->text, n->knots->snapshot, reference); break;
    }
}

static uint64_t direct_number(uint32_t name) {
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_ATTRIBUTE:
    case RS_NAME_LOCAL:
    case RS_NAME_CLOSURE:
    case RS_NAME_FIELD_ITEM: return name;
    default: return RS_NAME(RS_NAME_KIND(name), 0);
    }
}

static void add_variable_of_closure(naming *n, rs_reference_id closure, rs_reference_id item) {
    rs_text text = RS_TEXT_INIT;
    rs_reference_id path[2] = {closure, item};
    rs_text_add_path(&text, n->knots->snapshot, path, 2);
    add_without_indices(&n->text, rs_text_string(&text));
    if (text.failed) n->failed = true;
    rs_text_release(&text);
}

static uint32_t label_of_edge(naming *n, uint32_t edge) {
    rs_reference_id reference = n->knots->reference[edge], way = rs__knots_way_inside(n->knots, edge);
    if (way != RS_NO_REFERENCE && rs__is_attribute(n->knots->snapshot, way, "__closure__")) {
        add_variable_of_closure(n, way, reference);
        return label_of_text(n);
    }
    bool is_inside = way != RS_NO_REFERENCE,
         is_namespace = is_inside || rs__bit(n->namespaces, n->knots->from[edge]);
    uint64_t number = is_namespace ? namespace_value_number(n, reference, is_inside)
                                   : direct_number(n->columns->name[reference]);
    const uint32_t *known = rs__number_map_find(&n->by_name, number);
    if (known) return *known;
    if (is_namespace)
        add_namespace_value(n, reference, is_inside);
    else
        add_direct(n, reference);
    uint32_t label = label_of_text(n);
    if (!rs__number_map_add(&n->by_name, number, label, NULL)) n->failed = true;
    return label;
}

/* ---- All of them ---------------------------------------------------------------------------------------------------- */

static void find_namespaces(naming *n) {
    static const char *const names[] = {"__dict__", "__globals__", "f_globals", "f_locals", "__builtins__"};
    const rs_knots *k = n->knots;
    for (uint32_t e = 0; e < k->edges; e++) {
        if (rs_snapshot_type_of(k->snapshot, k->object[k->to[e]])->kind != RS_KIND_DICT) continue;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (rs__is_attribute(k->snapshot, k->reference[e], names[i]))
                rs__bit_set(n->namespaces, k->to[e]);
    }
}

bool rs__edge_labels_find(rs_edge_labels *labels, const rs_knots *knots) {
    naming n = {.knots = knots, .columns = rs_snapshot_columns(knots->snapshot), .labels = labels};
    *labels = (rs_edge_labels){.arena = RS_ARENA_INIT};
    labels->of = rs_alloc_array(knots->edges, sizeof *labels->of);
    n.namespaces = rs__bits_new(knots->vertices);
    n.failed = !labels->of || !n.namespaces;
    if (!n.failed) find_namespaces(&n);
    for (uint32_t e = 0; e < knots->edges && !n.failed; e++) labels->of[e] = label_of_edge(&n, e);
    rs_release(n.namespaces);
    rs__number_map_release(&n.by_hash);
    rs__number_map_release(&n.by_name);
    rs_text_release(&n.text);
    return !n.failed;
}

void rs__edge_labels_release(rs_edge_labels *labels) {
    rs_release(labels->label);
    rs_release(labels->of);
    rs__arena_release(&labels->arena);
}
