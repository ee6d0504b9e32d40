#include "report/drawing/text.h"
#include "report/drawing/text_width.h"
#include "report/relations/index.h"

#include <stdlib.h>

/* Lines between systems: what hosts or is connected with a machine of another one. */
struct linking {
    const struct relation_graph *graph;
    uint32_t *box_of; /* by system; GRAPH_NONE */
    struct drawing *drawing;
    uint32_t capacity;
};

static void make_box(const struct relation_entry *entry, enum language language, struct arena *arena,
                     struct drawing_node *node) {
    uint64_t machines = entry->counts[NODE_HARDWARE] + entry->counts[NODE_VM];

    *node = (struct drawing_node){
        .kind = NODE_SYSTEM,
        .caption = text_cut(arena,
                            arena_printf(arena, "%s %llu / %s %llu", drawing_kind(NODE_HARDWARE, language),
                                         (unsigned long long)machines, drawing_kind(NODE_SOFTWARE, language),
                                         (unsigned long long)entry->counts[NODE_SOFTWARE]),
                            CAPTION_WIDTH),
        .name = entry->name,
        .lines = {text_cut(arena, entry->name, LINE_WIDTH)},
        .line_count = 1,
        .title = entry->name,
        .link = arena_printf(arena, "relations/%s.svg", entry->file),
        .basis = BASIS_BOTH,
        .height = drawing_node_height(1),
    };
}

static int compare_edges(const void *a, const void *b) {
    const struct drawing_edge *x = a, *y = b;

    if (x->from != y->from) {
        return x->from < y->from ? -1 : 1;
    }
    if (x->to != y->to) {
        return x->to < y->to ? -1 : 1;
    }
    return (x->relation > y->relation) - (x->relation < y->relation);
}

static void fold(struct drawing *drawing) {
    uint32_t kept = 0;

    qsort(drawing->edges, drawing->edge_count, sizeof *drawing->edges, compare_edges);
    for (uint32_t i = 0; i < drawing->edge_count; i++) {
        struct drawing_edge *last = kept ? &drawing->edges[kept - 1] : NULL;
        if (last && compare_edges(last, &drawing->edges[i]) == 0) {
            last->basis |= drawing->edges[i].basis;
            last->count += drawing->edges[i].count;
        } else {
            drawing->edges[kept++] = drawing->edges[i];
        }
    }
    drawing->edge_count = kept < DRAWING_EDGES_MAX ? kept : DRAWING_EDGES_MAX;
}

static bool add_link(struct linking *linking, const struct graph_edge *edge) {
    struct drawing *drawing = linking->drawing;
    uint32_t from_system = relation_graph_node(linking->graph, edge->from)->system;
    uint32_t to_system = relation_graph_node(linking->graph, edge->to)->system;

    if (from_system == GRAPH_NONE || to_system == GRAPH_NONE || from_system == to_system ||
        linking->box_of[from_system] == GRAPH_NONE || linking->box_of[to_system] == GRAPH_NONE) {
        return true;
    }
    drawing->edges =
        arena_grow(drawing->arena, drawing->edges, drawing->edge_count, 1, &linking->capacity, sizeof *drawing->edges);
    if (!drawing->edges) {
        return false;
    }
    drawing->edges[drawing->edge_count++] = (struct drawing_edge){.from = linking->box_of[from_system],
                                                                  .to = linking->box_of[to_system],
                                                                  .relation = edge->relation,
                                                                  .basis = edge->basis,
                                                                  .count = edge->count};
    return true;
}

/* Who hosts others, or is connected with them, stands to their left where there is room. */
static void set_columns(struct drawing *drawing) {
    for (unsigned round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < drawing->edge_count; i++) {
            struct drawing_node *from = &drawing->nodes[drawing->edges[i].from];
            struct drawing_node *to = &drawing->nodes[drawing->edges[i].to];
            if (to->column <= from->column && from->column < 2) {
                to->column = from->column + 1;
            }
        }
    }
}

/* Boxes without lines would be one long column: they fill the others. */
static void spread(struct drawing *drawing) {
    bool *has_line = arena_alloc_array(drawing->arena, (size_t)drawing->node_count + 1, sizeof *has_line);
    unsigned next = 0;

    for (uint32_t i = 0; has_line && i < drawing->edge_count; i++) {
        has_line[drawing->edges[i].from] = has_line[drawing->edges[i].to] = true;
    }
    for (uint32_t i = 0; has_line && i < drawing->node_count; i++) {
        if (!has_line[i]) {
            drawing->nodes[i].column = next++ % 3;
        }
    }
}

enum err_code relation_overview_make(const struct relation_graph *graph, const struct relation_entry *entries,
                                     uint32_t count, enum language language, struct arena *arena,
                                     struct drawing *ret_drawing, struct err *err) {
    struct drawing drawing = {.arena = arena, .language = language};
    struct linking linking = {.graph = graph, .drawing = &drawing};
    uint32_t systems = relation_graph_systems(graph), edges = 0;
    const struct graph_edge *all = relation_graph_edges(graph, &edges);
    bool is_ok = true;

    drawing.nodes = arena_alloc_array(arena, (size_t)count + 1, sizeof *drawing.nodes);
    linking.box_of = arena_alloc_array(arena, (size_t)systems + 1, sizeof *linking.box_of);
    if (!drawing.nodes || !linking.box_of) {
        return err_no_memory(err);
    }
    memset(linking.box_of, 0xFF, systems * sizeof *linking.box_of);
    for (uint32_t i = 0; i < count && i < DRAWING_NODES_MAX; i++) {
        linking.box_of[entries[i].system] = drawing.node_count;
        make_box(&entries[i], language, arena, &drawing.nodes[drawing.node_count++]);
    }
    for (uint32_t i = 0; is_ok && i < edges; i++) {
        is_ok = add_link(&linking, &all[i]);
    }
    if (!is_ok || arena_failed(arena)) {
        return err_no_memory(err);
    }
    if (drawing.edge_count) {
        fold(&drawing);
    }
    set_columns(&drawing);
    spread(&drawing);
    drawing.title = arena_dup(arena, str_from(drawing_text(DRAWING_TEXT_TITLE, language)));
    *ret_drawing = drawing;
    return ERR_OK;
}
