#include "report/drawing/dot.h"

#include "report/drawing/decimal.h"

static const char *const shapes[RELATION_KIND_COUNT] = {
    [NODE_SYSTEM] = "folder", [NODE_HARDWARE] = "box3d", [NODE_VM] = "box",         [NODE_OS] = "component",
    [NODE_SOFTWARE] = "box",  [NODE_LICENSE] = "note",   [NODE_CONTRACT] = "tab",   [NODE_CIRCUIT] = "hexagon",
    [NODE_DOMAIN] = "oval",   [NODE_CLOUD] = "septagon", [NODE_FACILITY] = "house",
};

static void append_quoted(struct buffer *out, struct str text) {
    buffer_append_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '"' || c == '\\') {
            buffer_append_char(out, '\\');
        }
        buffer_append_char(out, c < 0x20 || c == 0x7F ? ' ' : (char)c);
    }
    buffer_append_char(out, '"');
}

/* Its lines, one below the other. */
static void append_label(const struct drawing_node *node, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer quoted = {0};

    append_quoted(&quoted, node->caption);
    for (unsigned i = 0; i < node->line_count; i++) {
        quoted.n -= quoted.n ? 1 : 0; /* the quote at the end: the next line goes on behind it */
        buffer_append(&quoted, STR("\\n"));
        size_t start = quoted.n;
        append_quoted(&quoted, node->lines[i]);
        if (!quoted.failed) {
            memmove(quoted.p + start, quoted.p + start + 1, quoted.n - start - 1); /* its quote at the beginning */
            quoted.n--;
        }
    }
    buffer_append(out, buffer_view(&quoted));
    out->failed |= quoted.failed;
}

static void append_node(const struct drawing *drawing, uint32_t number, bool with_texts, struct buffer *out) {
    const struct drawing_node *node = &drawing->nodes[number];

    buffer_printf(out, "    n%u [width=", number);
    decimal_append(out, NODE_WIDTH / 72.0, 4);
    buffer_append(out, STR(" height="));
    decimal_append(out, node->height / 72.0, 4);
    if (with_texts) {
        buffer_printf(out, " shape=%s label=", shapes[node->kind]);
        append_label(node, out);
        buffer_append(out, node->is_outside ? STR(" style=dashed") : STR_NONE);
    }
    buffer_append(out, STR("]\n"));
}

static void append_column(const struct drawing *drawing, unsigned column, bool with_texts, struct buffer *out) {
    buffer_printf(out, "  { rank=same\n    c%u [style=invis width=0.01 height=0.01%s]\n", column,
                  with_texts ? " label=\"\"" : "");
    for (uint32_t i = 0; i < drawing->node_count; i++) {
        if (drawing->nodes[i].column == column) {
            append_node(drawing, i, with_texts, out);
        }
    }
    buffer_append(out, STR("  }\n"));
}

static bool has_column(const struct drawing *drawing, unsigned column) {
    for (uint32_t i = 0; i < drawing->node_count; i++) {
        if (drawing->nodes[i].column == column) {
            return true;
        }
    }
    return false;
}

/* Empty columns take no room; the others stay in their order. */
static void append_columns(const struct drawing *drawing, bool with_texts, struct buffer *out) {
    int before = -1;

    for (unsigned column = 0; column < DRAWING_COLUMNS; column++) {
        if (has_column(drawing, column)) {
            append_column(drawing, column, with_texts, out);
            if (before >= 0) {
                buffer_printf(out, "  c%d -> c%u [style=invis]\n", before, column);
            }
            before = (int)column;
        }
    }
}

static const char *style_of(enum relation_basis basis) {
    return basis == BASIS_BOTH ? "solid" : basis == BASIS_LEDGER ? "dashed" : "dotted";
}

/* All from left to right; the arrow points where it should. */
static void append_edge(const struct drawing *drawing, const struct drawing_edge *edge, bool with_texts,
                        struct buffer *out) {
    bool is_forward = drawing_is_left(&drawing->nodes[edge->from], &drawing->nodes[edge->to]);
    uint32_t left = is_forward ? edge->from : edge->to, right = is_forward ? edge->to : edge->from;

    buffer_printf(out, "  n%u -> n%u", left, right);
    if (with_texts) {
        buffer_printf(out, " [style=%s dir=%s tooltip=", style_of(edge->basis), is_forward ? "forward" : "back");
        append_quoted(out, str_from(relation_name(edge->relation)));
        buffer_append_char(out, ']');
    }
    buffer_append_char(out, '\n');
}

void drawing_write_dot(const struct drawing *drawing, bool with_texts, struct buffer *out) {
    buffer_append(out, STR("digraph relations {\n  graph [rankdir=LR nodesep=0.12 ranksep=1.1"));
    if (with_texts) {
        buffer_append(out, STR(" charset=\"UTF-8\" label="));
        append_quoted(out, drawing->title);
    }
    buffer_append(out, STR("]\n  node [shape=box fixedsize=true"));
    buffer_append(out, with_texts ? STR(" fontname=\"sans-serif\" fontsize=11") : STR(" label=\"\""));
    /* Lines end at their boxes: heads are drawn on them. */
    buffer_append(out, with_texts ? STR("]\n") : STR("]\n  edge [dir=none]\n"));
    append_columns(drawing, with_texts, out);
    for (uint32_t i = 0; i < drawing->edge_count; i++) {
        append_edge(drawing, &drawing->edges[i], with_texts, out);
    }
    buffer_append(out, STR("}\n"));
}
