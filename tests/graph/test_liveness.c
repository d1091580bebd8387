/* test_liveness.c: roots and garbage, against arithmetic by hand and igraph's reach.           Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_liveness.h"

#include <stdio.h>
#include <stdlib.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "igraph_oracle.h"
#include "liveness.h"

static rs_liveness *liveness_of(const char *label, const heap *h) {
    rs_liveness *liveness = NULL;
    rs_error err = RS_ERROR_INIT;
    check_ok(label, rs_liveness_new(&liveness, h->snapshot, &err), &err);
    return liveness;
}

static const char *root_word(rs_root root) {
    static const char *const words[] = {"", "record", "outside", "frozen", "immortal"};
    return words[root];
}

/* "a=outside(2) b= c=garbage" for every object. */
static void add_liveness(rs_text *text, const heap *h, const rs_liveness *liveness) {
    for (rs_object_id o = 0; o < h->count; o++) {
        rs_root root = rs_liveness_root(liveness, o);
        rs_text_addf(text, "%s%s=%s", o > 0 ? " " : "", heap_label(h, o), root_word(root));
        if (rs_liveness_outside(liveness, o) > 0)
            rs_text_addf(text, "(%u)", rs_liveness_outside(liveness, o));
        if (rs_liveness_is_garbage(liveness, o)) rs_text_add(text, "garbage");
    }
}

static void test_liveness__roots_and_what_they_reach(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"held from outside", "root->a", "root=outside(1) a="},
        {"by several", "a{refs=+3}->b", "a=outside(3) b="},
        {"a cycle that nobody holds", "a->b->a", "a=garbage b=garbage"},
        {"a cycle that is held", "a->b->a b{refs=+1}", "a= b=outside(1)"},
        {"what only garbage holds", "a->a a->s s:str", "a=garbage s=garbage"},
        {"a leaf held from outside", "s:str{refs=+1}", "s=outside(1)"},
        {"a record", "i:interpreter->a", "i=record a="},
        {"a record's count means nothing", "f:running_frame{refs=0}->a{refs=1}", "f=record a="},
        {"frozen", "a{frozen}->a a->b", "a=frozen b="},
        {"frozen and held", "a{frozen refs=+1}->b", "a=outside(1) b="},
        {"frozen, with a count too small", "a->b a{frozen refs=+1} b{frozen refs=0}",
         "a=outside(1) b=frozen"},
        {"immortal", "a{immortal refs=4294967295}->b", "a=immortal b="},
        {"immortal and frozen", "a{immortal frozen refs=7}", "a=immortal"},
        {"guessed references are not subtracted, but mark", "root-.x~->a a{refs=1}->b c-.y~->c c{refs=0}",
         "root=outside(1) a=outside(1) b= c=garbage"},
        {"extra ones are subtracted", "a-.x!->b->a", "a=garbage b=garbage"},
        {"a double reference counts twice", "l:list->a l->a l{refs=+1} a{refs=2}", "l=outside(1) a="},
        {"a count too small is held", "a->b b{refs=0} b->c a{refs=0}", "a=garbage b=outside c="},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_liveness *liveness = liveness_of(cases[i].label, h);
        rs_text text = RS_TEXT_INIT;
        add_liveness(&text, h, liveness);
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_liveness_free(liveness);
        heap_free(h);
    }
}

static void test_liveness__sums(void) {
    heap *h = heap_of(
        "f:running_frame a->b->a a{size=100} b{size=5000000000} root r:str{refs=2 size=40} c->d d{refs=0} "
        "c{size=8 refs=0} d{size=3}");
    rs_liveness *liveness = liveness_of("sums", h);
    check_number("garbage", rs_liveness_garbage_objects(liveness), 3);
    check_number("its bytes", rs_liveness_garbage_bytes(liveness), 5000000108);
    check_number("held from outside", rs_liveness_outside_roots(liveness), 3);
    check_number("counts too small", rs_liveness_negative(liveness), 1);
    check_number("no such object is no root", rs_liveness_root(liveness, 99), RS_ROOT_NONE);
    check_number("and no garbage", rs_liveness_is_garbage(liveness, 99), false);
    check_number("and not held", rs_liveness_outside(liveness, 99), 0);
    rs_liveness_free(liveness);
    rs_liveness_free(NULL);
    heap_free(h);
}

