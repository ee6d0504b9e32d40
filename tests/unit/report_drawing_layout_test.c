#include "report/drawing/layout.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/drawn.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

/* Boxes do not overlap, columns go from left to right, lines begin and end at their boxes. */
static void assert_sound(const struct drawing *drawing) {
    for (uint32_t i = 0; i < drawing->node_count; i++) {
        const struct drawing_node *a = &drawing->nodes[i];
        assert_true(a->center.x - NODE_WIDTH / 2.0 >= -1 && a->center.x + NODE_WIDTH / 2.0 <= drawing->width + 1);
        assert_true(a->center.y - a->height / 2 >= -1 && a->center.y + a->height / 2 <= drawing->height + 1);
        for (uint32_t k = 0; k < i; k++) {
            const struct drawing_node *b = &drawing->nodes[k];
            bool is_apart = fabs(a->center.x - b->center.x) >= NODE_WIDTH ||
                            fabs(a->center.y - b->center.y) >= (a->height + b->height) / 2;
            assert_true(is_apart);
            assert_true(a->column <= b->column || a->center.x > b->center.x);
        }
    }
    for (uint32_t i = 0; i < drawing->edge_count; i++) {
        const struct drawing_edge *edge = &drawing->edges[i];
        const struct drawing_node *from = &drawing->nodes[edge->from], *to = &drawing->nodes[edge->to];
        assert_true(edge->point_count >= 4 && edge->point_count % 3 == 1);
        assert_true(fabs(edge->points[0].x - from->center.x) <= NODE_WIDTH / 2.0 + 2);
        assert_true(fabs(edge->points[edge->point_count - 1].x - to->center.x) <= NODE_WIDTH / 2.0 + 2);
    }
}

static void takes_places_from_graphviz(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct drawing drawing = drawn_small(arena, STR("a \"b\" \\ ->"));
    enum child_end end;

    (void)state;
    if (access(drawing_dot_program, X_OK)) {
        skip();
    }
    assert_int_equal(drawing_lay_out(&drawing, drawing_dot_program, &drawing_dot_limits, "/tmp", &end, NULL), ERR_OK);
    assert_int_equal(end, CHILD_DONE);
    assert_sound(&drawing);
}

static void has_a_layout_without_it(void **state) {
    static const char *const programs[] = {"/nonexistent/dot", "/bin/false", "/bin/echo"};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    static const enum child_end ends[] = {CHILD_NOT_THERE, CHILD_FAILED, CHILD_FAILED};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
        struct drawing drawing = drawn_small(arena, STR("x"));
        enum child_end end;
        assert_int_equal(drawing_lay_out(&drawing, programs[i], &drawing_dot_limits, "/tmp", &end, NULL), ERR_OK);
        assert_int_equal(end, ends[i]);
        assert_sound(&drawing);
    }
}

/* One that dot could have written: 6 boxes and 5 lines, some of them in another order. */
static const char plain[] = "graph 1 10 2\n"
                            "node c0 0 0 0.01 0.01 \"\" solid box black lightgrey\n"
                            "node n0 1 1 2.7 0.5 \"\" solid box black lightgrey\n"
                            "node n1 3 1.5 2.7 0.5 \"\" solid box black lightgrey\n"
                            "node n2 5 1 2.7 0.5 \"\" solid box black lightgrey\n"
                            "node n3 7 1 2.7 0.5 \"\" solid box black lightgrey\n"
                            "node n4 7 0.25 2.7 0.5 \"\" solid box black lightgrey\n"
                            "node n5 9 1 2.7 0.5 \"\" solid box black lightgrey\n"
                            "edge n3 n5 4 7.5 1 8 1 8 1 8.5 1 solid black\n"
                            "edge c0 c1 4 7.5 1 8 1 8 1 8.5 1 solid black\n"
                            "edge n0 n1 4 1.5 1 2 1 2 1 2.5 1.5 solid black\n"
                            "edge n1 n2 7 1 1 1 1 1 1 1 1 1 1 1 1 1e-05 1 solid black\n"
                            "edge n2 n4 4 1 1 1 1 1 1 1 1 solid black\n"
                            "edge n2 n3 4 1 1 1 1 1 1 1 1 solid black\n"
                            "stop\n";

static void reads_places(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct drawing drawing = drawn_small(arena, STR("x"));

    (void)state;
    assert_true(drawing_read_plain(&drawing, str_from(plain)));
    assert_true(drawing.width == 720 && drawing.height == 144);
    assert_true(drawing.nodes[1].center.x == 216 && drawing.nodes[1].center.y == 108); /* upside down */
    assert_int_equal(drawing.edges[1].point_count, 7);
    /* the licence stands on the right: its line is turned round */
    assert_true(drawing.edges[4].points[0].x == 612 && drawing.edges[4].points[3].x == 540);
}

/* Each byte lost or changed, each end: refused or read, but never worse. */
static void refuses_anything_else(void **state) {
    static const char *const broken[] = {
        "",
        "stop\n",
        "graph 1 10 2\nstop\n",
        "graph 1 1e99 2\nstop\n",
        "node n0 1 1\n",
        "graph 1 2\n",
        "graph 1 10 2\nnode n99 1 1\nstop\n",
        "graph 1 10 2\nedge n0 n0 4 1 1 1 1 1 1 1 1\nstop\n",
        "graph 1 10 2\nedge n0 n1 99999999999 1 1\nstop\n",
        "graph 1 10 2\nedge n0 n1 5 1 1 1 1 1 1 1 1 1 1\nstop\n",
    };
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct drawing drawing = drawn_small(arena, STR("x"));
        assert_false(drawing_read_plain(&drawing, str_from(broken[i])));
    }
    for (size_t n = 0; n + 1 < sizeof plain - 1; n++) {
        struct drawing drawing = drawn_small(arena, STR("x"));
        assert_int_equal(drawing_read_plain(&drawing, (struct str){plain, n}), n >= sizeof plain - 2);
        arena_reset(arena);
    }
    for (size_t i = 0; i < sizeof plain - 1; i++) {
        char changed[sizeof plain];
        memcpy(changed, plain, sizeof plain);
        changed[i] = (char)(changed[i] + 7);
        struct drawing drawing = drawn_small(arena, STR("x"));
        (void)drawing_read_plain(&drawing, (struct str){changed, sizeof plain - 1});
        arena_reset(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_places_from_graphviz),
        cmocka_unit_test(has_a_layout_without_it),
        cmocka_unit_test(reads_places),
        cmocka_unit_test(refuses_anything_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
