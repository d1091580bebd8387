/* test_cut.c: which reference of a cycle is cut, why, what that frees, and that no cycle is left then.
 * What is tested: graph/cut.c, cut_advice.c, cut_knot.c, freed.c.                                  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <igraph.h>
#include <string.h>

#include "checks.h"
#include "cut.h"
#include "cut_advice.h"
#include "heap.h"
#include "rs_memory.h"

/* ---- Help ----------------------------------------------------------------------------------------------------------- */

typedef struct scene {
    heap *h;
    rs_graph *graph;
    rs_cycles *report;
} scene;

static scene report_of(heap *h) {
    rs_error err = RS_ERROR_INIT;
    rs_cycles_options options = {.scope = RS_SCOPE_ALL};
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

/* ---- Which and why -------------------------------------------------------------------------------------------------- */

static void test_cut__what_points_back_is_cut_and_told_why(void) {
    static const struct {
        const char *label, *heap, *edge, *why; /* the beginning of the sentence */
    } cases[] = {
        {"a parent", "a-.children->l:list->b b-.parent->a", "Node.parent",
         "`parent` points back at what already holds the Node: "
         "make it a weakref.ref, or clear it when the Node is taken out"},
        {"a private parent", "a-.kids->l:list->b b-._parent->a", "Node._parent", "`_parent` points back"},
        {"a name that ends so", "a-.x->b b-.tree_parent->a", "Node.tree_parent", "`tree_parent` points back"},
        {"a qualified type", "a:app.Tree-.x->b:app.Leaf b-.owner->a", "app.Leaf.owner",
         "`owner` points back at what already holds "
         "the Leaf"},
        {"a callback", "a-.on_done->b b-.target->a", "Node.on_done", "`on_done` keeps what it calls alive"},
        {"callbacks in a list", "a-.listeners->l:list->b b-.subject->a", "Node.listeners[]",
         "`listeners` keeps what it calls alive"},
        {"a parent before a callback", "a-.on_done->b b-.parent->a", "Node.parent", "`parent`"},
        {"an attribute before items", "a-.items->l:list->b b-.thing->a", "Node.thing",
         "`thing` closes the cycle: make it a "
         "weakref.ref, or clear it when the Node is done with"},
        {"items when there is nothing else", "a-.items->l:list->a", "Node.items[]",
         "the Node is still in `items` of the Node: take it "
         "out"},
        {"an own method", "a-.call->m:method-.__self__->a", "Node.call",
         "a bound method kept on its own object"},
        {"a method further away", "a-.x->b-.call->m:method-.__self__->a", "Node.call",
         "the bound method in `call` holds its object"},
        {"a closure that names itself", "f:function-.__closure__->t:tuple t-closure fact->c:cell->f",
         "function closure fact", "the function holds itself through the variable `fact` of its closure"},
        {"a closure", "a-.run->f:function-.__closure__->t:tuple t-closure self->c:cell->a",
         "function closure self", "the closure keeps `self` as long as the function lives"},
        {"a callback before a closure",
         "a-.callback->f:function-.__closure__->t:tuple t-closure self->c:cell->a", "Node.callback",
         "`callback`"},
        {"an exception", "e:Exception-.__traceback__->t:traceback-.tb_frame->f:frame f-local e->e",
         "frame local e",
         "the frame's variable `e` holds the exception whose traceback holds the frame: `del e`"},
        {"an exception in something",
         "e:Exception-.__traceback__->t:traceback-.tb_frame->f:frame f-local job->j-.error->e", "Node.error",
         "the exception kept in `error` keeps the frames of its traceback"},
        {"an exception in a namespace",
         "e:Exception-.__traceback__->t:traceback-.tb_frame->f:frame f-local job->l:list->m:Some-.x->e",
         "Some.x", "the exception kept in `x`"},
        {"a context", "e:Exception-.__context__->x:app.Error<Exception-.cause->e", "app.Error.cause",
         "`cause` closes"},
        {"a generator", "g:generator-local me->g", "generator local me",
         "the generator holds itself through its own variable `me`"},
        {"a generator with a frame of its own", "g:generator-.gi_frame->f:frame-local me->g",
         "generator local me", "the generator holds itself through its own variable `me`"},
        {"a generator kept", "a-.numbers->g:generator-local me->a", "Node.numbers",
         "what is waiting in `numbers` keeps its variables until it has ended"},
        {"a generator further away", "g:generator-local me->l:list->a a-.x->b-.y->g", "Node.y",
         "what is waiting in `y`"},
        {"a thread", "a:app.Poller-.worker->t:threading.Thread-._target->m:method-.__self__->a",
         "app.Poller.worker", "a Thread keeps what it is to run until it has run"},
        {"a document",
         "e:xml.dom.minidom.Element-.childNodes->l:list->f:xml.dom.minidom.Element f-.parentNode->e",
         "xml.dom.minidom.Element.parentNode",
         "`parentNode` points back into the document: call its unlink()"},
        {"a context", "c:_contextvars.Context-.variables->h:hamt-.root->n:hamt_bitmap_node-[0]->a a-.in->c",
         "_contextvars.Context.variables[]", "the Context keeps what a context variable was set to in it"},
        {"the library's own", "a:configparser.Section-._parser->p:configparser.Parser-.all->d:dict-['x']->a",
         "configparser.Section._parser",
         "`_parser` belongs to the library that has the Section: let go of the Section, or of what leads to "
         "it"},
        {"a cycle of the library", "a:logging.Logger-.manager->m:logging.Manager-.all->d:dict-['x']->a",
         "logging.Logger.manager",
         "`manager` closes the cycle: make it a weakref.ref, or clear it when the Logger is done with; every "
         "class on "
         "this cycle is the standard library's"},
        {"a name in a namespace is no attribute", "f:function-.__globals__->d:dict-['root']->f",
         "function.__globals__['root']", "`root` is a name in a namespace"},
        {"a class on the way is the program's",
         "a:configparser.Section-._parser->p:app.Parser-.all->d:dict-['x']->a",
         "configparser.Section._parser",
         "`_parser` belongs to the library that has the Section: let go of the Section, or of what leads to "
         "it"},
        {"a class that names itself",
         "T:type{name=app.T}-.__dict__->d:dict-['make']->f:function-.__closure__->t:tuple t-closure "
         "T->c:cell->T",
         "function closure T", "a function inside the class names it"},
        {"a class with an instance",
         "T:type{name=app.T}-.__dict__->d:dict-['it']->a:app.T-.x->b:app.U<dict-['y']->T", "app.T.x",
         "`x` closes"},
        {"a class with nothing but it", "T:type{name=app.T}-.__dict__->d:dict-['it']->a:app.T-.__class__->T",
         "class app.T.it", "`it` is an attribute of the class"},
        {"a cached property",
         "Page:type-.__dict__->d:dict-['view']->p:functools.cached_property a:Page-.view->v:View-.page->a",
         "Page.view", "`view` is the value that functools.cached_property keeps on the Page"},
        {"half weak", "a:app.Leaf-.node->b:app.Tree-.leaf->a a-.weak_node->w:weakref", "app.Leaf.node",
         "`node` closes the cycle: make it a weakref.ref, or clear it when the Leaf is done with; "
         "`weak_node` of the "
         "Leaf is a weak reference already, this one is not"},
        {"half weak in a dict",
         "a:app.Leaf-.node->b:app.Tree-.leaf->a "
         "b-.__dict__->d:dict-['by_name']->w:weakref.WeakValueDictionary",
         "app.Leaf.node",
         "`node` closes the cycle: make it a weakref.ref, or clear it when the Leaf is done with; `by_name` "
         "of the "
         "Tree is a weak reference already, this one is not"},
        {"a callback of a weak reference", "a-.watch->w:weakref-.__callback__->m:method-.__self__->a",
         "weakref.ReferenceType.__callback__", "a weak reference holds its callback strongly: let"},
        {"a future", "f:_asyncio.Future-.callbacks->l:list->m:method-.__self__->a a-.waits_for->f",
         "_asyncio.Future.callbacks[]", "`callbacks` is let go of when the Future is done"},
        {"a callback kept by the library for itself",
         "t:asyncio.selector_events._Transport-._ready->m:method-.__self__->t",
         "asyncio.selector_events._Transport._ready",
         "`_ready` belongs to the library that has the _Transport"},
        {"an exception in a future",
         "e:Exception-.__traceback__->t:traceback-.tb_frame->f:frame f-local "
         "job->j:_asyncio.Future-._exception->e",
         "frame local job", "the frame's variable `job` leads back to the exception"},
        {"a class of the library",
         "T:type{name=datetime.date}-.__dict__->d:dict-['min']->a:datetime.date-.__class__->T",
         "class datetime.date.min", "the class datetime.date is the standard library's"},
        {"a logger", "l:logging.Logger-.handlers->x:list->h:app.Handler-.log->l", "logging.Logger.handlers[]",
         "the logger keeps its handlers until they are taken off: call removeHandler"},
        {"a method of C on its own object", "r:app.Row-.put->b:builtin_function_or_method-.__self__->r",
         "app.Row.put", "a bound method kept on its own object"},
        {"a cached method",
         "c:functools._lru_cache_wrapper-.cache->d:dict-['k']->a:app.Node-.kind->T-.value->c",
         "functools._lru_cache_wrapper.cache[]",
         "the cache of functools.lru_cache keeps every Node it was called with"},
        {"a global", "f:function-.__globals__->d:dict-['work']->f", "function.__globals__['work']",
         "`work` is a name in a namespace"},
        {"a key", "a-.index->d:dict-[a]->v", "Node.index key", "the Node is a key of `index`"},
        {"a list in itself", "l:list->l", "list[]", "the list is still an item of the list"},
        {"what CPython links comes last", "a-.x->m:method-.__func__->f:function-.owner_of->a", "Node.x",
         "the bound method in `x`"},
        {"nothing else to cut", "m:method-.__self__->n:method-.__self__->m", "method.__self__",
         "`__self__` is how CPython links the "
         "method to the method"},
        {"a dict held twice", "a-.__dict__->d:dict-['parent']->a b-.spy->d d-['b']->b", "Node.parent",
         "`parent` points back"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = report_of(heap_of(cases[i].heap));
        const rs_pattern *p = NULL;
        for (size_t n = 0; n < rs_cycles_count(s.report); n++) {
            p = rs_cycles_pattern(s.report, n);
            if (strcmp(p->cuts[0].edge, cases[i].edge) == 0) break;
        }
        if (!check(cases[i].label, p != NULL)) continue;
        check_number(cases[i].label, p->cut_count, 1);
        check_text(cases[i].label, p->cuts[0].edge, cases[i].edge);
        rs_text why = RS_TEXT_INIT;
        rs_text_add_bytes(&why, p->cuts[0].why,
                          strlen(p->cuts[0].why) < strlen(cases[i].why) ? strlen(p->cuts[0].why)
                                                                        : strlen(cases[i].why));
        check_and_release(cases[i].label, &why, cases[i].why);
        scene_free(&s);
    }
}

static void test_cut__of_two_plain_attributes_the_one_from_many_to_few(void) {
    static const struct {
        const char *label, *heap, *edge;
    } cases[] = {
        {"alike: the first by text", "a:A-.x->b:B-.y->a", "A.x"},
        {"two sections of one", "a:A-.x->b:B-.y->a c:B-.y->a a-.z->c", "B.y"},
        {"one of two", "a:B-.x->b:A-.y->a c:B-.x->b b-.z->c", "B.x"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = report_of(heap_of(cases[i].heap));
        for (size_t n = 0; n < rs_cycles_count(s.report); n++)
            check_text(cases[i].label, rs_cycles_pattern(s.report, n)->cuts[0].edge, cases[i].edge);
        scene_free(&s);
    }
}

/* ---- What it frees -------------------------------------------------------------------------------------------------- */

static void test_cut__frees_what_the_cycle_kept(void) {
    static const struct {
        const char *label, *heap, *want; /* each pattern's text and what its cut frees */
    } cases[] = {
        {"all of it", "a-.x->b-.parent->a a->t{size=100}", "Node.parent -> Node.x -> Node 132"},
        {"several components", "a-.x->a b-.x->b c-.x->c->t{size=100}", "Node.x -> Node 148"},
        {"nothing alive", "root->a a-.x->a", "Node.x -> Node 0"},
        {"half of a component", "a-.x->b{size=1000}-.parent->a a-.y->a",
         "Node.parent -> Node.x -> Node 0; Node.y -> Node 0"},
        {"what only the cut cycle held", "a-.y->a a-.x->b{size=1000}-.z->c{size=100} c-.parent->b c-.back->a",
         "Node.back -> Node.x -> Node.z -> Node 0; Node.parent -> Node.z -> Node 0; Node.y -> Node 0"},
        {"behind the cut", "a-.me->a a-.way->b{size=1000} b-.parent->a b-.z->c{size=100} c-.parent->b",
         "Node.me -> Node 0; Node.parent -> Node.way -> Node 0; Node.parent -> Node.z -> Node 0"},
        {"one cut for two patterns", "a-.x->b-.parent->a a-.y->c-.parent->a",
         "Node.parent -> Node.x -> Node 48; Node.parent -> Node.y -> Node 48"},
        {"a cut that takes out the middle", "a-.me->a a-.prev->b{size=1000} b-.next->a",
         "Node.me -> Node 0; Node.next -> Node.prev -> Node 1000"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = report_of(heap_of(cases[i].heap));
        rs_text text = RS_TEXT_INIT;
        for (size_t n = 0; n < rs_cycles_count(s.report); n++) {
            const rs_pattern *p = rs_cycles_pattern(s.report, n);
            rs_text_addf(&text, "%s%s %llu", n ? "; " : "", p->text,
                         (unsigned long long)p->cuts[0].frees_bytes);
        }
        check_and_release(cases[i].label, &text, cases[i].want);
        scene_free(&s);
    }
}

/* ---- What is left --------------------------------------------------------------------------------------------------- */

/* Objects and references at random, of three types, lists and dicts, with four names. */
static heap *heap_at_random(uint64_t seed) {
    static const char *const types[] = {"Node", "Leaf", "Tree", "list", "dict"}, *const names[] = {"x", "y",
                                                                                                   "parent",
                                                                                                   "on_call"};
    heap_builder *builder = heap_builder_new();
    uint32_t objects = 3 + (uint32_t)(random_next(&seed) % 25),
             references = objects + (uint32_t)(random_next(&seed) % (2 * objects));
    uint32_t attribute[4], type[32];
    for (int i = 0; i < 4; i++) attribute[i] = RS_NAME(RS_NAME_ATTRIBUTE, heap_add_string(builder, names[i]));
    for (uint32_t i = 0; i < objects; i++) {
        heap_object object = heap_node();
        type[i] = (uint32_t)(random_next(&seed) % 5);
        object.type = types[type[i]];
        object.kind = type[i] == 3 ? RS_KIND_LIST : type[i] == 4 ? RS_KIND_DICT : RS_KIND_INSTANCE;
        heap_add_object(builder, &object);
    }
    for (uint32_t i = 0; i < references; i++) {
        uint32_t from = (uint32_t)(random_next(&seed) % objects),
                 to = (uint32_t)(random_next(&seed) % objects);
        uint32_t name = attribute[random_next(&seed) % 4];
        if (type[from] == 3) name = RS_NAME(RS_NAME_INDEX, i);
        if (type[from] == 4) name = RS_NAME(RS_NAME_KEY_TEXT, 1);
        heap_add_reference(builder, from, to, name);
    }
    return heap_build(builder);
}

static bool is_cut_by_any(const rs_cycles *report, uint32_t edge) {
    for (size_t i = 0; i < report->count; i++)
        if (rs__is_cut(report, &report->found[i], edge)) return true;
    return false;
}

static bool is_acyclic(igraph_vector_int_t *ends, uint32_t vertices) {
    igraph_t graph;
    igraph_bool_t acyclic = false;
    check("created", igraph_create(&graph, ends, vertices, IGRAPH_DIRECTED) == IGRAPH_SUCCESS);
    check("asked", igraph_is_dag(&graph, &acyclic) == IGRAPH_SUCCESS);
    igraph_destroy(&graph);
    igraph_vector_int_clear(ends);
    return acyclic;
}

static void test_cut__all_cuts_together_leave_no_cycle(void) {
    igraph_vector_int_t ends;
    igraph_vector_int_init(&ends, 0);
    size_t cyclic = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        scene s = report_of(heap_at_random(seed));
        const rs_knots *k = &s.report->knots;
        for (uint32_t e = 0; e < k->edges; e++) {
            if (is_cut_by_any(s.report, e)) continue;
            igraph_vector_int_push_back(&ends, k->from[e]);
            igraph_vector_int_push_back(&ends, k->to[e]);
        }
        check("acyclic", is_acyclic(&ends, k->vertices));
        check_number("uncut", rs_cycles_sums(s.report).uncut, 0);
        cyclic += k->count > 0;
        scene_free(&s);
    }
    check("there were cycles", cyclic > 200);
    igraph_vector_int_destroy(&ends);
}

/* The walks that spell a pattern's word, as a graph: vertex v * steps + i is object v about to make step i. */
static void add_walks(igraph_vector_int_t *ends, const scene *s, const rs_found *found, bool with_cut) {
    const rs_knots *k = &s->report->knots;
    size_t steps = found->shown.steps;
    for (uint32_t e = 0; e < k->edges; e++)
        for (size_t i = 0; i < steps; i++) {
            if (strcmp(found->shown.edges[i], rs__edge_label(&s->report->kinds, e)->text) != 0) continue;
            if (strcmp(found->shown.types[i], rs__vertex_type(k, k->from[e])->name) != 0) continue;
            if (with_cut && rs__is_cut(s->report, found, e)) continue;
            igraph_vector_int_push_back(ends, (igraph_integer_t)(k->from[e] * steps + i));
            igraph_vector_int_push_back(ends, (igraph_integer_t)(k->to[e] * steps + (i + 1) % steps));
        }
}

static void test_cut__a_cut_leaves_no_cycle_of_its_pattern(void) {
    igraph_vector_int_t ends;
    igraph_vector_int_init(&ends, 0);
    size_t real = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        scene s = report_of(heap_at_random(seed));
        for (size_t i = 0; i < s.report->count; i++) {
            const rs_found *found = &s.report->found[i];
            uint32_t vertices = s.report->knots.vertices * (uint32_t)found->shown.steps;
            add_walks(&ends, &s, found, false);
            real += !is_acyclic(&ends, vertices);
            add_walks(&ends, &s, found, true);
            check("acyclic", is_acyclic(&ends, vertices));
        }
        scene_free(&s);
    }
    check("they were cycles before", real > 100);
    igraph_vector_int_destroy(&ends);
}

static void test_cut__no_other_step_of_the_pattern_is_cheaper(void) {
    enum { WAY_BACK = 5 }; /* what leading from many to few is worth */
    for (uint64_t seed = 1; seed <= 100; seed++) {
        scene s = report_of(heap_at_random(seed));
        for (size_t i = 0; i < s.report->count; i++) {
            const rs_found *found = &s.report->found[i];
            double cut = 0, least = 1e9;
            for (size_t step = 0; step < found->shown.steps; step++) {
                double weight = rs__cut_advice(s.h->snapshot, found->steps, found->shown.steps, step).weight;
                rs_text text = RS_TEXT_INIT;
                rs__text_add_step(&text, &found->steps[step], true);
                if (strcmp(rs_text_string(&text), found->shown.cuts[0].edge) == 0) cut = weight;
                if (weight < least) least = weight;
                rs_text_release(&text);
            }
            check("one of its steps", cut > 0);
            check("the cheapest", cut - WAY_BACK <= least);
        }
        scene_free(&s);
    }
}

int main(int argc, char **argv) {
    CU_TestInfo tests[] = {
        TEST(test_cut__what_points_back_is_cut_and_told_why),
        TEST(test_cut__of_two_plain_attributes_the_one_from_many_to_few),
        TEST(test_cut__frees_what_the_cycle_kept),
        TEST(test_cut__all_cuts_together_leave_no_cycle),
        TEST(test_cut__a_cut_leaves_no_cycle_of_its_pattern),
        TEST(test_cut__no_other_step_of_the_pattern_is_cheaper),
        CU_TEST_INFO_NULL,
    };
    return run_tests(argc, argv, "cut", tests);
}
