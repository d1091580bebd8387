/* test_snapshot_format.c: the dump of a file in referents/SNAPSHOT_FORMAT.md is what this version writes.  Map: tests/README.md
 *
 * With REFSCOPE_UPDATE_GOLDENS=1 in the environment the dump in the document is written anew; read what changed, for a file
 * that was written before must still be read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks.h"
#include "file_format.h"
#include "heap.h"
#include "rs_snapshot_file.h"
#include "scratch.h"

#define BEGIN "<!-- dump -->\n```\n"
#define END   "```\n<!-- end of dump -->\n"

/* ---- The file ---------------------------------------------------------------------------------------------------------- */

static size_t saved_file(unsigned char *bytes, size_t room) {
    char path[SCRATCH_ROOM];
    heap *h = heap_of("root->a-.peer->root s='hi' a-.name->s");
    rs_save_options options = {RS_VALUES_SHORT, "app.py", "at the end", 0, 0};
    rs_error err = RS_ERROR_INIT;
    int descriptor = mkstemp(scratch_template(path, "format"));
    if (descriptor >= 0) close(descriptor);
    check_ok("save", rs_snapshot_save(h->snapshot, path, &options, &err), &err);
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(bytes, 1, room, file) : 0;
    if (file) fclose(file);
    unlink(path);
    heap_free(h);
    return size;
}

/* ---- Its dump ---------------------------------------------------------------------------------------------------------- */

/* Lines of at most 16 bytes; the words stand behind the first. */
static void add_bytes(rs_text *text, const unsigned char *bytes, size_t at, size_t count, const char *words) {
    for (size_t done = 0; done < count || done == 0; done += 16) {
        rs_text_addf(text, "%04zx ", at + done);
        for (size_t i = done; i < done + 16; i++) {
            if (i < count)
                rs_text_addf(text, " %02x", bytes[at + i]);
            else
                rs_text_add(text, "   ");
        }
        rs_text_addf(text, "  %s", done ? "" : words);
        while (text->length && rs_text_string(text)[text->length - 1] == ' ') text->length--;
        rs_text_add(text, "\n");
    }
}

static void add_head(rs_text *text, const unsigned char *bytes, size_t at) {
    static const struct {
        size_t size;
        const char *words;
    } fields[] = {{4, "objects"},
                  {4, "records"},
                  {4, "references"},
                  {4, "types"},
                  {4, "strings"},
                  {4, "names that objects bear"},
                  {4, "large sizes"},
                  {4, "first object that may have a value"},
                  {8, "bytes of values"},
                  {8, "bytes of strings"},
                  {4, "parts"},
                  {4, "policy short, whole heap, not during a collection, pointers"},
                  {8, "opaque objects and types"},
                  {8, "immortal, hidden objects"},
                  {8, "unnamed references, other interpreters"},
                  {8, "values withheld"},
                  {16, "when it was taken, how long that took: not known"},
                  {16, "bytes of all Python objects, references between them"},
                  {8, "places of code, process: not known"}};
    for (size_t i = 0; i < RS_COUNT(fields); i++) {
        add_bytes(text, bytes, at, fields[i].size, fields[i].words);
        at += fields[i].size;
    }
    static const char *const texts[] = {"Python", "written by", "platform", "target", "where"};
    for (size_t i = 0; i < RS_COUNT(texts); i++) {
        size_t size = 2 + (size_t)rs__get16(bytes + at);
        add_bytes(text, bytes, at, size, texts[i]);
        at += size;
    }
    add_bytes(text, bytes, at, 12, "collections before, objects they took");
}

static const char *words_of(uint32_t tag) {
    static const struct {
        uint32_t tag;
        const char *words;
    } known[] = {
#define XX(name, a, b, c, d, text) {RS__SECTION_##name, text},
        RS__SECTION_MAP(XX)
#undef XX
    };
    for (size_t i = 0; i < RS_COUNT(known); i++)
        if (known[i].tag == tag) return known[i].words;
    return "?";
}

