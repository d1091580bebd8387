/* test_holders.c: who holds an object, by counting, is what a photograph says, in the same order.
 *
 * No Python runs between the two, so that every answer must agree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "rs_holders.h"

static const char source[] =
    "import collections, functools, gc, sys, types\n"
    "class Plain: pass\n"
    "class Slots: __slots__ = 'a', 'b'\n"
    "class Numbers(int): pass\n"
    "def text(n): return ''.join(['text ', str(n)])\n"
    "def worker(n):\n"
    "    yield n\n"
    "def closure_of(n):\n"
    "    return lambda: n\n"
    "in_list = [[text(1)]]\n"
    "in_dict = {'key': {'inner': Plain()}}\n"
    "in_attribute = Plain(); in_attribute.x = Plain(); in_attribute.x.y = [1]\n"
    "in_slot = Slots(); in_slot.a = Slots(); in_slot.a.b = {}\n"
    "in_tuple = (1.5, (text(2), 2.5))\n"
    "in_set = {Plain()}\n"
    "in_deque = collections.deque([Plain()])\n"
    "in_partial = functools.partial(print, Plain(), key=Plain())\n"
    "in_closure = closure_of(Plain())\n"
    "in_generator = worker(Plain()); next(in_generator)\n"
    "in_cache = functools.lru_cache(None)(lambda x: x); in_cache(Plain())\n"
    "ring = []; ring.append([ring, ring])\n"
    "for _ in range(100): in_list.append([in_list[0][0], in_list[0][0]])\n"
    "many = [[n + 1000] for n in range(20000)]\n"
    "middle = many[10000]\n"
    "crowd = Plain(); holders = [[crowd] for _ in range(5000)]\n"
    "class Listing(list): pass\n"
    "listing = Listing([Plain()]); listing.attribute = Plain()\n"
    "twice = Plain(); left, right = [twice], [twice]; both = [left, right, left]\n"
    "untracked = {'a': 1000.5}; kept = [untracked]\n"
    "plain = (1.5, (text(3), 2.5)); in_plain = plain[1]; gc.collect()\n"
    "hidden_list = [Plain()]; visible = [hidden_list[0]]\n"
    "cases = [in_list[0][0], in_dict['key']['inner'], in_attribute.x, in_attribute.x.y, in_slot.a.b, "
    "in_tuple,\n"
    "         in_deque, in_deque[0], in_partial, in_closure, ring, ring[0], middle, middle[0], untracked, "
    "kept,\n"
    "         in_generator, hidden_list, Plain.__dict__, in_closure.__closure__[0], many, holders[17], "
    "listing.attribute, listing[0], "
    "twice]\n";

static rs_holders *holders_of(uint64_t object, size_t depth, rs_status *status) {
    rs_holders *found = NULL;
    rs_error err = RS_ERROR_INIT;
    rs_holders_options options = {object, depth, NULL, 0};
    *status = rs_holders_find(&found, &options, &err);
    return found;
}

static bool is_shown(const rs_snapshot *heap, rs_object_id id) {
    return id >= rs_snapshot_columns(heap)->records ||
           rs_snapshot_type_of(heap, id)->kind == RS_KIND_FRAME_RECORD;
}

/* How many places of the list of `number` differ from a search through every reference of the photograph. */
static size_t differences(const rs_snapshot *heap, const rs_holders *found, size_t number) {
    const rs_columns *columns = rs_snapshot_columns(heap);
    rs_object_id target = rs_snapshot_find(heap, rs_holders_address(found, number));
    const uint32_t *list;
    size_t count = rs_holders_of(found, number, &list), at = 0, wrong = 0;
    for (rs_object_id o = 0; o < columns->objects; o++) {
        bool holds = false;
        for (uint32_t r = columns->row[o]; r < columns->row[o + 1]; r++)
            holds |= columns->target[r] == target && !(columns->name[r] & RS_NAME_GUESSED);
        if (!holds || !is_shown(heap, o)) continue;
        wrong += at >= count || rs_holders_address(found, list[at]) != columns->address[o];
        at++;
    }
    return wrong + (at != count);
}

/* Numbers ascend with the distance: those of the last level have no list. */
static size_t wrong_lists(const rs_snapshot *heap, const rs_holders *found, size_t depth) {
    size_t wrong = 0, first = 0, end = 1;
    for (size_t level = 0; level < depth; level++) {
        size_t next = end;
        for (size_t i = first; i < end; i++) {
            const uint32_t *list;
            size_t count = rs_holders_of(found, i, &list);
            for (size_t h = 0; h < count; h++)
                if (list[h] >= next) next = list[h] + (size_t)1;
            wrong += differences(heap, found, i) != 0;
        }
        first = end;
        end = next;
    }
    return wrong + (end != rs_holders_count(found));
}

