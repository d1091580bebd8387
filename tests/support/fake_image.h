/* fake_image.h: a made-up memory for decoders, in which every byte they were not given is deadly.
 *                                                        Implementation: fake_image.c. Map: tests/README.md
 * map() hands out a copy that ends at an unreadable page: reading one byte behind what was asked for ends the test.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FAKE_IMAGE_H
#define FAKE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "image.h"
#include "layout.h"

typedef struct fake_image fake_image;

fake_image *fake_image_new(void);
void fake_image_free(fake_image *fake);
const rs_image *fake_image_door(const fake_image *fake); /* borrowed */

/* `size` bytes at `address`, cleared; fill them through the pointer. Segments must not overlap. */
void *fake_image_add(fake_image *fake, uint64_t address, size_t size);
/* The bytes at an address that was added, or NULL. */
void *fake_image_at(const fake_image *fake, uint64_t address, size_t size);
void fake_put(fake_image *fake, uint64_t address, uint64_t word);
void fake_put_half(fake_image *fake, uint64_t address, uint32_t half);
void fake_put_byte(fake_image *fake, uint64_t address, uint8_t byte);

/* Segments at the next free addresses; each returns its address. */
uint64_t fake_block(fake_image *fake, size_t size);
uint64_t fake_c_string(fake_image *fake, const char *text);
/* A type of that name and these flags: 1,024 bytes, base and all else 0. */
uint64_t fake_type(fake_image *fake, const rs_layout *layout, const char *tp_name, uint64_t flags);
/* An object of `size` bytes and that type. */
uint64_t fake_object(fake_image *fake, const rs_layout *layout, uint64_t type, size_t size);
/* A str of `length` characters of `width` bytes each; width 0: compact ASCII. */
uint64_t fake_str(fake_image *fake, const rs_layout *layout, const void *characters, size_t length,
                  unsigned width);
uint64_t fake_ascii(fake_image *fake, const rs_layout *layout, const char *text);
uint64_t fake_tuple(fake_image *fake, const rs_layout *layout, const uint64_t *items, size_t count);
uint64_t fake_bytes(fake_image *fake, const rs_layout *layout, const void *data, size_t length);

#endif
