/* names_kept.c: which texts are names and no values.                           Header: names_kept.h. Map: referents/README.md
 *
 * Under RS_VALUES_NAMES a snapshot shows what a program's attributes, variables, functions and modules are called, and
 * nothing that a user of the program may have put in. A text is a name when it is a key of a namespace, that is, of a dict
 * that some object, function, class or module has as its namespace, or when it is what code calls its variables.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "names_kept.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { NAME = RS__MARK_NAME, NAMESPACE = 2, NAMES = 4 }; /* a name; a namespace dict; a tuple of names */

static const char *const namespaces[] = {"__dict__",      "__globals__",  "__builtins__", "f_globals",
                                         "f_builtins",    "f_locals",     "sysdict",      "builtins",
                                         "builtins_copy", "sysdict_copy", "modules",      "__kwdefaults__"};
static const char *const tuples[] = {"co_names", "co_varnames", "co_freevars", "co_cellvars",
                                     "co_localsplusnames"};
static const char *const singles[] = {"__name__",    "__qualname__", "__module__", "co_name",
                                      "co_qualname", "gi_qualname",  "gi_name",    "d_name"};

/* What a reference of one of those names leads to, by the packed name. */
typedef struct rule {
    uint32_t name;
    uint8_t mark;
} rule;

typedef struct rule_list {
    rule all[COUNT(namespaces) + COUNT(tuples) + COUNT(singles)];
    size_t count;
} rule_list;

static void add_rules(rule_list *rules, const char *const *texts, size_t count, uint8_t mark,
                      rs__string_lookup lookup, void *context) {
    for (size_t i = 0; i < count; i++) {
        uint32_t string = lookup(context, texts[i]);
        if (string != UINT32_MAX)
            rules->all[rules->count++] = (rule){RS_NAME(RS_NAME_ATTRIBUTE, string), mark};
    }
}

static uint8_t mark_of(const rule_list *rules, uint32_t name) {
    name &= ~(RS_NAME_EXTRA | RS_NAME_GUESSED);
    for (size_t i = 0; i < rules->count; i++)
        if (rules->all[i].name == name) return rules->all[i].mark;
    return 0;
}

/* Pass 1: what is referred to as a namespace, as a tuple of names, as a name. */
static void mark_targets(uint8_t *marks, const rs_parts *parts, const rule_list *rules) {
    for (uint32_t r = 0; r < parts->references; r++)
        if (RS_NAME_KIND(parts->name[r]) == RS_NAME_ATTRIBUTE)
            marks[parts->target[r]] |= mark_of(rules, parts->name[r]);
}

/* Pass 2: their keys and items. */
static void mark_contents(uint8_t *marks, const rs_parts *parts) {
    for (rs_object_id o = 0; o < parts->objects; o++) {
        if (!(marks[o] & (NAMESPACE | NAMES))) continue;
        rs_name_kind wanted = (marks[o] & NAMESPACE) ? RS_NAME_DICT_KEY : RS_NAME_INDEX;
        for (uint32_t r = parts->row[o]; r < parts->row[o + 1]; r++)
            if (RS_NAME_KIND(parts->name[r]) == wanted) marks[parts->target[r]] |= NAME;
    }
}

void rs__mark_names(uint8_t *marks, const rs_parts *parts, rs__string_lookup lookup, void *context) {
    rule_list rules = {.count = 0};
    add_rules(&rules, namespaces, COUNT(namespaces), NAMESPACE, lookup, context);
    add_rules(&rules, tuples, COUNT(tuples), NAMES, lookup, context);
    add_rules(&rules, singles, COUNT(singles), NAME, lookup, context);
    mark_targets(marks, parts, &rules);
    mark_contents(marks, parts);
}
