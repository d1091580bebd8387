/* arena.c: small things that are freed together.                                         Manual: arena.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "arena.h"

#include <stdalign.h>
#include <string.h>

#include "rs_memory.h"
#include "rs_text.h"

enum { BLOCK = 16000 };

struct rs_arena_block {
    struct rs_arena_block *before;
    alignas(max_align_t) char bytes[];
};

void *rs__arena_take(rs_arena *arena, size_t size) {
    size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (!arena->last || arena->size - arena->used < size) {
        size_t room = size > BLOCK ? size : BLOCK;
        struct rs_arena_block *block = rs_alloc(sizeof *block + room);
        if (!block) return NULL;
        block->before = arena->last;
        *arena = (rs_arena){block, 0, room};
    }
    void *taken = arena->last->bytes + arena->used;
    arena->used += size;
    return taken;
}

char *rs__arena_copy(rs_arena *arena, const char *bytes, size_t length) {
    char *copy = rs__arena_take(arena, length + 1);
    if (!copy) return NULL;
    if (length) memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *rs__printable_copy(rs_arena *arena, const char *words) {
    rs_text printable = RS_TEXT_INIT;
    rs_text_add_printable(&printable, words);
    char *copy = printable.failed ? NULL
                                  : rs__arena_copy(arena, rs_text_string(&printable), printable.length);
    rs_text_release(&printable);
    return copy;
}

void rs__arena_release(rs_arena *arena) {
    while (arena->last) {
        struct rs_arena_block *before = arena->last->before;
        rs_release(arena->last);
        arena->last = before;
    }
    *arena = (rs_arena)RS_ARENA_INIT;
}
