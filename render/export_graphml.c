/* export_graphml.c: GraphML, which igraph writes.           Manual: rs_export.h. How: graph/rs_graphml.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <unistd.h>

#include "export.h"
#include "rs_graphml.h"

rs_status rs__export_graphml(rs__export *job, const char *path, rs_error *err) {
    const rs_export_options *options = job->options;
    rs__stream out;
    rs_status st = rs__stream_open(&out, path, err);
    if (st == RS_OK)
        st = rs_graphml_send(out.file.descriptor, &job->done.edges, job->graph, options->objects,
                             options->count, err);
    if (st == RS_OK) {
        off_t end = lseek(out.file.descriptor, 0, SEEK_CUR);
        job->done.nodes = options->objects ? options->count : job->columns->objects;
        job->done.bytes = end > 0 ? (uint64_t)end : 0;
    }
    return rs__stream_close(&out, st, err);
}
