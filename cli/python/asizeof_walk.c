/* asizeof_walk.c: bytes of given objects and of what they hold.          The other half: asizeof_walk.h. Map: README.md
 *
 * One walk in depth over the photograph, on a stack of its own. Nothing of Python is touched but where a tree is asked for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_walk.h"

#include "rs_memory.h"

static bool no_memory(void) {
    PyErr_NoMemory();
    return false;
}

static bool recall(rs__sizing *sizing) {
    const rs_columns *columns = rs_snapshot_columns(sizing->snapshot);
    if (!sizing->seen || sizing->seen->count == 0) return true;
    for (rs_object_id o = 0; o < columns->objects; o++)
        sizing->visits[o] = rs__seen_get(sizing->seen, columns->address[o]);
    return true;
}

bool rs__sizing_init(rs__sizing *sizing) {
    const rs_columns *columns = rs_snapshot_columns(sizing->snapshot);
    size_t types = rs_snapshot_type_count(sizing->snapshot);
    sizing->visits = rs_alloc_cleared(columns->objects + 1u, sizeof *sizing->visits);
    sizing->fate = rs_alloc_cleared(types + 1, 1);
    if (sizing->profiling) sizing->profiles = rs_alloc_cleared(types + 1, sizeof *sizing->profiles);
    if (sizing->limit >= 0)
        sizing->distance = rs_alloc_cleared(columns->objects + 1u, sizeof *sizing->distance);
    if (!sizing->visits || !sizing->fate || (sizing->profiling && !sizing->profiles)) return no_memory();
    if (sizing->limit >= 0 && !sizing->distance) return no_memory();
    for (uint32_t t = 0; t < types; t++) sizing->fate[t] = (unsigned char)rs__fate_of_type(sizing, t);
    return recall(sizing);
}

void rs__sizing_release(rs__sizing *sizing) {
    for (size_t i = 0; i < sizing->depth; i++) Py_XDECREF(sizing->stack[i].children);
    rs_release(sizing->visits);
    rs_release(sizing->fate);
    rs_release(sizing->distance);
    rs_release(sizing->profiles);
    rs_release(sizing->stack);
}

void rs__sizing_give(rs__sizing *sizing, rs_object_id object) {
    if (sizing->visits[object] == RS__SEEN_NEVER) sizing->visits[object] = RS__SEEN_GIVEN;
}

/* ---- A limit: how far each object is ------------------------------------------------------------------------------- */

/* Breadth first, so that what is near is not missed for having been met far away. */
static bool measure(rs__sizing *sizing, rs_object_id from) {
    const rs_columns *columns = rs_snapshot_columns(sizing->snapshot);
    rs_object_id *queue = rs_alloc_array(columns->objects, sizeof *queue);
    size_t first = 0, last = 0;
    if (!queue) return no_memory();
    memset(sizing->distance, 0, columns->objects * sizeof *sizing->distance);
    sizing->distance[from] = 1;
    queue[last++] = from;
    while (first < last) {
        rs_object_id object = queue[first++];
        if (sizing->distance[object] > sizing->limit ||
            rs__fate_of(sizing, object, object == from) != RS__FATE_COUNT)
            continue;
        for (uint32_t r = columns->row[object]; r < columns->row[object + 1]; r++) {
            rs_object_id target = columns->target[r];
            if (sizing->distance[target] || !rs__is_followed(sizing->snapshot, object, r)) continue;
            sizing->distance[target] = sizing->distance[object] + 1;
            queue[last++] = target;
        }
    }
    rs_release(queue);
    return true;
}

static bool is_too_far(const rs__sizing *sizing, rs_object_id object) {
    return sizing->distance &&
           (sizing->distance[object] == 0 || sizing->distance[object] > sizing->limit + 1);
}

/* ---- What is told of each object ----------------------------------------------------------------------------------- */

static void profile(rs__sizing *sizing, rs_object_id object, uint64_t flat) {
    rs__profile *of = &sizing->profiles[rs_snapshot_columns(sizing->snapshot)->type[object]];
    of->number++;
    of->total += flat;
    if (flat <= of->high) return;
    of->high = flat;
    of->largest = object;
}

/* Largest first; of equals the last one met first. */
static void rank(rs__sizing *sizing, rs__rank found) {
    size_t low = 0, high = sizing->rank_count;
    sizing->ranked++;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (found.size < sizing->ranks[middle].size)
            low = middle + 1;
        else
            high = middle;
    }
    if (low >= RS__RANKS) return;
    size_t kept = sizing->rank_count < RS__RANKS ? sizing->rank_count++ : RS__RANKS - 1;
    memmove(&sizing->ranks[low + 1], &sizing->ranks[low], (kept - low) * sizeof found);
    sizing->ranks[low] = found;
}

/* ---- The walk ------------------------------------------------------------------------------------------------------- */

/* Begin with an object that counts. */
static bool enter(rs__sizing *sizing, rs_object_id object, bool followed, rs__tree *tree, uint32_t level) {
    const rs_columns *columns = rs_snapshot_columns(sizing->snapshot);
    if (!rs_reserve((void **)&sizing->stack, &sizing->room, sizing->depth + 1, sizeof *sizing->stack))
        return no_memory();
    uint64_t flat = (rs__flat_size(sizing->flat, object) + sizing->mask) & ~sizing->mask;
    bool end = !followed || (sizing->limit >= 0 && sizing->depth >= (size_t)sizing->limit);
    bool shown = tree && level < tree->detail;
    PyObject *children = shown ? PyList_New(0) : NULL;
    if (shown && !children) return false;
    sizing->stack[sizing->depth++] = (rs__visit){
        object, end ? columns->row[object + 1] : columns->row[object], flat, flat, children, level};
    if (sizing->profiling) profile(sizing, object, flat);
    return true;
}

