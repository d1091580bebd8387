/* test_capture.c: what a capture starts from, what it leaves out, what it keeps of values, and what it must not do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "walk.h"
#include "rs_memory.h"

static rs_object_id id_of(const rs_snapshot *heap, const char *name) {
    return rs_snapshot_find(heap, address_of_name(name));
}

static bool is_in(const rs_snapshot *heap, const char *name) {
    return id_of(heap, name) != RS_NO_OBJECT;
}

static void check_names(const char *label, const rs_snapshot *heap, const char *source, const char *target,
                        const char *want) {
    char *got = names_between(heap, address_of_name(source), address_of_name(target));
    check_text(label, got, want);
    free(got);
}

/* References found less the reference count: what is held from outside. */
static int64_t held_outside(const rs_snapshot *heap, rs_object_id object) {
    const rs_columns *c = rs_snapshot_columns(heap);
    int64_t held = c->refcount[object];
    for (uint32_t r = 0; r < c->references; r++)
        held -= c->target[r] == object && !(c->name[r] & RS_NAME_GUESSED);
    return held;
}

/* ---- Seeds ---------------------------------------------------------------------------------------------------------- */

static void test_capture__seeds_reach_all_they_refer_to(void) {
    run_python("class Node: pass\nroot = Node(); root.list = [1.5, 'leaf']; root.me = root; leaf = "
               "root.list[0]; other = [[]]\n"
               "lst = root.list\n");
    uint64_t seeds[] = {address_of_name("root")};
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.seeds = seeds;
    options.seed_count = 1;
    rs_snapshot *heap = capture_with(&options);
    const rs_columns *c = rs_snapshot_columns(heap);
    check_number("no records", c->records, 0);
    check_number("the seed is the first", id_of(heap, "root"), 0);
    check("the seed is marked", c->flags[0] & RS_OBJECT_SEED);
    check("the seed is tracked", c->flags[0] & RS_OBJECT_TRACKED);
    check("through the list", is_in(heap, "leaf") && is_in(heap, "lst"));
    check("the class too", is_in(heap, "Node"));
    check("not the whole heap", !rs_snapshot_coverage(heap)->whole_heap);
    check_number("two references to the list, one from outside", held_outside(heap, id_of(heap, "lst")), 1);
    rs_snapshot_free(heap);
}

static void test_capture__only_seeds_keeps_nothing_else(void) {
    run_python("a = []; b = [a, 7.5]; a.append(b); d = {'a': a, 'b': [], 9: b}\n");
    uint64_t seeds[] = {address_of_name("a"), address_of_name("b"), address_of_name("d"),
                        address_of_name("a")};
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.seeds = seeds;
    options.seed_count = 4;
    options.only_seeds = true;
    rs_snapshot *heap = capture_with(&options);
    const rs_columns *c = rs_snapshot_columns(heap);
    check_number("objects", c->objects, 3);
    check_number("references between them", c->references, 4);
    check_names("b in a", heap, "a", "b", "[0]");
    check_names("a in b", heap, "b", "a", "[0]");
    check_number("rows end at the end", c->row[3], 4);
    rs_snapshot_free(heap);
}

/* ---- Hidden objects ------------------------------------------------------------------------------------------------- */

