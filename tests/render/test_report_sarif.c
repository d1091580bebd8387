/* test_report_sarif.c: a cycle report as SARIF.            Tests render/report_sarif.c, source_uri.c.
 * Against the schema and by who reads it: tests/cli/test_formats.py.                  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_report.h"

#include "checked.h"
#include "failing_allocator.h"
#include "golden.h"
#include "report_cycles.h"

static void check_report(const char *golden, checked c) {
    rs_report_options options = checked_options(&c, RS_FORMAT_SARIF);
    rs_text text = checked_report(&c, &options);
    check_golden(golden, &text);
    checked_release(&c);
}

static void test_report_sarif__new_known_ignored_and_gone(void) {
    check_report("cycles_checked.sarif.json", check_usual_heap());
}

static void test_report_sarif__what_no_collection_frees(void) {
    check_report("cycles_stay.sarif.json", check_what_stays());
}

static void test_report_sarif__no_cycles(void) {
    check_report("cycles_none.sarif.json", check_heap("a->b", NULL, NULL, 0));
}

static void test_report_sarif__passed_with_some_allowed(void) {
    check_report("cycles_allowed.sarif.json",
                 check_heap("a:app.Node{addr=0x7f12ab34cd50}-.me->a", NULL, NULL, 1));
}

static void test_report_sarif__names_are_shown_and_not_obeyed(void) {
    check_report("cycles_hostile.sarif.json", check_names("app.<b>|`x``y`]]>&*_{0}\"'[a](b)",
                                                          "a\x01\xed\xa0\x80\x1b[31m\n|\xe2\x80\xaez"));
}

static void test_report_sarif__files_are_named_from_the_folder(void) {
    static const struct {
        const char *label, *file, *folder, *want;
        bool inside;
    } cases[] = {
        {"below", "/srv/app/sub/app.py", "/srv/app", "sub/app.py", true},
        {"below, with a slash", "/srv/app/app.py", "/srv/app/", "app.py", true},
        {"relative", "app.py", "/srv/app", "app.py", true},
        {"relative, a dot before it", "./sub/app.py", "/srv/app", "sub/app.py", true},
        {"elsewhere", "/usr/lib/json.py", "/srv/app", "file:///usr/lib/json.py", false},
        {"beside, of the same beginning", "/srv/app2/x.py", "/srv/app", "file:///srv/app2/x.py", false},
        {"above", "../app.py", "/srv/app", "../app.py", false},
        {"no folder", "/srv/app.py", NULL, "file:///srv/app.py", false},
        {"a folder that is not known", "/srv/app.py", "", "file:///srv/app.py", false},
        {"characters", "a b:c%d/\xc3\xa4#?.py", "/srv", "a%20b%3Ac%25d/%C3%A4%23%3F.py", true},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_text uri = RS_TEXT_INIT;
        bool inside = !cases[i].inside;
        rs__add_source_uri(&uri, &inside, cases[i].file, cases[i].folder);
        check_and_release(cases[i].label, &uri, cases[i].want);
        check_number(cases[i].label, inside, cases[i].inside);
    }
}

static void test_report_sarif__the_result_is_at_the_first_place_below_the_folder(void) {
    rs_place at[] = {{"/usr/lib/a.py", 1, "lib.A"}, {"/srv/app/b.py", 2, "app.B"}, {"c.py", 3, "app.C"}};
    rs_places places = {at, 3, 3};
    check_number("below", rs__best_place(&places, "/srv/app"), 1);
    check_number("relative", rs__best_place(&places, "/home"), 2);
    places.count = 1;
    check_number("none below", rs__best_place(&places, "/srv/app"), 0);
}

static rs_status try_report(void *context, rs_error *err) {
    checked *c = context;
    rs_text text = RS_TEXT_INIT;
    rs_report_options options = checked_options(c, RS_FORMAT_SARIF);
    rs_status status = rs_report_cycles(&text, c->graph, c->cycles, &options, err);
    rs_text_release(&text);
    return status;
}

static void test_report_sarif__out_of_memory_at_every_allocation(void) {
    checked c = check_usual_heap();
    check("some", for_each_allocation_failure("report", try_report, &c) > 10);
    checked_release(&c);
}

static CU_TestInfo tests[] = {
    TEST(test_report_sarif__new_known_ignored_and_gone),
    TEST(test_report_sarif__what_no_collection_frees),
    TEST(test_report_sarif__no_cycles),
    TEST(test_report_sarif__passed_with_some_allowed),
    TEST(test_report_sarif__names_are_shown_and_not_obeyed),
    TEST(test_report_sarif__files_are_named_from_the_folder),
    TEST(test_report_sarif__the_result_is_at_the_first_place_below_the_folder),
    TEST(test_report_sarif__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "report_sarif", tests);
}
