/* selection_type.c: objects by their type, and classes by their name.    Manual: rs_selection.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fnmatch.h>
#include <string.h>

#include "big_array.h"
#include "bits.h"
#include "nearest_names.h"
#include "rs_memory.h"
#include "scenery.h"
#include "selection.h"

typedef struct query {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const char *name;
    bool is_pattern;
    rs_bits *types;   /* [types] whose instances are meant */
    rs_bits *classes; /* [objects] type objects that are meant, or from which those are derived */
} query;

/* ---- Names ---------------------------------------------------------------------------------------------------------- */

static const char *last_part(const char *qualified) {
    const char *dot = strrchr(qualified, '.');
    return dot ? dot + 1 : qualified;
}

static bool is_called(const query *q, const char *name) {
    return q->is_pattern ? fnmatch(q->name, name, 0) == 0 : strcmp(q->name, name) == 0;
}

enum { WHOLE, BARE, LAST, CLOSENESSES };

/* A pattern without a dot is for the last part, wherever the class is from. */
static bool is_for_last_part(const query *q) {
    return q->is_pattern && strchr(q->name, '.') == NULL;
}

static bool is_named(const query *q, const rs_type *type, int closeness) {
    if (is_for_last_part(q)) return is_called(q, last_part(type->bare));
    switch (closeness) {
    case WHOLE: return is_called(q, type->name);
    case BARE: return is_called(q, type->bare);
    default: return is_called(q, last_part(type->bare));
    }
}

/* By their full name, else their bare one, else the last part of it. false: none is called so. */
static bool find_types(query *q) {
    bool found = false;
    for (int closeness = WHOLE; closeness < CLOSENESSES && !found; closeness++) {
        for (uint32_t t = 0; t < rs_snapshot_type_count(q->snapshot); t++) {
            if (!is_named(q, rs_snapshot_type(q->snapshot, t), closeness)) continue;
            rs__bit_set(q->types, t);
            found = true;
        }
    }
    return found;
}

/* A class is called "module.Outer.Name", and so is an object that is one. */
static bool class_is_named(const query *q, const char *name, bool whole) {
    if (is_for_last_part(q)) return is_called(q, last_part(name));
    if (whole) return is_called(q, name);
    for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.'))
        if (is_called(q, dot + 1)) return true;
    return false;
}

static size_t find_classes(query *q) {
    size_t found = 0;
    for (int whole = 1; whole >= 0 && found == 0; whole--) {
        for (rs_object_id o = q->columns->records; o < q->columns->objects; o++) {
            if (rs_snapshot_type_of(q->snapshot, o)->kind != RS_KIND_TYPE) continue;
            const char *name = rs_snapshot_object_name(q->snapshot, o);
            if (!name || !class_is_named(q, name, whole != 0)) continue;
            rs__bit_set(q->classes, o);
            found++;
        }
    }
    return found;
}

/* ---- Derived classes ------------------------------------------------------------------------------------------------ */

static bool holds_one_of(const rs_columns *c, rs_object_id tuple, const rs_bits *classes) {
    for (uint32_t r = c->row[tuple]; r < c->row[tuple + 1]; r++)
        if (rs__bit(classes, c->target[r])) return true;
    return false;
}

static bool is_derived(const query *q, rs_object_id type) {
    const rs_columns *c = q->columns;
    for (uint32_t r = c->row[type]; r < c->row[type + 1]; r++)
        if (rs__is_attribute(q->snapshot, r, "__mro__") && holds_one_of(c, c->target[r], q->classes))
            return true;
    return false;
}

static void add_derived_types(query *q) {
    for (uint32_t t = 0; t < rs_snapshot_type_count(q->snapshot); t++) {
        rs_object_id object = rs_snapshot_type(q->snapshot, t)->object;
        if (object != RS_NO_OBJECT && is_derived(q, object)) rs__bit_set(q->types, t);
    }
}

/* ---- What there is none of ------------------------------------------------------------------------------------------ */

static rs_status no_such_type(const query *q, rs_error *err) {
    rs_nearest_names names = rs__nearest_to(q->name, strlen(q->name));
    rs_text text = RS_TEXT_INIT;
    for (uint32_t t = 0; t < rs_snapshot_type_count(q->snapshot); t++) {
        const rs_type *type = rs_snapshot_type(q->snapshot, t);
        if (type->kind >= RS_KIND_THREAD_RECORD) continue;
        const char *offered = strchr(q->name, '.') ? type->name : last_part(type->bare);
        rs__nearest_offer(&names, offered, strlen(offered));
    }
    for (rs_object_id o = q->columns->records; o < q->columns->objects; o++) {
        const char *name = rs_snapshot_type_of(q->snapshot, o)->kind == RS_KIND_TYPE
                               ? rs_snapshot_object_name(q->snapshot, o)
                               : NULL;
        if (!name) continue;
        const char *offered = strchr(q->name, '.') ? name : last_part(name);
        rs__nearest_offer(&names, offered, strlen(offered));
    }
    rs_text_addf(&text, "%s: no object has a type of that name", q->name);
    if (!q->is_pattern) rs__text_add_meant(&text, &names);
    return rs__not_found(err, &text);
}

