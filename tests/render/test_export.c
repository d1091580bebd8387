/* test_export.c: what other programs are given.   Tests render/export*.c, heapsnapshot_words.c, stream.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_export.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export.h"
#include "failing_allocator.h"
#include "golden.h"
#include "heap.h"
#include "schema.h"
#include "scratch.h"

/* Something of every kind of name, a cycle of garbage, and strings that every format has to escape. */
static const char zoo[] =
    "th:thread{name=\"main thread\"} m:module{name=app addr=0x7f12ab34cd50} th-.modules->m "
    "m-.cache->d:dict{size=5368709120} k='a \"key\", quoted' d-[k]->s:app.Session d-['own']->s "
    "t='caf\xC3\xA9 \\\\ \xED\xA0\x80'... b=b'\\x00\\xff' s-.user->t s-.raw->b "
    "l:list s-.items->l l-[0]->n=-42 l-[1]->f=1.5 l-[2]->big=int2048 l-[3]->z=None "
    "w:function{name=work} w-closure cell->c:cell c-.cell_contents->s m-.work->w code:code{name=work} "
    "w-.__code__->code "
    "code-field .co_consts[3]!->n st:set s-.tags->st st-{member}->n th-local x->s th-stack[2]->l x:Odd "
    "s-+0x30->x "
    "x-?->l g1-.peer->g2-.peer->g1 g1-.of->s g2->gs='left' old:tuple{frozen untracked} e:Early{refs=+1} "
    "e-.guess~->l";

static char folder[SCRATCH_ROOM];

static const char *in_folder(const char *name) {
    static char path[4][SCRATCH_ROOM + 64];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static rs_text read_text(const char *path) {
    rs_text text = RS_TEXT_INIT;
    FILE *file = fopen(path, "rb");
    char part[4096];
    if (!check(path, file != NULL)) return text;
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;) rs_text_add_bytes(&text, part, got);
    fclose(file);
    return text;
}

static size_t entries(void) {
    DIR *dir = opendir(folder);
    size_t count = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    if (dir) closedir(dir);
    return count;
}

static rs_exported export_to(const heap *h, const char *path, const rs_export_options *options) {
    rs_error err = RS_ERROR_INIT;
    rs_graph *graph = NULL;
    rs_exported done = {0, 0, 0};
    check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
    check_ok("check", rs_export_check(path, options ? options->format : RS_EXPORT_JSON, &err), &err);
    check_ok(path, rs_export_write(graph, path, options, &done, &err), &err);
    rs_graph_free(graph);
    return done;
}

static rs_export_options as(rs_export_format format) {
    rs_export_options options = RS_EXPORT_OPTIONS_INIT;
    options.format = format;
    options.target = "app.py";
    return options;
}

/* The file that `format` makes of the zoo against a golden, and how much it says was written. */
static void check_zoo(rs_export_format format, const char *name, const char *golden) {
    heap *h = heap_of(zoo);
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    rs_export_options options = as(format);
    rs_exported done = export_to(h, in_folder(name), &options);
    rs_text text = read_text(in_folder(name));
    check_number("nodes", done.nodes, c->objects);
    check_number("edges", done.edges, c->references);
    check_number("bytes", done.bytes, text.length);
    check_golden(golden, &text);
    unlink(in_folder(name));
    check_number("nothing else is there", entries(), 0);
    heap_free(h);
}

static void test_export__json(void) {
    check_zoo(RS_EXPORT_JSON, "heap.json", "export.json");
}