static void test_capture__hidden_objects_go_with_what_is_theirs(void) {
    run_python("import types\n"
               "shared = [1]; callback = lambda: shared\n"
               "own = types.ModuleType('own')\n"
               "exec('class Tool:\\n    def method(self): return shared\\n    limits = [1, 2]\\n"
               "table = {\"k\": [\"only here\"]}\\ndef work(): return table\\n', own.__dict__)\n"
               "own.shared = shared; own.callback = callback\n"
               "own_dict = own.__dict__; Tool = own.Tool\n"
               "own.tools = [own.Tool() for _ in range(3)]; own.tools[0].given = shared\n"
               "loose = own.Tool(); loose.list = ['of loose']; loose.cycle = [loose]\n"
               "probe = {'table': id(own.table), 'work': id(own.work), 'code': id(own.work.__code__), "
               "'limits': id(own.Tool.limits),\n"
               "  'method': id(own.Tool.method), 'k': id(own.table['k']), 'tool': id(own.tools[0]), "
               "'of_loose': id(loose.list),\n"
               "  'cycle': id(loose.cycle)}\n");
    uint64_t hidden[] = {address_of_name("own"), address_of_name("own_dict"), address_of_name("Tool")};
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.hidden = hidden;
    options.hidden_count = 3;
    rs_snapshot *before = capture_all(), *heap = capture_with(&options);
    PyObject *key, *value;
    Py_ssize_t place = 0;
    while (PyDict_Next(python_name("probe"), &place, &key, &value)) {
        uint64_t address = PyLong_AsUnsignedLongLong(value);
        check(PyUnicode_AsUTF8(key), rs_snapshot_find(before, address) != RS_NO_OBJECT);
        check(PyUnicode_AsUTF8(key), rs_snapshot_find(heap, address) == RS_NO_OBJECT);
    }
    check("the module", !is_in(heap, "own"));
    check("its namespace", !is_in(heap, "own_dict"));
    check("an instance that others hold", !is_in(heap, "loose"));
    check("what others hold as well", is_in(heap, "shared") && is_in(heap, "callback"));
    const rs_columns *c = rs_snapshot_columns(before);
    check("as many hidden as are missing", rs_snapshot_coverage(heap)->hidden_objects >= 20);
    /* Keys that led to hidden objects go too: texts that nobody else may hold. */
    uint32_t together = rs_snapshot_coverage(heap)->hidden_objects + rs_snapshot_columns(heap)->objects;
    check("hidden and seen are all", together <= c->objects && together + 4 >= c->objects);
    check_number("nothing holds the list from outside before", held_outside(before, id_of(before, "shared")),
                 0);
    check_number("nor with them hidden", held_outside(heap, id_of(heap, "shared")), 0);
    check_number("nor the function", held_outside(heap, id_of(heap, "callback")), 0);
    rs_snapshot_free(before);
    rs_snapshot_free(heap);
}

static void test_capture__what_is_lent_is_not_counted(void) {
    run_python("lent = []; again = [lent, lent]; once = []\n");
    PyObject *object = python_name("lent");
    uint64_t lent[] = {address_of_name("lent"), address_of_name("once"), address_of_name("lent"),
                       address_of_name("once"), 8};
    Py_ssize_t count = Py_REFCNT(object);
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.lent = lent;
    options.lent_count = 5; /* the last is no object */
    rs_snapshot *before = capture_all(), *heap = capture_with(&options);
    check_number("all of it", rs_snapshot_columns(before)->refcount[id_of(before, "lent")], 3);
    check_number("twice less", rs_snapshot_columns(heap)->refcount[id_of(heap, "lent")], 1);
    check_number("one stays", rs_snapshot_columns(heap)->refcount[id_of(heap, "once")], 1);
    check_number("as it was in the heap", (uint64_t)Py_REFCNT(object), (uint64_t)count);
    rs_snapshot_free(before);
    rs_snapshot_free(heap);
}

static void test_capture__hidden_costs_no_count(void) {
    uint64_t hidden[] = {address_of_name("own"), address_of_name("own_dict"), address_of_name("Tool")};
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.hidden = hidden;
    options.hidden_count = 3;
    rs_snapshot *before = capture_all(), *heap = capture_with(&options);
    const rs_columns *c = rs_snapshot_columns(heap), *b = rs_snapshot_columns(before);
    int64_t *held = calloc(c->objects, sizeof *held), *held_before = calloc(b->objects, sizeof *held);
    size_t wrong = 0, keys = 0;
    for (rs_object_id o = 0; o < c->objects; o++) held[o] = c->refcount[o];
    for (rs_object_id o = 0; o < b->objects; o++) held_before[o] = b->refcount[o];
    for (uint32_t r = 0; r < c->references; r++) held[c->target[r]]--;
    for (uint32_t r = 0; r < b->references; r++) held_before[b->target[r]]--;
    for (rs_object_id o = c->records, p = b->records; o < c->objects; o++, p++) {
        if (b->address[p % b->objects] != c->address[o]) p = rs_snapshot_find(before, c->address[o]);
        if (c->flags[o] & RS_OBJECT_IMMORTAL) continue;
        if (held[o] == held_before[p]) continue;
        if (held[o] == 1 &&
            c->refcount[o] == 1) { /* a key that leads to something hidden, and nobody else's */
            keys++;
            continue;
        }
        rs_text text = RS_TEXT_INIT;
        rs_text_add_preview(&text, heap, o, 60);
        if (wrong++ < 10)
            fprintf(stderr, "%s %s: held %lld, before %lld\n", rs_snapshot_type_of(heap, o)->name,
                    rs_text_string(&text), (long long)held[o], (long long)held_before[p]);
        rs_text_release(&text);
    }
    check_number("objects whose holders from outside changed", wrong, 0);
    check("keys that only lead to hidden objects", keys <= 4);
    free(held);
    free(held_before);
    rs_snapshot_free(before);
    rs_snapshot_free(heap);
}

