/* tree_fold.c: which steps a person does not count: an instance's __dict__, a closure's cells, the class of everything.
 * Asked by tree_children.c and tree_build.c.                                   Manual: tree.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "tree.h"

/* From so many references on, the owner of a namespace is looked for once and remembered. */
#define MANY_HOLDERS 16

rs_kind rs__tree_kind(const rs__tree *tree, rs_object_id object) {
    return rs_snapshot_type_of(tree->snapshot, object)->kind;
}

static bool is_exact(const rs__tree *tree, rs_object_id object, rs_kind kind) {
    const rs_type *type = rs_snapshot_type_of(tree->snapshot, object);
    return type->kind == kind && type->exact;
}

/* The attribute's own name, without the dot, or "" when the reference is no attribute. */
static const char *attribute_of(const rs__tree *tree, rs_reference_id reference) {
    uint32_t name = tree->columns->name[reference];
    if (RS_NAME_KIND(name) != RS_NAME_ATTRIBUTE) return "";
    return rs_snapshot_string(tree->snapshot, RS_NAME_ARGUMENT(name));
}

static bool is_attribute(const rs__tree *tree, rs_reference_id reference, const char *name) {
    return strcmp(attribute_of(tree, reference), name) == 0;
}

static bool is_dunder(const char *name) {
    size_t length = strlen(name);
    return length > 4 && strncmp(name, "__", 2) == 0 && strcmp(name + length - 2, "__") == 0;
}

static rs_object_id source_of(const rs__tree *tree, rs_reference_id reference) {
    return rs_snapshot_source(tree->snapshot, reference);
}

/* ---- Towards the holders -------------------------------------------------------------------------------------------- */

/* The reference by which a module, a type or the only holder of the dict has it as its __dict__. */
static rs_reference_id look_for_owner(const rs__tree *tree, const rs_reference_id *held, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!is_attribute(tree, held[i], "__dict__")) continue;
        rs_kind kind = rs__tree_kind(tree, source_of(tree, held[i]));
        if (count == 1 || kind == RS_KIND_MODULE || kind == RS_KIND_TYPE) return held[i];
    }
    return RS_NO_REFERENCE;
}

static rs_reference_id owner_of_namespace(rs__tree *tree, rs_object_id dict) {
    const rs_reference_id *held = NULL;
    size_t count = rs_referrers_of(tree->referrers, dict, &held);
    if (count < MANY_HOLDERS) return look_for_owner(tree, held, count);
    const uint32_t *known = rs__number_map_find(&tree->owners, dict);
    if (known != NULL) return *known;
    rs_reference_id owner = look_for_owner(tree, held, count);
    (void)rs__number_map_add(&tree->owners, dict, owner, NULL); /* without memory it is looked for again */
    return owner;
}

/* The only reference to `object`, or RS_NO_REFERENCE. */
static rs_reference_id only_reference_to(const rs__tree *tree, rs_object_id object) {
    const rs_reference_id *held = NULL;
    return rs_referrers_of(tree->referrers, object, &held) == 1 ? held[0] : RS_NO_REFERENCE;
}

static rs_object_id prepend(const rs__tree *tree, rs_reference_id reference, rs_reference_id *chain,
                            uint8_t *length) {
    memmove(chain + 1, chain, *length * sizeof *chain);
    chain[0] = reference;
    ++*length;
    return source_of(tree, reference);
}

/* The function (or frame) behind a cell that nobody else holds. */
static rs_object_id holder_of_cell(rs__tree *tree, rs_object_id cell, rs_reference_id *chain,
                                   uint8_t *length) {
    rs_reference_id to_cell = only_reference_to(tree, cell);
    if (to_cell == RS_NO_REFERENCE) return cell;
    rs_object_id holder = source_of(tree, to_cell);
    rs_kind kind = rs__tree_kind(tree, holder);
    if (kind == RS_KIND_FUNCTION || kind == RS_KIND_FRAME || kind == RS_KIND_FRAME_RECORD)
        return prepend(tree, to_cell, chain, length);
    if (kind != RS_KIND_TUPLE) return cell;
    rs_reference_id to_tuple = only_reference_to(tree, holder);
    if (to_tuple == RS_NO_REFERENCE || !is_attribute(tree, to_tuple, "__closure__")) return cell;
    (void)prepend(tree, to_cell, chain, length);
    return prepend(tree, to_tuple, chain, length);
}

