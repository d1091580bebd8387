/* test_slot_map.c: from an object's address to its number, against a plain array.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "slot_map.h"

#include <stdlib.h>

#include "checks.h"

#define COUNT 60000u

static uint64_t state = 88172645463325252u;

static uint64_t next_random(void) {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static int compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Addresses 16 bytes apart or more, dense in some places and far apart in others, from the first pages to the last. */
static size_t make_addresses(uint64_t *addresses) {
    size_t count = 0;
    for (size_t i = 0; i < COUNT; i++) {
        uint64_t base = (i % 7) * 0x155555500000u + (i % 3) * 0x2f0000u;
        addresses[count++] = 4096 + base + (next_random() % 65536) * 16 + (i % 7 == 6 ? 8 : 0);
    }
    qsort(addresses, count, sizeof *addresses, compare);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || addresses[i] - addresses[kept - 1] >= 16) addresses[kept++] = addresses[i];
    return kept;
}

static void set(rs_slot_map *map, uint64_t address, uint32_t number) {
    rs__slot_set(map, rs__slot(map, address), address, number);
}

static void test_slot_map__every_address_keeps_its_number(void) {
    static uint64_t addresses[COUNT];
    static rs_slot_map map;
    size_t count = make_addresses(addresses), wrong = 0, early = 0;
    rs__slot_map_init(&map);
    for (size_t i = 0; i < count; i++) {
        size_t at = (i * 7919) % count; /* in an order of its own */
        early += rs__slot_look(&map, addresses[at]) != 0;
        set(&map, addresses[at], (uint32_t)at + 1);
    }
    for (size_t i = 0; i < count; i++) wrong += rs__slot_look(&map, addresses[i]) != i + 1;
    check("many addresses", count > COUNT / 2);
    check("some share a cell", map.neighbour_count > 100);
    check_number("numbers before they were given", early, 0);
    check_number("wrong numbers", wrong, 0);
    for (size_t i = 0; i < count; i += 2) set(&map, addresses[i], RS__SLOT_MAX);
    for (size_t i = 0; i < count; i++)
        wrong += rs__slot_look(&map, addresses[i]) != (i % 2 ? i + 1 : RS__SLOT_MAX);
    check_number("wrong numbers after half of them changed", wrong, 0);
    rs__slot_map_release(&map);
}

static void ask_everywhere(const rs_slot_map *map) {
    for (uint64_t address = 16; address < (1ull << 48); address = address * 3 + 16)
        check_number("nothing there", rs__slot_look(map, address), 0);
}

static void test_slot_map__asking_changes_nothing(void) {
    for (int large = 0; large < 2; large++) {
        static rs_slot_map map;
        rs__slot_map_init(&map);
        if (large) rs__slot_map_enlarge(&map);
        size_t blocks = map.block_count;
        ask_everywhere(&map);
        check_number("blocks", map.block_count, blocks);
        set(&map, 0x7f0000000010u, 5);
        check_number("its neighbour has none", rs__slot_look(&map, 0x7f0000000000u), 0);
        check_number("it has", rs__slot_look(&map, 0x7f0000000010u), 5);
        check_number("a large map has a leaf now", map.block_count > blocks, large);
        rs__slot_map_release(&map);
    }
}

static void test_slot_map__a_small_map_grows_up_unnoticed(void) {
    static rs_slot_map map;
    size_t wrong = 0;
    rs__slot_map_init(&map);
    uint32_t *early = rs__slot(
        &map, 0x7f0000000000u); /* looked up while the map is small, used when it no longer is */
    for (uint32_t i = 1; map.small && i < 100000; i++) set(&map, 0x7f0000000000u + 16 * (uint64_t)i, i);
    check_number("numbers when it grew up", map.neighbour_count > 0 && !map.small, 1);
    check_number("blocks when it grew up", map.block_count, 3);
    for (uint32_t i = 1; i <= 2049; i++)
        wrong += rs__slot_look(&map, 0x7f0000000000u + 16 * (uint64_t)i) != i;
    check_number("wrong numbers", wrong, 0);
    rs__slot_set(&map, early, 0x7f0000000000u, 7);
    check_number("given by an early cell", rs__slot_look(&map, 0x7f0000000000u), 7);
    check("nothing is ever written there", map.empty[0] == 0);
    rs__slot_map_release(&map);
}

static CU_TestInfo tests[] = {
    TEST(test_slot_map__every_address_keeps_its_number),
    TEST(test_slot_map__asking_changes_nothing),
    TEST(test_slot_map__a_small_map_grows_up_unnoticed),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "slot_map", tests);
}
