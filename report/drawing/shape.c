#include "report/drawing/shape.h"

#include "report/drawing/decimal.h"

enum { CORNER = 9 };

static void to(struct buffer *out, char command, double x, double y) {
    buffer_append_char(out, command);
    decimal_append(out, x, 1);
    buffer_append_char(out, ' ');
    decimal_append(out, y, 1);
}

static void append_rectangle(const struct drawing_box *b, struct buffer *out) {
    to(out, 'M', b->x, b->y);
    to(out, 'L', b->x + b->width, b->y);
    to(out, 'L', b->x + b->width, b->y + b->height);
    to(out, 'L', b->x, b->y + b->height);
    buffer_append_char(out, 'Z');
}

/* A rectangle with a bar on the left. */
static void append_hardware(const struct drawing_box *b, struct buffer *out) {
    append_rectangle(b, out);
    to(out, 'M', b->x + 4, b->y);
    to(out, 'L', b->x + 4, b->y + b->height);
}

/* A frame in a frame. */
static void append_vm(const struct drawing_box *b, struct buffer *out) {
    const struct drawing_box inner = {b->x + 3, b->y + 3, b->width - 6, b->height - 6};
    append_rectangle(b, out);
    append_rectangle(&inner, out);
}

static void append_round(const struct drawing_box *b, double r, struct buffer *out) {
    const struct {
        double x, y, end_x, end_y;
    } corners[] = {
        {b->x + b->width - r, b->y, b->x + b->width, b->y + r},
        {b->x + b->width, b->y + b->height - r, b->x + b->width - r, b->y + b->height},
        {b->x + r, b->y + b->height, b->x, b->y + b->height - r},
        {b->x, b->y + r, b->x + r, b->y},
    };

    to(out, 'M', b->x + r, b->y);
    for (size_t i = 0; i < ARRAY_LEN(corners); i++) {
        to(out, 'L', corners[i].x, corners[i].y);
        to(out, 'A', r, r);
        buffer_append(out, STR(" 0 0 1"));
        to(out, ' ', corners[i].end_x, corners[i].end_y);
    }
    buffer_append_char(out, 'Z');
}

static void append_pill(const struct drawing_box *b, struct buffer *out) {
    append_round(b, b->height / 2 < 14 ? b->height / 2 : 14, out);
}

static void append_rounded(const struct drawing_box *b, struct buffer *out) {
    append_round(b, 5, out);
}

/* A sheet with a folded corner. */
static void append_sheet(const struct drawing_box *b, struct buffer *out) {
    double right = b->x + b->width, fold = b->height < 20 ? 5 : CORNER;

    to(out, 'M', b->x, b->y);
    to(out, 'L', right - fold, b->y);
    to(out, 'L', right, b->y + fold);
    to(out, 'L', right, b->y + b->height);
    to(out, 'L', b->x, b->y + b->height);
    buffer_append_char(out, 'Z');
    to(out, 'M', right - fold, b->y);
    to(out, 'L', right - fold, b->y + fold);
    to(out, 'L', right, b->y + fold);
}

/* All corners cut. */
static void append_cut(const struct drawing_box *b, struct buffer *out) {
    double cut = b->height < 20 ? 4 : 7, right = b->x + b->width, bottom = b->y + b->height;

    to(out, 'M', b->x + cut, b->y);
    to(out, 'L', right - cut, b->y);
    to(out, 'L', right, b->y + cut);
    to(out, 'L', right, bottom - cut);
    to(out, 'L', right - cut, bottom);
    to(out, 'L', b->x + cut, bottom);
    to(out, 'L', b->x, bottom - cut);
    to(out, 'L', b->x, b->y + cut);
    buffer_append_char(out, 'Z');
}

/* Pointed at both ends. */
static void append_hexagon(const struct drawing_box *b, struct buffer *out) {
    double point = b->height < 20 ? 5 : 7, right = b->x + b->width, middle = b->y + b->height / 2;

    to(out, 'M', b->x + point, b->y);
    to(out, 'L', right - point, b->y);
    to(out, 'L', right, middle);
    to(out, 'L', right - point, b->y + b->height);
    to(out, 'L', b->x + point, b->y + b->height);
    to(out, 'L', b->x, middle);
    buffer_append_char(out, 'Z');
}

/* A roof. */
static void append_house(const struct drawing_box *b, struct buffer *out) {
    double eaves = b->height < 20 ? 4 : 6;

    to(out, 'M', b->x, b->y + eaves);
    to(out, 'L', b->x + b->width / 2, b->y);
    to(out, 'L', b->x + b->width, b->y + eaves);
    to(out, 'L', b->x + b->width, b->y + b->height);
    to(out, 'L', b->x, b->y + b->height);
    buffer_append_char(out, 'Z');
}

