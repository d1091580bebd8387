/* test_cycle_words.c: cycles as a person writes them, and the fingerprints of that.
 * What is tested: graph/cycle_words.c, edge_labels.c; the report around it is in test_cycles.c.    Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "checks.h"
#include "heap.h"
#include "rs_cycles.h"

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

/* ---- Words ---------------------------------------------------------------------------------------------------------- */

static void test_cycle_words__a_pattern_reads_as_a_person_writes(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"a pair", "a->b b->a", "Node.a -> Node.b -> Node"},
        {"itself", "a-.me->a", "Node.me -> Node"},
        {"bare names of types", "a:app.Item-.x->b:app.sub.Part b-.y->a", "Item.x -> Part.y -> Item"},
        {"a list", "a-.children->l:list->b b-.parent->a", "Node.children[] -> Node.parent -> Node"},
        {"a tuple", "a-.pair->t:tuple->a", "Node.pair[] -> Node"},
        {"a set", "a-.friends->s:set->a", "Node.friends[] -> Node"},
        {"a dict", "a-.by_name->d:dict-['x']->b b-.owner->a", "Node.by_name[] -> Node.owner -> Node"},
        {"a key", "a-.index->d:dict-[a]->v", "Node.index key -> Node"},
        {"a deque", "a-.queue->q:collections.deque->a", "Node.queue.a -> Node"},
        {"a list of lists", "a-.rows->l:list->m:list->a", "Node.rows[][] -> Node"},
        {"a dict of tuples", "a-.t->d:dict-['k']->p:tuple->a", "Node.t[][] -> Node"},
        {"a subclass of list is a type of its own", "a-.rows->l:app.Rows<list->a",
         "Node.rows -> Rows[] -> Node"},
        {"an instance's dict", "a-.__dict__->d:dict-['x']->a", "Node.x -> Node"},
        {"a dict that others hold too", "a-.__dict__->d:dict-['x']->a d-['spy']->s:Spy-.dict->d",
         "Node.x -> Node; Spy.dict['spy'] -> Spy"},
        {"a key that is no name", "a-.__dict__->d:dict-['x y']->a", "Node.__dict__['x y'] -> Node"},
        {"globals", "f:function-.__globals__->d:dict-['f']->f", "function.__globals__['f'] -> function"},
        {"a closure", "f:function-.__closure__->t:tuple t-closure fact->c:cell->f",
         "function closure fact -> function"},
        {"a closure shared by two",
         "f:function-.__closure__->t:tuple t-closure g->c:cell->g:function g-.__closure__->u:tuple u-closure "
         "f->d:cell->f",
         "function closure f -> function closure g -> function"},
        {"an exception", "e:Exception-.__traceback__->t:traceback-.tb_frame->f:frame f-local e->e",
         "Exception.__traceback__ -> traceback.tb_frame -> frame local e -> Exception"},
        {"an exception from further away",
         "e:Exception-.__traceback__->t:traceback-.tb_next->u:traceback-.tb_frame->f:frame f-local e->e "
         "t-.tb_next->v:traceback "
         "u-.tb_next->v-.tb_frame->f",
         "Exception.__traceback__ -> traceback.tb_frame -> frame local e -> Exception"},
        {"a generator with a frame of its own", "g:generator-.gi_frame->f:frame-local me->g",
         "generator local me -> generator"},
        {"its variables in a list", "g:coroutine-.cr_frame->f:frame-local l->l:list->g",
         "coroutine local l[] -> coroutine"},
        {"its frame without a variable", "g:generator-.gi_frame->f:frame-.owner->g",
         "generator.owner -> generator"},
        {"a variable in a cell", "f:frame-local x->c:cell->f", "frame local x -> frame"},
        {"a method", "a-.call->m:method-.__self__->a", "Node.call -> method.__self__ -> Node"},
        {"a list in itself", "l:list->l", "list[] -> list"},
        {"lists in lists", "l:list->m:list->l", "list[] -> list"},
        {"only containers", "l:list->t:tuple->l", "list[] -> tuple[] -> list"},
        {"a field of many", "c:Code-field .co_consts[3]->c", "Code.co_consts[] -> Code"},
        {"nameless", "a-?->b b-+0x30->a", "Node ? -> Node"},
        {"a value stack", "f:frame-stack[3]->f", "frame stack -> frame"},
        {"a class that lists its instances", "T:type-.__dict__->d:dict-['all']->l:list->a:T a-.__class__->T",
         "T.__class__ -> class T.all[] -> T"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = report_of(heap_of(cases[i].heap), RS_SCOPE_ALL, false);
        rs_text text = RS_TEXT_INIT;
        for (size_t p = 0; p < rs_cycles_count(s.report); p++)
            rs_text_addf(&text, "%s%s", p ? "; " : "", rs_cycles_pattern(s.report, p)->text);
        check_and_release(cases[i].label, &text, cases[i].want);
        scene_free(&s);
    }
}

