/* frame_place.h: where in the source a frame stands, and the names that objects themselves bear.
 * Code: decode_frames.c (places), object_name.c (names).                                     Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FRAME_PLACE_H
#define FRAME_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "decoder.h"

/* A code object and the instruction a frame is at, in bytes from the first; negative before the first. */
typedef struct rs_frame_place {
    uint64_t code;
    int64_t instruction;
} rs_frame_place;

/* Of an _PyInterpreterFrame (3.11 on) and of a frame object (any version). false: the frame runs no Python code. */
bool rs__interpreter_frame_place(rs_frame_place *out, const rs_image *image, const rs_layout *layout,
                                 uint64_t frame);
bool rs__frame_object_place(rs_frame_place *out, const rs_image *image, const rs_layout *layout,
                            uint64_t object);

/* "work (app.py:12)" in the table of names; without the line when it is not known. 0: nothing is known. */
uint32_t rs__frame_name(rs_decoding *decoding, const rs_frame_place *place);

/* The name that an object of that kind bears, in the table of names, or 0: of a function, a builtin, a method (its
 * function's), a module, a code object, a generator, a type (its qualified name), a frame ("work (app.py:12)"). */
uint32_t rs__name_borne(rs_decoding *decoding, rs_kind kind, uint64_t object);

#endif
