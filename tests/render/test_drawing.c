/* test_drawing.c: pictures that Graphviz accepts whatever is in the labels, and that show the marks.
 *                                                             Tests render/graphviz/. Map: tests/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "drawing.h"

#include <unistd.h>

#include "failing_allocator.h"
#include "rs_type_graph.h"

static Agedge_t *edge_of(Agraph_t *graph, const part *p, const char *from, const char *to) {
    Agedge_t *edge = agedge(graph, node_of(graph, p, from), node_of(graph, p, to), NULL, 0);
    check(from, edge != NULL);
    return edge;
}

/* ---- Names of files ------------------------------------------------------------------------------------------------------- */

static void test_drawing__the_ending_tells_the_image(void) {
    static const struct {
        const char *path;
        rs_image image;
    } cases[] = {
        {"leak.dot", RS_IMAGE_DOT}, {"leak.gv", RS_IMAGE_DOT},       {"leak.png", RS_IMAGE_PNG},
        {"LEAK.PNG", RS_IMAGE_PNG}, {"leak.svg", RS_IMAGE_SVG},      {"leak.pdf", RS_IMAGE_PDF},
        {"leak.ps", RS_IMAGE_PS},   {"a.b/leak", RS_IMAGE_UNKNOWN},  {"leak", RS_IMAGE_UNKNOWN},
        {"", RS_IMAGE_UNKNOWN},     {"leak.jpg", RS_IMAGE_UNKNOWN},  {"a.svg/leak", RS_IMAGE_UNKNOWN},
        {".svg", RS_IMAGE_SVG},     {"leak.svg.", RS_IMAGE_UNKNOWN}, {"leak.dot.png", RS_IMAGE_PNG},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_number(cases[i].path, rs_drawing_image(cases[i].path), cases[i].image);
}

static void test_drawing__an_unknown_image_is_refused(void) {
    part p = part_of_heap(heap_of("a->a"), NULL, NULL);
    rs_error err = RS_ERROR_INIT;
    rs_text bytes = RS_TEXT_INIT;
    check_number("unknown", rs_drawing_render(&bytes, p.drawn, RS_IMAGE_UNKNOWN, NULL, &err),
                 RS_BAD_ARGUMENT);
    check_number("beyond", rs_drawing_render(&bytes, p.drawn, (rs_image)99, NULL, &err), RS_BAD_ARGUMENT);
    check_number("nothing is added", bytes.length, 0);
    part_free(&p);
}

/* ---- Marks ---------------------------------------------------------------------------------------------------------------- */

static const char shop[] = "root_app:module{name=app}-.__dict__->ns:dict-['cache']->cache:app.Cache{size=56}-"
                           ".sessions->s:dict{size=232}-['a3']->r:app.Request "
                           "th:thread-?->fr:running_frame{name=\"handle (server.py:88)\"}-local request->r "
                           "n0-.r->r n1-.r->r n2-.r->r n3-.r->r n4-.r->r n5-.r->r n6-.r->r";

static void test_drawing__marks_are_told_by_colour_and_by_shape(void) {
    rs_neighbourhood_options around = RS_NEIGHBOURHOOD_OPTIONS_INIT;
    part p = part_of_heap(heap_of(shop), "r", &around);
    Agraph_t *graph = read_back(&p, NULL);
    Agnode_t *asked = node_of(graph, &p, "r"), *root = node_of(graph, &p, "fr"),
             *garbage = node_of(graph, &p, "n0");
    check_text("asked", value_of(asked, "label"), "Request\\n0x1060\\n16 B");
    check_text("asked", value_of(asked, "fillcolor"), "#ffe58a");
    check_text("asked", value_of(asked, "penwidth"), "2.2");
    check_text("root", value_of(root, "label"), "frame handle (server.py:88)");
    check_text("root", value_of(root, "peripheries"), "2");
    check_text("root", value_of(root, "color"), "#1f5fae");
    check_text("garbage", value_of(garbage, "style"), "rounded,filled,dashed");
    check_text("neither", value_of(node_of(graph, &p, "cache"), "peripheries"), "1");
    check_text("neither", value_of(node_of(graph, &p, "cache"), "style"), "rounded,filled");
    check_text("container", value_of(node_of(graph, &p, "s"), "label"), "dict of 1\\n232 B");
    check_text("module", value_of(node_of(graph, &p, "root_app"), "shape"), "folder");
    check_text("a module is a root to a person", value_of(node_of(graph, &p, "root_app"), "peripheries"),
               "2");
    check_text("edge", value_of(edge_of(graph, &p, "s", "r"), "label"), " ['a3'] ");
    check_text("edge", value_of(edge_of(graph, &p, "root_app", "cache"), "label"), " .cache ");
    agclose(graph);
    part_free(&p);
}

static void test_drawing__heat_tells_what_boxes_retain(void) {
    static const struct {
        const char *object, *label, *ground;
    } rows[] = {
        {"root_a", "Node\\n0x1000\\n16 B\\nretains 1014 B", "#ffe58a"}, /* asked about: keeps its mark */
        {"b", "Node\\n0x1010\\n300 B\\nretains 800 B", "#ff9d57"},
        {"c", "Node\\n0x1020\\n500 B", "#ffc48c"},
        {"d", "list of 0\\n100 B", "#ffe1bf"},
        {"e", "Node\\n0x1040\\n90 B", "#ffe1bf"},
        {"f", "Node\\n0x1050\\n8 B", "white"},
    };
    rs_neighbourhood_options around = RS_NEIGHBOURHOOD_OPTIONS_INIT;
    rs_drawing_options options = RS_DRAWING_OPTIONS_INIT;
    around.direction = RS_TOWARDS_REFERENTS;
    options.heat = true;
    part p = part_of_heap(
        heap_of("root_a->b{size=300}->c{size=500} root_a->d:list{size=100} root_a->e{size=90} "
                "root_a->f{size=8}"),
        "root_a", &around);
    Agraph_t *graph = read_back(&p, &options);
    for (size_t i = 0; i < RS_COUNT(rows); i++) {
        Agnode_t *node = node_of(graph, &p, rows[i].object);
        check_text(rows[i].object, value_of(node, "label"), rows[i].label);
        check_text(rows[i].object, value_of(node, "fillcolor"), rows[i].ground);
    }
    const char *legend = value_of(graph, "label");
    check("steps that occur are in the legend",
          strstr(legend, "half or more") && strstr(legend, "5 % or more"));
    check("others are not", strstr(legend, "1 % or more") == NULL);
    check("of how much", strstr(legend, "retained of 1014 B") != NULL);
    agclose(graph);
    graph = read_back(&p, NULL);
    check_text("without heat", value_of(node_of(graph, &p, "b"), "label"), "Node\\n0x1010\\n300 B");
    check_text("without heat", value_of(node_of(graph, &p, "b"), "fillcolor"), "white");
    agclose(graph);
    part_free(&p);
}

static void test_drawing__of_many_items_no_index_is_told(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"items", "r:list->a r->b r->c r->d", "label=\" […] ×3 \""},
        {"keys", "r:dict-['a']->a r-['b']->b r-['c']->c r-['d']->d", "label=\" […] ×3 \""},
        {"one item", "r:list->a", "label=\" [0] \""},
        {"attributes", "r-.x->a r-.x->b r-.x->c r-.x->d", "label=\" .x ×3 \""},
    };
    rs_neighbourhood_options around = RS_NEIGHBOURHOOD_OPTIONS_INIT;
    around.siblings = 1;
    around.direction = RS_TOWARDS_REFERENTS;
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        part p = part_of_heap(heap_of(cases[i].heap), "r", &around);
        rs_text dot = draw(&p, RS_IMAGE_DOT, NULL);
        check(cases[i].label, strstr(dot.data, cases[i].want) != NULL);
        rs_text_release(&dot);
        part_free(&p);
    }
}

