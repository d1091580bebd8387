/* arena.h: small things that are freed together.                                   The other half: arena.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

typedef struct rs_arena {
    struct rs_arena_block *last;
    size_t used, size; /* of the last block */
} rs_arena;
#define RS_ARENA_INIT                                                                                        \
    { NULL, 0, 0 }

/* Aligned for any type, not cleared; NULL: out of memory. */
void *rs__arena_take(rs_arena *arena, size_t size);
/* A copy of `length` bytes with a NUL behind it. */
char *rs__arena_copy(rs_arena *arena, const char *bytes, size_t length);
/* A copy of words, printable (rs_text_add_printable). */
char *rs__printable_copy(rs_arena *arena, const char *words);
void rs__arena_release(rs_arena *arena);

#endif
