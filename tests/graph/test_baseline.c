/* test_baseline.c: the patterns that are known: written, read, put together; and what a bad file says.
 * Tests graph/baseline.c, baseline_text.c, baseline_file.c.                                     Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_baseline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks.h"
#include "failing_allocator.h"
#include "scratch.h"

#define HEADING                                                                                              \
    "refscope baseline 1\n"                                                                                  \
    "# Patterns of reference cycles that `refscope cycles --baseline` lets pass: a fingerprint and its "     \
    "pattern a line.\n"                                                                                      \
    "# --update-baseline writes this file; a comment directly above a pattern stays as it is.\n"

static const char *const node_types[] = {"app.Node", "app.Node"}, *const node_edges[] = {".children[]",
                                                                                         ".parent"};
static const char *const ring_types[] = {"app.Ring", "app.Pearl"}, *const ring_edges[] = {".first", ".next"};
static const rs_cut node_cut = {"app.Node.parent", "a reason", 100};

static rs_pattern node(size_t count) {
    return (rs_pattern){.fingerprint = "e7929b60e0571f20",
                        .text = "Node.children[] -> Node.parent -> Node",
                        .types = node_types,
                        .edges = node_edges,
                        .steps = 2,
                        .count = count,
                        .cuts = &node_cut,
                        .cut_count = 1};
}

static rs_pattern ring(void) {
    return (rs_pattern){.fingerprint = "0123456789abcdef",
                        .text = "Ring.first -> Pearl.next -> Ring",
                        .types = ring_types,
                        .edges = ring_edges,
                        .steps = 2,
                        .count = 1,
                        .scope = RS_SCOPE_LIVE};
}

static rs_baseline *empty(void) {
    rs_baseline *made = NULL;
    check_number("new", rs_baseline_new(&made, NULL), RS_OK);
    return made;
}

static void add(rs_baseline *to, rs_pattern pattern, const rs_baseline *older) {
    rs_error err = RS_ERROR_INIT;
    check_ok("add", rs_baseline_add(to, &pattern, older, &err), &err);
}

static rs_baseline *parsed(const char *label, const char *text) {
    rs_baseline *made = NULL;
    rs_error err = RS_ERROR_INIT;
    check_ok(label, rs_baseline_parse(&made, text, strlen(text), "cycles.txt", &err), &err);
    return made;
}

static void check_written(const char *label, const rs_baseline *baseline, const char *want) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add_baseline(&text, baseline);
    check_and_release(label, &text, want);
}

/* ---- Written -------------------------------------------------------------------------------------------------------- */

static const char two[] = HEADING "\n# of app.Node: garbage, seen 20 times; cut app.Node.parent\n"
                                  "e7929b60e0571f20 Node.children[] -> Node.parent -> Node\n"
                                  "\n# of app.Ring, app.Pearl: alive, seen once\n"
                                  "0123456789abcdef Ring.first -> Pearl.next -> Ring\n";

static void test_baseline__is_sorted_text_with_a_comment_above_each_pattern(void) {
    rs_baseline *a = empty(), *b = empty();
    check_written("empty", a, HEADING);
    add(a, ring(), NULL);
    add(a, node(20), NULL);
    check_written("two", a, two);
    add(b, node(20), NULL);
    add(b, ring(), NULL);
    add(b, node(7), NULL);
    check_written("in another order, one of them twice", b, two);
    check_number("count", rs_baseline_count(b), 2);
    rs_baseline_free(a);
    rs_baseline_free(b);
}

static void test_baseline__what_is_written_reads_the_same(void) {
    rs_baseline *known = parsed("two", two);
    check_written("again", known, two);
    const rs_baseline_entry *found = rs_baseline_find(known, "0123456789abcdef");
    if (check("found", found != NULL)) {
        check_text("text", found->text, "Ring.first -> Pearl.next -> Ring");
        check_text("comment", found->comment, "# of app.Ring, app.Pearl: alive, seen once\n");
    }
    check("another", rs_baseline_find(known, "0123456789abcdee") == NULL);
    rs_baseline_free(known);
}

static void test_baseline__a_known_pattern_keeps_the_comment_it_has(void) {
    rs_baseline *known = parsed("commented",
                                HEADING "\n# ours: see the plan for release 3\n# of app.Node: ...\n"
                                        "e7929b60e0571f20 an older text\n");
    rs_baseline *now = empty();
    add(now, node(21), known);
    check_written("kept", now,
                  HEADING "\n# ours: see the plan for release 3\n# of app.Node: ...\n"
                          "e7929b60e0571f20 Node.children[] -> Node.parent -> Node\n");
    rs_baseline_free(known);
    rs_baseline_free(now);
}

