/* test_report_file.c: what a snapshot file says of itself; and a file gives the reports that the photograph gives.
 * Tests render/report_file.c, coverage.c.                                                      Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_report.h"

#include <unistd.h>

#include "failing_allocator.h"
#include "golden.h"
#include "heap.h"
#include "rs_cycles.h"
#include "rs_snapshot_file.h"
#include "rs_tree.h"
#include "schema.h"
#include "scratch.h"

/* ---- What it says of itself -------------------------------------------------------------------------------------------- */

static rs_file_about a_file(void) {
    rs_file_about about = {.major = 1,
                           .minor = 0,
                           .bytes = 9783044,
                           .writer = "0.1.0",
                           .objects = 6040210,
                           .references = 13118959,
                           .types = 144,
                           .total_size = 501640000,
                           .section_count = 3,
                           .sections = {{"HEAD", "counts, coverage, origin", 1, 182, 142},
                                        {"TARG", "targets of references", 24, 8388608, 39321600},
                                        {"NEWS", "unknown", 1, 40, 0}}};
    about.origin = (rs_origin){.taken = 1772366400123456789,
                               .nanoseconds = 512345678,
                               .pointer_size = 8,
                               .opened = true,
                               .platform = "Linux x86_64",
                               .target = "app.py",
                               .where = "at the end"};
    about.coverage = (rs_coverage){.values = RS_VALUES_NAMES,
                                   .whole_heap = true,
                                   .opaque_objects = 22,
                                   .opaque_types = 2,
                                   .immortal_objects = 5543,
                                   .values_withheld = 13271,
                                   .python = "3.11.2"};
    return about;
}

static rs_text report_of(const rs_file_about *about, rs_format format) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    rs_text text = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    options.format = format;
    options.target = "heap.rsnap";
    check_ok("report", rs_report_file(&text, about, &options, &err), &err);
    return text;
}

static void test_report_file__as_text(void) {
    rs_file_about about = a_file();
    rs_text text = report_of(&about, RS_FORMAT_TEXT);
    check_golden("info.txt", &text);
}

static void test_report_file__as_json(void) {
    rs_file_about about = a_file();
    rs_text text = report_of(&about, RS_FORMAT_JSON);
    json_decref(check_schema("info", &text));
    check_golden("info.json", &text);
}

/* Nothing is known, and what is there was written by somebody who means harm. */
static void test_report_file__of_a_stranger(void) {
    rs_file_about about = {.major = 1, .minor = 9, .bytes = 305};
    about.origin.taken = INT64_MIN;
    strcpy(about.origin.target, "app.py\033[2J\n");
    rs_text text = report_of(&about, RS_FORMAT_TEXT);
    check_golden("info_stranger.txt", &text);
    text = report_of(&about, RS_FORMAT_JSON);
    json_decref(check_schema("info", &text));
    rs_text_release(&text);
}

static rs_status make_report(void *context, rs_error *err) {
    rs_file_about about = a_file();
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    rs_text text = RS_TEXT_INIT;
    rs_status status = rs_report_file(&text, &about, &options, err);
    rs_text_release(&text);
    return status;
}

static void test_report_file__out_of_memory(void) {
    check("allocations", for_each_allocation_failure("info", make_report, NULL) > 0);
}

/* ---- The same reports -------------------------------------------------------------------------------------------------- */

static const char *const names[] = {"summary", "summary as JSON", "cycles", "cycles as JSON",
                                    "why",     "why as JSON",     "tree"};
#define REPORTS RS_COUNT(names)

