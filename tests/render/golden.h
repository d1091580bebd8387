/* golden.h: what a person reads, byte for byte, beside the test that makes it.                  Map: tests/README.md
 *
 * golden/NAME is what check_golden(NAME, text) wants. REFSCOPE_UPDATE_GOLDENS=1 in the environment writes the files
 * instead; look at what changed before you commit it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GOLDEN_H
#define GOLDEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"

static void golden_path(char *path, size_t room, const char *name) {
    const char *slash = strrchr(__FILE__, '/');
    snprintf(path, room, "%.*s/golden/%s", (int)(slash - __FILE__), __FILE__, name);
}

static void golden_write(const char *path, const rs_text *text) {
    FILE *file = fopen(path, "wb");
    if (!check(path, file != NULL)) return;
    check_number(path, fwrite(rs_text_string(text), 1, text->length, file), text->length);
    check_number(path, fclose(file), 0);
}

/* The file's bytes with a NUL behind them, or NULL. */
static char *golden_read(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    char *bytes = calloc(1, 1 << 20);
    size_t length = bytes ? fread(bytes, 1, (1 << 20) - 1, file) : 0;
    fclose(file);
    if (bytes) bytes[length] = '\0';
    return bytes;
}

/* Compares the text with golden/NAME, and releases it. */
static inline void check_golden(const char *name, rs_text *text) {
    char path[4096];
    golden_path(path, sizeof path, name);
    if (getenv("REFSCOPE_UPDATE_GOLDENS")) golden_write(path, text);
    char *want = golden_read(path);
    check(path, want != NULL);
    if (want) check_text(name, rs_text_string(text), want);
    free(want);
    rs_text_release(text);
}

#endif