/* Objects of types that the collector does not track are met during the walk. */
static void test_capture__untracked_instances_of_hidden_types_are_left_out(void) {
    run_python("class Small:\n    __slots__ = ()\n"
               "small = Small(); holder = [small, 'x', small]; table = {'s': small, 't': 2.5, small: 3.5}; "
               "last = [3.75]\n"
               "class Other: pass\no = Other(); o.last = last; code = (lambda: 0).__code__\n");
    uint64_t hidden[] = {address_of_name("Small")};
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.hidden = hidden;
    options.hidden_count = 1;
    rs_snapshot *heap = capture_with(&options);
    const rs_columns *c = rs_snapshot_columns(heap);
    rs_object_id holder = id_of(heap, "holder"), table = id_of(heap, "table");
    check("it is left out", !is_in(heap, "small"));
    check_number("one item is left", c->row[holder + 1] - c->row[holder], 1);
    check_number("keys and values that are left", c->row[table + 1] - c->row[table], 3);
    check_names("behind them", heap, "o", "last", PY_VERSION_HEX >= 0x030B0000 ? ".last" : "");
    rs_value value = rs_snapshot_value(heap, c->target[c->row[id_of(heap, "last")]]);
    check("values moved along", value.kind == RS_VALUE_FLOAT && value.real == 3.75);
    check_text("names moved along", rs_snapshot_object_name(heap, id_of(heap, "Other")), "__main__.Other");
    rs_code_place place = {"", 0};
    check("places moved along", rs_snapshot_code_place(&place, heap, id_of(heap, "code")));
    check_number("places moved along", place.line, 5);
    check_number("nothing else is lost", rs_snapshot_coverage(heap)->hidden_objects >= 2, 1);
    for (rs_object_id o = 0; o < c->objects; o++)
        if (!check("rows ascend", c->row[o] <= c->row[o + 1])) break;
    check_number("the last row", c->row[c->objects], c->references);
    rs_snapshot_free(heap);
}

/* ---- Values --------------------------------------------------------------------------------------------------------- */

static rs_value value_of(const rs_snapshot *heap, const char *name) {
    return rs_snapshot_value(heap, id_of(heap, name));
}

