/* file_choice.c: what of a photograph goes into a file.                      Header: file_choice.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "file_choice.h"

#include <string.h>

#include "names_kept.h"
#include "rs_memory.h"
#include "snapshot_internal.h"

static rs_values stricter(rs_values a, rs_values b) {
    static const int strictness[] = {[RS_VALUES_SHORT] = 0, [RS_VALUES_NAMES] = 1, [RS_VALUES_NONE] = 2};
    return strictness[a] > strictness[b] ? a : b;
}

uint32_t rs__chosen_value(const rs__file_choice *choice, rs_object_id object) {
    const rs_parts *p = choice->parts;
    if (!p->value_at || object < p->value_first) return 0;
    bool all = choice->values == p->coverage.values;
    if (!all && (!choice->marks || !(choice->marks[object] & RS__MARK_NAME) ||
                 p->types[p->type[object]].kind != RS_KIND_STR))
        return 0;
    return p->value_at[object - p->value_first];
}

const char *rs__chosen_string(const rs__file_choice *choice, uint32_t string) {
    bool used = !choice->strings_used || choice->strings_used[string];
    return used ? rs_snapshot_string(choice->snapshot, string) : "";
}

static void count_withheld(rs__file_choice *choice) {
    const rs_parts *p = choice->parts;
    for (rs_object_id o = p->value_first; p->value_at && o < p->objects; o++)
        choice->withheld += p->value_at[o - p->value_first] && !rs__chosen_value(choice, o);
}

/* ---- Names ------------------------------------------------------------------------------------------------------------ */

static uint32_t string_number(void *snapshot, const char *text) {
    uint32_t count = rs__snapshot_parts(snapshot)->string_count;
    for (uint32_t s = 0; s < count; s++)
        if (strcmp(rs_snapshot_string(snapshot, s), text) == 0) return s;
    return UINT32_MAX;
}

static bool mark_names(rs__file_choice *choice) {
    choice->marks = rs_alloc_cleared(choice->parts->objects, sizeof *choice->marks);
    if (choice->marks) rs__mark_names(choice->marks, choice->parts, string_number, (void *)choice->snapshot);
    return choice->marks != NULL;
}

/* ---- Shapes only -------------------------------------------------------------------------------------------------------- */

/* What only told of what is left out goes as well: such strings are empty in the file. */
static bool note_strings(rs__file_choice *choice) {
    const rs_parts *p = choice->parts;
    uint8_t *used = choice->strings_used = rs_alloc_cleared(p->string_count, 1);
    if (!used) return false;
    for (uint32_t t = 0; t < p->type_count; t++) used[p->types[t].name] = used[p->types[t].bare] = 1;
    for (uint32_t i = 0; i < p->named_count; i++) used[p->named_string[i]] = 1;
    for (uint32_t r = 0; r < p->references; r++)
        if (rs_name_has_string(p->name[r])) used[RS_NAME_ARGUMENT(p->name[r])] = 1;
    return true;
}

/* ---- All of it ---------------------------------------------------------------------------------------------------------- */

rs_status rs__file_choose(rs__file_choice *choice, const rs_snapshot *snapshot, rs_values asked,
                          rs_error *err) {
    const rs_parts *p = rs__snapshot_parts(snapshot);
    *choice = (rs__file_choice){.snapshot = snapshot,
                                .parts = p,
                                .values = stricter(p->coverage.values, asked),
                                .code_count = p->code_count};
    if (choice->values == p->coverage.values) return RS_OK;
    bool shapes = choice->values == RS_VALUES_NONE;
    if (shapes) choice->code_count = 0;
    if (!mark_names(choice) || (shapes && !note_strings(choice)))
        return rs_fail_memory(err, "cannot save the snapshot");
    count_withheld(choice);
    return RS_OK;
}

void rs__file_choice_release(rs__file_choice *choice) {
    rs_release(choice->marks);
    rs_release(choice->strings_used);
    choice->marks = choice->strings_used = NULL;
}
