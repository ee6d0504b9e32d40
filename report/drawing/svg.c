#include "report/drawing/svg.h"

#include "base/text.h"
#include "report/drawing/decimal.h"
#include "report/drawing/shape.h"
#include "report/drawing/text.h"
#include "report/drawing/text_width.h"

#include <stdio.h>

enum { MARGIN = 24, HEAD = 64, LEGEND_ROW = 22, LEGEND_CELL = 170, LEGEND_WIDTH_MIN = 760 };
/* What does not fit into so many lines above or below the boxes stands in the description alone. */
enum { LINES_MAX = 12 };

/* --- text ----------------------------------------------------------------------------------------------------------
 */

static struct str entity_of(char c) {
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return STR_NONE;
    }
}

/* U+FFFE and U+FFFF are no characters of XML. */
static bool is_noncharacter(struct str rest) {
    return rest.n >= 3 && (unsigned char)rest.p[0] == 0xEF && (unsigned char)rest.p[1] == 0xBF &&
           (unsigned char)rest.p[2] >= 0xBE;
}

static void append_well_formed(struct buffer *out, struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        struct str entity = entity_of(text.p[i]);
        if (entity.n) {
            buffer_append(out, entity);
        } else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
            buffer_append(out, STR("\xEF\xBF\xBD"));
        } else if (is_noncharacter(str_sub(text, i, SIZE_MAX))) {
            buffer_append(out, STR("\xEF\xBF\xBD"));
            i += 2;
        } else {
            buffer_append_char(out, text.p[i]);
        }
    }
}

void xml_append(struct buffer *out, struct str text) {
    size_t bad;

    while ((bad = text_first_invalid(text)) != SIZE_MAX) {
        append_well_formed(out, str_sub(text, 0, bad));
        buffer_append(out, STR("\xEF\xBF\xBD"));
        text = str_sub(text, bad + 1, SIZE_MAX);
    }
    append_well_formed(out, text);
}

static void append_number(struct buffer *out, const char *before, double value) {
    buffer_append_cstr(out, before);
    decimal_append(out, value, 1);
}

static void append_text(struct buffer *out, const char *class, double x, double y, struct str text) {
    buffer_printf(out, "<text class=\"%s\"", class);
    append_number(out, " x=\"", x);
    append_number(out, "\" y=\"", y);
    buffer_append(out, STR("\">"));
    xml_append(out, text);
    buffer_append(out, STR("</text>\n"));
}

/* Text that stands across a drawing. */
struct wide_text {
    const char *class;
    unsigned size, row; /* of its letters, and from line to line */
};
static const struct wide_text wide_title = {"title", 20, 24}, wide_small = {"sub", 12, 16};

/* As many lines as the text takes, from Y on. Returns how far the last is below the first. */
static double append_lines(const struct drawing *drawing, const struct wide_text *wide, double width, double y,
                           struct str text, struct buffer *out) {
    uint32_t room = (uint32_t)((width - 2 * MARGIN) * 1000 / wide->size);
    unsigned count = 0;

    do {
        struct str line =
            count + 1 < LINES_MAX ? str_sub(text, 0, text_fit(text, room)) : text_cut(drawing->arena, text, room);
        append_text(out, wide->class, MARGIN, y + count * wide->row, line);
        text = ++count < LINES_MAX ? str_sub(text, line.n, SIZE_MAX) : STR_NONE;
    } while (text.n);
    return (count - 1) * wide->row;
}

/* --- lines ---------------------------------------------------------------------------------------------------------
 */

static const char *const line_classes[] = {"", "l", "o", "b"}; /* by enum relation_basis */

static void append_path(struct buffer *out, const struct point *points, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        append_number(out, i == 0 ? "M" : i == 1 ? "C" : " ", points[i].x);
        append_number(out, " ", points[i].y);
    }
}

static bool has_direction(enum relation relation) {
    return relation != RELATION_CONNECTS;
}

static void append_edge(const struct drawing *drawing, const struct drawing_edge *edge, struct buffer *out) {
    const struct drawing_node *from = &drawing->nodes[edge->from], *to = &drawing->nodes[edge->to];

    buffer_printf(out, "<path class=\"e r%u %s\"", edge->relation, line_classes[edge->basis]);
    if (has_direction(edge->relation)) {
        buffer_printf(out, " marker-end=\"url(#a%u)\"", edge->relation);
    }
    buffer_append(out, STR(" d=\""));
    append_path(out, edge->points, edge->point_count);
    buffer_append(out, STR("\"><title>"));
    xml_append(out, from->name);
    buffer_printf(out, " — %s", drawing_relation(edge->relation, drawing->language));
    if (edge->count > 1) {
        buffer_printf(out, " (%u)", edge->count);
    }
    buffer_append(out, STR(" → "));
    xml_append(out, to->name);
    buffer_printf(out, " (%s)</title></path>\n", drawing_basis(edge->basis, drawing->language));
}

