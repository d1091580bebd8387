/* rs_growth.h: what grew from one photograph to the next, by what retains it.     Implementation: growth.c. Map: graph/README.md
 *
 * Every object has a retaining path: what dominates it, from a root down, as names and types without what differs between
 * instances: "app.cache.sessions[]" is every item of that dict. Paths of two photographs can be compared wherever their objects
 * lay in memory, so of two runs of a program as well. Structures that repeat, as a list of nodes does, are one path.
 *
 *     rs_growth *growth = NULL;
 *     rs_status st = rs_growth_new(&growth, &err);
 *     for (i = 0; i < count && st == RS_OK; i++) st = rs_growth_add(growth, graph[i], NULL, &err);   // oldest first
 *     const rs_growth_row *rows = NULL;
 *     st = rs_growth_rows(&rows, &count, growth, &err);
 *
 * A row is a path whose objects became more while what holds them did not: new items of an old dict, and not what hangs on
 * each of them, which is in the row's bytes. Of three photographs and more only paths that grew each time are rows.
 *
 * Objects that were there before and hang elsewhere now, since an index was emptied or made, are no growth. They can be told from
 * new ones where objects can be matched (rs_diff.h): then a row's growth is that of its new objects, and a path that got
 * only others is a row of rs_growth_moved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_GROWTH_H
#define RS_GROWTH_H

#include "rs_diff.h"
#include "rs_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_growth rs_growth;

typedef struct rs_growth_row {
    const char *path;        /* "app.cache.sessions[]" */
    const char *type;        /* of its objects, qualified */
    const uint64_t *objects; /* [photographs] how many there were */
    const uint64_t *bytes;   /* [photographs] what hung on them, themselves included */
    int64_t
        more_objects; /* from the first photograph to the last: new ones; of a row of rs_growth_moved the others */
    int64_t more_bytes;
    rs_object_id example; /* one of them in the last photograph */
} rs_growth_row;

/* On success *out is yours. RS_NO_MEMORY. */
RS_API rs_status rs_growth_new(rs_growth **out, rs_error *err);
RS_API void rs_growth_free(rs_growth *growth); /* NULL is fine */

/* The next photograph; of the graph, whose dominators are worked out, nothing is kept, nor of the diff: of the last photograph it
 * says what is new since the first, if it is given and matched. Call rs_growth_rows only when all are added. RS_NO_MEMORY, and
 * then the growth is only fit to be freed. */
RS_API rs_status rs_growth_add(rs_growth *growth, rs_graph *graph, const rs_diff *since_first, rs_error *err);
RS_API size_t rs_growth_photographs(const rs_growth *growth);

/* Work out the rows, once: those that grew by most bytes first. *rows is borrowed. RS_NO_MEMORY. */
RS_API rs_status rs_growth_rows(const rs_growth_row **rows, size_t *count, rs_growth *growth, rs_error *err);
/* The same of paths whose objects became more, where none of these is new. */
RS_API rs_status rs_growth_moved(const rs_growth_row **rows, size_t *count, rs_growth *growth, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
