/* test_report_cycles.c: the cycle report.                     Tests render/report_cycles.c, json.c. Map: tests/README.md
 *
 * The patterns come from a stand-in for graph/cycles.c, so that the report is tested with every value it can get.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_report.h"

#include "allocations.h"
#include "failing_allocator.h"
#include "golden.h"
#include "heap.h"
#include "schema.h"

/* ---- The stand-in --------------------------------------------------------------------------------------------------------- */

struct rs_cycles {
    const rs_pattern *patterns;
    size_t count;
    rs_cycles_totals totals;
};

size_t rs_cycles_count(const rs_cycles *cycles) {
    return cycles->count;
}

const rs_pattern *rs_cycles_pattern(const rs_cycles *cycles, size_t index) {
    return &cycles->patterns[index];
}

rs_cycles_totals rs_cycles_sums(const rs_cycles *cycles) {
    return cycles->totals;
}

/* ---- The cases ------------------------------------------------------------------------------------------------------------- */

static const char family[] =
    "a:app.Node{size=64}-.children->l:list{size=88}-[0]->b:app.Node{size=64}-.parent->a "
    "s:app.Singleton{size=48}-.instance->s "
    "i:interpreter-.modules->m:dict-['app']->app:module{name=app}-.__dict__->d:dict-['registry']->r:list-[0]-"
    ">s";

typedef struct fixture {
    heap *h;
    rs_graph *graph;
    rs_cut cuts[2];
    rs_step family[3], singleton[1], longest[20];
    rs_reference_id held[5];
    rs_pattern patterns[3];
    rs_cycles cycles;
} fixture;

static const char *const family_types[] = {"app.Node", "app.Node"}, *const family_edges[] = {".children[]",
                                                                                             ".parent"};
static const char *const own_types[] = {"app.Singleton"}, *const own_edges[] = {".instance"};

static rs_step step(const heap *h, const char *from, const char *to) {
    return (rs_step){heap_id(h, from), heap_reference(h, from, to, NULL)};
}

/* What only some programs have: a path to what is alive, and tracemalloc tracing. */
static void fixture_add_origins(fixture *f) {
    static const char *const way[][2] = {{"i", "m"}, {"m", "app"}, {"app", "d"}, {"d", "r"}, {"r", "s"}};
    static const struct {
        const char *object, *site;
    } sites[] = {{"a", "/srv/a/folder/with/a/long/name/so/that/it/does/not/fit/app.py:17"},
                 {"l", "/srv/app.py:8"},
                 {"b", "/srv/a/folder/with/a/long/name/so/that/it/does/not/fit/app.py:17"}};
    rs_allocations allocations = RS_ALLOCATIONS_INIT;
    for (size_t i = 0; i < RS_COUNT(way); i++) f->held[i] = heap_reference(f->h, way[i][0], way[i][1], NULL);
    f->patterns[1].held = (rs_path){heap_id(f->h, "i"), RS_ROOT_RECORD, f->held, RS_COUNT(f->held)};
    for (size_t i = 0; i < RS_COUNT(sites); i++)
        rs__allocations_add(&allocations, heap_id(f->h, sites[i].object), sites[i].site);
    rs__snapshot_keep_allocations(f->h->snapshot, &allocations);
}

