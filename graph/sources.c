/* sources.c: where the classes and functions of a pattern were written.           Manual: rs_sources.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_sources.h"

#include <ctype.h>
#include <string.h>

#include "class_source.h"
#include "rs_memory.h"

struct rs_sources {
    const rs_snapshot *snapshot;
    rs_object_id *module; /* the modules of the heap */
    size_t modules, capacity;
};

rs_status rs_sources_new(rs_sources **out, rs_graph *graph, rs_error *err) {
    rs_sources *made = rs_alloc_cleared(1, sizeof *made);
    if (!made) return rs_fail_memory(err, "places in the source");
    made->snapshot = rs_graph_snapshot(graph);
    const rs_columns *c = rs_snapshot_columns(made->snapshot);
    for (rs_object_id o = c->records; o < c->objects; o++) {
        if (rs_snapshot_type_of(made->snapshot, o)->kind != RS_KIND_MODULE) continue;
        if (!rs_reserve((void **)&made->module, &made->capacity, made->modules + 1, sizeof *made->module)) {
            rs_sources_free(made);
            return rs_fail_memory(err, "places in the source");
        }
        made->module[made->modules++] = o;
    }
    *out = made;
    return RS_OK;
}

void rs_sources_free(rs_sources *sources) {
    if (!sources) return;
    rs_release(sources->module);
    rs_release(sources);
}

void rs_places_release(rs_places *places) {
    rs_release(places->at);
    *places = (rs_places)RS_PLACES_INIT;
}

/* ---- One object ----------------------------------------------------------------------------------------------------- */

/* The module that a class of this name is defined in: of those whose names the name begins with, the longest. */
static bool file_of_module(const char **out, const rs_sources *sources, const char *type) {
    size_t longest = 0;
    bool found = false;
    for (size_t i = 0; i < sources->modules; i++) {
        const char *name = rs_snapshot_object_name(sources->snapshot, sources->module[i]);
        size_t length = name ? strlen(name) : 0;
        if (length <= longest || strncmp(type, name, length) != 0 || type[length] != '.') continue;
        longest = length;
        found = rs__module_file(out, sources->snapshot, sources->module[i], name);
    }
    return found;
}

static bool place_of_class(rs_place *out, const rs_sources *sources, rs_object_id type, const char *name) {
    rs_code_place place = {NULL, 0};
    if (type == RS_NO_OBJECT || strchr(name, '.') == NULL) return false; /* a built-in one */
    if (!rs__class_place(&place, sources->snapshot, type, name) &&
        !file_of_module(&place.file, sources, name))
        return false;
    *out = (rs_place){place.file, place.line, name};
    return true;
}

static bool place_of_code(rs_place *out, const rs_sources *sources, rs_object_id object) {
    rs_code_place place;
    rs_object_id code = rs__code_of(sources->snapshot, object);
    if (code == RS_NO_OBJECT || !rs_snapshot_code_place(&place, sources->snapshot, code)) return false;
    const char *name = rs_snapshot_object_name(sources->snapshot, code);
    if (place.file[0] == '<' || place.file[0] == '\0') return false;
    *out = (rs_place){place.file, place.line, name ? name : ""};
    return true;
}

static bool place_of_object(rs_place *out, const rs_sources *sources, rs_object_id object) {
    const rs_type *type = rs_snapshot_type_of(sources->snapshot, object);
    if (type->kind == RS_KIND_TYPE) {
        const char *name = rs_snapshot_object_name(sources->snapshot, object);
        return name && place_of_class(out, sources, object, name);
    }
    return place_of_code(out, sources, object) || place_of_class(out, sources, type->object, type->name);
}

/* ---- A pattern ------------------------------------------------------------------------------------------------------ */

static bool is_there(const rs_places *places, const rs_place *place) {
    for (size_t i = 0; i < places->count; i++)
        if (strcmp(places->at[i].what, place->what) == 0 && strcmp(places->at[i].file, place->file) == 0 &&
            places->at[i].line == place->line)
            return true;
    return false;
}

static bool add_place(rs_places *places, const rs_sources *sources, rs_object_id object) {
    rs_place place;
    if (!place_of_object(&place, sources, object) || is_there(places, &place)) return true;
    if (!rs_reserve((void **)&places->at, &places->capacity, places->count + 1, sizeof *places->at))
        return false;
    places->at[places->count++] = place;
    return true;
}

/* Is it this type's reference that is cut? "app.Node.parent" is one of app.Node's. */
static bool is_cut_type(const rs_pattern *pattern, const char *type) {
    size_t length = strlen(type);
    if (pattern->cut_count == 0) return false;
    const char *edge = pattern->cuts[0].edge;
    return strncmp(edge, type, length) == 0 && !isalnum((unsigned char)edge[length]) && edge[length] != '_';
}

/* The objects of what was collected are gone; where they were written was asked before. */
static rs_status copy_places(rs_places *places, const rs_pattern *pattern, rs_error *err) {
    if (!rs_reserve((void **)&places->at, &places->capacity, pattern->place_count + 1, sizeof *places->at))
        return rs_fail_memory(err, "places in the source");
    for (size_t i = 0; i < pattern->place_count; i++) places->at[places->count++] = pattern->places[i];
    return RS_OK;
}

rs_status rs_sources_of_pattern(rs_places *places, const rs_sources *sources, const rs_pattern *pattern,
                                rs_error *err) {
    bool fine = true;
    places->count = 0;
    if (pattern->places != NULL) return copy_places(places, pattern, err);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < pattern->example_steps && fine; i++) {
            rs_object_id object = pattern->example[i].object;
            bool cut = is_cut_type(pattern, rs_snapshot_type_of(sources->snapshot, object)->name);
            if (cut || pass == 1) fine = add_place(places, sources, object);
        }
    return fine ? RS_OK : rs_fail_memory(err, "places in the source");
}
