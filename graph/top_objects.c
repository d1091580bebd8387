/* top_objects.c: the objects that retain the most.                           Manual: rs_top.h. Map: graph/README.md
 *
 * The largest object known of becomes a row, what it retains becomes known, and so on. As whatever an object retains is
 * smaller than itself, the rows are the largest there are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_top.h"

#include <stdlib.h>
#include <string.h>

#include "rs_memory.h"
#include "rs_referrers.h"
#include "scenery.h"
#include "top_groups.h"
#include "top_rows.h"

enum {
    ONE_PERCENT = 98, /* an object that retains so much of the first one's is told instead of it */
    ON_PERCENT = 90, /* one of a type that was there, and so much of what retains it: the structure goes on */
    CHAIN_TYPES_MAX = 8
};

struct rs_top {
    rs_top_row *rows;
    size_t count, capacity;
    size_t others;
    uint64_t other_bytes;
};

typedef struct search {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    rs_transparent transparent;
    const rs_referrers *referrers;
    const rs_dominators *dominators;
    const rs_dominated *tree;
    rs_top *top;
    rs_top_queue known;
    uint64_t least;
    const rs_object_id *firsts; /* of the rows, ascending; once all rows are there */
    bool no_memory;
} search;

/* ---- What is known of ----------------------------------------------------------------------------------------------- */

static void add_known(search *s, rs_object_id object, uint32_t above) {
    uint64_t retained = rs_dominators_retained(s->dominators, object);
    if (retained < s->least || retained == 0) return;
    if (!rs__top_queue_put(&s->known, (rs_top_known){object, above, retained})) s->no_memory = true;
}

/* ---- Chains --------------------------------------------------------------------------------------------------------- */

typedef struct chain {
    uint32_t types[CHAIN_TYPES_MAX];
    size_t count;
} chain;

/* A namespace is nothing by itself, so another dict may follow it. */
static void add_type(const search *s, chain *c, rs_object_id object) {
    if (rs__owner_of_inner(s->snapshot, s->referrers, object) == RS_NO_REFERENCE)
        c->types[c->count++] = s->columns->type[object];
}

static bool has_type(const chain *c, uint32_t type) {
    for (size_t i = 0; i < c->count; i++)
        if (c->types[i] == type) return true;
    return false;
}

/* What is directly below an object: where that is part of it, as a namespace is, what is below that. */
typedef struct content {
    const search *search;
    rs_object_id object, part; /* part: the one gone into, or RS_NO_OBJECT */
    size_t at, at_part;
} content;

static bool is_part(const search *s, rs_object_id object, rs_object_id below) {
    const rs_columns *c = s->columns;
    if (!rs__may_be_inner(s->snapshot, below)) return false;
    for (uint32_t r = c->row[object]; r < c->row[object + 1]; r++)
        if (c->target[r] == below && rs__leads_inside(s->snapshot, r)) return true;
    return false;
}

/* The next one, or RS_NO_OBJECT. */
static rs_object_id next_below(content *c) {
    const rs_object_id *below = NULL;
    for (;;) {
        if (c->part != RS_NO_OBJECT) {
            if (c->at_part < rs_dominated_by(c->search->tree, c->part, &below)) return below[c->at_part++];
            c->part = RS_NO_OBJECT;
        }
        if (c->at >= rs_dominated_by(c->search->tree, c->object, &below)) return RS_NO_OBJECT;
        rs_object_id next = below[c->at++];
        if (!is_part(c->search, c->object, next)) return next;
        c->part = next;
        c->at_part = 0;
    }
}

static content content_of(const search *s, rs_object_id object) {
    return (content){s, object, RS_NO_OBJECT, 0, 0};
}

static rs_object_id largest_below(const search *s, rs_object_id object) {
    rs_object_id largest = RS_NO_OBJECT;
    uint64_t most = 0;
    content c = content_of(s, object);
    for (rs_object_id below; (below = next_below(&c)) != RS_NO_OBJECT;) {
        uint64_t retained = rs_dominators_retained(s->dominators, below);
        if (retained <= most) continue;
        most = retained;
        largest = below;
    }
    return largest;
}

