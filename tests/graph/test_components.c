/* test_components.c: the cyclic components, against igraph's.                                  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_components.h"

#include <stdio.h>
#include <stdlib.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "igraph_oracle.h"
#include "pearce.h"
#include "rs_memory.h"

static rs_components *components_of(const char *label, const heap *h) {
    rs_components *components = NULL;
    rs_error err = RS_ERROR_INIT;
    check_ok(label, rs_components_new(&components, h->snapshot, &err), &err);
    return components;
}

/* "a b, c d": the members of every component. */
static void add_components(rs_text *text, const heap *h, const rs_components *components) {
    for (size_t i = 0; i < rs_components_count(components); i++) {
        const rs_object_id *members = NULL;
        size_t count = rs_components_members(components, i, &members);
        if (i > 0) rs_text_add_char(text, ',');
        for (size_t m = 0; m < count; m++)
            rs_text_addf(text, "%s%s", i + m > 0 ? " " : "", heap_label(h, members[m]));
    }
}

static void test_components__only_cyclic_ones_by_first_member(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"nothing at all", "", ""},
        {"no cycle", "a->b->c a->c", ""},
        {"a self reference is a cycle", "a->a b", "a"},
        {"two objects", "a->b->a", "a b"},
        {"a tail into a cycle is not on it", "t->a a->b->a b->u", "a b"},
        {"two cycles that meet are one", "a->b->a b->c->b", "a b c"},
        {"two cycles with a bridge are two", "a->b->a b->c c->d->c", "a b, c d"},
        {"the order is of first members", "x->y z->x y->q q->y w->z z->w", "y q, z w"},
        {"members ascend", "c d b a a->b->c->d->a", "c d b a"},
        {"double references", "l:list->a l->a a->l", "l a"},
        {"a cycle through a leaf's holder", "a->s s:str a->b->a", "a b"},
        {"guessed and extra references count", "a-.x~->b b-.y!->a", "a b"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_components *components = components_of(cases[i].label, h);
        rs_text text = RS_TEXT_INIT;
        add_components(&text, h, components);
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_components_free(components);
        heap_free(h);
    }
}

static void test_components__an_object_knows_its_own(void) {
    heap *h = heap_of("x a->b->a b->c c->d->c d->s s:str e->e");
    rs_components *components = components_of("new", h);
    static const struct {
        const char *label;
        uint32_t want;
    } rows[] = {{"x", RS_NO_COMPONENT}, {"a", 0}, {"b", 0}, {"c", 1}, {"d", 1},
                {"s", RS_NO_COMPONENT}, {"e", 2}};
    for (size_t i = 0; i < RS_COUNT(rows); i++)
        check_number(rows[i].label, rs_components_of(components, heap_id(h, rows[i].label)), rows[i].want);
    check_number("behind the last", rs_components_of(components, 7), RS_NO_COMPONENT);
    check_number("none", rs_components_of(components, RS_NO_OBJECT), RS_NO_COMPONENT);
    check_number("all members", rs_components_objects(components), 5);
    const rs_object_id *members = NULL;
    check_number("no such component", rs_components_members(components, 3, &members), 0);
    rs_components_free(components);
    rs_components_free(NULL);
    heap_free(h);
}

/* ---- Against igraph ------------------------------------------------------------------------------------------------- */

static bool refers_to_itself(const rs_columns *c, uint32_t o) {
    for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++)
        if (c->target[r] == o) return true;
    return false;
}

/* Every object where igraph has it, every list of members what rs_components_of says. */
static void compare(const char *label, const rs_columns *c, const rs_components *components) {
    igraph_t graph;
    igraph_vector_int_t membership, sizes;
    igraph_integer_t count;
    oracle_graph(&graph, c);
    igraph_vector_int_init(&membership, 0);
    igraph_vector_int_init(&sizes, 0);
    igraph_connected_components(&graph, &membership, &sizes, &count, IGRAPH_STRONG);
    uint32_t *ours = calloc((size_t)count + 1, sizeof *ours); /* igraph's number to ours, plus one */
    size_t next = 0, members_seen = 0;
    for (uint32_t o = 0; o < c->objects; o++) {
        igraph_integer_t number = VECTOR(membership)[o];
        bool is_cyclic = VECTOR(sizes)[number] > 1 || refers_to_itself(c, o);
        if (is_cyclic && ours[number] == 0) ours[number] = (uint32_t)++next;
        check_number(label, rs_components_of(components, o), is_cyclic ? ours[number] - 1 : RS_NO_COMPONENT);
        members_seen += is_cyclic;
    }
    check_number(label, rs_components_count(components), next);
    check_number(label, rs_components_objects(components), members_seen);
    for (size_t i = 0; i < rs_components_count(components); i++) {
        const rs_object_id *members = NULL;
        size_t size = rs_components_members(components, i, &members);
        for (size_t m = 0; m < size; m++) {
            check_number(label, rs_components_of(components, members[m]), i);
            check(label, m == 0 || members[m - 1] < members[m]);
        }
        members_seen -= size;
    }
    check_number(label, members_seen, 0);
    free(ours);
    igraph_vector_int_destroy(&sizes);
    igraph_vector_int_destroy(&membership);
    igraph_destroy(&graph);
}

