/* test_file_read.c: bad input for file_read.c, file_index.c, file_section.c, file_tables.c and file_part_read.c: each is refused
 * in one sentence that tells the byte.                                                      Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zstd.h>

#include "failing_allocator.h"
#include "file_forge.h"
#include "rs_memory.h"
#include "scratch.h"

static const char small[] =
    "t:thread->root->a-.peer->root s='hi' a-.name->s d:dict-[k]->s k='k' f:function{name=f}";

static void check_refused(const char *label, const forged *f, rs_status status, const char *words) {
    rs_snapshot *snapshot = NULL;
    rs_error err = RS_ERROR_INIT;
    check_number(label, forged_read(&snapshot, f, &err), status);
    check(label, snapshot == NULL);
    if (words)
        check_text(label, err.message, words);
    else
        check(label, strncmp(err.message, "byte ", 5) == 0 && strchr(err.message, '\n') == NULL);
    rs_snapshot_free(snapshot);
}

/* ---- Damage ------------------------------------------------------------------------------------------------------------ */

static void test_file_read__cut_off_at_every_byte(void) {
    static forged f;
    char label[32];
    forged_of(&f, small);
    for (size_t whole = f.size, cut = 1; cut < whole; cut++) {
        f.size = cut;
        snprintf(label, sizeof label, "%zu bytes", cut);
        check_refused(label, &f, RS_BAD_ARGUMENT, NULL);
    }
    f.size = 0;
    check_refused("empty", &f, RS_BAD_ARGUMENT, "the file is empty: no snapshot is in it");
}

