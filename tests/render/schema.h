/* schema.h: does a JSON report keep to its schema in docs/schema? The part of JSON Schema that those files use: type,
 * required, properties, items, enum, minimum, pattern.                                          Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include <jansson.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "checks.h"

static bool schema_type_fits(const char *type, const json_t *value) {
    if (strcmp(type, "object") == 0) return json_is_object(value);
    if (strcmp(type, "array") == 0) return json_is_array(value);
    if (strcmp(type, "string") == 0) return json_is_string(value);
    if (strcmp(type, "integer") == 0) return json_is_integer(value);
    if (strcmp(type, "boolean") == 0) return json_is_boolean(value);
    return false;
}

static bool schema_pattern_fits(const char *pattern, const char *string) {
    regex_t regex;
    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0) return false;
    bool fits = regexec(&regex, string, 0, NULL, 0) == 0;
    regfree(&regex);
    return fits;
}

static bool schema_enum_fits(json_t *allowed, const json_t *value) {
    size_t index;
    json_t *one;
    json_array_foreach(allowed, index, one) if (json_equal(one, value)) return true;
    return false;
}

static bool schema_complain(const char *where, const char *what) {
    printf("       at %s: %s\n", where, what);
    return false;
}

static bool schema_holds(json_t *schema, json_t *value, const char *where);

/* Every required key is there, every key is a known one, and each value fits. */
static bool schema_object_holds(json_t *schema, json_t *value, const char *where) {
    bool holds = true;
    const char *key;
    json_t *member, *required = json_object_get(schema, "required"),
                    *known = json_object_get(schema, "properties");
    size_t index;
    json_array_foreach(required, index, member) if (!json_object_get(value, json_string_value(member)))
        holds = schema_complain(where, json_string_value(member));
    json_object_foreach(value, key, member) {
        json_t *property = json_object_get(known, key);
        holds = (property ? schema_holds(property, member, key)
                          : schema_complain(key, "not in the schema")) &&
                holds;
    }
    return holds;
}

static bool schema_holds(json_t *schema, json_t *value, const char *where) {
    const char *type = json_string_value(json_object_get(schema, "type"));
    json_t *allowed = json_object_get(schema, "enum"), *least = json_object_get(schema, "minimum");
    json_t *pattern = json_object_get(schema, "pattern"), *items = json_object_get(schema, "items"), *item;
    size_t index;
    bool holds = type && schema_type_fits(type, value);
    if (!holds) return schema_complain(where, type ? type : "no type");
    if (allowed && !schema_enum_fits(allowed, value)) return schema_complain(where, json_string_value(value));
    if (least && json_integer_value(value) < json_integer_value(least))
        return schema_complain(where, "too small");
    if (pattern && !schema_pattern_fits(json_string_value(pattern), json_string_value(value)))
        return schema_complain(where, json_string_value(value));
    if (items) json_array_foreach(value, index, item) holds = schema_holds(items, item, where) && holds;
    if (json_is_object(value)) holds = schema_object_holds(schema, value, where) && holds;
    return holds;
}

/* Checks the report against docs/schema/NAME.schema.json and returns it; the caller decrefs it. */
static inline json_t *check_schema(const char *name, const rs_text *report) {
    char path[4096];
    const char *folder = strstr(__FILE__, "/tests/render/");
    snprintf(path, sizeof path, "%.*s/docs/schema/%s.schema.json", (int)(folder - __FILE__), __FILE__, name);
    json_error_t error;
    json_t *schema = json_load_file(path, 0, &error),
           *value = json_loadb(rs_text_string(report), report->length, 0, &error);
    check(path, schema != NULL);
    if (!check(name, value != NULL)) printf("       %s\n", error.text);
    if (schema && value) check(name, schema_holds(schema, value, name));
    json_decref(schema);
    return value;
}

#endif
