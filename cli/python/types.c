/* types.c: the list of the package's types.                                        Declared in types.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "types.h"

#include "asizeof_seen.h"

static PyTypeObject *const all[] = {
    &rs__snapshot_type, &rs__object_type,      &rs__reference_type,
    &rs__objects_type,  &rs__references_type,  &rs__sequence_iterator_type,
    &rs__path_type,     &rs__pattern_type,     &rs__graph_type,
    &rs__edge_type,     &rs__meta_object_type, &rs__frame_type,
    &rs__seen_type,     &rs__web_server_type,  &rs__watch_type,
};

bool rs__types_ready(void) {
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (PyType_Ready(all[i]) < 0) return false;
    return true;
}

size_t rs__types_list(PyTypeObject **types, size_t room) {
    size_t count = 0;
    for (; count < sizeof all / sizeof *all && count < room; count++) types[count] = all[count];
    return count;
}
