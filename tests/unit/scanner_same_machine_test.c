#include "scanner/device/same_machine.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define VIEWS_MAX 10

/* --- a second method: each pair is looked at, rule by rule, with all others at hand --- */

static bool agree(const struct view *a, const struct view *b, enum view_key key) {
    return a->keys[key] && a->keys[key] == b->keys[key];
}

static bool contradict(const struct view *a, const struct view *b, enum view_key key) {
    return a->keys[key] && b->keys[key] && a->keys[key] != b->keys[key];
}

static bool are_ssh(const struct view *a, const struct view *b) {
    return a->kind == VIEW_SSH && b->kind == VIEW_SSH;
}

static bool are_agents(const struct view *a, const struct view *b) {
    return a->kind != VIEW_SSH && a->kind == b->kind;
}

static bool are_ssh_and_agent(const struct view *a, const struct view *b) {
    return a->kind != VIEW_MANAGEMENT && b->kind != VIEW_MANAGEMENT;
}

static bool share_host_key(const struct view *a, const struct view *b) {
    return are_ssh(a, b) && agree(a, b, VIEW_HOST_KEY);
}

static bool ssh_serial(const struct view *a, const struct view *b) {
    return share_host_key(a, b) && agree(a, b, VIEW_SERIAL);
}

static bool ssh_uuid(const struct view *a, const struct view *b) {
    return share_host_key(a, b) && agree(a, b, VIEW_MAC) && agree(a, b, VIEW_UUID);
}

static bool ssh_name(const struct view *a, const struct view *b) {
    return share_host_key(a, b) && agree(a, b, VIEW_MAC) && agree(a, b, VIEW_HOSTNAME);
}

static bool ssh_state(const struct view *a, const struct view *b) {
    return share_host_key(a, b) && agree(a, b, VIEW_MACHINE_ID) && agree(a, b, VIEW_HOSTNAME) &&
           agree(a, b, VIEW_STATE);
}

static bool agent_serial(const struct view *a, const struct view *b) {
    return are_agents(a, b) && agree(a, b, VIEW_SERIAL) && agree(a, b, VIEW_MAKER);
}

static bool agent_engine_card(const struct view *a, const struct view *b) {
    return are_agents(a, b) && agree(a, b, VIEW_ENGINE) && agree(a, b, VIEW_MAC);
}

static bool agent_engine_name(const struct view *a, const struct view *b) {
    return are_agents(a, b) && agree(a, b, VIEW_ENGINE) && agree(a, b, VIEW_HOSTNAME);
}

static bool agent_name(const struct view *a, const struct view *b) {
    return are_agents(a, b) && agree(a, b, VIEW_MAC) && agree(a, b, VIEW_HOSTNAME);
}

static bool any_serial(const struct view *a, const struct view *b) {
    return agree(a, b, VIEW_SERIAL) && agree(a, b, VIEW_MAKER);
}

static bool any_address(const struct view *a, const struct view *b) {
    return are_ssh_and_agent(a, b) && agree(a, b, VIEW_ADDRESS) && agree(a, b, VIEW_HOSTNAME);
}

static bool any_card(const struct view *a, const struct view *b) {
    return are_ssh_and_agent(a, b) && agree(a, b, VIEW_ADDRESS) && agree(a, b, VIEW_MAC);
}

static bool any_name(const struct view *a, const struct view *b) {
    return are_ssh_and_agent(a, b) && agree(a, b, VIEW_MAC) && agree(a, b, VIEW_HOSTNAME);
}

