/* draw/memory.c: the first allocation that fails ends the drawing.                             Map: render/graphviz/README.md
 *
 * What draws does not survive a failed allocation, or does and leaves out what it could not make: cairo goes on with an
 * object that draws nothing, fontconfig with a font less. So these take the place of the C library's, for every library in
 * the process, and none of them ever returns NULL for want of memory. Maps of files (fonts, caches of fonts) are the same.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "draw.h"

#if defined(__GLIBC__) && !defined(RS__SANITIZED)
#pragma GCC visibility push(default) /* the libraries find them in the executable */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static void *sure(void *block) {
    if (block == NULL) rs__draw_answer(RS__NO_MEMORY, NULL, 0);
    return block;
}

void *malloc(size_t size) {
    return sure(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
    return sure(__libc_calloc(count, size));
}

/* Of size 0 it frees, and returns NULL. */
void *realloc(void *block, size_t size) {
    void *grown = __libc_realloc(block, size);
    return size == 0 ? grown : sure(grown);
}

void *memalign(size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size) {
    return sure(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
    return sure(__libc_memalign(alignment, size));
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0)
        return EINVAL;
    *block = sure(__libc_memalign(alignment, size));
    return 0;
}

#ifdef __LP64__ /* where the system call takes what the function does */
void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
    long mapped = syscall(SYS_mmap, address, length, protection, flags, descriptor, offset);
    if (mapped == -1 && errno == ENOMEM) rs__draw_answer(RS__NO_MEMORY, NULL, 0);
    return (void *)mapped; /* -1 is MAP_FAILED */
}
#endif

#pragma GCC visibility pop
#endif
