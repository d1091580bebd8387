/* test_cycles.c: the cycle report: patterns, their names, their numbers, their examples.
 * What is tested: graph/cycles.c and the files it names; the cuts are in test_cut.c, the pictures in test_cycles_draw.c.
 *                                                                                                  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_components.h"
#include "rs_cycles.h"
#include "rs_memory.h"
#include "rs_refgraph.h"

/* ---- Help ----------------------------------------------------------------------------------------------------------- */

typedef struct scene {
    heap *h;
    rs_graph *graph;
    rs_cycles *report;
} scene;

static scene report_of(heap *h, rs_scope scope, bool classes) {
    rs_error err = RS_ERROR_INIT;
    rs_cycles_options options = {.scope = scope, .classes = classes};
    scene s = {.h = h};
    check_ok("graph", rs_graph_new(&s.graph, h->snapshot, &err), &err);
    check_ok("report", rs_cycles_find(&s.report, s.graph, &options, &err), &err);
    return s;
}

static void scene_free(scene *s) {
    rs_cycles_free(s->report);
    rs_graph_free(s->graph);
    heap_free(s->h);
}

/* One line a pattern: "Node.a -> Node.b -> Node x1 2 objects 32 bytes". */
static void describe(rs_text *text, const rs_cycles *report) {
    for (size_t i = 0; i < rs_cycles_count(report); i++) {
        const rs_pattern *p = rs_cycles_pattern(report, i);
        rs_text_addf(text, "%s%s x%zu %llu objects %llu bytes%s", i ? "; " : "", p->text, p->count,
                     (unsigned long long)p->objects, (unsigned long long)p->bytes,
                     p->scope == RS_SCOPE_LIVE ? " live" : "");
    }
}

static void check_report(const char *label, const char *notation, rs_scope scope, bool classes,
                         const char *want) {
    scene s = report_of(heap_of(notation), scope, classes);
    rs_text text = RS_TEXT_INIT;
    describe(&text, s.report);
    check_and_release(label, &text, want);
    scene_free(&s);
}

static void test_cycles__no_pattern_without_a_cycle(void) {
    static const char *const heaps[] = {"a", "a->b->c", "root->a a->b", "a:list->b"};
    for (size_t i = 0; i < RS_COUNT(heaps); i++) check_report(heaps[i], heaps[i], RS_SCOPE_ALL, false, "");
}

/* ---- Numbers -------------------------------------------------------------------------------------------------------- */

static void test_cycles__components_that_read_alike_are_one_pattern(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"two pairs", "a-.peer->b-.peer->a c-.peer->d-.peer->c", "Node.peer -> Node x2 4 objects 64 bytes"},
        {"a pair and a ring", "a-.peer->b-.peer->a c-.peer->d-.peer->e-.peer->c",
         "Node.peer -> Node x2 5 objects 80 bytes"},
        {"another attribute", "a-.peer->b-.peer->a c-.pear->d-.pear->c",
         "Node.pear -> Node x1 2 objects 32 bytes; Node.peer -> Node x1 2 objects 32 bytes"},
        {"the most bytes first", "a-.a->a b{size=90}-.b->b",
         "Node.b -> Node x1 1 objects 90 bytes; Node.a -> Node x1 1 objects 16 bytes"},
        {"lists are told apart by who holds them",
         "a-.x->l:list->b:L-.up->a l->c:T-.up->a a-.y->m:list->d:L-.up->a m->e:T-.up->a",
         "L.up -> Node.x[] -> L x1 7 objects 112 bytes; L.up -> Node.y[] -> L x1 7 objects 112 bytes; "
         "Node.x[] -> T.up -> Node x1 7 objects 112 bytes; Node.y[] -> T.up -> Node x1 7 objects 112 bytes"},
        {"two shapes in one component", "a-.left->b b-.up->a a-.right->c:Leaf c-.up->a",
         "Leaf.up -> Node.right -> Leaf x1 3 objects 48 bytes; Node.left -> Node.up -> Node x1 3 objects 48 "
         "bytes"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_report(cases[i].label, cases[i].heap, RS_SCOPE_ALL, false, cases[i].want);
}

