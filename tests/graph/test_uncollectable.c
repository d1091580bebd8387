/* test_uncollectable.c: garbage that no collection frees, against a collector that is played by hand. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "uncollectable.h"

#include <stdio.h>
#include <stdlib.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_liveness.h"

static rs_liveness *liveness_of(const char *label, const heap *h) {
    rs_liveness *liveness = NULL;
    rs_error err = RS_ERROR_INIT;
    check_ok(label, rs_liveness_new(&liveness, h->snapshot, &err), &err);
    return liveness;
}

/* "a=array does not take part b=freed" of all garbage. */
static void add_fates(rs_text *text, const heap *h, const rs_liveness *liveness) {
    for (rs_object_id o = 0; o < h->count; o++) {
        if (!rs_liveness_is_garbage(liveness, o)) continue;
        rs_text_addf(text, "%s%s=", text->length > 0 ? ", " : "", heap_label(h, o));
        if (rs_liveness_is_uncollectable(liveness, o))
            rs_liveness_add_unseen(text, liveness, o);
        else
            rs_text_add(text, "freed");
    }
}

static void test_uncollectable__and_why(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"no garbage", "root->a:array{untracked}->root", ""},
        {"a cycle that the collector sees", "a->b->a", "a=freed, b=freed"},
        {"through what takes no part", "a->b:np.array{untracked}->a",
         "a=np.array does not take part, b=np.array does not take part"},
        {"all by itself", "b:np.array{untracked}->b", "b=np.array does not take part"},
        {"through what a type does not report", "a:app.T-.peer!->b->a",
         "a=app.T does not report .peer, b=app.T does not report .peer"},
        {"with both, what takes no part is told", "a:app.T-.peer!->b:np.array{untracked}->a",
         "a=np.array does not take part, b=np.array does not take part"},
        {"a dict in no list is not what keeps it", "a->d:dict{untracked}->b:np.array{untracked}->a",
         "a=np.array does not take part, d=np.array does not take part, b=np.array does not take part"},
        {"what hangs on one stays", "b:array{untracked}->b b->c->c c->s:str",
         "b=array does not take part, c=array does not take part, s=array does not take part"},
        {"what one hangs on does not", "a->a a->b:array{untracked}->b",
         "a=freed, b=array does not take part"},
        {"what garbage alone holds unseen goes with it", "a->a a->b:array{untracked}->c->c",
         "a=freed, b=freed, c=freed"},
        {"and by a leaf", "a-.key!->s:str a->a", "a=freed, s=freed"},
        {"a guess closes no cycle", "a-.x!->b b-.x~->a a->a", "a=freed, b=freed"},
        {"a cycle beside an unseen reference", "a->b->a a-.x!->c b->d->d",
         "a=freed, b=freed, c=freed, d=freed"},
        {"what is held is no garbage", "root->a:array{untracked}->a", ""},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_liveness *liveness = liveness_of(cases[i].label, h);
        rs_text text = RS_TEXT_INIT;
        add_fates(&text, h, liveness);
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_liveness_free(liveness);
        heap_free(h);
    }
}

static void test_uncollectable__sums(void) {
    heap *h = heap_of(
        "a:array{untracked size=100}->a a->s:str{size=5000000000} b{size=7}->b root->c{size=9}->c");
    rs_liveness *liveness = liveness_of("sums", h);
    check_number("garbage", rs_liveness_garbage_objects(liveness), 3);
    check_number("of it", rs_liveness_uncollectable_objects(liveness), 2);
    check_number("bytes", rs_liveness_uncollectable_bytes(liveness), 5000000100);
    check_number("by", rs_liveness_unseen(liveness, heap_id(h, "s")), heap_reference(h, "a", "a", NULL));
    check_number("freed", rs_liveness_unseen(liveness, heap_id(h, "b")), RS_NO_REFERENCE);
    check_number("alive", rs_liveness_unseen(liveness, heap_id(h, "c")), RS_NO_REFERENCE);
    check_number("no such object", rs_liveness_unseen(liveness, 99), RS_NO_REFERENCE);
    rs_liveness_free(liveness);
    heap_free(h);
}

/* ---- Against a collector -------------------------------------------------------------------------------------------- */

/* Half of the objects are in no list, a third of the references unseen, and some guessed. */
static heap *random_heap(uint64_t seed) {
    uint32_t count = 1 + (uint32_t)(seed * 13 % 60), untracked = (uint32_t)(random_next(&seed) % 4);
    heap_builder *builder = heap_builder_new();
    for (uint32_t o = 0; o < count; o++) {
        heap_object node = heap_node();
        uint64_t dice = random_next(&seed) % 100;
        if (random_next(&seed) % 8 < untracked) node.flags = 0;
        if (dice < 2) node.flags |= RS_OBJECT_FROZEN;
        if (dice > 96) node.held = 1;
        heap_add_object(builder, &node);
    }
    uint64_t references = count * (3 + random_next(&seed) % 6) / 4;
    for (uint64_t r = 0; r < references; r++) {
        uint32_t from = (uint32_t)(random_next(&seed) % count), to = (uint32_t)(random_next(&seed) % count);
        uint64_t dice = random_next(&seed) % 12;
        uint32_t marks = dice == 0 ? RS_NAME_GUESSED : dice < 3 ? RS_NAME_EXTRA : 0;
        heap_add_reference(builder, from, to, RS_NAME(RS_NAME_INDEX, 0) | marks);
    }
    return heap_build(builder);
}

