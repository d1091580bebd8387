/* own_objects.c: the observer's own objects, left out of the picture.                          Header: capture_steps.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture_steps.h"
bool rs__hide_own_objects(rs_walk *walk, const uint64_t *hidden, size_t hidden_count, const uint64_t *found,
                          size_t found_count) {
    return true;
}
void rs__forget_own_references(rs_walk *walk) {
}