static void fixture_make(fixture *f) {
    f->h = heap_of(family);
    check_number("graph", rs_graph_new(&f->graph, f->h->snapshot, NULL), RS_OK);
    f->family[0] = step(f->h, "a", "l");
    f->family[1] = step(f->h, "l", "b");
    f->family[2] = step(f->h, "b", "a");
    f->singleton[0] = step(f->h, "s", "s");
    for (size_t i = 0; i < RS_COUNT(f->longest); i++) f->longest[i] = f->family[i % 3];
    f->cuts[0] = (rs_cut){"app.Node.parent",
                          "a parent outlives its children: make it a weakref.ref and the cycle is gone, "
                          "whatever else holds the node",
                          98765};
    f->cuts[1] = (rs_cut){"app.Singleton.instance", "", 0};
    f->patterns[0] = (rs_pattern){.fingerprint = "70b2e1203b7b764f",
                                  .text = "Node.children[] -> Node.parent -> Node",
                                  .types = family_types,
                                  .edges = family_edges,
                                  .steps = 2,
                                  .count = 412,
                                  .objects = 1236,
                                  .bytes = 98765,
                                  .scope = RS_SCOPE_GARBAGE,
                                  .cuts = &f->cuts[0],
                                  .cut_count = 1,
                                  .example = f->family,
                                  .example_steps = 3,
                                  .photograph = f->h->snapshot};
    f->patterns[1] = (rs_pattern){.fingerprint = "a7e723e06dd39f94",
                                  .text = "Singleton.instance -> Singleton",
                                  .types = own_types,
                                  .edges = own_edges,
                                  .steps = 1,
                                  .count = 1,
                                  .objects = 1,
                                  .bytes = 48,
                                  .scope = RS_SCOPE_LIVE,
                                  .cuts = &f->cuts[1],
                                  .cut_count = 1,
                                  .example = f->singleton,
                                  .example_steps = 1,
                                  .photograph = f->h->snapshot,
                                  .component = 1};
    f->patterns[2] = (rs_pattern){
        .fingerprint = "0000000000000000",
        .text = "AVeryLongNameOfAClass.with_a_very_long_attribute -> AnotherVeryLongName.and_so_on -> "
                "AVeryLongNameOfAClass",
        .types = own_types,
        .edges = own_edges,
        .steps = 1,
        .count = 2,
        .objects = 40,
        .bytes = 4096,
        .scope = RS_SCOPE_GARBAGE,
        .uncollectable = "numpy.ndarray does not take part",
        .example = f->longest,
        .example_steps = RS_COUNT(f->longest),
        .photograph = f->h->snapshot,
        .component = 2,
        .example_left_out = 1000};
    f->cycles = (rs_cycles){f->patterns,
                            3,
                            {.components = 414,
                             .cyclic_objects = 1277,
                             .garbage_objects = 1240,
                             .garbage_bytes = 102861,
                             .uncollectable_objects = 40,
                             .uncollectable_bytes = 4096,
                             .set_aside = 7,
                             .left_out = 1,
                             .uncut = 2}};
    fixture_add_origins(f);
}

static void fixture_release(fixture *f) {
    rs_graph_free(f->graph);
    heap_free(f->h);
}

static rs_text report_of(const fixture *f, const rs_report_options *options) {
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    check_ok("cycles", rs_report_cycles(&text, f->graph, &f->cycles, options, &err), &err);
    return text;
}

static void check_report(const char *golden, const rs_report_options *options) {
    fixture f;
    fixture_make(&f);
    rs_text text = report_of(&f, options);
    check_golden(golden, &text);
    fixture_release(&f);
}

static void test_report_cycles__patterns_with_cut_and_example(void) {
    check_report("cycles.txt", NULL);
}

static void test_report_cycles__in_colour(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.colour = true;
    options.limit = 1;
    check_report("cycles_colour.txt", &options);
}

static void test_report_cycles__without_a_limit_of_columns(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.columns = 0;
    check_report("cycles_wide.txt", &options);
}

static void test_report_cycles__as_json(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = RS_FORMAT_JSON;
    options.target = "app.py";
    options.limit = 1;
    fixture f;
    fixture_make(&f);
    rs_text text = report_of(&f, &options);
    json_t *report = check_schema("cycles", &text);
    check_number("every pattern, whatever the limit", json_array_size(json_object_get(report, "patterns")),
                 3);
    json_decref(report);
    check_golden("cycles.json", &text);
    fixture_release(&f);
}

static void test_report_cycles__no_cycles_is_said_gladly(void) {
    fixture f;
    fixture_make(&f);
    f.cycles = (rs_cycles){NULL, 0, {.components = 0}};
    rs_text text = report_of(&f, NULL);
    check_and_release("none", &text, "No cycles: nothing waits for the garbage collector.\n");
    f.cycles.totals.garbage_objects = 7;
    text = report_of(&f, NULL);
    check_and_release("none of this kind", &text, "No cycles of this kind.\n");
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = RS_FORMAT_JSON;
    text = report_of(&f, &options);
    json_t *report = check_schema("cycles", &text);
    check_number("patterns", json_array_size(json_object_get(report, "patterns")), 0);
    check("no target", json_object_get(report, "target") == NULL);
    json_decref(report);
    rs_text_release(&text);
    fixture_release(&f);
}

