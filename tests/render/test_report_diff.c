/* test_report_diff.c: what grew, as people and programs read it.  Tests render/report_diff.c, report_diff_json.c
 *                                                                                             Map: tests/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_report.h"

#include "failing_allocator.h"
#include "golden.h"
#include "heap.h"
#include "schema.h"

#define APP                                                                                                  \
    "th:thread{name=\"main thread\"} th-.modules->m:module{name=app} m-.__dict__->d:dict "                   \
    "d-['cache']->c:app.Cache c-.sessions->s:dict "
#define SESSION(n, at)                                                                                       \
    "s-['k" #n "']->s" #n ":app.Session{size=100 addr=" #at "0} s" #n "-.user->u" #n                         \
    ":str{size=5000 addr=" #at "8} "

static const char *const names[] = {"monday.rsnap", "tuesday.rsnap", "wednesday.rsnap"};
static const char *const heaps[] = {
    APP SESSION(1, 0x900) "d-['log']->l:list{size=56 addr=0x7000} "
                          "l->x:app.a_type_with_an_extremely_long_name_that_does_not_fit{addr=0x7010} "
                          "d-['old']->o:app.Old{addr=0x8000 size=70} d-['n']->n=1000{addr=0x8100}",
    APP SESSION(1, 0x900) SESSION(2, 0xa00)
        SESSION(3, 0xb00) "d-['log']->l:list{size=88 addr=0x7000} "
                          "l->x:app.a_type_with_an_extremely_long_name_that_does_not_fit{addr=0x7010} "
                          "l->y:app.a_type_with_an_extremely_long_name_that_does_not_fit{addr=0x7020} "
                          "d-['n']->n=1001{addr=0x8100}",
    APP SESSION(1, 0x900) SESSION(2, 0xa00) SESSION(3, 0xb00) SESSION(4, 0xc00),
};

static void compare(rs_comparison *comparison, const heap *const *made, const rs_snapshot **snapshots,
                    size_t count) {
    rs_error err = RS_ERROR_INIT;
    for (size_t i = 0; i < count; i++) snapshots[i] = made[i]->snapshot;
    check_ok("compare", rs_compare(comparison, snapshots, count, &err), &err);
}

static rs_text report_of(const char *const *notations, size_t count, const rs_report_options *options) {
    heap *made[3];
    const rs_snapshot *snapshots[3];
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    rs_comparison comparison = RS_COMPARISON_INIT;
    for (size_t i = 0; i < count; i++) made[i] = heap_of(notations[i]);
    compare(&comparison, (const heap *const *)made, snapshots, count);
    check_ok("report", rs_report_diff(&text, &comparison, names, options, &err), &err);
    rs_comparison_release(&comparison);
    for (size_t i = 0; i < count; i++) heap_free(made[i]);
    return text;
}

static void test_report_diff__what_grew_and_by_type(void) {
    rs_text text = report_of(heaps, 2, NULL);
    check_golden("diff.txt", &text);
}

static void test_report_diff__each_time(void) {
    rs_text text = report_of(heaps, 3, NULL);
    check_golden("diff_three.txt", &text);
}

static void test_report_diff__limited_and_in_colour(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.limit = 1;
    options.colour = true;
    rs_text text = report_of(heaps, 2, &options);
    check_golden("diff_limit.txt", &text);
}

static void test_report_diff__of_two_runs(void) {
    static const char *const runs[] = {"m:module{name=app addr=0x5000} m-.a->a:app.A",
                                       "m:module{name=app addr=0x6000} m-.a->a:app.A m-.b->b:app.B"};
    rs_text text = report_of(runs, 2, NULL);
    check_golden("diff_runs.txt", &text);
}

static void test_report_diff__nothing(void) {
    static const char *const same[] = {"m:module{name=app} m-.a->a:app.A",
                                       "m:module{name=app} m-.a->a:app.A"};
    rs_text text = report_of(same, 2, NULL);
    check_and_release("nothing", &text,
                      "nothing grew\n\n"
                      "type                      before       after         new        gone      bytes\n"
                      "total                          2           2           0           0        0 B\n\n"
                      "from monday.rsnap to tuesday.rsnap\n"
                      "the same objects: 1 for certain, 1 as far as can be seen\n");
}

static void test_report_diff__as_json(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = RS_FORMAT_JSON;
    options.target = "tuesday.rsnap";
    options.limit = 1;
    rs_text text = report_of(heaps, 2, &options);
    json_t *report = check_schema("diff", &text);
    check_number("every type, whatever the limit", json_array_size(json_object_get(report, "types")), 9);
    check_number("every path", json_array_size(json_object_get(report, "growth")), 2);
    json_decref(report);
    check_golden("diff.json", &text);
}

typedef struct trial {
    const rs_comparison *comparison;
    rs_report_options options;
} trial;

static rs_status try_report(void *context, rs_error *err) {
    trial *t = context;
    rs_text text = RS_TEXT_INIT;
    rs_status st = rs_report_diff(&text, t->comparison, names, &t->options, err);
    rs_text_release(&text);
    return st;
}

static void test_report_diff__out_of_memory_at_every_allocation(void) {
    heap *made[] = {heap_of(heaps[0]), heap_of(heaps[1])};
    const rs_snapshot *snapshots[2];
    for (int format = RS_FORMAT_TEXT; format <= RS_FORMAT_JSON; format++) {
        rs_comparison comparison = RS_COMPARISON_INIT;
        rs_error err = RS_ERROR_INIT;
        const rs_growth_row *rows = NULL;
        size_t count = 0;
        compare(&comparison, (const heap *const *)made, snapshots, 2);
        check_ok("rows", rs_growth_rows(&rows, &count, comparison.growth, &err), &err);
        trial t = {&comparison, RS_REPORT_OPTIONS_INIT};
        t.options.format = (rs_format)format;
        check("some", for_each_allocation_failure("report", try_report, &t) >= 3);
        rs_comparison_release(&comparison);
    }
    heap_free(made[0]);
    heap_free(made[1]);
}

static CU_TestInfo tests[] = {
    TEST(test_report_diff__what_grew_and_by_type),
    TEST(test_report_diff__each_time),
    TEST(test_report_diff__limited_and_in_colour),
    TEST(test_report_diff__of_two_runs),
    TEST(test_report_diff__nothing),
    TEST(test_report_diff__as_json),
    TEST(test_report_diff__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "report_diff", tests);
}
