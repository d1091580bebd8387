/* test_verdict.c: what each pattern counts for, and whether a report passes.
 * Tests graph/verdict.c, ignored.c, on reports of real components.                              Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_verdict.h"

#include <string.h>

#include "checks.h"
#include "cycle_scene.h"
#include "failing_allocator.h"
#include "heap.h"

/* Three patterns: Node.peer -> Node, Ring.next -> Ring, Tree.kids[] -> Tree.up -> Tree. */
static const char three[] = "a-.peer->b-.peer->a r:Ring-.next->r t:app.Tree-.kids->l:list->u:app.Tree-.up->t";

static rs_baseline *baseline_of(const char *notation) {
    scene s = scene_of(notation);
    rs_baseline *made = NULL;
    rs_error err = RS_ERROR_INIT;
    check_ok("baseline", rs_baseline_new(&made, &err), &err);
    for (size_t i = 0; i < rs_cycles_count(s.report); i++)
        check_ok("add", rs_baseline_add(made, rs_cycles_pattern(s.report, i), NULL, &err), &err);
    scene_free(&s);
    return made;
}

/* "failed: Node.peer -> Node new; Ring.next -> Ring known | unseen: ..." */
static void describe(rs_text *text, const rs_cycles *report, const rs_verdict *verdict) {
    static const char *const standings[] = {"new", "known", "ignored"};
    rs_verdict_totals sums = rs_verdict_sums(verdict);
    size_t counts[3] = {0, 0, 0};
    rs_text_add(text, !sums.checked ? "unchecked:" : sums.passed ? "passed:" : "failed:");
    for (size_t i = 0; i < rs_cycles_count(report); i++) {
        rs_standing standing = rs_verdict_of(verdict, i);
        counts[standing]++;
        rs_text_addf(text, "%s %.4s %s", i ? "," : "", rs_cycles_pattern(report, i)->text,
                     standings[standing]);
    }
    for (size_t i = 0; i < sums.unseen; i++)
        rs_text_addf(text, "%s%.4s", i ? ", " : " | unseen: ", rs_verdict_unseen(verdict, i)->text);
    check_number("new", sums.fresh, counts[RS_STANDING_NEW]);
    check_number("known", sums.known, counts[RS_STANDING_KNOWN]);
    check_number("ignored", sums.ignored, counts[RS_STANDING_IGNORED]);
}

static void check_verdict(const char *label, const rs_verdict_options *rules, const char *want) {
    scene s = scene_of(three);
    rs_verdict *verdict = NULL;
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    check_ok(label, rs_verdict_reach(&verdict, s.report, rules, &err), &err);
    if (verdict) describe(&text, s.report, verdict);
    check_and_release(label, &text, want);
    rs_verdict_free(verdict);
    scene_free(&s);
}

