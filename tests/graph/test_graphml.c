/* test_graphml.c: what igraph wrote, igraph reads.                   Tests graph/igraph/graphml.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_graphml.h"

#include <igraph.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "checks.h"
#include "heap.h"

static const char zoo[] =
    "th:thread{name=\"main thread\"} th-.modules->m:module{name=\"<app> & 'co'\"} "
    "m-.cache->d:dict{size=5368709120 addr=0x7f12ab34cd50} k='a \"key\" < \xC3\xA9\x01' d-[k]->s:app.Session "
    "s-.peer->s g1-.peer->g2-.peer->g1 e:Early{refs=+1} e-.held->s";

/* The file, from its beginning; closed with fclose. */
static FILE *sent(const heap *h, const rs_object_id *objects, size_t count, size_t *edges) {
    rs_error err = RS_ERROR_INIT;
    rs_graph *graph = NULL;
    FILE *file = tmpfile();
    if (!check("a file", file != NULL)) return NULL;
    check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
    check_ok("sent", rs_graphml_send(fileno(file), edges, graph, objects, count, &err), &err);
    rs_graph_free(graph);
    rewind(file);
    return file;
}

static bool read_back(igraph_t *graph, FILE *file) {
    igraph_set_attribute_table(&igraph_cattribute_table);
    igraph_error_t code = file ? igraph_read_graph_graphml(graph, file, 0) : IGRAPH_FAILURE;
    if (file) fclose(file);
    return check_number("igraph reads it", code, IGRAPH_SUCCESS);
}

static void check_vertices(const heap *h, const igraph_t *graph, const rs_object_id *objects, size_t count) {
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    check_number("vertices", igraph_vcount(graph), count);
    for (size_t v = 0; v < count; v++) {
        rs_object_id o = objects ? objects[v] : (rs_object_id)v;
        rs_text label = RS_TEXT_INIT, address = RS_TEXT_INIT;
        rs_text_add_preview(&label, h->snapshot, o, 120);
        rs_text_addf(&address, "0x%llx", (unsigned long long)c->address[o]);
        check_text("type", igraph_cattribute_VAS(graph, "type", (int)v),
                   rs_snapshot_type_of(h->snapshot, o)->name);
        check_text("label", igraph_cattribute_VAS(graph, "label", (int)v), rs_text_string(&label));
        check_text("address", igraph_cattribute_VAS(graph, "address", (int)v), rs_text_string(&address));
        check_number("bytes", igraph_cattribute_VAN(graph, "bytes", (int)v),
                     rs_snapshot_size(h->snapshot, o));
        check_number("refcount", igraph_cattribute_VAN(graph, "refcount", (int)v), c->refcount[o]);
        rs_text_release(&label);
        rs_text_release(&address);
    }
}

static void check_edges(const heap *h, const igraph_t *graph) {
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    check_number("edges", igraph_ecount(graph), c->references);
    for (rs_reference_id r = 0; r < c->references; r++) {
        rs_text name = RS_TEXT_INIT;
        rs_text_add_reference_name(&name, h->snapshot, r);
        check_number("from", IGRAPH_FROM(graph, (int)r), rs_snapshot_source(h->snapshot, r));
        check_number("to", IGRAPH_TO(graph, (int)r), c->target[r]);
        check_and_release("name", &name, igraph_cattribute_EAS(graph, "name", (int)r));
    }
}

static void test_graphml__igraph_reads_what_is_in_the_snapshot(void) {
    heap *h = heap_of(zoo);
    size_t edges = 0;
    igraph_t graph;
    if (read_back(&graph, sent(h, NULL, 0, &edges))) {
        check_number("edges", edges, rs_snapshot_columns(h->snapshot)->references);
        check_vertices(h, &graph, NULL, h->count);
        check_edges(h, &graph);
        check_text("root", igraph_cattribute_VAS(&graph, "root", (int)heap_id(h, "th")), "interpreter");
        check_text("root", igraph_cattribute_VAS(&graph, "root", (int)heap_id(h, "e")), "outside");
        check_text("none", igraph_cattribute_VAS(&graph, "root", (int)heap_id(h, "s")), "");
        check("garbage", igraph_cattribute_VAB(&graph, "garbage", (int)heap_id(h, "g1")));
        check("alive", !igraph_cattribute_VAB(&graph, "garbage", (int)heap_id(h, "s")));
        igraph_destroy(&graph);
    }
    heap_free(h);
}

static void test_graphml__a_random_heap_comes_back(void) {
    heap *h = heap_random(&(heap_random_options){.seed = 11,
                                                 .objects = 500,
                                                 .references = 2000,
                                                 .records = 3,
                                                 .held_per_mille = 30,
                                                 .leaves_per_mille = 300});
    size_t edges = 0;
    igraph_t graph;
    if (read_back(&graph, sent(h, NULL, 0, &edges))) {
        check_vertices(h, &graph, NULL, h->count);
        check_edges(h, &graph);
        igraph_destroy(&graph);
    }
    heap_free(h);
}

static void test_graphml__of_some_objects_the_references_among_them(void) {
    heap *h = heap_of("a->b b->c c->a a->d d->b c->c");
    rs_object_id some[] = {heap_id(h, "a"), heap_id(h, "c"), heap_id(h, "d")};
    size_t edges = 0;
    igraph_t graph;
    if (read_back(&graph, sent(h, some, RS_COUNT(some), &edges))) {
        check_vertices(h, &graph, some, RS_COUNT(some));
        check_number("c to a, c to c, a to d", edges, 3);
        check_number("the same", igraph_ecount(&graph), 3);
        igraph_destroy(&graph);
    }
    heap_free(h);
}

static void test_graphml__a_full_device_is_told(void) {
    heap *h = heap_random(&(heap_random_options){.seed = 12, .objects = 500, .references = 2000});
    rs_error err = RS_ERROR_INIT;
    rs_graph *graph = NULL;
    FILE *file = fopen("/dev/full", "wb");
    check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
    if (check("a full device", file != NULL)) {
        check_number("not sent", rs_graphml_send(fileno(file), NULL, graph, NULL, 0, &err), RS_IO);
        check_text("why", err.message, "GraphML: No space left on device");
        fclose(file);
    }
    rs_graph_free(graph);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_graphml__igraph_reads_what_is_in_the_snapshot),
    TEST(test_graphml__a_random_heap_comes_back),
    TEST(test_graphml__of_some_objects_the_references_among_them),
    TEST(test_graphml__a_full_device_is_told),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "graphml", tests);
}
