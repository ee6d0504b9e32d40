/* What `dot -Tplain` writes: "graph SCALE WIDTH HEIGHT", "node NAME X Y …", "edge TAIL HEAD N X1 Y1 …", "stop", in
 * inches from the lower left corner. */

#include "report/drawing/decimal.h"
#include "report/drawing/layout.h"

enum { PER_INCH = 72 };

struct reading {
    struct drawing *drawing;
    bool has_graph;
    bool *is_placed;
    uint32_t next_edge;
};

static bool next_word(struct str *line, struct str *ret_word) {
    while (line->n && line->p[0] == ' ') {
        *line = str_sub(*line, 1, SIZE_MAX);
    }
    size_t n = 0;
    while (n < line->n && line->p[n] != ' ') {
        n++;
    }
    *ret_word = str_sub(*line, 0, n);
    *line = str_sub(*line, n, SIZE_MAX);
    return n > 0;
}

/* A length in pixels. */
static bool next_length(struct str *line, double *ret_length) {
    struct str word;
    double inches;

    if (!next_word(line, &word) || !decimal_read(word, &inches)) {
        return false;
    }
    *ret_length = inches * PER_INCH;
    return true;
}

/* dot fills columns upwards: turned upside down, boxes are in their order from the top. */
static bool next_point(struct str *line, struct point *ret_point) {
    return next_length(line, &ret_point->x) && next_length(line, &ret_point->y);
}

static bool next_count(struct str *line, uint32_t most, uint32_t *ret_count) {
    struct str word;
    uint64_t count = 0;

    if (!next_word(line, &word)) {
        return false;
    }
    for (size_t i = 0; i < word.n; i++) {
        if (!str_is_digit(word.p[i]) || count > most) {
            return false;
        }
        count = count * 10 + (uint64_t)(word.p[i] - '0');
    }
    *ret_count = (uint32_t)count;
    return count <= most;
}

/* "n12"; ours are no other. */
static bool next_node(const struct reading *reading, struct str *line, uint32_t *ret_node, bool *ret_is_anchor) {
    struct str word;

    if (!next_word(line, &word) || word.n < 2) {
        return false;
    }
    *ret_is_anchor = word.p[0] == 'c';
    struct str digits = str_sub(word, 1, SIZE_MAX);
    uint32_t count = reading->drawing->node_count;
    return *ret_is_anchor || (word.p[0] == 'n' && next_count(&digits, count, ret_node) && *ret_node < count);
}

static bool read_node(struct reading *reading, struct str line) {
    struct point center;
    bool is_anchor;
    uint32_t node = 0;

    if (!next_node(reading, &line, &node, &is_anchor) || !next_point(&line, &center)) {
        return false;
    }
    if (!is_anchor) {
        reading->drawing->nodes[node].center = center;
        reading->is_placed[node] = true;
    }
    return true;
}

static bool is_of(const struct drawing *drawing, const struct drawing_edge *edge, uint32_t left, uint32_t right) {
    bool is_forward = drawing_is_left(&drawing->nodes[edge->from], &drawing->nodes[edge->to]);
    return is_forward ? edge->from == left && edge->to == right : edge->to == left && edge->from == right;
}

/* The next line between the two that has no way yet: dot may tell them in another order than it was told. */
static struct drawing_edge *find_edge(struct reading *reading, uint32_t left, uint32_t right) {
    struct drawing *drawing = reading->drawing;

    for (uint32_t i = 0; i < drawing->edge_count; i++) {
        struct drawing_edge *edge = &drawing->edges[(reading->next_edge + i) % drawing->edge_count];
        if (edge->point_count == 0 && is_of(drawing, edge, left, right)) {
            reading->next_edge = (uint32_t)(edge - drawing->edges) + 1;
            return edge;
        }
    }
    return NULL;
}

static void turn_round(struct point *points, uint32_t count) {
    for (uint32_t i = 0; i < count / 2; i++) {
        struct point point = points[i];
        points[i] = points[count - 1 - i];
        points[count - 1 - i] = point;
    }
}

static bool read_edge(struct reading *reading, struct str line) {
    struct drawing *drawing = reading->drawing;
    uint32_t left = 0, right = 0, count;
    bool is_anchor, is_anchor_too;

    if (!next_node(reading, &line, &left, &is_anchor) || !next_node(reading, &line, &right, &is_anchor_too)) {
        return false;
    }
    if (is_anchor || is_anchor_too) {
        return true;
    }
    struct drawing_edge *edge = find_edge(reading, left, right);
    if (!edge || !next_count(&line, 10000, &count) || count < 4 || count % 3 != 1) {
        return false;
    }
    edge->points = arena_alloc_array(drawing->arena, count, sizeof *edge->points);
    for (uint32_t i = 0; edge->points && i < count; i++) {
        if (!next_point(&line, &edge->points[i])) {
            return false;
        }
    }
    edge->point_count = edge->points ? count : 0;
    if (edge->from != left) {
        turn_round(edge->points, edge->point_count);
    }
    return edge->points != NULL;
}

static bool read_graph(struct reading *reading, struct str line) {
    double scale;

    reading->has_graph = next_length(&line, &scale) && next_length(&line, &reading->drawing->width) &&
                         next_length(&line, &reading->drawing->height);
    return reading->has_graph;
}

static bool read_line(struct reading *reading, struct str line, bool *ret_is_over) {
    struct str word;

    if (!next_word(&line, &word)) {
        return false;
    }
    if (str_eq(word, STR("graph"))) {
        return read_graph(reading, line);
    }
    *ret_is_over = str_eq(word, STR("stop"));
    if (*ret_is_over || !reading->has_graph) {
        return *ret_is_over && reading->has_graph;
    }
    return str_eq(word, STR("node")) ? read_node(reading, line) : str_eq(word, STR("edge")) && read_edge(reading, line);
}

static bool is_whole(const struct reading *reading) {
    for (uint32_t i = 0; i < reading->drawing->node_count; i++) {
        if (!reading->is_placed[i]) {
            return false;
        }
    }
    for (uint32_t i = 0; i < reading->drawing->edge_count; i++) {
        if (reading->drawing->edges[i].point_count == 0) {
            return false;
        }
    }
    return true;
}

bool drawing_read_plain(struct drawing *drawing, struct str plain) {
    struct reading reading = {.drawing = drawing};
    bool is_ok = true, is_over = false;
    struct str line;

    reading.is_placed = arena_alloc_array(drawing->arena, (size_t)drawing->node_count + 1, sizeof(bool));
    is_ok = reading.is_placed != NULL;
    while (is_ok && !is_over && str_cut(&plain, '\n', &line)) {
        is_ok = read_line(&reading, line, &is_over);
    }
    is_ok = is_ok && is_over && is_whole(&reading);
    for (uint32_t i = 0; !is_ok && i < drawing->edge_count; i++) {
        drawing->edges[i].point_count = 0;
    }
    return is_ok;
}
