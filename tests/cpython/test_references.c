/* test_references.c: the references of a snapshot are those that the collector itself would see.
 *
 * The heap holds more than forty standard modules and some hundred kinds of objects. No Python runs between the capture and
 * the questions, so that every answer must agree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "extension_kinds.h"

#define SHOWN 12u /* mistakes that are told one by one */

typedef struct addresses {
    uint64_t *items;
    size_t count, capacity;
} addresses;

static void add(addresses *list, uint64_t item) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity * 2 + 64;
        list->items = realloc(list->items, list->capacity * sizeof *list->items);
    }
    list->items[list->count++] = item;
}

static int compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static int visit(PyObject *target, void *context) {
    if (target && Py_REFCNT(target) != 0) add(context, (uint64_t)(uintptr_t)target);
    return 0;
}

static bool same(addresses *a, addresses *b) {
    if (a->count) qsort(a->items, a->count, sizeof *a->items, compare);
    if (b->count) qsort(b->items, b->count, sizeof *b->items, compare);
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->items, b->items, a->count * sizeof *a->items) == 0);
}

static void row_of(addresses *out, const rs_columns *c, rs_object_id o, bool reported_only) {
    out->count = 0;
    for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++)
        if (!reported_only || !(c->name[r] & RS_NAME_EXTRA)) add(out, c->address[c->target[r]]);
}

static void tell(const rs_snapshot *snapshot, rs_object_id o, const addresses *ours,
                 const addresses *theirs) {
    fprintf(stderr, "%s at %#llx: %zu references, tp_traverse says %zu\n",
            rs_snapshot_type_of(snapshot, o)->name,
            (unsigned long long)rs_snapshot_columns(snapshot)->address[o], ours->count, theirs->count);
}

static void tell_names(const rs_snapshot *snapshot, rs_object_id o) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_text text = RS_TEXT_INIT;
    for (uint32_t r = c->row[o]; r < c->row[o + 1] && r < c->row[o] + 40; r++) {
        rs_text_add(&text, (c->name[r] & RS_NAME_EXTRA) ? "  (extra) " : "  ");
        rs_text_add_reference_name(&text, snapshot, r);
    }
    fprintf(stderr, "   %s\n", rs_text_string(&text));
    rs_text_release(&text);
}

static rs_snapshot *heap;

static void test_references__are_those_of_tp_traverse(void) {
    const rs_columns *c = rs_snapshot_columns(heap);
    addresses ours = {0}, theirs = {0};
    size_t wrong = 0, compared = 0;
    for (rs_object_id o = c->records; o < c->objects; o++) {
        PyObject *object = (PyObject *)(uintptr_t)c->address[o];
        theirs.count = 0;
        if (PyObject_IS_GC(object) && Py_TYPE(object)->tp_traverse)
            Py_TYPE(object)->tp_traverse(object, visit, &theirs);
        row_of(&ours, c, o, true);
        compared++;
        if (same(&ours, &theirs)) continue;
        if (wrong++ < SHOWN) {
            tell(heap, o, &ours, &theirs);
            tell_names(heap, o);
        }
    }
    check("enough objects", compared > 40000);
    check_number("objects whose references differ", wrong, 0);
    free(ours.items);
    free(theirs.items);
}

static void test_references__decoders_agree_with_the_oracle(void) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.exact_by_traverse = true;
    rs_snapshot *oracle = capture_with(&options);
    const rs_columns *a = rs_snapshot_columns(heap), *b = rs_snapshot_columns(oracle);
    addresses ours = {0}, theirs = {0};
    size_t wrong = 0;
    check_number("objects", a->objects, b->objects);
    check_number("references", a->references, b->references);
    for (rs_object_id o = a->records; o < a->objects && a->objects == b->objects; o++) {
        rs_object_id other = a->address[o] == b->address[o] ? o : rs_snapshot_find(oracle, a->address[o]);
        if (!check("found again", other != RS_NO_OBJECT)) break;
        row_of(&ours, a, o, false);
        row_of(&theirs, b, other, false);
        if (same(&ours, &theirs)) continue;
        if (wrong++ < SHOWN) {
            tell(heap, o, &ours, &theirs);
            tell_names(heap, o);
            tell_names(oracle, other);
        }
    }
    check_number("objects whose references differ", wrong, 0);
    free(ours.items);
    free(theirs.items);
    rs_snapshot_free(oracle);
}