static void test_file_read__every_bit_flipped(void) {
    static forged f;
    char label[64];
    forged_of(&f, small);
    for (size_t bit = 0; bit < f.size * 8; bit++) {
        f.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        snprintf(label, sizeof label, "bit %zu of byte %zu", bit % 8, bit / 8);
        check_refused(label, &f, RS_BAD_ARGUMENT, NULL);
        f.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

static void test_file_read__something_behind_the_end(void) {
    static forged f;
    char words[96];
    forged_of(&f, small);
    snprintf(words, sizeof words, "byte %zu: something stands behind the end of the snapshot", f.size);
    forged_insert(&f, f.size, "x", 1);
    check_refused("one byte", &f, RS_BAD_ARGUMENT, words);
}

static void test_file_read__versions(void) {
    static forged f;
    rs_snapshot *snapshot = NULL;
    forged_of(&f, small);
    rs__put16(f.bytes + 8, 2);
    rs__put16(f.bytes + 10, 7);
    forged_seal(&f);
    check_refused(
        "a later major version", &f, RS_UNSUPPORTED,
        "byte 8: a snapshot file of version 2.7, and this refscope reads version 1: use the one that wrote "
        "it, or a later one");
    rs__put16(f.bytes + 8, 1);
    forged_seal(&f);
    check_number("a later minor version", forged_read(&snapshot, &f, NULL), RS_OK);
    rs_snapshot_free(snapshot);
    memcpy(f.bytes, "PK\3\4", 4);
    check_refused("another kind of file", &f, RS_BAD_ARGUMENT,
                  "byte 0: not a snapshot file: it begins with other bytes");
}

/* ---- Sections ---------------------------------------------------------------------------------------------------------- */

static const char *const all_tags[] = {"HEAD", "TYPS", "STRI", "NOBJ", "PART", "TYPE", "ADDR", "SIZE",
                                       "REFC", "FLAG", "DEGR", "NAME", "TARG", "VALP", "VALB", "END "};

static void recount(forged *f, int change) {
    unsigned char *end = forged_section(f, "END ");
    rs__put32(end, rs__get32(end) + (uint32_t)change);
    forged_seal(f);
}

static void test_file_read__each_section_missing(void) {
    static forged f;
    for (size_t i = 0; i + 1 < RS_COUNT(all_tags); i++) {
        forged_of(&f, small);
        forged_remove(&f, (size_t)(forged_header(&f, all_tags[i], 0) - f.bytes),
                      forged_length(&f, all_tags[i]));
        check_refused(all_tags[i], &f, RS_BAD_ARGUMENT, NULL);
        recount(&f, -1);
        check_refused(all_tags[i], &f, RS_BAD_ARGUMENT, NULL);
    }
}

static void test_file_read__each_section_twice(void) {
    static forged f;
    for (size_t i = 0; i < RS_COUNT(all_tags); i++) {
        forged_of(&f, small);
        static unsigned char copy[FORGED_ROOM];
        size_t at = (size_t)(forged_header(&f, all_tags[i], 0) - f.bytes),
               length = forged_length(&f, all_tags[i]);
        memcpy(copy, f.bytes + at, length);
        forged_insert(&f, at, copy, length);
        recount(&f, 1);
        check_refused(all_tags[i], &f, RS_BAD_ARGUMENT, NULL);
    }
}

/* A section of a later minor version, wherever it stands and whatever its form. */
static void test_file_read__unknown_sections_are_passed_over(void) {
    static forged f;
    for (size_t i = 1; i < RS_COUNT(all_tags); i++) {
        rs_snapshot *snapshot = NULL;
        rs_error err = RS_ERROR_INIT;
        unsigned char unknown[RS__SECTION_HEADER + 5] = "NEWS\7";
        forged_of(&f, small);
        rs__put64(unknown + 8, 5);
        rs__put64(unknown + 16, 1u << 30);
        forged_insert(&f, (size_t)(forged_header(&f, all_tags[i], 0) - f.bytes), unknown, sizeof unknown);
        recount(&f, 1);
        check_ok(all_tags[i], forged_read(&snapshot, &f, &err), &err);
        rs_snapshot_free(snapshot);
    }
}

static void test_file_read__lengths_that_lie(void) {
    static forged f;
    static const uint64_t lies[] = {
        0, 1, 3, 7, 1000, 1u << 20, 1ull << 40, UINT64_MAX, UINT64_MAX - 39, 1ull << 63};
    for (size_t i = 0; i < RS_COUNT(all_tags); i++)
        for (size_t lie = 0; lie < RS_COUNT(lies); lie++)
            for (unsigned which = 1; which < 4; which++) {
                forged_of(&f, small);
                unsigned char *header = forged_header(&f, all_tags[i], 0);
                if (rs__get64(header + 8) == lies[lie]) continue;
                if (which & 1) rs__put64(header + 8, lies[lie]);
                if (which & 2) rs__put64(header + 16, lies[lie]);
                forged_seal(&f);
                check_refused(all_tags[i], &f, RS_BAD_ARGUMENT, NULL);
            }
}

static void test_file_read__counts_that_lie(void) {
    static forged f;
    static const uint32_t lies[] = {0, 1, 2, 100, 1u << 20, 1u << 31, UINT32_MAX - 1, UINT32_MAX};
    for (size_t at = 0; at < 52; at += 4)
        for (size_t lie = 0; lie < RS_COUNT(lies); lie++) {
            char label[64];
            forged_of(&f, small);
            unsigned char *head = forged_section(&f, "HEAD");
            bool first_value = at == 28, high = at == 36 || at == 44;
            if (rs__get32(head + at) == lies[lie] || (first_value && lies[lie] < 3) ||
                (high && lies[lie] == 0))
                continue;
            rs__put32(head + at, lies[lie]);
            forged_seal(&f);
            snprintf(label, sizeof label, "HEAD+%zu is %u", at, lies[lie]);
            rs_snapshot *snapshot = NULL;
            rs_error err = RS_ERROR_INIT;
            rs_status status = forged_read(&snapshot, &f, &err);
            check(label, status == RS_BAD_ARGUMENT || (status == RS_LIMIT && lies[lie] > 100));
            rs_snapshot_free(snapshot);
        }
}

/* ---- Contents ---------------------------------------------------------------------------------------------------------- */

static void test_file_read__contents_that_lead_astray(void) {
    static forged f;
    static const struct {
        const char *label, *tag;
        size_t at;
        unsigned char byte;
        const char *words; /* behind "byte N: " */
    } cases[] = {
        {"a type that is not there", "TYPE", 1, 99,
         "in this part of the heap the snapshot is damaged: an object's type is missing (entry 0)"},
        {"no planes", "TYPE", 0, 0, "section TYPE does not hold what it should"},
        {"too many planes", "TARG", 0, 9, "section TARG does not hold what it should"},
        {"a record that is none", "FLAG", 1, 0,
         "in this part of the heap the snapshot is damaged: a record is out of place (entry 0)"},
        {"rows too long", "DEGR", 1, 200, "section DEGR does not hold what it should"},
        {"rows too short", "DEGR", 1, 0, "section DEGR does not hold what it should"},
        {"fewer values", "VALP", 0, 0, "section VALB does not hold what it should"},
        {"a target out of range", "TARG", 1, 200,
         "in this part of the heap the snapshot is damaged: a reference leads nowhere (entry 0)"},
        {"a value cut off", "VALB", 1, 40, "section VALB does not hold what it should"},
        {"a value of no kind", "VALB", 0, 0x3F, "section VALB does not hold what it should"},
        {"more values", "VALP", 0, 0xFF, "section VALP does not hold what it should"},
        {"a type's name", "TYPS", 0, 250, NULL},
        {"a type's object", "TYPS", 11, 0, NULL},
        {"a name's object", "NOBJ", 0, 250, NULL},
        {"a name", "NOBJ", 4, 250, NULL},
        {"a string that is no UTF-8", "STRI", 1, 0xFF, NULL},
        {"one string more", "STRI", 2, 0, NULL},
        {"a policy that is none", "HEAD", 52, 3, "section HEAD does not hold what it should"},
        {"a text longer than HEAD", "HEAD", 128, 255, "section HEAD does not hold what it should"},
        {"too many sections", "END ", 0, 99,
         "section END  counts other sections than there are: some are missing"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_snapshot *snapshot = NULL;
        rs_error err = RS_ERROR_INIT;
        forged_of(&f, small);
        forged_section(&f, cases[i].tag)[cases[i].at] = cases[i].byte;
        forged_seal(&f);
        check_number(cases[i].label, forged_read(&snapshot, &f, &err), RS_BAD_ARGUMENT);
        const char *words = strstr(err.message, ": ");
        if (cases[i].words && check(cases[i].label, words != NULL))
            check_text(cases[i].label, words + 2, cases[i].words);
        rs_snapshot_free(snapshot);
    }
}

/* `type` is its own type, two types are each other's: nothing follows them. */
static void test_file_read__types_that_are_each_others(void) {
    static forged f;
    rs_snapshot *snapshot = NULL;
    rs_error err = RS_ERROR_INIT;
    forged_of(&f, "a:A->b:B");
    unsigned char *types = forged_section(&f, "TYPS");
    rs__put32(types + 8, 1);
    rs__put32(types + RS__TYPE_ENTRY + 8, 0);
    forged_seal(&f);
    check_ok("types", forged_read(&snapshot, &f, &err), &err);
    if (snapshot) check_number("its object", rs_snapshot_type_of(snapshot, 0)->object, 1);
    rs_snapshot_free(snapshot);
}

/* ---- Bombs --------------------------------------------------------------------------------------------------------------- */

/* The strings, replaced by `content` zeros in one zstd frame; `claim` is what the headers say of them. */
static void plant_bomb(forged *f, size_t content, uint64_t claim) {
    unsigned char *zeros = calloc(1, content);
    static unsigned char packed[FORGED_ROOM / 2];
    size_t at = (size_t)(forged_header(f, "STRI", 0) - f->bytes), length = forged_length(f, "STRI");
    size_t size = ZSTD_compress(packed, sizeof packed, zeros, content, 1);
    check("the bomb", !ZSTD_isError(size));
    unsigned char header[RS__SECTION_HEADER] = "STRI\1";
    rs__put64(header + 8, size);
    rs__put64(header + 16, claim);
    forged_remove(f, at, length);
    forged_insert(f, at, packed, size);
    forged_insert(f, at, header, sizeof header);
    rs__put64(forged_section(f, "HEAD") + 40, claim);
    forged_seal(f);
    free(zeros);
}

static void test_file_read__a_bomb_is_held_to_its_claim(void) {
    static forged f;
    forged_of(&f, small);
    plant_bomb(&f, 100 << 20, 64);
    check_refused("holds more than it claims", &f, RS_BAD_ARGUMENT, NULL);
    forged_of(&f, small);
    plant_bomb(&f, 1 << 20, 1ull << 40);
    check_refused("claims more than any frame holds", &f, RS_BAD_ARGUMENT, NULL);
    forged_of(&f, small);
    plant_bomb(&f, 1 << 20, 1 << 21);
    check_refused("claims more than it holds", &f, RS_BAD_ARGUMENT, NULL);
}

/* A part of `objects` objects that are all alike and hold nothing, in place of the only one. */
static void plant_alike(forged *f, uint32_t objects) {
    static const char *const tags[] = {"TYPE", "ADDR", "SIZE", "REFC", "FLAG", "DEGR"};
    static unsigned char packed[FORGED_ROOM / 2];
    unsigned char *content = calloc(1, 1 + (size_t)objects);
    rs__packer *packer = rs__packer_new();
    content[0] = 1;
    forged_of(f, "a:A");
    for (size_t i = 0; i < RS_COUNT(tags); i++) {
        memset(content + 1, i == 1 ? 2 : 0, objects); /* addresses go up by 16 */
        size_t at = (size_t)(forged_header(f, tags[i], 0) - f->bytes);
        size_t size = rs__section_pack(packer, packed, rs__get32((const unsigned char *)tags[i]), content,
                                       1 + (size_t)objects);
        forged_remove(f, at, forged_length(f, tags[i]));
        forged_insert(f, at, packed, size);
    }
    rs__put32(forged_section(f, "HEAD"), objects);
    rs__put32(forged_section(f, "HEAD") + 28, objects); /* none has a value */
    rs__put32(forged_section(f, "PART"), objects);
    forged_seal(f);
    rs__packer_free(packer);
    free(content);
}

/* What the sections that are read hold. */
static uint64_t held(const forged *f) {
    uint64_t sum = 0;
    for (size_t at = RS__FILE_HEADER; at < f->size;
         at += RS__SECTION_HEADER + (size_t)rs__get64(f->bytes + at + 8)) {
        uint32_t tag = rs__get32(f->bytes + at);
        if (tag != RS__SECTION_PART && tag != RS__SECTION_END) sum += rs__get64(f->bytes + at + 16);
    }
    return sum;
}

static void check_too_dense(const char *label, const forged *f, uint32_t objects, uint32_t references) {
    rs_snapshot *snapshot = NULL;
    rs_error err = RS_ERROR_INIT;
    char want[sizeof err.message];
    snprintf(want, sizeof want,
             "claims %u objects and %u references, %llu bytes, in a file of %zu: no snapshot is packed so "
             "tightly",
             objects, references, (unsigned long long)held(f), f->size);
    check_number(label, forged_read(&snapshot, f, &err), RS_BAD_ARGUMENT);
    check_text(label, err.message, want);
    rs_snapshot_free(snapshot);
}

/* What all sections hold is bounded by the file's size, of whatever kind they are. */
static void test_file_read__more_than_a_snapshot_packs_is_refused(void) {
    static forged f;
    rs_snapshot *snapshot = NULL;
    rs_error err = RS_ERROR_INIT;
    plant_alike(&f, RS__PART_OBJECTS_MAX);
    check_too_dense("objects", &f, RS__PART_OBJECTS_MAX, 0);
    forged_of(&f, small);
    plant_bomb(&f, 1 << 20, 1 << 20);
    check_too_dense("strings", &f, 7, 6);
    uint32_t most = 1024, beyond = 8192;
    while (beyond - most > 1) {
        uint32_t between = (most + beyond) / 2;
        plant_alike(&f, between);
        *(held(&f) / RS__DENSITY_MAX <= f.size ? &most : &beyond) = between;
    }
    plant_alike(&f, beyond);
    check_too_dense("one more than may be", &f, beyond, 0);
    plant_alike(&f, most);
    if (check_ok("as many as may be", forged_read(&snapshot, &f, &err), &err))
        check_number("as many as may be", rs_snapshot_columns(snapshot)->objects, most);
    rs_snapshot_free(snapshot);
}

/* No claim makes the reader ask for more than the file's own size can justify. */
typedef struct most {
    size_t bytes;
} most;

static void *note_largest(void *context, void *old, size_t size) {
    most *largest = context;
    if (size > largest->bytes) largest->bytes = size;
    if (size == 0) {
        free(old);
        return NULL;
    }
    return realloc(old, size);
}

static void test_file_read__memory_is_asked_for_by_the_size_of_the_file(void) {
    static forged f;
    static const uint32_t claims[] = {1u << 16, 1u << 24, 1u << 31, UINT32_MAX - 1};
    for (size_t i = 0; i < RS_COUNT(claims); i++) {
        most largest = {0};
        rs_allocator watching = {note_largest, &largest};
        rs_snapshot *snapshot = NULL;
        forged_of(&f, small);
        for (size_t at = 0; at < 12; at += 4) rs__put32(forged_section(&f, "HEAD") + at, claims[i]);
        for (size_t at = 0; at < 8; at += 4) rs__put32(forged_section(&f, "PART") + at, claims[i]);
        forged_seal(&f);
        rs_memory_use(&watching);
        check_number("claims", forged_read(&snapshot, &f, NULL), RS_BAD_ARGUMENT);
        rs_memory_use(NULL);
        check("the largest block", largest.bytes < 1 << 18);
    }
}

/* ---- No file ------------------------------------------------------------------------------------------------------------- */

static void test_file_read__what_is_no_file_is_refused(void) {
    char folder[SCRATCH_ROOM], pipe[SCRATCH_ROOM + 16];
    if (!mkdtemp(scratch_template(folder, "read"))) exit(EXIT_FAILURE);
    snprintf(pipe, sizeof pipe, "%s/pipe", folder);
    check_number("mkfifo", mkfifo(pipe, 0600), 0);
    const struct {
        const char *path, *words;
    } cases[] = {
        {"/nowhere/heap.rsnap", "/nowhere/heap.rsnap: No such file or directory"},
        {"/dev/null", "/dev/null: not a regular file: a snapshot is read at many places at once"},
        {folder, ": a directory, not a snapshot file"},
        {pipe, ": not a regular file: a snapshot is read at many places at once"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_snapshot *snapshot = NULL;
        rs_file_about about;
        rs_error err = RS_ERROR_INIT;
        check_number(cases[i].path, rs_snapshot_open(&snapshot, cases[i].path, &err), RS_BAD_ARGUMENT);
        check(cases[i].path, strstr(err.message, cases[i].words) != NULL);
        check_number(cases[i].path, rs_snapshot_about_file(&about, cases[i].path, &err), RS_BAD_ARGUMENT);
        check(cases[i].path, !rs_snapshot_is_file(cases[i].path));
    }
    unlink(pipe);
    rmdir(folder);
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------------- */

static rs_status read_small(void *context, rs_error *err) {
    rs_snapshot *snapshot = NULL;
    rs_status status = forged_read(&snapshot, context, err);
    rs_snapshot_free(snapshot);
    return status;
}

static void test_file_read__out_of_memory_anywhere(void) {
    static forged f;
    forged_of(&f, small);
    check("allocations", for_each_allocation_failure("read", read_small, &f) > 10);
}

static CU_TestInfo tests[] = {
    TEST(test_file_read__cut_off_at_every_byte),
    TEST(test_file_read__every_bit_flipped),
    TEST(test_file_read__something_behind_the_end),
    TEST(test_file_read__versions),
    TEST(test_file_read__each_section_missing),
    TEST(test_file_read__each_section_twice),
    TEST(test_file_read__unknown_sections_are_passed_over),
    TEST(test_file_read__lengths_that_lie),
    TEST(test_file_read__counts_that_lie),
    TEST(test_file_read__contents_that_lead_astray),
    TEST(test_file_read__types_that_are_each_others),
    TEST(test_file_read__a_bomb_is_held_to_its_claim),
    TEST(test_file_read__more_than_a_snapshot_packs_is_refused),
    TEST(test_file_read__memory_is_asked_for_by_the_size_of_the_file),
    TEST(test_file_read__what_is_no_file_is_refused),
    TEST(test_file_read__out_of_memory_anywhere),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "file_read", tests);
}
