/* checks.h: checks that say what they got, and the main program of a test.             Implementation: checks.c
 *                                                                                           Map: tests/README.md
 *     static void test_components__self_loop_is_a_cycle(void) { ... check_number("members", got, 1); ... }
 *     static CU_TestInfo components[] = {TEST(test_components__self_loop_is_a_cycle), CU_TEST_INFO_NULL};
 *     int main(int argc, char **argv) { return run_tests(argc, argv, "components", components); }
 *
 * A check that fails prints its label, what it got and what it wanted; the test goes on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CHECKS_H
#define CHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <CUnit/CUnit.h>

#include "rs_status.h"
#include "rs_text.h"

#define RS_COUNT(array) (sizeof(array) / sizeof *(array))

/* Each returns whether the check held. `label` names the row of a table of cases. */
#define check(label, condition)      check_at(__FILE__, __LINE__, label, condition, #condition)
#define check_text(label, got, want) check_text_at(__FILE__, __LINE__, label, got, want)
#define check_number(label, got, want)                                                                       \
    check_number_at(__FILE__, __LINE__, label, (unsigned long long)(got), (unsigned long long)(want))
/* RS_OK or, with its message, the failure. */
#define check_ok(label, status, err) check_ok_at(__FILE__, __LINE__, label, status, err)
/* The text, which is then released. */
#define check_and_release(label, text, want) check_and_release_at(__FILE__, __LINE__, label, text, want)

bool check_at(const char *file, unsigned line, const char *label, bool condition, const char *expression);
bool check_text_at(const char *file, unsigned line, const char *label, const char *got, const char *want);
bool check_number_at(const char *file, unsigned line, const char *label, unsigned long long got,
                     unsigned long long want);
bool check_ok_at(const char *file, unsigned line, const char *label, rs_status status, const rs_error *err);
bool check_and_release_at(const char *file, unsigned line, const char *label, rs_text *text,
                          const char *want);

#define TEST(function)                                                                                       \
    { #function, function }

/* Runs the tests, or those whose names contain the program's first argument. The program's exit status: 0 when all
 * passed and there were any. */
int run_tests(int argc, char **argv, const char *suite, CU_TestInfo *tests);
/* The same for several suites, ended by CU_SUITE_INFO_NULL. */
int run_suites(int argc, char **argv, CU_SuiteInfo *suites);

#endif