typedef struct collector {
    const rs_columns *c;
    int64_t *count; /* [objects] reference counts as they become */
    int64_t *left;  /* [objects] of those in the lists: what is not explained by the others */
    bool *dead, *found;
} collector;

static bool in_lists(const collector *g, uint32_t o) {
    return (g->c->flags[o] & RS_OBJECT_TRACKED) && !(g->c->flags[o] & RS_OBJECT_FROZEN) && !g->dead[o];
}

static bool is_seen(const collector *g, uint32_t o, uint32_t r) {
    return in_lists(g, o) && !(g->c->name[r] & (RS_NAME_EXTRA | RS_NAME_GUESSED)) &&
           in_lists(g, g->c->target[r]);
}

static void die(collector *g, uint32_t o) {
    if (g->dead[o]) return;
    g->dead[o] = true;
    for (uint32_t r = g->c->row[o]; r < g->c->row[o + 1]; r++)
        if (!(g->c->name[r] & RS_NAME_GUESSED) && --g->count[g->c->target[r]] == 0) die(g, g->c->target[r]);
}

static void hold(collector *g, uint32_t o) {
    if (!g->found[o]) return;
    g->found[o] = false;
    for (uint32_t r = g->c->row[o]; r < g->c->row[o + 1]; r++)
        if (is_seen(g, o, r)) hold(g, g->c->target[r]);
}

/* gc.collect(), by its own rules; whether it freed anything. */
static bool collect(collector *g) {
    bool freed = false;
    for (uint32_t o = 0; o < g->c->objects; o++) {
        g->left[o] = g->count[o];
        g->found[o] = in_lists(g, o);
    }
    for (uint32_t o = 0; o < g->c->objects; o++)
        for (uint32_t r = g->c->row[o]; r < g->c->row[o + 1]; r++)
            if (is_seen(g, o, r)) g->left[g->c->target[r]]--;
    for (uint32_t o = 0; o < g->c->objects; o++)
        if (in_lists(g, o) && g->left[o] > 0) hold(g, o);
    for (uint32_t o = 0; o < g->c->objects; o++) freed |= g->found[o];
    for (uint32_t o = 0; o < g->c->objects; o++)
        if (g->found[o]) die(g, o);
    return freed;
}

static size_t compare(const char *label, const heap *h, const rs_liveness *liveness) {
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    collector g = {.c = c,
                   .count = calloc(c->objects, sizeof *g.count),
                   .left = calloc(c->objects, sizeof *g.left),
                   .dead = calloc(c->objects, sizeof *g.dead),
                   .found = calloc(c->objects, sizeof *g.found)};
    size_t stay = 0;
    for (uint32_t o = 0; o < c->objects; o++) g.count[o] = c->refcount[o];
    for (uint32_t o = 0; o < c->objects; o++)
        if (c->refcount[o] == 0) die(&g, o);
    while (collect(&g)) {
    }
    for (uint32_t o = 0; o < c->objects; o++) {
        bool garbage = rs_liveness_is_garbage(liveness, o);
        if (garbage) check_number(label, rs_liveness_is_uncollectable(liveness, o), !g.dead[o]);
        if (!garbage) check_number(label, rs_liveness_is_uncollectable(liveness, o), false);
        stay += garbage && !g.dead[o];
    }
    check_number(label, rs_liveness_uncollectable_objects(liveness), stay);
    free(g.count);
    free(g.left);
    free(g.dead);
    free(g.found);
    return stay;
}

static void test_uncollectable__as_a_collector_on_random_heaps(void) {
    size_t stay = 0, garbage = 0;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        char label[40];
        snprintf(label, sizeof label, "seed %u", (unsigned)seed);
        heap *h = random_heap(seed);
        rs_liveness *liveness = liveness_of(label, h);
        stay += compare(label, h, liveness);
        garbage += rs_liveness_garbage_objects(liveness);
        rs_liveness_free(liveness);
        heap_free(h);
    }
    check("both fates occur", stay > 1000 && garbage > stay + 1000);
}

/* ---- Large ones ----------------------------------------------------------------------------------------------------- */

#define MANY 300000

static void test_uncollectable__a_long_cycle_through_one_that_takes_no_part(void) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    for (uint32_t i = 0; i < MANY; i++) heap_add_object(builder, &node);
    for (uint32_t i = 0; i < MANY; i++)
        heap_add_reference(builder, i, (i + 1) % MANY, RS_NAME(RS_NAME_INDEX, 0));
    heap_object_at(builder, MANY - 3)->flags = 0;
    heap *h = heap_build(builder);
    rs_liveness *liveness = liveness_of("long", h);
    check_number("stays", rs_liveness_uncollectable_objects(liveness), MANY);
    rs_liveness_free(liveness);
    heap_free(h);
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

static void test_uncollectable__out_of_memory(void) {
    heap *h = heap_of("a->b:array{untracked}->a c->c");
    check("there are allocations", for_each_allocation_failure("uncollectable", try_liveness, h) >= 20);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_uncollectable__and_why),
    TEST(test_uncollectable__sums),
    TEST(test_uncollectable__as_a_collector_on_random_heaps),
    TEST(test_uncollectable__a_long_cycle_through_one_that_takes_no_part),
    TEST(test_uncollectable__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "uncollectable", tests);
}