static void test_drawing__folds_are_notes_with_their_number(void) {
    rs_neighbourhood_options around = RS_NEIGHBOURHOOD_OPTIONS_INIT;
    around.siblings = 3;
    part p = part_of_heap(heap_of(shop), "r", &around);
    Agraph_t *graph = read_back(&p, NULL);
    size_t folds = 0;
    for (Agnode_t *node = agfstnode(graph); node; node = agnxtnode(graph, node)) {
        if (strcmp(value_of(node, "shape"), "note") != 0) continue;
        folds++;
        check_text("fold", value_of(node, "label"), "… 4 more Node\\n64 B");
        Agedge_t *edge = agfstout(graph, node);
        check("edge", edge != NULL);
        if (edge) check_text("edge", value_of(edge, "label"), " .r ×4 ");
    }
    check_number("folds", folds, 1);
    check("title", strstr(value_of(graph, "label"), ">7 of 11 objects shown<") != NULL);
    agclose(graph);
    part_free(&p);
}

static void mark_cut(part *p, const char *from, const char *to) {
    for (size_t e = 0; e < rs_refgraph_edges(p->drawn); e++) {
        rs_edge edge = rs_refgraph_edge(p->drawn, e);
        bool is_it = rs_refgraph_vertex(p->drawn, edge.from).object == heap_id(p->h, from) &&
                     rs_refgraph_vertex(p->drawn, edge.to).object == heap_id(p->h, to);
        if (is_it) rs_refgraph_mark_edge(p->drawn, e, RS_MARK_CUT);
    }
}

