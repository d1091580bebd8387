/* test_snapshot_file.c: tests of the snapshot file: file_write.c, file_read.c and what they stand on.  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks.h"
#include "heap.h"
#include "rs_snapshot_file.h"
#include "scratch.h"
#include "snapshot_internal.h"

static char folder[SCRATCH_ROOM], path[SCRATCH_ROOM + 16];

/* ---- What is equal ---------------------------------------------------------------------------------------------------- */

static bool same_bytes(const void *a, const void *b, size_t size) {
    return size == 0 || memcmp(a, b, size) == 0;
}

static void check_columns(const char *label, const rs_columns *a, const rs_columns *b) {
    check_number(label, b->objects, a->objects);
    check_number(label, b->records, a->records);
    if (!check_number(label, b->references, a->references)) return;
    size_t objects = a->objects, references = a->references;
    check(label, same_bytes(a->address, b->address, objects * sizeof *a->address));
    check(label, same_bytes(a->type, b->type, objects * sizeof *a->type));
    check(label, same_bytes(a->size, b->size, objects * sizeof *a->size));
    check(label, same_bytes(a->refcount, b->refcount, objects * sizeof *a->refcount));
    check(label, same_bytes(a->flags, b->flags, objects * sizeof *a->flags));
    check(label, same_bytes(a->row, b->row, (objects + 1) * sizeof *a->row));
    check(label, same_bytes(a->target, b->target, references * sizeof *a->target));
    check(label, same_bytes(a->name, b->name, references * sizeof *a->name));
}

static void check_types(const char *label, const rs_snapshot *a, const rs_snapshot *b) {
    if (!check_number(label, rs_snapshot_type_count(b), rs_snapshot_type_count(a))) return;
    for (uint32_t t = 0; t < rs_snapshot_type_count(a); t++) {
        const rs_type *one = rs_snapshot_type(a, t), *other = rs_snapshot_type(b, t);
        check_text(label, other->name, one->name);
        check_text(label, other->bare, one->bare);
        check(label, one->object == other->object && one->kind == other->kind && one->exact == other->exact);
    }
}

static bool same_place(const rs_snapshot *a, const rs_snapshot *b, rs_object_id code) {
    rs_code_place one, other;
    bool there = rs_snapshot_code_place(&one, a, code);
    if (there != rs_snapshot_code_place(&other, b, code)) return false;
    return !there || (one.line == other.line && strcmp(one.file, other.file) == 0);
}

static bool same_value(rs_value a, rs_value b) {
    if (a.kind != b.kind || a.length != b.length || a.cut != b.cut || a.negative != b.negative) return false;
    if (a.integer != b.integer || memcmp(&a.real, &b.real, sizeof a.real) != 0) return false;
    return (a.bytes == NULL) == (b.bytes == NULL) && (!a.bytes || same_bytes(a.bytes, b.bytes, a.length));
}

static void check_strings(const char *label, const rs_snapshot *a, const rs_snapshot *b) {
    const rs_columns *c = rs_snapshot_columns(a);
    size_t differences = 0;
    for (uint32_t s = 0; s < rs__snapshot_parts(a)->string_count; s++)
        differences += strcmp(rs_snapshot_string(a, s), rs_snapshot_string(b, s)) != 0;
    for (rs_object_id o = 0; o < c->objects; o++) {
        const char *one = rs_snapshot_object_name(a, o), *other = rs_snapshot_object_name(b, o);
        differences += (one == NULL) != (other == NULL) || (one && strcmp(one, other) != 0);
        differences += !same_place(a, b, o);
        differences += rs_snapshot_size(a, o) != rs_snapshot_size(b, o);
        differences += !same_value(rs_snapshot_value(a, o), rs_snapshot_value(b, o));
    }
    check_number(label, rs__snapshot_parts(b)->string_count, rs__snapshot_parts(a)->string_count);
    check_number(label, differences, 0);
}

static void check_coverage(const char *label, const rs_snapshot *a, const rs_snapshot *b) {
    rs_coverage one, other;
    memset(&one, 0, sizeof one);
    memset(&other, 0, sizeof other);
    one = *rs_snapshot_coverage(a);
    other = *rs_snapshot_coverage(b);
    check(label, memcmp(&one, &other, offsetof(rs_coverage, python)) == 0);
    check_text(label, other.python, one.python);
}

static void check_same(const char *label, const rs_snapshot *a, const rs_snapshot *b) {
    check_columns(label, rs_snapshot_columns(a), rs_snapshot_columns(b));
    check_types(label, a, b);
    check_strings(label, a, b);
    check_coverage(label, a, b);
    check_number(label, rs_snapshot_total_size(b), rs_snapshot_total_size(a));
    check_number(label, rs_snapshot_reference_count(b), rs_snapshot_reference_count(a));
}

/* ---- There and back --------------------------------------------------------------------------------------------------- */

