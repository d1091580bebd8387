/* failing_allocator.c: out of memory at every allocation.                       Manual: failing_allocator.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "failing_allocator.h"

#include <stdbool.h>
#include <stdlib.h>

#include "checks.h"
#include "rs_memory.h"

static struct {
    unsigned long calls, fails_at; /* allocations so far, and the one that fails */
    bool failed;
    long live; /* blocks not yet released */
    int paused;
} state;

static void *resize(void *context, void *old, size_t size) {
    (void)context;
    if (size == 0) {
        state.live -= old != NULL;
        free(old);
        return NULL;
    }
    if (!state.paused && ++state.calls == state.fails_at) {
        state.failed = true;
        return NULL;
    }
    void *block = realloc(old, size);
    if (!block) abort();
    state.live += old == NULL;
    return block;
}

void allocation_failures_pause(void) {
    state.paused++;
}

void allocation_failures_resume(void) {
    state.paused--;
}

static rs_status try_once(allocation_trial trial, void *context, unsigned long fails_at, rs_error *err) {
    static const rs_allocator allocator = {resize, NULL};
    state.calls = 0;
    state.fails_at = fails_at;
    state.failed = false;
    state.live = 0;
    rs_memory_use(&allocator);
    rs_status status = trial(context, err);
    rs_memory_use(NULL);
    return status;
}

unsigned long for_each_allocation_failure(const char *label, allocation_trial trial, void *context) {
    for (unsigned long n = 1;; n++) {
        rs_error err = RS_ERROR_INIT;
        rs_status status = try_once(trial, context, n, &err);
        check_number(label, (unsigned long long)state.live, 0);
        if (!state.failed) {
            check_text(label, rs_status_name(status), "RS_OK");
            return n - 1;
        }
        check_text(label, rs_status_name(status), "RS_NO_MEMORY");
        check_text(label, rs_status_name(err.status), "RS_NO_MEMORY");
        check(label, err.message[0] != '\0');
        if (status != RS_NO_MEMORY) return n; /* the next ones would say the same */
    }
}
