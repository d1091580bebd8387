/* drawing.h: what the tests of pictures share: parts of heaps, and Graphviz reading what it wrote.  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_DRAWING_H
#define TESTS_DRAWING_H

#include <graphviz/cgraph.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "heap.h"
#include "rs_drawing.h"

/* What is drawn: everything in a heap, or the neighbourhood of one object. */
typedef struct part {
    heap *h;
    rs_graph *graph;
    rs_refgraph *drawn;
} part;

static inline part part_of_heap(heap *h, const char *asked, const rs_neighbourhood_options *options) {
    part p = {.h = h};
    rs_error err = RS_ERROR_INIT;
    check_ok("graph", rs_graph_new(&p.graph, h->snapshot, &err), &err);
    if (asked) {
        rs_object_id object = heap_id(h, asked);
        check_ok("part", rs_refgraph_neighbourhood(&p.drawn, p.graph, &object, 1, options, &err), &err);
        return p;
    }
    rs_object_id *all = calloc(h->count, sizeof *all);
    for (size_t i = 0; i < h->count; i++) all[i] = (rs_object_id)i;
    check_ok("part", rs_refgraph_of_objects(&p.drawn, p.graph, all, h->count, &err), &err);
    free(all);
    return p;
}

static inline void part_free(part *p) {
    rs_refgraph_free(p->drawn);
    rs_graph_free(p->graph);
    heap_free(p->h);
}

static inline rs_text draw(const part *p, rs_image image, const rs_drawing_options *options) {
    rs_error err = RS_ERROR_INIT;
    rs_text bytes = RS_TEXT_INIT;
    check_ok("draw", rs_drawing_render(&bytes, p->drawn, image, options, &err), &err);
    return bytes;
}

/* The graph that Graphviz reads in the DOT text. */
static inline Agraph_t *read_back(const part *p, const rs_drawing_options *options) {
    rs_text dot = draw(p, RS_IMAGE_DOT, options);
    Agraph_t *graph = agmemread(rs_text_string(&dot));
    check("it reads its own file", graph != NULL);
    rs_text_release(&dot);
    return graph;
}

static inline Agnode_t *node_of(Agraph_t *graph, const part *p, const char *label) {
    char name[32];
    snprintf(name, sizeof name, "0x%llx",
             (unsigned long long)rs_snapshot_columns(p->h->snapshot)->address[heap_id(p->h, label)]);
    Agnode_t *node = agnode(graph, name, 0);
    check(label, node != NULL);
    return node;
}

static inline const char *value_of(void *object, const char *attribute) {
    char name[32];
    snprintf(name, sizeof name, "%s", attribute);
    const char *value = agget(object, name);
    return value ? value : "(none)";
}

/* What a command says to the bytes on its standard input; its exit status. */
static inline int status_of(const char *command, const rs_text *input) {
    FILE *pipe = popen(command, "w");
    if (pipe == NULL) return -1;
    fwrite(rs_text_string(input), 1, input->length, pipe);
    return pclose(pipe);
}

static const char dot_to_xml[] = "svg=$(dot -Tsvg) && printf %s \"$svg\" | xmllint --noout -";

#endif
