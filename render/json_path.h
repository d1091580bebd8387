/* json_path.h: paths and chains of references as JSON.                          The other half: json_path.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef JSON_PATH_H
#define JSON_PATH_H

#include "json.h"
#include "rs_paths.h"

/* The name of a reference: ".parent", "['key']". */
json_t *rs__json_reference_name(rs__json *json, rs_reference_id reference);
/* One object a step: address, type, preview, and the edge by which it refers to the next. */
json_t *rs__json_steps(rs__json *json, const rs_reference_id *references, size_t count);
/* Reason, start, path and steps, as in the why report. */
json_t *rs__json_path(rs__json *json, rs_graph *graph, const rs_path *path);

#endif