static void test_baseline__names_that_would_break_a_line_are_escaped(void) {
    static const char *const types[] = {"app.Odd\nName"}, *const edges[] = {".\x1b[31m"};
    rs_baseline *made = empty();
    add(made,
        (rs_pattern){.fingerprint = "00000000000000ff",
                     .text = "Odd\nName.\x1b[31m -> Odd\nName",
                     .types = types,
                     .edges = edges,
                     .steps = 1,
                     .count = 1234},
        NULL);
    check_written("escaped", made,
                  HEADING "\n# of app.Odd\\nName: garbage, seen 1,234 times\n"
                          "00000000000000ff Odd\\nName.\\x1b[31m -> Odd\\nName\n");
    rs_baseline_free(made);
}

/* ---- Read ----------------------------------------------------------------------------------------------------------- */

static void test_baseline__what_people_and_merges_leave_is_read(void) {
    static const struct {
        const char *label, *text;
        size_t want;
    } cases[] = {
        {"nothing at all", "", 0},
        {"the first line alone", "refscope baseline 1", 0},
        {"no end of the last line", "refscope baseline 1\ne7929b60e0571f20 Node", 1},
        {"a fingerprint alone", "refscope baseline 1\ne7929b60e0571f20\n", 1},
        {"the line ends of another system", "refscope baseline 1\r\n# a\r\ne7929b60e0571f20 Node\r\n\r\n", 1},
        {"one twice", "refscope baseline 1\ne7929b60e0571f20 Node\ne7929b60e0571f20 Node\n", 1},
        {"blanks", "refscope baseline 1\n  \n\t\ne7929b60e0571f20 Node\n", 1},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_baseline *known = parsed(cases[i].label, cases[i].text);
        if (known) check_number(cases[i].label, rs_baseline_count(known), cases[i].want);
        rs_baseline_free(known);
    }
    rs_baseline *known = parsed("other line ends", cases[4].text);
    check_text("no carriage return in it", rs_baseline_at(known, 0)->text, "Node");
    rs_baseline_free(known);
}

static void test_baseline__a_bad_one_says_what_is_wrong_and_where(void) {
    static const struct {
        const char *label, *text, *want;
        rs_status status;
    } cases[] = {
        {"something else", "[cycles]\nmax = 0\n",
         "cycles.txt: not a baseline of refscope: its first line is not `refscope baseline 1`",
         RS_BAD_ARGUMENT},
        {"no number", "refscope baseline one\n",
         "cycles.txt: not a baseline of refscope: its first line is not `refscope baseline 1`",
         RS_BAD_ARGUMENT},
        {"a number far too long", "refscope baseline 11111111111111111111\n",
         "cycles.txt: not a baseline of refscope: its first line is not `refscope baseline 1`",
         RS_BAD_ARGUMENT},
        {"from a newer refscope", "refscope baseline 2\nwhatever\n",
         "cycles.txt: a baseline of version 2, and this refscope reads version 1: a newer refscope wrote it",
         RS_UNSUPPORTED},
        {"an unfinished merge", HEADING "\n<<<<<<< HEAD\n",
         "cycles.txt:5: neither a comment nor a fingerprint and its pattern: '<<<<<<< HEAD'",
         RS_BAD_ARGUMENT},
        {"a short fingerprint", "refscope baseline 1\ne7929b60e0571f2 Node\n",
         "cycles.txt:2: neither a comment nor a fingerprint and its pattern: 'e7929b60e0571f2 Node'",
         RS_BAD_ARGUMENT},
        {"a long fingerprint", "refscope baseline 1\ne7929b60e0571f201 Node\n",
         "cycles.txt:2: neither a comment nor a fingerprint and its pattern: 'e7929b60e0571f201 Node'",
         RS_BAD_ARGUMENT},
        {"a line that is long and not for terminals",
         "refscope baseline 1\n\n\x1b[2J it's 0123456789012345678901234567890123456789012345678901234\n",
         "cycles.txt:3: neither a comment nor a fingerprint and its pattern: "
         "'\\x1b[2J it\\'s 0123456789012345678901234567890…'",
         RS_BAD_ARGUMENT},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_baseline *none = NULL;
        rs_error err = RS_ERROR_INIT;
        check_number(cases[i].label,
                     rs_baseline_parse(&none, cases[i].text, strlen(cases[i].text), "cycles.txt", &err),
                     cases[i].status);
        check_text(cases[i].label, err.message, cases[i].want);
        check(cases[i].label, none == NULL);
    }
    static const char binary[] = "refscope baseline 1\n\0\1\2\n";
    rs_baseline *none = NULL;
    rs_error err = RS_ERROR_INIT;
    check_number("binary", rs_baseline_parse(&none, binary, sizeof binary - 1, "b", &err), RS_BAD_ARGUMENT);
    check_text("binary", err.message, "b:2: not text: '\\x00\\x01\\x02'");
}

/* ---- Files ---------------------------------------------------------------------------------------------------------- */

static char folder[SCRATCH_ROOM], path[SCRATCH_ROOM + 16];

