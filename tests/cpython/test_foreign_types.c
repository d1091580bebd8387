/* test_foreign_types.c: types whose own code or tables are wrong cost names and are told; they cost no crash and no reference.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include <stddef.h>
#include <stdlib.h>
#include <structmember.h>
#include <sys/mman.h>

#include "capture_steps.h"
#include "checks.h"
#include "interpreters.h"
#include "rs_memory.h"
#include "walk.h"

/* ---- Broken types --------------------------------------------------------------------------------------------------- */

typedef struct broken {
    PyObject_HEAD PyObject *held;
    int *made; /* NULL: half made */
} broken;

static PyObject *freed, *true_one;
static void *unmapped;

static int traverse_held(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((broken *)self)->held);
    return 0;
}

static int traverse_and_raise(PyObject *self, visitproc visit, void *arg) {
    PyErr_SetString(PyExc_ValueError, "raised while traversing");
    return traverse_held(self, visit, arg);
}

static int traverse_and_lie(PyObject *self, visitproc visit, void *arg) {
    visit(NULL, arg);
    visit((PyObject *)(uintptr_t)0x10, arg);
    visit((PyObject *)((char *)true_one + 4), arg);
    visit((PyObject *)unmapped, arg);
    visit(freed, arg);
    return traverse_held(self, visit, arg);
}

static int traverse_what_is_made(PyObject *self, visitproc visit, void *arg) {
    return *((broken *)self)->made == 0 ? 0 : traverse_held(self, visit, arg);
}

static PyMemberDef members_beyond[] = {{"beyond", T_OBJECT, sizeof(broken) + 4096, 0, NULL},
                                       {"last", T_OBJECT_EX, sizeof(broken) - 4, 0, NULL},
                                       {"held", T_OBJECT, offsetof(broken, held), 0, NULL},
                                       {NULL, 0, 0, 0, NULL}};

#define BROKEN_TYPE(name, traverse)                                                                          \
    {                                                                                                        \
        PyVarObject_HEAD_INIT(NULL, 0).tp_name = name, .tp_basicsize = sizeof(broken),                       \
                                    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,                     \
                                    .tp_traverse = traverse                                                  \
    }
static PyTypeObject good = BROKEN_TYPE("broken.Good", traverse_held);
static PyTypeObject raising = BROKEN_TYPE("broken.Raising", traverse_and_raise);
static PyTypeObject lying = BROKEN_TYPE("broken.Lying", traverse_and_lie);
static PyTypeObject half_made = BROKEN_TYPE("broken.HalfMade", traverse_what_is_made);
static PyTypeObject beyond = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "broken.Beyond",
                              .tp_basicsize = sizeof(broken), .tp_flags = Py_TPFLAGS_DEFAULT,
                              .tp_members = members_beyond};

static broken *new_broken(PyTypeObject *type) {
    bool collected = PyType_HasFeature(type, Py_TPFLAGS_HAVE_GC);
    broken *one = collected ? PyObject_GC_New(broken, type) : PyObject_New(broken, type);
    static int made = 1;
    Py_INCREF(true_one);
    one->held = true_one;
    one->made = &made;
    return one;
}

static void prepare_broken_types(void) {
    PyTypeObject *const all[] = {&good, &raising, &lying, &half_made, &beyond};
    for (size_t i = 0; i < RS_COUNT(all); i++)
        if (PyType_Ready(all[i]) != 0) exit(1);
    true_one = PyList_New(1);
    Py_INCREF(Py_None);
    PyList_SET_ITEM(true_one, 0, Py_None);
    freed = PyList_New(0);
    PyTypeObject *type = Py_TYPE(freed);
    Py_DECREF(freed);
    (void)type;
    unmapped = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(unmapped, 4096);
}

static rs_told told_of(const rs_snapshot *snapshot, const broken *object) {
    return rs_snapshot_type_of(snapshot, rs_snapshot_find(snapshot, (uint64_t)(uintptr_t)object))->told;
}