static void test_cycle_words__what_repeats_is_said_once(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"a ring", "a-.next->b-.next->c-.next->d-.next->a", "Node.next -> Node x1 4 objects 64 bytes"},
        {"a ring of two types", "a:A-.b->b:B b-.a->c:A c-.b->d:B d-.a->a",
         "A.b -> B.a -> A x1 4 objects 64 bytes"},
        {"a list with a way back", "h:Head-.first->a a-.next->b-.next->c-.next->d d-.head->h",
         "Head.first -> Node.next -> Node.head -> Head x1 5 objects 80 bytes"},
        {"a longer one", "h:Head-.first->a a-.next->b-.next->c-.next->d-.next->e-.next->f f-.head->h",
         "Head.first -> Node.next -> Node.head -> Head x1 7 objects 112 bytes"},
        {"what repeats round the corner", "a-.x->b-.x->c-.y->d-.z->e-.x->f-.y->a",
         "Node.x -> Node.y -> Node.z -> Node x1 6 objects 96 bytes"},
        {"not what does not repeat", "a-.x->b-.y->c-.x->d-.z->a",
         "Node.x -> Node.y -> Node.x -> Node.z -> Node x1 4 objects 64 bytes"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_report(cases[i].label, cases[i].heap, RS_SCOPE_ALL, false, cases[i].want);
}

static void test_cycle_words__types_and_edges_are_told_by_step(void) {
    scene s = report_of(heap_of("a:app.Tree-.children->l:list->b:app.Leaf b-.parent->a"), RS_SCOPE_GARBAGE,
                        false);
    const rs_pattern *p = rs_cycles_pattern(s.report, 0);
    check_number("steps", p->steps, 2);
    check_text("type", p->types[0], "app.Leaf");
    check_text("edge", p->edges[0], ".parent");
    check_text("type", p->types[1], "app.Tree");
    check_text("edge", p->edges[1], ".children[]");
    scene_free(&s);
}

static void test_cycle_words__a_fingerprint_is_of_the_qualified_text(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"a pair", "a->b b->a", "21e2e53fe73613a4"},
        {"the same the other way round", "b->a a->b", "21e2e53fe73613a4"},
        {"a list", "a-.children->l:list->b b-.parent->a", "c79a8f6675998e0b"},
        {"a tuple instead", "a-.children->l:tuple->b b-.parent->a", "c79a8f6675998e0b"},
        {"an attribute inline", "a-.x->a", "0fa1ac0119aceed4"},
        {"an attribute in a dict", "a-.__dict__->d:dict-['x']->a", "0fa1ac0119aceed4"},
        {"a dict without owner's key text", "a-.__dict__->d:dict-[k]->a k='x'", "0fa1ac0119aceed4"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = report_of(heap_of(cases[i].heap), RS_SCOPE_ALL, false);
        check_number(cases[i].label, rs_cycles_count(s.report), 1);
        check_text(cases[i].label, rs_cycles_pattern(s.report, 0)->fingerprint, cases[i].want);
        scene_free(&s);
    }
    scene a = report_of(heap_of("a:one.T-.x->a"), RS_SCOPE_ALL, false),
          b = report_of(heap_of("a:two.T-.x->a"), RS_SCOPE_ALL, false);
    check_text("one text", rs_cycles_pattern(a.report, 0)->text, rs_cycles_pattern(b.report, 0)->text);
    check("two fingerprints", strcmp(rs_cycles_pattern(a.report, 0)->fingerprint,
                                     rs_cycles_pattern(b.report, 0)->fingerprint) != 0);
    scene_free(&a);
    scene_free(&b);
}

int main(int argc, char **argv) {
    CU_TestInfo tests[] = {
        TEST(test_cycle_words__a_pattern_reads_as_a_person_writes),
        TEST(test_cycle_words__what_repeats_is_said_once),
        TEST(test_cycle_words__types_and_edges_are_told_by_step),
        TEST(test_cycle_words__a_fingerprint_is_of_the_qualified_text),
        CU_TEST_INFO_NULL,
    };
    return run_tests(argc, argv, "cycle words", tests);
}