/* A tab on top. */
static void append_folder(const struct drawing_box *b, struct buffer *out) {
    double tab = b->width / 3;

    to(out, 'M', b->x, b->y);
    to(out, 'L', b->x + tab, b->y);
    to(out, 'L', b->x + tab + 4, b->y + 4);
    to(out, 'L', b->x + b->width, b->y + 4);
    to(out, 'L', b->x + b->width, b->y + b->height);
    to(out, 'L', b->x, b->y + b->height);
    buffer_append_char(out, 'Z');
}

void drawing_append_shape(enum relation_kind kind, const struct drawing_box *box, struct buffer *out) {
    static void (*const shapes[RELATION_KIND_COUNT])(const struct drawing_box *, struct buffer *) = {
        [NODE_SYSTEM] = append_folder, [NODE_HARDWARE] = append_hardware, [NODE_VM] = append_vm,
        [NODE_OS] = append_rounded,    [NODE_SOFTWARE] = append_pill,     [NODE_LICENSE] = append_sheet,
        [NODE_CONTRACT] = append_cut,  [NODE_CIRCUIT] = append_hexagon,   [NODE_DOMAIN] = append_hexagon,
        [NODE_CLOUD] = append_pill,    [NODE_FACILITY] = append_house,
    };
    shapes[kind](box, out);
}

/* Dark text on pale ground, at least 7:1; lines at least 3:1 against the paper. */
static const struct {
    enum relation_kind kind;
    const char *fill, *line;
} kind_colours[] = {
    {NODE_SYSTEM, "#eef1f5", "#44546a"},   {NODE_HARDWARE, "#e3edf9", "#1f5a9e"}, {NODE_VM, "#e8e6f7", "#5a4a9e"},
    {NODE_OS, "#e2f2ec", "#1d7355"},       {NODE_SOFTWARE, "#f3f8e6", "#5a7716"}, {NODE_LICENSE, "#fff4d6", "#8a6100"},
    {NODE_CONTRACT, "#fde9df", "#a84714"}, {NODE_CIRCUIT, "#fbe6f1", "#9c2c68"},  {NODE_DOMAIN, "#f2e9f9", "#7a3a9c"},
    {NODE_CLOUD, "#e4f3f9", "#1b6f8f"},    {NODE_FACILITY, "#f0ece6", "#6b5a45"},
};
static const struct {
    enum relation relation;
    const char *line;
} relation_colours[] = {
    {RELATION_BELONGS, "#44546a"},  {RELATION_LOCATED, "#8a7658"}, {RELATION_HOSTS, "#5a4a9e"},
    {RELATION_RUNS, "#3f7d5f"},     {RELATION_COVERS, "#a87a00"},  {RELATION_MAINTAINS, "#c2571f"},
    {RELATION_CONNECTS, "#a8346f"},
};

void drawing_append_style(struct buffer *out) {
    buffer_append(out,
                  STR(".paper{fill:#fff}\n"
                      "text{font-family:\"Noto Sans CJK JP\",\"Noto Sans JP\",\"Hiragino Sans\",\"Yu Gothic\",Meiryo,"
                      "\"IPAexGothic\",sans-serif;fill:#1b1f24}\n"
                      ".title{font-size:20px;font-weight:bold}.sub{font-size:12px;fill:#444c56}\n"
                      ".h{font-size:13px;font-weight:bold}.g{font-size:11px}\n"
                      ".c{font-size:9px;fill:#444c56}.t{font-size:12px}\n"
                      ".e{fill:none;stroke-width:1.2;stroke:#44546a}.l{stroke-dasharray:7 3}.o{stroke-dasharray:2 3}\n"
                      ".out{fill:#fff;stroke-dasharray:5 2}.focus{stroke-width:3.5}\n"
                      "a:hover path,a:focus path{stroke-width:2.5}\n"
                      "@media print{svg{width:100%;height:100%}}\n"));
    for (size_t i = 0; i < ARRAY_LEN(kind_colours); i++) {
        buffer_printf(out, ".k%u{fill:%s;stroke:%s}\n", kind_colours[i].kind, kind_colours[i].fill,
                      kind_colours[i].line);
    }
    for (size_t i = 0; i < ARRAY_LEN(relation_colours); i++) {
        buffer_printf(out, ".r%u{stroke:%s}.m%u{fill:%s;stroke:none}\n", relation_colours[i].relation,
                      relation_colours[i].line, relation_colours[i].relation, relation_colours[i].line);
    }
}
