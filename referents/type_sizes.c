/* type_sizes.c: how large objects of a type are in the versions that our tables were made of.     Header: layout.h, LAYOUTS.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "layout.h"

#include <string.h>

static const struct {
    const char *tp_name;
    uint16_t size[RS__LAYOUTS];
} types[] = {
#define RS_TYPE_SIZE(tp_name, ...) {tp_name, {__VA_ARGS__}},
#include "type_sizes.def"
#undef RS_TYPE_SIZE
};

/* A type that grew at its end, where no field is that the tables know, has a row for each size. Asked once a type, so that a
 * search from the front is cheap enough. */
rs_size_known rs__size_in_tables(const rs_layout *layout, const char *tp_name, uint64_t size) {
    rs_size_known known = RS__SIZE_UNLISTED;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        uint16_t listed = types[i].size[layout->column];
        if (types[i].tp_name[0] != tp_name[0] || strcmp(types[i].tp_name, tp_name) != 0 || listed == 0)
            continue;
        if (listed == size) return RS__SIZE_CONFIRMED;
        known = RS__SIZE_OTHER;
    }
    return known;
}

uint32_t rs__listed_size(const rs_layout *layout, const char *tp_name) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].tp_name, tp_name) == 0) return types[i].size[layout->column];
    return 0;
}