static void test_drawing__the_cut_stands_out(void) {
    part p = part_of_heap(heap_of("a-.child->b-.parent->a b-.data->c"), NULL, NULL);
    mark_cut(&p, "b", "a");
    Agraph_t *graph = read_back(&p, NULL);
    Agedge_t *cut = edge_of(graph, &p, "b", "a"), *kept = edge_of(graph, &p, "a", "b");
    check_text("cut", value_of(cut, "label"), " cut: .parent ");
    check_text("cut", value_of(cut, "color"), "#d00000");
    check_text("cut", value_of(cut, "style"), "dashed");
    check_text("cut", value_of(cut, "penwidth"), "3");
    check_text("on the cycle", value_of(kept, "color"), "#d9730d");
    check_text("on the cycle", value_of(kept, "style"), "solid");
    check_text("on none", value_of(edge_of(graph, &p, "b", "c"), "color"), "#7b8794");
    agclose(graph);
    part_free(&p);
}

static void check_legend(const char *label, const char *notation, const char *asked, const char *const *words,
                         bool on) {
    part p = part_of_heap(heap_of(notation), asked, NULL);
    rs_drawing_options options = RS_DRAWING_OPTIONS_INIT;
    options.legend = on;
    Agraph_t *graph = read_back(&p, &options);
    static const char *const all[] = {"asked about", "root: a module", "garbage: no", "many alike",
                                      "not shown",   "on a cycle",     "cut here"};
    for (size_t i = 0; i < RS_COUNT(all); i++) {
        bool wanted = false;
        for (size_t w = 0; words[w]; w++) wanted = wanted || strcmp(words[w], all[i]) == 0;
        bool found = strstr(value_of(graph, "label"), all[i]) != NULL;
        if (found != wanted) printf("%s: %s\n", label, all[i]);
        check(label, found == wanted);
    }
    agclose(graph);
    part_free(&p);
}

static void test_drawing__the_legend_names_the_marks_that_occur(void) {
    check_legend("nothing", "rootless{refs=0}-.x->y", NULL, (const char *const[]){"garbage: no", NULL}, true);
    check_legend("root", "root->a", NULL, (const char *const[]){"root: a module", NULL}, true);
    check_legend("asked", "root->a", "a", (const char *const[]){"asked about", "root: a module", NULL}, true);
    check_legend("cycle", "a->b->a", NULL, (const char *const[]){"garbage: no", "on a cycle", NULL}, true);
    check_legend("off", "a->b->a", NULL, (const char *const[]){NULL}, false);
    check_legend("more", "root->a->b->c->d->e", "e", (const char *const[]){"asked about", "not shown", NULL},
                 true);
}

