/* test_deep_size.c: the sizes of what is reached, against adding up by hand.                    Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_deep_size.h"

#include <stdlib.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"

static void test_deep_size__each_object_once(void) {
    static const struct {
        const char *label, *heap;
        const char *asked[3];
        uint64_t bytes;
        size_t objects;
    } cases[] = {
        {"alone", "a", {"a"}, 16, 1},
        {"a chain", "a->b->c", {"b"}, 32, 2},
        {"shared parts", "a->b->d{size=100} a->c->d", {"a"}, 148, 4},
        {"cycles", "a->b->a b->c->b", {"c"}, 48, 3},
        {"twice by one", "l:list l->x l->x", {"l"}, 32, 2},
        {"two that share", "a->x b->x", {"a", "b"}, 48, 3},
        {"the same twice", "a->x", {"a", "a"}, 32, 2},
        {"its class is not its own", "a-.__class__->C:type C->m", {"a"}, 16, 1},
        {"nor is a class among its items", "l:list l->C:type l->x C->m", {"l"}, 32, 2},
        {"a class that was asked about is gone into", "C:type-.__dict__->d:dict d->x", {"C"}, 48, 3},
        {"a module among its items", "l:list l->m:module m->x", {"l"}, 16, 1},
        {"a module that was asked about", "m:module-.__dict__->d:dict d->x", {"m"}, 48, 3},
        {"the globals of a function",
         "f:function-.__globals__->g:dict f-.__closure__->t:tuple t->x",
         {"f"},
         48,
         3},
        {"a record has no bytes", "r:running_frame r-local x->x", {"r"}, 16, 1},
        {"large ones", "a->b{size=5000000000}", {"a"}, 5000000016, 2},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_object_id asked[3];
        size_t count = 0;
        rs_deep_size size = {0, 0};
        for (; count < 3 && cases[i].asked[count]; count++) asked[count] = heap_id(h, cases[i].asked[count]);
        check_ok(cases[i].label, rs_deep_size_of(&size, h->snapshot, asked, count, NULL), NULL);
        check_number(cases[i].label, size.bytes, cases[i].bytes);
        check_number(cases[i].label, size.objects, cases[i].objects);
        heap_free(h);
    }
}

/* Reached by repeating over all references until nothing changes. */
static uint64_t bytes_by_hand(const rs_snapshot *snapshot, rs_object_id from) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    bool *reached = calloc((size_t)c->objects + 1, sizeof *reached), changed = true;
    uint64_t bytes = 0;
    reached[from] = true;
    while (changed) {
        changed = false;
        for (uint32_t o = 0; o < c->objects; o++)
            for (uint32_t r = c->row[o]; reached[o] && r < c->row[o + 1]; r++) {
                changed |= !reached[c->target[r]];
                reached[c->target[r]] = true;
            }
    }
    for (uint32_t o = c->records; o < c->objects; o++)
        if (reached[o]) bytes += rs_snapshot_size(snapshot, o);
    free(reached);
    return bytes;
}

static void test_deep_size__as_by_hand_on_random_heaps(void) {
    for (uint64_t seed = 1; seed <= 100; seed++) {
        heap_random_options options = {.seed = seed,
                                       .objects = 80,
                                       .references = (uint32_t)(seed * 2),
                                       .records = 2,
                                       .leaves_per_mille = 200};
        heap *h = heap_random(&options);
        for (rs_object_id o = 0; o < h->count; o += 7) {
            rs_deep_size size = {0, 0};
            check_ok("size", rs_deep_size_of(&size, h->snapshot, &o, 1, NULL), NULL);
            check_number("bytes", size.bytes, bytes_by_hand(h->snapshot, o));
        }
        heap_free(h);
    }
}

#define MANY 1000000

static void test_deep_size__a_million_deep(void) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    for (uint32_t i = 0; i < MANY; i++) heap_add_object(builder, &node);
    for (uint32_t i = 0; i + 1 < MANY; i++) heap_add_reference(builder, i, i + 1, RS_NAME(RS_NAME_INDEX, 0));
    heap *h = heap_build(builder);
    rs_deep_size size = {0, 0};
    rs_object_id first = 0;
    check_ok("deep", rs_deep_size_of(&size, h->snapshot, &first, 1, NULL), NULL);
    check_number("all", size.bytes, 16ull * MANY);
    heap_free(h);
}

static rs_status try_size(void *context, rs_error *err) {
    const heap *h = context;
    rs_deep_size size = {0, 0};
    rs_object_id first = 0;
    rs_status st = rs_deep_size_of(&size, h->snapshot, &first, 1, err);
    check("only on success", (size.objects != 0) == (st == RS_OK));
    return st;
}

static void test_deep_size__out_of_memory(void) {
    heap *h = heap_of("a->b->c->a");
    check_number("allocations", for_each_allocation_failure("deep size", try_size, h), 2);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_deep_size__each_object_once),
    TEST(test_deep_size__as_by_hand_on_random_heaps),
    TEST(test_deep_size__a_million_deep),
    TEST(test_deep_size__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "deep size", tests);
}
