/* test_report_junit.c: a cycle report as JUnit XML.            Tests render/report_junit.c, xml.c.
 * Against the schema and by who reads it: tests/cli/test_formats.py.                  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_report.h"

#include "checked.h"
#include "failing_allocator.h"
#include "golden.h"

static void check_report(const char *golden, checked c) {
    rs_report_options options = checked_options(&c, RS_FORMAT_JUNIT);
    rs_text text = checked_report(&c, &options);
    check_golden(golden, &text);
    checked_release(&c);
}

static void test_report_junit__new_known_ignored_and_gone(void) {
    check_report("cycles_checked.xml", check_usual_heap());
}

static void test_report_junit__what_no_collection_frees(void) {
    check_report("cycles_stay.xml", check_what_stays());
}

static void test_report_junit__no_cycles(void) {
    check_report("cycles_none.xml", check_heap("a->b", NULL, NULL, 0));
}

static void test_report_junit__passed_with_some_allowed(void) {
    check_report("cycles_allowed.xml", check_heap("a:app.Node{addr=0x7f12ab34cd50}-.me->a", NULL, NULL, 1));
}

static void test_report_junit__names_are_shown_and_not_obeyed(void) {
    check_report("cycles_hostile.xml", check_names("app.<b>|`x``y`]]>&*_{0}\"'[a](b)",
                                                   "a\x01\xed\xa0\x80\x1b[31m\n|\xe2\x80\xaez"));
}

static void test_report_junit__what_xml_cannot_hold_is_escaped(void) {
    checked c = check_names("app.\x01\xed\xa0\x80\xef\xbf\xbf\tName\xc2\x9b\xe2\x80\xae", "me");
    rs_report_options options = checked_options(&c, RS_FORMAT_JUNIT);
    rs_text text = checked_report(&c, &options);
    check("a class", strstr(rs_text_string(&text),
                            "classname=\"app.\\x01\\ud800\\uffff&#9;Name&#x9B;&#x202E;\"") != NULL);
    rs_text_release(&text);
    checked_release(&c);
}

static rs_status try_report(void *context, rs_error *err) {
    checked *c = context;
    rs_text text = RS_TEXT_INIT;
    rs_report_options options = checked_options(c, RS_FORMAT_JUNIT);
    rs_status status = rs_report_cycles(&text, c->graph, c->cycles, &options, err);
    rs_text_release(&text);
    return status;
}

static void test_report_junit__out_of_memory_at_every_allocation(void) {
    checked c = check_usual_heap();
    check("some", for_each_allocation_failure("report", try_report, &c) > 10);
    checked_release(&c);
}

static CU_TestInfo tests[] = {
    TEST(test_report_junit__new_known_ignored_and_gone),
    TEST(test_report_junit__what_no_collection_frees),
    TEST(test_report_junit__no_cycles),
    TEST(test_report_junit__passed_with_some_allowed),
    TEST(test_report_junit__names_are_shown_and_not_obeyed),
    TEST(test_report_junit__what_xml_cannot_hold_is_escaped),
    TEST(test_report_junit__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "report_junit", tests);
}