static void test_capture__short_values(void) {
    run_python("texts = ['short', 'a' * 40, 'b' * 41, '\\xe9' * 20, '\\xe9' * 21, '\\u6f22' * 14, "
               "'\\U0001F600', '\\ud800', '']\n"
               "t0, t1, t2, t3, t4, t5, t6, t7, t8 = texts\n"
               "b0, b1 = b'by\\0tes', b'x' * 50\n"
               "n0, n1, n2, n3, n4, n5, n6 = 1000, -1000, 2**62, 2**63 - 1, -2**63, 2**100, -2**100\n"
               "n7 = 300; f0 = 0.5\nclass Named(str): pass\nnamed = Named('secret')\n");
    rs_snapshot *heap = capture_all();
    static const struct {
        const char *name, *want;
        bool cut;
    } texts[] = {
        {"t0", "short", false},
        {"t1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
        {"t2", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", true},
        {"t3", "éééééééééééééééééééé", false},
        {"t4", "éééééééééééééééééééé", true},
        {"t5", "漢漢漢漢漢漢漢漢漢漢漢漢漢", true},
        {"t6", "😀", false},
        {"t7", "\xed\xa0\x80", false},
        {"t8", "", false},
    };
    for (size_t i = 0; i < RS_COUNT(texts); i++) {
        rs_value value = value_of(heap, texts[i].name);
        check_number(texts[i].name, value.kind, RS_VALUE_TEXT);
        check_number(texts[i].name, value.length, strlen(texts[i].want));
        check(texts[i].name,
              value.kind == RS_VALUE_TEXT && memcmp(value.bytes, texts[i].want, value.length) == 0);
        check_number(texts[i].name, value.cut, texts[i].cut);
    }
    static const struct {
        const char *name;
        int64_t want;
    } numbers[] = {{"n0", 1000}, {"n1", -1000}, {"n2", (int64_t)1 << 62}, {"n3", INT64_MAX}, {"n7", 300}};
    for (size_t i = 0; i < RS_COUNT(numbers); i++) {
        rs_value value = value_of(heap, numbers[i].name);
        check(numbers[i].name, value.kind == RS_VALUE_INT && value.integer == numbers[i].want);
    }
    rs_value big = value_of(heap, "n6");
    check("2**100 is told by its size", big.kind == RS_VALUE_BIG_INT && big.length == 101 && big.negative);
    check("bytes", value_of(heap, "b0").kind == RS_VALUE_BYTES && value_of(heap, "b0").length == 6);
    check("long bytes", value_of(heap, "b1").length == 40 && value_of(heap, "b1").cut);
    check("float", value_of(heap, "f0").real == 0.5);
    check("no value of a subclass", value_of(heap, "named").kind == RS_VALUE_UNKNOWN);
    rs_snapshot_free(heap);
}

static bool holds_bytes(const rs_snapshot *heap, const char *needle) {
    const rs_columns *c = rs_snapshot_columns(heap);
    size_t length = strlen(needle);
    for (rs_object_id o = c->records; o < c->objects; o++) {
        rs_value value = rs_snapshot_value(heap, o);
        if ((value.kind == RS_VALUE_TEXT || value.kind == RS_VALUE_BYTES) &&
            memmem(value.bytes, value.length, needle, length))
            return true;
    }
    for (uint32_t s = 0; rs_snapshot_string(heap, s)[0] != 0 || s < 10; s++)
        if (strstr(rs_snapshot_string(heap, s), needle)) return true;
    return false;
}

static void test_capture__names_only_keeps_no_value(void) {
    run_python("class Customer: pass\n"
               "customer = Customer(); customer.favourite_colour = 'VALUE-' + 'green'\n"
               "customers = {'KEY-' + 'jane@example.org': customer}; visits = {1: b'BYTES-' + b'x', "
               "12345678901: 2.25}\n"
               "def greet(visitor_name, **kw): polite = 1; return polite\n"
               "late = Customer(); late.__dict__['materialised_name'] = 1\n");
    static const struct {
        rs_values values;
        const char *needle;
        bool want;
    } cases[] = {
        {RS_VALUES_SHORT, "VALUE-green", true},
        {RS_VALUES_NAMES, "VALUE-green", false},
        {RS_VALUES_NONE, "VALUE-green", false},
        {RS_VALUES_SHORT, "KEY-jane@example.org", true},
        {RS_VALUES_NAMES, "KEY-jane@example", false},
        {RS_VALUES_NONE, "KEY-jane@example", false},
        {RS_VALUES_NAMES, "BYTES-x", false},
        {RS_VALUES_SHORT, "BYTES-x", true},
        {RS_VALUES_NAMES, "customers", true},
        {RS_VALUES_NONE, "customers", true},
        {RS_VALUES_NAMES, "favourite_colour", true},
        {RS_VALUES_NAMES, "visitor_name", true},
        {RS_VALUES_NAMES, "materialised_name", true},
        {RS_VALUES_NAMES, "greet", true},
        {RS_VALUES_NONE, "greet", true},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
        options.values = cases[i].values;
        rs_snapshot *heap = capture_with(&options);
        check(cases[i].needle, holds_bytes(heap, cases[i].needle) == cases[i].want);
        if (cases[i].values != RS_VALUES_SHORT)
            check("withheld are counted", rs_snapshot_coverage(heap)->values_withheld > 1000);
        check_number("the policy is told", rs_snapshot_coverage(heap)->values, cases[i].values);
        rs_snapshot_free(heap);
    }
}

/* ---- Names ---------------------------------------------------------------------------------------------------------- */

static void test_capture__references_have_the_names_a_person_writes(void) {
    run_python("class Slotted:\n    __slots__ = ('slot',)\n"
               "class Plain: pass\n"
               "held = ['held']\n"
               "s = Slotted(); s.slot = held\np = Plain(); p.attribute = held\nm = Plain(); "
               "m.__dict__['other'] = 1; m.attribute = held\n"
               "lst = [0, held, held]; tup = (held,); dct = {'key': held, 7: held, (1, 'a'): held}\n"
               "def outer():\n    local_variable = held\n    def inner(default=held): return "
               "local_variable\n    return inner\n"
               "inner = outer(); cell = inner.__closure__[0]; closure = inner.__closure__; code = "
               "inner.__code__; defaults = inner.__defaults__\n"
               "def generator():\n    kept = held\n    yield 1\n"
               "gen = generator(); next(gen)\n"
               "mdict = globals(); plain_dict = m.__dict__; module = __import__('sys').modules['__main__']\n"
               "import functools\npart = functools.partial(print, held)\nargs = part.args\n");
    static const struct {
        const char *source, *target, *want;
    } cases[] = {
        {"lst", "held", "[1]|[2]"},
        {"tup", "held", "[0]"},
        {"dct", "held", "['key']|[7]|[(1, 'a')]"},
        {"s", "held", ".slot"},
        {"s", "Slotted", ".__class__"},
        {"p", "Plain", ".__class__"},
        {"m", "plain_dict", ".__dict__"},
        {"inner", "closure", ".__closure__"},
        {"closure", "cell", "closure local_variable"},
        {"cell", "held", ".cell_contents"},
        {"inner", "code", ".__code__"},
        {"inner", "defaults", ".__defaults__"},
        {"inner", "mdict", ".__globals__"},
        {"module", "mdict", ".__dict__"},
        {"mdict", "held", "['held']"},
        {"part", "args", ".args"},
    };
    rs_snapshot *heap = capture_all();
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        char label[64];
        snprintf(label, sizeof label, "%s -> %s", cases[i].source, cases[i].target);
        check_names(label, heap, cases[i].source, cases[i].target, cases[i].want);
    }
    if (PY_VERSION_HEX >= 0x030B0000) check_names("inline", heap, "p", "held", ".attribute");
    if (PY_VERSION_HEX >= 0x030B0000) check_names("suspended", heap, "gen", "held", "local kept");
    /* Of an instance and the dict over its inline values one reports them: which one changed in a patch release of 3.13. */
    if (PY_VERSION_HEX < 0x030D0000 || rs__dict_reports_values())
        check_names("made", heap, "plain_dict", "held", "['attribute']");
    else
        check_names("made and still inline", heap, "m", "held", ".attribute");
    check_text("function", rs_snapshot_object_name(heap, id_of(heap, "inner")),
               PY_VERSION_HEX ? "outer.<locals>.inner" : "");
    check_text("module", rs_snapshot_object_name(heap, id_of(heap, "module")), "__main__");
    check_text("class", rs_snapshot_object_name(heap, id_of(heap, "Plain")), "__main__.Plain");
    check_text("type of an instance", rs_snapshot_type_of(heap, id_of(heap, "p"))->name, "__main__.Plain");
    check_text("bare", rs_snapshot_type_of(heap, id_of(heap, "p"))->bare, "Plain");
    check_number("kind", rs_snapshot_type_of(heap, id_of(heap, "p"))->kind, RS_KIND_INSTANCE);
    check_number("the type's object", rs_snapshot_type_of(heap, id_of(heap, "p"))->object,
                 id_of(heap, "Plain"));
    rs_snapshot_free(heap);
}

/* ---- Sizes ---------------------------------------------------------------------------------------------------------- */

/* sys.getsizeof counts the collector's head but not words in front of it, nor, before 3.13, attribute values. */
static void test_capture__sizes_are_those_of_getsizeof(void) {
    run_python("import sys\n"
               "sized = [[], [1], [None] * 1000, (), (1,), (1,) * 50, 'abc', '\\xe9' * 9, '\\u6f22' * 9, "
               "'\\U0001F600' * 9, b'', b'abc' * 9,\n"
               "  bytearray(b'x' * 99), 1.5, 1j, 1, 2**30, 2**31, 2**60, 2**100, -2**100, set(), "
               "set(range(5)), set(range(50)),\n"
               "  frozenset(range(99)), {}, {1: 2}, {'a': 1}, dict.fromkeys(range(1000)), "
               "dict.fromkeys(map(str, range(7000))),\n"
               "  len, sys, int.__add__, lambda: 1, object(), range(3), slice(1), iter([]), None, True, "
               "False, 0, -1,\n"
               "  Ellipsis, int, dict, Exception, [].append, (n for n in ()), float('inf')]\n"
               "sized.append([]); [sized[-1].append(n) for n in range(17)]\n"
               "l = []; [l.append(1) for _ in range(9)]; l.pop(); sized.append(l)\n"
               "sizes = [sys.getsizeof(o) for o in sized]\n");
    rs_snapshot *heap = capture_all();
    PyObject *sized = python_name("sized"), *sizes = python_name("sizes");
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(sized); i++) {
        char label[80];
        PyObject *object = PyList_GET_ITEM(sized, i);
        rs_object_id id = rs_snapshot_find(heap, (uint64_t)(uintptr_t)object);
        snprintf(label, sizeof label, "%d: %s", (int)i, Py_TYPE(object)->tp_name);
        if (!check(label, id != RS_NO_OBJECT)) continue;
        bool wrong_there = PyType_Check(object) && PY_VERSION_HEX >= 0x030B0000 &&
                           PY_VERSION_HEX < 0x030D0000;
        if (!wrong_there) /* it adds a head to static types that they do not have */
            check_number(label, rs_snapshot_size(heap, id),
                         PyLong_AsUnsignedLongLong(PyList_GET_ITEM(sizes, i)));
    }
    rs_snapshot_free(heap);
}

