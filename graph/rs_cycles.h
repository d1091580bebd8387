/* rs_cycles.h: the cycle report: patterns, and where to cut them.  Implementation: cycles.c and what it names. Map: graph/README.md
 *
 * A pattern is the cycles of components reduced to types and names of references, with no address in it, so that it is
 * the same in the next run: its fingerprint. Components whose cycles read alike are one pattern with a count.
 *
 *     rs_cycles *report = NULL;
 *     st = rs_cycles_find(&report, graph, NULL, &err);
 *     for (size_t i = 0; i < rs_cycles_count(report); i++) puts(rs_cycles_pattern(report, i)->text);
 *     rs_cycles_free(report);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_CYCLES_H
#define RS_CYCLES_H

#include "rs_graph.h"
#include "rs_paths.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rs_scope { RS_SCOPE_GARBAGE, RS_SCOPE_LIVE, RS_SCOPE_ALL } rs_scope;

typedef struct rs_collected rs_collected; /* rs_collected.h */

typedef struct rs_cycles_options {
    rs_scope scope;
    bool
        classes; /* report the cycles every class is made of (its __mro__, __dict__ descriptors): CPython's own */
    const rs_collected *
        collected; /* what collections took before the photograph is told as well, where garbage is; or NULL */
} rs_cycles_options;
#define RS_CYCLES_OPTIONS_INIT                                                                               \
    { RS_SCOPE_GARBAGE, false, NULL }

/* One step of a cycle: an object and the reference that leads from it to the next step's object. */
typedef struct rs_step {
    rs_object_id object;
    rs_reference_id reference;
} rs_step;

typedef struct rs_cut {
    const char *edge; /* "__main__.Node.parent": what to make weak or to clear */
    const char *why;  /* a sentence: why this one, what it does */
    uint64_t
        frees_bytes; /* what the cut frees, for all components of the pattern; 0 for live ones held elsewhere */
} rs_cut;

typedef struct rs_pattern {
    const char *fingerprint;  /* 16 hexadecimal digits of the text's hash */
    const char *text;         /* "Node.children[] -> Node.parent -> Node" with types' bare names */
    const char *const *types; /* qualified type of each step's object; "class app.Node" of a class as such */
    const char *const *edges; /* name of the reference of each step: ".parent", "[]" for any item */
    size_t steps;             /* how many types and edges */
    size_t count;             /* components of this pattern */
    size_t collected;         /* of these, what collections took before the photograph */
    uint64_t objects;         /* in those components */
    uint64_t
        bytes; /* kept by them: their own and, for garbage, what only they reach; shallow sizes added up */
    rs_scope scope; /* RS_SCOPE_GARBAGE or RS_SCOPE_LIVE */
    const char *
        uncollectable; /* of garbage that no collection frees, why: "numpy.ndarray does not take part"; else NULL */
    const rs_cut *cuts;
    size_t cut_count;
    const rs_step
        *example; /* one cycle of the pattern, from a real component; example_steps may exceed steps: the
                                * pattern folds containers between an attribute and its target, and what repeats */
    size_t example_steps;
    const rs_snapshot *
        photograph; /* that the example is in; NULL where there are no steps. Of what was collected before the
                     * photograph of the report it is a small one of the example alone */
    const struct rs_place
        *places; /* then, where its classes and functions were written; NULL: rs_sources.h finds it */
    size_t place_count;
    uint32_t component;      /* number of the component the example is from; of collected ones none, 0 */
    size_t example_left_out; /* steps of a long cycle behind the first RS_EXAMPLE_STEPS */
    rs_path
        held; /* of what is alive: the shortest path from a root to the example; reason RS_ROOT_NONE: garbage */
    size_t held_step; /* the step of the example that it leads to */
} rs_pattern;
#define RS_EXAMPLE_STEPS 100

struct rs_refgraph; /* rs_refgraph.h */

typedef struct rs_cycles rs_cycles;

/* On success *out is yours; it borrows the graph, and what was collected. Patterns stand in order of bytes, then text. RS_NO_MEMORY; RS_INTERNAL. */
RS_API rs_status rs_cycles_find(rs_cycles **out, rs_graph *graph, const rs_cycles_options *options,
                                rs_error *err);
RS_API void rs_cycles_free(rs_cycles *cycles);
RS_API size_t rs_cycles_count(const rs_cycles *cycles);
RS_API const rs_pattern *rs_cycles_pattern(const rs_cycles *cycles, size_t index); /* borrowed */

/* What collections took before the photograph, as far as they were looked at. */
typedef struct rs_collected_totals {
    size_t collections; /* that were looked at before */
    size_t missed;  /* that were not: out of memory, or behind our back, or before a photograph in a file */
    size_t objects; /* that they were about to take, what hangs on cycles included */
    uint64_t bytes; /* shallow sizes added up */
    size_t components;     /* cyclic ones among them */
    size_t cyclic_objects; /* members of those */
} rs_collected_totals;

typedef struct rs_cycles_totals {
    size_t components; /* cyclic components in scope, CPython's own references set aside unless asked for */
    size_t cyclic_objects;         /* members of them */
    rs_collected_totals collected; /* counted in the two above as well, where the scope has garbage */
    size_t garbage_objects;        /* of the whole snapshot, whatever the scope */
    uint64_t garbage_bytes;
    size_t uncollectable_objects; /* of the garbage, what no collection frees: rs_liveness.h */
    uint64_t uncollectable_bytes;
    size_t set_aside; /* components in scope that are cyclic by CPython's own references alone: classes */
    size_t left_out;  /* kinds of references inside the components that are on none of the patterns */
    size_t uncut;     /* components so entangled that all the cuts together leave a cycle; 0 else */
} rs_cycles_totals;
RS_API rs_cycles_totals rs_cycles_sums(const rs_cycles *cycles);

/* Not of a pattern that was collected before the photograph: RS_NOT_FOUND.
 * The part to draw: the component of the example, siblings that look alike folded, with the cut edges marked; where that is
 * too much to read, the example alone and the shortest path from a root to it. Patterns whose examples are in one component
 * have the same objects drawn, and then the cuts of all of them are marked. */
RS_API rs_status rs_cycles_draw(struct rs_refgraph **out, const rs_cycles *cycles, size_t index,
                                rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