static void test_export__json_keeps_to_its_schema(void) {
    heap *h = heap_of(zoo);
    export_to(h, in_folder("heap.json"), NULL);
    rs_text text = read_text(in_folder("heap.json"));
    json_t *report = check_schema("export", &text);
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    const json_t *nodes = json_object_get(report, "nodes"), *edges = json_object_get(report, "edges");
    check_number("nodes", json_array_size(nodes), c->objects);
    check_number("edges", json_array_size(edges), c->references);
    for (size_t r = 0; r < json_array_size(edges); r++)
        check_number("targets", json_integer_value(json_object_get(json_array_get(edges, r), "target")),
                     c->target[r]);
    check("no target is named", json_object_get(report, "target") == NULL);
    json_decref(report);
    rs_text_release(&text);
    unlink(in_folder("heap.json"));
    heap_free(h);
}

static void test_export__heapsnapshot(void) {
    check_zoo(RS_EXPORT_HEAPSNAPSHOT, "heap.heapsnapshot", "export.heapsnapshot");
}

static void test_export__csv(void) {
    heap *h = heap_of(zoo);
    rs_export_options options = as(RS_EXPORT_CSV);
    rs_exported done = export_to(h, in_folder("heap.csv"), &options);
    rs_text nodes = read_text(in_folder("heap-nodes.csv")), edges = read_text(in_folder("heap-edges.csv"));
    check_number("bytes", done.bytes, nodes.length + edges.length);
    check_golden("export_nodes.csv", &nodes);
    check_golden("export_edges.csv", &edges);
    unlink(in_folder("heap-nodes.csv"));
    unlink(in_folder("heap-edges.csv"));
    check_number("nothing else is there", entries(), 0);
    heap_free(h);
}