static void test_cycles__bytes_are_what_the_cycle_keeps(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"a tail", "a-.x->a a->t{size=100}->u{size=1000}", "Node.x -> Node x1 1 objects 1116 bytes"},
        {"its dict and what is in it", "a-.__dict__->d:dict{size=200} d-['x']->a d-['y']->t{size=1000}",
         "Node.x -> Node x1 2 objects 1216 bytes"},
        {"a tail of two", "a-.x->a b-.y->b a->t{size=100} b->t a->u{size=7}",
         "Node.x -> Node x1 1 objects 23 bytes; Node.y -> Node x1 1 objects 16 bytes"},
        {"behind a tail of two", "a-.x->a b-.y->b a->t b->t t->u",
         "Node.x -> Node x1 1 objects 16 bytes; Node.y -> Node x1 1 objects 16 bytes"},
        {"another cycle keeps itself", "a-.x->a a->b b-.y->b b->t{size=100}",
         "Node.y -> Node x1 1 objects 116 bytes; Node.x -> Node x1 1 objects 16 bytes"},
        {"what is alive is not kept", "root->t{size=100} a-.x->a a->t",
         "Node.x -> Node x1 1 objects 16 bytes"},
        {"of what is alive only its own", "root->a a-.x->a a->t{size=100}",
         "Node.x -> Node x1 1 objects 16 bytes live"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_report(cases[i].label, cases[i].heap, RS_SCOPE_ALL, false, cases[i].want);
}

static void test_cycles__scope_and_sums(void) {
    static const struct {
        const char *label;
        rs_scope scope;
        const char *want;
        size_t components, objects;
    } cases[] = {
        {"garbage", RS_SCOPE_GARBAGE, "Node.g -> Node x1 1 objects 36 bytes", 1, 1},
        {"live", RS_SCOPE_LIVE, "Node.a -> Node.b -> Node x1 2 objects 32 bytes live", 1, 2},
        {"all", RS_SCOPE_ALL,
         "Node.g -> Node x1 1 objects 36 bytes; Node.a -> Node.b -> Node x1 2 objects 32 bytes live", 2, 3},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = report_of(heap_of("root->a a->b b->a g{size=20}-.g->g->t"), cases[i].scope, false);
        rs_cycles_totals sums = rs_cycles_sums(s.report);
        rs_text text = RS_TEXT_INIT;
        describe(&text, s.report);
        check_and_release(cases[i].label, &text, cases[i].want);
        check_number(cases[i].label, sums.components, cases[i].components);
        check_number(cases[i].label, sums.cyclic_objects, cases[i].objects);
        check_number(cases[i].label, sums.garbage_objects, 2);
        check_number(cases[i].label, sums.garbage_bytes, 36);
        check_number(cases[i].label, sums.left_out, 0);
        scene_free(&s);
    }
    check_report("one word alive and dead", "root->a a-.x->a b-.x->b", RS_SCOPE_ALL, false,
                 "Node.x -> Node x1 1 objects 16 bytes; Node.x -> Node x1 1 objects 16 bytes live");
}

/* ---- Who holds it --------------------------------------------------------------------------------------------------- */

static void test_cycles__what_is_alive_is_told_with_who_holds_it(void) {
#define MODULE "i:interpreter-.modules->s:dict-['app']->app:module{name=app}-.__dict__->n:dict "
    static const struct {
        const char *label, *heap, *want;
        size_t step;
    } cases[] = {
        {"garbage", "a-.b->b:Leaf-.a->a", "nobody", 0},
        {"held by nobody who is seen", "root_a-.me->root_a",
         "held from outside (1 reference): Node at 0x1000", 0},
        {"by a module", MODULE "n-['x']->a a-.me->a", "module app.x", 0},
        {"at the second step", MODULE "n-['x']->l:list-[0]->b:Leaf a-.b->b b-.a->a", "module app.x[0]", 0},
        {"at the nearer of two", MODULE "n-['x']->l:list-[0]->a n-['y']->b:Leaf a-.b->b b-.a->a",
         "module app.y", 0},
        {"a module before nobody", MODULE "n-['x']->l:list-[0]->a root_b:Leaf-.a->a a-.b->root_b",
         "module app.x[0]", 1},
        {"a variable",
         "t:thread{name=\"main thread\"}-.frame->f:running_frame{name=\"work (app.py:3)\"} f-local x->a "
         "a-.me->a",
         "local x of work (app.py:3) in main thread", 0},
    };
#undef MODULE
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = report_of(heap_of(cases[i].heap), RS_SCOPE_ALL, false);
        const rs_pattern *p = rs_cycles_pattern(s.report, 0);
        rs_text text = RS_TEXT_INIT;
        size_t skipped = 0;
        check_number(cases[i].label, rs_cycles_count(s.report), 1);
        if (p->held.reason != RS_ROOT_NONE) {
            rs_text_add_path_start(&text, s.graph, &p->held, &skipped);
            rs_text_add_path(&text, s.h->snapshot, p->held.references + skipped, p->held.length - skipped);
            rs_object_id end = p->held.length ? rs_snapshot_columns(s.h->snapshot)
                                                    ->target[p->held.references[p->held.length - 1]]
                                              : p->held.root;
            check_number(cases[i].label, p->example[p->held_step].object, end);
        } else {
            rs_text_add(&text, "nobody");
        }
        check_and_release(cases[i].label, &text, cases[i].want);
        check_number(cases[i].label, p->held_step, cases[i].step);
        scene_free(&s);
    }
}