/* What nothing retains but the interpreter and its table of modules, which a person does not count. */
static void visit_tops(search *s, rs_object_id below, void (*visit)(search *s, rs_object_id object)) {
    const rs_object_id *tops = NULL;
    size_t count = rs_dominated_by(s->tree, below, &tops);
    for (size_t i = 0; i < count; i++) {
        if (rs__is_transparent(&s->transparent, tops[i]))
            visit_tops(s, tops[i], visit); /* the interpreter, then its modules: no deeper than that */
        else
            visit(s, tops[i]);
    }
}

static void know_below(search *s, rs_object_id object, rs_object_id except, uint32_t row) {
    content c = content_of(s, object);
    for (rs_object_id below; (below = next_below(&c)) != RS_NO_OBJECT;)
        if (below != except) add_known(s, below, row);
}

static bool is_most_of(const search *s, rs_object_id part, rs_object_id whole, unsigned percent) {
    return part != RS_NO_OBJECT && (double)rs_dominators_retained(s->dominators, part) * 100.0 >=
                                       (double)rs_dominators_retained(s->dominators, whole) * percent;
}

/* Down to the object that the row is about. A type once there is not passed again: in a linked list that would lead to its
 * end. */
static rs_object_id follow_chain(search *s, chain *c, rs_object_id first, uint32_t row) {
    rs_object_id object = first;
    for (;;) {
        rs_object_id next = largest_below(s, object);
        add_type(s, c, object);
        if (c->count == CHAIN_TYPES_MAX || !is_most_of(s, next, first, ONE_PERCENT) ||
            has_type(c, s->columns->type[next]))
            return object;
        know_below(s, object, next, row);
        object = next;
    }
}

/* What the row's object retains becomes known; where it goes on in itself, that of those it goes on in. */
static void know_structure(search *s, const chain *c, rs_object_id object, uint32_t row) {
    for (;;) {
        rs_object_id next = largest_below(s, object);
        bool goes_on = is_most_of(s, next, object, ON_PERCENT) && has_type(c, s->columns->type[next]);
        know_below(s, object, goes_on ? next : RS_NO_OBJECT, row);
        if (!goes_on) return;
        object = next;
    }
}

/* ---- Rows ----------------------------------------------------------------------------------------------------------- */

static void add_row(search *s, rs_object_id first, uint32_t above, bool alone) {
    rs_top *top = s->top;
    void *rows = top->rows;
    bool fits = rs_reserve(&rows, &top->capacity, top->count + 1, sizeof *top->rows);
    top->rows = rows;
    s->no_memory |= !fits;
    if (!fits) return;
    uint32_t number = (uint32_t)top->count++;
    chain c = {{0}, 0};
    rs_object_id object = first;
    if (alone)
        add_type(s, &c, first);
    else
        object = follow_chain(s, &c, first, number);
    know_structure(s, &c, object, number);
    top->rows[number] = (rs_top_row){.first = first,
                                     .object = object,
                                     .retained = rs_dominators_retained(s->dominators, object),
                                     .above = above,
                                     .depth = above == RS_NO_ROW ? 0 : top->rows[above].depth + 1};
}

static void know_top(search *s, rs_object_id object) {
    add_known(s, object, RS_NO_ROW);
}

static void find_rows(search *s, const rs_top_options *options) {
    if (options->under == RS_NO_OBJECT)
        visit_tops(s, RS_NO_OBJECT, know_top);
    else
        add_row(s, options->under, RS_NO_ROW, true);
    while (s->known.count > 0 && !s->no_memory && (options->limit == 0 || s->top->count < options->limit)) {
        rs_top_known largest = rs__top_queue_take(&s->known);
        add_row(s, largest.object, largest.above, false);
    }
}

/* ---- What is in no row ---------------------------------------------------------------------------------------------- */

typedef struct held {
    size_t count;
    uint64_t bytes;
} held;

/* is_row(object): binary search among the rows' first objects, sorted. */
static int compare_ids(const void *left, const void *right) {
    rs_object_id a = *(const rs_object_id *)left, b = *(const rs_object_id *)right;
    return (a > b) - (a < b);
}