/* --- boxes ---------------------------------------------------------------------------------------------------------
 */

static void append_box_class(const struct drawing_node *node, struct buffer *out) {
    buffer_printf(out, "k%u%s%s%s", node->kind, node->is_outside ? " out" : "", node->is_focus ? " focus" : "",
                  node->basis == BASIS_OBSERVED ? " o" : "");
}

static void append_node(const struct drawing_node *node, struct buffer *out) {
    const struct drawing_box box = {node->center.x - NODE_WIDTH / 2.0, node->center.y - node->height / 2, NODE_WIDTH,
                                    node->height};

    if (node->link.n) {
        buffer_append(out, STR("<a href=\""));
        xml_append(out, node->link);
        buffer_append(out, STR("\">"));
    }
    buffer_append(out, STR("<g class=\"n\" role=\"img\" aria-label=\""));
    xml_append(out, node->title);
    buffer_append(out, STR("\"><title>"));
    xml_append(out, node->title);
    buffer_append(out, STR("</title><path class=\""));
    append_box_class(node, out);
    buffer_append(out, STR("\" d=\""));
    drawing_append_shape(node->kind, &box, out);
    buffer_append(out, STR("\"/>\n"));
    append_text(out, "c", box.x + 10, box.y + 15, node->caption);
    for (unsigned i = 0; i < node->line_count; i++) {
        append_text(out, "t", box.x + 10, box.y + 30 + 15.0 * i, node->lines[i]);
    }
    buffer_append(out, node->link.n ? STR("</g></a>\n") : STR("</g>\n"));
}

/* --- legend --------------------------------------------------------------------------------------------------------
 */

struct legend {
    const struct drawing *drawing;
    struct buffer *out;
    double width, y;
    unsigned cell; /* in the row */
};

static void next_cell(struct legend *legend, double *ret_x) {
    unsigned cells = (unsigned)(legend->width / LEGEND_CELL);

    if (legend->cell == cells) {
        legend->cell = 0;
        legend->y += LEGEND_ROW;
    }
    *ret_x = MARGIN + legend->cell++ * (double)LEGEND_CELL;
}

static void add_kind(struct legend *legend, enum relation_kind kind) {
    double x;

    next_cell(legend, &x);
    const struct drawing_box box = {x, legend->y - 13, 30, 16};
    buffer_printf(legend->out, "<path class=\"k%u\" d=\"", kind);
    drawing_append_shape(kind, &box, legend->out);
    buffer_append(legend->out, STR("\"/>"));
    append_text(legend->out, "g", x + 38, legend->y, str_from(drawing_kind(kind, legend->drawing->language)));
}

static void add_line(struct legend *legend, const char *class, int marker, const char *text) {
    double x;

    next_cell(legend, &x);
    buffer_printf(legend->out, "<path class=\"e %s\"", class);
    if (marker >= 0) {
        buffer_printf(legend->out, " marker-end=\"url(#a%d)\"", marker);
    }
    append_number(legend->out, " d=\"M", x);
    append_number(legend->out, " ", legend->y - 4);
    append_number(legend->out, "H", x + 30);
    buffer_append(legend->out, STR("\"/>"));
    append_text(legend->out, "g", x + 38, legend->y, str_from(text));
}

static void next_row(struct legend *legend) {
    legend->y += legend->cell ? LEGEND_ROW : 0;
    legend->cell = 0;
}

static void add_kinds(struct legend *legend) {
    for (unsigned kind = 0; kind < RELATION_KIND_COUNT; kind++) {
        for (uint32_t i = 0; i < legend->drawing->node_count; i++) {
            if (legend->drawing->nodes[i].kind == (enum relation_kind)kind) {
                add_kind(legend, (enum relation_kind)kind);
                break;
            }
        }
    }
    next_row(legend);
}

