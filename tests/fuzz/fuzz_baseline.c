/* fuzz_baseline.c: whatever stands in the file of a baseline is read or refused in one line, and what is written of it reads
 * the same again.                                                                              Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rs_baseline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refused(rs_status status, const rs_error *err) {
    if (status != RS_BAD_ARGUMENT && status != RS_UNSUPPORTED) abort();
    if (!err->message[0]) abort();
    for (const char *c = err->message; *c; c++)
        if ((unsigned char)*c < 0x20) abort();
}

static rs_text written(const rs_baseline *baseline) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add_baseline(&text, baseline);
    if (text.failed) abort();
    return text;
}

static void check_found(const rs_baseline *baseline) {
    for (size_t i = 0; i < rs_baseline_count(baseline); i++) {
        const rs_baseline_entry *entry = rs_baseline_at(baseline, i);
        if (strlen(entry->fingerprint) != 16 || rs_baseline_find(baseline, entry->fingerprint) != entry)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    rs_baseline *first = NULL, *second = NULL;
    rs_error err = RS_ERROR_INIT;
    rs_status status = rs_baseline_parse(&first, (const char *)data, size, "cycles.txt", &err);
    if (status != RS_OK) {
        check_refused(status, &err);
        return 0;
    }
    check_found(first);
    rs_text once = written(first);
    if (rs_baseline_parse(&second, once.data, once.length, "again", NULL) != RS_OK) abort();
    rs_text twice = written(second);
    if (once.length != twice.length || memcmp(once.data, twice.data, once.length) != 0) abort();
    rs_text_release(&once);
    rs_text_release(&twice);
    rs_baseline_free(first);
    rs_baseline_free(second);
    return 0;
}