static void test_references__no_count_is_exceeded(void) {
    const rs_columns *c = rs_snapshot_columns(heap);
    uint32_t *found = calloc(c->objects, sizeof *found);
    size_t negative = 0;
    for (uint32_t r = 0; r < c->references; r++)
        if (!(c->name[r] & RS_NAME_GUESSED)) found[c->target[r]]++;
    for (rs_object_id o = c->records; o < c->objects; o++) {
        if ((c->flags[o] & RS_OBJECT_IMMORTAL) || found[o] <= c->refcount[o]) continue;
        if (c->refcount[o] == 0)
            continue; /* of a list of freed objects to be used again, which _asyncio reports */
        if (negative++ >= SHOWN) continue;
        rs_text text = RS_TEXT_INIT;
        rs_text_add_preview(&text, heap, o, 60);
        fprintf(stderr, "%s %s: count %u, found %u\n", rs_snapshot_type_of(heap, o)->name,
                rs_text_string(&text), c->refcount[o], found[o]);
        rs_text_release(&text);
        for (rs_object_id s = 0; s < c->objects; s++)
            for (uint32_t r = c->row[s]; r < c->row[s + 1]; r++) {
                if (c->target[r] != o || (!(c->name[r] & RS_NAME_EXTRA) && found[o] > 20 && !getenv("ALL")))
                    continue;
                rs_text_add_reference_name(&text, heap, r);
                fprintf(stderr, "     by %s%s%s\n", rs_snapshot_type_of(heap, s)->name, rs_text_string(&text),
                        (c->name[r] & RS_NAME_EXTRA) ? " (extra)" : "");
                rs_text_clear(&text);
            }
        rs_text_release(&text);
    }
    check_number("objects with more references than their count", negative, 0);
    free(found);
}

static void test_references__nearly_all_have_names(void) {
    const rs_columns *c = rs_snapshot_columns(heap);
    size_t unnamed = 0;
    for (rs_object_id o = 0; o < c->objects; o++)
        for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++) {
            rs_name_kind kind = RS_NAME_KIND(c->name[r]);
            if (kind != RS_NAME_NONE && kind != RS_NAME_OFFSET) continue;
            if (unnamed++ < SHOWN)
                fprintf(stderr, "no name: %s %s+%#x\n", rs_snapshot_type_of(heap, o)->name,
                        kind == RS_NAME_NONE ? "?" : "", RS_NAME_ARGUMENT(c->name[r]));
        }
    check_number("counted by the capture", rs_snapshot_coverage(heap)->unnamed_references, unnamed);
    check("at most 0.05 percent", unnamed * 2000 < c->references);
}

/* The whole list of the collector is in the snapshot. */
static void test_references__every_tracked_object_is_there(void) {
    size_t missing = 0;
    PyObject *gc = PyImport_ImportModule("gc");
    PyObject *all = PyObject_CallMethod(gc, "get_objects", NULL);
    addresses seen = {0};
    const rs_columns *c = rs_snapshot_columns(heap);
    for (rs_object_id o = c->records; o < c->objects; o++)
        if (c->flags[o] & RS_OBJECT_TRACKED) add(&seen, c->address[o]);
    qsort(seen.items, seen.count, sizeof *seen.items, compare);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(all); i++) {
        uint64_t address = (uint64_t)(uintptr_t)PyList_GET_ITEM(all, i);
        if (!bsearch(&address, seen.items, seen.count, sizeof address, compare)) missing++;
    }
    check("hardly any made since", missing < 10);
    free(seen.items);
    Py_DECREF(all);
    Py_DECREF(gc);
}

static CU_TestInfo tests[] = {
    TEST(test_references__are_those_of_tp_traverse),
    TEST(test_references__decoders_agree_with_the_oracle),
    TEST(test_references__no_count_is_exceeded),
    TEST(test_references__nearly_all_have_names),
    TEST(test_references__every_tracked_object_is_there),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    run_python(many_kinds);
    run_python(extension_kinds);
    heap = capture_all();
    int status = run_tests(argc, argv, "references", tests);
    rs_snapshot_free(heap);
    return status;
}
