#include "report/relations/drawing.h"

#include "report/relations/index.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

#define HEADINGS                                                                                                       \
    "system,relation,from_kind,from_id,from_label,to_kind,to_id,to_label,count,basis,ledger_evidence,"                 \
    "snapshot_evidence\n"

/* --- a graph of made rows ------------------------------------------------------------------------------------------
 */

static void row(struct buffer *out, const char *system, const char *relation, const char *from, const char *to,
                const char *basis) {
    /* "hardware P1" */
    buffer_printf(out, "%s,%s,%.*s,%s,,%.*s,%s,,1,%s,,\n", system, relation, (int)(strchr(from, ' ') - from), from,
                  strchr(from, ' ') + 1, (int)(strchr(to, ' ') - to), to, strchr(to, ' ') + 1, basis);
}

static struct relation_graph *graph_of(const struct buffer *rows) {
    CLEANUP(result_set_free_cleanup) struct result_set *results = NULL;
    struct relation_graph *graph = NULL;

    scratch_write("summary.json", STR("{\"format\":1,\"as_of\":\"2027-03-31\",\"language\":\"ja\"}"));
    scratch_write("relations.csv", buffer_view(rows));
    assert_int_equal(result_set_open(".", &results, NULL), ERR_OK);
    assert_int_equal(relation_graph_read(results, &graph, NULL), ERR_OK);
    return graph;
}

static uint32_t system_called(const struct relation_graph *graph, const char *name) {
    for (uint32_t i = 0; i < relation_graph_systems(graph); i++) {
        if (str_eq(relation_graph_system_name(graph, i), str_from(name))) {
            return i;
        }
    }
    fail_msg("no system %s", name);
    return 0;
}

/* The drawing's lines as "P1 - PostgreSQL"; its boxes where they have none. */
static char *tell(const struct drawing *drawing) {
    struct buffer out = {0};

    for (uint32_t i = 0; i < drawing->edge_count; i++) {
        const struct drawing_edge *edge = &drawing->edges[i];
        buffer_printf(&out, "%.*s %s %.*s x%u\n", STR_FMT(drawing->nodes[edge->from].lines[0]),
                      relation_name(edge->relation), STR_FMT(drawing->nodes[edge->to].lines[0]), edge->count);
    }
    buffer_append_char(&out, '\0');
    assert_false(out.failed);
    return out.p;
}

struct made {
    struct relation_graph *graph;
    struct relation_selector *selector;
    struct arena *arena;
    struct drawing drawing;
    enum drawing_grouping grouping;
};

static void made_done(struct made *made) {
    relation_selector_free(made->selector);
    relation_graph_free(made->graph);
    arena_free(made->arena);
}

static struct made make(const struct buffer *rows, const char *system, const char *focus) {
    struct made made = {.graph = graph_of(rows), .arena = arena_new()};
    assert_int_equal(relation_selector_new(made.graph, &made.selector, NULL), ERR_OK);
    uint32_t number = system ? system_called(made.graph, system) : GRAPH_NONE;
    const struct relation_selection selection = system ? relation_select_system(made.selector, number)
                                                       : relation_select_dependents(made.selector, str_from(focus));
    const struct drawing_request request = {made.graph, &selection, LANGUAGE_EN, number, str_from(focus)};
    assert_int_equal(relation_drawing_make(&request, made.arena, &made.drawing, &made.grouping, NULL), ERR_OK);
    return made;
}

static void write_small(struct buffer *rows) {
    buffer_append(rows, STR(HEADINGS));
    row(rows, "", "belongs", "license L9", "system ", "ledger");
    row(rows, "", "maintains", "contract K2", "license L1", "ledger");
    row(rows, "base", "belongs", "hardware H1", "system base", "both");
    row(rows, "base", "maintains", "contract K1", "hardware H1", "ledger");
    row(rows, "erp", "belongs", "vm V1", "system erp", "both");
    row(rows, "erp", "belongs", "vm V2", "system erp", "both");
    row(rows, "erp", "located", "vm V1", "facility F1", "ledger");
    row(rows, "erp", "hosts", "hardware H1", "vm V1", "ledger");
    row(rows, "erp", "hosts", "hardware H1", "vm V2", "observed");
    row(rows, "erp", "runs", "vm V1", "software DB", "both");
    row(rows, "erp", "runs", "vm V1", "software Web", "both");
    row(rows, "erp", "runs", "vm V2", "software Web", "ledger");
    row(rows, "erp", "covers", "license L1", "software DB", "both");
    row(rows, "erp", "covers", "license L1", "vm V1", "both");
    row(rows, "erp", "covers", "license L2", "vm V2", "ledger");
    row(rows, "erp", "covers", "license L2", "software System by another name", "both");
}