/* Taken before the photograph: its example is in another one, and gone from the heap. */
static void test_report_cycles__what_collections_took(void) {
    fixture f;
    fixture_make(&f);
    heap *gone = heap_of("x:str y:app.Node-.parent->y");
    rs_step example = step(gone, "y", "y");
    f.patterns[0].collected = 400;
    f.patterns[1] = (rs_pattern){.fingerprint = "a7e723e06dd39f94",
                                 .text = "Node.parent -> Node",
                                 .types = own_types,
                                 .edges = own_edges,
                                 .steps = 1,
                                 .count = 1,
                                 .collected = 1,
                                 .objects = 1,
                                 .bytes = 48,
                                 .example = &example,
                                 .example_steps = 1,
                                 .photograph = gone->snapshot};
    f.patterns[2] = f.patterns[1];
    f.patterns[2].count = f.patterns[2].collected = 3;
    f.patterns[2].example_steps = 0;
    f.patterns[2].photograph = NULL;
    f.cycles.totals.collected = (rs_collected_totals){
        .collections = 12, .missed = 1, .objects = 1, .bytes = 4096};
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    rs_text text = report_of(&f, &options);
    check_golden("cycles_collected.txt", &text);
    options.format = RS_FORMAT_JSON;
    text = report_of(&f, &options);
    json_decref(check_schema("cycles", &text));
    check_golden("cycles_collected.json", &text);
    heap_free(gone);
    fixture_release(&f);
}

static bool is_narrow(const char *text, size_t columns) {
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (rs_text_columns(line, length) > columns) return false;
        line += length + (line[length] == '\n');
    }
    return true;
}

static void test_report_cycles__no_line_is_longer_than_asked_for(void) {
    fixture f;
    fixture_make(&f);
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    for (options.columns = 40; options.columns < 130; options.columns++) {
        rs_text text = report_of(&f, &options);
        check("narrow", is_narrow(text.data, options.columns));
        rs_text_release(&text);
    }
    fixture_release(&f);
}

static void test_report_cycles__nor_behind_a_number_of_three_digits(void) {
    rs_pattern many[120];
    fixture f;
    fixture_make(&f);
    for (size_t i = 0; i < RS_COUNT(many); i++) many[i] = f.patterns[2];
    f.cycles.patterns = many;
    f.cycles.count = RS_COUNT(many);
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.limit = 0;
    for (options.columns = 40; options.columns < 130; options.columns++) {
        rs_text text = report_of(&f, &options);
        check("narrow", is_narrow(text.data, options.columns));
        rs_text_release(&text);
    }
    fixture_release(&f);
}

/* ---- Out of memory ------------------------------------------------------------------------------------------------------------ */

typedef struct trial {
    const fixture *f;
    rs_format format;
} trial;

static rs_status try_report(void *context, rs_error *err) {
    const trial *t = context;
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = t->format;
    options.limit = 2;
    rs_text text = RS_TEXT_INIT;
    rs_status status = rs_report_cycles(&text, t->f->graph, &t->f->cycles, &options, err);
    rs_text_release(&text);
    return status;
}

static void test_report_cycles__where_room_is_short_the_name_of_the_reference_stays(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.columns = 36;
    fixture f;
    fixture_make(&f);
    rs_text text = report_of(&f, &options);
    check("the name", strstr(rs_text_string(&text), "…  .children →\n") != NULL);
    check("an object that fits", strstr(rs_text_string(&text), "list of 1  [0] →\n") != NULL);
    rs_text_release(&text);
    fixture_release(&f);
}

static void test_report_cycles__out_of_memory_at_every_allocation(void) {
    fixture f;
    fixture_make(&f);
    trial text = {&f, RS_FORMAT_TEXT}, json = {&f, RS_FORMAT_JSON};
    check("text", for_each_allocation_failure("text", try_report, &text) > 3);
    check("json", for_each_allocation_failure("json", try_report, &json) > 10);
    fixture_release(&f);
}

static CU_TestInfo tests[] = {
    TEST(test_report_cycles__patterns_with_cut_and_example),
    TEST(test_report_cycles__in_colour),
    TEST(test_report_cycles__without_a_limit_of_columns),
    TEST(test_report_cycles__as_json),
    TEST(test_report_cycles__no_cycles_is_said_gladly),
    TEST(test_report_cycles__what_collections_took),
    TEST(test_report_cycles__no_line_is_longer_than_asked_for),
    TEST(test_report_cycles__nor_behind_a_number_of_three_digits),
    TEST(test_report_cycles__where_room_is_short_the_name_of_the_reference_stays),
    TEST(test_report_cycles__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "report_cycles", tests);
}
