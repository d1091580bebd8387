/* decode_datetime.c: moments of time, which hold a time zone or end before the place of one.      Header: decode_builtins.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"

/* An object without a zone is allocated too short to have the field for one; a byte tells. */
static void emit_zone(rs_decoding *decoding, uint64_t object, uint16_t has_zone, uint16_t zone) {
    if (has_zone == 0 || rs__byte(decoding->image, object + has_zone) == 0) return;
    rs__emit(&decoding->out, rs__word(decoding->image, object + zone),
             rs__attribute_name(decoding, "tzinfo") | RS_NAME_EXTRA);
}

void rs__decode_datetime(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    emit_zone(decoding, object, decoding->layout->datetime_has_tzinfo, decoding->layout->datetime_tzinfo);
}

void rs__decode_time(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    emit_zone(decoding, object, decoding->layout->time_has_tzinfo, decoding->layout->time_tzinfo);
}
