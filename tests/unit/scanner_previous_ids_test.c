#include "scanner/device/previous_ids.h"

#include "tests/unit/support/counts.h"
#include "tests/unit/support/observed.h"
#include "tests/unit/support/scratch.h"

#include <stdlib.h>

enum { ROWS_MAX = 6, CLAIMANTS_MAX = 3 };

/* A row of the earlier snapshot's list. */
struct listed {
    enum device_key kind;
    const char *value, *id;
};

/* A machine: the values of its keys, its own id, and what comes of it. */
struct wanting {
    const char *values[DEVICE_KEY_COUNT];
    const char *own;
    const char *id; /* NULL: a new one, neither listed nor its own */
    const char *conflict;
};

struct claim_case {
    const char *what;
    struct listed rows[ROWS_MAX];
    struct wanting wanting[CLAIMANTS_MAX];
};

#define LABEL  [DEVICE_KEY_LABEL]
#define SERIAL [DEVICE_KEY_SERIAL]
#define UUID   [DEVICE_KEY_UUID]
#define MAC    [DEVICE_KEY_MAC]

static const struct claim_case cases[] = {
    {"nothing listed", {{0}}, {{{SERIAL = "s1"}, "d1", "d1", ""}}},
    {"a key of each kind",
     {{DEVICE_KEY_LABEL, "l1", "dl"}, {DEVICE_KEY_UUID, "u1", "du"}, {DEVICE_KEY_MAC, "m1", "dm"}},
     {{{LABEL = "l1"}, "o1", "dl", ""}, {{UUID = "u1"}, "o2", "du", ""}, {{MAC = "m1"}, "o3", "dm", ""}}},
    {"a new board, the old card",
     {{DEVICE_KEY_SERIAL, "s1", "d1"}, {DEVICE_KEY_UUID, "u1", "d1"}, {DEVICE_KEY_MAC, "m1", "d1"}},
     {{{SERIAL = "s2", UUID = "u2", MAC = "m1"}, "o1", "d1", ""}}},
    {"a value of another kind is no key", {{DEVICE_KEY_LABEL, "x", "d1"}}, {{{SERIAL = "x"}, "o1", "o1", ""}}},
    {"a key that two devices had",
     {{DEVICE_KEY_SERIAL, "s1", "d1"}, {DEVICE_KEY_SERIAL, "s1", "d2"}, {DEVICE_KEY_MAC, "m1", "d2"}},
     {{{SERIAL = "s1"}, "o1", "o1", ""}, {{MAC = "m1"}, "o2", "d2", ""}}},
    {"parts of two machines, its own id is one of theirs",
     {{DEVICE_KEY_SERIAL, "s1", "d1"}, {DEVICE_KEY_MAC, "m2", "d2"}},
     {{{SERIAL = "s1", MAC = "m2"}, "d1", NULL, "previous id conflict: serial of d1 and mac of d2"}}},
    {"parts of two machines, its own id is none of theirs",
     {{DEVICE_KEY_UUID, "u1", "d1"}, {DEVICE_KEY_MAC, "m2", "d2"}},
     {{{SERIAL = "s9", UUID = "u1", MAC = "m2"}, "o1", "o1", "previous id conflict: uuid of d1 and mac of d2"}}},
    {"two machines have parts of one",
     {{DEVICE_KEY_SERIAL, "s1", "d1"}, {DEVICE_KEY_MAC, "m1", "d1"}},
     {{{MAC = "m1", SERIAL = "s9"}, "o1", "o1", "previous id conflict: mac of d1"}, {{SERIAL = "s1"}, "d1", "d1", ""}}},
    {"a card went from one known machine to another",
     {{DEVICE_KEY_SERIAL, "s1", "d1"},
      {DEVICE_KEY_MAC, "m1", "d1"},
      {DEVICE_KEY_SERIAL, "s2", "d2"},
      {DEVICE_KEY_MAC, "m2", "d2"}},
     {{{SERIAL = "s1", MAC = "m2"}, "d1", "d1", ""}, {{SERIAL = "s2"}, "d2", "d2", ""}}},
    {"its own id was carried on by another machine",
     {{DEVICE_KEY_SERIAL, "s2", "d1"}, {DEVICE_KEY_UUID, "u1", "d1"}},
     {{{SERIAL = "s1"}, "d1", NULL, "previous id conflict: d1 is another machine's"}, {{UUID = "u1"}, "o2", "d1", ""}}},
    {"its own id belonged to a machine with another serial number",
     {{DEVICE_KEY_SERIAL, "s2", "d1"}},
     {{{SERIAL = "s1"}, "d1", NULL, "previous id conflict: d1 is another machine's"}}},
    {"its own id by name, and less is known of it than before",
     {{DEVICE_KEY_LABEL, "l1", "d1"}},
     {{{0}, "d1", "d1", ""}}},
};

static struct str key_text(struct arena *arena, enum device_key kind, const char *value) {
    CLEANUP(buffer_done) struct buffer text = {0};

