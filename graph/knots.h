/* knots.h: what the cycle report looks at: the cyclic components in scope without CPython's own references, as one graph
 * in rows. The other half: knots.c. Who asks: cycles.c.                                            Map: graph/README.md
 *
 * A knot is a strongly connected component of what is left of a component when CPython's own references are set aside.
 * Its vertices are its objects, but a dict or tuple that is inner to one owner (its ".__dict__", its ".__closure__") is
 * no vertex: its references are its owner's. So an instance looks the same whether its attributes are inline or in a dict.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef KNOTS_H
#define KNOTS_H

#include "rs_components.h"
#include "rs_cycles.h"
#include "rs_liveness.h"

typedef struct rs_knots {
    const rs_snapshot *snapshot;
    uint32_t count;  /* knots, ordered by component, then by first object */
    uint32_t *first; /* [count + 1] vertices of knot k are first[k] .. first[k + 1] - 1, ascending objects */
    uint32_t *component; /* [count] the component it is part of */
    uint32_t *objects;   /* [count] its objects, the inner ones too */
    bool *garbage;       /* [count] */
    bool *stays;         /* [count] garbage that no collection frees */

    uint32_t vertices, edges;
    rs_object_id *object; /* [vertices] */
    uint32_t *row; /* [vertices + 1] edges of v are row[v] .. row[v + 1] - 1; all stay inside the knot */
    uint32_t *from, *to;        /* [edges] */
    rs_reference_id *reference; /* [edges] into `to`; its source is `from` or what is inner to it */
    uint32_t *back_row, *back;  /* [vertices + 1], [edges] edges into v: back[back_row[v]] .. */

    uint32_t *knot_of;   /* [snapshot's objects] 1 + knot, inner objects too; 0: in none */
    uint32_t *vertex_of; /* [snapshot's objects] of an object in a knot: its vertex, or its owner's */

    size_t members;   /* objects of all knots */
    size_t set_aside; /* components in scope that are no knot without CPython's own references */
} rs_knots;

/* On success *out is yours to release. RS_NO_MEMORY. */
rs_status rs__knots_find(rs_knots *out, rs_graph *graph, const rs_cycles_options *options, rs_error *err);
void rs__knots_release(rs_knots *knots);

/* The reference by which the owner has what is inner to it and holds the edge, or RS_NO_REFERENCE: the edge is direct. */
rs_reference_id rs__knots_way_inside(const rs_knots *knots, uint32_t edge);

#endif
