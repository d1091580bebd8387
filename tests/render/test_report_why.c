/* test_report_why.c: why objects are alive.   Tests render/report_why*.c, garbage_cycle.c, json.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_report.h"

#include "failing_allocator.h"
#include "garbage_cycle.h"
#include "golden.h"
#include "heap.h"
#include "rs_liveness.h"
#include "schema.h"

static const char shop[] =
    "th:thread-?->fr:running_frame{name=\"handle (server.py:88)\"}-local request->r "
    "it:interpreter-.modules->sm:dict-['app']->app:module{name=app "
    "size=72}-.__dict__->ns:dict-['cache']->cache:app.Cache{size=56}"
    "-.__dict__->cd:dict{size=104}-['sessions']->sessions:dict{size=232}-['a3']->s:app.Session{size=120}-."
    "request->r:app.Request{size=56} "
    "fn:function{name=work size=152}-.__closure__->ct:tuple{size=48}-[0]->ce:cell{size=40}-.cell_contents->r "
    "root_h:Holder->handlers:list{size=88}-[0]->fn "
    "a:app.Node{size=64}-.children->l:list{size=88}-[0]->b:app.Node{size=64}-.parent->a "
    "b-.data->data='payload'{size=1000} "
    "q:app.Queue->lost arr:numpy.ndarray{untracked}->p:app.P-.a->arr root_y:app.C fixed:app.F{immortal}";

typedef struct fixture {
    heap *h;
    rs_graph *graph;
} fixture;

static void fixture_make(fixture *f, const char *notation) {
    f->h = heap_of(notation);
    check_number("graph", rs_graph_new(&f->graph, f->h->snapshot, NULL), RS_OK);
}

static void fixture_release(fixture *f) {
    rs_graph_free(f->graph);
    heap_free(f->h);
}

static rs_text why(const fixture *f, const char *const *labels, const rs_report_options *options) {
    rs_object_id objects[16];
    size_t count = 0;
    for (; labels[count]; count++) objects[count] = heap_id(f->h, labels[count]);
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    check_ok("why", rs_report_why(&text, f->graph, objects, count, options, &err), &err);
    return text;
}

static const char *const asked[] = {"r", "s", "data", "b", "lost", "p", "root_y", "fixed", "fr", NULL};

static void check_shop(const char *golden, const rs_report_options *options) {
    fixture f;
    fixture_make(&f, shop);
    rs_text text = why(&f, asked, options);
    check_golden(golden, &text);
    fixture_release(&f);
}

static void test_report_why__paths_and_cycles(void) {
    check_shop("why.txt", NULL);
}

static void test_report_why__in_colour_and_forty_columns(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.colour = true;
    options.columns = 40;
    options.limit = 2;
    check_shop("why_narrow.txt", &options);
}

static void test_report_why__as_json(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = RS_FORMAT_JSON;
    options.target = "app.py";
    fixture f;
    fixture_make(&f, shop);
    rs_text text = why(&f, asked, &options);
    json_t *report = check_schema("why", &text), *objects = json_object_get(report, "objects");
    check_number("objects", json_array_size(objects), 9);
    check_number("garbage has no paths",
                 json_array_size(json_object_get(json_array_get(objects, 2), "paths")), 0);
    check_number("but a cycle", json_array_size(json_object_get(json_array_get(objects, 2), "cycle")), 3);
    check_number("and a way from it",
                 json_array_size(json_object_get(json_array_get(objects, 2), "held_by_cycle")), 1);
    json_decref(report);
    check_golden("why.json", &text);
    fixture_release(&f);
}

static void test_report_why__a_long_expression_is_broken_where_it_may_be(void) {
    fixture f;
    fixture_make(&f, "it:interpreter-.modules->sm:dict-['app']->app:module{name=app}-.__dict__->ns:dict-['"
                     "registry']->reg:app.Registry"
                     "-.handlers_by_name->d:dict-['the quick brown fox jumps over the lazy "
                     "dog']->l:list-[123456]->h:app.Handler"
                     "-.some_other_long_attribute_name->x");
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.columns = 50;
    rs_text text = why(&f, (const char *const[]){"x", NULL}, &options);
    check_golden("why_long.txt", &text);
    fixture_release(&f);
}

static void test_report_why__nothing_asked_is_nothing_said(void) {
    fixture f;
    fixture_make(&f, "root->a");
    rs_text text = why(&f, (const char *const[]){NULL}, NULL);
    check_and_release("none", &text, "");
    fixture_release(&f);
}

/* ---- The cycle that keeps garbage ------------------------------------------------------------------------------------------- */

