/* memory.c: the one allocator of refscope.                                    Manual: rs_memory.h. Map: referents/README.md
 *
 * The C library's allocator serves as long as no other was given. It is called directly, so that large cleared blocks are
 * zero pages that nobody has touched.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* `resize` is NULL while the C library's allocator serves. */
static rs_allocator current;

void rs_memory_use(const rs_allocator *allocator) {
    static const rs_allocator none;
    current = allocator ? *allocator : none;
}

/* false when count * size overflows; otherwise *total is at least 1, because an allocator takes 0 for "free". */
static bool total_size(size_t count, size_t size, size_t *total) {
    if (__builtin_mul_overflow(count, size, total)) return false;
    if (*total == 0) *total = 1;
    return *total <= PTRDIFF_MAX;
}

static void *resize(void *old, size_t total) {
    if (current.resize) return current.resize(current.context, old, total);
    return realloc(old, total);
}

void *rs_alloc(size_t size) {
    return rs_alloc_array(1, size);
}

void *rs_alloc_array(size_t count, size_t size) {
    size_t total;
    return total_size(count, size, &total) ? resize(NULL, total) : NULL;
}

void *rs_alloc_cleared(size_t count, size_t size) {
    size_t total;
    if (!total_size(count, size, &total)) return NULL;
    if (!current.resize) return calloc(1, total);
    void *block = resize(NULL, total);
    if (block) memset(block, 0, total);
    return block;
}

void *rs_resize_array(void *old, size_t count, size_t size) {
    size_t total;
    return total_size(count, size, &total) ? resize(old, total) : NULL;
}

char *rs_copy_string(const char *string) {
    size_t size = strlen(string) + 1;
    char *copy = rs_alloc(size);
    if (copy) memcpy(copy, string, size);
    return copy;
}

void rs_release(void *pointer) {
    if (!pointer) return;
    if (current.resize)
        current.resize(current.context, pointer, 0);
    else
        free(pointer);
}

bool rs_reserve(void **array, size_t *capacity, size_t needed, size_t size) {
    if (needed <= *capacity) return true;
    size_t grown = *capacity + *capacity / 2;
    if (grown < needed) grown = needed;
    if (grown < 8) grown = 8;
    void *larger = rs_resize_array(*array, grown, size);
    if (!larger) return false;
    *array = larger;
    *capacity = grown;
    return true;
}
