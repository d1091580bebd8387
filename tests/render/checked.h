/* checked.h: a report that was checked: one new pattern, one that the baseline knows, one that is ignored; and the baseline
 * has one that is gone.                                                                         Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CHECKED_H
#define CHECKED_H

#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "heap.h"
#include "rs_report.h"

/* A tree of nodes whose names want to be escaped nowhere, a ring of its own, and a session of a library. */
static const char checked_heap[] =
    "a:app.Node{size=64 addr=0x7f12ab34cd50}-.children->l:list{size=88 addr=0x7f12ab34cd90}-[0]->"
    "b:app.Node{size=64 addr=0x7f12ab34ce00}-.parent->a r:app.Ring{size=48 addr=0x7f12ab34cf00}-.next->r "
    "s:lib.Session{size=48 addr=0x7f12ab34d000}-.me->s "
    "T:type{name=app.Node refs=+9}-.__dict__->d:dict-['add']->f:function{name=Node.add}-.__code__->"
    "c:code{name=add file=/srv/app/sub/app.py line=12} "
    "U:type{name=lib.Session refs=+9}-.__dict__->e:dict-['open']->g:function{name=Session.open}-.__code__->"
    "k:code{name=open file=/usr/lib/lib.py line=70}";

typedef struct checked {
    heap *h;
    rs_graph *graph;
    rs_cycles *cycles;
    rs_baseline *baseline;
    rs_verdict *verdict;
} checked;

static rs_cycles *cycles_in(const char *notation, heap **h, rs_graph **graph) {
    rs_cycles *made = NULL;
    rs_error err = RS_ERROR_INIT;
    *h = heap_of(notation);
    check_ok("graph", rs_graph_new(graph, (*h)->snapshot, &err), &err);
    check_ok("cycles", rs_cycles_find(&made, *graph, NULL, &err), &err);
    return made;
}

static rs_baseline *baseline_in(const char *notation) {
    heap *h;
    rs_graph *graph;
    rs_baseline *made = NULL;
    rs_cycles *cycles = cycles_in(notation, &h, &graph);
    rs_error err = RS_ERROR_INIT;
    check_ok("baseline", rs_baseline_new(&made, &err), &err);
    for (size_t i = 0; i < rs_cycles_count(cycles); i++)
        check_ok("known", rs_baseline_add(made, rs_cycles_pattern(cycles, i), NULL, &err), &err);
    rs_cycles_free(cycles);
    rs_graph_free(graph);
    heap_free(h);
    return made;
}

/* `known`: a heap whose patterns the baseline has; NULL: there is no baseline. */
static inline checked check_heap(const char *notation, const char *known, const char *ignore, uint32_t max) {
    checked c = {.cycles = NULL};
    rs_verdict_options rules = RS_VERDICT_OPTIONS_INIT;
    rs_error err = RS_ERROR_INIT;
    c.cycles = cycles_in(notation, &c.h, &c.graph);
    c.baseline = known ? baseline_in(known) : NULL;
    rules.baseline = c.baseline;
    rules.baseline_name = known ? "cycles.txt" : NULL;
    rules.ignore = &ignore;
    rules.ignore_count = ignore != NULL;
    rules.max = max;
    check_ok("verdict", rs_verdict_reach(&c.verdict, c.cycles, &rules, &err), &err);
    return c;
}

static inline checked check_usual_heap(void) {
    return check_heap(checked_heap, "r:app.Ring-.next->r g:app.Gone-.old->g", "lib.*", RS_NO_MAX);
}

/* One pattern, new, that no collection frees. */
static inline checked check_what_stays(void) {
    return check_heap("a:app.Table{size=64 addr=0x7f12ab34cd50}-.rows->"
                      "n:numpy.ndarray{size=128 addr=0x7f12ab34ce00 untracked}-[0]->a",
                      NULL, NULL, 0);
}

/* One pattern, of a class and by an attribute of these names: whatever bytes they are. */
static inline checked check_names(const char *type, const char *attribute) {
    heap_builder *builder = heap_builder_new();
    heap_object object = heap_node();
    rs_verdict_options rules = RS_VERDICT_OPTIONS_INIT;
    rs_error err = RS_ERROR_INIT;
    checked c = {.cycles = NULL};
    object.type = type;
    object.address = 0x7f12ab34cd50;
    uint32_t o = heap_add_object(builder, &object);
    heap_add_reference(builder, o, o, RS_NAME(RS_NAME_ATTRIBUTE, heap_add_string(builder, attribute)));
    c.h = heap_build(builder);
    rules.max = 0;
    check_ok("graph", rs_graph_new(&c.graph, c.h->snapshot, &err), &err);
    check_ok("cycles", rs_cycles_find(&c.cycles, c.graph, NULL, &err), &err);
    check_ok("verdict", rs_verdict_reach(&c.verdict, c.cycles, &rules, &err), &err);
    return c;
}

static void checked_release(checked *c) {
    rs_verdict_free(c->verdict);
    rs_baseline_free(c->baseline);
    rs_cycles_free(c->cycles);
    rs_graph_free(c->graph);
    heap_free(c->h);
}

static rs_report_options checked_options(const checked *c, rs_format format) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = format;
    options.target = "app.py";
    options.verdict = c->verdict;
    options.folder = "/srv/app";
    return options;
}

static rs_text checked_report(const checked *c, const rs_report_options *options) {
    rs_text text = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    check_ok("report", rs_report_cycles(&text, c->graph, c->cycles, options, &err), &err);
    return text;
}

#endif
