#include "report/relations/drawing.h"

#include "base/buffer.h"
#include "report/drawing/text.h"
#include "report/drawing/text_width.h"
#include "report/relations/group.h"

#include <stdlib.h>

enum { MEMBERS_LISTED = 20 };

/* --- boxes ---------------------------------------------------------------------------------------------------------
 */

/* Left to right: where it stands and what keeps it up, machines, virtual ones, what runs there, licences. */
static const unsigned char columns[RELATION_KIND_COUNT] = {
    [NODE_FACILITY] = 0, [NODE_CONTRACT] = 0, [NODE_CIRCUIT] = 0,  [NODE_DOMAIN] = 0,
    [NODE_CLOUD] = 1,    [NODE_SYSTEM] = 0,   [NODE_HARDWARE] = 1, [NODE_VM] = 2,
    [NODE_OS] = 3,       [NODE_SOFTWARE] = 3, [NODE_LICENSE] = 4,
};
enum { COLUMN_BEHIND_LICENSES = 5 };

static void set_lines(struct drawing_node *node, struct arena *arena, struct str text) {
    size_t end = text_fit(text, LINE_WIDTH);

    if (end == text.n || end == 0) {
        node->lines[0] = text_cut(arena, text, LINE_WIDTH);
        node->line_count = 1;
    } else {
        node->lines[0] = arena_dup(arena, str_sub(text, 0, end));
        node->lines[1] = text_cut(arena, str_sub(text, end, SIZE_MAX), LINE_WIDTH);
        node->line_count = 2;
    }
    node->height = drawing_node_height(node->line_count);
}

static void append_line(struct buffer *out, const char *name, struct str text) {
    if (text.n) {
        buffer_printf(out, "\n%s: %.*s", name, STR_FMT(text));
    }
}

static void append_rows(struct buffer *out, struct str rows) {
    if (rows.n) {
        buffer_printf(out, "\n%.*s", STR_FMT(rows));
    }
}

/* All that is known of the things in the box. */
static struct str title_of(const struct drawing_request *request, const struct relation_box *box, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer out = {0};
    const struct graph_node *first = relation_graph_node(request->graph, box->members[0]);
    struct str text = graph_node_text(first);
    bool is_machine = first->system != GRAPH_NONE;

    buffer_printf(&out, "%s %.*s", drawing_kind(first->kind, request->language), STR_FMT(first->id));
    if (first->label.n) {
        buffer_printf(&out, " %.*s", STR_FMT(text));
    }
    for (uint32_t i = 1; i < box->member_count && i < MEMBERS_LISTED; i++) {
        const struct graph_node *node = relation_graph_node(request->graph, box->members[i]);
        buffer_printf(&out, "\n%.*s %.*s", STR_FMT(node->id), STR_FMT(node->label));
    }
    buffer_append(&out, box->member_count > MEMBERS_LISTED ? STR("\n…") : STR_NONE);
    if (is_machine) {
        append_line(&out, drawing_kind(NODE_SYSTEM, request->language),
                    relation_graph_system_name(request->graph, first->system));
        buffer_printf(&out, "\n%s", drawing_basis(first->basis, request->language));
    }
    if (box->member_count == 1) {
        append_rows(&out, first->ledger_evidence);
        append_rows(&out, first->snapshot_evidence);
    }
    return out.failed ? STR_NONE : arena_dup(arena, buffer_view(&out));
}

static struct str caption_of(const struct drawing_request *request, const struct relation_box *box,
                             struct arena *arena) {
    const struct graph_node *first = relation_graph_node(request->graph, box->members[0]);
    const char *kind = drawing_kind(first->kind, request->language);
    bool is_japanese = request->language == LANGUAGE_JA;
    struct str caption;

    if (box->machines > 1) {
        caption = arena_printf(arena, "%s %u%s%s", kind, box->machines, is_japanese ? "" : " ",
                               drawing_text(DRAWING_TEXT_MACHINES, request->language));
    } else {
        caption = arena_printf(arena, "%s %.*s", kind, STR_FMT(first->label.n ? first->id : STR_NONE));
    }
    bool is_outside = request->system != GRAPH_NONE && first->system != GRAPH_NONE && first->system != request->system;
    if (is_outside && box->member_count == 1) {
        struct str system = relation_graph_system_name(request->graph, first->system);
        caption = arena_printf(arena, "%.*s (%s %.*s)", STR_FMT(caption),
                               drawing_text(DRAWING_TEXT_OF_SYSTEM, request->language), STR_FMT(system));
    }
    return text_cut(arena, caption, CAPTION_WIDTH);
}

