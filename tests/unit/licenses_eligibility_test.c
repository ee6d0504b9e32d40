#include "licenses/eligibility.h"

#include "tests/unit/support/audited.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>

static const char products[] = "pattern,class,vendor,product,edition,version,source,checked_on\n"
                               "/^tool(?: (?<version>[\\d.]+))?$/,product,Maker,Tool,,,s,2027-01-01\n"
                               "/^tool pro(?: (?<version>[\\d.]+))?/,product,Maker,Tool,Pro,,s,2027-01-01\n"
                               "/^tool light(?: (?<version>[\\d.]+))?/,product,Maker,Tool,Light,,s,2027-01-01\n"
                               "/^saw(?: (?<version>[\\d.]+))?/,product,Maker,Saw,,,s,2027-01-01\n"
                               "/^box(?: (?<version>[\\d.]+))?$/,product,Maker,Box,,,s,2027-01-01\n"
                               "/^box large(?: (?<version>[\\d.]+))?/,product,Maker,Box,Large,,s,2027-01-01\n";
static const char downgrades[] = "product,from_version,to_versions,condition,source,checked_on\n"
                                 "Tool,2024,2021; 2019,always,s,2027-01-01\n"
                                 "Tool,2019,2016,maintenance,s,2027-01-01\n"
                                 "Tool,2016,2013,volume,s,2027-01-01\n"
                                 "Box,2024,2021,always,s,2027-01-01\n"
                                 "Tool,16.0,2010,always,s,2027-01-01\n";
static const char releases[] = "product,version,released_on,source,checked_on\n"
                               "Tool,2025,2024-11-01,s,2027-01-01\n"
                               "Tool,2022,2021-08-18,s,2027-01-01\n"
                               "Box,2025,2024-11-01,s,2027-01-01\n";

/* --- what a case says ----------------------------------------------------------------------------------------------
 */

/* The right: edition, version, downgrade, maintenance_end, form, end_on, terms_checked_on, components. */
#define HEADINGS "edition,version,downgrade,maintenance_end,form,end_on,terms_checked_on,components"

struct eligibility_case {
    const char *what;
    const char *title;    /* of the right */
    const char *right;    /* cells by the headings */
    const char *used;     /* the title that is installed, with its version */
    const char *expected; /* "yes direct", or "no downgrade version downgrades.csv:2": allowed, right, bar, evidence */
};

static const char *const bars[BAR_COUNT] = {"-",           "product", "edition", "version",
                                            "maintenance", "size",    "bound",   "named"};
static const char *const terms[] = {[TERM_NO] = "no", [TERM_YES] = "yes", [TERM_BLANK] = "open"};

static struct audited *read_right(const struct eligibility_case *test) {
    char licenses[512], used[256];
    const struct ministry_table tables[] = {
        {false, TABLE_PRODUCTS, products},
        {false, TABLE_DOWNGRADES, downgrades},
        {false, TABLE_RELEASES, releases},
        {false, TABLE_LICENSES, licenses},
    };
    struct ministry_text text = {
        .assets = "asset_id\nP1\n",
        .listed = used,
        .others = tables,
        .other_count = ARRAY_LEN(tables),
    };

    snprintf(licenses, sizeof licenses, "license_id,product,quantity,metric," HEADINGS "\nL1,%s,1,device,%s\n",
             test->title, test->right);
    snprintf(used, sizeof used, "asset_id,product,version\nP1,%s,\n", test->used);
    struct audited *audited = audited_new(&text, 1, "2027-03-31");
    audited_read(audited);
    return audited;
}

/* By the part of the right that is of the same product. */
static struct eligibility look(const struct audited *audited, const struct use *use) {
    const struct right *right = rights_get(audited->audit.rights, 0);
    struct eligibility found = {.bar = BAR_PRODUCT};

    for (uint32_t i = 0; i < right->part_count && found.bar == BAR_PRODUCT; i++) {
        found = eligibility_of(&audited->audit.eligibility, right->entitlement, &right->parts[i], use->product,
                               uses_text(audited->audit.uses, use->version));
    }
    return found;
}

static void check_cases(const struct eligibility_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        CLEANUP(audited_free_cleanup) struct audited *audited = read_right(&cases[i]);
        char got[128];
        assert_int_equal(uses_count(audited->audit.uses), 1);
        struct eligibility found = look(audited, uses_get(audited->audit.uses, 0));
        int n = snprintf(got, sizeof got, "%s %s %s", terms[found.is_allowed], license_right_name(found.right),
                         bars[found.bar]);
        snprintf(got + n, sizeof got - (size_t)n, "%s%.*s", found.evidence.n ? " " : "", STR_FMT(found.evidence));
        if (strcmp(got, cases[i].expected) != 0) {
            fail_msg("%s: \"%s\", not \"%s\"", cases[i].what, got, cases[i].expected);
        }
    }
}