static void check_cycle(const char *notation, const char *object, const char *holding, const char *cycle) {
    fixture f;
    fixture_make(&f, notation);
    rs_error err = RS_ERROR_INIT;
    rs__garbage_cycle found = {NULL, 0, NULL, 0};
    rs_text text = RS_TEXT_INIT;
    check_ok(notation, rs__garbage_cycle_find(&found, f.graph, heap_id(f.h, object), &err), &err);
    rs_text_add_path(&text, f.h->snapshot, found.holding, found.holding_count);
    check_and_release(notation, &text, holding);
    rs_text_add_path(&text, f.h->snapshot, found.cycle, found.cycle_count);
    check_and_release(notation, &text, cycle);
    rs__garbage_cycle_release(&found);
    fixture_release(&f);
}

static void test_report_why__the_nearest_cycle_is_found(void) {
    static const struct {
        const char *heap, *object, *holding, *cycle;
    } cases[] = {
        {"a->a", "a", "", ".a"},
        {"a->b->a", "a", "", ".b.a"},
        {"a->b->a b->x", "x", ".x", ".a.b"},
        {"a->b->c->a c->x->y->z", "z", ".x.y.z", ".a.b.c"},
        {"x->y", "y", "", ""},
        {"x->y z->y", "y", "", ""},
        {"a->b->c->d->a b->a", "a", "", ".b.a"},
        {"a->a a->x b->c->b c->d->x", "x", ".x", ".a"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_cycle(cases[i].heap, cases[i].object, cases[i].holding, cases[i].cycle);
}

/* Every piece of garbage is held by a cycle, unless it hangs from nothing; the chains found are chains. */
static void test_report_why__cycles_are_cycles_at_random(void) {
    for (uint64_t seed = 1; seed <= 100; seed++) {
        heap_random_options how = {.seed = seed, .objects = 60, .references = 90, .held_per_mille = 30};
        fixture f = {.h = heap_random(&how)};
        const rs_liveness *liveness = NULL;
        const rs_columns *c = rs_snapshot_columns(f.h->snapshot);
        check_number("graph", rs_graph_new(&f.graph, f.h->snapshot, NULL), RS_OK);
        check_number("liveness", rs_graph_liveness(&liveness, f.graph, NULL), RS_OK);
        for (rs_object_id o = 0; o < c->objects; o++) {
            rs__garbage_cycle found = {NULL, 0, NULL, 0};
            if (!rs_liveness_is_garbage(liveness, o)) continue;
            check_number("find", rs__garbage_cycle_find(&found, f.graph, o, NULL), RS_OK);
            rs_object_id here = found.cycle_count ? rs_snapshot_source(f.h->snapshot, found.cycle[0]) : o;
            rs_object_id start = here;
            for (size_t i = 0; i < found.cycle_count; i++) {
                check("chain", rs_snapshot_source(f.h->snapshot, found.cycle[i]) == here);
                here = c->target[found.cycle[i]];
            }
            check("closed", here == start);
            for (size_t i = 0; i < found.holding_count; i++) {
                check("chain", rs_snapshot_source(f.h->snapshot, found.holding[i]) == here);
                here = c->target[found.holding[i]];
            }
            check("ends at the object", here == o);
            rs__garbage_cycle_release(&found);
        }
        fixture_release(&f);
    }
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------------------- */

typedef struct trial {
    const fixture *f;
    rs_format format;
} trial;

static rs_status try_why(void *context, rs_error *err) {
    const trial *t = context;
    rs_object_id objects[] = {heap_id(t->f->h, "r"), heap_id(t->f->h, "data")};
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = t->format;
    rs_text text = RS_TEXT_INIT;
    rs_status status = rs_report_why(&text, t->f->graph, objects, 2, &options, err);
    rs_text_release(&text);
    return status;
}

static void test_report_why__out_of_memory_at_every_allocation(void) {
    fixture f;
    fixture_make(&f, shop);
    rs_text before = why(&f, asked, NULL); /* the graph has its passes now */
    rs_text_release(&before);
    trial text = {&f, RS_FORMAT_TEXT}, json = {&f, RS_FORMAT_JSON};
    check("text", for_each_allocation_failure("text", try_why, &text) > 10);
    check("json", for_each_allocation_failure("json", try_why, &json) > 10);
    fixture_release(&f);
}

static CU_TestInfo tests[] = {
    TEST(test_report_why__paths_and_cycles),
    TEST(test_report_why__in_colour_and_forty_columns),
    TEST(test_report_why__as_json),
    TEST(test_report_why__a_long_expression_is_broken_where_it_may_be),
    TEST(test_report_why__nothing_asked_is_nothing_said),
    TEST(test_report_why__the_nearest_cycle_is_found),
    TEST(test_report_why__cycles_are_cycles_at_random),
    TEST(test_report_why__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "report_why", tests);
}
