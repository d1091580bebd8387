/* test_tree.c: referrer and referent trees.                        Tests render/tree*.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_tree.h"

#include <stdlib.h>
#include <string.h>

#include "failing_allocator.h"
#include "golden.h"
#include "heap.h"
#include "rs_memory.h"

static rs_text tree_of(const heap *h, const char *label, const rs_tree_options *options) {
    rs_error err = RS_ERROR_INIT;
    rs_graph *graph = NULL;
    rs_text text = RS_TEXT_INIT;
    rs_object_id object = heap_id(h, label);
    check_ok(label, rs_graph_new(&graph, h->snapshot, &err), &err);
    check_ok(label, rs_tree_render(&text, graph, &object, 1, options, &err), &err);
    rs_graph_free(graph);
    return text;
}

static void check_tree(const char *row, const char *notation, const char *label,
                       const rs_tree_options *options, const char *want) {
    heap *h = heap_of(notation);
    rs_text text = tree_of(h, label, options);
    check_and_release(row, &text, want);
    heap_free(h);
}

static const rs_tree_options box = RS_TREE_OPTIONS_INIT;
static const rs_tree_options classic = {
    RS_TOWARDS_REFERRERS, 5, 10, RS_TREE_CLASSIC, 0, false, false, false, 10};
static const rs_tree_options referents = {
    RS_TOWARDS_REFERENTS, 5, 10, RS_TREE_BOX, 80, false, false, false, 10};

/* ---- The shop: one heap with everything a person meets --------------------------------------------------------------- */

static const char shop[] =
    "root_app:module{name=app "
    "size=72}-.__dict__->ns:dict-['cache']->cache:app.Cache{size=56}-.__dict__->cd:dict{size=104}"
    "-['sessions']->sessions:dict{size=232}-['a3']->s:app.Session{size=120}-.request->r:app.Request{size=56} "
    "th:thread-?->fr:running_frame{name=\"handle (server.py:88)\"}-local request->r "
    "fn:function{name=work size=152}-.__closure__->ct:tuple{size=48}-[0]->ce:cell{size=40}-.cell_contents->r "
    "root_h:Holder->handlers:list{size=88}-[0]->fn plain:list{size=64}-[0]->r peer:app.Peer-.p->r "
    "r-.__class__->T:type{name=app.Request} other:function{name=elsewhere}-.__globals__->ns "
    "n0-.session->s n1-.session->s n2-.session->s n3-.session->s n4-.session->s n5-.session->s "
    "n6-.session->s "
    "n7-.session->s n8-.session->s n9-.session->s n10-.session->s n11-.session->s q:Queue-.first->s";

static void shop_golden(const char *golden, const char *label, const rs_tree_options *options) {
    heap *h = heap_of(shop);
    rs_text text = tree_of(h, label, options);
    check_golden(golden, &text);
    heap_free(h);
}

static void test_tree__the_shop_as_a_box(void) {
    shop_golden("tree_box.txt", "r", NULL);
}

static void test_tree__the_shop_in_colour(void) {
    rs_tree_options options = box;
    options.colour = true;
    shop_golden("tree_colour.txt", "r", &options);
}

static void test_tree__the_shop_in_ascii(void) {
    rs_tree_options options = box;
    options.ascii = true;
    options.width = 3;
    shop_golden("tree_ascii.txt", "r", &options);
}

static void test_tree__the_shop_as_refbrowser_drew_it(void) {
    rs_tree_options options = classic;
    options.width = 4;
    shop_golden("tree_classic.txt", "r", &options);
}

static void test_tree__the_shop_in_forty_columns(void) {
    rs_tree_options options = box;
    options.columns = 40;
    shop_golden("tree_narrow.txt", "r", &options);
}

static void test_tree__the_shop_with_its_scenery(void) {
    rs_tree_options options = box;
    options.scenery = true;
    options.depth = 4;
    shop_golden("tree_scenery.txt", "r", &options);
}

static void test_tree__what_a_module_refers_to(void) {
    shop_golden("tree_referents.txt", "root_app", &referents);
}

/* ---- Shape ----------------------------------------------------------------------------------------------------------- */

