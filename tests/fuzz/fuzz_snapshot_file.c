/* fuzz_snapshot_file.c: whatever is in a snapshot file, it opens or is refused in one line, and what opens can be asked
 * anything.                                                                                  Map: tests/README.md
 *
 * Checksums would stop nearly every input at its first byte: they are made right before the file is read, as whoever forges a
 * file would. That a wrong one is found is tested elsewhere (tests/referents/test_snapshot_file.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "file_format.h"
#include "file_read.h"
#include "rs_components.h"
#include "rs_graph.h"
#include "rs_liveness.h"
#include "rs_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_ASKED 2000 /* references and objects whose texts are made */

static void make_checksums_right(uint8_t *bytes, size_t size) {
    if (size < RS__FILE_HEADER) return;
    rs__put64(bytes + 16, rs__file_checksum(bytes, 16));
    for (size_t at = RS__FILE_HEADER; size - at >= RS__SECTION_HEADER;) {
        uint8_t *header = bytes + at;
        uint64_t stored = rs__get64(header + 8);
        size_t room = size - at - RS__SECTION_HEADER;
        if (stored <= room)
            rs__put64(header + 24, rs__file_checksum(header + RS__SECTION_HEADER, (size_t)stored));
        rs__put64(header + 32, rs__file_checksum(header, 32));
        if (stored > room) return;
        at += RS__SECTION_HEADER + (size_t)stored;
    }
}

static void ask_texts(const rs_snapshot *snapshot) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_text text = RS_TEXT_INIT;
    for (rs_object_id o = 0; o < c->objects && o < MOST_ASKED; o++)
        rs_text_add_preview(&text, snapshot, o, 60);
    for (rs_reference_id r = 0; r < c->references && r < MOST_ASKED; r++)
        rs_text_add_reference_name(&text, snapshot, r);
    rs_text_release(&text);
}

static void ask_graph(const rs_snapshot *snapshot) {
    rs_graph *graph = NULL;
    const rs_liveness *liveness = NULL;
    const rs_components *components = NULL;
    rs_text text = RS_TEXT_INIT;
    if (rs_graph_new(&graph, snapshot, NULL) != RS_OK) return;
    if (rs_graph_liveness(&liveness, graph, NULL) == RS_OK) rs_graph_components(&components, graph, NULL);
    rs_report_summary(&text, snapshot, RS_SORT_SIZE, NULL, NULL);
    rs_text_release(&text);
    rs_graph_free(graph);
}

static void must_be_one_line(rs_status status, const rs_error *err) {
    if (status == RS_OK || status == RS_NO_MEMORY) return;
    if (err->message[0] == '\0' || strchr(err->message, '\n')) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *bytes = malloc(size + 1);
    rs_snapshot *snapshot = NULL;
    rs_error err = RS_ERROR_INIT;
    if (!bytes) return 0;
    memcpy(bytes, data, size);
    make_checksums_right(bytes, size);
    rs__file_source source = {.descriptor = -1, .bytes = bytes, .size = size};
    must_be_one_line(rs__snapshot_read(&snapshot, &source, size % 8 == 7, &err), &err);
    if (snapshot) {
        ask_texts(snapshot);
        ask_graph(snapshot);
    }
    rs_snapshot_free(snapshot);
    free(bytes);
    return 0;
}