static void assert_told(struct made *made, const char *expected) {
    char *told = tell(&made->drawing);

    assert_string_equal(told, expected);
    free(told);
    made_done(made);
}

static void draws_a_system(void **state) {
    CLEANUP(buffer_done) struct buffer rows = {0};

    (void)state;
    write_small(&rows);
    struct made made = make(&rows, "erp", NULL);
    assert_int_equal(made.grouping, GROUPING_NONE);
    /* the licence is at its software; the one of which no software is known, at the machine */
    assert_told(&made, "K2 maintains L1 x1\nL1 covers DB x1\nH1 hosts V1 x1\nH1 hosts V2 x1\nV1 located F1 x1\n"
                       "V1 runs DB x1\nV1 runs Web x1\nV2 runs Web x1\nL2 covers V2 x1\n");
    made = make(&rows, "base", NULL);
    assert_told(&made, "H1 hosts V1 x1\nH1 hosts V2 x1\nK1 maintains H1 x1\n");
}

static void draws_what_depends_on_something(void **state) {
    static const struct {
        const char *focus, *told;
    } cases[] = {
        {"K1", "H1 hosts V1 x1\nH1 hosts V2 x1\nK1 maintains H1 x1\nV1 runs DB x1\nV1 runs Web x1\nV2 runs Web x1\n"},
        {"v1", "V1 runs DB x1\nV1 runs Web x1\n"},
        {"DB", "V1 runs DB x1\n"}, /* and not what else runs there */
        {"K2", "L1 covers V1 x1\nL1 covers DB x1\nK2 maintains L1 x1\n"},
        {"F1", "V1 located F1 x1\nV1 runs DB x1\nV1 runs Web x1\n"},
        {"L9", ""},
        {"nobody", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer rows = {0};
        write_small(&rows);
        struct made made = make(&rows, NULL, cases[i].focus);
        assert_int_equal(made.drawing.node_count == 0, strcmp(cases[i].focus, "nobody") == 0);
        char *told = tell(&made.drawing);
        if (strlen(told) != strlen(cases[i].told)) {
            fail_msg("%s:\n%s", cases[i].focus, told);
        }
        free(told);
        made_done(&made);
    }
}

/* What is on record and in no other drawing is in the last one. */
static void leaves_nothing_out(void **state) {
    CLEANUP(buffer_done) struct buffer rows = {0};
    CLEANUP(relation_selector_free_cleanup) struct relation_selector *selector = NULL;
    struct relation_selection selection = {0};

    (void)state;
    write_small(&rows);
    CLEANUP(relation_graph_free_cleanup) struct relation_graph *graph = graph_of(&rows);
    assert_int_equal(relation_selector_new(graph, &selector, NULL), ERR_OK);
    uint32_t nodes = relation_graph_nodes(graph), seen = 0;
    bool *has = calloc(nodes, sizeof *has);
    for (uint32_t i = relation_graph_systems(graph); i-- > 0;) {
        selection = relation_select_system(selector, i);
        for (uint32_t k = 0; k < selection.node_count; k++) {
            seen += !has[selection.nodes[k]];
            has[selection.nodes[k]] = true;
        }
    }
    free(has);
    assert_int_equal(seen, nodes - 1);         /* the name by which a licence knows an operating system */
    assert_int_equal(selection.node_count, 1); /* L9 */
}

/* --- large systems -------------------------------------------------------------------------------------------------
 */

/* MACHINES of them, of which each has PRODUCTS products: of those beyond, one of SETS sets. */
static void write_large(struct buffer *rows, unsigned machines, unsigned products, unsigned sets) {
    buffer_append(rows, STR(HEADINGS));
    for (unsigned i = 0; i < machines; i++) {
        char machine[24], product[24];
        snprintf(machine, sizeof machine, "hardware P%05u", i);
        row(rows, "erp", "belongs", machine, "system erp", "both");
        for (unsigned k = 0; k < products; k++) {
            snprintf(product, sizeof product, "software S%05u", i % sets * products + k);
            row(rows, "erp", "runs", machine, product, "both");
        }
        snprintf(product, sizeof product, "facility F%05u", i % 1000);
        row(rows, "erp", "located", machine, product, "ledger");
    }
}

static void groups_large_systems(void **state) {
    static const struct {
        unsigned machines, products, sets;
        enum drawing_grouping grouping;
        uint32_t boxes;
    } cases[] = {
        {20, 2, 10, GROUPING_NONE, 60},   /* 20 + 20 + 20 places */
        {100, 1, 1, GROUPING_NONE, 201},  /* nothing is alike: each stands elsewhere */
        {3000, 5, 10, GROUPING_MOST, 51}, /* 1,000 places: 10 sets of machines would fit, they do not */
        {3000, 1, 3000, GROUPING_MOST, 51},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer rows = {0};
        write_large(&rows, cases[i].machines, cases[i].products, cases[i].sets);
        struct made made = make(&rows, "erp", NULL);
        assert_int_equal(made.grouping, cases[i].grouping);
        assert_true(made.drawing.node_count <= DRAWING_NODES_MAX && made.drawing.edge_count <= DRAWING_EDGES_MAX);
        assert_int_equal(made.drawing.node_count, cases[i].boxes);
        made_done(&made);
    }
}

static void groups_by_software_first(void **state) {
    CLEANUP(buffer_done) struct buffer rows = {0};

    (void)state;
    buffer_append(&rows, STR(HEADINGS));
    for (unsigned i = 0; i < 500; i++) {
        char machine[24], product[24];
        snprintf(machine, sizeof machine, "hardware P%05u", i);
        snprintf(product, sizeof product, "software S%u", i % 7);
        row(&rows, "erp", "belongs", machine, "system erp", "both");
        row(&rows, "erp", "runs", machine, product, "both");
        row(&rows, "erp", "runs", machine, "os Linux", "both");
    }
    struct made made = make(&rows, "erp", NULL);
    assert_int_equal(made.grouping, GROUPING_ALIKE);
    assert_int_equal(made.drawing.node_count, 7 + 7 + 1);
    assert_int_equal(made.drawing.edge_count, 14);
    uint32_t uses = 0;
    for (uint32_t i = 0; i < made.drawing.edge_count; i++) {
        uses += made.drawing.edges[i].count;
    }
    assert_int_equal(uses, 1000); /* all are counted */
    made_done(&made);
}

/* --- files ---------------------------------------------------------------------------------------------------------
 */

static void names_files_safely(void **state) {
    static const struct {
        unsigned number;
        const char *name, *file;
    } cases[] = {
        {1, "ERP System", "001-erp-system"},
        {12, "許認可申請システム", "012"},
        {3, "../../etc/passwd", "003-etc-passwd"},
        {4, "", "004"},
        {5, "a\"b<c>|d:e", "005-a-b-c-d-e"},
        {1234, "共通 v2", "1234-v2"},
        {6, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         "006-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *file = relation_file_name(cases[i].number, str_from(cases[i].name));
        assert_int_equal(strncmp(file, cases[i].file, 30), 0);
        assert_true(strlen(file) <= 48 && !strchr(file, '/') && !strchr(file, '.'));
        free(file);
    }
}

static void refuses_other_files(void **state) {
    static const char *const broken[] = {
        HEADINGS "erp,rules,hardware,P1,,system,erp,,1,both,,\n",
        HEADINGS "erp,runs,toaster,P1,,system,erp,,1,both,,\n",
        HEADINGS "erp,runs,hardware,P1,,toaster,erp,,1,both,,\n",
        "something,else\n1,2\n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        CLEANUP(result_set_free_cleanup) struct result_set *results = NULL;
        struct relation_graph *graph = NULL;
        scratch_write("summary.json", STR("{\"format\":1}"));
        scratch_write("relations.csv", str_from(broken[i]));
        assert_int_equal(result_set_open(".", &results, NULL), ERR_OK);
        assert_int_not_equal(relation_graph_read(results, &graph, NULL), ERR_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_a_system),           cmocka_unit_test(draws_what_depends_on_something),
        cmocka_unit_test(leaves_nothing_out),       cmocka_unit_test(groups_large_systems),
        cmocka_unit_test(groups_by_software_first), cmocka_unit_test(names_files_safely),
        cmocka_unit_test(refuses_other_files),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
