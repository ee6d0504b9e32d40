/* A plain layout of our own: columns from the top. */

#include "report/drawing/layout.h"

#include <stdlib.h>

enum { GAP_ACROSS = 80, GAP_BELOW = 10 };

/* A box and where it would like to be: in the middle of those to its left with which it is connected. */
struct wish {
    double y;
    uint32_t node;
};

static int compare_wishes(const void *a, const void *b) {
    const struct wish *x = a, *y = b;

    if (x->y < y->y || x->y > y->y) {
        return x->y < y->y ? -1 : 1;
    }
    return (x->node > y->node) - (x->node < y->node);
}

static double wish_of(const struct drawing *drawing, uint32_t node) {
    double sum = 0;
    unsigned count = 0;

    for (uint32_t i = 0; i < drawing->edge_count; i++) {
        const struct drawing_edge *edge = &drawing->edges[i];
        uint32_t other = edge->from == node ? edge->to : edge->from;
        bool is_of = edge->from == node || edge->to == node;
        if (is_of && drawing->nodes[other].column < drawing->nodes[node].column) {
            sum += drawing->nodes[other].center.y;
            count++;
        }
    }
    return count ? sum / count : 1e9;
}

/* Returns how many boxes it has. */
static uint32_t fill(struct drawing *drawing, unsigned column, double left, struct wish *wishes) {
    uint32_t count = 0;
    double y = 0;

    for (uint32_t i = 0; i < drawing->node_count; i++) {
        if (drawing->nodes[i].column == column) {
            wishes[count++] = (struct wish){wish_of(drawing, i), i};
        }
    }
    qsort(wishes, count, sizeof *wishes, compare_wishes);
    for (uint32_t i = 0; i < count; i++) {
        struct drawing_node *node = &drawing->nodes[wishes[i].node];
        node->center = (struct point){left + NODE_WIDTH / 2.0, y + node->height / 2};
        y += node->height + GAP_BELOW;
    }
    drawing->height = y > drawing->height ? y : drawing->height;
    return count;
}

static bool draw_line(struct drawing *drawing, struct drawing_edge *edge) {
    const struct drawing_node *from = &drawing->nodes[edge->from], *to = &drawing->nodes[edge->to];
    double way = from->column == to->column ? -1 : from->column < to->column ? 1 : -1;
    double other = from->column == to->column ? 1 : way;
    struct point begin = {from->center.x + way * NODE_WIDTH / 2, from->center.y};
    struct point end = {to->center.x - other * NODE_WIDTH / 2, to->center.y};

    edge->points = arena_alloc_array(drawing->arena, 4, sizeof *edge->points);
    if (!edge->points) {
        return false;
    }
    edge->points[0] = begin;
    edge->points[1] = (struct point){begin.x + way * GAP_ACROSS / 2, begin.y};
    edge->points[2] = (struct point){end.x - other * GAP_ACROSS / 2, end.y};
    edge->points[3] = end;
    edge->point_count = 4;
    return true;
}

enum err_code drawing_fill_columns(struct drawing *drawing, struct err *err) {
    struct wish *wishes = calloc((size_t)drawing->node_count + 1, sizeof *wishes);
    double left = GAP_ACROSS / 2.0;
    bool is_ok = wishes != NULL;

    drawing->height = 0;
    for (unsigned column = 0; is_ok && column < DRAWING_COLUMNS; column++) {
        left += fill(drawing, column, left, wishes) ? NODE_WIDTH + GAP_ACROSS : 0;
    }
    drawing->width = left;
    for (uint32_t i = 0; is_ok && i < drawing->edge_count; i++) {
        is_ok = draw_line(drawing, &drawing->edges[i]);
    }
    free(wishes);
    return is_ok ? ERR_OK : err_no_memory(err);
}