/* --- cases ---------------------------------------------------------------------------------------------------------
 */

static const struct eligibility_case direct[] = {
    {"the same version", "Tool", ",2024,,,,永続,,", "Tool 2024", "yes direct -"},
    {"the version of the title", "Tool 2024", ",,,,,永続,,", "Tool 2024", "yes direct -"},
    {"said more exactly", "Tool", ",2024,,,,永続,,", "Tool 2024.3", "yes direct -"},
    {"of any version", "Tool", ",,,,,永続,,", "Tool 2013", "yes direct -"},
    {"of any version, and none is known", "Tool", ",,,,,永続,,", "Tool", "yes direct -"},
    {"nobody knows which version is installed", "Tool", ",2024,,,,永続,,", "Tool", "open direct version"},
    {"another product", "Saw", ",2024,,,,永続,,", "Tool 2024", "no direct product"},
};

static const struct eligibility_case editions[] = {
    {"the same", "Tool", "Pro,2024,,,,永続,,", "Tool Pro 2024", "yes direct -"},
    {"in another spelling", "Tool", "ＰＲＯ,2024,,,,永続,,", "Tool Pro 2024", "yes direct -"},
    {"M19: another", "Tool", "Light,2024,,,,永続,,", "Tool Pro 2024", "no direct edition"},
    {"another, whatever the version", "Tool", "Light,2024,,,,永続,,", "Tool Pro 2013", "no direct edition"},
    {"that of the right is not known", "Tool", ",2024,,,,永続,,", "Tool Pro 2024", "open direct edition"},
    {"that of the use is not known", "Tool", "Pro,2024,,,,永続,,", "Tool 2024", "open direct edition"},
    {"nor is the version right", "Tool", "Pro,2024,不可,,,永続,,", "Tool 2021", "no downgrade version"},
    {"an open one, by downgrade", "Tool", "Pro,2024,可,,,永続,,", "Tool 2021",
     "open downgrade edition downgrades.csv:2"},
};

static const struct eligibility_case earlier[] = {
    {"M25: in the map", "Tool", ",2024,,,,永続,,", "Tool 2019", "yes downgrade - downgrades.csv:2"},
    {"M25: and the ledger says so", "Tool", ",2024,可,,,永続,,", "Tool 2019", "yes downgrade - downgrades.csv:2"},
    {"the ledger denies it", "Tool", ",2024,不可,,,永続,,", "Tool 2019", "no downgrade version"},
    {"M25: 2013 is not in the map of 2019 without more", "Tool", ",2024,,2025-03-31,package,永続,,", "Tool 2013",
     "no downgrade version"},
    {"by way of another version, under maintenance", "Tool", ",2024,,2027-03-31,,永続,,", "Tool 2016",
     "yes downgrade - downgrades.csv:3"},
    {"maintenance has ended", "Tool", ",2024,,2027-03-30,,永続,,", "Tool 2016", "no downgrade version"},
    {"maintenance is not on record", "Tool", ",2024,,,,永続,,", "Tool 2016", "open downgrade version downgrades.csv:3"},
    {"two conditions, both hold", "Tool", ",2024,,2027-12-31,volume,永続,,", "Tool 2013",
     "yes downgrade - downgrades.csv:4"},
    {"two conditions, one is not known", "Tool", ",2024,,2027-12-31,,永続,,", "Tool 2013",
     "open downgrade version downgrades.csv:4"},
    {"a number that is no year, whatever the ledger says", "Tool", ",2024,可,,,永続,,", "Tool 1.0",
     "open direct version"},
    {"years are not compared with other numbers", "Tool", ",2024,,,,永続,,", "Tool 16.0", "open direct version"},
    {"unless a row compares them", "Tool", ",16.0,,,,永続,,", "Tool 2010", "yes downgrade - downgrades.csv:6"},
    {"not known from 2003", "Tool", ",2024,可,,,永続,,", "Tool 2003", "no downgrade version"},
};

/* Of a product that the table of downgrades does not have. */
static const struct eligibility_case unmapped[] = {
    {"nobody looked", "Saw", ",2024,,,,永続,,", "Saw 2021", "open downgrade version"},
    {"somebody looked and found no right to it", "Saw", ",2024,,,,永続,2027-03-31,", "Saw 2021",
     "no downgrade version"},
    {"somebody looks tomorrow", "Saw", ",2024,,,,永続,2027-04-01,", "Saw 2021", "open downgrade version"},
    {"there is a right, who knows to what", "Saw", ",2024,可,,,永続,2027-03-31,", "Saw 2021", "open downgrade version"},
    {"there is none", "Saw", ",2024,不可,,,永続,,", "Saw 2021", "no downgrade version"},
};