/* ---- CPython's own -------------------------------------------------------------------------------------------------- */

#define A_CLASS                                                                                              \
    "T:type-.__mro__->m:tuple->T T-.__dict__->d:dict d-['__dict__']->g:getset_descriptor-.__objclass__->T "  \
    "d-['f']->f:function-.__closure__->u:tuple u-closure __class__->c:cell->T "                              \
    "d-['__new__']->b:builtin_function_or_method-.__self__->T"

static void test_cycles__a_class_is_no_cycle_to_report(void) {
    static const struct {
        const char *label, *heap;
        bool classes;
        const char *want;
        size_t set_aside;
    } cases[] = {
        {"set aside", A_CLASS, false, "", 1},
        {"asked for", "T:type-.__mro__->m:tuple->T", true,
         "class T.__mro__[] -> class T x1 2 objects 32 bytes", 0},
        {"it keeps itself", A_CLASS " a-.me->a a-.kind->T", false, "Node.me -> Node x1 1 objects 16 bytes",
         1},
        {"what the program adds", A_CLASS " T-.registry->l:list->T", false,
         "class T.registry[] -> class T x1 2 objects 144 bytes", 0},
        {"a base that lists its subclasses",
         "B:type-.__mro__->m:tuple->B S:type-.__mro__->n:tuple n->S n->B S-.__base__->B "
         "S-.__bases__->t:tuple->B B-.plugins->l:list->S",
         false, "class B.plugins[] -> class S.__bases__[] -> class B x1 4 objects 96 bytes", 0},
        {"a closure over another class",
         "T:type-.f->f:function-.__closure__->u:tuple u-closure klass->c:cell->T", false,
         "class T.f -> function closure klass -> class T x1 4 objects 64 bytes", 0},
        {"a method's __self__ is the program's", "T:type-.f->m:method-.__self__->T", false,
         "class T.f -> method.__self__ -> class T x1 2 objects 32 bytes", 0},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = report_of(heap_of(cases[i].heap), RS_SCOPE_ALL, cases[i].classes);
        rs_text text = RS_TEXT_INIT;
        describe(&text, s.report);
        check_and_release(cases[i].label, &text, cases[i].want);
        check_number(cases[i].label, rs_cycles_sums(s.report).set_aside, cases[i].set_aside);
        scene_free(&s);
    }
}

static void test_cycles__modules_that_live_are_no_cycle_to_report(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"a function and its live module",
         "root->m:module-.__dict__->d:dict-['f']->f:function-.__globals__->d", ""},
        {"and its dead one", "m:module-.__dict__->d:dict-['f']->f:function-.__globals__->d",
         "function.__globals__['f'] -> function x1 2 objects 32 bytes"},
        {"modules that import each other", "root->m:module-.n->n:module-.m->m", ""},
        {"builtins", "f:function-.__builtins__->d:dict-['f']->f", ""},
        {"a live class that lists its instances", "root->T:type-.all->l:list->a:T-.__class__->T", ""},
        {"a live class that is listed by its base",
         "root->S:type-.__bases__->t:tuple->B:type-.plugins->l:list->S", ""},
        {"the members of an enumeration",
         "E:enum.EnumType<type-.A->a:app.E-.__class__->E a-.__dict__->d:dict-['__objclass__']->E", ""},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_report(cases[i].label, cases[i].heap, RS_SCOPE_ALL, false, cases[i].want);
}

/* ---- Random heaps --------------------------------------------------------------------------------------------------- */

enum { MOST_OBJECTS = 40, MOST_REFERENCES = 110 };

typedef struct plan {
    uint32_t objects, references;
    uint8_t type[MOST_OBJECTS];
    uint32_t from[MOST_REFERENCES], to[MOST_REFERENCES];
    uint8_t name[MOST_REFERENCES];
} plan;