static void test_export__csv_has_two_files_of_one_name(void) {
    static const struct {
        const char *label, *path, *nodes, *edges;
    } cases[] = {
        {"a prefix", "heap", "heap-nodes.csv", "heap-edges.csv"},
        {"an ending", "a/heap.csv", "a/heap-nodes.csv", "a/heap-edges.csv"},
        {"a folder to be", "out/", "out/nodes.csv", "out/edges.csv"},
        {"a folder that is there", "/tmp", "/tmp/nodes.csv", "/tmp/edges.csv"},
        {"only an ending", ".csv", ".csv-nodes.csv", ".csv-edges.csv"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_text nodes = RS_TEXT_INIT, edges = RS_TEXT_INIT;
        rs__csv_paths(&nodes, &edges, cases[i].path);
        check_and_release(cases[i].label, &nodes, cases[i].nodes);
        check_and_release(cases[i].label, &edges, cases[i].edges);
    }
}

/* ---- A part of a heap ------------------------------------------------------------------------------------------------ */

static void check_part(rs_export_format format, const char *name, const char *golden) {
    heap *h = heap_of(zoo);
    rs_export_options options = as(format);
    rs_object_id part[] = {heap_id(h, "d"), heap_id(h, "s"), heap_id(h, "l"), heap_id(h, "e")};
    options.objects = part;
    options.count = RS_COUNT(part);
    rs_exported done = export_to(h, in_folder(name), &options);
    rs_text text = read_text(in_folder(name));
    check_number("nodes", done.nodes, 4);
    check_number("d to s twice, s to l, e to l", done.edges, 4);
    check_golden(golden, &text);
    unlink(in_folder(name));
    heap_free(h);
}

static void test_export__of_a_part_only_what_is_in_it(void) {
    check_part(RS_EXPORT_JSON, "part.json", "export_part.json");
    check_part(RS_EXPORT_HEAPSNAPSHOT, "part.heapsnapshot", "export_part.heapsnapshot");
}

/* ---- Fields ---------------------------------------------------------------------------------------------------------- */

static void test_export__fields_are_escaped_exactly(void) {
    static const struct {
        const char *label, *bytes;
        size_t count;
        const char *json, *csv;
    } cases[] = {
        {"plain", "abc", 3, "\"abc\"", "abc"},
        {"empty", "", 0, "\"\"", ""},
        {"quotes and backslash", "a\"b\\", 4, "\"a\\\"b\\\\\"", "\"a\"\"b\\\""},
        {"a comma", "a,b", 3, "\"a,b\"", "\"a,b\""},
        {"lines", "a\r\nb", 4, "\"a\\r\\nb\"", "a\\r\\nb"},
        {"blanks at an end", " a", 2, "\" a\"", "\" a\""},
        {"controls", "\x01\t\x7f\b\f", 5, "\"\\u0001\\t\\u007f\\b\\f\"", "\\x01\\t\\x7f\\x08\\x0c"},
        {"beyond ASCII", "\xC3\xA9\xF0\x9F\x90\x8D", 6, "\"\xC3\xA9\xF0\x9F\x90\x8D\"",
         "\xC3\xA9\xF0\x9F\x90\x8D"},
        {"no UTF-8", "a\xFFz", 3, "\"a\xEF\xBF\xBDz\"", "a\\xffz"},
        {"cut short", "a\xE2\x82", 3, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"", "a\\xe2\\x82"},
        {"a lone surrogate", "\xED\xA0\x80!", 4, "\"\xEF\xBF\xBD!\"", "\\ud800!"},
        {"what nobody sees", "\xC2\x9B\xE2\x80\xAE\xF3\xA0\x80\x81", 9, "\"\\u009b\\u202e\\udb40\\udc01\"",
         "\\x9b\\u202e\\U000e0001"},
        {"a formula", "=1+2", 4, "\"=1+2\"", "'=1+2"},
        {"another", "+A1", 3, "\"+A1\"", "'+A1"},
        {"with a comma", "-A1,2", 5, "\"-A1,2\"", "\"'-A1,2\""},
        {"a function", "@SUM(A1)", 8, "\"@SUM(A1)\"", "'@SUM(A1)"},
        {"behind a tab", "\t=1", 3, "\"\\t=1\"", "'\\t=1"},
        {"a number", "-42", 3, "\"-42\"", "-42"},
        {"a float", "-1.5e-07", 8, "\"-1.5e-07\"", "-1.5e-07"},
        {"a sum", "-1+2", 4, "\"-1+2\"", "'-1+2"},
        {"a sign", "-", 1, "\"-\"", "'-"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_text json = RS_TEXT_INIT, csv = RS_TEXT_INIT;
        rs__add_json_string(&json, cases[i].bytes, cases[i].count);
        rs__add_csv_field(&csv, cases[i].bytes, cases[i].count);
        check_and_release(cases[i].label, &json, cases[i].json);
        check_and_release(cases[i].label, &csv, cases[i].csv);
    }
}

static void test_export__numbers(void) {
    static const uint64_t numbers[] = {0, 9, 10, 4294967296, UINT64_MAX};
    rs_text text = RS_TEXT_INIT;
    for (size_t i = 0; i < RS_COUNT(numbers); i++) {
        rs__add_decimal(&text, numbers[i]);
        rs_text_add_char(&text, ' ');
        rs__add_address(&text, numbers[i]);
        rs_text_add_char(&text, '\n');
    }
    check_and_release(
        "numbers", &text,
        "0 0x0\n9 0x9\n10 0xa\n4294967296 0x100000000\n18446744073709551615 0xffffffffffffffff\n");
}

/* ---- Whole or not at all --------------------------------------------------------------------------------------------- */

static void write_old(const char *path) {
    FILE *file = fopen(path, "wb");
    if (check(path, file != NULL)) {
        fputs("the old one\n", file);
        fclose(file);
    }
}

static void check_refused_when_full(const heap *h, rs_export_format format, const char *name,
                                    const char *file) {
    struct rlimit before, small;
    rs_error err = RS_ERROR_INIT;
    rs_graph *graph = NULL;
    rs_export_options options = as(format);
    write_old(in_folder(file));
    check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 3000;
    setrlimit(RLIMIT_FSIZE, &small);
    rs_status st = rs_export_write(graph, in_folder(name), &options, NULL, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    check_number(file, st, RS_IO);
    check(err.message, strstr(err.message, "File too large") != NULL);
    rs_text text = read_text(in_folder(file));
    check_and_release(file, &text, "the old one\n");
    unlink(in_folder(file));
    check_number("nothing else is there", entries(), 0);
    rs_graph_free(graph);
}

static void test_export__half_a_file_is_none(void) {
    heap *h = heap_random(
        &(heap_random_options){.seed = 5, .objects = 1000, .references = 3000, .held_per_mille = 20});
    signal(SIGXFSZ, SIG_IGN);
    check_refused_when_full(h, RS_EXPORT_JSON, "full.json", "full.json");
    check_refused_when_full(h, RS_EXPORT_CSV, "full", "full-nodes.csv");
    check_refused_when_full(h, RS_EXPORT_CSV, "full", "full-edges.csv");
    check_refused_when_full(h, RS_EXPORT_GRAPHML, "full.graphml", "full.graphml");
    check_refused_when_full(h, RS_EXPORT_HEAPSNAPSHOT, "full.heapsnapshot", "full.heapsnapshot");
    signal(SIGXFSZ, SIG_DFL);
    heap_free(h);
}

static void test_export__what_cannot_be_written_is_refused(void) {
    rs_error err = RS_ERROR_INIT;
    char want[512];
    snprintf(want, sizeof want, "%s/no/such/nodes.csv: No such file or directory", folder);
    check_number("csv", rs_export_check(in_folder("no/such/"), RS_EXPORT_CSV, &err), RS_IO);
    check_text("csv", err.message, want);
    check_number("json", rs_export_check(folder, RS_EXPORT_JSON, &err), RS_IO);
    snprintf(want, sizeof want, "%s: Is a directory", folder);
    check_text("json", err.message, want);
}

typedef struct trial {
    const heap *heap;
    rs_export_options options;
} trial;

static rs_status try_export(void *context, rs_error *err) {
    trial *t = context;
    rs_graph *graph = NULL;
    rs_status st = rs_graph_new(&graph, t->heap->snapshot, err);
    if (st == RS_OK) st = rs_export_write(graph, in_folder("trial"), &t->options, NULL, err);
    rs_graph_free(graph);
    return st;
}

static void test_export__out_of_memory_at_every_allocation(void) {
    heap *h = heap_of(zoo);
    rs_object_id part[] = {heap_id(h, "d"), heap_id(h, "s"), heap_id(h, "l")};
    static const rs_export_format formats[] = {RS_EXPORT_JSON, RS_EXPORT_CSV, RS_EXPORT_GRAPHML,
                                               RS_EXPORT_HEAPSNAPSHOT};
    for (size_t i = 0; i < 2 * RS_COUNT(formats); i++) {
        trial t = {h, as(formats[i / 2])};
        if (i % 2) t.options.objects = part, t.options.count = RS_COUNT(part);
        check("some", for_each_allocation_failure("export", try_export, &t) >= 8);
        const char *made = formats[i / 2] == RS_EXPORT_CSV ? "trial-nodes.csv" : "trial";
        check(made, unlink(in_folder(made)) == 0);
        unlink(in_folder("trial-edges.csv"));
        check_number("nothing else is there", entries(), 0);
    }
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_export__json),
    TEST(test_export__json_keeps_to_its_schema),
    TEST(test_export__heapsnapshot),
    TEST(test_export__csv),
    TEST(test_export__csv_has_two_files_of_one_name),
    TEST(test_export__of_a_part_only_what_is_in_it),
    TEST(test_export__fields_are_escaped_exactly),
    TEST(test_export__numbers),
    TEST(test_export__half_a_file_is_none),
    TEST(test_export__what_cannot_be_written_is_refused),
    TEST(test_export__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    if (mkdtemp(scratch_template(folder, "export")) == NULL) return 1;
    int failed = run_tests(argc, argv, "export", tests);
    rmdir(folder);
    return failed;
}