static void test_capture__attribute_values_are_counted(void) {
    run_python("class Plain: pass\np = Plain(); p.a = p.b = 1; q = Plain(); q.a = 1; d = q.__dict__; empty = "
               "Plain()\n");
    rs_snapshot *heap = capture_all();
    uint64_t size = rs_snapshot_size(heap, id_of(heap, "p"));
    check("more than its body", size >= 16 + 16 + 16);
#if PY_VERSION_HEX >= 0x030B0000
    check("its values too", size >= 16 + 16 + 16 + 30 * 8);
#endif
    check("a dict made for it", rs_snapshot_size(heap, id_of(heap, "d")) >= 64);
    rs_snapshot_free(heap);
}

/* ---- The oath ------------------------------------------------------------------------------------------------------- */

static void test_capture__nothing_changes(void) {
    run_python("import gc, sys\nclass Plain: pass\nuntouched = [Plain() for _ in range(100)]\nfor u in "
               "untouched: u.x = 1\n"
               "hooked = []\nsys.addaudithook(lambda event, args: hooked.append(event) if "
               "event.startswith(('gc.', 'object.')) else None)\n"
               "gc.callbacks.append(lambda *a: hooked.append(a)); gc.collect(); hooked.clear()\n");
    PyObject *lists[] = {python_name("untouched"), python_name("hooked"), Py_None};
    Py_ssize_t counts[3];
    for (size_t i = 0; i < 3; i++) counts[i] = lists[i]->ob_refcnt;
    rs_snapshot *first = capture_all(), *second = capture_all();
    for (size_t i = 0; i < 3; i++) check_number("reference count", lists[i]->ob_refcnt, counts[i]);
    check_number("no callback, no audit event", PyList_GET_SIZE(python_name("hooked")), 0);
    const rs_columns *a = rs_snapshot_columns(first), *b = rs_snapshot_columns(second);
    check_number("objects", a->objects, b->objects);
    check_number("references", a->references, b->references);
    if (a->objects == b->objects && a->references == b->references) {
        check("addresses", memcmp(a->address, b->address, a->objects * sizeof *a->address) == 0);
        check("counts", memcmp(a->refcount, b->refcount, a->objects * sizeof *a->refcount) == 0);
        check("targets", memcmp(a->target, b->target, a->references * sizeof *a->target) == 0);
        check("names", memcmp(a->name, b->name, a->references * sizeof *a->name) == 0);
    }
    rs_snapshot_free(first);
    rs_snapshot_free(second);
    run_python("gc.callbacks.clear()\n");
}