static void test_holders__are_those_of_a_photograph_in_its_order(void) {
    PyObject *cases = python_name("cases");
    rs_snapshot *heap = capture_all();
    size_t counted = 0, all = (size_t)PyList_GET_SIZE(cases);
    for (size_t i = 0; i < all; i++) {
        char label[32];
        rs_status status;
        uint64_t object = (uint64_t)(uintptr_t)PyList_GET_ITEM(cases, (Py_ssize_t)i);
        snprintf(label, sizeof label, "case %u", (unsigned)i);
        rs_holders *found = holders_of(object, 2, &status);
        if (!check_number(label, status, RS_OK)) continue;
        counted++;
        check_number(label, rs_holders_address(found, 0), object);
        check_number(label, wrong_lists(heap, found, 2), 0);
        rs_holders_free(found);
    }
    check_number("answered by counting", counted, all);
    rs_snapshot_free(heap);
}

static void test_holders__an_unseen_reference_leaves_it_open(void) {
    rs_status status;
    PyObject *object = python_name("in_deque");
    Py_INCREF(object);
    rs_holders *found = holders_of((uint64_t)(uintptr_t)object, 1, &status);
    check_number("one reference more than can be found", status, RS_UNSUPPORTED);
    check("nothing is given", found == NULL);
    Py_DECREF(object);
    found = holders_of((uint64_t)(uintptr_t)object, 1, &status);
    check_number("without it", status, RS_OK);
    rs_holders_free(found);
}

static void test_holders__what_counts_cannot_tell_is_left_open(void) {
    static const char *const names[] = {"Plain", "crowd", "in_plain", "None"};
    for (size_t i = 0; i < RS_COUNT(names); i++) {
        rs_status status;
        PyObject *object = i == 3 ? Py_None : python_name(names[i]);
        rs_holders *found = holders_of((uint64_t)(uintptr_t)object, 1, &status);
        check_number(names[i], status, RS_UNSUPPORTED);
        rs_holders_free(found);
    }
}

static void test_holders__interpreters_hold_unseen_and_count(void) {
    rs_status status;
    rs_holders *found = holders_of((uint64_t)(uintptr_t)PyImport_GetModuleDict(), 1, &status);
    check_number("sys.modules", status, RS_OK);
    rs_holders_free(found);
}

static void test_holders__the_observer_s_own_are_none(void) {
    PyObject *object = PyList_GET_ITEM(python_name("visible"), 0);
    uint64_t hidden = address_of_name("hidden_list");
    rs_holders_options options = {(uint64_t)(uintptr_t)object, 1, &hidden, 1};
    rs_holders *found = NULL;
    rs_error err = RS_ERROR_INIT;
    const uint32_t *list;
    if (!check_ok("found", rs_holders_find(&found, &options, &err), &err)) return;
    check_number("holders", rs_holders_of(found, 0, &list), 1);
    check_number("who", rs_holders_address(found, list[0]), address_of_name("visible"));
    rs_holders_free(found);
}

static void test_holders__no_depth_is_the_object_alone(void) {
    rs_status status;
    const uint32_t *list;
    rs_holders *found = holders_of(address_of_name("ring"), 0, &status);
    check_number("status", status, RS_OK);
    check_number("members", rs_holders_count(found), 1);
    check_number("holders", rs_holders_of(found, 0, &list), 0);
    check("no frame", rs_holders_frame(found, 0) == NULL);
    rs_holders_free(found);
}

static rs_status find_them(void *context, rs_error *err) {
    rs_holders *found = NULL;
    rs_holders_options options = {*(uint64_t *)context, 2, NULL, 0};
    rs_status status = rs_holders_find(&found, &options, err);
    rs_holders_free(found);
    return status;
}

static void test_holders__out_of_memory_anywhere(void) {
    uint64_t object = (uint64_t)(uintptr_t)PyList_GET_ITEM(python_name("cases"), 0);
    check("allocations", for_each_allocation_failure("holders", find_them, &object) > 20);
}

static CU_TestInfo tests[] = {
    TEST(test_holders__are_those_of_a_photograph_in_its_order),
    TEST(test_holders__an_unseen_reference_leaves_it_open),
    TEST(test_holders__what_counts_cannot_tell_is_left_open),
    TEST(test_holders__interpreters_hold_unseen_and_count),
    TEST(test_holders__the_observer_s_own_are_none),
    TEST(test_holders__no_depth_is_the_object_alone),
    TEST(test_holders__out_of_memory_anywhere),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    run_python(source);
    return run_tests(argc, argv, "holders", tests);
}
