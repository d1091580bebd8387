/* asizeof_total.c: the bytes of all that objects hold, where a sum is all that is asked for.
 *                                                                         Declared in asizeof_walk.h. Map: README.md
 * No photograph is taken then (rs_reach.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_take.h"
#include "asizeof_walk.h"
#include "errors.h"

typedef struct judging {
    const rs__sizing *sizing;
    double mapped;
} judging;

/* Functions and frames refer to namespaces that are not theirs, and only the walk over a photograph tells them apart. */
static bool has_namespaces(rs_kind kind) {
    return kind == RS_KIND_GENERATOR || kind == RS_KIND_FRAME || kind == RS_KIND_FUNCTION;
}

static rs_judgement judge(void *context, uint64_t address, rs_kind kind) {
    const judging *of = context;
    PyTypeObject *type = (PyTypeObject *)(uintptr_t)address;
    switch (rs__fate_of_class(of->sizing, type, kind)) {
    case RS__FATE_SKIP: return RS_REACH_SKIP;
    case RS__FATE_ASK:
    case RS__FATE_EXCLUDED: return RS_REACH_GIVE_UP;
    case RS__FATE_FLAT: return rs__flat_way_of(type) == RS__FLAT_LAYOUT ? RS_REACH_END : RS_REACH_GIVE_UP;
    default: break;
    }
    rs__flat_way way = rs__flat_way_of(type);
    if (has_namespaces(kind) || way == RS__FLAT_PYTHON) return RS_REACH_GIVE_UP;
    return way == RS__FLAT_C ? RS_REACH_ASK : RS_REACH_COUNT;
}

static uint64_t resize(void *context, uint64_t object, uint64_t size) {
    return rs__flat_ask((PyObject *)(uintptr_t)object, size, ((const judging *)context)->mapped);
}

static bool is_sum(const rs__sizing *sizing) {
    return !sizing->ranking && !sizing->profiling && sizing->limit < 0 && !sizing->excluded &&
           (!sizing->seen || sizing->seen->count == 0);
}

bool rs__sizing_total(const rs__sizing *sizing, PyObject *const *objects, size_t count, double mapped,
                      uint64_t *total) {
    judging of = {sizing, mapped};
    rs_error err = RS_ERROR_INIT;
    if (!is_sum(sizing)) return false;
    rs_reach *reach = rs__reach_borrow();
    if (!reach) return false;
    const uint64_t *seeds = (const uint64_t *)(const void *)objects; /* a pointer is an address */
    rs_reach_options options = {seeds, count, sizing->mask, judge, resize, &of};
    rs_status status = rs_reach_bytes(reach, total, &options, &err);
    rs__reach_give_back(reach);
    if (status != RS_OK && status != RS_UNSUPPORTED) rs__raise(&err);
    return status == RS_OK;
}