static const struct {
    bool (*fits)(const struct view *a, const struct view *b);
    bool is_across;
    bool unless[VIEW_KEYS];
} expected_rules[] = {
#define OF_SSH                                                                                                         \
    { [VIEW_SERIAL] = 1, [VIEW_MAKER] = 1, [VIEW_UUID] = 1, [VIEW_MAC] = 1, [VIEW_MACHINE_ID] = 1 }
    {ssh_serial, false, OF_SSH},
    {ssh_uuid, false, OF_SSH},
    {ssh_name, false, OF_SSH},
    {ssh_state, false, OF_SSH},
    {agent_serial, false, {[VIEW_UUID] = 1, [VIEW_MAC] = 1}},
    {agent_engine_card, false, {[VIEW_SERIAL] = 1, [VIEW_UUID] = 1, [VIEW_HOSTNAME] = 1}},
    {agent_engine_name, false, {[VIEW_SERIAL] = 1, [VIEW_UUID] = 1, [VIEW_MAC] = 1}},
    {agent_name, false, {[VIEW_SERIAL] = 1, [VIEW_UUID] = 1}},
    {any_serial, true, {[VIEW_UUID] = 1, [VIEW_MAC] = 1}},
    {any_address, true, {[VIEW_SERIAL] = 1, [VIEW_UUID] = 1}},
    {any_card, true, {[VIEW_SERIAL] = 1, [VIEW_UUID] = 1}},
    {any_name, true, {[VIEW_UUID] = 1}},
};

/* The address of a management controller's own card contradicts no other kind's. */
static bool counts(size_t rule, const struct view *view, enum view_key key) {
    return !(expected_rules[rule].is_across && view->kind == VIEW_MANAGEMENT && key == VIEW_MAC);
}

