/* names_kept.h: which texts are names and no values.                          Implementation: names_kept.c. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef NAMES_KEPT_H
#define NAMES_KEPT_H

#include "snapshot_parts.h"

/* The number of a text in the table of strings; UINT32_MAX when it is not there. */
typedef uint32_t (*rs__string_lookup)(void *context, const char *text);

/* Add RS__MARK_NAME to the marks of the objects whose text, if they are one, is what a program calls something. `marks` is
 * one byte an object, cleared; other bits in it are scratch. */
#define RS__MARK_NAME 1u
void rs__mark_names(uint8_t *marks, const rs_parts *parts, rs__string_lookup lookup, void *context);

#endif