static void check_broken(PyTypeObject *type, rs_told told, const char *want) {
    broken *one = new_broken(type);
    PyObject_GC_Track(one);
    rs_snapshot *snapshot = capture_all();
    check(type->tp_name, PyErr_Occurred() == NULL);
    char *names = names_between(snapshot, (uint64_t)(uintptr_t)one, (uint64_t)(uintptr_t)true_one);
    rs_object_id id = rs_snapshot_find(snapshot, (uint64_t)(uintptr_t)one);
    const rs_columns *c = rs_snapshot_columns(snapshot);
    check_text(type->tp_name, names, want);
    check_number(type->tp_name, told_of(snapshot, one), told);
    check_number("no other reference", c->row[id + 1] - c->row[id], 1);
    free(names);
    rs_snapshot_free(snapshot);
    PyObject_GC_UnTrack(one);
}

static void test_foreign__what_is_no_object_is_left_out_and_told(void) {
    check_broken(&good, RS_TOLD_RIGHTLY, "+0x10");
    check_broken(&raising, RS_TOLD_WRONGLY, "+0x10");
    check_broken(&lying, RS_TOLD_WRONGLY, "+0x10");
    check_broken(&half_made, RS_TOLD_RIGHTLY, "+0x10");
}

/* Found through a list, untracked: its tp_traverse would follow what is not there yet. */
static void test_foreign__half_made_objects_are_not_traversed(void) {
    broken *whole = new_broken(&half_made), *part = new_broken(&half_made);
    PyObject *list = PyList_New(0);
    part->made = NULL;
    PyObject_GC_Track(whole);
    PyList_Append(list, (PyObject *)part);
    rs_snapshot *snapshot = capture_all();
    check("seen", rs_snapshot_find(snapshot, (uint64_t)(uintptr_t)part) != RS_NO_OBJECT);
    check_number("rightly", told_of(snapshot, whole), RS_TOLD_RIGHTLY);
    rs_snapshot_free(snapshot);
    PyObject_GC_UnTrack(whole);
    Py_DECREF(list);
}

static void test_foreign__members_beyond_the_object_are_none(void) {
    broken *one = new_broken(&beyond);
    PyObject *list = PyList_New(0);
    PyList_Append(list, (PyObject *)one);
    rs_snapshot *snapshot = capture_all();
    rs_object_id id = rs_snapshot_find(snapshot, (uint64_t)(uintptr_t)one);
    const rs_columns *c = rs_snapshot_columns(snapshot);
    char *names = names_between(snapshot, (uint64_t)(uintptr_t)one, (uint64_t)(uintptr_t)true_one);
    check_text("held", names, ".held");
    check_number("no other reference", c->row[id + 1] - c->row[id], 1);
    free(names);
    rs_snapshot_free(snapshot);
    Py_DECREF(list);
}

static void test_foreign__an_exception_that_was_there_stays(void) {
    broken *one = new_broken(&raising);
    PyObject_GC_Track(one);
    PyErr_SetString(PyExc_KeyError, "before");
    rs_snapshot_free(capture_all());
    check("still there", PyErr_ExceptionMatches(PyExc_KeyError) || PyErr_ExceptionMatches(PyExc_ValueError));
    PyErr_Clear();
    PyObject_GC_UnTrack(one);
}

