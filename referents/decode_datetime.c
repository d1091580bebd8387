/* decode_datetime.c: moments of time, which hold a time zone or end before the place of one.      Header: decode_builtins.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"

/* A time without a zone is allocated without room for one; a byte behind the cached hash tells. */
static void emit_zone(rs_decoding *decoding, uint64_t object, uint16_t offset) {
    uint64_t has_zone = object + decoding->layout->object_size + 8u;
    if (rs__byte(decoding->image, has_zone) != 1) return;
    rs__emit(&decoding->out, rs__word(decoding->image, object + offset),
             rs__attribute_name(decoding, "tzinfo") | RS_NAME_EXTRA);
}

void rs__decode_datetime(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    emit_zone(decoding, object, decoding->layout->datetime_tzinfo);
}

void rs__decode_time(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    emit_zone(decoding, object, decoding->layout->datetime_time_tzinfo);
}
