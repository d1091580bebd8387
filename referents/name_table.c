/* name_table.c: the strings of a snapshot in the making, each once.                                  Header: decoder.h
 *
 * All strings stand in one array of bytes. Two hash tables with open addressing find them: by content, and, for str
 * objects, by address, since the same few thousand strings name millions of references.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "decoder.h"
#include "read_scalar.h"
#include "rs_memory.h"
#include "snapshot_parts.h"

/* A longer name is cut: nobody reads it, and a hostile length stays cheap. */
#define NAME_CHARACTERS_MAX 65536u
#define FIRST_SLOTS         64u

typedef struct content_slot {
    uint32_t hash, number; /* number 0: free */
} content_slot;
typedef struct address_slot {
    uint64_t address; /* 0: free */
    uint64_t number;
} address_slot;

struct rs_name_table {
    char *bytes;
    size_t size, bytes_capacity;
    uint32_t *start; /* [count] */
    size_t count, start_capacity;
    content_slot *by_content;
    size_t content_slots; /* a power of two, at most 3/4 full */
    address_slot *by_address;
    size_t address_slots, addresses;
    char *scratch; /* UTF-8 of the str at hand */
    size_t scratch_capacity;
    bool failed;
};

static uint32_t hash_of(const char *text, size_t length) {
    uint64_t hash = length * 0x9E3779B97F4A7C15u;
    for (; length >= 8; text += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, text, 8);
        hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
        hash ^= hash >> 32;
    }
    uint64_t last = 0;
    memcpy(&last, text, length);
    hash = (hash ^ last) * 0xD6E8FEB86659FD93u;
    return (uint32_t)(hash ^ (hash >> 32));
}

static size_t slot_of_address(uint64_t address, size_t slots) {
    return (size_t)(((address >> 3) * 0x9E3779B97F4A7C15u) >> 20) & (slots - 1);
}

static uint32_t fail(rs_name_table *names) {
    names->failed = true;
    return 0;
}

static size_t length_of(const rs_name_table *names, uint32_t number) {
    size_t end = number + 1u < names->count ? names->start[number + 1] : names->size;
    return end - names->start[number] - 1;
}

/* The slot of that text, or the free one it belongs into. */
static content_slot *find_content(const rs_name_table *names, const char *text, size_t length,
                                  uint32_t hash) {
    for (size_t i = hash & (names->content_slots - 1);; i = (i + 1) & (names->content_slots - 1)) {
        content_slot *slot = &names->by_content[i];
        if (slot->number == 0) return slot;
        if (slot->hash == hash && length_of(names, slot->number) == length &&
            memcmp(names->bytes + names->start[slot->number], text, length) == 0)
            return slot;
    }
}

static bool grow_contents(rs_name_table *names) {
    size_t slots = names->content_slots ? names->content_slots * 2 : FIRST_SLOTS;
    content_slot *fresh = rs_alloc_cleared(slots, sizeof *fresh);
    if (!fresh) return false;
    for (size_t i = 0; i < names->content_slots; i++) {
        if (names->by_content[i].number == 0) continue;
        size_t to = names->by_content[i].hash & (slots - 1);
        while (fresh[to].number) to = (to + 1) & (slots - 1);
        fresh[to] = names->by_content[i];
    }
    rs_release(names->by_content);
    names->by_content = fresh;
    names->content_slots = slots;
    return true;
}

static bool grow_addresses(rs_name_table *names) {
    size_t slots = names->address_slots ? names->address_slots * 2 : FIRST_SLOTS;
    address_slot *fresh = rs_alloc_cleared(slots, sizeof *fresh);
    if (!fresh) return false;
    for (size_t i = 0; i < names->address_slots; i++) {
        if (names->by_address[i].address == 0) continue;
        size_t to = slot_of_address(names->by_address[i].address, slots);
        while (fresh[to].address) to = (to + 1) & (slots - 1);
        fresh[to] = names->by_address[i];
    }
    rs_release(names->by_address);
    names->by_address = fresh;
    names->address_slots = slots;
    return true;
}

static bool room_for_bytes(rs_name_table *names, size_t length) {
    void *bytes = names->bytes;
    if (!rs_reserve(&bytes, &names->bytes_capacity, names->size + length, 1)) return false;
    names->bytes = bytes;
    return true;
}