static const char *file_of(const char *name, const char *text, size_t size) {
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (check(path, file != NULL)) {
        check_number(path, fwrite(text, 1, size, file), size);
        fclose(file);
    }
    return path;
}

static void check_read(const char *label, const char *name, rs_status status, const char *want) {
    rs_baseline *none = NULL;
    rs_error err = RS_ERROR_INIT;
    check_number(label, rs_baseline_read(&none, name, &err), status);
    size_t shared = strncmp(err.message, name, strlen(name)) == 0 ? strlen(name) : 0;
    check_text(label, err.message + shared, want);
    rs_baseline_free(none);
}

static void test_baseline__from_a_file(void) {
    if (!check("a folder", mkdtemp(scratch_template(folder, "baseline")) != NULL)) return;
    rs_baseline *known = NULL;
    check_number("read", rs_baseline_read(&known, file_of("good", two, sizeof two - 1), NULL), RS_OK);
    if (known) check_written("the same", known, two);
    rs_baseline_free(known);
    check_read("missing", "/nowhere/refscope-no-such-file", RS_NOT_FOUND, ": No such file or directory");
    check_read("a folder", folder, RS_IO, ": Is a directory");
    check_read("what never ends", "/dev/zero", RS_BAD_ARGUMENT,
               ": not a baseline of refscope: it is larger than 64 MB");
    check_read("what is empty", "/dev/null", RS_OK, "");
    unlink(path);
    rmdir(folder);
}

/* ---- At random ------------------------------------------------------------------------------------------------------ */

/* A set put together from thousands of fingerprints in any order is the same file, and finds each of them. */
static void test_baseline__thousands_are_found_and_read_again(void) {
    enum { COUNT = 3000 };
    rs_baseline *forth = empty(), *back = empty();
    char fingerprint[17], text[32];
    for (unsigned i = 0; i < COUNT; i++) {
        rs_pattern p = {.fingerprint = fingerprint, .text = text};
        snprintf(fingerprint, sizeof fingerprint, "%016llx", i * 0x9E3779B97F4A7C15ull);
        snprintf(text, sizeof text, "T%u", i % 100);
        add(forth, p, NULL);
        unsigned j = COUNT - 1 - i;
        snprintf(fingerprint, sizeof fingerprint, "%016llx", j * 0x9E3779B97F4A7C15ull);
        snprintf(text, sizeof text, "T%u", j % 100);
        add(back, p, NULL);
    }
    unsigned found = 0;
    for (unsigned i = 0; i < COUNT; i++) {
        snprintf(fingerprint, sizeof fingerprint, "%016llx", i * 0x9E3779B97F4A7C15ull);
        found += rs_baseline_find(forth, fingerprint) != NULL;
    }
    check_number("found", found, COUNT);
    rs_text a = RS_TEXT_INIT;
    rs_text_add_baseline(&a, forth);
    check_written("whatever the order", back, rs_text_string(&a));
    rs_baseline *again = parsed("again", rs_text_string(&a));
    check_written("read again", again, rs_text_string(&a));
    rs_text_release(&a);
    rs_baseline_free(forth);
    rs_baseline_free(back);
    rs_baseline_free(again);
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

static rs_status try_all(void *context, rs_error *err) {
    (void)context;
    rs_baseline *known = NULL, *now = NULL;
    rs_text text = RS_TEXT_INIT;
    rs_pattern first = node(1), second = ring();
    rs_status status = rs_baseline_parse(&known, two, sizeof two - 1, "cycles.txt", err);
    if (status == RS_OK) status = rs_baseline_new(&now, err);
    if (status == RS_OK) status = rs_baseline_add(now, &first, known, err);
    if (status == RS_OK) status = rs_baseline_add(now, &second, NULL, err);
    if (status == RS_OK) rs_text_add_baseline(&text, now);
    if (status == RS_OK) status = rs_text_status(&text, err);
    rs_text_release(&text);
    rs_baseline_free(known);
    rs_baseline_free(now);
    return status;
}

static void test_baseline__out_of_memory_at_every_allocation(void) {
    check("some", for_each_allocation_failure("baseline", try_all, NULL) > 8);
}

static CU_TestInfo tests[] = {
    TEST(test_baseline__is_sorted_text_with_a_comment_above_each_pattern),
    TEST(test_baseline__what_is_written_reads_the_same),
    TEST(test_baseline__a_known_pattern_keeps_the_comment_it_has),
    TEST(test_baseline__names_that_would_break_a_line_are_escaped),
    TEST(test_baseline__what_people_and_merges_leave_is_read),
    TEST(test_baseline__a_bad_one_says_what_is_wrong_and_where),
    TEST(test_baseline__from_a_file),
    TEST(test_baseline__thousands_are_found_and_read_again),
    TEST(test_baseline__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "baseline", tests);
}
