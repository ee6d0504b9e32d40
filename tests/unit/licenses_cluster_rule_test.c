#include "licenses/cluster_rule.h"

#include "licenses/virtual_rule.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdlib.h>

enum { HOSTS_MAX = 4 };

/* --- the cell ------------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *text;
    enum affinity affinity;
    const char *names; /* separated by | */
} texts[] = {
    {"", AFFINITY_NONE, ""},
    {"なし", AFFINITY_NONE, ""},
    {"NONE", AFFINITY_NONE, ""},
    {"固定", AFFINITY_PINNED, ""},
    {"Ｐｉｎｎｅｄ", AFFINITY_PINNED, ""},
    {"esx01", AFFINITY_HOSTS, "esx01"},
    {"esx01;esx02", AFFINITY_HOSTS, "esx01|esx02"},
    {" esx 01 、A-0002；; esx03,", AFFINITY_HOSTS, "esx 01|A-0002|esx03"},
    {"esx01\nesx02", AFFINITY_HOSTS, "esx01|esx02"},
    {" ; 、", AFFINITY_UNREADABLE, ""},
};

static void test_texts(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct str rest = str_from(texts[i].text), names = str_from(texts[i].names), name, expected;
        print_message("\"%s\"\n", texts[i].text);
        assert_int_equal(affinity_read(rest), texts[i].affinity);
        while (names.n && str_cut(&names, '|', &expected)) {
            assert_true(affinity_next_host(&rest, &name));
            assert_true(str_eq(name, expected));
        }
        assert_true(texts[i].affinity != AFFINITY_HOSTS || !affinity_next_host(&rest, &name));
    }
}

/* --- worked cases --------------------------------------------------------------------------------------------------
 */

#define UNKNOWN (-1)

static const uint32_t first_two[] = {0, 1, 1, 0}, second[] = {1};

/* Three hosts with 6, 6 and 5 machines. */
static const struct {
    const char *name;
    enum term live[3];
    enum affinity affinity[3];
    int64_t roaming;
    int64_t least[3], most[3]; /* UNKNOWN */
} cases[] = {
    {"all may go anywhere", {TERM_YES, TERM_YES, TERM_YES}, {0}, 0, {17, 17, 17}, {17, 17, 17}},
    {"nothing moves", {TERM_NO, TERM_NO, TERM_NO}, {0}, 0, {6, 6, 5}, {6, 6, 5}},
    {"nobody says", {TERM_BLANK, TERM_BLANK, TERM_BLANK}, {0}, 0, {6, 6, 5}, {17, 17, 17}},
    {"one host apart", {TERM_YES, TERM_YES, TERM_NO}, {0}, 0, {12, 12, 5}, {12, 12, 5}},
    {"one host unsaid", {TERM_YES, TERM_YES, TERM_BLANK}, {0}, 0, {12, 12, 5}, {17, 17, 17}},
    {"one host's machines pinned",
     {TERM_YES, TERM_YES, TERM_YES},
     {AFFINITY_PINNED, AFFINITY_NONE, AFFINITY_NONE},
     0,
     {17, 11, 11},
     {17, 11, 11}},
    {"two hosts for each other's",
     {TERM_YES, TERM_YES, TERM_YES},
     {AFFINITY_HOSTS, AFFINITY_HOSTS, AFFINITY_PINNED},
     0,
     {12, 12, 5},
     {12, 12, 5}},
    {"a list without live migration",
     {TERM_NO, TERM_YES, TERM_YES},
     {AFFINITY_HOSTS, AFFINITY_NONE, AFFINITY_NONE},
     0,
     {6, 11, 11},
     {6, 11, 11}},
    {"a list that is not sure",
     {TERM_BLANK, TERM_YES, TERM_YES},
     {AFFINITY_HOSTS, AFFINITY_NONE, AFFINITY_NONE},
     0,
     {6, 11, 11},
     {17, 17, 11}},
    {"a rule nobody understands",
     {TERM_YES, TERM_YES, TERM_YES},
     {AFFINITY_UNREADABLE, AFFINITY_NONE, AFFINITY_NONE},
     0,
     {17, 11, 11},
     {17, 17, 17}},
    {"machines on unknown hosts", {TERM_YES, TERM_YES, TERM_YES}, {0}, 3, {20, 20, 20}, {20, 20, 20}},
    {"which may be anywhere", {TERM_NO, TERM_YES, TERM_YES}, {0}, 3, {6, 11, 11}, {9, 14, 14}},
    {"and nobody knows how many",
     {TERM_YES, TERM_YES, TERM_YES},
     {0},
     UNKNOWN,
     {17, 17, 17},
     {UNKNOWN, UNKNOWN, UNKNOWN}},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cluster_host hosts[3] = {{.machines = 6}, {.machines = 6}, {.machines = 5}};
        struct landing landings[3];
        print_message("%s\n", cases[i].name);
        for (size_t n = 0; n < 3; n++) {
            hosts[n].live_migration = cases[i].live[n];
            hosts[n].affinity = cases[i].affinity[n];
            hosts[n].hosts = first_two;
            hosts[n].host_count = 4;
        }
        assert_int_equal(cluster_landings(hosts, 3, cases[i].roaming, landings, NULL), ERR_OK);
        for (size_t n = 0; n < 3; n++) {
            assert_int_equal(landings[n].least, cases[i].least[n]);
            assert_int_equal(landings[n].is_known, cases[i].most[n] != UNKNOWN);
            assert_true(!landings[n].is_known || landings[n].most == cases[i].most[n]);
        }
    }
}

