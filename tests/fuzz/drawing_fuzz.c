/* Drawings. The input is a line with a name, then what dot is said to have written for three boxes and two lines. What
 * must hold for any of them: what is not understood leaves no line with a way; what is has places that are numbers of
 * some size; the drawing can be written, and in its SVG the name opens no element. */

#include "report/drawing/layout.h"
#include "report/drawing/svg.h"
#include "tests/fuzz/check.h"
#include "tests/unit/support/drawn.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_LIMIT = 1 << 16, TITLE_LINES_MAX = 12 };

static void check_points(const struct drawing *drawing, bool is_read) {
    for (uint32_t i = 0; i < drawing->edge_count; i++) {
        const struct drawing_edge *edge = &drawing->edges[i];
        CHECK(is_read ? edge->point_count >= 4 : edge->point_count == 0);
        for (uint32_t k = 0; k < edge->point_count; k++) {
            CHECK(isfinite(edge->points[k].x) && fabs(edge->points[k].x) < 1e12);
            CHECK(isfinite(edge->points[k].y) && fabs(edge->points[k].y) < 1e12);
        }
    }
}

/* What begins and ends elements in the SVG, laid out in columns. */
static size_t count_elements(struct drawing *drawing) {
    CLEANUP(buffer_done) struct buffer svg = {0};
    size_t count = 0;

    CHECK(drawing_fill_columns(drawing, NULL) == ERR_OK);
    drawing_write_svg(drawing, &svg);
    CHECK(!svg.failed);
    for (size_t i = 0; i < svg.n; i++) {
        count += svg.p[i] == '<';
    }
    return count;
}

static struct drawing make(struct arena *arena, struct drawing_node *nodes, struct drawing_edge *edges,
                           struct str title, struct str name) {
    static const enum relation_kind kinds[] = {NODE_CONTRACT, NODE_HARDWARE, NODE_SOFTWARE};

    for (unsigned i = 0; i < ARRAY_LEN(kinds); i++) {
        nodes[i] = drawn_node(kinds[i], i, name);
    }
    edges[0] = (struct drawing_edge){.from = 0, .to = 1, .relation = RELATION_MAINTAINS, .basis = BASIS_LEDGER};
    edges[1] = (struct drawing_edge){.from = 2, .to = 1, .relation = RELATION_COVERS, .basis = BASIS_BOTH};
    return (struct drawing){
        .arena = arena, .title = title, .nodes = nodes, .node_count = 3, .edges = edges, .edge_count = 2};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str plain = {(const char *)data, size}, name = STR_NONE;
    struct drawing_node nodes[3];
    struct drawing_edge edges[2];

    if (size > SIZE_LIMIT || !arena || !str_cut(&plain, '\n', &name)) {
        return 0;
    }
    struct drawing drawing = make(arena, nodes, edges, name, name);
    bool is_read = drawing_read_plain(&drawing, plain);
    check_points(&drawing, is_read);
    drawing = make(arena, nodes, edges, STR("x"), STR("x"));
    size_t elements = count_elements(&drawing);
    drawing = make(arena, nodes, edges, STR("x"), name);
    CHECK(count_elements(&drawing) == elements);
    drawing = make(arena, nodes, edges, name, name);
    size_t more = count_elements(&drawing) - elements; /* of further lines of the title, which begin and end */
    CHECK(more % 2 == 0 && more / 2 < TITLE_LINES_MAX);
    return 0;
}