static void test_drawing__the_whole_heap_by_type(void) {
    heap *h = heap_of("root:list-[0]->a:app.Item root-[1]->b:app.Item a-.text->s='x' b-.text->t='y'");
    part p = {.h = h};
    rs_error err = RS_ERROR_INIT;
    check_ok("graph", rs_graph_new(&p.graph, h->snapshot, &err), &err);
    check_ok("types", rs_refgraph_of_types(&p.drawn, p.graph, NULL, &err), &err);
    rs_text dot = draw(&p, RS_IMAGE_DOT, NULL);
    check("all of them", strstr(dot.data, "label=\"app.Item\\n2 objects, 32 B\"") != NULL);
    check("no notes", strstr(dot.data, "shape=\"note\"") == NULL);
    check("references are counted", strstr(dot.data, "label=\" ×2 \"") != NULL);
    check_number("dot", status_of(dot_to_xml, &dot), 0);
    rs_text_release(&dot);
    rs_refgraph_free(p.drawn);
    rs_type_graph_options largest = {.types = 1, .holders = 2};
    check_ok("one type", rs_refgraph_of_types(&p.drawn, p.graph, &largest, &err), &err);
    dot = draw(&p, RS_IMAGE_DOT, NULL);
    check("its objects are shown", strstr(dot.data, ">2 of 5 objects shown<") != NULL);
    rs_text_release(&dot);
    part_free(&p);
}

/* ---- Images --------------------------------------------------------------------------------------------------------------- */

static void test_drawing__every_image_begins_as_its_kind_does(void) {
    static const struct {
        rs_image image;
        const char *begins;
        size_t count;
    } cases[] = {
        {RS_IMAGE_DOT, "digraph refscope {", 18},
        {RS_IMAGE_PNG, "\x89PNG\r\n\x1a\n", 8},
        {RS_IMAGE_SVG, "<?xml", 5},
        {RS_IMAGE_PDF, "%PDF-", 5},
        {RS_IMAGE_PS, "%!PS-", 5},
    };
    part p = part_of_heap(heap_of(shop), "r", NULL);
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_text bytes = draw(&p, cases[i].image, NULL);
        check(cases[i].begins,
              bytes.length > cases[i].count && memcmp(bytes.data, cases[i].begins, cases[i].count) == 0);
        rs_text_release(&bytes);
    }
    part_free(&p);
}

static void test_drawing__pictures_come_behind_what_is_there(void) {
    part p = part_of_heap(heap_of("a->b"), NULL, NULL);
    rs_text bytes = RS_TEXT_INIT;
    rs_text_add(&bytes, "before ");
    rs_error err = RS_ERROR_INIT;
    check_ok("svg", rs_drawing_render(&bytes, p.drawn, RS_IMAGE_SVG, NULL, &err), &err);
    check("behind", strncmp(bytes.data, "before <?xml", 12) == 0);
    rs_text_release(&bytes);
    part_free(&p);
}

static void test_drawing__nothing_to_draw_is_a_picture_too(void) {
    heap *h = heap_of("a");
    part p = {.h = h};
    rs_error err = RS_ERROR_INIT;
    check_ok("graph", rs_graph_new(&p.graph, h->snapshot, &err), &err);
    check_ok("part", rs_refgraph_of_objects(&p.drawn, p.graph, NULL, 0, &err), &err);
    for (rs_image image = RS_IMAGE_DOT; image <= RS_IMAGE_PS; image++) {
        rs_text bytes = draw(&p, image, NULL);
        check("some bytes", bytes.length > 20);
        rs_text_release(&bytes);
    }
    part_free(&p);
}

static unsigned big_endian(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
}

