#include "tests/unit/support/drawn.h"

static struct drawing_node node(enum relation_kind kind, unsigned column, struct str name) {
    return (struct drawing_node){.kind = kind,
                                 .caption = name,
                                 .name = name,
                                 .lines = {name},
                                 .line_count = 1,
                                 .title = name,
                                 .basis = BASIS_BOTH,
                                 .column = column,
                                 .height = drawing_node_height(1)};
}

struct drawing drawn_small(struct arena *arena, struct str name) {
    static const struct drawing_edge edges[] = {
        {.from = 0, .to = 1, .relation = RELATION_MAINTAINS, .basis = BASIS_LEDGER, .count = 1},
        {.from = 1, .to = 2, .relation = RELATION_HOSTS, .basis = BASIS_OBSERVED, .count = 1},
        {.from = 2, .to = 3, .relation = RELATION_RUNS, .basis = BASIS_BOTH, .count = 1},
        {.from = 2, .to = 4, .relation = RELATION_RUNS, .basis = BASIS_BOTH, .count = 1},
        {.from = 5, .to = 3, .relation = RELATION_COVERS, .basis = BASIS_BOTH, .count = 2},
    };
    struct drawing drawing = {.arena = arena, .title = STR("図"), .node_count = 6, .edge_count = ARRAY_LEN(edges)};

    drawing.nodes = arena_alloc_array(arena, drawing.node_count, sizeof *drawing.nodes);
    drawing.edges = arena_alloc_array(arena, drawing.edge_count, sizeof *drawing.edges);
    if (drawing.nodes && drawing.edges) {
        drawing.nodes[0] = node(NODE_CONTRACT, 0, STR("K1"));
        drawing.nodes[1] = node(NODE_HARDWARE, 1, STR("esx1"));
        drawing.nodes[2] = node(NODE_VM, 2, STR("vm1"));
        drawing.nodes[3] = node(NODE_SOFTWARE, 3, name);
        drawing.nodes[4] = node(NODE_SOFTWARE, 3, STR("PostgreSQL"));
        drawing.nodes[5] = node(NODE_LICENSE, 4, STR("L1"));
        memcpy(drawing.edges, edges, sizeof edges);
    }
    return drawing;
}