static void make_all(rs_text texts[REPORTS], const rs_snapshot *snapshot) {
    rs_graph *graph = NULL;
    rs_cycles *cycles = NULL;
    rs_tree_options tree = RS_TREE_OPTIONS_INIT;
    rs_cycles_options which = RS_CYCLES_OPTIONS_INIT;
    rs_object_id some[8];
    uint32_t objects = rs_snapshot_columns(snapshot)->objects, count = objects < 8 ? objects : 8;
    for (uint32_t i = 0; i < count; i++) some[i] = objects / count * i;
    which.scope = RS_SCOPE_ALL;
    check_number("graph", rs_graph_new(&graph, snapshot, NULL), RS_OK);
    check_number("cycles", rs_cycles_find(&cycles, graph, &which, NULL), RS_OK);
    for (int format = 0; format < 2; format++) {
        rs_report_options how = RS_REPORT_OPTIONS_INIT;
        how.format = (rs_format)format;
        check_number("summary", rs_report_summary(&texts[format], snapshot, RS_SORT_SIZE, &how, NULL), RS_OK);
        check_number("cycles", rs_report_cycles(&texts[2 + format], graph, cycles, &how, NULL), RS_OK);
        check_number("why", rs_report_why(&texts[4 + format], graph, some, count, &how, NULL), RS_OK);
    }
    check_number("tree", rs_tree_render(&texts[6], graph, some, count, &tree, NULL), RS_OK);
    rs_cycles_free(cycles);
    rs_graph_free(graph);
}

static void test_report_file__a_file_gives_the_same_reports(void) {
    for (uint64_t seed = 1; seed <= 8; seed++) {
        char path[SCRATCH_ROOM];
        heap_random_options options = {.seed = seed,
                                       .objects = 400,
                                       .references = 700,
                                       .records = 4,
                                       .held_per_mille = 50,
                                       .leaves_per_mille = 200};
        rs_save_options how = RS_SAVE_OPTIONS_INIT;
        how.values = RS_VALUES_SHORT;
        rs_text before[REPORTS] = {RS_TEXT_INIT}, after[REPORTS] = {RS_TEXT_INIT};
        rs_snapshot *opened = NULL;
        heap *h = heap_random(&options);
        int descriptor = mkstemp(scratch_template(path, "report"));
        if (descriptor >= 0) close(descriptor);
        check_number("save", rs_snapshot_save(h->snapshot, path, &how, NULL), RS_OK);
        check_number("open", rs_snapshot_open(&opened, path, NULL), RS_OK);
        make_all(before, h->snapshot);
        make_all(after, opened);
        for (size_t i = 0; i < REPORTS; i++) {
            check(names[i], before[i].length > 20);
            check_text(names[i], rs_text_string(&after[i]), rs_text_string(&before[i]));
            rs_text_release(&before[i]);
            rs_text_release(&after[i]);
        }
        rs_snapshot_free(opened);
        unlink(path);
        heap_free(h);
    }
}

/* The summary of a file opened without its references is the whole one's. */
static void test_report_file__a_summary_needs_no_references(void) {
    char path[SCRATCH_ROOM];
    heap *h = heap_of("t:thread->root->a:A{size=5000000000} a->b:B->l:list->s='x' l->root s->n=3");
    rs_snapshot *objects = NULL;
    int descriptor = mkstemp(scratch_template(path, "report"));
    if (descriptor >= 0) close(descriptor);
    check_number("save", rs_snapshot_save(h->snapshot, path, NULL, NULL), RS_OK);
    check_number("open", rs_snapshot_open_objects(&objects, path, NULL), RS_OK);
    check_number("references", rs_snapshot_columns(objects)->references, 0);
    for (int format = 0; format < 2; format++) {
        rs_report_options how = RS_REPORT_OPTIONS_INIT;
        rs_text whole = RS_TEXT_INIT, quick = RS_TEXT_INIT;
        rs_snapshot *all = NULL;
        how.format = (rs_format)format;
        check_number("open", rs_snapshot_open(&all, path, NULL), RS_OK);
        check_number("whole", rs_report_summary(&whole, all, RS_SORT_SIZE, &how, NULL), RS_OK);
        check_number("quick", rs_report_summary(&quick, objects, RS_SORT_SIZE, &how, NULL), RS_OK);
        check_text("the same", rs_text_string(&quick), rs_text_string(&whole));
        rs_text_release(&whole);
        rs_text_release(&quick);
        rs_snapshot_free(all);
    }
    rs_snapshot_free(objects);
    unlink(path);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_report_file__as_text),
    TEST(test_report_file__as_json),
    TEST(test_report_file__of_a_stranger),
    TEST(test_report_file__out_of_memory),
    TEST(test_report_file__a_file_gives_the_same_reports),
    TEST(test_report_file__a_summary_needs_no_references),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "report_file", tests);
}
