/* trust.h: whether an address is an object's, where only a table says so.               Implementation: trust.c
 *                                                                                       Map: README.md
 * The tables of CPython's own structures are compared with its headers while compiling. Those of extension modules are not
 * to be had from headers, and a patch release may move them: pyexpat's parser did, pickle's did. So what such a table finds
 * is believed only when it looks like an object, and a decoder that goes by one reads through an image in which
 * what is not there is not there (prove.h). The kernel is asked once for each page of memory: what it lets be read is remembered
 * until the next question begins.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TRUST_H
#define TRUST_H

#include "walk.h"

/* rs_decoding.read_safely of this process, whatever `image`: false where nothing is to be read, and where the kernel may not
 * be asked. */
bool rs__read_safely(const rs_image *image, uint64_t address, void *to, size_t size);
/* Forget which pages can be read: memory is given back between two questions. */
void rs__trust_nothing(void);

bool rs__is_readable(uint64_t address, size_t size);
/* It is no address: no system maps anything there. */
bool rs__is_small_number(uint64_t word);
/* Readable, with a type that is a type, and a count that something may have that is referred to and alive. */
bool rs__is_object(rs_walk *walk, uint64_t address);

/* This process, of which nothing faults: what cannot be read is not there. */
extern const rs_image rs__checked_image;

#endif