static bool is_first(const rs_object_id *firsts, size_t count, rs_object_id object) {
    return count > 0 && bsearch(&object, firsts, count, sizeof *firsts, compare_ids) != NULL;
}

static void tell_held(search *s, rs_top_row *row, const rs_object_id *firsts, held *by_type) {
    content c = content_of(s, row->object);
    for (rs_object_id below; (below = next_below(&c)) != RS_NO_OBJECT;) {
        if (is_first(firsts, s->top->count, below)) continue;
        uint32_t type = s->columns->type[below];
        by_type[type].count++;
        by_type[type].bytes += rs_dominators_retained(s->dominators, below);
        if (by_type[type].bytes < row->held_bytes) continue;
        row->held_type = type;
        row->held_count = by_type[type].count;
        row->held_bytes = by_type[type].bytes;
    }
    c = content_of(s, row->object);
    for (rs_object_id below; (below = next_below(&c)) != RS_NO_OBJECT;)
        by_type[s->columns->type[below]] = (held){0, 0};
}

static void count_other(search *s, rs_object_id object) {
    if (object < s->columns->records || is_first(s->firsts, s->top->count, object)) return;
    s->top->others++;
    s->top->other_bytes += rs_dominators_retained(s->dominators, object);
}

static bool tell_rest(search *s, bool whole) {
    rs_top *top = s->top;
    rs_object_id *firsts = rs_alloc_array(top->count, sizeof *firsts);
    held *by_type = rs_alloc_cleared(rs_snapshot_type_count(s->snapshot) + 1, sizeof *by_type);
    bool done = firsts && by_type;
    if (done) {
        for (size_t i = 0; i < top->count; i++) firsts[i] = top->rows[i].first;
        if (top->count > 1) qsort(firsts, top->count, sizeof *firsts, compare_ids);
        for (size_t i = 0; i < top->count; i++) tell_held(s, &top->rows[i], firsts, by_type);
        s->firsts = firsts;
        if (whole) visit_tops(s, RS_NO_OBJECT, count_other);
    }
    rs_release(firsts);
    rs_release(by_type);
    return done;
}

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

static bool run(search *s, const rs_top_options *options) {
    bool whole = options->under == RS_NO_OBJECT;
    uint64_t bytes = whole ? rs_snapshot_total_size(s->snapshot)
                           : rs_dominators_retained(s->dominators, options->under);
    s->least = (uint64_t)((double)bytes / 1000.0 * options->least);
    s->top = rs_alloc_cleared(1, sizeof *s->top);
    if (!s->top) return false;
    find_rows(s, options);
    return !s->no_memory && rs__top_rows_order(s->top->rows, s->top->count) && tell_rest(s, whole);
}

rs_status rs_top_objects(rs_top **out, rs_graph *graph, const rs_top_options *options, rs_error *err) {
    static const rs_top_options defaults = RS_TOP_OPTIONS_INIT;
    search s = {.snapshot = rs_graph_snapshot(graph)};
    s.columns = rs_snapshot_columns(s.snapshot);
    s.transparent = rs__transparent_of(s.snapshot);
    if (!options) options = &defaults;
    if (options->under != RS_NO_OBJECT && options->under >= s.columns->objects)
        return rs_fail(err, RS_BAD_ARGUMENT, "top: there is no object %u", (unsigned)options->under);
    rs_status st = rs_graph_referrers(&s.referrers, graph, err);
    if (st == RS_OK) st = rs_graph_dominators(&s.dominators, graph, err);
    if (st == RS_OK) st = rs_graph_dominated(&s.tree, graph, err);
    if (st != RS_OK) return st;
    bool done = run(&s, options);
    rs_release(s.known.items);
    if (done)
        *out = s.top;
    else
        rs_top_free(s.top);
    return done ? RS_OK : rs_fail_memory(err, "finding what retains the most");
}

void rs_top_free(rs_top *top) {
    if (!top) return;
    rs_release(top->rows);
    rs_release(top);
}

size_t rs_top_rows(const rs_top *top, const rs_top_row **rows) {
    *rows = top->rows;
    return top->count;
}

size_t rs_top_others(const rs_top *top, uint64_t *bytes) {
    *bytes = top->other_bytes;
    return top->others;
}
