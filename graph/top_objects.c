/* top_objects.c: the objects that retain the most.                           Manual: rs_top.h. Map: graph/README.md
 *
 * The largest known of becomes a row, what it retains becomes known, and so on. As whatever an object retains is smaller than
 * itself, the rows are the largest there are. Known are objects, and sets of objects that are told together.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_top.h"

#include <stdlib.h>

#include "bits.h"
#include "rs_memory.h"
#include "scenery.h"
#include "top_alike.h"
#include "top_rows.h"
#include "top_together.h"

enum {
    ONE_PERCENT = 98, /* an object that retains so much of the first one's is told instead of it */
    ON_PERCENT = 90, /* one of a type that was there, and so much of what retains it: the structure goes on */
    CHAIN_TYPES_MAX = 8,
    ALONE_TIMES = 4 /* what is smaller than so many times the smallest row is told with what is around it */
};

struct rs_top {
    rs_top_row *rows;
    size_t count, capacity;
    size_t others, other_modules;
    uint64_t other_bytes;
};

typedef struct search {
    rs_top_view view;
    rs_top *top;
    rs_top_queue known;
    rs_top_together together; /* sets 0 .. together.count - 1 */
    rs_top_alike alike;       /* and those from there */
    rs_top_children children; /* of the object that is looked at */
    rs_bits *gathered;        /* objects that are in a set of `together` */
    rs_bits *told;            /* objects that have a row, of their own or together */
    uint64_t least;
    bool no_memory;
} search;

/* ---- What is known of ----------------------------------------------------------------------------------------------- */

static void add_known(search *s, rs_object_id object, uint32_t set, uint32_t above, uint64_t retained) {
    if (retained < s->least || retained == 0) return;
    if (!rs__top_queue_put(&s->known, (rs_top_known){object, set, above, retained})) s->no_memory = true;
}

static uint64_t retained_by(const search *s, rs_object_id object) {
    return rs_dominators_retained(s->view.dominators, object);
}

static void add_child(search *s, rs_object_id object) {
    uint64_t retained = retained_by(s, object);
    if (retained < s->least || retained == 0) return;
    if (!rs__top_children_add(&s->children, object)) s->no_memory = true;
}

/* The children become known, those alike as one. */
static void know_children(search *s, rs_object_id object, uint32_t row) {
    size_t known = s->alike.count;
    if (!rs__top_alike_take(&s->alike, &s->children, &s->view, object)) s->no_memory = true;
    for (size_t i = known; i < s->alike.count; i++)
        add_known(s, s->alike.members[s->alike.sets[i].begin], (uint32_t)(s->together.count + i), row,
                  s->alike.sets[i].retained);
    for (size_t i = 0; i < s->children.count; i++)
        add_known(s, s->children.objects[i], RS_NO_SET, row, retained_by(s, s->children.objects[i]));
    s->children.count = 0;
}

static void know_below(search *s, rs_object_id object, rs_object_id except, uint32_t row) {
    rs_top_content content = rs__top_content_of(&s->view, object);
    for (rs_object_id below; (below = rs__top_content_next(&content)) != RS_NO_OBJECT;)
        if (below != except) add_child(s, below);
    know_children(s, object, row);
}

/* ---- Chains --------------------------------------------------------------------------------------------------------- */

typedef struct chain {
    uint32_t types[CHAIN_TYPES_MAX];
    size_t count;
} chain;

/* A namespace is nothing by itself, so another dict may follow it. */
static void add_type(const search *s, chain *c, rs_object_id object) {
    if (rs__owner_of_inner(s->view.snapshot, s->view.referrers, object) == RS_NO_REFERENCE)
        c->types[c->count++] = s->view.columns->type[object];
}

static bool has_type(const chain *c, uint32_t type) {
    for (size_t i = 0; i < c->count; i++)
        if (c->types[i] == type) return true;
    return false;
}

static bool is_most_of(const search *s, rs_object_id part, rs_object_id whole, unsigned percent) {
    return part != RS_NO_OBJECT &&
           (double)retained_by(s, part) * 100.0 >= (double)retained_by(s, whole) * percent;
}

/* Down to the object that the row is about. A type once there is not passed again: in a linked list that would lead to its
 * end. */
static rs_object_id follow_chain(search *s, chain *c, rs_object_id first, uint32_t row) {
    rs_object_id object = first;
    for (;;) {
        rs_object_id next = rs__top_largest_below(&s->view, object);
        add_type(s, c, object);
        if (c->count == CHAIN_TYPES_MAX || !is_most_of(s, next, first, ONE_PERCENT) ||
            has_type(c, s->view.columns->type[next]))
            return object;
        know_below(s, object, next, row);
        object = next;
    }
}

/* What the row's object retains becomes known; where it goes on in itself, that of those it goes on in. */
static void know_structure(search *s, const chain *c, rs_object_id object, uint32_t row) {
    for (;;) {
        rs_object_id next = rs__top_largest_below(&s->view, object);
        bool goes_on = is_most_of(s, next, object, ON_PERCENT) && has_type(c, s->view.columns->type[next]);
        know_below(s, object, goes_on ? next : RS_NO_OBJECT, row);
        if (!goes_on) return;
        object = next;
    }
}

