/* rs_sources.h: where in the source the classes and functions of a pattern were written.
 * Implementation: sources.c (patterns), class_source.c (classes). Map: graph/README.md
 *
 * Nothing is run and no file is read: code objects know their file and the line of their "def". A class is where the first of
 * its own functions is; one that has none is in the file of its module's functions, at no known line.
 *
 *     rs_sources *sources = NULL;
 *     rs_places places = RS_PLACES_INIT;
 *     st = rs_sources_new(&sources, graph, &err);
 *     if (st == RS_OK) st = rs_sources_of_pattern(&places, sources, pattern, &err);
 *     for (size_t i = 0; i < places.count; i++) printf("%s:%u\n", places.at[i].file, places.at[i].line);
 *     rs_places_release(&places);
 *     rs_sources_free(sources);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_SOURCES_H
#define RS_SOURCES_H

#include "rs_cycles.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_place {
    const char *file; /* as the compiler was told it; borrowed from the snapshot, or from the pattern */
    uint32_t line;    /* from 1; 0: not known */
    const char *what; /* the class or the function: "app.Node", "work"; borrowed as well */
} rs_place;

typedef struct rs_places {
    rs_place *at;
    size_t count, capacity;
} rs_places;
#define RS_PLACES_INIT                                                                                       \
    { NULL, 0, 0 }

typedef struct rs_sources rs_sources;

/* On success *out is yours; it borrows the graph. RS_NO_MEMORY. */
RS_API rs_status rs_sources_new(rs_sources **out, rs_graph *graph, rs_error *err);
RS_API void rs_sources_free(rs_sources *sources); /* NULL is fine */

/* Where the classes and functions of the pattern's example were written, each once: that of the cut first, then in the
 * example's order. What is written in C has no place. *places is emptied first. RS_NO_MEMORY. */
RS_API rs_status rs_sources_of_pattern(rs_places *places, const rs_sources *sources,
                                       const rs_pattern *pattern, rs_error *err);
RS_API void rs_places_release(rs_places *places);

#ifdef __cplusplus
}
#endif
#endif
