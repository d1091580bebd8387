/* test_watch.c: what is new since a moment, and nothing else; the collector as it was.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "rs_memory.h"
#include "rs_watch.h"

static rs_watch *start(void) {
    rs_watch *watch = NULL;
    rs_error err = RS_ERROR_INIT;
    if (rs_watch_start(&watch, &err) != RS_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    return watch;
}

static rs_snapshot *new_ones(rs_watch *watch, int generation) {
    rs_snapshot *heap = NULL;
    rs_error err = RS_ERROR_INIT;
    if (rs_watch_capture(&heap, watch, generation, NULL, &err) != RS_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    return heap;
}

static rs_object_id id_of(const rs_snapshot *heap, const char *name) {
    return rs_snapshot_find(heap, address_of_name(name));
}

/* Objects that were followed, whose addresses are in the list `name` of __main__, which holds numbers. */
static size_t followed_of(const rs_snapshot *heap, const char *name) {
    const rs_columns *c = rs_snapshot_columns(heap);
    PyObject *addresses = python_name(name);
    size_t count = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(addresses); i++) {
        uint64_t address = PyLong_AsUnsignedLongLong(PyList_GET_ITEM(addresses, i));
        rs_object_id id = rs_snapshot_find(heap, address);
        count += id != RS_NO_OBJECT && (c->flags[id] & RS_OBJECT_SEED);
    }
    return count;
}

/* References to `object` that were not found. */
static int64_t held_outside(const rs_snapshot *heap, rs_object_id object) {
    const rs_columns *c = rs_snapshot_columns(heap);
    int64_t held = c->refcount[object];
    for (uint32_t r = 0; r < c->references; r++) held -= c->target[r] == object;
    return held;
}

static void test_watch__new_objects_and_no_others(void) {
    run_python("old = [[]]; gone = []; del gone\n");
    rs_watch *watch = start();
    run_python("new = [old, [1.5]]; ring = []; ring.append(ring); at = [id(ring)]; del ring\n");
    rs_snapshot *heap = new_ones(watch, RS_WATCH_ALL);
    const rs_columns *c = rs_snapshot_columns(heap);
    rs_object_id made = id_of(heap, "new"), old = id_of(heap, "old");
    check("the new one", made != RS_NO_OBJECT && (c->flags[made] & RS_OBJECT_SEED));
    check("the old one that it refers to, but nothing of it",
          old != RS_NO_OBJECT && !(c->flags[old] & RS_OBJECT_SEED) && c->row[old] == c->row[old + 1]);
    check_number("held by __main__", held_outside(heap, old), 1);
    check_number("garbage", followed_of(heap, "at"), 1);
    check_number("which nobody holds",
                 held_outside(heap, rs_snapshot_find(heap, PyLong_AsUnsignedLongLong(
                                                               PyList_GET_ITEM(python_name("at"), 0)))),
                 0);
    check("not the whole heap", !rs_snapshot_coverage(heap)->whole_heap && c->objects < 1000);
    rs_snapshot_free(heap);
    rs_watch_stop(watch);
}

static void test_watch__nothing_new_is_an_empty_photograph(void) {
    rs_watch *watch = start();
    rs_snapshot *heap = new_ones(watch, RS_WATCH_ALL);
    check_number("objects", rs_snapshot_columns(heap)->objects, 0);
    rs_snapshot_free(heap);
    rs_watch_stop(watch);
}

static void test_watch__older_objects_that_only_new_ones_hold(void) {
    run_python("class Node: pass\n"
               "first, second, third = Node(), Node(), Node(); first.next = second; second.next = third\n"
               "shared = Node(); at = [id(first), id(second), id(third)]; shared_at = [id(shared)]\n"
               "one, two = Node(), Node(); one.peer = two; two.peer = one; knot = [id(one), id(two)]\n");
    rs_watch *watch = start();
    run_python("new = Node(); new.first = first; third.back = new; new.one = one; new.shared = shared\n"
               "at.append(id(new)); del new, first, second, third, one, two\n");
    rs_snapshot *heap = new_ones(watch, RS_WATCH_ALL);
    check_number("one after the other", followed_of(heap, "at"), 4);
    check_number("not what others hold, too", followed_of(heap, "shared_at"), 0);
    check_number("not what holds itself", followed_of(heap, "knot"), 0);
    rs_snapshot_free(heap);
    rs_watch_stop(watch);
}