static rs_snapshot *reopened(const char *label, const rs_snapshot *snapshot, rs_values values) {
    rs_save_options options = RS_SAVE_OPTIONS_INIT;
    rs_snapshot *opened = NULL;
    rs_error err = RS_ERROR_INIT;
    options.values = values;
    check_ok(label, rs_snapshot_save(snapshot, path, &options, &err), &err);
    check_ok(label, rs_snapshot_open(&opened, path, &err), &err);
    return opened;
}

static const char *const heaps[] = {
    "",
    "a",
    "root->a a->x x->a",
    "t:thread->a->b i:interpreter->t b->a{size=100 frozen immortal opaque seed untracked} f:frame->a "
    "f{name=\"work "
    "(app.py:12)\"}",
    "d:dict-[k]->v k='key' v='a value'... b=b'bytes' d->n=-42 d->f=1.5 t=True z=None big=int2048 "
    "less=-int2048",
    "a{size=5000000000} b{size=4294967295} c{size=4294967294} a->b->c",
    "a-.peer->b a-.peer!->b a-.peer~->c a-?->c a-+0x30->b l:list->a l->b l-[70000000]->c s:set-{member}->a",
    "f:function-.__code__->c:code{file=app.py line=12} e:code{file=app.py}",
    "p:module.Sub.Type<dict->x x:x.X q:type{name=q} q->q",
    "a{addr=0xffffffffffffffff} b{addr=0x1} c{addr=0x8000000000000007} a->b->c",
};

static void test_snapshot_file__what_is_opened_is_what_was_saved(void) {
    for (size_t i = 0; i < RS_COUNT(heaps); i++) {
        heap *h = heap_of(heaps[i]);
        rs_snapshot *opened = reopened(heaps[i], h->snapshot, RS_VALUES_SHORT);
        if (opened) check_same(heaps[i], h->snapshot, opened);
        rs_snapshot_free(opened);
        heap_free(h);
    }
}

static void test_snapshot_file__random_heaps_come_back(void) {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        char label[32];
        uint64_t state = seed;
        heap_random_options options = {.seed = seed,
                                       .objects = (uint32_t)(random_next(&state) % 3000),
                                       .references = (uint32_t)(random_next(&state) % 20000),
                                       .held_per_mille = 100,
                                       .leaves_per_mille = (uint32_t)(random_next(&state) % 900)};
        options.records = options.objects / 50;
        if (options.objects < 2) options.references = options.records = 0;
        snprintf(label, sizeof label, "seed %u", (unsigned)seed);
        heap *h = heap_random(&options);
        rs_snapshot *opened = reopened(label, h->snapshot, RS_VALUES_SHORT);
        if (opened) check_same(label, h->snapshot, opened);
        rs_snapshot_free(opened);
        heap_free(h);
    }
}

/* More objects than one part holds, and a row longer than a part. */
static void test_snapshot_file__many_parts_come_back(void) {
    heap_random_options options = {
        .seed = 4, .objects = 1200000, .references = 5000000, .leaves_per_mille = 300};
    heap *h = heap_random(&options);
    rs_snapshot *opened = reopened("many parts", h->snapshot, RS_VALUES_SHORT);
    rs_file_about about;
    rs_error err = RS_ERROR_INIT;
    if (opened) check_same("many parts", h->snapshot, opened);
    check_ok("many parts", rs_snapshot_about_file(&about, path, &err), &err);
    for (uint32_t i = 0; i < about.section_count; i++)
        if (strcmp(about.sections[i].tag, "PART") == 0) check_number("parts", about.sections[i].count, 5);
    rs_snapshot_free(opened);
    heap_free(h);
}

static void test_snapshot_file__saving_the_opened_gives_the_same_file(void) {
    heap *h = heap_of(heaps[4]);
    static char first[8192], second[8192];
    rs_snapshot *opened = reopened("first", h->snapshot, RS_VALUES_SHORT);
    FILE *file = fopen(path, "rb");
    size_t size = fread(first, 1, sizeof first, file);
    fclose(file);
    rs_snapshot_free(reopened("second", opened, RS_VALUES_SHORT));
    file = fopen(path, "rb");
    check_number("bytes", fread(second, 1, sizeof second, file), size);
    fclose(file);
    check("bytes", memcmp(first, second, size) == 0);
    rs_snapshot_free(opened);
    heap_free(h);
}

/* ---- Main ------------------------------------------------------------------------------------------------------------- */

static CU_TestInfo tests[] = {
    TEST(test_snapshot_file__what_is_opened_is_what_was_saved),
    TEST(test_snapshot_file__random_heaps_come_back),
    TEST(test_snapshot_file__many_parts_come_back),
    TEST(test_snapshot_file__saving_the_opened_gives_the_same_file),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    if (!mkdtemp(scratch_template(folder, "file"))) return EXIT_FAILURE;
    snprintf(path, sizeof path, "%s/heap.rsnap", folder);
    int status = run_tests(argc, argv, "snapshot_file", tests);
    unlink(path);
    return rmdir(folder) == 0 ? status : EXIT_FAILURE;
}
