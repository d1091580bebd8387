/* trust.c: whether an address is an object's, where only a table says so.                              Header: trust.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "trust.h"

#include <sys/uio.h>
#include <unistd.h>

#define LOWEST      0x10000u            /* no system maps anything below */
#define TYPE_OBJECT ((uint64_t)1 << 31) /* Py_TPFLAGS_TYPE_SUBCLASS: objects of this type are types */

/* The kernel copies, and says no where nothing is. Where it may not be asked, nothing is believed. */
static bool read_safely(uint64_t address, void *to, size_t size) {
    struct iovec here = {to, size}, there = {(void *)(uintptr_t)address, size};
    return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size;
}

bool rs__read_safely(const rs_image *image, uint64_t address, void *to, size_t size) {
    (void)image; /* this process */
    return read_safely(address, to, size);
}

static bool may_be_address(uint64_t address) {
    return (address & 7) == 0 && address >= LOWEST && address >> 47 == 0;
}

/* A type is an object whose own type is one of types. */
static bool is_type(const rs_walk *walk, uint64_t address) {
    const rs_layout *layout = walk->decoding.layout;
    uint64_t metatype, flags;
    return may_be_address(address) &&
           read_safely(address + layout->object_type, &metatype, sizeof metatype) &&
           may_be_address(metatype) && read_safely(metatype + layout->type_flags, &flags, sizeof flags) &&
           (flags & TYPE_OBJECT) != 0;
}

bool rs__is_object(rs_walk *walk, uint64_t address) {
    uint64_t head[2]; /* reference count and type */
    if (!may_be_address(address)) return false;
    if (walk->slots.top && rs__walk_find(walk, address) != RS_NO_OBJECT) return true;
    return read_safely(address, head, sizeof head) && head[0] != 0 && is_type(walk, head[1]);
}