static void test_watch__a_large_old_table_is_not_gone_through(void) {
    run_python("table = dict.fromkeys(range(300, 50000)); import gc; assert not gc.is_tracked(table)\n");
    rs_watch *watch = start();
    run_python("new = [table]; own = [dict.fromkeys(range(300, 310))]\n");
    rs_snapshot *heap = new_ones(watch, RS_WATCH_ALL);
    const rs_columns *c = rs_snapshot_columns(heap);
    rs_object_id table = id_of(heap, "table"), own = id_of(heap, "own");
    check_number("nothing of the table", c->row[table + 1] - c->row[table], 0);
    rs_object_id small = c->target[c->row[own]];
    check_number("ten keys and values of the other", c->row[small + 1] - c->row[small], 20);
    rs_snapshot_free(heap);
    rs_watch_stop(watch);
}

static void test_watch__the_collector_is_paused_and_as_it_was(void) {
    run_python("import gc; gc.enable(); threshold = gc.get_threshold(); callbacks = list(gc.callbacks)\n");
    rs_watch *outer = start(), *inner = start();
    run_python("assert not gc.isenabled()\n");
    rs_watch_stop(inner);
    run_python("assert not gc.isenabled()\n");
    rs_watch_stop(outer);
    run_python("assert gc.isenabled(); gc.disable()\n");
    rs_watch *watch = start();
    rs_watch_stop(watch);
    run_python("assert not gc.isenabled()\n");
    watch = start();
    run_python("gc.enable()\n");
    rs_watch_stop(watch);
    run_python("assert gc.isenabled() and gc.get_threshold() == threshold and gc.callbacks == callbacks\n");
}

/* What a callback of the collector would do. */
static void collect(rs_watch *watch, const char *source) {
    rs_error err = RS_ERROR_INIT;
    check_text("before", rs_status_name(rs_watch_collects(watch, &err)), "RS_OK");
    run_python(source);
    check_text("behind", rs_status_name(rs_watch_collected(watch, &err)), "RS_OK");
}

static void test_watch__what_survives_a_collection_stays_new(void) {
    run_python("import gc; old = []\n");
    rs_watch *watch = start();
    run_python("lasting = [[]]; at = [id(lasting), id(lasting[0])]; old_at = [id(old)]\n");
    collect(watch, "gc.collect(0)\n");
    run_python("later = []; at.append(id(later))\n");
    rs_snapshot *heap = new_ones(watch, RS_WATCH_ALL);
    check_number("from before and behind", followed_of(heap, "at"), 3);
    check_number("not what is older", followed_of(heap, "old_at"), 0);
    rs_snapshot_free(heap);
    heap = new_ones(watch, 0);
    check_number("the youngest alone", followed_of(heap, "at"), 1);
    rs_snapshot_free(heap);
    collect(watch, "gc.collect(); del lasting\n");
    heap = new_ones(watch, RS_WATCH_ALL);
    check_number("what is gone is not looked for", followed_of(heap, "at"), 1);
    rs_watch_unseen unseen = rs_watch_blind_spots(watch);
    check("nothing unseen", unseen.collections == 0 && !unseen.frozen && !unseen.lost);
    rs_snapshot_free(heap);
    rs_watch_stop(watch);
}

static void test_watch__what_hides_objects_is_told(void) {
    run_python("import gc\n");
    rs_watch *watch = start();
    run_python("gc.collect(0)\n");
    check_number("a collection nobody told of", rs_watch_blind_spots(watch).collections, 1);
    check("is no freezing", !rs_watch_blind_spots(watch).frozen);
    rs_watch_stop(watch);
    watch = start();
    run_python("before = []; gc.freeze(); behind = []; at = [id(before), id(behind)]\n");
    rs_snapshot *heap = new_ones(watch, RS_WATCH_ALL);
    check_number("only what came behind", followed_of(heap, "at"), 1);
    check("frozen", rs_watch_blind_spots(watch).frozen);
    rs_snapshot_free(heap);
    rs_watch_stop(watch);
    run_python("gc.unfreeze()\n");
}

