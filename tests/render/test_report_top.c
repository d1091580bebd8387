/* test_report_top.c: what retains the most, and sizes, as people and programs read them.
 *                   Tests render/report_top*.c, report_size.c, place_name.c, cells.c, dominator_chain.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_report_top.h"

#include "cells.h"
#include "dominator_chain.h"
#include "failing_allocator.h"
#include "golden.h"
#include "heap.h"
#include "place_name.h"
#include "schema.h"

static const char shop[] =
    "it:interpreter-.modules->sm:dict{size=232} th:thread{name=\"main thread\"} "
    "th-?->fr:running_frame{name=\"handle (server.py:88)\"}-local buffer->buf:bytearray{size=3000} "
    "sm-['app']->app:module{name=app "
    "size=72}-.__dict__->ns:dict{size=500}-['cache']->cache:app.Cache{size=56}"
    "-.__dict__->cd:dict{size=104}-['sessions']->sessions:dict{size=500}-['a3']->s:app.Session{size=9000} "
    "sessions-['b7']->s2:app.Session{size=8000} sessions-['c1']->s3:app.Session{size=50} "
    "sessions-['d2']->s4:app.Session{size=60} ns-['index']->ix:list{size=6000} "
    "s-.request->r:app.Request{size=700} ns-['last']->r "
    "sm-['lib']->lib:module{name=lib "
    "size=72}-.__dict__->ln:dict{size=400}-['Parser']->P:type{name=lib.Parser "
    "size=1000} P-.__dict__->pd:dict{size=200}-['parse']->f:function{name=parse size=800} f-.__globals__->ln "
    "root_x:list{size=2000} "
    "a:app.Node{size=640}-.children->l:list{size=88}-[0]->b:app.Node{size=64}-.parent->a "
    "big='a text that is held by C alone'{size=150 refs=+1}";

typedef struct fixture {
    heap *h;
    rs_graph *graph;
} fixture;

static void fixture_make(fixture *f, const char *notation) {
    f->h = heap_of(notation);
    check_number("graph", rs_graph_new(&f->graph, f->h->snapshot, NULL), RS_OK);
}

static void fixture_release(fixture *f) {
    rs_graph_free(f->graph);
    heap_free(f->h);
}

static rs_text top(const fixture *f, rs_top_by by, const char *under, const rs_report_options *options) {
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    rs_object_id object = under ? heap_id(f->h, under) : RS_NO_OBJECT;
    check_ok("top", rs_report_top(&text, f->graph, by, object, options, &err), &err);
    return text;
}

static void check_top(const char *golden, rs_top_by by, const char *under, const rs_report_options *options) {
    fixture f;
    fixture_make(&f, shop);
    rs_text text = top(&f, by, under, options);
    check_golden(golden, &text);
    fixture_release(&f);
}

static void test_report_top__objects(void) {
    check_top("top.txt", RS_TOP_BY_OBJECT, NULL, NULL);
}

static void test_report_top__below_one(void) {
    check_top("top_under.txt", RS_TOP_BY_OBJECT, "cache", NULL);
}

static void test_report_top__in_colour_and_fifty_columns(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.colour = true;
    options.columns = 50;
    options.limit = 6;
    check_top("top_narrow.txt", RS_TOP_BY_OBJECT, NULL, &options);
}

static void test_report_top__types_and_modules(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.limit = 5;
    check_top("top_types.txt", RS_TOP_BY_TYPE, NULL, &options);
    check_top("top_types_under.txt", RS_TOP_BY_TYPE, "sessions", NULL);
    check_top("top_modules.txt", RS_TOP_BY_MODULE, NULL, NULL);
}

static void test_report_top__modules_are_of_the_whole_heap(void) {
    fixture f;
    fixture_make(&f, "root->a");
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    check_number("refused", rs_report_top(&text, f.graph, RS_TOP_BY_MODULE, 0, NULL, &err), RS_BAD_ARGUMENT);
    check_text("why", err.message, "top: by module only the whole heap can be told");
    check_number("no such object", rs_report_top(&text, f.graph, RS_TOP_BY_OBJECT, 9, NULL, &err),
                 RS_BAD_ARGUMENT);
    check_text("why", err.message, "top: there is no object 9");
    check_and_release("nothing written", &text, "");
    fixture_release(&f);
}

static void test_report_top__as_json(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = RS_FORMAT_JSON;
    options.target = "app.py";
    static const char *const goldens[] = {"top.json", "top_types.json", "top_modules.json"};
    for (rs_top_by by = RS_TOP_BY_OBJECT; by <= RS_TOP_BY_MODULE; by++) {
        fixture f;
        fixture_make(&f, shop);
        rs_text text = top(&f, by, by == RS_TOP_BY_TYPE ? "cache" : NULL, &options);
        json_decref(check_schema("top", &text));
        check_golden(goldens[by], &text);
        fixture_release(&f);
    }
}

/* ---- Sizes ---------------------------------------------------------------------------------------------------------- */