static void test_capture__threads_and_frames(void) {
    run_python("import threading\n"
               "started, stop = threading.Event(), threading.Event()\n"
               "def deep(level, marker):\n    kept = [level, marker]\n    if level == 0:\n        "
               "started.set(); stop.wait()\n"
               "    else: deep(level - 1, kept)\n    return kept\n"
               "marker = ['marker']\nthread = threading.Thread(target=deep, args=(5, marker)); "
               "thread.start(); started.wait()\n");
    rs_snapshot *heap = capture_all();
    const rs_columns *c = rs_snapshot_columns(heap);
    unsigned threads = 0, frames = 0, interpreters = 0;
    for (rs_object_id o = 0; o < c->records; o++) {
        rs_kind kind = rs_snapshot_type_of(heap, o)->kind;
        const char *name = rs_snapshot_object_name(heap, o);
        threads += kind == RS_KIND_THREAD_RECORD;
        interpreters += kind == RS_KIND_INTERPRETER_RECORD;
        frames += kind == RS_KIND_FRAME_RECORD && name && strncmp(name, "deep (", 6) == 0;
        check("records are marked", c->flags[o] & RS_OBJECT_RECORD);
        if (kind == RS_KIND_FRAME_RECORD) check("a frame has a name", name != NULL);
    }
    check_number("interpreters", interpreters, 1);
    check_number("threads", threads, 2);
    if (PY_VERSION_HEX >= 0x030B0000) check_number("frames of the function", frames, 6);
    /* The marker is held by __main__, by the outermost frame and by its list; the thread's arguments are deleted late. */
    rs_object_id marker = id_of(heap, "marker");
    check_number("all its holders are known", held_outside(heap, marker), 0);
    rs_snapshot_free(heap);
    Py_BEGIN_ALLOW_THREADS Py_END_ALLOW_THREADS run_python("stop.set(); thread.join()\n");
}

