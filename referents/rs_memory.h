/* rs_memory.h: the one allocator of refscope.                       Implementation: memory.c. Map: referents/README.md
 *
 * Nothing of refscope uses the allocator of the heap it looks at: not a byte comes from Python's. Every allocation can
 * fail and every failure is a status (RS_NO_MEMORY); the tests replace the allocator to make the n-th call fail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_MEMORY_H
#define RS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "rs_status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All return NULL when out of memory or when count * size overflows. A count of 0 yields a pointer that may be freed. */
RS_API void *rs_alloc(size_t size);
RS_API void *rs_alloc_array(size_t count, size_t size); /* not cleared */
RS_API void *rs_alloc_cleared(size_t count,
                              size_t size); /* all bytes 0; large ones are untouched zero pages */
RS_API void *rs_resize_array(void *old, size_t count, size_t size); /* on failure `old` stays valid */
RS_API char *rs_copy_string(const char *string);
RS_API void rs_release(void *pointer); /* NULL is fine */

/* Make sure that *array has room for `needed` elements of `size` bytes, growing by half as much again. *capacity counts
 * elements. false: out of memory, nothing changed. */
RS_API bool rs_reserve(void **array, size_t *capacity, size_t needed, size_t size);

/* The allocator behind the calls above. `resize(context, NULL, n)` allocates, `resize(context, p, 0)` frees and returns
 * NULL. Meant for tests; set it before any other call, and back to NULL (the C library's) when all is released. */
typedef struct rs_allocator {
    void *(*resize)(void *context, void *old, size_t size);
    void *context;
} rs_allocator;
RS_API void rs_memory_use(const rs_allocator *allocator);

#ifdef __cplusplus
}
#endif
#endif