    if (!value) {
        return STR_NONE;
    }
    device_key_write(kind, kind == DEVICE_KEY_SERIAL ? STR("nec") : STR_NONE, str_from(value), &text);
    return arena_dup(arena, buffer_view(&text));
}

static void add_row(struct previous_ids *previous, struct arena *arena, const struct listed *row) {
    assert_true(previous_ids_add(previous, row->kind, key_text(arena, row->kind, row->value), str_from(row->id)));
}

static void check_claimant(const struct claim_case *c, const struct wanting *wanting,
                           const struct id_claimant *claimant) {
    assert_text(claimant->conflict, wanting->conflict);
    if (wanting->id) {
        assert_text(claimant->id, wanting->id);
        return;
    }
    assert_int_equal(claimant->id.n, 17);
    assert_false(str_eq(claimant->id, str_from(wanting->own)));
    for (size_t i = 0; i < ROWS_MAX && c->rows[i].id; i++) {
        assert_false(str_eq(claimant->id, str_from(c->rows[i].id)));
    }
}

static void check_case(const struct claim_case *c) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = previous_ids_new();
    struct id_claimant claimants[CLAIMANTS_MAX] = {0};
    size_t count = 0;

    print_message("%s\n", c->what);
    for (size_t i = 0; i < ROWS_MAX && c->rows[i].id; i++) {
        add_row(previous, arena, &c->rows[i]);
    }
    for (; count < CLAIMANTS_MAX && c->wanting[count].own; count++) {
        for (enum device_key kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
            claimants[count].keys[kind] = key_text(arena, kind, c->wanting[count].values[kind]);
        }
        claimants[count].id = claimants[count].basis = str_from(c->wanting[count].own);
    }
    assert_true(previous_ids_claim(previous, claimants, count, arena));
    for (size_t i = 0; i < count; i++) {
        check_claimant(c, &c->wanting[i], &claimants[i]);
    }
}

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        check_case(&cases[i]);
    }
}

/* --- random ---------------------------------------------------------------------------------------------------------
 */

enum { MACHINES = 12, VALUES = 14 };

struct population {
    struct arena *arena;
    struct previous_ids *previous;
    unsigned earlier[MACHINES][DEVICE_KEY_COUNT]; /* 0: none; no two machines have one */
    unsigned now[MACHINES][DEVICE_KEY_COUNT];
};

static unsigned draw(unsigned below) {
    return (unsigned)rand() % below;
}

/* The values 1 … VALUES in random order for each kind, some of them blank. */
static void draw_values(unsigned values[MACHINES][DEVICE_KEY_COUNT]) {
    for (unsigned kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
        unsigned order[VALUES];
        for (unsigned i = 0; i < VALUES; i++) {
            unsigned at = draw(i + 1);
            order[i] = order[at];
            order[at] = i + 1;
        }
        for (unsigned i = 0; i < MACHINES; i++) {
            values[i][kind] = draw(3) ? order[i] : 0;
        }
    }
}

/* Most machines are as they were; a few have other parts. */
static void populate(struct population *population) {
    draw_values(population->earlier);
    draw_values(population->now);
    for (unsigned kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
        bool is_mixed = draw(2);
        for (unsigned i = 0; !is_mixed && i < MACHINES; i++) {
            population->now[i][kind] = draw(4) ? population->earlier[i][kind] : 0;
        }
    }
    for (unsigned i = 0; i < MACHINES; i++) {
        for (enum device_key kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
            char value[8], id[8];
            snprintf(value, sizeof value, "v%u", population->earlier[i][kind]);
            snprintf(id, sizeof id, "d%u", i);
            if (population->earlier[i][kind]) {
                add_row(population->previous, population->arena, &(struct listed){kind, value, id});
            }
        }
    }
}

static void claim(const struct population *population, const unsigned *order, struct id_claimant *ret_by_machine) {
    struct id_claimant claimants[MACHINES] = {0};

    for (unsigned at = 0; at < MACHINES; at++) {
        char value[8];
        for (enum device_key kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
            unsigned number = population->now[order[at]][kind];
            snprintf(value, sizeof value, "v%u", number);
            claimants[at].keys[kind] = key_text(population->arena, kind, number ? value : NULL);
        }
        /* Its own id may be that of any earlier machine. */
        claimants[at].id = claimants[at].basis = arena_printf(population->arena, "d%u", order[at] * 5 % (2 * MACHINES));
    }
    assert_true(previous_ids_claim(population->previous, claimants, MACHINES, population->arena));
    for (unsigned at = 0; at < MACHINES; at++) {
        ret_by_machine[order[at]] = claimants[at];
    }
}

/* By hand: which earlier machines have a key of machine I now, and how many machines have one of earlier machine E. */
static bool shares(const struct population *population, unsigned i, unsigned e) {
    for (unsigned kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
        if (population->now[i][kind] && population->now[i][kind] == population->earlier[e][kind]) {
            return true;
        }
    }
    return false;
}

