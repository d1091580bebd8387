/* stream.c: a file too large to be held as one text, written in pieces.                  Manual: stream.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "stream.h"

#define POUR_FROM (256u << 10) /* bytes: fits the cache, and one call of the system costs nothing beside it */

rs_status rs__stream_open(rs__stream *out, const char *path, rs_error *err) {
    *out = (rs__stream){.text = RS_TEXT_INIT};
    return rs__whole_file_begin_secret(&out->file, path, err);
}

rs_status rs__stream_pour_all(rs__stream *out, rs_error *err) {
    rs_status st = rs_text_status(&out->text, err);
    if (st == RS_OK) st = rs__whole_file_write(&out->file, rs_text_string(&out->text), out->text.length, err);
    if (st != RS_OK) return st;
    out->bytes += out->text.length;
    rs_text_clear(&out->text);
    return RS_OK;
}

rs_status rs__stream_pour(rs__stream *out, rs_error *err) {
    return out->text.length < POUR_FROM && !out->text.failed ? RS_OK : rs__stream_pour_all(out, err);
}

rs_status rs__stream_close(rs__stream *out, rs_status so_far, rs_error *err) {
    if (so_far == RS_OK) so_far = rs__stream_pour_all(out, err);
    so_far = rs__whole_file_end(&out->file, so_far, err);
    rs_text_release(&out->text);
    return so_far;
}
