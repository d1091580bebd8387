/* rs_baseline.h: the patterns of cycles that are known and let pass, as a text file to commit.
 * Implementation: baseline.c (the set), baseline_text.c (its text), baseline_file.c (files). Map: graph/README.md
 *
 * A baseline is a set of fingerprints, each with the words that a person reads: the pattern's text and the comment above it.
 * What the file looks like is in docs/baseline.md.
 *
 *     rs_baseline *known = NULL;
 *     st = rs_baseline_read(&known, "cycles.txt", &err);
 *     if (st == RS_OK && rs_baseline_find(known, pattern->fingerprint) == NULL) puts("a new pattern");
 *     rs_baseline_free(known);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_BASELINE_H
#define RS_BASELINE_H

#include "rs_cycles.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RS_BASELINE_VERSION 1
#define RS_BASELINE_LARGEST (64u << 20) /* bytes of a file: what is larger is no baseline */

typedef struct rs_baseline rs_baseline;

typedef struct rs_baseline_entry {
    const char *fingerprint; /* 16 hexadecimal digits */
    const char *text;        /* the pattern's, on one line; "" when the file has none */
    const char *comment;     /* the lines above it, "# ..." with their ends; "" when there are none */
} rs_baseline_entry;

/* An empty one, yours to free. RS_NO_MEMORY. */
RS_API rs_status rs_baseline_new(rs_baseline **out, rs_error *err);
/* Read from a file. RS_NOT_FOUND: there is none of that name; RS_IO: it cannot be read; RS_UNSUPPORTED: it is of a newer
 * version; RS_BAD_ARGUMENT: it is no baseline, or a line of it is wrong, which is then named by its number. An empty file
 * is an empty baseline. */
RS_API rs_status rs_baseline_read(rs_baseline **out, const char *path, rs_error *err);
/* The same from memory; `name` is what the file is called in messages. */
RS_API rs_status rs_baseline_parse(rs_baseline **out, const char *bytes, size_t size, const char *name,
                                   rs_error *err);
RS_API void rs_baseline_free(rs_baseline *baseline); /* NULL is fine */

/* Take a pattern in, unless its fingerprint is there already. A pattern that `older` (or NULL) knows keeps the comment it
 * has there: so what somebody wrote above it stays, and a count that differs changes no line. RS_NO_MEMORY. */
RS_API rs_status rs_baseline_add(rs_baseline *baseline, const rs_pattern *pattern, const rs_baseline *older,
                                 rs_error *err);

RS_API size_t rs_baseline_count(const rs_baseline *baseline);
/* In the order of their texts. Borrowed. */
RS_API const rs_baseline_entry *rs_baseline_at(const rs_baseline *baseline, size_t index);
/* The entry of that fingerprint, or NULL. Borrowed. */
RS_API const rs_baseline_entry *rs_baseline_find(const rs_baseline *baseline, const char *fingerprint);

/* The whole file. The same set is the same text, whatever order it was put together in. */
RS_API void rs_text_add_baseline(rs_text *text, const rs_baseline *baseline);

#ifdef __cplusplus
}
#endif
#endif