/* ---- Hard cases ----------------------------------------------------------------------------------------------------- */

static void test_capture__deep_and_wide(void) {
    run_python("deep = []\nfor _ in range(300000): deep = [deep]\n"
               "chain = ()\nfor _ in range(300000): chain = (chain,)\n"
               "hub = object(); wide = [hub] * 2000000\n"
               "big = {n: None for n in range(500000)}\n");
    rs_snapshot *heap = capture_all();
    const rs_columns *c = rs_snapshot_columns(heap);
    rs_object_id wide = id_of(heap, "wide"), big = id_of(heap, "big");
    check_number("wide", c->row[wide + 1] - c->row[wide], 2000000);
    check_number("the last item's name", RS_NAME_ARGUMENT(c->name[c->row[wide + 1] - 1]), 1999999);
    check_number("keys and values", c->row[big + 1] - c->row[big], 1000000);
    check("the hub is counted", c->refcount[id_of(heap, "hub")] >= 2000000);
    check("deep", c->objects > 600000);
    rs_snapshot_free(heap);
    run_python("del deep, chain, wide, big, hub\n");
}

static void test_capture__small_neighbours_are_told_apart(void) {
    run_python("sentinels = [object() for _ in range(20000)]\n");
    rs_snapshot *heap = capture_all();
    const rs_columns *c = rs_snapshot_columns(heap);
    PyObject *list = python_name("sentinels");
    rs_object_id id = id_of(heap, "sentinels");
    size_t wrong = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++)
        wrong += c->address[c->target[c->row[id] + (uint32_t)i]] !=
                 (uint64_t)(uintptr_t)PyList_GET_ITEM(list, i);
    check_number("items that are somebody else", wrong, 0);
    rs_snapshot_free(heap);
}

static void test_capture__half_built_and_dead(void) {
    run_python("import weakref\nclass Plain: pass\nplain = Plain(); proxy = weakref.proxy(plain); ref = "
               "weakref.ref(plain); del plain\n"
               "slots = type('S', (), {'__slots__': ('a', 'b')})()\n");
    PyObject *tuple = PyTuple_New(5), *list = PyList_New(5);
    rs_snapshot *heap = capture_all();
    rs_object_id id = rs_snapshot_find(heap, (uint64_t)(uintptr_t)tuple);
    const rs_columns *c = rs_snapshot_columns(heap);
    check("a tuple without items is there", id != RS_NO_OBJECT);
    if (id != RS_NO_OBJECT) check_number("and holds nothing", c->row[id + 1] - c->row[id], 0);
    check("dead proxies are objects", is_in(heap, "proxy") && is_in(heap, "ref"));
    rs_snapshot_free(heap);
    Py_DECREF(tuple);
    Py_DECREF(list);
}