static size_t add_section(rs_text *text, const unsigned char *bytes, size_t at) {
    char words[128];
    uint32_t tag = rs__get32(bytes + at);
    size_t stored = (size_t)rs__get64(bytes + at + 8);
    snprintf(words, sizeof words, "section %.4s, plain: %s", (const char *)bytes + at, words_of(tag));
    add_bytes(text, bytes, at, 8, words);
    add_bytes(text, bytes, at + 8, 16, "bytes here, bytes once decompressed");
    add_bytes(text, bytes, at + 24, 16, "checksums: of its bytes, of this header");
    at += RS__SECTION_HEADER;
    if (tag == RS__SECTION_HEAD)
        add_head(text, bytes, at);
    else if (tag == RS__SECTION_TYPES)
        for (size_t i = 0; i < stored; i += RS__TYPE_ENTRY)
            add_bytes(text, bytes, at + i, RS__TYPE_ENTRY, "name, bare name, type object, kind, exact");
    else if (stored)
        add_bytes(text, bytes, at, stored, "");
    return at + stored;
}

static void add_dump(rs_text *text, const unsigned char *bytes, size_t size) {
    add_bytes(text, bytes, 0, 8, "magic");
    add_bytes(text, bytes, 8, 8, "version 1.0, reserved");
    add_bytes(text, bytes, 16, 8, "checksum of these 16 bytes");
    for (size_t at = RS__FILE_HEADER; at + RS__SECTION_HEADER <= size;) at = add_section(text, bytes, at);
}

/* ---- The document ------------------------------------------------------------------------------------------------------ */

static void document_path(char *path, size_t room) {
    const char *name = strstr(__FILE__, "tests/referents/");
    snprintf(path, room, "%.*sreferents/SNAPSHOT_FORMAT.md", (int)(name - __FILE__), __FILE__);
}

static char *document(const char *path) {
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1 << 18);
    if (!file || !text) exit(EXIT_FAILURE);
    if (fread(text, 1, (1 << 18) - 1, file) == 0) exit(EXIT_FAILURE);
    fclose(file);
    return text;
}

static void write_anew(const char *path, const char *old, const char *begin, const char *end,
                       const rs_text *dump) {
    FILE *file = fopen(path, "wb");
    if (!file) exit(EXIT_FAILURE);
    fprintf(file, "%.*s%s%s", (int)(begin - old), old, rs_text_string(dump), end);
    fclose(file);
}

static void test_snapshot_format__the_document_shows_a_real_file(void) {
    static unsigned char bytes[1 << 16];
    char path[4096];
    rs_text dump = RS_TEXT_INIT;
    add_dump(&dump, bytes, saved_file(bytes, sizeof bytes));
    document_path(path, sizeof path);
    char *text = document(path), *begin = strstr(text, BEGIN), *end = strstr(text, END);
    if (!check(path, begin && end)) exit(EXIT_FAILURE);
    begin += strlen(BEGIN);
    if (getenv("REFSCOPE_UPDATE_GOLDENS")) write_anew(path, text, begin, end, &dump);
    *end = '\0';
    if (!getenv("REFSCOPE_UPDATE_GOLDENS")) check_text(path, begin, rs_text_string(&dump));
    rs_text_release(&dump);
    free(text);
}

/* What the document says of every section this version knows. */
static void test_snapshot_format__every_section_is_in_the_document(void) {
    char path[4096], row[64];
    document_path(path, sizeof path);
    char *text = document(path);
#define XX(name, a, b, c, d, words)                                                                          \
    snprintf(row, sizeof row, "| `%c%c%c%c` |", a, b, c, d);                                                 \
    check(row, strstr(text, row) != NULL);
    RS__SECTION_MAP(XX)
#undef XX
    free(text);
}

static CU_TestInfo tests[] = {
    TEST(test_snapshot_format__the_document_shows_a_real_file),
    TEST(test_snapshot_format__every_section_is_in_the_document),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "snapshot_format", tests);
}