static void test_liveness__what_records_hold_is_known_apart(void) {
    heap *h = heap_of("i:interpreter->m m->a root->a root->b c->c");
    rs_liveness *liveness = liveness_of("records", h);
    static const struct {
        const char *label;
        bool want;
    } rows[] = {{"i", true}, {"m", true}, {"a", true}, {"root", false}, {"b", false}, {"c", false}};
    for (size_t i = 0; i < RS_COUNT(rows); i++)
        check_number(rows[i].label,
                     rs__bit(rs__liveness_held_by_records(liveness), heap_id(h, rows[i].label)),
                     rows[i].want);
    const rs_object_id *roots = NULL;
    check_number("one from outside", rs__liveness_root_list(liveness, &roots), 1);
    check_number("which is root", roots[0], heap_id(h, "root"));
    rs_liveness_free(liveness);
    heap_free(h);
}

/* ---- Against arithmetic and igraph ---------------------------------------------------------------------------------- */

/* Counts made wrong at random, and references guessed, so that every case occurs. */
static heap *random_heap(uint64_t seed) {
    uint32_t count = 1 + (uint32_t)(seed * 17 % 120);
    heap_builder *builder = heap_builder_new();
    for (uint32_t o = 0; o < count; o++) {
        heap_object node = heap_node();
        if (random_next(&seed) % 20 == 0) {
            node = (heap_object){.type = "running_frame", .kind = RS_KIND_FRAME_RECORD};
        }
        uint64_t dice = random_next(&seed) % 100;
        if (dice < 3) node.flags |= RS_OBJECT_FROZEN;
        if (dice == 50) node.flags |= RS_OBJECT_IMMORTAL;
        if (dice > 95) node.held = 1 + (uint32_t)(dice % 3);
        if (dice > 97) node.count_given = true;
        heap_add_object(builder, &node);
    }
    uint64_t references = count * (random_next(&seed) % 9) / 4;
    for (uint64_t r = 0; r < references; r++) {
        uint32_t from = (uint32_t)(random_next(&seed) % count), to = (uint32_t)(random_next(&seed) % count);
        uint32_t marks = random_next(&seed) % 10 == 0 ? RS_NAME_GUESSED : 0;
        if (heap_object_at(builder, to)->kind == RS_KIND_FRAME_RECORD) continue;
        heap_add_reference(builder, from, to, RS_NAME(RS_NAME_INDEX, 0) | marks);
    }
    return heap_build(builder);
}

static rs_root root_by_hand(const rs_columns *c, uint32_t o, int64_t outside) {
    if (o < c->records) return RS_ROOT_RECORD;
    if (c->flags[o] & RS_OBJECT_IMMORTAL) return RS_ROOT_IMMORTAL;
    if (outside > 0) return RS_ROOT_OUTSIDE;
    if (c->flags[o] & RS_OBJECT_FROZEN) return RS_ROOT_FROZEN;
    return outside < 0 ? RS_ROOT_OUTSIDE : RS_ROOT_NONE;
}

static int64_t outside_by_hand(const rs_columns *c, uint32_t object) {
    int64_t outside = c->refcount[object];
    for (uint32_t r = 0; r < c->references; r++)
        outside -= c->target[r] == object && (c->name[r] & RS_NAME_GUESSED) == 0;
    return outside;
}

/* Marks in `reached` what `object` reaches. */
static void add_reach(bool *reached, const igraph_t *graph, uint32_t object) {
    igraph_vector_int_t reach;
    igraph_vector_int_init(&reach, 0);
    igraph_subcomponent(graph, &reach, object, IGRAPH_OUT);
    for (igraph_integer_t i = 0; i < igraph_vector_int_size(&reach); i++) reached[VECTOR(reach)[i]] = true;
    igraph_vector_int_destroy(&reach);
}

