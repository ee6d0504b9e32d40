#pragma once
/* A drawing of things and what is between them: boxes of fixed sizes in columns, and lines. It is made by
 * report/relations/drawing.h, gets its places from report/drawing/layout.h, and is written by report/drawing/svg.h and
 * report/drawing/dot.h. One thread. */

#include "base/arena.h"
#include "findings/code.h"
#include "findings/relation_records.h"

/* In pixels. */
#define NODE_WIDTH      196
#define NODE_TEXT_WIDTH 176
#define TEXT_SIZE       12
#define CAPTION_SIZE    9
enum { NODE_LINES_MAX = 2 };
/* Of what fits, as report/drawing/text_width.h reckons. */
#define LINE_WIDTH    (NODE_TEXT_WIDTH * 1000 / TEXT_SIZE)
#define CAPTION_WIDTH (NODE_TEXT_WIDTH * 1000 / CAPTION_SIZE)
/* Columns are numbered from the left. */
enum { DRAWING_COLUMNS = 6 };

/* Larger ones are grouped first. */
#define DRAWING_NODES_MAX 300
#define DRAWING_EDGES_MAX 1500

struct point {
    double x, y; /* pixels from the upper left corner */
};

/* Texts live as long as the drawing's arena. */
struct drawing_node {
    enum relation_kind kind;
    struct str caption; /* what it is: "Hardware HW-0001"; fits */
    struct str name;
    struct str lines[NODE_LINES_MAX]; /* the name, or its beginning; each fits */
    unsigned line_count;
    struct str title; /* all that is known, in lines */
    struct str link;  /* where it leads; empty: nowhere */
    bool is_outside;  /* of another system */
    bool is_focus;
    enum relation_basis basis;
    unsigned column;
    double height;
    struct point center;
};

struct drawing_edge {
    uint32_t from, to; /* nodes */
    enum relation relation;
    enum relation_basis basis;
    uint32_t count;
    struct point *points; /* of a curve: a beginning, and three for each piece (cubic Bézier) */
    uint32_t point_count;
};

struct drawing {
    struct arena *arena;
    enum language language;
    struct str title, subtitle;
    struct str note; /* what is to be said of the drawing itself; may be empty */
    struct drawing_node *nodes;
    uint32_t node_count;
    struct drawing_edge *edges;
    uint32_t edge_count;
    double width, height; /* of what is laid out, without title and legend */
};

static inline double drawing_node_height(unsigned lines) {
    return 24 + 15.0 * lines;
}
/* Is the node drawn left of the other? Lines are laid out from left to right, whatever their direction. */
static inline bool drawing_is_left(const struct drawing_node *a, const struct drawing_node *b) {
    return a->column <= b->column;
}