static struct str name_of(const struct drawing_request *request, const struct relation_box *box, struct arena *arena) {
    const struct graph_node *first = relation_graph_node(request->graph, box->members[0]);
    struct str text = graph_node_text(first);
    const char *others = drawing_text(DRAWING_TEXT_AND_OTHERS, request->language);

    if (box->is_rest) {
        return arena_printf(arena, "%s (%u)", drawing_text(DRAWING_TEXT_OTHERS, request->language), box->member_count);
    }
    return box->member_count == 1 ? text : arena_printf(arena, "%.*s %s", STR_FMT(text), others);
}

static void make_node(const struct drawing_request *request, const struct relation_box *box, struct arena *arena,
                      struct drawing_node *node) {
    const struct graph_node *first = relation_graph_node(request->graph, box->members[0]);

    *node = (struct drawing_node){
        .kind = first->kind,
        .caption = caption_of(request, box, arena),
        .title = title_of(request, box, arena),
        .basis = first->system == GRAPH_NONE ? BASIS_LEDGER : first->basis,
        .column = columns[first->kind],
        .is_outside = request->system != GRAPH_NONE && first->system != GRAPH_NONE && first->system != request->system,
    };
    for (uint32_t i = 0; i < box->member_count && request->focus.n; i++) {
        node->is_focus |= relation_is_called(relation_graph_node(request->graph, box->members[i]), request->focus);
    }
    node->name = name_of(request, box, arena);
    set_lines(node, arena, node->name);
}

/* A contract that is for licences alone stands behind them. */
static void move_contracts(struct drawing *drawing) {
    for (uint32_t i = 0; i < drawing->node_count; i++) {
        bool is_contract = drawing->nodes[i].kind == NODE_CONTRACT, has_license = false, has_other = false;
        for (uint32_t k = 0; is_contract && k < drawing->edge_count; k++) {
            if (drawing->edges[k].from == i) {
                bool is_license = drawing->nodes[drawing->edges[k].to].kind == NODE_LICENSE;
                has_license |= is_license;
                has_other |= !is_license;
            }
        }
        drawing->nodes[i].column = has_license && !has_other ? COLUMN_BEHIND_LICENSES : drawing->nodes[i].column;
    }
}

enum err_code relation_drawing_make(const struct drawing_request *request, struct arena *arena,
                                    struct drawing *ret_drawing, enum drawing_grouping *ret_grouping, struct err *err) {
    CLEANUP(relation_groups_done) struct relation_groups groups = {0};
    struct drawing drawing = {.arena = arena, .language = request->language};
    enum err_code code = relation_groups_make(request->graph, request->selection, request->system, &groups, err);

    if (code != ERR_OK) {
        return code;
    }
    drawing.nodes = arena_alloc_array(arena, (size_t)groups.box_count + 1, sizeof *drawing.nodes);
    drawing.edges = arena_alloc_array(arena, (size_t)groups.line_count + 1, sizeof *drawing.edges);
    if (!drawing.nodes || !drawing.edges) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < groups.box_count; i++) {
        make_node(request, &groups.boxes[i], arena, &drawing.nodes[drawing.node_count++]);
    }
    for (uint32_t i = 0; i < groups.line_count; i++) {
        const struct graph_edge *line = &groups.lines[i];
        drawing.edges[drawing.edge_count++] = (struct drawing_edge){
            .from = line->from, .to = line->to, .relation = line->relation, .basis = line->basis, .count = line->count};
    }
    move_contracts(&drawing);
    if (arena_failed(arena)) {
        return err_no_memory(err);
    }
    *ret_drawing = drawing;
    *ret_grouping = groups.grouping;
    return ERR_OK;
}