/* ---- Tables that are wrong ------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    size_t at;
} rows[] = {
#define RS_FIELD(member, tp_name, field, visited) {#member, offsetof(rs_layout, member)},
#define RS_SHARED(member, tp_name, field, visited)
#include "library_fields.def"
#undef RS_FIELD
#undef RS_SHARED
#define ROW(member)                                                                                          \
    { #member, offsetof(rs_layout, member) }
    ROW(deque_left),
    ROW(deque_right),
    ROW(deque_left_index),
    ROW(deque_right_index),
    ROW(block_left),
    ROW(block_items),
    ROW(block_right),
    ROW(ordered_first),
    ROW(ordered_node_next),
    ROW(ordered_node_key),
    ROW(lru_cache_root),
    ROW(lru_element_next),
    ROW(lru_element_key),
    ROW(lru_element_result),
    ROW(tee_values),
    ROW(tee_numread),
    ROW(element_extra),
    ROW(extra_attrib),
    ROW(extra_length),
    ROW(extra_children),
    ROW(expat_handlers),
    ROW(simple_queue_items),
    ROW(simple_queue_capacity),
    ROW(simple_queue_get),
    ROW(simple_queue_count),
    ROW(pickler_memo),
    ROW(memo_slots),
    ROW(memo_table),
    ROW(memo_entry_size),
    ROW(unpickler_memo),
    ROW(unpickler_memo_size),
};

static int count_one(PyObject *target, void *context) {
    *(size_t *)context += target != NULL && !rs__is_dead((uint64_t)(uintptr_t)target);
    return 0;
}

/* What tp_traverse reports is there, as often as it is reported. */
static size_t objects_told_otherwise(const rs_walk *walk) {
    const rs_parts *p = &walk->parts;
    size_t wrong = 0;
    for (uint32_t o = p->records; o < p->objects; o++) {
        size_t reported = 0, found = 0;
        PyObject *object = (PyObject *)(uintptr_t)p->address[o];
        if (!(p->flags[o] & RS_OBJECT_TRACKED)) continue;
        Py_TYPE(object)->tp_traverse(object, count_one, &reported);
        for (uint32_t r = p->row[o]; r < p->row[o + 1]; r++)
            found += (p->name[r] & (RS_NAME_EXTRA | RS_NAME_GUESSED)) == 0;
        wrong += found != reported;
    }
    return wrong;
}

static size_t capture_with_layout(const rs_layout *layout) {
    rs_walk *walk = rs_alloc(sizeof *walk);
    check("walk", rs__walk_init(walk, layout, RS_VALUES_NONE));
    rs__records_prepare(walk);
    rs__records_number(walk, NULL, 0);
    rs__enumerate(walk, NULL);
    walk->parts.value_first = walk->parts.objects;
    rs__records_walk(walk);
    rs__walk_run(walk);
    check("not failed", !rs__walk_failed(walk));
    size_t wrong = objects_told_otherwise(walk);
    rs__walk_release(walk);
    rs_release(walk);
    return wrong;
}

/* One row in so many at a time, of types far from each other in the table. */
enum { STEP = 20 };

static void damage(rs_layout *layout, size_t row) {
    static const int damages[] = {8, -8, 0x7ff8, 1};
    uint16_t *offset = (uint16_t *)((char *)layout + rows[row].at);
    if (*offset != 0) *offset = (uint16_t)(*offset + damages[row / STEP % RS_COUNT(damages)]);
}

static void test_tables__rows_that_are_wrong_cost_no_crash_and_no_reference(void) {
    const rs_layout *layout = rs__running_layout();
    check_number("as it is", capture_with_layout(layout), 0);
    for (size_t first = 0; first < STEP; first++) {
        rs_layout damaged = *layout;
        for (size_t i = first; i < RS_COUNT(rows); i += STEP) damage(&damaged, i);
        check_number(rows[first].name, capture_with_layout(&damaged), 0);
    }
}

static CU_TestInfo tests[] = {
    TEST(test_foreign__what_is_no_object_is_left_out_and_told),
    TEST(test_foreign__half_made_objects_are_not_traversed),
    TEST(test_foreign__members_beyond_the_object_are_none),
    TEST(test_foreign__an_exception_that_was_there_stays),
    TEST(test_tables__rows_that_are_wrong_cost_no_crash_and_no_reference),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    prepare_broken_types();
    run_python(many_kinds);
    return run_tests(argc, argv, "foreign_types", tests);
}