static void test_tree__small_shapes(void) {
    static const struct {
        const char *label, *heap, *ask, *want;
    } cases[] = {
        {"alone", "x", "x", "Node at 0x1000  16 B  ✗ garbage: no root reaches it  (nothing refers to it)\n"},
        {"root alone", "root", "root",
         "Node at 0x1000  16 B  ● root: held from outside (1)  (nothing refers to it)\n"},
        {"frozen", "x{frozen}", "x", "Node at 0x1000  16 B  ● root: frozen  (nothing refers to it)\n"},
        {"immortal", "x{immortal}", "x", "Node at 0x1000  16 B  ● root: immortal  (nothing refers to it)\n"},
        {"self", "root-.me->root", "root",
         "Node at 0x1000  16 B  ● root: held from outside (1)\n"
         "└─ .me Node at 0x1000  16 B  (already shown: a cycle)\n"},
        {"one name a holder", "root:list-[0]->x root-[1]->x root-[2]->x", "x",
         "Node at 0x1010  16 B\n"
         "└─ [0] (and 2 more) list of 3  16 B  ● root: held from outside (1)\n"},
        {"an item that is a key", "root:dict-[k]->v k:Node", "k",
         "Node at 0x1010  16 B\n"
         "└─ key <Node at 0x1010> dict of 1  16 B  ● root: held from outside (1)\n"},
        {"diamond", "root-.a->a root-.b->b a->x b->x", "x",
         "Node at 0x1030  16 B\n"
         "├─ .x Node at 0x1010  16 B\n"
         "│  └─ .a Node at 0x1000  16 B  ● root: held from outside (1)\n"
         "└─ .x Node at 0x1020  16 B\n"
         "   └─ .b Node at 0x1000  16 B  ● root: held from outside (1)\n"},
        {"repeated", "root-.m->m m-.a->a m-.b->b a->x b->x", "x",
         "Node at 0x1040  16 B\n"
         "├─ .x Node at 0x1020  16 B\n"
         "│  └─ .a Node at 0x1010  16 B\n"
         "│     └─ .m Node at 0x1000  16 B  ● root: held from outside (1)\n"
         "└─ .x Node at 0x1030  16 B\n"
         "   └─ .b Node at 0x1010  16 B  (already shown)\n"},
        {"shown below, where it is nearer", "root-.m->m m-.a->a a->b b->x m-.far->x", "x",
         "Node at 0x1040  16 B\n"
         "├─ .far Node at 0x1010  16 B\n"
         "│  └─ .m Node at 0x1000  16 B  ● root: held from outside (1)\n"
         "└─ .x Node at 0x1030  16 B\n"
         "   └─ .b Node at 0x1020  16 B\n"
         "      └─ .a Node at 0x1010  16 B  (already shown)\n"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_tree(cases[i].label, cases[i].heap, cases[i].ask, NULL, cases[i].want);
}

static void test_tree__an_object_stands_with_its_children_where_it_is_nearest(void) {
    check_tree("below", "root-.m->m m-.a->a a->b b->x n:list-[0]->x m-[0]->n q:Queue->m", "x", NULL,
               "Node at 0x1040  16 B\n"
               "├─ .x Node at 0x1030  16 B\n"
               "│  └─ .b Node at 0x1020  16 B\n"
               "│     └─ .a Node at 0x1010  16 B  (shown below)\n"
               "└─ [0] list of 1  16 B\n"
               "   └─ [0] Node at 0x1010  16 B\n"
               "      ├─ .m Node at 0x1000  16 B  ● root: held from outside (1)\n"
               "      └─ .m Queue at 0x1060  16 B\n");
}

static void test_tree__garbage_is_told_where_it_starts_and_ends(void) {
    check_tree("referrers", "a->b->a", "a", NULL,
               "Node at 0x1000  16 B  ✗ garbage: no root reaches it\n"
               "└─ .a Node at 0x1010  16 B\n"
               "   └─ .b Node at 0x1000  16 B  (already shown: a cycle)\n");
    check_tree("referents", "a->b->a b->live root->live", "a", &referents,
               "Node at 0x1000  16 B  ✗ garbage: no root reaches it\n"
               "└─ .b Node at 0x1010  16 B\n"
               "   ├─ .a Node at 0x1000  16 B  (already shown: a cycle)\n"
               "   └─ .live Node at 0x1020  16 B  alive\n");
}

static void test_tree__depth_is_an_order_and_says_what_it_hides(void) {
    rs_tree_options options = box;
    options.depth = 1;
    check_tree("one", "root->a->b->x", "x", &options,
               "Node at 0x1030  16 B\n└─ .x Node at 0x1020  16 B  …\n");
    options.depth = 0;
    check_tree("none", "root->a->b->x", "x", &options, "Node at 0x1030  16 B  …\n");
}

static void test_tree__width_leaves_room_for_every_type(void) {
    rs_tree_options options = box;
    options.width = 2;
    check_tree("two", "n0->x n1->x n2->x n3->x q:Queue->x root->x", "x", &options,
               "Node at 0x1010  16 B\n"
               "├─ .x Node at 0x1000  16 B\n"
               "├─ .x Queue at 0x1050  16 B\n"
               "└─ … 4 more Node\n");
    options.width = 0;
    check_tree("none", "n0->x n1->x q:Queue->x l:list->x d:Deque->x root->x", "x", &options,
               "Node at 0x1010  16 B\n"
               "└─ … 3 more Node, 1 more Queue, 1 more list, 1 of other types\n");
}

static void test_tree__modules_and_frames_come_first_then_instances_then_containers(void) {
    check_tree(
        "order",
        "l:list-[0]->x d:dict-['k']->x i:Item-.x->x f:function{name=f}-.__defaults__->x "
        "T:type{name=app.T}-.x->x "
        "m:module{name=app}-.__dict__->ns:dict-['x']->x fr:running_frame{name=\"main (a.py:1)\"}-local x->x",
        "x", NULL,
        "Node at 0x1020  16 B\n"
        "├─ local x frame main (a.py:1)  ● root: running frame\n"
        "├─ .x module app  16 B\n"
        "├─ .__defaults__ function f  16 B\n"
        "├─ .x type app.T  16 B\n"
        "├─ .x Item at 0x1040  16 B\n"
        "├─ [0] list of 1  16 B\n"
        "└─ ['k'] dict of 1  16 B\n");
}

static void test_tree__only_what_belongs_to_one_is_folded(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"an instance's dict", "root:Item-.__dict__->d:dict-['x']->x",
         "Node at 0x1020  16 B\n└─ .x Item at 0x1000  16 B  ● root: held from outside (1)\n"},
        {"a dict that another holds too", "root:Item-.__dict__->d:dict-['x']->x root2:list-[0]->d",
         "Node at 0x1020  16 B\n"
         "└─ ['x'] dict of 1  16 B\n"
         "   ├─ .__dict__ Item at 0x1000  16 B  ● root: held from outside (1)\n"
         "   └─ [0] list of 1  16 B  ● root: held from outside (1)\n"},
        {"a module's namespace, whoever else has it",
         "root:module{name=app}-.__dict__->d:dict-['x']->x f:function{name=f}-.__globals__->d",
         "Node at 0x1020  16 B\n└─ .x module app  16 B  ● root: module\n"},
        {"a namespace whose module is gone", "rootf:function{name=f}-.__globals__->d:dict-['x']->x",
         "Node at 0x1020  16 B\n└─ ['x'] dict of 1  16 B\n"},
        {"a subclass of dict is no namespace", "root:Item-.__dict__->d:Special<dict-['x']->x",
         "Node at 0x1020  16 B\n"
         "└─ ['x'] Special of 1  16 B\n"
         "   └─ .__dict__ Item at 0x1000  16 B  ● root: held from outside (1)\n"},
        {"a closure", "rootf:function{name=f}-.__closure__->t:tuple-[0]->c:cell->x",
         "Node at 0x1030  16 B\n"
         "└─ .__closure__[0].cell_contents function f  16 B  ● root: held from outside (1)\n"},
        {"a cell that two share",
         "rootf:function{name=f}-.__closure__->t:tuple-[0]->c:cell->x rootl:list-[0]->c",
         "Node at 0x1030  16 B\n"
         "└─ .cell_contents cell at 0x1020  16 B\n"
         "   ├─ [0] tuple of 1  16 B\n"
         "   │  └─ .__closure__ function f  16 B  ● root: held from outside (1)\n"
         "   └─ [0] list of 1  16 B  ● root: held from outside (1)\n"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_tree(cases[i].label, cases[i].heap, "x", NULL, cases[i].want);
}

static void test_tree__types_explain_what_is_stored_in_them_and_nothing_else(void) {
    check_tree("a class attribute",
               "root:module{name=app}-.__dict__->ns:dict-['C']->C:type{name=app.C}-.__dict__->cd:dict"
               "-['store']->x:dict C-.__mro__->mro:tuple-[0]->C i:app.C-.__class__->C i2:app.C-.__class__->C",
               "x", NULL,
               "dict of 0  16 B\n"
               "└─ .store type app.C  16 B\n"
               "   └─ .C module app  16 B  ● root: module\n");
    check_tree("instances do not explain a class", "root:app.C-.__class__->C:type{name=app.C}", "C", NULL,
               "type app.C  16 B  (nothing refers to it)\n");
}

static void test_tree__referents_see_through_parts_and_leave_out_scenery(void) {
    check_tree(
        "referents",
        "root:Item-.__dict__->d:dict-[k]->v k='name' v='text' d-['n']->n=7 root-.__class__->T:type "
        "root-.work->f:function{name=work}-.__closure__->t:tuple-[0]->c:cell->x f-.__globals__->g:dict "
        "root-.app->m:module{name=app}-.__dict__->ns:dict-['x']->x",
        "root", &referents,
        "Item at 0x1000  16 B  ● root: held from outside (1)\n"
        "├─ .name 'text'  16 B\n"
        "├─ .n 7  16 B\n"
        "├─ .work function work  16 B\n"
        "│  └─ .__closure__[0].cell_contents Node at 0x1090  16 B\n"
        "└─ .app module app  16 B  ● root: module\n");
}

/* ---- Many and deep ---------------------------------------------------------------------------------------------------- */

static void test_tree__several_objects_and_the_rest_of_them(void) {
    heap *h = heap_of("root->l:list l-[0]->a l-[1]->b l-[2]->c");
    rs_object_id objects[] = {heap_id(h, "a"), heap_id(h, "b"), heap_id(h, "c")};
    rs_error err = RS_ERROR_INIT;
    rs_graph *graph = NULL;
    rs_text text = RS_TEXT_INIT;
    rs_tree_options options = box;
    options.roots = 2;
    check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
    check_ok("tree", rs_tree_render(&text, graph, objects, 3, &options, &err), &err);
    check_and_release("three", &text,
                      "Node at 0x1020  16 B\n"
                      "└─ [0] list of 3  16 B\n"
                      "   └─ .l Node at 0x1000  16 B  ● root: held from outside (1)\n"
                      "\n"
                      "Node at 0x1030  16 B\n"
                      "└─ [1] list of 3  16 B  (already shown)\n"
                      "… 1 more\n");
    check_ok("none", rs_tree_render(&text, graph, objects, 0, &options, &err), &err);
    check_and_release("none", &text, "");
    rs_graph_free(graph);
    heap_free(h);
}

static size_t count_lines(const rs_text *text) {
    size_t lines = 0;
    for (size_t i = 0; i < text->length; i++) lines += text->data[i] == '\n';
    return lines;
}

static heap *chain_of(uint32_t count) {
    heap_builder *builder = heap_builder_new();
    for (uint32_t i = 0; i < count; i++) {
        heap_object node = heap_node();
        node.held = i == 0;
        heap_add_object(builder, &node);
    }
    uint32_t next = heap_add_string(builder, "next");
    for (uint32_t i = 0; i + 1 < count; i++)
        heap_add_reference(builder, i, i + 1, RS_NAME(RS_NAME_ATTRIBUTE, next));
    return heap_build(builder);
}

static void test_tree__a_million_levels_in_both_styles_and_directions(void) {
    enum { DEEP = 1000000 };
    heap *h = chain_of(DEEP);
    rs_graph *graph = NULL;
    rs_error err = RS_ERROR_INIT;
    check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
    rs_text text = RS_TEXT_INIT;
    for (int style = 0; style < 2; style++) {
        rs_tree_options options = style ? classic : box;
        for (int way = 0; way < 2; way++) {
            rs_object_id end = way ? 0 : DEEP - 1;
            options.direction = way ? RS_TOWARDS_REFERENTS : RS_TOWARDS_REFERRERS;
            options.depth = UINT32_MAX;
            check_ok("deep", rs_tree_render(&text, graph, &end, 1, &options, &err), &err);
            check_number("lines", count_lines(&text), style ? 1 : DEEP);
            if (!style && !way)
                check("the last line says its depth",
                      strstr(text.data + text.length - 120, "\n⋯999999 └─ .next Node") != NULL);
            rs_text_release(&text);
        }
    }
    rs_graph_free(graph);
    heap_free(h);
}

static void test_tree__a_million_referrers_are_counted_and_not_shown(void) {
    enum { MANY = 1000000 };
    heap_builder *builder = heap_builder_new();
    for (uint32_t i = 0; i <= MANY; i++) {
        heap_object node = heap_node();
        if (i % 3 == 0) node.type = "Leaf";
        heap_add_object(builder, &node);
    }
    uint32_t name = heap_add_string(builder, "hub");
    for (uint32_t i = 1; i <= MANY; i++) heap_add_reference(builder, i, 0, RS_NAME(RS_NAME_ATTRIBUTE, name));
    heap *h = heap_build(builder);
    rs_tree_options options = box;
    options.width = 2;
    rs_text text = tree_of(h, "o0", &options);
    check_and_release("star", &text,
                      "Leaf at 0x1000  16 B  ✗ garbage: no root reaches it\n"
                      "├─ .hub Node at 0x1010  16 B\n"
                      "├─ .hub Leaf at 0x1030  16 B\n"
                      "└─ … 666,666 more Node, 333,332 more Leaf\n");
    heap_free(h);
}

/* ---- Lines ------------------------------------------------------------------------------------------------------------ */

static bool is_narrow(const char *text, size_t columns) {
    for (const char *line = text; *line != '\0';) {
        const char *end = strchr(line, '\n');
        size_t length = end ? (size_t)(end - line) : strlen(line);
        if (rs_text_columns(line, length) > columns) {
            printf("%zu columns: %.*s\n", rs_text_columns(line, length), (int)length, line);
            return false;
        }
        line += length + (end != NULL);
    }
    return true;
}

static void test_tree__no_line_is_longer_than_asked_for(void) {
    static const char *const notation =
        "root:app.Holder-.some_extremely_long_attribute_name_that_goes_on_and_on->a:app.VeryLongNameOfAType{"
        "size=123456789} "
        "b='a text that is as long as previews can be'...->a "
        "d:dict-['日本語のキー日本語のキー日本語のキー']->a a->l:list-[0]->b2->c->d2->e->f->g->i->j->k->a";
    heap *h = heap_of(notation);
    for (uint32_t columns = 40; columns <= 120; columns += 1) {
        for (int style = 0; style < 2; style++) {
            rs_tree_options options = style ? classic : box;
            options.columns = columns;
            options.depth = 12;
            options.ascii = columns % 2;
            rs_text text = tree_of(h, "a", &options);
            if (!options.ascii || style) check("narrow", is_narrow(text.data, columns));
            rs_text_release(&text);
        }
    }
    heap_free(h);
}

/* ---- At random --------------------------------------------------------------------------------------------------------- */

/* Every line but the roots' hangs from a line above it: the branch characters say where. */
static void check_branches(const rs_text *text) {
    char open[4000] = {0}; /* open[level]: a branch goes on below at this level */
    for (const char *line = text->data; line && *line;) {
        size_t level = 0;
        bool sound = true;
        while (strncmp(line, "|  ", 3) == 0 || strncmp(line, "   ", 3) == 0) {
            sound = sound && (line[0] == '|') == open[level];
            level++;
            line += 3;
        }
        bool branch = strncmp(line, "+- ", 3) == 0, last = strncmp(line, "`- ", 3) == 0;
        if (branch || last) open[level++] = branch;
        memset(open + level, 0, sizeof open - level);
        if (!check("the branches above go on", sound)) return;
        line = strchr(line, '\n');
        line += line != NULL;
    }
}

static void test_tree__branches_join_at_random(void) {
    for (uint64_t seed = 1; seed <= 200; seed++) {
        heap_random_options how = {.seed = seed,
                                   .objects = 30,
                                   .references = 60,
                                   .records = 2,
                                   .held_per_mille = 100,
                                   .leaves_per_mille = 100};
        heap *h = heap_random(&how);
        rs_tree_options options = box;
        options.ascii = true;
        options.columns = 0;
        options.depth = (uint32_t)(seed % 9);
        options.width = (uint32_t)(seed % 4);
        options.direction = seed % 2 ? RS_TOWARDS_REFERENTS : RS_TOWARDS_REFERRERS;
        rs_graph *graph = NULL;
        rs_error err = RS_ERROR_INIT;
        check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
        rs_text text = RS_TEXT_INIT, again = RS_TEXT_INIT;
        rs_object_id object = (rs_object_id)(seed % h->count);
        check_ok("tree", rs_tree_render(&text, graph, &object, 1, &options, &err), &err);
        check_ok("tree", rs_tree_render(&again, graph, &object, 1, &options, &err), &err);
        check_branches(&text);
        check_text("the same again", rs_text_string(&text), rs_text_string(&again));
        rs_text_release(&text);
        rs_text_release(&again);
        options.style = RS_TREE_CLASSIC;
        check_ok("classic", rs_tree_render(&text, graph, &object, 1, &options, &err), &err);
        rs_text_release(&text);
        rs_graph_free(graph);
        heap_free(h);
    }
}

/* ---- Out of memory ------------------------------------------------------------------------------------------------------ */

typedef struct trial {
    const heap *h;
    rs_tree_style style;
    uint32_t width;
} trial;

/* A graph that has its passes already: how those fail is tested where they are. */
static rs_graph *prepared(const heap *h) {
    rs_graph *graph = NULL;
    const rs_referrers *referrers = NULL;
    const rs_liveness *liveness = NULL;
    allocation_failures_pause();
    check_number("graph", rs_graph_new(&graph, h->snapshot, NULL), RS_OK);
    check_number("referrers", rs_graph_referrers(&referrers, graph, NULL), RS_OK);
    check_number("liveness", rs_graph_liveness(&liveness, graph, NULL), RS_OK);
    allocation_failures_resume();
    return graph;
}

static rs_status try_tree(void *context, rs_error *err) {
    const trial *t = context;
    rs_tree_options options = box;
    options.style = t->style;
    options.width = t->width;
    rs_object_id object = heap_id(t->h, "r");
    rs_graph *graph = prepared(t->h);
    rs_text text = RS_TEXT_INIT;
    rs_status status = rs_tree_render(&text, graph, &object, 1, &options, err);
    rs_text_release(&text);
    rs_graph_free(graph);
    return status;
}

static void test_tree__out_of_memory_at_every_allocation(void) {
    heap *h = heap_of(shop);
    heap *last = heap_of("a->r b->r c->r q='a text that is longer than all that stood here before'->a d->a");
    trial boxed = {h, RS_TREE_BOX, 3}, drawn = {h, RS_TREE_CLASSIC, 3}, longest = {last, RS_TREE_BOX, 1};
    check("a long line before the rest", for_each_allocation_failure("longest", try_tree, &longest) > 10);
    heap_free(last);
    check("box", for_each_allocation_failure("box", try_tree, &boxed) > 10);
    check("classic", for_each_allocation_failure("classic", try_tree, &drawn) > 10);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_tree__the_shop_as_a_box),
    TEST(test_tree__the_shop_in_colour),
    TEST(test_tree__the_shop_in_ascii),
    TEST(test_tree__the_shop_as_refbrowser_drew_it),
    TEST(test_tree__the_shop_in_forty_columns),
    TEST(test_tree__the_shop_with_its_scenery),
    TEST(test_tree__what_a_module_refers_to),
    TEST(test_tree__small_shapes),
    TEST(test_tree__an_object_stands_with_its_children_where_it_is_nearest),
    TEST(test_tree__garbage_is_told_where_it_starts_and_ends),
    TEST(test_tree__depth_is_an_order_and_says_what_it_hides),
    TEST(test_tree__width_leaves_room_for_every_type),
    TEST(test_tree__modules_and_frames_come_first_then_instances_then_containers),
    TEST(test_tree__only_what_belongs_to_one_is_folded),
    TEST(test_tree__types_explain_what_is_stored_in_them_and_nothing_else),
    TEST(test_tree__referents_see_through_parts_and_leave_out_scenery),
    TEST(test_tree__several_objects_and_the_rest_of_them),
    TEST(test_tree__a_million_levels_in_both_styles_and_directions),
    TEST(test_tree__a_million_referrers_are_counted_and_not_shown),
    TEST(test_tree__no_line_is_longer_than_asked_for),
    TEST(test_tree__branches_join_at_random),
    TEST(test_tree__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "tree", tests);
}
