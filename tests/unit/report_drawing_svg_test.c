#include "report/drawing/svg.h"

#include "report/drawing/dot.h"
#include "report/drawing/layout.h"
#include "report/drawing/text_width.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/drawn.h"

#include <expat.h>
#include <stdlib.h>

/* What a reader of XML that has no part in it finds. */
struct found {
    unsigned texts, titles, links, scripts;
    struct buffer text;
    bool is_in_text;
};

static void XMLCALL begin(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct found *found = context;

    found->is_in_text = strcmp(name, "text") == 0;
    found->texts += found->is_in_text;
    found->titles += strcmp(name, "title") == 0;
    found->links += strcmp(name, "a") == 0;
    found->scripts += strcmp(name, "script") == 0 || strcmp(name, "image") == 0 || strcmp(name, "foreignObject") == 0;
    for (size_t i = 0; attributes[i]; i += 2) {
        found->scripts += strncmp(attributes[i], "on", 2) == 0;
    }
}

static void XMLCALL end(void *context, const XML_Char *name) {
    struct found *found = context;

    (void)name;
    if (found->is_in_text) {
        buffer_append_char(&found->text, '\n');
    }
    found->is_in_text = false;
}

static void XMLCALL characters(void *context, const XML_Char *text, int n) {
    struct found *found = context;

    if (found->is_in_text) {
        buffer_append(&found->text, (struct str){text, (size_t)n});
    }
}

static struct found parse(const struct buffer *svg) {
    XML_Parser parser = XML_ParserCreate("UTF-8");
    struct found found = {0};

    XML_SetUserData(parser, &found);
    XML_SetElementHandler(parser, begin, end);
    XML_SetCharacterDataHandler(parser, characters);
    if (XML_Parse(parser, svg->p, (int)svg->n, 1) != XML_STATUS_OK) {
        fail_msg("line %lu: %s", (unsigned long)XML_GetCurrentLineNumber(parser),
                 XML_ErrorString(XML_GetErrorCode(parser)));
    }
    XML_ParserFree(parser);
    return found;
}

static void write(struct str name, struct buffer *svg, struct buffer *dot) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct drawing drawing = drawn_small(arena, name);

    drawing.subtitle = name;
    drawing.note = name;
    drawing.nodes[4].link = name;
    assert_int_equal(drawing_fill_columns(&drawing, NULL), ERR_OK);
    drawing_write_svg(&drawing, svg);
    drawing_write_dot(&drawing, true, dot);
    assert_false(svg->failed || dot->failed);
}

static void says_it_in_text(void **state) {
    CLEANUP(buffer_done) struct buffer svg = {0}, dot = {0};

    (void)state;
    write(STR("許認可申請システム"), &svg, &dot);
    struct found found = parse(&svg);
    assert_int_equal(found.titles, 1 + 6 + 5); /* of the drawing, its boxes, its lines */
    assert_int_equal(found.links, 1);
    assert_non_null(memmem(found.text.p, found.text.n, "許認可申請システム\n", sizeof "許認可申請システム\n" - 1));
    buffer_done(&found.text);
}

/* What stands above and below the boxes is no wider than the drawing, and none of it is lost. */
static void breaks_long_lines(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(buffer_done) struct buffer svg = {0}, names = {0};
    struct drawing drawing = drawn_small(arena, STR("x"));
    unsigned lines = 0;

    (void)state;
    for (unsigned i = 10; i < 30; i++) {
        buffer_printf(&names, "許認可申請システム%u, ", i);
    }
    drawing.title = drawing.subtitle = drawing.note = buffer_view(&names);
    assert_int_equal(drawing_fill_columns(&drawing, NULL), ERR_OK);
    drawing_write_svg(&drawing, &svg);
    buffer_append_char(&svg, '\0');
    double width = atof(strstr(svg.p, "viewBox=\"0 0 ") + strlen("viewBox=\"0 0 "));
    svg.n--;
    struct found found = parse(&svg);
    struct str rest = buffer_view(&found.text), line;
    while (str_cut(&rest, '\n', &line)) {
        assert_true(text_width(line) * 12 / 1000.0 <= width);
        lines += str_contains(line, STR("システム29"));
    }
    assert_int_equal(lines, 3); /* of the title, what is below it, and the note */
    buffer_done(&found.text);
}

static void keeps_hostile_names_harmless(void **state) {
    static const struct {
        struct str name;
        const char *shown;
    } cases[] = {
        {{"<script>alert(1)</script>", 25}, "<script>alert(1)</script>\n"},
        {{"\"/><a onload='x'>", 17}, "\"/><a onload='x'>\n"},
        {{"]]>&amp;&#0;", 12}, "]]>&amp;&#0;\n"},
        {{"a\0b\x01\x1f\x7f", 6},
         "a\xEF\xBF\xBD"
         "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\n"},
        {{"\xff\xc0\xaf x", 5}, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD x\n"},
        {{"\xEF\xBF\xBE\xEF\xBF\xBF", 6}, "\xEF\xBF\xBD\xEF\xBF\xBD\n"},
        {{"\"]; } digraph { x [label=\"", 26}, "\"]; } digraph { x [label=\"\n"},
        {{"\\", 1}, "\\\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer svg = {0}, dot = {0};
        write(cases[i].name, &svg, &dot);
        struct found found = parse(&svg);
        assert_int_equal(found.scripts, 0);
        assert_int_equal(found.links, 1);
        assert_non_null(memmem(found.text.p, found.text.n, cases[i].shown, strlen(cases[i].shown)));
        buffer_done(&found.text);
    }
}

/* Graphviz reads what is written for it, whatever the names. */
static void is_read_by_graphviz(void **state) {
    static const struct str names[] = {
        {"\"]; } digraph { x [label=\"", 26}, {"\\", 1}, {"a\nb", 3}, {"<b>", 3}, {"図", 3}};
    const char *const arguments[] = {drawing_dot_program, "-Tplain", NULL};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        CLEANUP(buffer_done) struct buffer svg = {0}, dot = {0}, out = {0};
        enum child_end how;
        write(names[i], &svg, &dot);
        assert_int_equal(child_run(arguments, buffer_view(&dot), &drawing_dot_limits, "/tmp", &out, &how, NULL),
                         ERR_OK);
        if (how == CHILD_NOT_THERE) {
            skip();
        }
        assert_int_equal(how, CHILD_DONE);
        /* six boxes, and no more */
        unsigned boxes = 0;
        for (size_t at = 0; at + 6 < out.n; at++) {
            boxes += memcmp(&out.p[at], "node n", 6) == 0;
        }
        assert_int_equal(boxes, 6);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_it_in_text),
        cmocka_unit_test(breaks_long_lines),
        cmocka_unit_test(keeps_hostile_names_harmless),
        cmocka_unit_test(is_read_by_graphviz),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