static void test_watch__the_place_is_not_part_of_the_picture(void) {
    rs_watch *watch = start();
    uint64_t hidden[] = {rs_watch_own_type()};
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    rs_snapshot *all = capture_all();
    size_t marks = 0;
    const rs_columns *c = rs_snapshot_columns(all);
    for (rs_object_id o = c->records; o < c->objects; o++)
        marks += strcmp(rs_snapshot_type_of(all, o)->name, "refscope._Mark") == 0;
    check_number("one is there", marks, 1);
    rs_snapshot_free(all);
    options.hidden = hidden;
    options.hidden_count = 1;
    all = capture_with(&options);
    c = rs_snapshot_columns(all);
    for (rs_object_id o = c->records; o < c->objects; o++)
        if (strcmp(rs_snapshot_type_of(all, o)->name, "refscope._Mark") == 0) check("hidden", false);
    rs_snapshot_free(all);
    rs_watch_stop(watch);
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

typedef struct failing {
    unsigned long calls, fail_at;
    long live;
    bool failed;
} failing;

static void *resize(void *context, void *old, size_t size) {
    failing *memory = context;
    if (size == 0) {
        memory->live -= old != NULL;
        free(old);
        return NULL;
    }
    if (memory->calls++ == memory->fail_at) {
        memory->failed = true;
        return NULL;
    }
    void *made = realloc(old, size);
    memory->live += made && !old;
    return made;
}

static rs_status whole_watch(rs_error *err) {
    rs_watch *watch = NULL;
    rs_snapshot *heap = NULL;
    rs_status status = rs_watch_start(&watch, err);
    if (status != RS_OK) return status;
    run_python("kept = [[]]; kept.append(kept); a = [[] for n in range(2000)]\n");
    status = rs_watch_collects(watch, err);
    run_python("gc.collect(0)\n");
    if (status == RS_OK) status = rs_watch_collected(watch, err);
    run_python("b = [old, kept]; del old\n");
    if (status == RS_OK) status = rs_watch_capture(&heap, watch, RS_WATCH_ALL, NULL, err);
    rs_snapshot_free(heap);
    rs_watch_stop(watch);
    return status;
}

static void test_watch__out_of_memory_anywhere_is_a_status(void) {
    unsigned long refused = 0;
    run_python("import gc\n");
    for (unsigned long n = 0;; n++) {
        failing memory = {.fail_at = n};
        rs_error err = RS_ERROR_INIT;
        run_python("gc.enable(); old = [[]]; old.append(old[0])\n");
        rs_memory_use(&(rs_allocator){resize, &memory});
        rs_status status = whole_watch(&err);
        rs_memory_use(NULL);
        run_python("assert gc.isenabled()\n");
        if (!check_number("all is released", memory.live, 0)) return;
        if (!memory.failed) break;
        if (status == RS_OK) continue; /* giving back what is too much */
        refused++;
        if (!check_text("status", rs_status_name(status), "RS_NO_MEMORY")) return;
    }
    check("many allocations were made to fail", refused > 20);
}

static CU_TestInfo tests[] = {
    TEST(test_watch__new_objects_and_no_others),
    TEST(test_watch__nothing_new_is_an_empty_photograph),
    TEST(test_watch__older_objects_that_only_new_ones_hold),
    TEST(test_watch__a_large_old_table_is_not_gone_through),
    TEST(test_watch__the_collector_is_paused_and_as_it_was),
    TEST(test_watch__what_survives_a_collection_stays_new),
    TEST(test_watch__what_hides_objects_is_told),
    TEST(test_watch__the_place_is_not_part_of_the_picture),
    TEST(test_watch__out_of_memory_anywhere_is_a_status),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    return run_tests(argc, argv, "watch", tests);
}
