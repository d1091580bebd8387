/* pages_help.c: what the pages are.                                                    Manual: pages.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "pages.h"

static const char text[] =
    "<p>All pages but Process and Tracker look at one photograph of the heap. It keeps no object alive, and "
    "looking at "
    "it runs no code of the program.</p>\n"
    "<table><tbody>\n"
    "<tr><th scope=\"row\">Overview</th><td>how large the heap is, and which types it is made of</td></tr>\n"
    "<tr><th scope=\"row\">Types</th><td>every type; behind each name its objects</td></tr>\n"
    "<tr><th scope=\"row\">Garbage</th><td>what nothing in use leads to, told as shapes of cycles, each with "
    "a picture and "
    "the reference to cut</td></tr>\n"
    "<tr><th scope=\"row\">Cycles</th><td>the same for objects that are in use</td></tr>\n"
    "<tr><th scope=\"row\">Process</th><td>memory, processor time, threads; behind each thread its stack and "
    "variables</td></tr>\n"
    "<tr><th scope=\"row\">Tracker</th><td>the snapshots of a ClassTracker, when the program gave "
    "one</td></tr>\n"
    "<tr><th scope=\"row\">Find</th><td>an object by its name, <code>app.cache['a3'].request</code>, or its "
    "address, "
    "<code>0x7f…</code> as id() tells it; or a type by its name</td></tr>\n"
    "</tbody></table>\n"
    "<p>An object's page tells why it is alive, what it refers to and who refers to it, each by the name a "
    "program would "
    "write. Sizes are the objects' own bytes.</p>\n"
    "<p>The address of these pages holds a random token: who knows it can read what is in the heap. The "
    "server listens on "
    "this machine only and changes nothing in the program.</p>\n";

rs_status rs__help_page(const rs__request *request, rs_error *err) {
    (void)err;
    rs__page_title(request->page, "Help");
    rs__page_markup(request->page, text);
    return RS_OK;
}
