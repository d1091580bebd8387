/* trust.h: whether an address is an object's, where only a table says so.               Implementation: trust.c
 *                                                                                       Map: README.md
 * The tables of CPython's own structures are compared with its headers while compiling. Those of extension modules are not
 * to be had from headers, and a patch release may move them: pyexpat's parser did. So what such a table finds and
 * tp_traverse does not report is believed only when it looks like an object, read in a way that cannot fault.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TRUST_H
#define TRUST_H

#include "walk.h"

/* rs_decoding.read_safely of this process, whatever `image`: false where nothing is to be read, and where the kernel may not
 * be asked. */
bool rs__read_safely(const rs_image *image, uint64_t address, void *to, size_t size);
bool rs__is_object(rs_walk *walk, uint64_t address);

#endif