static part random_part(uint32_t objects, uint32_t references) {
    heap_random_options how = {.seed = 7, .objects = objects, .references = references, .held_per_mille = 20};
    return part_of_heap(heap_random(&how), NULL, NULL);
}

static void test_drawing__large_pictures_have_a_bounded_size(void) {
    static const struct {
        uint32_t objects, references;
        const char *layout;
    } cases[] = {
        {12, 14, "dot"},
        {150, 220, "dot"},
        {700, 900, "sfdp"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        part p = random_part(cases[i].objects, cases[i].references);
        Agraph_t *graph = read_back(&p, NULL);
        check_text("layout", value_of(graph, "layout"), cases[i].layout);
        agclose(graph);
        rs_text png = draw(&p, RS_IMAGE_PNG, NULL);
        unsigned width = big_endian(png.data + 16), height = big_endian(png.data + 20);
        check("wide enough", width > 300);
        check("not too wide", width <= 8100);
        check("not too high", height <= 8100);
        rs_text_release(&png);
        part_free(&p);
    }
}

static void test_drawing__a_long_row_is_scaled_down(void) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    uint32_t name = heap_add_string(builder, "hub");
    for (uint32_t i = 0; i < 200; i++) {
        heap_add_object(builder, &node);
        if (i > 0) heap_add_reference(builder, i, 0, RS_NAME(RS_NAME_ATTRIBUTE, name));
    }
    part p = part_of_heap(heap_build(builder), NULL, NULL);
    rs_text png = draw(&p, RS_IMAGE_PNG, NULL);
    unsigned height = big_endian(png.data + 20);
    check("as high as it may be", height > 7000 && height <= 8000);
    rs_text_release(&png);
    part_free(&p);
}

static void test_drawing__large_pictures_lie_on_their_side(void) {
    rs_drawing_options sideways = RS_DRAWING_OPTIONS_INIT;
    sideways.left_to_right = true;
    part small = random_part(12, 14), large = random_part(100, 120);
    Agraph_t *upright = read_back(&small, NULL), *asked = read_back(&small, &sideways),
             *lying = read_back(&large, NULL);
    check_text("small", value_of(upright, "rankdir"), "(none)");
    check_text("asked for", value_of(asked, "rankdir"), "LR");
    check_text("large", value_of(lying, "rankdir"), "LR");
    agclose(upright);
    agclose(asked);
    agclose(lying);
    part_free(&small);
    part_free(&large);
}

static void test_drawing__the_library_says_nothing_on_standard_error(void) {
    part p = random_part(60, 90);
    FILE *said = tmpfile();
    fflush(stderr);
    int before = dup(STDERR_FILENO);
    dup2(fileno(said), STDERR_FILENO);
    for (rs_image image = RS_IMAGE_DOT; image <= RS_IMAGE_PS; image++) {
        rs_text bytes = draw(&p, image, NULL);
        rs_text_release(&bytes);
    }
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    check_number("bytes", (unsigned long)lseek(fileno(said), 0, SEEK_END), 0);
    fclose(said);
    part_free(&p);
}

/* ---- Nodes and edges ------------------------------------------------------------------------------------------- */

static void test_drawing__objects_of_one_address_stay_apart(void) {
    part p = part_of_heap(heap_of("a{addr=0x10}->b{addr=0x10}->c{addr=0x10}"), NULL, NULL);
    Agraph_t *graph = read_back(&p, NULL);
    check_number("nodes", agnnodes(graph), 3);
    check_number("edges", agnedges(graph), 2);
    agclose(graph);
    part_free(&p);
}

static void test_drawing__two_references_are_two_edges(void) {
    part p = part_of_heap(heap_of("a-.one->b a-.two->b a-.me->a"), NULL, NULL);
    Agraph_t *graph = read_back(&p, NULL);
    check_number("edges", agnedges(graph), 3);
    agclose(graph);
    part_free(&p);
}

/* ---- DOT from elsewhere --------------------------------------------------------------------------------------------- */

