/* rs_status.h: how every call says how it went.                     Implementation: status.c. Map: referents/README.md
 *
 * A call that can fail returns rs_status and takes `rs_error *err` last. On success *err is untouched; on failure it holds
 * the status and one complete sentence, "what: why", that a front door prints behind "refscope: " as it is. NULL is fine.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_STATUS_H
#define RS_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RS_API               __attribute__((visibility("default")))
#define RS_PRINTF(at, first) __attribute__((format(printf, at, first)))
#else
#define RS_API
#define RS_PRINTF(at, first)
#endif

/* One list makes the enum, the names and the general texts. */
#define RS_STATUS_MAP(XX)                                                                                    \
    XX(OK, "no error")                                                                                       \
    XX(NO_MEMORY, "out of memory")                                                                           \
    XX(BAD_ARGUMENT, "wrong usage or bad input")                                                             \
    XX(NOT_FOUND, "nothing of that name or address is there")                                                \
    XX(NO_INSTANCES, "there is a class of that name, and no object of it")                                   \
    XX(IO, "a file could not be read or written")                                                            \
    XX(UNSUPPORTED, "this interpreter, version or format is not supported")                                  \
    XX(LIMIT, "larger than refscope can represent")                                                          \
    XX(PROGRAM_FAILED, "the program under refscope failed")                                                  \
    XX(INTERNAL, "a foreign library refused; a bug in refscope")

typedef enum rs_status {
#define XX(name, text) RS_##name,
    RS_STATUS_MAP(XX)
#undef XX
} rs_status;

typedef struct rs_error {
    rs_status status;
    char message[480]; /* UTF-8, one line, NUL-terminated */
} rs_error;

#define RS_ERROR_INIT                                                                                        \
    { RS_OK, "" }

/* Fill *err (when not NULL) with `status` and the formatted sentence; newlines become spaces. Returns `status`, so that
 * `return rs_fail(err, RS_IO, "%s: %s", path, strerror(errno));` is the whole idiom. */
RS_API rs_status rs_fail(rs_error *err, rs_status status, const char *format, ...) RS_PRINTF(3, 4);

/* rs_fail(err, RS_NO_MEMORY, ...) with the text every out-of-memory error has: "WHAT: out of memory". */
RS_API rs_status rs_fail_memory(rs_error *err, const char *what);

RS_API const char *rs_status_name(rs_status status); /* "RS_OK", ...; "RS_?" for a value that is none */
RS_API const char *rs_status_text(rs_status status); /* the general text of the list above */

#ifdef __cplusplus
}
#endif
#endif
