/* cycle_scene.h: a heap in a line of text, its graph and its cycle report, for tests that ask about patterns.
 *                                                                                             Map: tests/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CYCLE_SCENE_H
#define CYCLE_SCENE_H

#include "checks.h"
#include "heap.h"
#include "rs_cycles.h"

typedef struct scene {
    heap *h;
    rs_graph *graph;
    rs_cycles *report;
} scene;

static inline scene scene_of(const char *notation) {
    scene s = {.h = heap_of(notation)};
    rs_error err = RS_ERROR_INIT;
    check_ok("graph", rs_graph_new(&s.graph, s.h->snapshot, &err), &err);
    check_ok("report", rs_cycles_find(&s.report, s.graph, NULL, &err), &err);
    return s;
}

static inline void scene_free(scene *s) {
    rs_cycles_free(s->report);
    rs_graph_free(s->graph);
    heap_free(s->h);
}

#endif
