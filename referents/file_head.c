/* file_head.c: the section HEAD, what a file says of itself.                   Header: file_head.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "file_head.h"

#include <string.h>

#include "utf8.h"

static size_t put_text(unsigned char *to, const char *text) {
    size_t length = strlen(text);
    rs__put16(to, (uint16_t)length);
    memcpy(to + 2, text, length);
    return 2 + length;
}

size_t rs__head_put(unsigned char to[RS__HEAD_MAX], const rs__file_head *head) {
    const rs_coverage *seen = &head->coverage;
    const uint32_t counts[] = {head->objects, head->records, head->references, head->types,
                               head->strings, head->named,   head->big,        head->value_first};
    const uint32_t unseen[] = {seen->opaque_objects, seen->opaque_types,       seen->immortal_objects,
                               seen->hidden_objects, seen->unnamed_references, seen->other_interpreters};
    for (size_t i = 0; i < 8; i++) rs__put32(to + 4 * i, counts[i]);
    rs__put64(to + 32, head->value_bytes);
    rs__put64(to + 40, head->string_bytes);
    rs__put32(to + 48, head->parts);
    to[52] = (unsigned char)seen->values;
    to[53] = seen->whole_heap;
    to[54] = seen->during_collection;
    to[55] = (unsigned char)head->origin.pointer_size;
    for (size_t i = 0; i < 6; i++) rs__put32(to + 56 + 4 * i, unseen[i]);
    rs__put64(to + 80, seen->values_withheld);
    rs__put64(to + 88, (uint64_t)head->origin.taken);
    rs__put64(to + 96, head->origin.nanoseconds);
    rs__put64(to + 104, head->total_size);
    rs__put64(to + 112, head->inner_references);
    rs__put32(to + 120, head->code);
    rs__put32(to + 124, head->origin.process);
    const char *const texts[] = {seen->python, head->writer, head->origin.platform, head->origin.target,
                                 head->origin.where};
    size_t size = RS__HEAD_FIXED;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) size += put_text(to + size, texts[i]);
    rs__put32(to + size, head->origin.collections);
    rs__put64(to + size + 4, head->origin.collected);
    return size + RS__HEAD_TALLY;
}

/* ---- Reading -------------------------------------------------------------------------------------------------------- */

static bool is_text(const unsigned char *text, size_t length) {
    size_t step;
    for (size_t at = 0; at < length; at += step)
        if (text[at] == '\0' || rs__utf8((const char *)text + at, length - at, &step) == RS__NOT_UTF8)
            return false;
    return true;
}

/* A text of less than `room` bytes; *size counts what is left. */
static bool get_text(char *to, size_t room, const unsigned char **from, size_t *size) {
    size_t length = *size >= 2 ? rs__get16(*from) : SIZE_MAX;
    if (length >= room || length > *size - 2 || !is_text(*from + 2, length)) return false;
    memcpy(to, *from + 2, length);
    to[length] = '\0';
    *from += 2 + length;
    *size -= 2 + length;
    return true;
}

static void get_counts(rs__file_head *head, const unsigned char *from) {
    uint32_t *const counts[] = {&head->objects, &head->records, &head->references, &head->types,
                                &head->strings, &head->named,   &head->big,        &head->value_first};
    for (size_t i = 0; i < 8; i++) *counts[i] = rs__get32(from + 4 * i);
    head->value_bytes = rs__get64(from + 32);
    head->string_bytes = rs__get64(from + 40);
    head->parts = rs__get32(from + 48);
    head->total_size = rs__get64(from + 104);
    head->inner_references = rs__get64(from + 112);
    head->code = rs__get32(from + 120);
}

static void get_coverage(rs_coverage *seen, const unsigned char *from) {
    uint32_t *const unseen[] = {&seen->opaque_objects, &seen->opaque_types,       &seen->immortal_objects,
                                &seen->hidden_objects, &seen->unnamed_references, &seen->other_interpreters};
    seen->values = (rs_values)from[52];
    seen->whole_heap = from[53] != 0;
    seen->during_collection = from[54] != 0;
    for (size_t i = 0; i < 6; i++) *unseen[i] = rs__get32(from + 56 + 4 * i);
    seen->values_withheld = rs__get64(from + 80);
}

static void get_tally(rs_origin *origin, const unsigned char *from, size_t size) {
    if (size < RS__HEAD_TALLY) return;
    origin->collections = rs__get32(from);
    origin->collected = rs__get64(from + 4);
}

bool rs__head_get(rs__file_head *head, const unsigned char *from, size_t size) {
    memset(head, 0, sizeof *head);
    if (size < RS__HEAD_FIXED || from[52] > RS_VALUES_NONE) return false;
    get_counts(head, from);
    get_coverage(&head->coverage, from);
    head->origin.pointer_size = from[55];
    head->origin.process = rs__get32(from + 124);
    head->origin.taken = (int64_t)rs__get64(from + 88);
    head->origin.nanoseconds = rs__get64(from + 96);
    head->origin.opened = true;
    from += RS__HEAD_FIXED;
    size -= RS__HEAD_FIXED;
    bool texts = get_text(head->coverage.python, sizeof head->coverage.python, &from, &size) &&
                 get_text(head->writer, sizeof head->writer, &from, &size) &&
                 get_text(head->origin.platform, sizeof head->origin.platform, &from, &size) &&
                 get_text(head->origin.target, sizeof head->origin.target, &from, &size) &&
                 get_text(head->origin.where, sizeof head->origin.where, &from, &size);
    if (texts) get_tally(&head->origin, from, size);
    return texts;
}