static plan plan_at_random(uint64_t seed) {
    plan p = {.objects = 4 + (uint32_t)(random_next(&seed) % (MOST_OBJECTS - 4))};
    p.references = p.objects + (uint32_t)(random_next(&seed) % (2 * p.objects));
    if (p.references > MOST_REFERENCES) p.references = MOST_REFERENCES;
    for (uint32_t i = 0; i < p.objects; i++) p.type[i] = (uint8_t)(random_next(&seed) % 5);
    for (uint32_t i = 0; i < p.references; i++) {
        p.from[i] = (uint32_t)(random_next(&seed) % p.objects);
        p.to[i] = (uint32_t)(random_next(&seed) % p.objects);
        p.name[i] = (uint8_t)(random_next(&seed) % 3);
    }
    return p;
}

static void shuffle(uint32_t *order, uint32_t count, uint64_t *seed) {
    for (uint32_t i = 0; i < count; i++) order[i] = i;
    for (uint32_t i = count; i > 1; i--) {
        uint32_t j = (uint32_t)(random_next(seed) % i), other = order[i - 1];
        order[i - 1] = order[j];
        order[j] = other;
    }
}

/* The planned heap with its objects and references in an order drawn by `seed`. */
static heap *build(const plan *p, uint64_t seed, bool containers) {
    static const char *const types[] = {"app.Node", "app.Leaf", "lib.Node", "list", "dict"},
                             *const names[] = {"x", "y", "parent"};
    heap_builder *builder = heap_builder_new();
    uint32_t object_order[MOST_OBJECTS], reference_order[MOST_REFERENCES], number[MOST_OBJECTS], attribute[3];
    shuffle(object_order, p->objects, &seed);
    shuffle(reference_order, p->references, &seed);
    for (int i = 0; i < 3; i++) attribute[i] = RS_NAME(RS_NAME_ATTRIBUTE, heap_add_string(builder, names[i]));
    for (uint32_t i = 0; i < p->objects; i++) {
        heap_object object = heap_node();
        uint8_t type = containers ? p->type[object_order[i]] : p->type[object_order[i]] % 3;
        object.type = types[type];
        object.kind = type == 3 ? RS_KIND_LIST : type == 4 ? RS_KIND_DICT : RS_KIND_INSTANCE;
        number[object_order[i]] = heap_add_object(builder, &object);
    }
    for (uint32_t i = 0; i < p->references; i++) {
        uint32_t r = reference_order[i];
        uint8_t type = containers ? p->type[p->from[r]] : 0;
        uint32_t name = type == 3   ? RS_NAME(RS_NAME_INDEX, i)
                        : type == 4 ? RS_NAME(RS_NAME_KEY_TEXT, 1)
                                    : attribute[p->name[r]];
        heap_add_reference(builder, number[p->from[r]], number[p->to[r]], name);
    }
    return heap_build(builder);
}

static void add_all(rs_text *text, const rs_cycles *report) {
    describe(text, report);
    for (size_t i = 0; i < rs_cycles_count(report); i++) {
        const rs_pattern *p = rs_cycles_pattern(report, i);
        rs_text_addf(text, "; %s cut %s frees %llu example %zu", p->fingerprint, p->cuts[0].edge,
                     (unsigned long long)p->cuts[0].frees_bytes, p->example_steps);
    }
}

static void test_cycles__a_report_does_not_depend_on_the_order_of_objects(void) {
    for (uint64_t seed = 1; seed <= 150; seed++) {
        plan p = plan_at_random(seed);
        scene a = report_of(build(&p, seed, true), RS_SCOPE_ALL, false),
              b = report_of(build(&p, seed + 1000, true), RS_SCOPE_ALL, false);
        rs_text first = RS_TEXT_INIT, second = RS_TEXT_INIT;
        add_all(&first, a.report);
        add_all(&second, b.report);
        check_text("report", rs_text_string(&first), rs_text_string(&second));
        rs_text_release(&first);
        rs_text_release(&second);
        scene_free(&a);
        scene_free(&b);
    }
}

static void check_example(const rs_snapshot *snapshot, const rs_components *components, const rs_pattern *p) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (size_t i = 0; i < p->example_steps; i++) {
        rs_step step = p->example[i], next = p->example[(i + 1) % p->example_steps];
        check("its reference", rs_snapshot_source(snapshot, step.reference) == step.object);
        check("leads to the next", p->example_left_out || c->target[step.reference] == next.object);
        check("in the component", rs_components_of(components, step.object) == p->component);
    }
    check_text("begins as the pattern", rs_snapshot_type_of(snapshot, p->example[0].object)->name,
               p->types[0]);
}