/* ---- Rows ----------------------------------------------------------------------------------------------------------- */

static rs_top_row *new_row(search *s, uint32_t above) {
    rs_top *top = s->top;
    void *rows = top->rows;
    bool fits = rs_reserve(&rows, &top->capacity, top->count + 1, sizeof *top->rows);
    top->rows = rows;
    s->no_memory |= !fits;
    if (!fits) return NULL;
    rs_top_row *row = &top->rows[top->count++];
    *row = (rs_top_row){.above = above, .depth = above == RS_NO_ROW ? 0 : top->rows[above].depth + 1};
    return row;
}

static void add_object(search *s, rs_object_id first, uint32_t above, bool alone) {
    rs_top_row *row = new_row(s, above);
    if (!row) return;
    uint32_t number = (uint32_t)(row - s->top->rows);
    chain c = {{0}, 0};
    rs_object_id object = first;
    if (alone)
        add_type(s, &c, first);
    else
        object = follow_chain(s, &c, first, number);
    know_structure(s, &c, object, number);
    row->first = first;
    row->object = object;
    row->objects = 1;
    row->retained = retained_by(s, object);
    rs__bit_set(s->told, first);
}

static rs_object_id largest_of(const search *s, const rs_object_id *members, size_t count) {
    rs_object_id largest = members[0];
    for (size_t i = 1; i < count; i++)
        if (retained_by(s, members[i]) > retained_by(s, largest)) largest = members[i];
    return largest;
}

static void add_alike(search *s, const rs_top_known *known) {
    rs_top_row *row = new_row(s, known->above);
    if (!row) return;
    const struct rs_top_alike_set *set = &s->alike.sets[known->set - s->together.count];
    const rs_object_id *members = s->alike.members + set->begin;
    row->kind = RS_TOP_ALIKE;
    row->first = row->object = largest_of(s, members, set->count);
    row->objects = set->count;
    row->retained = set->retained;
    row->held_type = s->view.columns->type[row->object];
    row->held_count = set->count;
    row->held_bytes = set->retained;
    for (size_t i = 0; i < set->count; i++) rs__bit_set(s->told, members[i]);
}

/* Of garbage and of what is held from outside the largest have rows of their own, below. */
static void add_together(search *s, const rs_top_known *known) {
    rs_top_row *row = new_row(s, RS_NO_ROW);
    if (!row) return;
    const rs_top_set *set = &s->together.sets[known->set];
    row->kind = set->kind;
    row->first = row->object = largest_of(s, set->members, set->count);
    row->objects = set->objects;
    row->name = set->name;
    row->name_length = set->name_length;
    row->retained = set->retained;
    if (set->kind != RS_TOP_GARBAGE && set->kind != RS_TOP_OUTSIDE) return;
    for (size_t i = 0; i < set->count; i++) add_child(s, set->members[i]);
    know_children(s, RS_NO_OBJECT, (uint32_t)(row - s->top->rows));
}

static void know_unretained(void *context, rs_object_id object) {
    search *s = context;
    if (!rs__bit(s->gathered, object)) add_known(s, object, RS_NO_SET, RS_NO_ROW, retained_by(s, object));
}

static void know_whole_heap(search *s) {
    for (size_t i = 0; i < s->together.count; i++) {
        const rs_top_set *set = &s->together.sets[i];
        for (size_t j = 0; j < set->count; j++) rs__bit_set(s->gathered, set->members[j]);
        add_known(s, set->members[0], (uint32_t)i, RS_NO_ROW, set->retained);
    }
    rs__top_visit_unretained(&s->view, know_unretained, s);
}

static void find_rows(search *s, const rs_top_options *options) {
    if (options->under == RS_NO_OBJECT)
        know_whole_heap(s);
    else
        add_object(s, options->under, RS_NO_ROW, true);
    while (s->known.count > 0 && !s->no_memory && (options->limit == 0 || s->top->count < options->limit)) {
        rs_top_known largest = rs__top_queue_take(&s->known);
        if (largest.set == RS_NO_SET)
            add_object(s, largest.object, largest.above, false);
        else if (largest.set < s->together.count)
            add_together(s, &largest);
        else
            add_alike(s, &largest);
    }
}

/* ---- What is in no row ---------------------------------------------------------------------------------------------- */

typedef struct held {
    size_t count;
    uint64_t bytes;
} held;

static void add_held(const search *s, rs_top_row *row, rs_object_id object, held *by_type) {
    uint32_t type = s->view.columns->type[object];
    if (rs__bit(s->told, object)) return;
    by_type[type].count++;
    by_type[type].bytes += retained_by(s, object);
    if (by_type[type].bytes < row->held_bytes) return;
    row->held_type = type;
    row->held_count = by_type[type].count;
    row->held_bytes = by_type[type].bytes;
}