/* M15: 17 machines, three hosts with 32 cores: Standard 288 for each, 864 together; Datacenter 96. */
static void test_migration_example(void **state) {
    struct cluster_host hosts[3] = {
        {.machines = 6, .live_migration = TERM_YES},
        {.machines = 6, .live_migration = TERM_YES},
        {.machines = 5, .live_migration = TERM_YES},
    };
    struct virtual_rule standard = virtual_rule_read(STR("2台")), datacenter = virtual_rule_read(STR("無制限"));
    int64_t of_standard = 0, of_datacenter = 0, units;
    struct landing landings[3];

    (void)state;
    assert_int_equal(cluster_landings(hosts, 3, 0, landings, NULL), ERR_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_true(virtual_rule_units(&standard, 32, landings[i].most, &units));
        assert_int_equal(units, 288);
        of_standard += units;
        assert_true(virtual_rule_units(&datacenter, 32, landings[i].most, &units));
        of_datacenter += units;
    }
    assert_int_equal(of_standard, 864);
    assert_int_equal(of_datacenter, 96);
}

static void test_bounds(void **state) {
    struct cluster_host large[2] = {{.machines = INT64_MAX, .live_migration = TERM_YES},
                                    {.machines = 1, .live_migration = TERM_YES}};
    struct cluster_host outside = {.machines = 1, .affinity = AFFINITY_HOSTS, .hosts = second, .host_count = 1};
    struct landing landings[2] = {{-7, -7, true}, {-7, -7, true}};
    struct err err;

    (void)state;
    assert_int_equal(cluster_landings(&outside, 1, 0, landings, &err), ERR_USAGE);
    assert_int_equal(landings[0].most, -7);
    assert_int_equal(cluster_landings(large, 2, 0, landings, NULL), ERR_OK);
    assert_false(landings[0].is_known || landings[1].is_known);
    assert_true(landings[1].least == INT64_MAX);
    assert_int_equal(cluster_landings(NULL, 0, 5, landings, NULL), ERR_OK);
}

/* --- against every pair of hosts -----------------------------------------------------------------------------------
 */

struct random_cluster {
    struct cluster_host hosts[HOSTS_MAX];
    uint32_t lists[HOSTS_MAX][3];
    uint32_t count;
};

static void pick(struct random_cluster *cluster) {
    cluster->count = 1 + (uint32_t)(random() % HOSTS_MAX);
    for (uint32_t i = 0; i < cluster->count; i++) {
        struct cluster_host *host = &cluster->hosts[i];
        *host = (struct cluster_host){
            .machines = random() % 10 ? random() % 20 : UNKNOWN,
            .live_migration = (enum term)(random() % 3),
            .affinity = (enum affinity)(random() % 4),
            .hosts = cluster->lists[i],
            .host_count = (uint32_t)(random() % 4),
        };
        for (size_t n = 0; n < 3; n++) {
            cluster->lists[i][n] = (uint32_t)random() % cluster->count;
        }
    }
}

/* 0: no, 1: perhaps, 2: yes. */
static int may_go(const struct cluster_host *hosts, uint32_t from, uint32_t to) {
    static const int of_term[] = {[TERM_NO] = 0, [TERM_BLANK] = 1, [TERM_YES] = 2};
    int leave = of_term[hosts[from].live_migration], arrive = of_term[hosts[to].live_migration], rule = 2;

    if (from == to) {
        return 2;
    }
    if (hosts[from].affinity == AFFINITY_PINNED) {
        rule = 0;
    } else if (hosts[from].affinity == AFFINITY_UNREADABLE) {
        rule = 1;
    } else if (hosts[from].affinity == AFFINITY_HOSTS) {
        rule = 0;
        for (uint32_t i = 0; i < hosts[from].host_count; i++) {
            rule = hosts[from].hosts[i] == to ? 2 : rule;
        }
    }
    leave = leave < arrive ? leave : arrive;
    return leave < rule ? leave : rule;
}

static void test_against_every_pair(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (long run = 0; run < test_count("cluster_random"); run++) {
        struct random_cluster cluster;
        struct landing landings[HOSTS_MAX];
        pick(&cluster);
        assert_int_equal(cluster_landings(cluster.hosts, cluster.count, 0, landings, NULL), ERR_OK);
        for (uint32_t to = 0; to < cluster.count; to++) {
            int64_t least = 0, most = 0;
            bool is_known = true;
            for (uint32_t from = 0; from < cluster.count; from++) {
                int64_t machines = cluster.hosts[from].machines;
                int may = may_go(cluster.hosts, from, to);
                is_known &= may == 0 || machines >= 0;
                least += may == 2 && machines > 0 ? machines : 0;
                most += may ? machines : 0;
            }
            assert_int_equal(landings[to].least, least);
            assert_int_equal(landings[to].is_known, is_known);
            assert_true(!is_known || landings[to].most == most);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_migration_example),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_against_every_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
