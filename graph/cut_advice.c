/* cut_advice.c: how gladly a reference is cut.                                      Manual: cut_advice.h. Map: graph/README.md
 *
 * Rules in order; the first that holds of a step gives its weight and its sentence. What points back comes before what
 * holds, an attribute before the items of a container, and what CPython itself links comes last.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cut_advice.h"

#include <string.h>

#include "class_facts.h"

/* One step of a word and what is around it. */
typedef struct place {
    const rs_snapshot *snapshot;
    const rs_word_step *step, *next;
    const char *name; /* the attribute, variable or key the edge begins with */
    size_t length;
    bool item; /* the edge ends in a container's item */
    bool variable, closure;
    bool traceback; /* the cycle goes through a traceback */
    bool two_steps;
} place;

/* ---- Names ---------------------------------------------------------------------------------------------------------- */

static bool begins(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

/* The first name in an edge: "children" of ".children[]", "x" of "closure x", "f" of ".__globals__['f']". */
static void find_name(place *p, const char *edge) {
    const char *namespace_key = strstr(edge, "['");
    if (begins(edge, "closure "))
        p->name = edge + 8;
    else if (begins(edge, "local "))
        p->name = edge + 6;
    else if (namespace_key)
        p->name = namespace_key + 2;
    else
        p->name = edge[0] == '.' ? edge + 1 : edge;
    p->length = strcspn(p->name, ".[]' ");
}

static bool is_any(const place *p, const char *const *names) {
    for (; *names; names++)
        if (strlen(*names) == p->length && memcmp(*names, p->name, p->length) == 0) return true;
    return false;
}

static bool name_begins(const place *p, const char *with) {
    return strlen(with) <= p->length && memcmp(p->name, with, strlen(with)) == 0;
}

static bool name_ends(const place *p, const char *with) {
    size_t length = strlen(with);
    return length <= p->length && memcmp(p->name + p->length - length, with, length) == 0;
}

/* ---- Rules ---------------------------------------------------------------------------------------------------------- */

static bool is_link_of_cpython(const place *p) {
    static const char *const names[] = {
        "__class__",   "__bases__",   "__mro__",       "__base__",     "__dict__", "__self__", "__func__",
        "__wrapped__", "tb_frame",    "tb_next",       "f_back",       "gi_frame", "cr_frame", "ag_frame",
        "__code__",    "__closure__", "cell_contents", "__objclass__", "f_locals", NULL};
    if (p->step->edge[0] == '?' || begins(p->step->edge, "stack")) return true;
    return p->step->edge[0] == '.' && is_any(p, names) && strchr(p->step->edge, '\'') == NULL;
}

static bool is_back_reference(const place *p) {
    static const char *const names[] = {
        "parent",       "_parent",  "parents",   "_parents",        "parent_node",
        "parentNode",   "owner",    "_owner",    "ownerDocument",   "container",
        "_container",   "back",     "backref",   "_backref",        "prev",
        "_prev",        "previous", "_previous", "previousSibling", "previous_sibling",
        "ownerElement", "up",       "outer",     "master",          "root",
        "_root",        "head",     "backlink",  "_backlink",       NULL};
    return p->step->edge[0] == '.' && !strchr(p->step->edge, '\'') &&
           (is_any(p, names) || name_ends(p, "_parent") || name_ends(p, "_owner"));
}

/* The nodes of a document know their parents, siblings and document, and there is a call that undoes all of it. */
static bool is_link_of_dom(const place *p) {
    return begins(p->step->name.name, "xml.dom.") && is_back_reference(p);
}

static bool is_cached_call(const place *p) {
    return strcmp(p->step->name.name, "functools._lru_cache_wrapper") == 0 && p->item;
}

static bool is_caught_exception(const place *p) {
    return p->variable && p->traceback && p->next->type->kind == RS_KIND_EXCEPTION;
}

/* What a class of the standard library keeps for itself is not for a program to change. */
static bool is_private_to_library(const place *p) {
    return p->step->edge[0] == '.' && p->name[0] == '_' && rs__is_of_library(p->step->name);
}

static bool is_kept_exception(const place *p) {
    return p->traceback && p->step->edge[0] == '.' && p->next->type->kind == RS_KIND_EXCEPTION &&
           p->step->type->kind != RS_KIND_EXCEPTION && !is_private_to_library(p);
}

/* `del self` helps nobody. */
static bool is_self(const place *p) {
    static const char *const names[] = {"self", "cls", NULL};
    return p->variable && is_any(p, names);
}

static bool is_variable_of_raising_frame(const place *p) {
    return p->variable && p->traceback;
}

static bool is_unfinished(const place *p) {
    return p->step->edge[0] == '.' && p->next->type->kind == RS_KIND_GENERATOR;
}

static bool is_generator_holding_itself(const place *p) {
    return p->variable && p->step->type->kind == RS_KIND_GENERATOR &&
           p->next->type->kind == RS_KIND_GENERATOR;
}

static bool is_thread(const place *p) {
    return p->step->edge[0] == '.' && strcmp(p->next->name.name, "threading.Thread") == 0;
}

static bool is_handler_of_logger(const place *p) {
    return begins(p->step->name.name, "logging.") && strcmp(p->step->edge, ".handlers[]") == 0;
}

/* The callbacks of a future or a task. */
static bool is_of_future(const place *p) {
    static const char *const types[] = {"_asyncio.Future",
                                        "_asyncio.Task",
                                        "asyncio.futures.Future",
                                        "asyncio.tasks.Task",
                                        "concurrent.futures._base.Future",
                                        NULL};
    for (size_t i = 0; types[i]; i++)
        if (strcmp(types[i], p->step->name.name) == 0) return strstr(p->step->edge, "callback") != NULL;
    return false;
}

static bool is_of_context(const place *p) {
    return strcmp(p->step->name.name, "_contextvars.Context") == 0 && p->item;
}

static bool is_callback_of_weakref(const place *p) {
    return p->step->type->kind == RS_KIND_WEAKREF && strcmp(p->step->edge, ".__callback__") == 0;
}

/* The value that functools.cached_property has put beside itself. */
static bool is_cached_property(const place *p) {
    const rs_type *type = p->step->type;
    if (p->step->edge[0] != '.' || type->kind == RS_KIND_TYPE || !p->snapshot) return false;
    rs_object_id found = rs__attribute_of_class(p->snapshot, type->object, p->name, p->length);
    return found != RS_NO_OBJECT &&
           strcmp(rs_snapshot_type_of(p->snapshot, found)->name, "functools.cached_property") == 0;
}

static bool is_closure_over_class(const place *p) {
    return p->closure && p->next->type->kind == RS_KIND_TYPE && !p->item;
}

static bool is_class_of_library(const place *p) {
    return p->step->type->kind == RS_KIND_TYPE && p->step->edge[0] == '.' && rs__is_of_library(p->step->name);
}

static bool is_attribute_of_class(const place *p) {
    return p->step->type->kind == RS_KIND_TYPE && p->step->edge[0] == '.';
}

static bool is_own_method(const place *p) {
    rs_kind kind = p->next->type->kind;
    return p->two_steps && (kind == RS_KIND_METHOD || (kind == RS_KIND_BUILTIN && p->step->edge[0] == '.'));
}

static bool is_method(const place *p) {
    return p->next->type->kind == RS_KIND_METHOD;
}

static bool is_callback(const place *p) {
    static const char *const names[] = {
        "callback", "_callback", "callbacks",  "_callbacks", "cb",          "handler",
        "_handler", "handlers",  "_handlers",  "listener",   "listeners",   "_listeners",
        "observer", "observers", "_observers", "subscriber", "subscribers", "_subscribers",
        "delegate", "_delegate", "hook",       "hooks",      "command",     "_command",
        "commands", "action",    "_action",    "bindings",   "_bindings",   NULL};
    return p->step->edge[0] == '.' &&
           (is_any(p, names) || name_begins(p, "on_") || name_ends(p, "_callback") ||
            name_ends(p, "_callbacks") || name_ends(p, "_handler") || name_ends(p, "_handlers") ||
            name_ends(p, "_listeners"));
}

static bool is_function_naming_itself(const place *p) {
    return p->closure && p->next->type->kind == RS_KIND_FUNCTION && p->step->type->kind == RS_KIND_FUNCTION;
}

static bool is_closure(const place *p) {
    return p->closure;
}

static bool is_context_of_exception(const place *p) {
    static const char *const names[] = {"__context__", "__cause__", NULL};
    return p->step->edge[0] == '.' && is_any(p, names);
}

static bool is_traceback(const place *p) {
    static const char *const names[] = {"__traceback__", NULL};
    return p->step->edge[0] == '.' && is_any(p, names);
}

/* What a type written in C holds is mostly not for a program to change. */
static bool is_field_of_c(const place *p) {
    return p->step->type->kind == RS_KIND_OTHER && p->step->edge[0] == '.';
}

static bool is_global(const place *p) {
    return strstr(p->step->edge, "['") != NULL;
}

static bool is_item(const place *p) {
    return p->item && p->step->edge[0] == '.';
}

static bool is_bare_item(const place *p) {
    return p->item;
}

static bool is_key(const place *p) {
    return strcmp(p->step->edge, "key") == 0 || strstr(p->step->edge, " key") != NULL;
}

static bool is_variable(const place *p) {
    return p->variable;
}

static bool is_any_other(const place *p) {
    (void)p;
    return true;
}

static const struct rule {
    bool (*holds)(const place *);
    double weight;
    const char *why;
} rules[] = {
    {is_link_of_cpython, 10000,
     "`%n` is how CPython links the %o to the %t; undo the reference that brought them together"},
    {is_caught_exception, 10,
     "the frame's variable `%n` holds the exception whose traceback holds the frame: `del %n` when it is "
     "handled, or keep "
     "str(%n) instead of it"},
    {is_kept_exception, 12,
     "the exception kept in `%n` keeps the frames of its traceback, and what those hold: keep str(%n) "
     "instead, or keep "
     "it without them (%n.with_traceback(None)) once it has been handled"},
    {is_self, 250,
     "the frame's variable `%n` is how the method reaches its object: let go of what the object keeps of the "
     "frame"},
    {is_variable_of_raising_frame, 20,
     "the frame's variable `%n` leads back to the exception whose traceback holds the frame: `del %n` before "
     "the exception is "
     "kept, or keep it without its traceback"},
    {is_generator_holding_itself, 15,
     "the generator holds itself through its own variable `%n`: `del %n` before it yields, or close() it"},
    {is_of_future, 40,
     "`%n` is let go of when the %o is done: await it, or cancel it and let the loop run once more"},
    {is_callback_of_weakref, 14,
     "a weak reference holds its callback strongly: let that be a function that does not hold the object, or "
     "use "
     "weakref.finalize"},
    {is_private_to_library, 90,
     "`%n` belongs to the library that has the %o: let go of the %o, or of what leads to it"},
    {is_own_method, 15,
     "a bound method kept on its own object holds the object: keep the function, or a weakref.WeakMethod"},
    {is_link_of_dom, 9,
     "`%n` points back into the document: call its unlink() when it is done with, or open it in a with "
     "statement, "
     "which does"},
    {is_back_reference, 10,
     "`%n` points back at what already holds the %o: make it a weakref.ref, or clear it when the %o is "
     "taken out"},
    {is_cached_call, 20,
     "the cache of functools.lru_cache keeps every %t it was called with: keep the cache on the object, as "
     "functools.cached_property does, or pass a key that is not the object"},
    {is_handler_of_logger, 12,
     "the logger keeps its handlers until they are taken off: call removeHandler when the %t is done with"},
    {is_of_context, 30,
     "the Context keeps what a context variable was set to in it: reset the variable with the token that its "
     "set() "
     "gave, or let it hold a weakref.ref"},
    {is_thread, 14,
     "a Thread keeps what it is to run until it has run: start it and join it, or clear `%n` with it"},
    {is_callback, 12,
     "`%n` keeps what it calls alive: hold it by weakref.ref or weakref.WeakMethod, or drop it after the "
     "last "
     "call"},
    {is_field_of_c, 70,
     "`%n` closes the cycle: clear it when the %o is done with, or let it hold a weakref.ref"},
    {is_cached_property, 32,
     "`%n` is the value that functools.cached_property keeps on the %o: `del` it when it is done with, or "
     "let the "
     "%t refer back by a weakref.ref"},
    {is_unfinished, 28,
     "what is waiting in `%n` keeps its variables until it has ended: run it to its end, close() it, or drop "
     "`%n`"},
    {is_method, 25,
     "the bound method in `%n` holds its object: keep a weakref.WeakMethod, or drop it after the last call"},
    {is_function_naming_itself, 30,
     "the function holds itself through the variable `%n` of its closure: pass it in as an argument, make it "
     "a function of the "
     "module, or `del %n` after the last call"},
    {is_closure_over_class, 36,
     "a function inside the class names it: write type(self) or __class__ there instead of `%n`, or define "
     "the class "
     "in a module"},
    {is_closure, 35,
     "the closure keeps `%n` as long as the function lives: pass it in at the call, or let the closure hold "
     "a "
     "weakref.ref"},
    {is_context_of_exception, 60,
     "`%n` keeps the exception that was being handled: `raise ... from None` where it says nothing, "
     "or clear `%n`"},
    {is_traceback, 300,
     "the traceback keeps every frame it went through: keep the exception without it "
     "(error.with_traceback(None))"},
    {is_variable, 80,
     "the variable `%n` lives as long as the %o waits: `del %n` before it does, or let it finish"},
    {is_key, 110,
     "the %t is a key of `%n`: take it out when it is done with, or use a weakref.WeakKeyDictionary"},
    {is_global, 200,
     "`%n` is a name in a namespace that nothing else holds: delete it, or clear the namespace when it is "
     "done "
     "with"},
    {is_class_of_library, 60, "the %o is the standard library's, and so is what it has in `%n`"},
    {is_attribute_of_class, 60,
     "`%n` is an attribute of the class: keep it somewhere else, or delete it when the class is done with"},
    {is_item, 100,
     "the %t is still in `%n` of the %o: take it out when it is done with, or keep it there by a weak "
     "reference"},
    {is_bare_item, 120, "the %t is still an item of the %o: take it out when it is done with"},
    {is_any_other, 50, "`%n` closes the cycle: make it a weakref.ref, or clear it when the %o is done with"},
};

/* ---- A step --------------------------------------------------------------------------------------------------------- */

static place place_of(const rs_snapshot *snapshot, const rs_word_step *steps, size_t count, size_t at) {
    const char *edge = steps[at].edge;
    place p = {
        .snapshot = snapshot, .step = &steps[at], .next = &steps[(at + 1) % count], .two_steps = count == 2};
    size_t length = strlen(edge);
    p.item = length >= 2 && strcmp(edge + length - 2, "[]") == 0;
    p.variable = begins(edge, "local ");
    p.closure = begins(edge, "closure ");
    for (size_t i = 0; i < count; i++) p.traceback |= steps[i].type->kind == RS_KIND_TRACEBACK;
    find_name(&p, edge);
    return p;
}

rs_cut_advice rs__cut_advice(const rs_snapshot *snapshot, const rs_word_step *steps, size_t count,
                             size_t at) {
    place p = place_of(snapshot, steps, count, at);
    size_t i = 0;
    while (!rules[i].holds(&p)) i++;
    return (rs_cut_advice){rules[i].weight, rules[i].why};
}

void rs__text_add_advice(rs_text *text, const char *why, const rs_word_step *steps, size_t count, size_t at) {
    place p = place_of(NULL, steps, count, at);
    for (const char *c = why; *c; c++) {
        if (*c != '%') {
            rs_text_add_char(text, *c);
            continue;
        }
        c++;
        if (*c == 'o')
            rs_text_add(text, p.step->name.bare);
        else if (*c == 't')
            rs_text_add(text, p.next->name.bare);
        else
            rs_text_add_bytes(text, p.name, p.length);
    }
}
