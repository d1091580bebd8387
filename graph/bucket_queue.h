/* bucket_queue.h: what to look at next, by small whole distances. The other half: bucket_queue.c. Map: graph/README.md
 *
 * Weights are at most RS__WEIGHT_MAX, so that one more bucket than that, used in turn, holds every distance in the queue.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef BUCKET_QUEUE_H
#define BUCKET_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "path_weights.h"

#define RS__BUCKETS (RS__WEIGHT_MAX + 1)

typedef struct rs_queued {
    rs_object_id object;
    rs_reference_id reference; /* by which it was come to */
    uint32_t label;            /* whatever the search keeps of where it came from */
} rs_queued;

typedef struct rs_bucket_queue {
    struct {
        rs_queued *items;
        size_t head, count, capacity;
    } bucket[RS__BUCKETS];
    uint32_t distance; /* of what was taken last */
    size_t pending;
} rs_bucket_queue;
#define RS__BUCKET_QUEUE_INIT                                                                                \
    { 0 }

/* At `weight` more than the distance of what was taken last. false: out of memory. */
bool rs__queue_put(rs_bucket_queue *queue, rs_queued item, unsigned weight);
/* The nearest; of equally near ones the one put first. false: there is none. */
bool rs__queue_take(rs_queued *item, rs_bucket_queue *queue);
void rs__queue_clear(rs_bucket_queue *queue); /* reusable */
void rs__queue_release(rs_bucket_queue *queue);

#endif