static bool room_for_one_more(rs_name_table *names) {
    void *start = names->start;
    if (!rs_reserve(&start, &names->start_capacity, names->count + 1, sizeof *names->start)) return false;
    names->start = start;
    return true;
}

/* Write the string behind the others, as the next number. */
static bool append(rs_name_table *names, const char *text, size_t length) {
    if (!room_for_bytes(names, length + 1) || !room_for_one_more(names)) return false;
    names->start[names->count++] = (uint32_t)names->size;
    memcpy(names->bytes + names->size, text, length);
    names->bytes[names->size + length] = 0;
    names->size += length + 1;
    return true;
}

/* More strings than a packed name or a 32-bit offset can tell: the rest stays without a name, which is no failure. */
static bool is_full(const rs_name_table *names, size_t length) {
    return names->count > RS_NAME_ARGUMENT_MAX || names->size + length + 1 > UINT32_MAX;
}

uint32_t rs__name_of_text(rs_name_table *names, const char *text, size_t length) {
    if (!names || length == 0 || names->failed) return 0;
    if (names->count * 4 >= names->content_slots * 3 && !grow_contents(names)) return fail(names);
    uint32_t hash = hash_of(text, length);
    content_slot *slot = find_content(names, text, length, hash);
    if (slot->number != 0) return slot->number;
    if (is_full(names, length)) return 0;
    if (!append(names, text, length)) return fail(names);
    *slot = (content_slot){hash, (uint32_t)names->count - 1};
    return slot->number;
}

static uint32_t name_of_chars(rs_name_table *names, const rs_chars *chars) {
    if (chars->ascii) return rs__name_of_text(names, chars->data, (size_t)chars->length);
    void *scratch = names->scratch;
    if (!rs_reserve(&scratch, &names->scratch_capacity, (size_t)chars->length * 4, 1)) return fail(names);
    names->scratch = scratch;
    return rs__name_of_text(names, names->scratch,
                            rs__chars_to_utf8(chars, names->scratch, names->scratch_capacity, NULL));
}

uint32_t rs__name_of_str(rs_name_table *names, const rs_image *image, const rs_layout *layout, uint64_t str) {
    if (!names || str == 0 || names->failed) return 0;
    if (names->addresses * 4 >= names->address_slots * 3 && !grow_addresses(names)) return fail(names);
    size_t i = slot_of_address(str, names->address_slots);
    for (; names->by_address[i].address; i = (i + 1) & (names->address_slots - 1))
        if (names->by_address[i].address == str) return (uint32_t)names->by_address[i].number;
    rs_chars chars;
    if (!rs__read_str(&chars, image, layout, str, NAME_CHARACTERS_MAX)) return 0;
    uint32_t number = name_of_chars(names, &chars);
    if (names->failed) return 0;
    names->by_address[i] = (address_slot){str, number};
    names->addresses++;
    return number;
}

const char *rs__name_text(const rs_name_table *names, uint32_t number) {
    return names->bytes + names->start[number];
}

bool rs__name_table_failed(const rs_name_table *names) {
    return names && names->failed;
}

rs_name_table *rs__name_table_new(void) {
    rs_name_table *names = rs_alloc_cleared(1, sizeof *names);
    if (!names) return NULL;
    if (grow_contents(names) && grow_addresses(names) && append(names, "", 0)) return names;
    rs__name_table_free(names);
    return NULL;
}

void rs__name_table_free(rs_name_table *names) {
    if (!names) return;
    rs_release(names->bytes);
    rs_release(names->start);
    rs_release(names->by_content);
    rs_release(names->by_address);
    rs_release(names->scratch);
    rs_release(names);
}

/* Give back what the growing left over; a failure to shrink is none. */
static void *shrink(void *array, size_t count, size_t size) {
    void *smaller = rs_resize_array(array, count, size);
    return smaller ? smaller : array;
}

bool rs__name_table_give(rs_name_table *names, struct rs_parts *parts) {
    if (names->failed || names->count == 0) return false;
    parts->string_bytes = shrink(names->bytes, names->size, 1);
    parts->string_size = names->size;
    parts->string_start = shrink(names->start, names->count, sizeof *names->start);
    parts->string_count = (uint32_t)names->count;
    names->bytes = NULL;
    names->start = NULL;
    names->count = names->size = 0;
    names->failed = true; /* nothing can be named any more */
    return true;
}
