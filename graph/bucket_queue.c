/* bucket_queue.c: what to look at next, by small whole distances.      Manual: bucket_queue.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bucket_queue.h"

#include "rs_memory.h"

bool rs__queue_put(rs_bucket_queue *q, rs_queued item, unsigned weight) {
    size_t at = (q->distance + weight) % RS__BUCKETS;
    void *items = q->bucket[at].items;
    bool fits = rs_reserve(&items, &q->bucket[at].capacity, q->bucket[at].count + 1, sizeof item);
    q->bucket[at].items = items;
    if (!fits) return false;
    q->bucket[at].items[q->bucket[at].count++] = item;
    q->pending++;
    return true;
}

bool rs__queue_take(rs_queued *item, rs_bucket_queue *q) {
    if (q->pending == 0) return false;
    size_t at = q->distance % RS__BUCKETS;
    while (q->bucket[at].head == q->bucket[at].count) {
        q->bucket[at].head = q->bucket[at].count = 0;
        at = ++q->distance % RS__BUCKETS;
    }
    *item = q->bucket[at].items[q->bucket[at].head++];
    q->pending--;
    return true;
}

void rs__queue_clear(rs_bucket_queue *q) {
    for (size_t i = 0; i < RS__BUCKETS; i++) q->bucket[i].head = q->bucket[i].count = 0;
    q->distance = 0;
    q->pending = 0;
}

void rs__queue_release(rs_bucket_queue *q) {
    for (size_t i = 0; i < RS__BUCKETS; i++) rs_release(q->bucket[i].items);
    *q = (rs_bucket_queue)RS__BUCKET_QUEUE_INIT;
}