static unsigned count_sharing(const struct population *population, unsigned i, unsigned e, bool by_earlier) {
    unsigned count = 0;

    for (unsigned other = 0; other < MACHINES; other++) {
        count += by_earlier ? shares(population, other, e) : shares(population, i, other);
    }
    return count;
}

/* A machine and an earlier one that share keys with each other alone are one, and nobody else has its id. */
static void check_machine(const struct population *population, const struct id_claimant *claimants, unsigned i) {
    for (unsigned e = 0; e < MACHINES; e++) {
        char id[8];
        snprintf(id, sizeof id, "d%u", e);
        if (shares(population, i, e) && count_sharing(population, i, e, true) == 1 &&
            count_sharing(population, i, e, false) == 1) {
            assert_text(claimants[i].id, id);
            assert_int_equal(claimants[i].conflict.n, 0);
        }
        if (!shares(population, i, e) && count_sharing(population, i, e, true) > 0) {
            assert_false(str_eq(claimants[i].id, str_from(id)));
        }
    }
    for (unsigned other = 0; other < i; other++) {
        assert_false(str_eq(claimants[i].id, claimants[other].id));
    }
}

static void test_random(void **state) {
    long rounds = test_count("previous_ids_random");

    (void)state;
    srand((unsigned)test_seed());
    for (long round = 0; round < rounds; round++) {
        struct population population = {.arena = arena_new(), .previous = previous_ids_new()};
        struct id_claimant forward[MACHINES], shuffled[MACHINES];
        unsigned order[MACHINES], straight[MACHINES];
        for (unsigned i = 0; i < MACHINES; i++) {
            unsigned at = draw(i + 1);
            straight[i] = i;
            order[i] = order[at];
            order[at] = i;
        }
        populate(&population);
        claim(&population, straight, forward);
        claim(&population, order, shuffled);
        for (unsigned i = 0; i < MACHINES; i++) {
            check_machine(&population, forward, i);
            assert_true(str_eq(forward[i].id, shuffled[i].id));
            assert_true(str_eq(forward[i].conflict, shuffled[i].conflict));
        }
        previous_ids_free(population.previous);
        arena_free(population.arena);
    }
}

/* --- from a snapshot ------------------------------------------------------------------------------------------------
 */

/* The UUID of d2 as another scanner may list it: in the byte order of SMBIOS before 2.6. */
static void write_snapshot(const char *path, bool has_keys) {
    static const struct str rows[][KEYS_COLUMN_COUNT] = {
        {{"serial", 6}, {"nec", 3}, {"s1", 2}, {"d1", 2}},
        {{"color", 5}, {NULL, 0}, {"blue", 4}, {"d1", 2}}, /* of a later version */
        {{"mac", 3}, {NULL, 0}, {NULL, 0}, {"d1", 2}},
        {{"uuid", 4}, {NULL, 0}, {"4c4c4544-0046-4810-8057-b3c04f385a31", 36}, {"d2", 2}},
    };
    struct snapshot_info info = {.scanner_version = STR("test"), .scope = STR("t"), .has_keys = has_keys};
    struct snapshot_writer *writer = NULL;

    assert_int_equal(snapshot_writer_new(path, ".", &writer, NULL), ERR_OK);
    for (size_t i = 0; has_keys && i < ARRAY_LEN(rows); i++) {
        assert_int_equal(snapshot_writer_row(writer, TABLE_KEYS, rows[i], NULL), ERR_OK);
    }
    assert_int_equal(snapshot_writer_commit(writer, &info, NULL), ERR_OK);
    snapshot_writer_free(writer);
}

static void test_read(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = NULL, *without = NULL;
    struct id_claimant claimant = {.id = STR("o1"), .basis = STR("o1")};

    (void)state;
    claimant.keys[DEVICE_KEY_SERIAL] = key_text(arena, DEVICE_KEY_SERIAL, "s1");
    write_snapshot("with", true);
    write_snapshot("without", false);
    assert_int_equal(previous_ids_read("without", ".", diagnostics, &without, NULL), ERR_OK);
    assert_false(previous_ids_are_known(without));
    assert_true(previous_ids_claim(without, &claimant, 1, arena));
    assert_text(claimant.id, "o1");
    assert_int_equal(previous_ids_read("with", ".", diagnostics, &previous, NULL), ERR_OK);
    assert_true(previous_ids_are_known(previous));
    assert_true(previous_ids_claim(previous, &claimant, 1, arena));
    assert_text(claimant.id, "d1");
    claimant = (struct id_claimant){.id = STR("o2"), .basis = STR("o2")};
    claimant.keys[DEVICE_KEY_UUID] = key_text(arena, DEVICE_KEY_UUID, "44454c4c-4600-1048-8057-b3c04f385a31");
    assert_true(previous_ids_claim(previous, &claimant, 1, arena));
    assert_text(claimant.id, "d2");
    assert_int_equal(previous_ids_read("nowhere", ".", diagnostics, &previous, NULL), ERR_NOT_FOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_random),
        cmocka_unit_test_setup_teardown(test_read, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
