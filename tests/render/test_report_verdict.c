/* test_report_verdict.c: what a check says in a cycle report, as text and as JSON.      Tests render/report_verdict.c.
 *                                                                                               Map: tests/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_report.h"

#include "checked.h"
#include "failing_allocator.h"
#include "golden.h"
#include "schema.h"

static void test_report_verdict__new_patterns_in_full_others_in_a_line(void) {
    checked c = check_usual_heap();
    rs_report_options options = checked_options(&c, RS_FORMAT_TEXT);
    rs_text text = checked_report(&c, &options);
    check_golden("cycles_checked.txt", &text);
    checked_release(&c);
}

static void test_report_verdict__as_json(void) {
    checked c = check_usual_heap();
    rs_report_options options = checked_options(&c, RS_FORMAT_JSON);
    rs_text text = checked_report(&c, &options);
    json_decref(check_schema("cycles", &text));
    check_golden("cycles_checked.json", &text);
    checked_release(&c);
}

static void test_report_verdict__says_why(void) {
    static const struct {
        const char *label, *known, *ignore;
        uint32_t max;
        const char *want;
    } cases[] = {
        {"nothing to check", NULL, NULL, RS_NO_MAX, "3 patterns of cycles"},
        {"too many", NULL, NULL, 0, "3 patterns of cycles, and --max allows 0"},
        {"as many as allowed", NULL, NULL, 3, "3 patterns of cycles, and --max allows 3"},
        {"one, and one allowed", NULL, "lib.*", 1, "2 patterns of cycles, and --max allows 1"},
        {"none left", NULL, "*", 0, "no pattern of cycles"},
        {"all new", "x->y", NULL, RS_NO_MAX, "3 new patterns of cycles, not in cycles.txt"},
        {"new, some allowed", "x->y", "app.N*", 1,
         "2 new patterns of cycles, not in cycles.txt, and --max allows 1"},
        {"all known", checked_heap, NULL, RS_NO_MAX, "no new pattern of cycles"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        checked c = check_heap(checked_heap, cases[i].known, cases[i].ignore, cases[i].max);
        rs_text text = RS_TEXT_INIT;
        rs_text_add_verdict(&text, c.cycles, c.verdict);
        check_and_release(cases[i].label, &text, cases[i].want);
        checked_release(&c);
    }
}

static void test_report_verdict__names_what_is_new(void) {
    checked c = check_heap(checked_heap, NULL, NULL, 0);
    rs_text text = RS_TEXT_INIT;
    rs_text_add_new_patterns(&text, c.cycles, c.verdict, 2);
    check_and_release("two of three", &text,
                      ": Node.children[] -> Node.parent -> Node; Ring.next -> Ring; and 1 more");
    rs_text_add_new_patterns(&text, c.cycles, c.verdict, 3);
    check_and_release("all", &text,
                      ": Node.children[] -> Node.parent -> Node; Ring.next -> Ring; Session.me -> Session");
    checked_release(&c);
    c = check_heap(checked_heap, checked_heap, NULL, 0);
    rs_text_add_new_patterns(&text, c.cycles, c.verdict, 2);
    check_and_release("none", &text, "");
    checked_release(&c);
}

static void test_report_verdict__the_limit_is_of_each_standing(void) {
    checked c = check_heap(checked_heap, NULL, NULL, 0);
    rs_report_options options = checked_options(&c, RS_FORMAT_TEXT);
    options.limit = 1;
    rs_text text = checked_report(&c, &options);
    check("the rest is counted", strstr(rs_text_string(&text), "\n… 2 more patterns\n") != NULL);
    rs_text_release(&text);
    checked_release(&c);
}

static rs_status try_report(void *context, rs_error *err) {
    checked *c = context;
    rs_text text = RS_TEXT_INIT;
    rs_report_options options = checked_options(c, RS_FORMAT_TEXT);
    rs_status status = rs_report_cycles(&text, c->graph, c->cycles, &options, err);
    options.format = RS_FORMAT_JSON;
    if (status == RS_OK) status = rs_report_cycles(&text, c->graph, c->cycles, &options, err);
    rs_text_release(&text);
    return status;
}

static void test_report_verdict__out_of_memory_at_every_allocation(void) {
    checked c = check_usual_heap();
    check("some", for_each_allocation_failure("report", try_report, &c) > 10);
    checked_release(&c);
}

static CU_TestInfo tests[] = {
    TEST(test_report_verdict__new_patterns_in_full_others_in_a_line),
    TEST(test_report_verdict__as_json),
    TEST(test_report_verdict__says_why),
    TEST(test_report_verdict__names_what_is_new),
    TEST(test_report_verdict__the_limit_is_of_each_standing),
    TEST(test_report_verdict__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "report_verdict", tests);
}