static void add_relations(struct legend *legend) {
    for (unsigned relation = 0; relation < RELATION_COUNT; relation++) {
        for (uint32_t i = 0; i < legend->drawing->edge_count; i++) {
            if (legend->drawing->edges[i].relation == (enum relation)relation) {
                char class[8];
                snprintf(class, sizeof class, "r%u b", relation);
                add_line(legend, class, has_direction((enum relation)relation) ? (int)relation : -1,
                         drawing_relation((enum relation)relation, legend->drawing->language));
                break;
            }
        }
    }
    next_row(legend);
}

static void add_bases(struct legend *legend) {
    static const enum relation_basis bases[] = {BASIS_BOTH, BASIS_LEDGER, BASIS_OBSERVED};

    for (size_t i = 0; i < ARRAY_LEN(bases) && legend->drawing->edge_count; i++) {
        add_line(legend, line_classes[bases[i]], -1, drawing_basis(bases[i], legend->drawing->language));
    }
    next_row(legend);
}

/* Returns where it ends. */
static double append_legend(const struct drawing *drawing, double width, double y, struct buffer *out) {
    struct legend legend = {drawing, out, width - 2 * MARGIN, y + 20, 0};

    append_text(out, "h", MARGIN, y, str_from(drawing_text(DRAWING_TEXT_LEGEND, drawing->language)));
    add_kinds(&legend);
    add_relations(&legend);
    add_bases(&legend);
    return legend.y;
}

/* --- all -----------------------------------------------------------------------------------------------------------
 */

static void append_markers(struct buffer *out) {
    buffer_append(out, STR("<defs>\n"));
    for (unsigned relation = 0; relation < RELATION_COUNT; relation++) {
        buffer_printf(out,
                      "<marker id=\"a%u\" class=\"r%u\" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"7\" "
                      "markerHeight=\"7\" orient=\"auto-start-reverse\"><path class=\"m%u\" d=\"M0 0.5 8 4 0 7.5Z\"/>"
                      "</marker>\n",
                      relation, relation, relation);
    }
    buffer_append(out, STR("</defs>\n"));
}

static void append_head(const struct drawing *drawing, double width, double height, struct str above,
                        struct buffer *out) {
    append_number(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ", width);
    append_number(out, " ", height);
    append_number(out, "\" width=\"", width);
    append_number(out, "\" height=\"", height);
    buffer_printf(out, "\" lang=\"%s\" role=\"group\" aria-labelledby=\"title desc\">\n<title id=\"title\">",
                  drawing->language == LANGUAGE_JA ? "ja" : "en");
    xml_append(out, drawing->title);
    buffer_append(out, STR("</title>\n<desc id=\"desc\">"));
    xml_append(out, drawing->subtitle);
    buffer_append(out, STR(" "));
    xml_append(out, drawing->note);
    buffer_append(out, STR("</desc>\n<style>\n"));
    drawing_append_style(out);
    buffer_append(out, STR("</style>\n"));
    append_markers(out);
    append_number(out, "<rect class=\"paper\" width=\"", width);
    append_number(out, "\" height=\"", height);
    buffer_append(out, STR("\"/>\n"));
    buffer_append(out, above);
}

static void append_body(const struct drawing *drawing, double head, struct buffer *out) {
    buffer_printf(out, "<g transform=\"translate(%d", MARGIN);
    append_number(out, " ", head);
    buffer_append(out, STR(")\">\n"));
    for (uint32_t i = 0; i < drawing->edge_count; i++) {
        append_edge(drawing, &drawing->edges[i], out);
    }
    for (uint32_t i = 0; i < drawing->node_count; i++) {
        append_node(&drawing->nodes[i], out);
    }
    buffer_append(out, STR("</g>\n"));
}

void drawing_write_svg(const struct drawing *drawing, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer above = {0}, below = {0};
    double width = drawing->width + 2 * MARGIN;

    width = width < LEGEND_WIDTH_MIN ? LEGEND_WIDTH_MIN : width;
    double head = HEAD + append_lines(drawing, &wide_title, width, 30, drawing->title, &above);
    head += append_lines(drawing, &wide_small, width, head - 14, drawing->subtitle, &above);
    double end = append_legend(drawing, width, head + drawing->height + 36, &below);
    if (drawing->note.n) {
        end += 22 + append_lines(drawing, &wide_small, width, end + 8, drawing->note, &below);
    }
    append_head(drawing, width, end + 12, buffer_view(&above), out);
    append_body(drawing, head, out);
    buffer_append(out, buffer_view(&below));
    buffer_append(out, STR("</svg>\n"));
    out->failed |= above.failed || below.failed;
}
