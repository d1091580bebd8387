/* graph_bench.c: the passes over a whole heap against igraph's, on a heap made up in memory. Real heaps: walk_bench.c
 *
 *     graph_bench [RECORDS [ROUNDS]] [--no-igraph]      a million records: 6 million objects, 13 million references
 *
 * A record is an instance with a number, a name, a list of three other instances and a dict of two numbers. Measured are
 * two heaps of that shape: numbered as they were made, and with their numbers shuffled. The best of ROUNDS runs counts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <igraph.h>

#include "reverse_sort.h"
#include "rs_components.h"
#include "rs_dominators.h"
#include "rs_graph.h"
#include "rs_liveness.h"
#include "rs_memory.h"
#include "rs_paths.h"
#include "rs_referrers.h"
#include "snapshot_parts.h"

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void fail(const char *what) {
    fprintf(stderr, "graph_bench: %s\n", what);
    exit(1);
}

/* ---- The heap ------------------------------------------------------------------------------------------------------- */

enum { INSTANCE_REFERENCES = 5, LIST_REFERENCES = 3, DICT_REFERENCES = 4 };

static uint32_t below(uint64_t *seed, uint32_t limit) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)((*seed >> 16) % limit);
}

/* Numbers: 0 the list of all, 1 the class, then three containers for each record, then three leaves for each. */
typedef struct numbering {
    uint32_t records, objects;
    uint32_t *number; /* [objects] */
} numbering;

static uint32_t container(const numbering *n, uint32_t record, uint32_t which) {
    return n->number[2 + 3 * record + which];
}
static uint32_t leaf(const numbering *n, uint32_t record, uint32_t which) {
    return n->number[2 + 3 * n->records + 3 * record + which];
}

/* Containers stay in front of leaves, as a capture numbers them. */
static numbering make_numbering(uint32_t records, bool shuffled) {
    numbering n = {records, 6 * records + 2, rs_alloc_array(6 * (size_t)records + 2, sizeof(uint32_t))};
    uint64_t seed = 88172645463325252u;
    uint32_t leaves = 2 + 3 * records;
    if (!n.number) fail("out of memory");
    for (uint32_t o = 0; o < n.objects; o++) n.number[o] = o;
    for (uint32_t o = n.objects - 1; shuffled && o > 0; o--) {
        uint32_t other = o >= leaves ? leaves + below(&seed, o - leaves + 1) : below(&seed, o + 1);
        uint32_t kept = n.number[o];
        n.number[o] = n.number[other];
        n.number[other] = kept;
    }
    return n;
}

static void count_references(uint32_t *row, const numbering *n) {
    row[n->number[0]] = n->records;
    for (uint32_t i = 0; i < n->records; i++) {
        row[container(n, i, 0)] = INSTANCE_REFERENCES;
        row[container(n, i, 1)] = LIST_REFERENCES;
        row[container(n, i, 2)] = DICT_REFERENCES;
    }
    uint32_t place = 0;
    for (uint32_t o = 0; o <= n->objects; o++) {
        uint32_t count = o < n->objects ? row[o] : 0;
        row[o] = place;
        place += count;
    }
}

static void fill_record(uint32_t *target, const uint32_t *row, const numbering *n, uint32_t i,
                        uint64_t *seed) {
    uint32_t *of = target + row[container(n, i, 0)];
    of[0] = n->number[1];
    of[1] = leaf(n, i, 0);
    of[2] = leaf(n, i, 1);
    of[3] = container(n, i, 1);
    of[4] = container(n, i, 2);
    of = target + row[container(n, i, 1)];
    for (int k = 0; k < LIST_REFERENCES; k++) of[k] = container(n, below(seed, n->records), 0);
    of = target + row[container(n, i, 2)];
    of[0] = leaf(n, 0, 0);
    of[1] = leaf(n, i, 2);
    of[2] = leaf(n, 0, 1);
    of[3] = leaf(n, i, 0);
}