static void tell_held_by_object(search *s, rs_top_row *row, held *by_type) {
    rs_top_content c = rs__top_content_of(&s->view, row->object);
    for (rs_object_id below; (below = rs__top_content_next(&c)) != RS_NO_OBJECT;)
        add_held(s, row, below, by_type);
    c = rs__top_content_of(&s->view, row->object);
    for (rs_object_id below; (below = rs__top_content_next(&c)) != RS_NO_OBJECT;)
        by_type[s->view.columns->type[below]] = (held){0, 0};
}

static const rs_top_set *set_of_row(const search *s, const rs_top_row *row) {
    const rs_top_set *set = s->together.sets;
    while (set->kind != row->kind || set->name != row->name) set++;
    return set;
}

static void tell_held_together(search *s, rs_top_row *row, held *by_type) {
    const rs_top_set *set = set_of_row(s, row);
    for (size_t i = 0; i < set->count; i++)
        if (set->members[i] >= s->view.columns->records) add_held(s, row, set->members[i], by_type);
    for (size_t i = 0; i < set->count; i++) {
        by_type[s->view.columns->type[set->members[i]]] = (held){0, 0};
        rs__bit_set(s->told, set->members[i]);
    }
}

static void count_other(void *context, rs_object_id object) {
    search *s = context;
    if (object < s->view.columns->records || rs__bit(s->told, object)) return;
    s->top->others++;
    s->top->other_bytes += retained_by(s, object);
}

static bool tell_rest(search *s, bool whole) {
    rs_top *top = s->top;
    held *by_type = rs_alloc_cleared(rs_snapshot_type_count(s->view.snapshot) + 1, sizeof *by_type);
    if (!by_type) return false;
    for (size_t i = 0; i < top->count; i++)
        if (top->rows[i].kind == RS_TOP_OBJECT) tell_held_by_object(s, &top->rows[i], by_type);
    for (size_t i = 0; i < top->count; i++)
        if (top->rows[i].kind != RS_TOP_OBJECT && top->rows[i].kind != RS_TOP_ALIKE)
            tell_held_together(s, &top->rows[i], by_type);
    if (whole) rs__top_visit_unretained(&s->view, count_other, s);
    top->other_modules = s->together.modules;
    for (size_t i = 0; i < s->together.count; i++) {
        const rs_top_set *set = &s->together.sets[i];
        top->other_modules += set->name != NULL && !rs__bit(s->told, set->members[0]);
    }
    rs_release(by_type);
    return true;
}

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

static rs_status run(search *s, rs_graph *graph, const rs_top_options *options, rs_error *err) {
    bool whole = options->under == RS_NO_OBJECT;
    uint64_t bytes = whole ? rs_snapshot_total_size(s->view.snapshot) : retained_by(s, options->under);
    s->least = (uint64_t)((double)bytes / 1000.0 * options->least);
    if (whole) {
        rs_status st = rs__top_together_find(&s->together, graph, &s->view, ALONE_TIMES * s->least, s->least,
                                             err);
        if (st != RS_OK) return st;
    }
    s->top = rs_alloc_cleared(1, sizeof *s->top);
    s->gathered = rs__bits_new(s->view.columns->objects);
    s->told = rs__bits_new(s->view.columns->objects);
    bool done = s->top && s->gathered && s->told;
    if (done) find_rows(s, options);
    done = done && !s->no_memory && rs__top_rows_order(s->top->rows, s->top->count) && tell_rest(s, whole);
    return done ? RS_OK : rs_fail_memory(err, "finding what retains the most");
}

static void release(search *s) {
    rs_release(s->known.items);
    rs_release(s->children.objects);
    rs_release(s->gathered);
    rs_release(s->told);
    rs__top_alike_release(&s->alike);
    rs__top_together_release(&s->together);
}

rs_status rs_top_objects(rs_top **out, rs_graph *graph, const rs_top_options *options, rs_error *err) {
    static const rs_top_options defaults = RS_TOP_OPTIONS_INIT;
    search s = {.view.snapshot = rs_graph_snapshot(graph)};
    s.view.columns = rs_snapshot_columns(s.view.snapshot);
    s.view.transparent = rs__transparent_of(s.view.snapshot);
    if (!options) options = &defaults;
    if (options->under != RS_NO_OBJECT && options->under >= s.view.columns->objects)
        return rs_fail(err, RS_BAD_ARGUMENT, "top: there is no object %u", (unsigned)options->under);
    rs_status st = rs_graph_referrers(&s.view.referrers, graph, err);
    if (st == RS_OK) st = rs_graph_dominators(&s.view.dominators, graph, err);
    if (st == RS_OK) st = rs_graph_dominated(&s.view.tree, graph, err);
    if (st == RS_OK) st = run(&s, graph, options, err);
    if (st == RS_OK)
        *out = s.top;
    else
        rs_top_free(s.top);
    release(&s);
    return st;
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

size_t rs_top_other_modules(const rs_top *top) {
    return top->other_modules;
}