static void test_cycles__an_example_is_a_real_cycle(void) {
    for (uint64_t seed = 1; seed <= 100; seed++) {
        plan p = plan_at_random(seed);
        scene s = report_of(build(&p, seed, true), RS_SCOPE_ALL, false);
        const rs_components *components = NULL;
        check_ok("components", rs_graph_components(&components, s.graph, NULL), NULL);
        for (size_t i = 0; i < rs_cycles_count(s.report); i++)
            check_example(s.h->snapshot, components, rs_cycles_pattern(s.report, i));
        scene_free(&s);
    }
}

static bool is_in_a_pattern(const rs_cycles *report, const char *type, const char *edge) {
    for (size_t i = 0; i < rs_cycles_count(report); i++) {
        const rs_pattern *p = rs_cycles_pattern(report, i);
        for (size_t s = 0; s < p->steps; s++)
            if (strcmp(p->types[s], type) == 0 && strcmp(p->edges[s], edge) == 0) return true;
    }
    return false;
}

static void test_cycles__every_reference_on_a_cycle_is_in_a_pattern(void) {
    size_t seen = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        plan p = plan_at_random(seed);
        scene s = report_of(build(&p, seed, false), RS_SCOPE_ALL, false);
        const rs_components *components = NULL;
        const rs_columns *c = rs_snapshot_columns(s.h->snapshot);
        check_ok("components", rs_graph_components(&components, s.graph, NULL), NULL);
        for (rs_reference_id r = 0; r < c->references; r++) {
            rs_object_id from = rs_snapshot_source(s.h->snapshot, r);
            uint32_t component = rs_components_of(components, from);
            if (component == RS_NO_COMPONENT || component != rs_components_of(components, c->target[r]))
                continue;
            rs_text edge = RS_TEXT_INIT;
            rs_text_add_reference_name(&edge, s.h->snapshot, r);
            check("in a pattern", is_in_a_pattern(s.report, rs_snapshot_type_of(s.h->snapshot, from)->name,
                                                  rs_text_string(&edge)));
            rs_text_release(&edge);
            seen++;
        }
        check_number("left out", rs_cycles_sums(s.report).left_out, 0);
        scene_free(&s);
    }
    check("there were some", seen > 1000);
}

/* The length of the shortest cycle of all, by igraph. */
static size_t girth(const scene *s) {
    rs_error err = RS_ERROR_INIT;
    rs_refgraph *part = NULL;
    rs_object_id all[MOST_OBJECTS];
    size_t least = SIZE_MAX;
    for (uint32_t i = 0; i < s->h->count; i++) all[i] = i;
    check_ok("part", rs_refgraph_of_objects(&part, s->graph, all, s->h->count, &err), &err);
    for (size_t v = 0; v < s->h->count; v++) {
        size_t *edges = NULL, count = 0;
        check_ok("cycle", rs_refgraph_shortest_cycle(part, v, &edges, &count, &err), &err);
        if (count && count < least) least = count;
        rs_release(edges);
    }
    rs_refgraph_free(part);
    return least;
}

static void test_cycles__the_shortest_cycle_is_among_them(void) {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        plan p = plan_at_random(seed);
        scene s = report_of(build(&p, seed, false), RS_SCOPE_ALL, false);
        size_t least = SIZE_MAX;
        for (size_t i = 0; i < rs_cycles_count(s.report); i++)
            if (rs_cycles_pattern(s.report, i)->example_steps < least)
                least = rs_cycles_pattern(s.report, i)->example_steps;
        check_number("length", least, girth(&s));
        scene_free(&s);
    }
}

/* ---- A million ------------------------------------------------------------------------------------------------------ */

static uint32_t attribute(heap_builder *builder, const char *name) {
    return RS_NAME(RS_NAME_ATTRIBUTE, heap_add_string(builder, name));
}

static heap *tree(uint32_t nodes) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node(), list = heap_node();
    uint32_t children = attribute(builder, "children"), parent = attribute(builder, "parent");
    list.type = "list";
    list.kind = RS_KIND_LIST;
    for (uint32_t i = 0; i < nodes; i++) {
        heap_add_object(builder, &node);
        heap_add_object(builder, &list);
        heap_add_reference(builder, 2 * i, 2 * i + 1, children);
        if (i == 0) continue;
        heap_add_reference(builder, 2 * ((i - 1) / 3) + 1, 2 * i, RS_NAME(RS_NAME_INDEX, (i - 1) % 3));
        heap_add_reference(builder, 2 * i, 2 * ((i - 1) / 3), parent);
    }
    return heap_build(builder);
}