static const struct eligibility_case later[] = {
    {"M26: 2025 came out after maintenance had ended", "Tool", ",2021,,2024-03-31,,永続,,", "Tool 2025",
     "no upgrade maintenance releases.csv:2"},
    {"M26: 2022 had come out", "Tool", ",2021,,2024-03-31,,永続,,", "Tool 2022", "yes upgrade - releases.csv:3"},
    {"on the day on which it came out", "Tool", ",2021,,2024-11-01,,永続,,", "Tool 2025",
     "yes upgrade - releases.csv:2"},
    {"the day before", "Tool", ",2021,,2024-10-31,,永続,,", "Tool 2025", "no upgrade maintenance releases.csv:2"},
    {"nobody knows when it came out", "Tool", ",2021,,2024-03-31,,永続,,", "Tool 2023", "open upgrade maintenance"},
    {"nobody knows of any maintenance", "Tool", ",2021,,,,永続,,", "Tool 2022",
     "open upgrade maintenance releases.csv:3"},
    {"there is none", "Tool", ",2021,,,,永続,2027-01-01,", "Tool 2022", "no upgrade version releases.csv:3"},
    {"a subscription lasts as long as itself", "Tool", ",2021,,,subscription,2027-12-31,,", "Tool 2025",
     "yes upgrade - releases.csv:2"},
    {"one that ended before", "Tool", ",2021,,,subscription,2024-10-31,,", "Tool 2025",
     "no upgrade maintenance releases.csv:2"},
    {"without an end", "Tool", ",2021,,無期限,,永続,,", "Tool 2025", "yes upgrade - releases.csv:2"},
    {"no right to downgrade has to do with it", "Tool", ",2021,不可,2024-03-31,,永続,,", "Tool 2022",
     "yes upgrade - releases.csv:3"},
};

static const struct eligibility_case suites[] = {
    {"a part has the suite's version", "Box", ",2024,,,,永続,,Tool; Saw", "Tool 2024", "yes direct -"},
    {"or its own", "Box", ",2024,,,,永続,,Tool 2019; Saw", "Tool 2019", "yes direct -"},
    {"a part without edition is of any", "Box", ",2024,,,,永続,,Tool; Saw", "Tool Pro 2024", "yes direct -"},
    {"one with an edition is of that", "Box", ",2024,,,,永続,,Tool Light; Saw", "Tool Pro 2024", "no direct edition"},
    {"of a part that has one, the edition must be known", "Box", ",2024,,,,永続,,Tool Light; Saw", "Tool 2024",
     "open direct edition"},
    {"the suite by its own name", "Box", "Large,2024,,,,永続,,Tool; Saw", "Box Large 2024", "yes direct -"},
    {"whose edition must be known", "Box", "Large,2024,,,,永続,,Tool; Saw", "Box 2024", "open direct edition"},
    {"what is no part", "Box", ",2024,,,,永続,,Saw", "Tool 2024", "no direct product"},
    {"downgrades of the part", "Box", ",2024,,,,永続,,Tool; Saw", "Tool 2019", "yes downgrade - downgrades.csv:2"},
    {"downgrades of the suite, for a part without rows", "Box", ",2024,,,,永続,,Tool; Saw", "Saw 2021",
     "yes downgrade - downgrades.csv:5"},
    {"which do not lead there", "Box", ",2024,,,,永続,,Tool; Saw", "Saw 2019", "no downgrade version"},
    {"releases of the suite, for a part without rows", "Box", ",2021,,2024-12-31,,永続,,Tool; Saw", "Saw 2025",
     "yes upgrade - releases.csv:4"},
};

static void test_direct(void **state) {
    (void)state;
    check_cases(direct, ARRAY_LEN(direct));
}

static void test_editions(void **state) {
    (void)state;
    check_cases(editions, ARRAY_LEN(editions));
}

static void test_earlier(void **state) {
    (void)state;
    check_cases(earlier, ARRAY_LEN(earlier));
}

static void test_unmapped(void **state) {
    (void)state;
    check_cases(unmapped, ARRAY_LEN(unmapped));
}

static void test_later(void **state) {
    (void)state;
    check_cases(later, ARRAY_LEN(later));
}

static void test_suites(void **state) {
    (void)state;
    check_cases(suites, ARRAY_LEN(suites));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_direct),   cmocka_unit_test(test_editions), cmocka_unit_test(test_earlier),
        cmocka_unit_test(test_unmapped), cmocka_unit_test(test_later),    cmocka_unit_test(test_suites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