static size_t count_instances(const query *q) {
    size_t count = 0;
    for (rs_object_id o = q->columns->records; o < q->columns->objects; o++)
        count += rs__bit(q->types, q->columns->type[o]);
    return count;
}

static rs_status no_instances(query *q, rs_error *err) {
    if (q->is_pattern || find_classes(q) == 0) return no_such_type(q, err);
    add_derived_types(q);
    size_t derived = count_instances(q);
    rs_text text = RS_TEXT_INIT;
    rs_text_addf(&text, "class %s has no instances", q->name);
    if (derived > 0) {
        rs_text_add(&text, "; classes derived from it have ");
        rs_text_add_count(&text, derived);
    }
    rs_status st = rs_text_status(&text, err);
    if (st == RS_OK) st = rs_fail(err, RS_NO_INSTANCES, "%s", rs_text_string(&text));
    rs_text_release(&text);
    return st;
}

/* ---- Selections ----------------------------------------------------------------------------------------------------- */

static rs_status select_marked(rs_selection *selection, const query *q, bool classes, size_t count,
                               rs_error *err) {
    rs_object_id *objects = count > 0 ? rs__big_array(count, sizeof *objects) : NULL;
    if (count > 0 && !objects) return rs_fail_memory(err, "a selection");
    size_t place = 0;
    for (rs_object_id o = q->columns->records; o < q->columns->objects; o++)
        if (classes ? rs__bit(q->classes, o) : rs__bit(q->types, q->columns->type[o])) objects[place++] = o;
    *selection = (rs_selection){objects, count};
    return RS_OK;
}

static rs_status select_classes(rs_selection *selection, query *q, rs_error *err) {
    size_t count = find_classes(q);
    if (count > 0) return select_marked(selection, q, true, count, err);
    return rs_fail(err, RS_NOT_FOUND, "%s: there is no class of that name", q->name);
}

static rs_status select_instances(rs_selection *selection, query *q, bool derived, rs_error *err) {
    find_types(q);
    if (derived) find_classes(q);
    if (derived) add_derived_types(q);
    size_t count = count_instances(q);
    return count > 0 ? select_marked(selection, q, false, count, err) : no_instances(q, err);
}

static bool begin(query *q, rs_graph *graph) {
    q->snapshot = rs_graph_snapshot(graph);
    q->columns = rs_snapshot_columns(q->snapshot);
    q->types = rs__bits_new(rs_snapshot_type_count(q->snapshot));
    q->classes = rs__bits_new(q->columns->objects);
    return q->types && q->classes;
}

static void end(query *q) {
    rs_release(q->types);
    rs_release(q->classes);
}

static rs_status select_by_name(rs_selection *selection, rs_graph *graph, const char *name, bool derived,
                                rs_error *err) {
    static const char of_class[] = "class ";
    bool classes = strncmp(name, of_class, strlen(of_class)) == 0;
    query q = {.name = classes ? name + strlen(of_class) : name};
    q.is_pattern = strpbrk(q.name, "*?[") != NULL;
    rs_status st = RS_OK;
    if (!begin(&q, graph))
        st = rs_fail_memory(err, "a selection");
    else if (classes)
        st = select_classes(selection, &q, err);
    else
        st = select_instances(selection, &q, derived, err);
    end(&q);
    return st;
}

rs_status rs_select_type(rs_selection *selection, rs_graph *graph, const char *name, rs_error *err) {
    return select_by_name(selection, graph, name, false, err);
}

rs_status rs_select_type_and_derived(rs_selection *selection, rs_graph *graph, const char *name,
                                     rs_error *err) {
    return select_by_name(selection, graph, name, true, err);
}

rs_status rs_select_instances(rs_selection *selection, rs_graph *graph, rs_object_id type, bool derived,
                              rs_error *err) {
    query q = {.name = ""};
    rs_status st = begin(&q, graph) ? RS_OK : rs_fail_memory(err, "a selection");
    if (st == RS_OK) {
        rs__bit_set(q.classes, type);
        for (uint32_t t = 0; t < rs_snapshot_type_count(q.snapshot); t++)
            if (rs_snapshot_type(q.snapshot, t)->object == type) rs__bit_set(q.types, t);
        if (derived) add_derived_types(&q);
        st = select_marked(selection, &q, false, count_instances(&q), err);
    }
    end(&q);
    return st;
}
