/* output.c: where a report goes.                                                  Manual: rs_output.h. Map: render/README.md
 *
 * How a file is replaced in one step: referents/whole_file.h. A report to a pipe that nobody reads any more must not kill the
 * process that is looked at, which the caller sees to (SIGPIPE is its to ignore); here it is an error like any other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_output.h"

#include <string.h>
#include <unistd.h>

#include "whole_file.h"

rs_status rs_output_send(int descriptor, const rs_text *text, rs_error *err) {
    rs_status status = rs_text_status(text, err);
    if (status != RS_OK) return status;
    int reason = rs__send_all(descriptor, rs_text_string(text), text->length);
    if (reason == 0) return RS_OK;
    if (descriptor == STDOUT_FILENO) return rs_fail(err, RS_IO, "standard output: %s", strerror(reason));
    return rs_fail(err, RS_IO, "descriptor %d: %s", descriptor, strerror(reason));
}

rs_status rs_output_write(const char *path, const rs_text *text, rs_error *err) {
    rs__whole_file file;
    rs_status status = rs_text_status(text, err);
    if (status != RS_OK) return status;
    status = rs__whole_file_begin(&file, path, err);
    if (status == RS_OK) status = rs__whole_file_write(&file, rs_text_string(text), text->length, err);
    return rs__whole_file_end(&file, status, err);
}

rs_status rs_output_check(const char *path, rs_error *err) {
    return rs__whole_file_check(path, err);
}