static void test_verdict__counts_what_is_neither_known_nor_ignored(void) {
    static const struct {
        const char *label, *baseline, *ignore;
        uint32_t max;
        const char *want;
    } cases[] = {
        {"nothing to check", NULL, NULL, RS_NO_MAX, "unchecked: Tree new, Node new, Ring new"},
        {"as many as allowed", NULL, NULL, 3, "passed: Tree new, Node new, Ring new"},
        {"one too many", NULL, NULL, 2, "failed: Tree new, Node new, Ring new"},
        {"ignored ones do not count", NULL, "Ring*", 2, "passed: Tree new, Node new, Ring ignored"},
        {"all known", three, NULL, RS_NO_MAX, "passed: Tree known, Node known, Ring known"},
        {"one new", "a-.peer->b-.peer->a t:app.Tree-.kids->l:list->u:app.Tree-.up->t", NULL, RS_NO_MAX,
         "failed: Tree known, Node known, Ring new"},
        {"one new, and one allowed", "a-.peer->b-.peer->a t:app.Tree-.kids->l:list->u:app.Tree-.up->t", NULL,
         1, "passed: Tree known, Node known, Ring new"},
        {"another attribute is another pattern", "a-.pear->b-.pear->a", NULL, 2,
         "failed: Tree new, Node new, Ring new | unseen: Node"},
        {"what is ignored is not known, and seen", three, "*", 0,
         "passed: Tree ignored, Node ignored, Ring ignored"},
        {"not seen", "x:Gone-.me->x a-.peer->b-.peer->a", "[RT]*", RS_NO_MAX,
         "passed: Tree ignored, Node known, Ring ignored | unseen: Gone"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_baseline *known = cases[i].baseline ? baseline_of(cases[i].baseline) : NULL;
        rs_verdict_options rules = RS_VERDICT_OPTIONS_INIT;
        rules.baseline = known;
        rules.ignore = &cases[i].ignore;
        rules.ignore_count = cases[i].ignore != NULL;
        rules.max = cases[i].max;
        check_verdict(cases[i].label, &rules, cases[i].want);
        rs_baseline_free(known);
    }
}

static void test_verdict__what_is_taken_into_the_baseline_does_not_fail(void) {
    rs_baseline *known = baseline_of("a-.peer->b-.peer->a");
    rs_verdict_options rules = RS_VERDICT_OPTIONS_INIT;
    rules.baseline = known;
    rules.updating = true;
    check_verdict("updating", &rules, "passed: Tree new, Node known, Ring new");
    rs_baseline_free(known);
}

static void test_verdict__globs_match_the_text_with_bare_or_qualified_names(void) {
    static const struct {
        const char *glob;
        bool want;
    } cases[] = {
        {"Tree.kids[] -> Tree.up -> Tree", true},
        {"Tree.kids[]*", true},
        {"app.Tree.kids[] -> app.Tree.up -> app.Tree", true},
        {"app.*", true},
        {"*.up -> *", true},
        {"*[uv]p -> *", true},
        {"*.kids\\[\\]*", true},
        {"Tree.kids? *", false},
        {"Tree", false},
        {"tree*", false},
        {"pp.*", false},
        {"*[xyz]p -> *", false},
    };
    scene s = scene_of("t:app.Tree-.kids->l:list->u:app.Tree-.up->t");
    const rs_pattern *pattern = rs_cycles_pattern(s.report, 0);
    check_text("the pattern", pattern->text, "Tree.kids[] -> Tree.up -> Tree");
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        bool got = !cases[i].want;
        check_number(cases[i].glob, rs_pattern_matches(&got, pattern, cases[i].glob, NULL), RS_OK);
        check_number(cases[i].glob, got, cases[i].want);
    }
    scene_free(&s);
    s = scene_of("a-.x->l:list->b:L-.y->m:list->a");
    bool got = false;
    check_text("two items", rs_cycles_pattern(s.report, 0)->text, "L.y[] -> Node.x[] -> L");
    check_number("two items",
                 rs_pattern_matches(&got, rs_cycles_pattern(s.report, 0), "L.y[] -> Node.x[] -> ?", NULL),
                 RS_OK);
    check("a glob with two of them is not a set of characters", got);
    scene_free(&s);
}

static rs_status try_verdict(void *context, rs_error *err) {
    static const char *const ignore[] = {"nothing", "Ring*"};
    rs_verdict *verdict = NULL;
    rs_verdict_options rules = RS_VERDICT_OPTIONS_INIT;
    scene *s = context;
    rs_baseline *known = NULL;
    rs_status status = rs_baseline_new(&known, err);
    if (status == RS_OK) status = rs_baseline_add(known, rs_cycles_pattern(s->report, 0), NULL, err);
    rules.baseline = known;
    rules.ignore = ignore;
    rules.ignore_count = 2;
    if (status == RS_OK) status = rs_verdict_reach(&verdict, s->report, &rules, err);
    rs_verdict_free(verdict);
    rs_baseline_free(known);
    return status;
}

static void test_verdict__out_of_memory_at_every_allocation(void) {
    scene s = scene_of(three);
    check("some", for_each_allocation_failure("verdict", try_verdict, &s) > 10);
    scene_free(&s);
}

static CU_TestInfo tests[] = {
    TEST(test_verdict__counts_what_is_neither_known_nor_ignored),
    TEST(test_verdict__what_is_taken_into_the_baseline_does_not_fail),
    TEST(test_verdict__globs_match_the_text_with_bare_or_qualified_names),
    TEST(test_verdict__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "verdict", tests);
}
