/* fake_image.c: a made-up memory for decoders.                                                   Header: fake_image.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fake_image.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, SLOTS = 512, SLOT_PAGES = 4, FIRST_ADDRESS = 0x100000 };

typedef struct segment {
    uint64_t address;
    size_t size;
    unsigned char *bytes;
} segment;

struct fake_image {
    rs_image door;
    segment *segments;
    size_t count;
    uint64_t next;
};

static unsigned char
    *slots; /* SLOTS times SLOT_PAGES readable pages and one that is not; made once, for all images */
static size_t slot;

static const size_t slot_size = (size_t)(SLOT_PAGES + 1) * PAGE;

void *fake_image_at(const fake_image *fake, uint64_t address, size_t size) {
    for (size_t i = 0; i < fake->count; i++) {
        const segment *s = &fake->segments[i];
        if (address >= s->address && size <= s->size && address - s->address <= s->size - size)
            return s->bytes + (address - s->address);
    }
    return NULL;
}

static const void *map(const rs_image *image, uint64_t address, size_t size) {
    const fake_image *fake = image->context;
    const void *bytes = fake_image_at(fake, address, size);
    if (!bytes || size > (size_t)SLOT_PAGES * PAGE) return NULL;
    unsigned char *end = slots + (slot++ % SLOTS) * slot_size + (size_t)SLOT_PAGES * PAGE;
    return memcpy(end - size, bytes, size);
}

static void make_slots(void) {
    slots = mmap(NULL, SLOTS * slot_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (slots == MAP_FAILED) abort();
    for (size_t i = 0; i < SLOTS; i++)
        if (mprotect(slots + i * slot_size + (size_t)SLOT_PAGES * PAGE, PAGE, PROT_NONE) != 0) abort();
}

fake_image *fake_image_new(void) {
    fake_image *fake = calloc(1, sizeof *fake);
    fake->door = (rs_image){map, fake};
    fake->next = FIRST_ADDRESS;
    if (!slots) make_slots();
    return fake;
}

void fake_image_free(fake_image *fake) {
    for (size_t i = 0; i < fake->count; i++) free(fake->segments[i].bytes);
    free(fake->segments);
    free(fake);
}

const rs_image *fake_image_door(const fake_image *fake) {
    return &fake->door;
}

void *fake_image_add(fake_image *fake, uint64_t address, size_t size) {
    fake->segments = realloc(fake->segments, (fake->count + 1) * sizeof *fake->segments);
    segment *s = &fake->segments[fake->count++];
    *s = (segment){address, size, calloc(1, size ? size : 1)};
    return s->bytes;
}

static void put(fake_image *fake, uint64_t address, const void *value, size_t size) {
    void *to = fake_image_at(fake, address, size);
    if (!to) abort();
    memcpy(to, value, size);
}

void fake_put(fake_image *fake, uint64_t address, uint64_t word) {
    put(fake, address, &word, 8);
}

void fake_put_half(fake_image *fake, uint64_t address, uint32_t half) {
    put(fake, address, &half, 4);
}

void fake_put_byte(fake_image *fake, uint64_t address, uint8_t byte) {
    put(fake, address, &byte, 1);
}

uint64_t fake_block(fake_image *fake, size_t size) {
    uint64_t address = fake->next;
    fake->next += (size + 0x1000) & ~(uint64_t)0xFFF;
    fake_image_add(fake, address, size);
    return address;
}

uint64_t fake_c_string(fake_image *fake, const char *text) {
    uint64_t address = fake_block(fake, strlen(text) + 1);
    put(fake, address, text, strlen(text) + 1);
    return address;
}

uint64_t fake_type(fake_image *fake, const rs_layout *layout, const char *tp_name, uint64_t flags) {
    uint64_t type = fake_block(fake, 1024);
    fake_put(fake, type + layout->type_name, fake_c_string(fake, tp_name));
    fake_put(fake, type + layout->type_basicsize, rs__listed_size(layout, rs__canonical_tp_name(tp_name)));
    fake_put(fake, type + layout->type_flags, flags);
    return type;
}

uint64_t fake_object(fake_image *fake, const rs_layout *layout, uint64_t type, size_t size) {
    uint64_t object = fake_block(fake, size);
    fake_put(fake, object + layout->object_refcnt, 1);
    fake_put(fake, object + layout->object_type, type);
    return object;
}

uint64_t fake_str(fake_image *fake, const rs_layout *layout, const void *characters, size_t length,
                  unsigned width) {
    uint64_t type = fake_type(fake, layout, "str", RS_TYPE_STR);
    unsigned bytes = width ? width : 1;
    uint64_t header = width ? layout->str_compact_data : layout->str_ascii_data;
    uint64_t str = fake_object(fake, layout, type, (size_t)header + length * bytes);
    fake_put(fake, str + layout->str_length, length);
    fake_put_half(fake, str + layout->str_state, (uint32_t)bytes << 2 | 1u << 5 | (width ? 0 : 1u << 6));
    if (length) put(fake, str + header, characters, length * bytes);
    return str;
}

uint64_t fake_ascii(fake_image *fake, const rs_layout *layout, const char *text) {
    return fake_str(fake, layout, text, strlen(text), 0);
}

uint64_t fake_tuple(fake_image *fake, const rs_layout *layout, const uint64_t *items, size_t count) {
    uint64_t tuple = fake_object(fake, layout, fake_type(fake, layout, "tuple", RS_TYPE_TUPLE),
                                 layout->tuple_items + 8 * count);
    fake_put(fake, tuple + layout->object_size, count);
    if (count) put(fake, tuple + layout->tuple_items, items, 8 * count);
    return tuple;
}

uint64_t fake_bytes(fake_image *fake, const rs_layout *layout, const void *data, size_t length) {
    uint64_t bytes = fake_object(fake, layout, fake_type(fake, layout, "bytes", RS_TYPE_BYTES),
                                 layout->bytes_data + length);
    fake_put(fake, bytes + layout->object_size, length);
    if (length) put(fake, bytes + layout->bytes_data, data, length);
    return bytes;
}
