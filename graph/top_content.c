/* top_content.c: what is directly below an object in the tree of dominators.     Manual: top_content.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "top_content.h"

#include "scenery.h"

static bool is_part(const rs_top_view *v, rs_object_id object, rs_object_id below) {
    const rs_columns *c = v->columns;
    if (!rs__may_be_inner(v->snapshot, below)) return false;
    for (uint32_t r = c->row[object]; r < c->row[object + 1]; r++)
        if (c->target[r] == below && rs__leads_inside(v->snapshot, r)) return true;
    return false;
}

rs_top_content rs__top_content_of(const rs_top_view *view, rs_object_id object) {
    return (rs_top_content){view, object, RS_NO_OBJECT, 0, 0};
}

rs_object_id rs__top_content_next(rs_top_content *c) {
    const rs_object_id *below = NULL;
    for (;;) {
        if (c->part != RS_NO_OBJECT) {
            if (c->at_part < rs_dominated_by(c->view->tree, c->part, &below)) return below[c->at_part++];
            c->part = RS_NO_OBJECT;
        }
        if (c->at >= rs_dominated_by(c->view->tree, c->object, &below)) return RS_NO_OBJECT;
        rs_object_id next = below[c->at++];
        if (!is_part(c->view, c->object, next)) return next;
        c->part = next;
        c->at_part = 0;
    }
}

rs_object_id rs__top_largest_below(const rs_top_view *view, rs_object_id object) {
    rs_object_id largest = RS_NO_OBJECT;
    uint64_t most = 0;
    rs_top_content content = rs__top_content_of(view, object);
    for (rs_object_id below; (below = rs__top_content_next(&content)) != RS_NO_OBJECT;) {
        uint64_t retained = rs_dominators_retained(view->dominators, below);
        if (retained <= most) continue;
        most = retained;
        largest = below;
    }
    return largest;
}

/* The row whose references hold number r: rows are ascending. */
static bool is_of(const rs_columns *c, rs_object_id holder, rs_reference_id r) {
    return r >= c->row[holder] && r < c->row[holder + 1];
}

bool rs__top_is_item(const rs_top_view *v, rs_object_id object, rs_object_id below) {
    const rs_reference_id *references = NULL;
    size_t count = rs_referrers_of(v->referrers, below, &references);
    for (size_t i = 0; i < count; i++) {
        rs_name_kind kind = RS_NAME_KIND(v->columns->name[references[i]]);
        bool item = kind == RS_NAME_INDEX || kind == RS_NAME_KEY || kind == RS_NAME_KEY_TEXT ||
                    kind == RS_NAME_DICT_KEY || kind == RS_NAME_MEMBER;
        if (item && is_of(v->columns, object, references[i])) return true;
    }
    return false;
}

static void visit_below(const rs_top_view *view, rs_object_id below, rs_top_visit *visit, void *context) {
    const rs_object_id *tops = NULL;
    size_t count = rs_dominated_by(view->tree, below, &tops);
    for (size_t i = 0; i < count; i++) {
        if (rs__is_transparent(&view->transparent, tops[i]))
            visit_below(view, tops[i], visit,
                        context); /* the interpreter, then its modules: no deeper than that */
        else
            visit(context, tops[i]);
    }
}

void rs__top_visit_unretained(const rs_top_view *view, rs_top_visit *visit, void *context) {
    visit_below(view, RS_NO_OBJECT, visit, context);
}
