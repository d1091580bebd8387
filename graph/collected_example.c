/* collected_example.c: one cycle, found again in another photograph of the same moment.  Header: collected.h. Map: graph/README.md
 *
 * Objects have their addresses in common. A reference is that of the same name to the same object: rows of one object may
 * differ where the photographs leave something out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "collected.h"
#include "rs_memory.h"

typedef struct passage {
    const rs_snapshot *from, *into;
    rs_text name, other;
    bool failed; /* out of memory */
} passage;

static const char *name_of(passage *p, rs_text *text, const rs_snapshot *snapshot,
                           rs_reference_id reference) {
    rs_text_clear(text);
    rs_text_add_reference_name(text, snapshot, reference);
    p->failed |= text->failed;
    return rs_text_string(text);
}

static rs_object_id object_in(const passage *p, rs_object_id object) {
    return rs_snapshot_find(p->into, rs_snapshot_columns(p->from)->address[object]);
}

static rs_reference_id reference_in(passage *p, rs_object_id source, rs_reference_id reference) {
    const rs_columns *c = rs_snapshot_columns(p->into);
    rs_object_id target = object_in(p, rs_snapshot_columns(p->from)->target[reference]);
    rs_reference_id any = RS_NO_REFERENCE;
    const char *name = name_of(p, &p->name, p->from, reference);
    for (rs_reference_id r = c->row[source]; target != RS_NO_OBJECT && r < c->row[source + 1]; r++) {
        if (c->target[r] != target) continue;
        if (strcmp(name_of(p, &p->other, p->into, r), name) == 0) return r;
        any = r;
    }
    return any;
}

rs_status rs__steps_in(rs_step *steps, bool *all, const rs_snapshot *into, const rs_pattern *pattern,
                       rs_error *err) {
    passage p = {pattern->photograph, into, RS_TEXT_INIT, RS_TEXT_INIT, false};
    *all = true;
    for (size_t i = 0; i < pattern->example_steps && *all; i++) {
        rs_object_id object = object_in(&p, pattern->example[i].object);
        rs_reference_id reference = object == RS_NO_OBJECT
                                        ? RS_NO_REFERENCE
                                        : reference_in(&p, object, pattern->example[i].reference);
        *all = reference != RS_NO_REFERENCE;
        steps[i] = (rs_step){object, reference};
    }
    rs_text_release(&p.name);
    rs_text_release(&p.other);
    return p.failed ? rs_fail_memory(err, "what collections take") : RS_OK;
}

uint64_t *rs__addresses_of_example(const rs_pattern *pattern) {
    const rs_columns *c = rs_snapshot_columns(pattern->photograph);
    uint64_t *addresses = rs_alloc_array(pattern->example_steps, sizeof *addresses);
    for (size_t i = 0; addresses && i < pattern->example_steps; i++)
        addresses[i] = c->address[pattern->example[i].object];
    return addresses;
}