/* Looking for a giant component first changes nothing but the labels' names. */
static void compare_giant(const char *label, const rs_columns *c, const rs_components *components) {
    rs_labels labels = {0};
    check(label, rs__pearce(&labels, c, 1));
    check_number(label, labels.cyclic, rs_components_count(components));
    check_number(label, labels.members, rs_components_objects(components));
    for (uint32_t o = 0; o < c->objects; o++) {
        const rs_object_id *members = NULL;
        uint32_t component = rs_components_of(components, o);
        check_number(label, rs__label_is_cyclic(&labels, o), component != RS_NO_COMPONENT);
        if (component == RS_NO_COMPONENT) continue;
        rs_components_members(components, component, &members);
        check_number(label, labels.label[o], labels.label[members[0]]);
    }
    rs_release(labels.label);
}

static void test_components__as_igraph_on_random_heaps(void) {
    for (uint64_t seed = 1; seed <= 400; seed++) {
        heap_random_options options = {.seed = seed,
                                       .objects = (uint32_t)(seed * 13 % 150),
                                       .records = (uint32_t)(seed % 3),
                                       .leaves_per_mille = (uint32_t)(seed * 29 % 500)};
        options.references = (uint32_t)(options.objects * (seed % 9) / 3);
        if (options.records > options.objects) options.records = options.objects;
        heap *h = heap_random(&options);
        char label[40];
        snprintf(label, sizeof label, "seed %u", (unsigned)seed);
        rs_components *components = components_of(label, h);
        compare(label, rs_snapshot_columns(h->snapshot), components);
        compare_giant(label, rs_snapshot_columns(h->snapshot), components);
        rs_components_free(components);
        heap_free(h);
    }
}

/* ---- Large ones ----------------------------------------------------------------------------------------------------- */

#define MANY 1000000

/* A chain of a million, closed or not, against the order of numbers or with it. */
static heap *chain(bool closed, bool backwards) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    for (uint32_t i = 0; i < MANY; i++) heap_add_object(builder, &node);
    for (uint32_t i = 0; i + 1 < MANY; i++) {
        uint32_t from = backwards ? i + 1 : i, to = backwards ? i : i + 1;
        heap_add_reference(builder, from, to, RS_NAME(RS_NAME_INDEX, 0));
    }
    if (closed)
        heap_add_reference(builder, backwards ? 0 : MANY - 1, backwards ? MANY - 1 : 0,
                           RS_NAME(RS_NAME_INDEX, 0));
    return heap_build(builder);
}

static void test_components__a_million_deep(void) {
    for (int form = 0; form < 4; form++) {
        bool closed = form & 1;
        heap *h = chain(closed, form & 2);
        rs_components *components = components_of("chain", h);
        check_number("components", rs_components_count(components), closed);
        check_number("members", rs_components_objects(components), closed ? MANY : 0);
        check_number("the last one's", rs_components_of(components, MANY - 1), closed ? 0 : RS_NO_COMPONENT);
        rs_components_free(components);
        heap_free(h);
    }
}

static void test_components__half_a_million_components(void) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    for (uint32_t i = 0; i < MANY; i++) heap_add_object(builder, &node);
    for (uint32_t i = 0; i < MANY; i += 2) {
        heap_add_reference(builder, i, i + 1, RS_NAME(RS_NAME_INDEX, 0));
        heap_add_reference(builder, i + 1, i, RS_NAME(RS_NAME_INDEX, 0));
        if (i + 2 < MANY) heap_add_reference(builder, i + 1, i + 2, RS_NAME(RS_NAME_INDEX, 1));
    }
    heap *h = heap_build(builder);
    rs_components *components = components_of("pairs", h);
    check_number("components", rs_components_count(components), MANY / 2);
    for (uint32_t o = 0; o < MANY; o += 99991) check_number("pair", rs_components_of(components, o), o / 2);
    rs_components_free(components);
    heap_free(h);
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

static rs_status try_components(void *context, rs_error *err) {
    const heap *h = context;
    rs_components *components = NULL;
    rs_status st = rs_components_new(&components, h->snapshot, err);
    check("out-parameter only on success", (components != NULL) == (st == RS_OK));
    rs_components_free(components);
    return st;
}

static rs_status try_giant(void *context, rs_error *err) {
    const heap *h = context;
    rs_labels labels = {0};
    bool done = rs__pearce(&labels, rs_snapshot_columns(h->snapshot), 1);
    check("labels only on success", (labels.label != NULL) == done);
    rs_release(labels.label);
    return done ? RS_OK : rs_fail_memory(err, "giant");
}

static void test_components__out_of_memory(void) {
    heap *h = heap_of("a->b->c->a c->s s:str");
    check("there are allocations", for_each_allocation_failure("components", try_components, h) >= 8);
    check("with a giant one", for_each_allocation_failure("giant", try_giant, h) >= 14);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_components__only_cyclic_ones_by_first_member),
    TEST(test_components__an_object_knows_its_own),
    TEST(test_components__as_igraph_on_random_heaps),
    TEST(test_components__a_million_deep),
    TEST(test_components__half_a_million_components),
    TEST(test_components__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "components", tests);
}
