/* baseline.c: the patterns that are known, as a set.                             Manual: rs_baseline.h. Map: graph/README.md
 *
 * The entries stand in two orders: by fingerprint, to be found, and by text, to be read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "baseline.h"

#include <stdlib.h>
#include <string.h>

#include "rs_memory.h"

struct rs_baseline {
    rs_baseline_entry **by_fingerprint, **by_text;
    size_t count, fingerprint_capacity, text_capacity;
};

rs_status rs_baseline_new(rs_baseline **out, rs_error *err) {
    rs_baseline *made = rs_alloc_cleared(1, sizeof *made);
    if (!made) return rs_fail_memory(err, "baseline");
    *out = made;
    return RS_OK;
}

void rs_baseline_free(rs_baseline *b) {
    if (!b) return;
    for (size_t i = 0; i < b->count; i++) rs_release(b->by_text[i]);
    rs_release(b->by_fingerprint);
    rs_release(b->by_text);
    rs_release(b);
}

size_t rs_baseline_count(const rs_baseline *b) {
    return b->count;
}

const rs_baseline_entry *rs_baseline_at(const rs_baseline *b, size_t index) {
    return b->by_text[index];
}

/* ---- Order ---------------------------------------------------------------------------------------------------------- */

static int compare_texts(const rs_baseline_entry *a, const rs_baseline_entry *b) {
    int order = strcmp(a->text, b->text);
    if (order == 0) order = strcmp(a->fingerprint, b->fingerprint);
    return order ? order : strcmp(a->comment, b->comment);
}

static int compare_fingerprints(const rs_baseline_entry *a, const rs_baseline_entry *b) {
    int order = strcmp(a->fingerprint, b->fingerprint);
    return order ? order : compare_texts(a, b);
}

static int by_text(const void *a, const void *b) {
    return compare_texts(*(rs_baseline_entry *const *)a, *(rs_baseline_entry *const *)b);
}

static int by_fingerprint(const void *a, const void *b) {
    return compare_fingerprints(*(rs_baseline_entry *const *)a, *(rs_baseline_entry *const *)b);
}

/* The first place whose fingerprint is not before this one. */
static size_t place_of(const rs_baseline *b, const char *fingerprint) {
    size_t low = 0, high = b->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(b->by_fingerprint[middle]->fingerprint, fingerprint) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const rs_baseline_entry *rs_baseline_find(const rs_baseline *b, const char *fingerprint) {
    size_t place = place_of(b, fingerprint);
    if (place == b->count || strcmp(b->by_fingerprint[place]->fingerprint, fingerprint) != 0) return NULL;
    return b->by_fingerprint[place];
}

void rs__baseline_sort(rs_baseline *b) {
    size_t kept = 0;
    if (b->count == 0) return;
    qsort(b->by_fingerprint, b->count, sizeof *b->by_fingerprint, by_fingerprint);
    for (size_t i = 0; i < b->count; i++) {
        rs_baseline_entry *entry = b->by_fingerprint[i];
        if (kept > 0 && strcmp(b->by_fingerprint[kept - 1]->fingerprint, entry->fingerprint) == 0)
            rs_release(entry);
        else
            b->by_fingerprint[kept++] = entry;
    }
    b->count = kept;
    memcpy(b->by_text, b->by_fingerprint, kept * sizeof *b->by_text);
    qsort(b->by_text, kept, sizeof *b->by_text, by_text);
}

/* ---- Entries -------------------------------------------------------------------------------------------------------- */

static char *copy_piece(char **at, rs__piece piece) {
    char *copy = *at;
    if (piece.length > 0) memcpy(copy, piece.bytes, piece.length);
    copy[piece.length] = '\0';
    *at += piece.length + 1;
    return copy;
}

/* The entry and its words in one block. */
static rs_baseline_entry *entry_of(rs__piece fingerprint, rs__piece text, rs__piece comment) {
    rs_baseline_entry *entry = rs_alloc(sizeof *entry + fingerprint.length + text.length + comment.length +
                                        3);
    if (!entry) return NULL;
    char *words = (char *)(entry + 1);
    entry->fingerprint = copy_piece(&words, fingerprint);
    entry->text = copy_piece(&words, text);
    entry->comment = copy_piece(&words, comment);
    return entry;
}

static bool reserve(rs_baseline *b) {
    return rs_reserve((void **)&b->by_fingerprint, &b->fingerprint_capacity, b->count + 1,
                      sizeof *b->by_fingerprint) &&
           rs_reserve((void **)&b->by_text, &b->text_capacity, b->count + 1, sizeof *b->by_text);
}

bool rs__baseline_append(rs_baseline *b, rs__piece fingerprint, rs__piece text, rs__piece comment) {
    rs_baseline_entry *entry = reserve(b) ? entry_of(fingerprint, text, comment) : NULL;
    if (!entry) return false;
    b->by_fingerprint[b->count] = b->by_text[b->count] = entry;
    b->count++;
    return true;
}

/* Move the last entry of an array in order to its place. */
static void sink(rs_baseline_entry **entries, size_t count, int (*compare)(const void *, const void *)) {
    rs_baseline_entry *last = entries[count - 1];
    size_t low = 0, high = count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&entries[middle], &last) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    memmove(&entries[low + 1], &entries[low], (count - 1 - low) * sizeof *entries);
    entries[low] = last;
}

bool rs__baseline_insert(rs_baseline *b, rs__piece fingerprint, rs__piece text, rs__piece comment) {
    if (!rs__baseline_append(b, fingerprint, text, comment)) return false;
    sink(b->by_fingerprint, b->count, by_fingerprint);
    sink(b->by_text, b->count, by_text);
    return true;
}
