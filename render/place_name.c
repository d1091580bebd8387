/* place_name.c: what a person would call the place where an object is held.  Manual: place_name.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "place_name.h"

#include <string.h>

#include "rs_paths.h"
#include "scenery.h"

#define PREVIEW_COLUMNS 48

typedef struct place {
    rs_graph *graph;
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    rs_path path;
    size_t end; /* references of the path that are told */
} place;

static rs_object_id object_at(const place *p, size_t step) {
    return step == 0 ? p->path.root : p->columns->target[p->path.references[step - 1]];
}

/* How many references of the path lead to `within`, less the one from what that is a namespace of; p->end when it is not on
 * the path. */
static size_t behind(const place *p, rs_object_id within) {
    for (size_t step = 0; step < p->end; step++) {
        if (object_at(p, step) != within) continue;
        return step > 0 && rs__leads_inside(p->snapshot, p->path.references[step - 1]) ? step - 1 : step;
    }
    return p->end;
}

static void add_whole(rs_text *text, const place *p) {
    static const char module[] = "module ";
    size_t begin = text->length, skipped = 0;
    rs_path path = p->path;
    path.length = p->end;
    rs_text start = RS_TEXT_INIT;
    rs_text_add_path_start(&start, p->graph, &path, &skipped);
    const char *words = rs_text_string(&start);
    bool of_module = strncmp(words, module, strlen(module)) == 0;
    rs_text_add(text, of_module && skipped < p->end ? words + strlen(module) : words);
    text->failed |= start.failed;
    rs_text_release(&start);
    if (skipped >= p->end) return;
    if (!of_module && text->length > begin) rs_text_add_char(text, ' ');
    rs_text_add_path(text, p->snapshot, p->path.references + skipped, p->end - skipped);
}

static void add_place(rs_text *text, place *p, rs_object_id within, rs_object_id *shown) {
    if (p->end > 0 && rs__leads_inside(p->snapshot, p->path.references[p->end - 1])) p->end--;
    *shown = object_at(p, p->end);
    size_t from = within == RS_NO_OBJECT ? p->end : behind(p, within);
    if (from < p->end)
        rs_text_add_path(text, p->snapshot, p->path.references + from, p->end - from);
    else
        add_whole(text, p);
}

rs_status rs__add_place_name(rs_text *text, rs_graph *graph, rs_object_id object, rs_object_id within,
                             rs_object_id *shown, rs_error *err) {
    rs_paths *paths = NULL;
    rs_status st = rs_paths_find(&paths, graph, object, 1, err);
    if (st != RS_OK) return st;
    place p = {.graph = graph, .snapshot = rs_graph_snapshot(graph)};
    p.columns = rs_snapshot_columns(p.snapshot);
    *shown = object;
    if (rs_paths_count(paths) == 0) {
        rs_text_add(text, "garbage: ");
        rs_text_add_preview(text, p.snapshot, object, PREVIEW_COLUMNS);
    } else {
        p.path = rs_paths_at(paths, 0);
        p.end = p.path.length;
        add_place(text, &p, within, shown);
    }
    rs_paths_free(paths);
    return RS_OK;
}