/* Rings of `size` nodes each. */
static heap *rings(uint32_t nodes, uint32_t size) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    uint32_t next = attribute(builder, "next");
    for (uint32_t i = 0; i < nodes; i++) heap_add_object(builder, &node);
    for (uint32_t i = 0; i < nodes; i++)
        heap_add_reference(builder, i, i / size * size + (i + 1) % size, next);
    return heap_build(builder);
}

static void test_cycles__a_million_objects_of_one_shape_are_one_line(void) {
    static const struct {
        const char *label;
        heap *(*make)(uint32_t, uint32_t);
        uint32_t size;
        const char *want;
        size_t steps, left_out;
    } cases[] = {
        {"one ring", rings, 1000000, "Node.next -> Node x1 1000000 objects 16000000 bytes", 100, 999900},
        {"pairs", rings, 2, "Node.next -> Node x500000 1000000 objects 16000000 bytes", 2, 0},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = report_of(cases[i].make(1000000, cases[i].size), RS_SCOPE_GARBAGE, false);
        rs_text text = RS_TEXT_INIT;
        describe(&text, s.report);
        check_and_release(cases[i].label, &text, cases[i].want);
        check_number(cases[i].label, rs_cycles_pattern(s.report, 0)->example_steps, cases[i].steps);
        check_number(cases[i].label, rs_cycles_pattern(s.report, 0)->example_left_out, cases[i].left_out);
        scene_free(&s);
    }
    scene s = report_of(tree(500000), RS_SCOPE_GARBAGE,
                        false); /* a leaf's list is on no cycle, but the tree keeps it */
    const rs_pattern *p = rs_cycles_pattern(s.report, 0);
    check_number("a tree", rs_cycles_count(s.report), 1);
    check_text("a tree", p->text, "Node.children[] -> Node.parent -> Node");
    check_number("a tree", p->objects, 666667);
    check_number("a tree", p->bytes, 16000000);
    scene_free(&s);
}

/* ---- Trouble -------------------------------------------------------------------------------------------------------- */

static rs_status whole_report(void *context, rs_error *err) {
    heap *h = context;
    rs_graph *graph = NULL;
    rs_cycles *report = NULL;
    rs_refgraph *part = NULL;
    rs_cycles_options options = {.scope = RS_SCOPE_ALL};
    rs_status status = rs_graph_new(&graph, h->snapshot, err);
    if (status == RS_OK) status = rs_cycles_find(&report, graph, &options, err);
    for (size_t i = 0; status == RS_OK && i < rs_cycles_count(report); i++) {
        status = rs_cycles_draw(&part, report, i, err);
        rs_refgraph_free(part);
        part = NULL;
    }
    rs_cycles_free(report);
    rs_graph_free(graph);
    return status;
}

static void test_cycles__out_of_memory_anywhere_is_a_status(void) {
    heap *h = heap_of(
        "a-.children->l:list->b b-.parent->a root->c c-.__dict__->d:dict-['me']->c b->t " A_CLASS
        " f2:function-.__closure__->t2:tuple t2-closure f->c2:cell->f2 x->y y->x x->u");
    check("some allocations", for_each_allocation_failure("cycles", whole_report, h) > 60);
    heap_free(h);
}

int main(int argc, char **argv) {
    CU_TestInfo tests[] = {
        TEST(test_cycles__no_pattern_without_a_cycle),
        TEST(test_cycles__components_that_read_alike_are_one_pattern),
        TEST(test_cycles__bytes_are_what_the_cycle_keeps),
        TEST(test_cycles__scope_and_sums),
        TEST(test_cycles__what_is_alive_is_told_with_who_holds_it),
        TEST(test_cycles__a_class_is_no_cycle_to_report),
        TEST(test_cycles__modules_that_live_are_no_cycle_to_report),
        TEST(test_cycles__a_report_does_not_depend_on_the_order_of_objects),
        TEST(test_cycles__an_example_is_a_real_cycle),
        TEST(test_cycles__every_reference_on_a_cycle_is_in_a_pattern),
        TEST(test_cycles__the_shortest_cycle_is_among_them),
        TEST(test_cycles__a_million_objects_of_one_shape_are_one_line),
        TEST(test_cycles__out_of_memory_anywhere_is_a_status),
        CU_TEST_INFO_NULL,
    };
    return run_tests(argc, argv, "cycles", tests);
}
