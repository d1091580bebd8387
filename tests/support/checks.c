/* checks.c: checks that say what they got, and the main program of a test.                      Manual: checks.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "checks.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <CUnit/Basic.h>

/* CUnit keeps a copy of the sentence and prints it with file and line at the end. */
static bool report(bool held, const char *file, unsigned line, const char *format, ...) RS_PRINTF(4, 5);
static bool report(bool held, const char *file, unsigned line, const char *format, ...) {
    char sentence[4000] = "";
    va_list arguments;
    va_start(arguments, format);
    if (!held) vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    CU_assertImplementation(held, line, sentence, file, "", CU_FALSE);
    return held;
}

bool check_at(const char *file, unsigned line, const char *label, bool condition, const char *expression) {
    return report(condition, file, line, "%s: %s", label, expression);
}

bool check_text_at(const char *file, unsigned line, const char *label, const char *got, const char *want) {
    bool same = got && want ? strcmp(got, want) == 0 : got == want;
    return report(same, file, line, "%s:\n       got  \"%s\"\n       want \"%s\"", label,
                  got ? got : "(none)", want ? want : "(none)");
}

bool check_number_at(const char *file, unsigned line, const char *label, unsigned long long got,
                     unsigned long long want) {
    return report(got == want, file, line, "%s: got %llu, want %llu", label, got, want);
}

bool check_ok_at(const char *file, unsigned line, const char *label, rs_status status, const rs_error *err) {
    return report(status == RS_OK, file, line, "%s: %s: %s", label, rs_status_name(status),
                  err ? err->message : "");
}

bool check_and_release_at(const char *file, unsigned line, const char *label, rs_text *text,
                          const char *want) {
    bool held = check_text_at(file, line, label, rs_text_string(text), want);
    rs_text_release(text);
    return held;
}

/* ---- The main program ----------------------------------------------------------------------------------------------- */

/* Takes the tests whose names do not contain `part` out of the list; how many are left. */
static size_t keep_matching(CU_TestInfo *tests, const char *part) {
    size_t kept = 0;
    for (size_t i = 0; tests[i].pName; i++)
        if (!part || strstr(tests[i].pName, part)) tests[kept++] = tests[i];
    tests[kept] = (CU_TestInfo)CU_TEST_INFO_NULL;
    return kept;
}

static int failed(const char *what) {
    fprintf(stderr, "cannot run the tests: %s\n", what);
    return 1;
}

int run_suites(int argc, char **argv, CU_SuiteInfo *suites) {
    const char *part = argc > 1 ? argv[1] : NULL;
    size_t count = 0;
    for (CU_SuiteInfo *suite = suites; suite->pName; suite++) count += keep_matching(suite->pTests, part);
    if (count == 0) return failed(part ? "no test's name contains the argument" : "there is no test");
    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS)
        return failed(CU_get_error_msg());
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_ErrorCode code = CU_basic_run_tests();
    unsigned failures = CU_get_number_of_failures() + CU_get_number_of_suites_failed();
    unsigned run = CU_get_number_of_tests_run();
    CU_cleanup_registry();
    return code == CUE_SUCCESS && failures == 0 && run == count ? 0 : 1;
}

int run_tests(int argc, char **argv, const char *suite, CU_TestInfo *tests) {
    CU_SuiteInfo suites[] = {{suite, NULL, NULL, NULL, NULL, tests}, CU_SUITE_INFO_NULL};
    return run_suites(argc, argv, suites);
}
