/* local_components.c: Tarjan's strongly connected components (1972), without recursion.
 * Manual: local_components.h                                                                       Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "local_components.h"

#include "big_array.h"

#define NONE UINT32_MAX

typedef struct search {
    const uint32_t *row, *to;
    uint32_t *arrival;   /* [vertices] 0: not seen; else the order of arrival, from 1 on */
    uint32_t *least;     /* [vertices] the least arrival known to be reached within the open components */
    uint32_t *next;      /* [vertices] the edge to follow next */
    uint32_t *path;      /* the vertices being visited */
    uint32_t *open;      /* the vertices whose component is not complete */
    uint32_t *component; /* [vertices] NONE while open */
    uint32_t depth, open_count, arrivals, completed;
} search;

static void enter(search *s, uint32_t vertex) {
    s->arrival[vertex] = s->least[vertex] = ++s->arrivals;
    s->next[vertex] = s->row[vertex];
    s->path[s->depth++] = vertex;
    s->open[s->open_count++] = vertex;
}

static void complete(search *s, uint32_t first) {
    uint32_t member;
    do {
        member = s->open[--s->open_count];
        s->component[member] = s->completed;
    } while (member != first);
    s->completed++;
}

static void leave(search *s) {
    uint32_t vertex = s->path[--s->depth];
    if (s->least[vertex] == s->arrival[vertex])
        complete(s, vertex);
    else if (s->depth > 0 && s->least[vertex] < s->least[s->path[s->depth - 1]])
        s->least[s->path[s->depth - 1]] = s->least[vertex];
}

static void visit_from(search *s, uint32_t start) {
    enter(s, start);
    while (s->depth > 0) {
        uint32_t vertex = s->path[s->depth - 1];
        if (s->next[vertex] == s->row[vertex + 1]) {
            leave(s);
            continue;
        }
        uint32_t to = s->to[s->next[vertex]++];
        if (to == NONE) continue;
        if (s->arrival[to] == 0)
            enter(s, to);
        else if (s->component[to] == NONE && s->arrival[to] < s->least[vertex])
            s->least[vertex] = s->arrival[to];
    }
}

/* `number` has room for every component and is a scratch array from here on. */
static void number_by_first(uint32_t vertices, uint32_t *component, uint32_t *number, uint32_t count) {
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; i++) number[i] = NONE;
    for (uint32_t v = 0; v < vertices; v++) {
        uint32_t *of = &number[component[v]];
        if (*of == NONE) *of = next++;
        component[v] = *of;
    }
}

bool rs__local_components(uint32_t vertices, const uint32_t *row, const uint32_t *to, uint32_t *component,
                          uint32_t *count) {
    search s = {.row = row, .to = to, .component = component};
    s.arrival = rs__big_array_cleared(vertices, sizeof *s.arrival);
    s.least = rs__big_array(vertices, sizeof *s.least);
    s.next = rs__big_array(vertices, sizeof *s.next);
    s.path = rs__big_array(vertices, sizeof *s.path);
    s.open = rs__big_array(vertices, sizeof *s.open);
    bool done = s.arrival && s.least && s.next && s.path && s.open;
    if (done) {
        for (uint32_t v = 0; v < vertices; v++) component[v] = NONE;
        for (uint32_t v = 0; v < vertices; v++)
            if (s.arrival[v] == 0) visit_from(&s, v);
        number_by_first(vertices, component, s.arrival, s.completed);
        *count = s.completed;
    }
    rs_release(s.arrival);
    rs_release(s.least);
    rs_release(s.next);
    rs_release(s.path);
    rs_release(s.open);
    return done;
}