rs_object_id rs__tree_holder(rs__tree *tree, rs_reference_id reference, rs_reference_id *chain,
                             uint8_t *length) {
    rs_object_id holder = source_of(tree, reference);
    chain[0] = reference;
    *length = 1;
    if (tree->options.style == RS_TREE_CLASSIC) return holder;
    if (rs__tree_kind(tree, holder) == RS_KIND_CELL) return holder_of_cell(tree, holder, chain, length);
    if (!is_exact(tree, holder, RS_KIND_DICT)) return holder;
    rs_reference_id owner = owner_of_namespace(tree, holder);
    return owner == RS_NO_REFERENCE ? holder : prepend(tree, owner, chain, length);
}

/* ---- Towards what is held ------------------------------------------------------------------------------------------- */

bool rs__tree_is_part(const rs__tree *tree, rs_reference_id reference, rs_object_id source) {
    if (tree->options.style == RS_TREE_CLASSIC) return false;
    rs_object_id target = tree->columns->target[reference];
    if (rs__tree_kind(tree, target) == RS_KIND_CELL) return true;
    if (is_exact(tree, target, RS_KIND_DICT)) return is_attribute(tree, reference, "__dict__");
    return rs__tree_kind(tree, source) == RS_KIND_FUNCTION && is_exact(tree, target, RS_KIND_TUPLE) &&
           is_attribute(tree, reference, "__closure__");
}

/* ---- Scenery -------------------------------------------------------------------------------------------------------- */

/* Is it a tuple that a class is made of: its __mro__, its __bases__? */
static bool is_class_tuple(const rs__tree *tree, rs_object_id object) {
    if (tree->referrers == NULL || !is_exact(tree, object, RS_KIND_TUPLE)) return false;
    const rs_reference_id *held = NULL;
    size_t count = rs_referrers_of(tree->referrers, object, &held);
    for (size_t i = 0; i < count && i < 4; i++)
        if (rs__tree_kind(tree, source_of(tree, held[i])) == RS_KIND_TYPE &&
            is_dunder(attribute_of(tree, held[i])))
            return true;
    return false;
}

/* What a namespace is known to everybody by: a function's globals, a frame's builtins. */
static bool is_shared_namespace(const char *name) {
    static const char *const names[] = {"__globals__", "__builtins__", "f_globals", "f_builtins"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

bool rs__tree_is_scenery(const rs__tree *tree, rs_reference_id reference, rs_object_id source) {
    if (tree->options.scenery) return false;
    const char *attribute = attribute_of(tree, reference);
    rs_object_id target = tree->columns->target[reference];
    if (is_shared_namespace(attribute)) return true;
    if (rs__tree_kind(tree, target) != RS_KIND_TYPE) return false;
    return is_dunder(attribute) || rs__tree_kind(tree, source) == RS_KIND_TYPE ||
           is_class_tuple(tree, source);
}

bool rs__tree_is_running_frame(const rs__tree *tree, rs_object_id object) {
    rs_kind kind = rs__tree_kind(tree, object);
    if (kind == RS_KIND_FRAME_RECORD) return true;
    if (kind != RS_KIND_FRAME || tree->referrers == NULL) return false;
    const rs_reference_id *held = NULL;
    size_t count = rs_referrers_of(tree->referrers, object, &held);
    return count > 0 &&
           source_of(tree, held[0]) < tree->columns->records; /* records are the lowest numbers */
}

bool rs__tree_is_end(const rs__tree *tree, rs_object_id object) {
    if (tree->options.scenery) return false;
    rs_kind kind = rs__tree_kind(tree, object);
    if (kind == RS_KIND_MODULE) return true;
    if (tree->options.direction == RS_TOWARDS_REFERENTS) return kind == RS_KIND_TYPE;
    return object < tree->columns->records || rs__tree_is_running_frame(tree, object);
}

bool rs__tree_has_neighbours(const rs__tree *tree, rs_object_id object) {
    const rs_reference_id *held = NULL;
    if (tree->options.direction == RS_TOWARDS_REFERENTS)
        return tree->columns->row[object + 1] > tree->columns->row[object];
    return rs_referrers_of(tree->referrers, object, &held) > 0;
}