static void make_parts(rs_parts *p, const numbering *n) {
    uint64_t seed = 1234567;
    p->objects = n->objects;
    p->references = n->records * (1 + INSTANCE_REFERENCES + LIST_REFERENCES + DICT_REFERENCES);
    p->address = rs_alloc_cleared(p->objects, sizeof *p->address);
    p->type = rs_alloc_cleared(p->objects, sizeof *p->type);
    p->size = rs_alloc_cleared(p->objects, sizeof *p->size);
    p->refcount = rs_alloc_cleared(p->objects, sizeof *p->refcount);
    p->flags = rs_alloc_cleared(p->objects, sizeof *p->flags);
    p->row = rs_alloc_cleared((size_t)p->objects + 1, sizeof *p->row);
    p->target = rs_alloc_array(p->references, sizeof *p->target);
    p->name = rs_alloc_cleared(p->references, sizeof *p->name);
    p->types = rs_alloc_cleared(1, sizeof *p->types);
    p->string_bytes = rs_alloc_cleared(1, 1);
    p->string_start = rs_alloc_cleared(1, sizeof *p->string_start);
    if (!p->target || !p->name || !p->row || !p->refcount || !p->types || !p->string_start)
        fail("out of memory");
    p->type_count = p->string_count = 1;
    p->string_size = 1;
    p->types[0].object = RS_NO_OBJECT;
    p->value_first = p->objects;
    count_references(p->row, n);
    for (uint32_t i = 0; i < n->records; i++) {
        p->target[p->row[n->number[0]] + i] = container(n, i, 0);
        fill_record(p->target, p->row, n, i, &seed);
    }
    for (uint32_t r = 0; r < p->references; r++) p->refcount[p->target[r]]++;
    for (uint32_t o = 0; o < p->objects; o++) p->address[o] = 0x7f0000000000 + 96 * (uint64_t)o;
    p->refcount[n->number[0]] = 1;
}

static rs_snapshot *make_heap(uint32_t records, bool shuffled) {
    rs_parts parts = {0};
    rs_snapshot *heap = NULL;
    numbering n = make_numbering(records, shuffled);
    make_parts(&parts, &n);
    rs_release(n.number);
    if (rs__snapshot_from_parts(&heap, &parts, false, NULL) != RS_OK) fail("out of memory");
    return heap;
}

/* ---- Our passes ----------------------------------------------------------------------------------------------------- */

typedef double (*measured)(const rs_snapshot *heap);

static double time_referrers(const rs_snapshot *heap) {
    rs_referrers *made = NULL;
    double begin = seconds();
    if (rs_referrers_new(&made, heap, NULL) != RS_OK) fail("out of memory");
    double taken = seconds() - begin;
    rs_referrers_free(made);
    return taken;
}

static double time_referrers_by_one_thread(const rs_snapshot *heap) {
    rs_reverse made = {NULL, NULL};
    const rs_columns *c = rs_snapshot_columns(heap);
    rs_reverse_plan plan = rs__reverse_plan(c);
    plan.threads = 1;
    double begin = seconds();
    if (!rs__reverse_sort(&made, c, plan)) fail("out of memory");
    double taken = seconds() - begin;
    rs_release(made.row);
    rs_release(made.reference);
    return taken;
}

static double time_in_degrees(const rs_snapshot *heap) {
    const rs_columns *c = rs_snapshot_columns(heap);
    double begin = seconds();
    uint32_t *found = rs_alloc_cleared(c->objects, sizeof *found);
    if (!found) fail("out of memory");
    for (uint32_t r = 0; r < c->references; r++) found[c->target[r]]++;
    double taken = seconds() - begin;
    if (found[c->target[0]] == 0) fail("a reference was not counted");
    rs_release(found);
    return taken;
}

static double time_components(const rs_snapshot *heap) {
    rs_components *made = NULL;
    double begin = seconds();
    if (rs_components_new(&made, heap, NULL) != RS_OK) fail("out of memory");
    double taken = seconds() - begin;
    rs_components_free(made);
    return taken;
}

static double time_liveness(const rs_snapshot *heap) {
    rs_liveness *made = NULL;
    double begin = seconds();
    if (rs_liveness_new(&made, heap, NULL) != RS_OK) fail("out of memory");
    double taken = seconds() - begin;
    if (rs_liveness_garbage_objects(made) != 0) fail("there is garbage");
    rs_liveness_free(made);
    return taken;
}

static double time_dominators(const rs_snapshot *heap) {
    rs_graph *graph = NULL;
    const rs_liveness *liveness;
    const rs_dominators *made;
    if (rs_graph_new(&graph, heap, NULL) != RS_OK || rs_graph_liveness(&liveness, graph, NULL) != RS_OK)
        fail("out of memory");
    double begin = seconds();
    if (rs_graph_dominators(&made, graph, NULL) != RS_OK) fail("out of memory");
    double taken = seconds() - begin;
    rs_graph_free(graph);
    return taken;
}

static double time_paths(const rs_snapshot *heap) {
    rs_graph *graph = NULL;
    rs_paths *paths = NULL;
    const rs_referrers *referrers;
    const rs_liveness *liveness;
    rs_object_id last = rs_snapshot_columns(heap)->objects - 1;
    if (rs_graph_new(&graph, heap, NULL) != RS_OK || rs_graph_referrers(&referrers, graph, NULL) != RS_OK ||
        rs_graph_liveness(&liveness, graph, NULL) != RS_OK)
        fail("out of memory");
    double begin = seconds();
    if (rs_paths_find(&paths, graph, last, 3, NULL) != RS_OK || rs_paths_count(paths) == 0) fail("no path");
    double taken = seconds() - begin;
    rs_paths_free(paths);
    rs_graph_free(graph);
    return taken;
}

