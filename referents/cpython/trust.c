/* trust.c: whether an address is an object's, where only a table says so.                              Header: trust.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "trust.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define LOWEST      0x10000u            /* no system maps anything below */
#define PAGE_BITS   12                  /* no system has smaller pages */
#define PAGES       512u                /* remembered, by their number modulo this */
#define TYPE_OBJECT ((uint64_t)1 << 31) /* Py_TPFLAGS_TYPE_SUBCLASS: objects of this type are types */
/* No object is referred to so often; a freed block has a pointer to the next one where an object has its count. */
#define COUNT_MAX ((uint64_t)1 << 40)

static _Thread_local uint64_t
    readable[PAGES]; /* numbers of pages; a page's place is 0 when nothing is known of it */

void rs__trust_nothing(void) {
    memset(readable, 0, sizeof readable);
}

/* The kernel copies, and says no where nothing is. Where it may not be asked, nothing is believed. */
bool rs__read_safely(const rs_image *image, uint64_t address, void *to, size_t size) {
    struct iovec here = {to, size}, there = {(void *)(uintptr_t)address, size};
    (void)image; /* this process */
    return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size;
}

static bool kernel_reads(uint64_t address) {
    char byte;
    return rs__read_safely(NULL, address, &byte, 1);
}

static bool is_readable_page(uint64_t page) {
    uint64_t *known = &readable[page % PAGES];
    if (*known == page) return true;
    if (!kernel_reads(page << PAGE_BITS)) return false;
    *known = page;
    return true;
}

bool rs__is_readable(uint64_t address, size_t size) {
    if (address < LOWEST || address >> 47 != 0 || size > (uint64_t)1 << 47) return false;
    if (size == 0) return true;
    uint64_t last = (address + size - 1) >> PAGE_BITS;
    for (uint64_t page = address >> PAGE_BITS; page <= last; page++)
        if (!is_readable_page(page)) return false;
    return true;
}

static const void *map_readable(const rs_image *image, uint64_t address, size_t size) {
    (void)image;
    return rs__is_readable(address, size) ? (const void *)(uintptr_t)address : NULL;
}

const rs_image rs__checked_image = {map_readable, NULL};

bool rs__is_small_number(uint64_t word) {
    return word < LOWEST;
}

static bool may_be_address(uint64_t address) {
    return (address & 7) == 0 && address >= LOWEST && address >> 47 == 0;
}

/* A type is an object whose own type is one of types. */
static bool is_type(const rs_layout *layout, uint64_t address) {
    if (!may_be_address(address) || !rs__is_readable(address, layout->type_size)) return false;
    uint64_t metatype = rs__word(&rs__checked_image, address + layout->object_type);
    if (!may_be_address(metatype) || !rs__is_readable(metatype, layout->type_size)) return false;
    return (rs__word(&rs__checked_image, metatype + layout->type_flags) & TYPE_OBJECT) != 0;
}

bool rs__is_object(rs_walk *walk, uint64_t address) {
    const rs_layout *layout = walk->decoding.layout;
    if (!may_be_address(address)) return false;
    if (walk->slots.top && rs__walk_find(walk, address) != RS_NO_OBJECT) return true;
    uint64_t count = rs__word(&rs__checked_image, address + layout->object_refcnt);
    return count != 0 && count < COUNT_MAX &&
           is_type(layout, rs__word(&rs__checked_image, address + layout->object_type));
}
