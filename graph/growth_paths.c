/* growth_paths.c: the retaining paths of several photographs as one tree.             Manual: growth_paths.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "growth_paths.h"

#include <string.h>

#include "big_array.h"
#include "edge_labels.h"
#include "scenery.h"

/* A structure that repeats is looked for so many steps above. */
enum { FOLD_STEPS = 8 };

/* ---- Words and places ----------------------------------------------------------------------------------------------- */

uint32_t rs__path_word(rs_path_words *words, const char *bytes, size_t count) {
    bool is_new = false;
    uint32_t *number = rs__number_map_add(&words->by_hash, rs__text_hash(bytes, count), words->count,
                                          &is_new);
    if (!number) return UINT32_MAX;
    if (!is_new) return *number;
    char *copy = rs__arena_copy(&words->arena, bytes, count);
    if (!copy || !rs_reserve((void **)&words->text, &words->capacity, words->count + 1, sizeof *words->text))
        return UINT32_MAX;
    words->text[words->count] = copy;
    return words->count++;
}

/* Namespaces inside of one another are no repetition: what repeats has a name of its own in between. */
static bool is_alike(const rs_paths_tree *tree, const rs_path_place *a, const rs_path_place *b) {
    return a->label == b->label && a->type == b->type && strcmp(tree->words.text[a->label], ".__dict__") != 0;
}

/* The place above that `place` repeats, or 0. A container repeats those it is directly in, as a list of lists of lists does; that
 * an instance further up is held by a container, too, says nothing of it. */
static uint32_t repeated(const rs_paths_tree *tree, const rs_path_place *place) {
    uint32_t above = place->parent;
    for (int step = 0; step < FOLD_STEPS && above != 0; step++, above = tree->place[above].parent) {
        if (is_alike(tree, &tree->place[above], place)) return above;
        if (place->container && !tree->place[above].container) return 0;
    }
    return 0;
}

uint32_t rs__paths_below(rs_paths_tree *tree, const rs_path_place *place) {
    uint32_t above = repeated(tree, place);
    if (above != 0) return above;
    bool is_new = false;
    uint64_t key = rs__mix(rs__mix(place->parent, place->label), place->type);
    uint32_t *found = rs__number_map_add(&tree->child, key, tree->count, &is_new);
    if (!found) return RS_NO_PLACE;
    if (!is_new) return *found;
    if (!rs_reserve((void **)&tree->place, &tree->capacity, tree->count + 1, sizeof *tree->place))
        return RS_NO_PLACE;
    tree->place[tree->count] = *place;
    return tree->count++;
}

void rs__paths_tree_release(rs_paths_tree *tree) {
    rs_release(tree->place);
    rs__number_map_release(&tree->child);
    rs_release(tree->words.text);
    rs__number_map_release(&tree->words.by_hash);
    rs__arena_release(&tree->words.arena);
    *tree = (rs_paths_tree){0};
}

/* The names of a namespace stand behind its owner: ".__dict__" in between is not said. */
static bool is_said(const char *label, const char *next) {
    bool named = next && (next[0] == '.' || strncmp(next, RS__SEVERAL, sizeof RS__SEVERAL - 1) == 0);
    return !(named && strcmp(label, ".__dict__") == 0);
}

/* Of a path with more steps only the first and the last are written. */
enum { STEPS_AT_AN_END = 24 };

void rs__text_add_place(rs_text *text, const rs_paths_tree *tree, uint32_t place) {
    uint32_t first[STEPS_AT_AN_END],
        last[STEPS_AT_AN_END]; /* first[] is a ring: what is left in it was met last */
    size_t depth = 0;
    for (uint32_t at = place; at != 0; at = tree->place[at].parent, depth++) {
        if (depth < STEPS_AT_AN_END) last[depth] = at;
        first[depth % STEPS_AT_AN_END] = at;
    }
    for (size_t left = depth; left > 0; left--) { /* left - 1 steps are between it and the end */
        bool is_first = depth - left < STEPS_AT_AN_END;
        if (!is_first && left > STEPS_AT_AN_END) {
            rs_text_add(text, RS__SEVERAL);
            left = STEPS_AT_AN_END;
        }
        uint32_t at = left <= STEPS_AT_AN_END ? last[left - 1] : first[(left - 1) % STEPS_AT_AN_END];
        uint32_t below = left == 1                     ? 0
                         : left - 1 <= STEPS_AT_AN_END ? last[left - 2]
                                                       : first[(left - 2) % STEPS_AT_AN_END];
        const char *label = tree->words.text[tree->place[at].label];
        if (is_said(label, below ? tree->words.text[tree->place[below].label] : NULL))
            rs_text_add(text, label);
    }
}

