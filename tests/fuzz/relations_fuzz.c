/* relations.csv of results, and the drawings made of it. The first line is what a drawing is to be about, the rest the
 * file. What must hold for any bytes: the file is refused, or its edges are between its nodes; each machine is in the
 * drawing of some system; drawings have no more boxes and lines than may be, and no element that a text has opened. */

#include "report/drawing/layout.h"
#include "report/drawing/svg.h"
#include "report/relations/drawing.h"
#include "tests/fuzz/memory_directory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct relation_graph *read_graph(struct str rows) {
    CLEANUP(result_set_free_cleanup) struct result_set *results = NULL;
    struct memory_directory directory;
    struct relation_graph *graph = NULL;
    struct err err = {0};

    memory_directory_new(&directory);
    memory_directory_write(&directory, "summary.json",
                           STR("{\"format\":1,\"as_of\":\"2027-03-31\",\"language\":\"ja\"}"));
    memory_directory_write(&directory, "relations.csv", rows);
    CHECK(result_set_open(directory.path, &results, NULL) == ERR_OK);
    CHECK(relation_graph_read(results, &graph, &err) == err.code && !graph == (err.code != ERR_OK));
    CHECK(graph || err.file[0]);
    memory_directory_done(&directory);
    return graph;
}

static void check_graph(const struct relation_graph *graph) {
    uint32_t count, nodes = relation_graph_nodes(graph), systems = relation_graph_systems(graph);
    const struct graph_edge *edges = relation_graph_edges(graph, &count);

    for (uint32_t i = 0; i < count; i++) {
        CHECK(edges[i].from < nodes && edges[i].to < nodes && edges[i].system < systems);
    }
    for (uint32_t i = 0; i < nodes; i++) {
        const struct graph_node *node = relation_graph_node(graph, i);
        CHECK(node->system == GRAPH_NONE || node->system < systems);
    }
}

/* --- drawings --- */

static size_t count_char(const struct buffer *text, char c) {
    size_t count = 0;

    for (size_t i = 0; i < text->n; i++) {
        count += text->p[i] == c;
    }
    return count;
}

/* A < begins an element, and each is closed by a >; texts have neither. */
static void check_svg(struct drawing *drawing) {
    CLEANUP(buffer_done) struct buffer svg = {0};

    CHECK(drawing_fill_columns(drawing, NULL) == ERR_OK);
    drawing_write_svg(drawing, &svg);
    CHECK(!svg.failed && count_char(&svg, '<') == count_char(&svg, '>'));
    CHECK(str_find(buffer_view(&svg), STR("<script")) < 0);
}

static void check_drawing(const struct relation_graph *graph, const struct relation_selection *selection,
                          uint32_t system, struct str focus) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct drawing_request request = {graph, selection, LANGUAGE_JA, system, focus};
    struct drawing drawing = {0};
    enum drawing_grouping grouping;

    CHECK(arena && relation_drawing_make(&request, arena, &drawing, &grouping, NULL) == ERR_OK);
    CHECK(drawing.node_count <= DRAWING_NODES_MAX && drawing.edge_count <= DRAWING_EDGES_MAX);
    for (uint32_t i = 0; i < drawing.edge_count; i++) {
        CHECK(drawing.edges[i].from < drawing.node_count && drawing.edges[i].to < drawing.node_count);
    }
    drawing.title = focus;
    check_svg(&drawing);
}

static void check_drawings(const struct relation_graph *graph, struct str focus) {
    CLEANUP(relation_selector_free_cleanup) struct relation_selector *selector = NULL;
    struct relation_selection selection;
    uint32_t nodes = relation_graph_nodes(graph);
    bool *is_selected = calloc(nodes + 1, sizeof *is_selected);

    CHECK(is_selected && relation_selector_new(graph, &selector, NULL) == ERR_OK);
    for (uint32_t system = relation_graph_systems(graph); system-- > 0;) {
        selection = relation_select_system(selector, system);
        for (uint32_t i = 0; i < selection.node_count; i++) {
            CHECK(selection.nodes[i] < nodes);
            is_selected[selection.nodes[i]] = true;
        }
        check_drawing(graph, &selection, system, focus);
    }
    for (uint32_t i = 0; i < nodes; i++) {
        CHECK(is_selected[i] || relation_graph_node(graph, i)->system == GRAPH_NONE);
    }
    free(is_selected);
    selection = relation_select_dependents(selector, focus);
    check_drawing(graph, &selection, GRAPH_NONE, focus);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(relation_graph_free_cleanup) struct relation_graph *graph = NULL;
    struct str rows = {size ? (const char *)data : "", size}, focus = STR_NONE;

    if (!str_cut(&rows, '\n', &focus) || !rows.p) {
        return 0;
    }
    graph = read_graph(rows);
    if (graph) {
        check_graph(graph);
        check_drawings(graph, focus);
    }
    return 0;
}