static rs_text size(const fixture *f, const char *const *labels, const rs_report_options *options) {
    rs_object_id objects[8];
    size_t count = 0;
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    for (; labels[count]; count++) objects[count] = heap_id(f->h, labels[count]);
    check_ok("size", rs_report_size(&text, f->graph, objects, count, options, &err), &err);
    return text;
}

static const char *const sessions[] = {"s", "s2", "s3", "s4", NULL};

static void test_report_size__one_and_several(void) {
    fixture f;
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    fixture_make(&f, shop);
    rs_text text = size(&f, (const char *const[]){"sessions", NULL}, NULL);
    check_golden("size_one.txt", &text);
    text = size(&f, (const char *const[]){"r", NULL}, NULL);
    check_golden("size_leaf.txt", &text);
    options.limit = 2;
    text = size(&f, sessions, &options);
    check_golden("size_several.txt", &text);
    fixture_release(&f);
}

static void test_report_size__as_json(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = RS_FORMAT_JSON;
    fixture f;
    fixture_make(&f, shop);
    rs_text text = size(&f, sessions, &options);
    json_decref(check_schema("size", &text));
    check_golden("size.json", &text);
    fixture_release(&f);
}

/* ---- Parts ---------------------------------------------------------------------------------------------------------- */

static void test_report_top__names_of_places(void) {
    static const struct {
        const char *object, *within, *want, *shown;
    } rows[] = {
        {"app", NULL, "module app", "app"},
        {"ns", NULL, "module app", "app"},
        {"cache", NULL, "app.cache", "cache"},
        {"cd", NULL, "app.cache", "cache"},
        {"s", NULL, "app.cache.sessions['a3']", "s"},
        {"s", "cache", ".sessions['a3']", "s"},
        {"s", "cd", ".sessions['a3']", "s"},
        {"s", "ns", ".cache.sessions['a3']", "s"},
        {"f", NULL, "lib.Parser.parse", "f"},
        {"buf", NULL, "local buffer of handle (server.py:88) in main thread", "buf"},
        {"fr", NULL, "handle (server.py:88) in main thread", "fr"},
        {"root_x", NULL, "held from outside (1 reference): list of 0", "root_x"},
        {"a", NULL, "garbage: Node at 0x1160", "a"},
    };
    fixture f;
    fixture_make(&f, shop);
    for (size_t i = 0; i < RS_COUNT(rows); i++) {
        rs_text text = RS_TEXT_INIT;
        rs_object_id shown = RS_NO_OBJECT;
        rs_object_id within = rows[i].within ? heap_id(f.h, rows[i].within) : RS_NO_OBJECT;
        rs_object_id object = heap_id(f.h, rows[i].object);
        check_ok(rows[i].object, rs__add_place_name(&text, f.graph, object, within, &shown, NULL), NULL);
        check_and_release(rows[i].object, &text, rows[i].want);
        check_text(rows[i].object, heap_label(f.h, shown), rows[i].shown);
    }
    fixture_release(&f);
}