/* ---- What holds what ------------------------------------------------------------------------------------------------ */

static rs_kind kind_of(const rs_retained *r, rs_object_id object) {
    return rs_snapshot_type_of(r->snapshot, object)->kind;
}

static bool is_namespace_name(const rs_retained *r, rs_reference_id reference) {
    static const char *const names[] = {"__dict__", "__globals__", "f_locals", "f_globals"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (rs__is_attribute(r->snapshot, reference, names[i])) return true;
    return false;
}

/* A namespace is its owner's, whatever else refers to it: a module's functions do, wherever they are held. Of others only when
 * the same dominates both: then the owner cannot hang on its own namespace. */
static bool is_owners_own(const rs_retained *r, rs_object_id source, rs_reference_id reference) {
    rs_object_id target = r->columns->target[reference];
    if (!rs__is_attribute(r->snapshot, reference, "__dict__")) return false;
    return kind_of(r, source) == RS_KIND_MODULE ||
           rs_dominators_of(r->dominators, source) == rs_dominators_of(r->dominators, target);
}

static void find_holder(rs_retained *r, rs_object_id source, rs_reference_id reference) {
    rs_object_id target = r->columns->target[reference];
    if (r->via[target] == RS_NO_REFERENCE && rs_dominators_of(r->dominators, target) == source &&
        source != target)
        r->via[target] = reference;
    if (RS_NAME_KIND(r->columns->name[reference]) != RS_NAME_ATTRIBUTE || kind_of(r, target) != RS_KIND_DICT)
        return;
    if (is_namespace_name(r, reference)) rs__bit_set(r->namespaces, target);
    if (is_owners_own(r, source, reference)) r->via[target] = reference;
}

static void find_holders(rs_retained *r) {
    const rs_columns *c = r->columns;
    for (rs_object_id source = 0; source < c->objects; source++)
        for (rs_reference_id i = c->row[source]; i < c->row[source + 1]; i++) find_holder(r, source, i);
}

/* What is said of a reference to an object that several hold, as one number: its own word, then its holder's. */
static uint64_t words_of(rs_retained *r, rs_object_id source, rs_reference_id reference) {
    rs_reference_id way = r->via[source];
    uint32_t holder = way == RS_NO_REFERENCE
                          ? UINT32_MAX
                          : rs__retained_word(r, rs_snapshot_source(r->snapshot, way), way);
    return (uint64_t)rs__retained_word(r, source, reference) << 32 | holder;
}

/* Objects are numbered anew in each photograph: of several references to one object that counts whose words came up first. */
static bool find_one_of_several(rs_retained *r) {
    const rs_columns *c = r->columns;
    uint64_t *best = rs__big_array(c->objects, sizeof *best); /* of those only that have something in any[] */
    for (rs_object_id source = 0; best && source < c->objects && !r->failed; source++) {
        for (rs_reference_id i = c->row[source]; i < c->row[source + 1]; i++) {
            rs_object_id target = c->target[i];
            if (r->via[target] != RS_NO_REFERENCE) continue;
            uint64_t words = words_of(r, source, i);
            if (r->any[target] != RS_NO_REFERENCE && best[target] <= words) continue;
            r->any[target] = i;
            best[target] = words;
        }
    }
    rs_release(best);
    return best != NULL;
}

/* Modules and classes are what a person begins with; what is below them is named after them. A namespace may have an owner that
 * does not dominate it. */
rs_object_id rs__retained_parent(const rs_retained *r, rs_object_id object) {
    rs_kind kind = kind_of(r, object);
    if (object < r->columns->records || kind == RS_KIND_MODULE || kind == RS_KIND_TYPE) return RS_NO_OBJECT;
    if (kind == RS_KIND_DICT && r->via[object] != RS_NO_REFERENCE)
        return rs_snapshot_source(r->snapshot, r->via[object]);
    return rs_dominators_of(r->dominators, object);
}

/* ---- Places --------------------------------------------------------------------------------------------------------- */

static bool is_container(const rs_type *type) {
    switch (type->kind) {
    case RS_KIND_LIST:
    case RS_KIND_TUPLE:
    case RS_KIND_DICT:
    case RS_KIND_SET:
    case RS_KIND_FROZENSET: return type->exact;
    default: return false;
    }
}

static uint32_t place_below(rs_retained *r, uint32_t parent, rs_object_id object) {
    const rs_type *type = rs_snapshot_type_of(r->snapshot, object);
    rs_path_place place = {parent, rs__retained_label(r, object),
                           rs__path_word(&r->tree->words, type->name, strlen(type->name)),
                           is_container(type)};
    uint32_t number = place.label == UINT32_MAX || place.type == UINT32_MAX
                          ? RS_NO_PLACE
                          : rs__paths_below(r->tree, &place);
    r->failed |= number == RS_NO_PLACE;
    return number;
}

/* Up to what has its place, then down again: next[] leads back, so that nothing is held in a stack. */
static void place_object(rs_retained *r, uint32_t *places, rs_object_id *next, rs_object_id object) {
    rs_object_id at = object, below = RS_NO_OBJECT;
    while (at != RS_NO_OBJECT && places[at] == RS_NO_PLACE) {
        next[at] = below;
        below = at;
        at = rs__retained_parent(r, at);
    }
    uint32_t place = at == RS_NO_OBJECT ? 0 : places[at];
    for (; below != RS_NO_OBJECT && !r->failed; below = next[below])
        places[below] = place = place_below(r, place, below);
}

static bool prepare(rs_retained *r) {
    size_t bytes = (size_t)r->columns->objects * sizeof *r->via;
    r->via = rs__big_array(r->columns->objects, sizeof *r->via);
    r->any = rs__big_array(r->columns->objects, sizeof *r->any);
    r->namespaces = rs__bits_new(r->columns->objects);
    if (!r->via || !r->any || !r->namespaces) return false;
    memset(r->via, 0xFF, bytes);
    memset(r->any, 0xFF, bytes);
    if (r->tree->count > 0) return true;
    uint32_t nothing = rs__path_word(&r->tree->words, "", 0);
    if (nothing == UINT32_MAX ||
        !rs_reserve((void **)&r->tree->place, &r->tree->capacity, 1, sizeof *r->tree->place))
        return false;
    r->tree->place[r->tree->count++] = (rs_path_place){0, nothing, nothing, false};
    return true;
}

static uint32_t *all_places(rs_retained *r) {
    uint32_t objects = r->columns->objects;
    uint32_t *places = rs__big_array(objects, sizeof *places);
    rs_object_id *next = rs__big_array(objects, sizeof *next);
    if (places) memset(places, 0xFF, (size_t)objects * sizeof *places);
    r->failed |= !places || !next;
    for (rs_object_id o = 0; o < objects && !r->failed; o++) place_object(r, places, next, o);
    rs_release(next);
    if (!r->failed) return places;
    rs_release(places);
    return NULL;
}

rs_status rs__retained_places(uint32_t **places, rs_paths_tree *tree, rs_graph *graph, rs_error *err) {
    rs_retained r = {.snapshot = rs_graph_snapshot(graph), .tree = tree, .text = RS_TEXT_INIT};
    r.columns = rs_snapshot_columns(r.snapshot);
    rs_status st = rs_graph_dominators(&r.dominators, graph, err);
    if (st == RS_OK) st = rs_graph_liveness(&r.liveness, graph, err);
    if (st != RS_OK) return st;
    uint32_t *found = NULL;
    if (prepare(&r)) {
        find_holders(&r);
        if (find_one_of_several(&r)) found = all_places(&r);
    }
    rs_release(r.via);
    rs_release(r.any);
    rs_release(r.namespaces);
    rs__number_map_release(&r.label_of);
    rs_text_release(&r.text);
    if (!found) return rs_fail_memory(err, "what retains the objects");
    *places = found;
    return RS_OK;
}