static double best_of(measured measure, const rs_snapshot *heap, int rounds) {
    double best = measure(heap);
    for (int i = 1; i < rounds; i++) {
        double taken = measure(heap);
        if (taken < best) best = taken;
    }
    return best;
}

/* ---- igraph's ------------------------------------------------------------------------------------------------------- */

typedef struct igraph_times {
    double create, components, dominators;
} igraph_times;

/* The one object that is held from outside: the list of all. */
static uint32_t only_root(const rs_columns *c) {
    uint32_t most = 0, root = 0;
    for (uint32_t o = 0; o < c->objects; o++) {
        if (c->row[o + 1] - c->row[o] <= most) continue;
        most = c->row[o + 1] - c->row[o];
        root = o;
    }
    return root;
}

static igraph_times time_igraph(const rs_snapshot *heap) {
    uint32_t root = only_root(rs_snapshot_columns(heap));
    const rs_columns *c = rs_snapshot_columns(heap);
    igraph_t graph;
    igraph_vector_int_t edges, membership, dominators;
    igraph_integer_t count;
    igraph_times times;
    double begin = seconds();
    if (igraph_vector_int_init(&edges, 2 * (igraph_integer_t)c->references) != IGRAPH_SUCCESS)
        fail("out of memory");
    for (uint32_t o = 0; o < c->objects; o++) {
        for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++) {
            VECTOR(edges)[2 * r] = o;
            VECTOR(edges)[2 * r + 1] = c->target[r];
        }
    }
    igraph_create(&graph, &edges, c->objects, IGRAPH_DIRECTED);
    igraph_vector_int_destroy(&edges);
    times.create = seconds() - begin;
    igraph_vector_int_init(&membership, 0);
    begin = seconds();
    igraph_connected_components(&graph, &membership, NULL, &count, IGRAPH_STRONG);
    times.components = seconds() - begin;
    igraph_vector_int_destroy(&membership);
    igraph_vector_int_init(&dominators, 0);
    begin = seconds();
    igraph_dominator_tree(&graph, (igraph_integer_t)root, &dominators, NULL, NULL, IGRAPH_OUT);
    times.dominators = seconds() - begin;
    igraph_vector_int_destroy(&dominators);
    igraph_destroy(&graph);
    return times;
}

/* ---- The table ------------------------------------------------------------------------------------------------------ */

static void row(const char *what, double taken, double in_degrees) {
    printf("%-44s %8.3f s  %6.1f x counting in-degrees\n", what, taken,
           in_degrees > 0 ? taken / in_degrees : 0);
}

static void bench(uint32_t records, bool shuffled, int rounds, bool with_igraph) {
    rs_snapshot *heap = make_heap(records, shuffled);
    const rs_columns *c = rs_snapshot_columns(heap);
    double in_degrees = best_of(time_in_degrees, heap, rounds),
           components = best_of(time_components, heap, rounds),
           dominators = best_of(time_dominators, heap, rounds);
    printf("\n%u objects, %u references, %s\n", c->objects, c->references,
           shuffled ? "shuffled" : "numbered as made");
    row("in-degrees", in_degrees, in_degrees);
    row("reverse references", best_of(time_referrers, heap, rounds), in_degrees);
    row("  by one thread", best_of(time_referrers_by_one_thread, heap, rounds), in_degrees);
    row("roots and garbage", best_of(time_liveness, heap, rounds), in_degrees);
    row("components", components, in_degrees);
    row("dominators and retained sizes", dominators, in_degrees);
    row("three paths to one object, after those", best_of(time_paths, heap, rounds), in_degrees);
    if (with_igraph) {
        igraph_times times = time_igraph(heap);
        row("igraph: making its graph", times.create, in_degrees);
        row("igraph: strong components", times.components, in_degrees);
        row("igraph: dominator tree", times.dominators, in_degrees);
        printf("components are %.1f times faster than igraph's, %.1f times with its graph\n",
               times.components / components, (times.create + times.components) / components);
        printf("dominators are %.1f times faster than igraph's, %.1f times with its graph\n",
               times.dominators / dominators, (times.create + times.dominators) / dominators);
    }
    rs_snapshot_free(heap);
}

int main(int argc, char **argv) {
    bool with_igraph = true;
    int numbers = 0, number[2] = {1000000, 5};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--no-igraph") == 0)
            with_igraph = false;
        else if (numbers < 2 && atoi(argv[i]) > 0)
            number[numbers++] = atoi(argv[i]);
        else {
            fprintf(stderr, "graph_bench [RECORDS [ROUNDS]] [--no-igraph]\n");
            return 2;
        }
    }
    bench((uint32_t)number[0], false, number[1], with_igraph);
    bench((uint32_t)number[0], true, number[1], with_igraph);
    return 0;
}