static void compare(const char *label, const heap *h, const rs_liveness *liveness) {
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    bool *alive = calloc(c->objects, sizeof *alive), *by_records = calloc(c->objects, sizeof *by_records);
    size_t garbage = 0, outside_roots = 0, negative = 0;
    uint64_t bytes = 0;
    igraph_t graph;
    oracle_graph(&graph, c);
    for (uint32_t o = 0; o < c->objects; o++) {
        int64_t outside = outside_by_hand(c, o);
        rs_root root = root_by_hand(c, o, outside);
        check_text(label, root_word(rs_liveness_root(liveness, o)), root_word(root));
        check_number(label, rs_liveness_outside(liveness, o),
                     root == RS_ROOT_OUTSIDE && outside > 0 ? outside : 0);
        outside_roots += root == RS_ROOT_OUTSIDE;
        negative += o >= c->records && root != RS_ROOT_IMMORTAL && outside < 0;
        if (root != RS_ROOT_NONE) add_reach(alive, &graph, o);
        if (root == RS_ROOT_RECORD) add_reach(by_records, &graph, o);
    }
    igraph_destroy(&graph);
    for (uint32_t o = 0; o < c->objects; o++) {
        check_number(label, rs_liveness_is_garbage(liveness, o), !alive[o]);
        check_number(label, rs__bit(rs__liveness_held_by_records(liveness), o), by_records[o]);
        if (o < c->records || alive[o]) continue;
        garbage++;
        bytes += rs_snapshot_size(h->snapshot, o);
    }
    check_number(label, rs_liveness_garbage_objects(liveness), garbage);
    check_number(label, rs_liveness_garbage_bytes(liveness), bytes);
    check_number(label, rs_liveness_outside_roots(liveness), outside_roots);
    check_number(label, rs_liveness_negative(liveness), negative);
    free(alive);
    free(by_records);
}

static void test_liveness__as_by_hand_on_random_heaps(void) {
    for (uint64_t seed = 1; seed <= 400; seed++) {
        char label[40];
        snprintf(label, sizeof label, "seed %u", (unsigned)seed);
        heap *h = random_heap(seed);
        rs_liveness *liveness = liveness_of(label, h);
        compare(label, h, liveness);
        rs_liveness_free(liveness);
        heap_free(h);
    }
}

/* ---- Large ones ----------------------------------------------------------------------------------------------------- */

#define MANY 1000000

static heap *chain(bool held) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    for (uint32_t i = 0; i < MANY; i++) heap_add_object(builder, &node);
    for (uint32_t i = 0; i < MANY; i++)
        heap_add_reference(builder, i, (i + 1) % MANY, RS_NAME(RS_NAME_INDEX, 0));
    heap_object_at(builder, 3)->held = held;
    return heap_build(builder);
}

static void test_liveness__a_million_deep(void) {
    for (int held = 0; held < 2; held++) {
        heap *h = chain(held);
        rs_liveness *liveness = liveness_of("chain", h);
        check_number("garbage", rs_liveness_garbage_objects(liveness), held ? 0 : MANY);
        check_number("bytes", rs_liveness_garbage_bytes(liveness), held ? 0 : 16ull * MANY);
        check_number("roots", rs_liveness_outside_roots(liveness), held);
        rs_liveness_free(liveness);
        heap_free(h);
    }
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

static rs_status try_liveness(void *context, rs_error *err) {
    const heap *h = context;
    rs_liveness *liveness = NULL;
    rs_status st = rs_liveness_new(&liveness, h->snapshot, err);
    check("out-parameter only on success", (liveness != NULL) == (st == RS_OK));
    rs_liveness_free(liveness);
    return st;
}

static void test_liveness__out_of_memory(void) {
    heap *h = heap_of("root->a->b->a c->c root2->c");
    check("there are allocations", for_each_allocation_failure("liveness", try_liveness, h) >= 8);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_liveness__roots_and_what_they_reach),
    TEST(test_liveness__sums),
    TEST(test_liveness__what_records_hold_is_known_apart),
    TEST(test_liveness__as_by_hand_on_random_heaps),
    TEST(test_liveness__a_million_deep),
    TEST(test_liveness__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "liveness", tests);
}
