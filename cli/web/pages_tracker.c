/* pages_tracker.c: what a class tracker saw over time, as the running program tells it. Manual: pages.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "pages.h"

static rs_status live_page(const rs__request *request, const char *topic, rs_error *err) {
    const rs__web_source *source = &request->view->source;
    rs_error why = RS_ERROR_INIT;
    if (source->live == NULL) {
        rs__page_sentence(request->page,
                          "A tracker is given by the program itself: "
                          "refscope.web.start_profiler(tracker=tracker). This is the photograph of a "
                          "program that has ended.");
        return RS_OK;
    }
    rs_status st = source->live(request->page, topic, request->argument, source->context, &why);
    if (st == RS_NOT_FOUND) {
        rs__page_not_found(request->page, why.message);
        return RS_OK;
    }
    return st == RS_OK ? RS_OK : rs_fail(err, st, "%s", why.message);
}

rs_status rs__tracker_page(const rs__request *request, rs_error *err) {
    rs__page_title(request->page, "Tracker");
    return live_page(request, "tracker", err);
}

rs_status rs__class_page(const rs__request *request, rs_error *err) {
    rs__page_title(request->page, request->argument);
    return live_page(request, "class", err);
}