static void test_report_top__chains_without_what_nobody_counts(void) {
    static const struct {
        const char *object, *want;
    } rows[] = {
        {"s", "app cache sessions"}, {"cache", "app"}, {"app", ""}, {"f", "lib P"}, {"buf", ""}, {"b", ""}};
    fixture f;
    fixture_make(&f, shop);
    for (size_t i = 0; i < RS_COUNT(rows); i++) {
        rs__dominator_chain chain = {NULL, 0};
        rs_text text = RS_TEXT_INIT;
        check_ok(rows[i].object,
                 rs__dominator_chain_find(&chain, f.graph, heap_id(f.h, rows[i].object), NULL), NULL);
        for (size_t k = 0; k < chain.count; k++)
            rs_text_addf(&text, "%s%s", k > 0 ? " " : "", heap_label(f.h, chain.objects[k]));
        check_and_release(rows[i].object, &text, rows[i].want);
        rs__dominator_chain_release(&chain);
    }
    fixture_release(&f);
}

static void test_report_top__bars(void) {
    static const struct {
        const char *label;
        uint64_t part, whole;
        const char *want;
    } rows[] = {
        {"nothing", 0, 100, "    "},    {"a trace is seen", 1, 100000, "▏   "},
        {"a quarter", 25, 100, "█   "}, {"an eighth more", 28, 100, "█▏  "},
        {"all", 100, 100, "████"},      {"more than all", 5, 1, "████"},
        {"of nothing", 5, 0, "▏   "},
    };
    for (size_t i = 0; i < RS_COUNT(rows); i++) {
        rs_text text = RS_TEXT_INIT;
        rs__add_bar(&text, rows[i].part, rows[i].whole, 4);
        check_and_release(rows[i].label, &text, rows[i].want);
    }
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

typedef struct trial {
    const fixture *f;
    rs_format format;
} trial;

static rs_status try_reports(void *context, rs_error *err) {
    const trial *t = context;
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    rs_object_id objects[] = {heap_id(t->f->h, "s"), heap_id(t->f->h, "s2")};
    options.format = t->format;
    rs_text text = RS_TEXT_INIT;
    rs_status st = rs_report_top(&text, t->f->graph, RS_TOP_BY_OBJECT, RS_NO_OBJECT, &options, err);
    if (st == RS_OK) st = rs_report_top(&text, t->f->graph, RS_TOP_BY_TYPE, RS_NO_OBJECT, &options, err);
    if (st == RS_OK) st = rs_report_top(&text, t->f->graph, RS_TOP_BY_MODULE, RS_NO_OBJECT, &options, err);
    if (st == RS_OK) st = rs_report_size(&text, t->f->graph, objects, 2, &options, err);
    if (st == RS_OK) st = rs_report_size(&text, t->f->graph, objects, 1, &options, err);
    rs_text_release(&text);
    return st;
}

static void test_report_top__out_of_memory_at_every_allocation(void) {
    fixture f;
    fixture_make(&f, shop);
    rs_text before = top(&f, RS_TOP_BY_OBJECT, NULL, NULL); /* the graph has its passes now */
    rs_text_release(&before);
    trial text = {&f, RS_FORMAT_TEXT}, json = {&f, RS_FORMAT_JSON};
    check("text", for_each_allocation_failure("text", try_reports, &text) > 50);
    check("json", for_each_allocation_failure("json", try_reports, &json) > 50);
    fixture_release(&f);
}

static CU_TestInfo tests[] = {
    TEST(test_report_top__objects),
    TEST(test_report_top__below_one),
    TEST(test_report_top__in_colour_and_fifty_columns),
    TEST(test_report_top__types_and_modules),
    TEST(test_report_top__modules_are_of_the_whole_heap),
    TEST(test_report_top__as_json),
    TEST(test_report_size__one_and_several),
    TEST(test_report_size__as_json),
    TEST(test_report_top__names_of_places),
    TEST(test_report_top__chains_without_what_nobody_counts),
    TEST(test_report_top__bars),
    TEST(test_report_top__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "report_top", tests);
}