static void check_refusal(const char *dot, const char *engine, const char *format, rs_status status,
                          const char *says) {
    rs_error err = RS_ERROR_INIT;
    rs_text bytes = RS_TEXT_INIT;
    check_number(says, rs_drawing_of_dot(&bytes, dot, engine, format, &err), status);
    if (!check(says, strstr(err.message, says) != NULL)) printf("       %s\n", err.message);
    check_number(says, bytes.length, 0);
    rs_text_release(&bytes);
}

static void test_drawing__dot_from_elsewhere_is_drawn_or_refused_in_words(void) {
    rs_error err = RS_ERROR_INIT;
    rs_text bytes = RS_TEXT_INIT;
    check_ok("drawn", rs_drawing_of_dot(&bytes, "digraph { a -> b }", "neato", "svg", &err), &err);
    check("svg", strncmp(rs_text_string(&bytes), "<?xml", 5) == 0);
    rs_text_release(&bytes);
    check_refusal("digraph { a -> ", "dot", "svg", RS_BAD_ARGUMENT, "this is no DOT text: ");
    check_refusal("digraph { a }", "nosuch", "svg", RS_UNSUPPORTED, "\"nosuch\" not recognized");
    check_refusal("digraph { a }", "dot", "nosuch", RS_UNSUPPORTED, "nosuch: this Graphviz cannot write it");
}

/* ---- Out of memory ----------------------------------------------------------------------------------------------------------- */

static rs_status try_writing(void *context, rs_error *err) {
    const part *p = context;
    rs_drawing_options options = RS_DRAWING_OPTIONS_INIT;
    options.title = "Out of memory";
    rs_text bytes = RS_TEXT_INIT;
    rs_status status = rs_drawing_render(&bytes, p->drawn, RS_IMAGE_DOT, &options, err);
    rs_text_release(&bytes);
    return status;
}

static rs_status try_drawing(void *context, rs_error *err) {
    rs_text bytes = RS_TEXT_INIT;
    rs_status status = rs_drawing_of_dot(&bytes, "digraph { a -> b }", "dot", "svg", err);
    rs_text_release(&bytes);
    return status;
}

static void test_drawing__out_of_memory_at_every_allocation(void) {
    part p = part_of_heap(heap_of(shop), "r", NULL);
    check("some", for_each_allocation_failure("writing", try_writing, &p) > 20);
    check("some", for_each_allocation_failure("drawing", try_drawing, NULL) >= 1); /* how many depends on how it arrives */
    part_free(&p);
}

static CU_TestInfo tests[] = {
    TEST(test_drawing__the_ending_tells_the_image),
    TEST(test_drawing__an_unknown_image_is_refused),
    TEST(test_drawing__marks_are_told_by_colour_and_by_shape),
    TEST(test_drawing__heat_tells_what_boxes_retain),
    TEST(test_drawing__of_many_items_no_index_is_told),
    TEST(test_drawing__folds_are_notes_with_their_number),
    TEST(test_drawing__the_cut_stands_out),
    TEST(test_drawing__the_legend_names_the_marks_that_occur),
    TEST(test_drawing__the_whole_heap_by_type),
    TEST(test_drawing__every_image_begins_as_its_kind_does),
    TEST(test_drawing__pictures_come_behind_what_is_there),
    TEST(test_drawing__nothing_to_draw_is_a_picture_too),
    TEST(test_drawing__large_pictures_have_a_bounded_size),
    TEST(test_drawing__a_long_row_is_scaled_down),
    TEST(test_drawing__large_pictures_lie_on_their_side),
    TEST(test_drawing__the_library_says_nothing_on_standard_error),
    TEST(test_drawing__objects_of_one_address_stay_apart),
    TEST(test_drawing__two_references_are_two_edges),
    TEST(test_drawing__dot_from_elsewhere_is_drawn_or_refused_in_words),
    TEST(test_drawing__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "drawing", tests);
}