/* Add the node of something below the object on top of the stack. */
static bool add_node(rs__sizing *sizing, rs__tree *tree, PyObject *node) {
    rs__visit *top = &sizing->stack[sizing->depth - 1];
    bool added = node && tree->name(tree, node, top->next - 1) && PyList_Append(top->children, node) == 0;
    Py_XDECREF(node);
    return added;
}

static PyObject *nothing(rs__tree *tree, rs_object_id object) {
    return tree->make(tree, object, 0, 0, NULL);
}

/* The object on top is done: its total goes to the one that holds it, or is the answer. */
static bool leave(rs__sizing *sizing, rs__tree *tree, uint64_t *bytes, PyObject **node) {
    rs__visit done = sizing->stack[--sizing->depth];
    rs_object_id holder = sizing->depth ? sizing->stack[sizing->depth - 1].object : RS_NO_OBJECT;
    if (sizing->ranking && sizing->above > 0 && done.total > sizing->above)
        rank(sizing, (rs__rank){done.total, done.object, holder, (uint32_t)sizing->depth});
    bool shown = tree && (sizing->depth == 0 || sizing->stack[sizing->depth - 1].children);
    if (shown) tree->level = done.level;
    PyObject *made = shown ? tree->make(tree, done.object, done.total, done.flat, done.children) : NULL;
    Py_XDECREF(done.children);
    if (shown && !made) return false;
    if (sizing->depth == 0) {
        *bytes = done.total;
        if (node) *node = made;
        return true;
    }
    sizing->stack[sizing->depth - 1].total += done.total;
    return !made || add_node(sizing, tree, made);
}

static bool count_excluded(rs__sizing *sizing, rs_object_id object) {
    PyObject *live = (PyObject *)(uintptr_t)rs_snapshot_columns(sizing->snapshot)->address[object];
    uint64_t key = (uintptr_t)live;
    if (!PyType_Check(live) || rs__seen_get(sizing->excluded, key) == RS__SEEN_NEVER)
        key = (uintptr_t)Py_TYPE(live);
    int64_t old = rs__seen_get(sizing->excluded, key);
    return rs__seen_set(sizing->excluded, key, old > 0 ? old + 1 : 1);
}

/* One more visit; is it the one that counts? */
static bool is_new(rs__sizing *sizing, rs_object_id object, bool given) {
    int64_t *visits = &sizing->visits[object];
    if (*visits > 0) {
        ++*visits;
        return false;
    }
    if (*visits == RS__SEEN_EXCLUDED || (*visits == RS__SEEN_GIVEN && !given)) return false;
    *visits = 1;
    return true;
}

/* Follow one reference of the object on top. */
static bool step(rs__sizing *sizing, rs__tree *tree) {
    rs__visit *top = &sizing->stack[sizing->depth - 1];
    rs_reference_id reference = top->next++;
    rs_object_id target = rs_snapshot_columns(sizing->snapshot)->target[reference];
    bool shown = top->children != NULL;
    if (!rs__is_followed(sizing->snapshot, top->object, reference) || is_too_far(sizing, target)) return true;
    if (sizing->depth > sizing->deepest) sizing->deepest = (uint32_t)sizing->depth;
    rs__fate fate = is_new(sizing, target, false) ? rs__fate_of(sizing, target, false) : RS__FATE_SKIP;
    if (fate == RS__FATE_EXCLUDED && !count_excluded(sizing, target)) return false;
    if (fate == RS__FATE_COUNT || fate == RS__FATE_FLAT)
        return enter(sizing, target, fate == RS__FATE_COUNT, shown ? tree : NULL,
                     shown ? top->level + tree->levels(tree, reference) : 0);
    return !shown || add_node(sizing, tree, nothing(tree, target));
}

static bool is_done(const rs__sizing *sizing) {
    const rs__visit *top = &sizing->stack[sizing->depth - 1];
    return top->next >= rs_snapshot_columns(sizing->snapshot)->row[top->object + 1];
}

bool rs__sizing_add(rs__sizing *sizing, rs_object_id object, rs__tree *tree, uint64_t *bytes,
                    PyObject **node) {
    rs__fate fate = is_new(sizing, object, true) ? rs__fate_of(sizing, object, true) : RS__FATE_SKIP;
    *bytes = 0;
    if (node) *node = NULL;
    if (fate == RS__FATE_EXCLUDED && !count_excluded(sizing, object)) return false;
    if (fate != RS__FATE_COUNT) {
        if (tree) *node = nothing(tree, object);
        return !tree || *node;
    }
    if (sizing->distance && !measure(sizing, object)) return false;
    if (!enter(sizing, object, true, tree, 0)) return false;
    while (sizing->depth > 0) {
        bool ok = is_done(sizing) ? leave(sizing, tree, bytes, node) : step(sizing, tree);
        if (!ok) return false;
    }
    return true;
}

bool rs__sizing_keep(rs__sizing *sizing, bool each) {
    const rs_columns *columns = rs_snapshot_columns(sizing->snapshot);
    for (rs_object_id o = 0; o < columns->objects; o++) {
        int64_t visits = sizing->visits[o];
        if (visits == RS__SEEN_NEVER) continue;
        if (each) {
            if (!rs__seen_set(sizing->seen, columns->address[o], visits)) return false;
        } else if (visits > 0) {
            sizing->seen->seen += (uint64_t)visits;
            sizing->seen->sized++;
            sizing->seen->duplicate += visits > 1;
        }
    }
    return true;
}
