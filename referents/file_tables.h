/* file_tables.h: the tables of a snapshot file.                 Implementation: file_tables.c. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_TABLES_H
#define FILE_TABLES_H

#include "file_index.h"

/* Read types, strings, names and large sizes into *parts, whose arrays are the caller's to release. */
rs_status rs__tables_read(rs_parts *parts, const rs__file_index *index, rs__unpacker *unpacker,
                          const rs__file_source *source, rs_error *err);

#endif