/* Do some of the views that have in common what A has in common with B contradict each other? */
static bool is_disputed(const struct view *views, size_t count, size_t rule, const struct view *a, enum view_key key) {
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            bool are_in = (&views[i] == a || expected_rules[rule].fits(a, &views[i])) &&
                          (&views[j] == a || expected_rules[rule].fits(a, &views[j]));
            if (are_in && counts(rule, &views[i], key) && counts(rule, &views[j], key) &&
                contradict(&views[i], &views[j], key)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_link(const struct view *views, size_t count, size_t rule, const struct view *a, const struct view *b) {
    if (!expected_rules[rule].fits(a, b) || (expected_rules[rule].is_across && a->kind == b->kind)) {
        return false;
    }
    for (unsigned key = 0; key < VIEW_KEYS; key++) {
        if (expected_rules[rule].unless[key] && is_disputed(views, count, rule, a, key) &&
            !(agree(a, b, key) && counts(rule, a, key) && counts(rule, b, key))) {
            return false;
        }
    }
    return true;
}

static bool may_stand_together(size_t rule, const struct view *a, const struct view *b) {
    static const enum view_key of_one_kind[] = {VIEW_SERIAL, VIEW_UUID, VIEW_MAC, VIEW_HOST_KEY, VIEW_MACHINE_ID};

    for (size_t i = 0; a->kind == b->kind && i < ARRAY_LEN(of_one_kind); i++) {
        if (contradict(a, b, of_one_kind[i])) {
            return false;
        }
    }
    for (unsigned key = 0; expected_rules[rule].is_across && key < VIEW_KEYS; key++) {
        if (expected_rules[rule].unless[key] && counts(rule, a, key) && counts(rule, b, key) && contradict(a, b, key)) {
            return false;
        }
    }
    return true;
}

/* Labels become those of the least of all that are linked, directly or not. */
static void spread(bool linked[VIEWS_MAX][VIEWS_MAX], size_t count, size_t *labels) {
    for (size_t round = 0; round < count; round++) {
        for (size_t i = 0; i < count; i++) {
            for (size_t j = 0; j < count; j++) {
                if (linked[i][j] && labels[j] < labels[i]) {
                    labels[i] = labels[j];
                }
            }
        }
    }
}

static void apply_naively(const struct view *views, size_t count, size_t rule, size_t *leaders) {
    bool linked[VIEWS_MAX][VIEWS_MAX];
    size_t labels[VIEWS_MAX];

    for (size_t i = 0; i < count; i++) {
        labels[i] = i;
        for (size_t j = 0; j < count; j++) {
            linked[i][j] = leaders[i] == leaders[j] || is_link(views, count, rule, &views[i], &views[j]);
        }
    }
    spread(linked, count, labels);
    for (size_t i = 0; i < count; i++) {
        bool may = true;
        for (size_t a = 0; a < count; a++) {
            for (size_t b = 0; b < count; b++) {
                may &=
                    labels[a] != labels[i] || labels[b] != labels[i] || may_stand_together(rule, &views[a], &views[b]);
            }
        }
        leaders[i] = may ? labels[i] : leaders[i];
    }
}

static void find_naively(const struct view *views, size_t count, size_t *leaders) {
    for (size_t i = 0; i < count; i++) {
        leaders[i] = i;
    }
    for (size_t rule = 0; rule < ARRAY_LEN(expected_rules); rule++) {
        apply_naively(views, count, rule, leaders);
    }
}

/* --- random views --- */

static unsigned below(unsigned limit) {
    return (unsigned)random() % limit;
}

static void make_views(struct view *views, size_t count) {
    /* Few values, so that all sorts of things agree and contradict. */
    unsigned values = 1 + below((unsigned)count < 3 ? (unsigned)count : 3), gaps = 1 + below(4);

    for (size_t i = 0; i < count; i++) {
        views[i].kind = (enum view_kind)below(VIEW_KINDS);
        for (unsigned key = 0; key < VIEW_KEYS; key++) {
            views[i].keys[key] = below(gaps + 1) == gaps ? 0 : 1 + below(values);
        }
        if (views[i].kind == VIEW_SSH) {
            views[i].keys[VIEW_ENGINE] = 0;
        } else {
            views[i].keys[VIEW_HOST_KEY] = views[i].keys[VIEW_MACHINE_ID] = 0;
        }
    }
}

static void test_second_method(void **state) {
    size_t joined = 0;

    (void)state;
    srandom((unsigned)test_seed());
    for (long round = test_count("same_machine"); round > 0; round--) {
        struct view views[VIEWS_MAX];
        size_t count = 1 + below(VIEWS_MAX), leaders[VIEWS_MAX], expected[VIEWS_MAX];

        make_views(views, count);
        find_naively(views, count, expected);
        assert_true(same_machine_find(views, count, leaders));
        assert_memory_equal(leaders, expected, count * sizeof *leaders);
        for (size_t i = 0; i < count; i++) {
            joined += leaders[i] != i;
        }
    }
    assert_true(joined > 0);
}

/* The same views in another order are the same machines. */
static void test_order(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (long round = test_count("same_machine"); round > 0; round--) {
        struct view views[VIEWS_MAX], shuffled[VIEWS_MAX];
        size_t count = 1 + below(VIEWS_MAX), leaders[VIEWS_MAX], others[VIEWS_MAX], places[VIEWS_MAX];

        make_views(views, count);
        for (size_t i = 0; i < count; i++) {
            size_t other = below((unsigned)i + 1);
            places[i] = places[other];
            places[other] = i;
        }
        for (size_t i = 0; i < count; i++) {
            shuffled[i] = views[places[i]];
        }
        assert_true(same_machine_find(views, count, leaders) && same_machine_find(shuffled, count, others));
        for (size_t i = 0; i < count; i++) {
            for (size_t j = 0; j < i; j++) {
                assert_int_equal(others[i] == others[j], leaders[places[i]] == leaders[places[j]]);
            }
        }
    }
}

/* Many machines that all have one key in common take no longer than others: a chassis' number on each of its blades,
 * half of them without a card, and two names for each agent. */
static void test_many(void **state) {
    size_t count = 200000;
    struct view *views = calloc(count, sizeof *views);
    size_t *leaders = calloc(count, sizeof *leaders);
    clock_t started = clock();

    (void)state;
    assert_true(views && leaders);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct view){.kind = i % 2 ? VIEW_SNMP : VIEW_SSH,
                                 .keys = {[VIEW_SERIAL] = 1,
                                          [VIEW_MAKER] = 1,
                                          [VIEW_HOST_KEY] = i % 2 ? 0 : 1,
                                          [VIEW_MAC] = i % 8 < 4 ? (uint32_t)(1 + i / 4) : 0,
                                          [VIEW_HOSTNAME] = (uint32_t)(1 + i / 2)}};
    }
    assert_true(same_machine_find(views, count, leaders));
    assert_true(clock() - started < 20 * CLOCKS_PER_SEC);
    for (size_t i = 0; i < count; i++) {
        /* Four views with one card each, of two servers and two agents, which agree in number and card. */
        assert_int_equal(leaders[i], i % 8 < 4 ? i / 4 * 4 : i);
    }
    free(views);
    free(leaders);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_second_method),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
