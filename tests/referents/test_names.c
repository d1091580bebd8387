/* test_names.c: tests of names.c and path_text.c.                                                  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "checks.h"
#include "heap.h"

static void test_names__first(void) {
    heap *h = heap_of("root->a a->x x->a d:dict-['k']->x-.peer->root");
    rs_text text = RS_TEXT_INIT;
    rs_text_add_reference_name(&text, h->snapshot, heap_reference(h, "x", "a", NULL));
    check_and_release("x->a", &text, ".a");
    heap_free(h);
}

static CU_TestInfo names[] = {TEST(test_names__first), CU_TEST_INFO_NULL};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "names", names);
}