/* An allocator whose n-th call fails, or the n-th and all behind it. Making room for more than is needed, or giving back what
 * was too much, may fail without harm, so that a capture may succeed all the same. */
static struct {
    unsigned long calls, fails_at;
    bool for_good, failed;
    long live;
} memory;

static void *failing_resize(void *context, void *old, size_t size) {
    (void)context;
    if (size == 0) {
        memory.live -= old != NULL;
        free(old);
        return NULL;
    }
    memory.calls++;
    if (memory.calls == memory.fails_at || (memory.for_good && memory.calls > memory.fails_at)) {
        memory.failed = true;
        return NULL;
    }
    void *block = realloc(old, size);
    if (!block) abort();
    memory.live += old == NULL;
    return block;
}

static rs_status capture_failing_at(unsigned long n, bool for_good, const rs_capture_options *options,
                                    rs_error *err) {
    static const rs_allocator allocator = {failing_resize, NULL};
    rs_snapshot *heap = NULL;
    memory.calls = memory.live = 0;
    memory.fails_at = n;
    memory.for_good = for_good;
    memory.failed = false;
    rs_memory_use(&allocator);
    rs_status status = rs_capture_process(&heap, options, err);
    rs_snapshot_free(heap);
    rs_memory_use(NULL);
    return status;
}

static void check_every_failure(const char *label, bool for_good, const rs_capture_options *options) {
    unsigned long n = 1, refused = 0;
    do {
        rs_error err = RS_ERROR_INIT;
        rs_status status = capture_failing_at(n, for_good, options, &err);
        if (!check_number(label, memory.live, 0)) return;
        if (status != RS_OK) {
            refused++;
            if (!check_text(label, rs_status_name(status), "RS_NO_MEMORY")) return;
            if (!check(label, strstr(err.message, ": out of memory") != NULL)) return;
        } else if (memory.failed && for_good) {
            break; /* only giving back what is too much is left */
        }
        n++;
    } while (memory.failed);
    check("many allocations were made to fail", refused > 20);
}

static void test_capture__out_of_memory_anywhere_is_a_status(void) {
    run_python(
        "class Plain: pass\n"
        "def function(): return seed\n"
        "seed = [Plain(), {'a': 1, 2: [3]}, (4.5, 'text'), {5}, function, Plain, ValueError(1), iter([1])]\n"
        "seed[0].attribute = seed\n"
        "import types; own2 = types.ModuleType('own2'); own2.x = [seed]; own2_dict = own2.__dict__\n");
    uint64_t seeds[] = {address_of_name("seed")},
             hidden[] = {address_of_name("own2"), address_of_name("own2_dict")};
    rs_capture_options seed = RS_CAPTURE_OPTIONS_INIT, whole = RS_CAPTURE_OPTIONS_INIT;
    seed.seeds = seeds;
    seed.seed_count = 1;
    seed.only_seeds = true;
    seed.hidden = whole.hidden = hidden;
    seed.hidden_count = whole.hidden_count = 2;
    whole.values = RS_VALUES_NAMES;
    check_every_failure("only the seed, one failure", false, &seed);
    check_every_failure("only the seed, none works any more", true, &seed);
    check_every_failure("the whole heap, one failure", false, &whole);
}

static CU_TestInfo tests[] = {
    TEST(test_capture__seeds_reach_all_they_refer_to),
    TEST(test_capture__only_seeds_keeps_nothing_else),
    TEST(test_capture__hidden_objects_go_with_what_is_theirs),
    TEST(test_capture__what_is_lent_is_not_counted),
    TEST(test_capture__hidden_costs_no_count),
    TEST(test_capture__untracked_instances_of_hidden_types_are_left_out),
    TEST(test_capture__short_values),
    TEST(test_capture__names_only_keeps_no_value),
    TEST(test_capture__references_have_the_names_a_person_writes),
    TEST(test_capture__sizes_are_those_of_getsizeof),
    TEST(test_capture__attribute_values_are_counted),
    TEST(test_capture__nothing_changes),
    TEST(test_capture__threads_and_frames),
    TEST(test_capture__deep_and_wide),
    TEST(test_capture__small_neighbours_are_told_apart),
    TEST(test_capture__half_built_and_dead),
    TEST(test_capture__out_of_memory_anywhere_is_a_status),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    return run_tests(argc, argv, "capture", tests);
}
