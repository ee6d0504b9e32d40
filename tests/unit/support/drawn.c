#include "tests/unit/support/drawn.h"

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
        drawing.nodes[0] = drawn_node(NODE_CONTRACT, 0, STR("K1"));
        drawing.nodes[1] = drawn_node(NODE_HARDWARE, 1, STR("esx1"));
        drawing.nodes[2] = drawn_node(NODE_VM, 2, STR("vm1"));
        drawing.nodes[3] = drawn_node(NODE_SOFTWARE, 3, name);
        drawing.nodes[4] = drawn_node(NODE_SOFTWARE, 3, STR("PostgreSQL"));
        drawing.nodes[5] = drawn_node(NODE_LICENSE, 4, STR("L1"));
        memcpy(drawing.edges, edges, sizeof edges);
    }
    return drawing;
}
