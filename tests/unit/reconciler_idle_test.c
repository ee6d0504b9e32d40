#include "reconciler/idle.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/next_finding.h"
#include "tests/unit/support/reconciled.h"
#include "tests/unit/support/told.h"

#include <stdio.h>

/* The scan ended on 2027-03-30, 90 days after 2026-12-30. */
static void run(const struct ministry_text *text, int64_t idle_days, char *told) {
    CLEANUP(ministry_free_cleanup) struct ministry *ministry = ministry_new(text);
    struct policy policy = policy_default();
    struct finding finding;

    policy.idle_days = idle_days;
    told[0] = '\0';
    CLEANUP(reconciled_done) struct reconciled reconciled = reconciled_of(ministry, 0, false, &policy);
    while (next_finding(reconciled.findings, &finding)) {
        if (finding.code == CODE_USE_IDLE) {
            assert_int_equal(finding.outcome, OUTCOME_NOTICE);
            told_append(told, "%.*s %.*s %.*s %lld %.*s", STR_FMT(finding.subject), STR_FMT(finding.field),
                        STR_FMT(finding.observed), (long long)finding.arguments[1].number,
                        STR_FMT(finding.snapshot_evidence));
            if (finding.documented.n) {
                told_append(told, " %.*s %.*s", STR_FMT(finding.documented), STR_FMT(finding.ledger_evidence));
            }
            told_append(told, "\n");
        }
    }
}

#define ASSET    "asset_id,hostname,kind\nA-1,h1,pc\n"
#define DEVICE   "device_id,hostname,last_login_at,observed_at,sections_missing\n"
#define ACCOUNTS "device_id,user_id,last_login_at\n"
#define LISTED   "asset_id,product,last_used_on\n"
#define SOFTWARE "device_id,product,last_used_on,source\n"

static const struct idle_case {
    const char *name, *device, *accounts, *installed; /* NULL: no such table */
    const char *told;
    int64_t idle_days;
    const char *listed; /* the ledger's software */
} cases[] = {
    {"the machine says who was last", "d1,h1,2026-12-29T12:00:00+09:00,,\n", NULL, NULL,
     "A-1 last_login_at 2026-12-29T12:00:00+09:00 91 devices.csv:2\n", 90, NULL},
    {"exactly as old as may be", "d1,h1,2026-12-30T00:00:00+09:00,,\n", NULL, NULL, "", 90, NULL},
    {"the last of all accounts", "d1,h1,2026-10-01T12:00:00+09:00,,\n",
     ACCOUNTS "d1,a,2026-11-01T12:00:00+09:00\nd1,b,2026-12-01T12:00:00+09:00\nd1,c,2026-11-02T12:00:00+09:00\n", NULL,
     "A-1 last_login_at 2026-12-01T12:00:00+09:00 119 accounts.csv:3\n", 90, NULL},
    {"one account is enough", "d1,h1,2026-10-01T12:00:00+09:00,,\n", ACCOUNTS "d1,a,2027-03-01T12:00:00+09:00\n", NULL,
     "", 90, NULL},
    {"accounts of another machine", "d1,h1,2026-10-01T12:00:00+09:00,,\n", ACCOUNTS "d9,a,2027-03-01T12:00:00+09:00\n",
     NULL, "A-1 last_login_at 2026-10-01T12:00:00+09:00 180 devices.csv:2\n", 90, NULL},
    {"nobody was seen", "d1,h1,,,\n", ACCOUNTS "d1,a,\n", SOFTWARE "d1,P,,registry\n", "", 90, NULL},
    {"a day in Tokyo is not one in Greenwich", "d1,h1,2026-12-29T15:00:00Z,,\n", NULL, NULL, "", 90, NULL},
    {"nor the day before", "d1,h1,2026-12-29T14:59:59Z,,\n", NULL, NULL,
     "A-1 last_login_at 2026-12-29T14:59:59Z 91 devices.csv:2\n", 90, NULL},
    /* the machine was looked at before the scan as a whole ended */
    {"as of the day on which it was seen", "d1,h1,2026-10-01T12:00:00+09:00,2026-12-30T09:00:00+09:00,\n", NULL, NULL,
     "", 90, NULL},
    {"a day later", "d1,h1,2026-10-01T12:00:00+09:00,2026-12-31T09:00:00+09:00,\n", NULL, NULL,
     "A-1 last_login_at 2026-10-01T12:00:00+09:00 91 devices.csv:2\n", 90, NULL},
    {"a clock that is ahead", "d1,h1,2027-05-01T12:00:00+09:00,,\n", NULL, NULL, "", 90, NULL},
    {"logins that were not read to their end", "d1,h1,2026-10-01T12:00:00+09:00,,logins\n", NULL, NULL, "", 90, NULL},
    {"something else was not", "d1,h1,2026-10-01T12:00:00+09:00,,packages\n", NULL, NULL,
     "A-1 last_login_at 2026-10-01T12:00:00+09:00 180 devices.csv:2\n", 90, NULL},
    {"the last use of any title", "d1,h1,2026-10-01T12:00:00+09:00,,\n", NULL,
     SOFTWARE "d1,P,2026-11-01,registry\nd1,Q,2026-12-01,registry\nd1,R,,registry\n",
     "A-1 last_used_on 2026-12-01 119 software.csv:3\n", 90, NULL},
    {"a login that day says more", "d1,h1,2026-12-01T12:00:00+09:00,,\n", NULL, SOFTWARE "d1,P,2026-12-01,registry\n",
     "A-1 last_login_at 2026-12-01T12:00:00+09:00 119 devices.csv:2\n", 90, NULL},
    {"titles that were not read to their end", "d1,h1,,,packages\n", NULL, SOFTWARE "d1,P,2026-11-01,registry\n", "",
     90, NULL},
    {"used, though nobody logs in", "d1,h1,2026-10-01T12:00:00+09:00,,\n", NULL, SOFTWARE "d1,P,2027-03-01,registry\n",
     "", 90, NULL},
    /* alike but for the way of writing: the text that comes first, whichever row that is in */
    {"one instant in two ways", "d1,h1,,,\n", ACCOUNTS "d1,a,2026-12-01T12:00:00+09:00\nd1,b,2026-12-01T03:00:00Z\n",
     NULL, "A-1 last_login_at 2026-12-01T03:00:00Z 119 accounts.csv:3\n", 90, NULL},
    {"and the other way round", "d1,h1,,,\n", ACCOUNTS "d1,a,2026-12-01T03:00:00Z\nd1,b,2026-12-01T12:00:00+09:00\n",
     NULL, "A-1 last_login_at 2026-12-01T03:00:00Z 119 accounts.csv:2\n", 90, NULL},
    {"a policy of a day", "d1,h1,2027-03-28T12:00:00+09:00,,\n", NULL, NULL,
     "A-1 last_login_at 2027-03-28T12:00:00+09:00 2 devices.csv:2\n", 1, NULL},
    {"a policy of ages", "d1,h1,1970-01-01T00:00:00Z,,\n", NULL, NULL, "", INT32_MAX, NULL},
    /* what the ledger says of the last use */
    {"used since, by the ledger", "d1,h1,2026-10-01T12:00:00+09:00,,\n", NULL, NULL, "", 90,
     LISTED "A-1,P,2026-11-01\nA-1,Q,2026-12-30\n"},
    {"used later, and long ago all the same", "d1,h1,2026-10-01T12:00:00+09:00,,\n", NULL, NULL,
     "A-1 last_used_on 2026-10-01T12:00:00+09:00 91 devices.csv:2 2026-12-29 software.csv:3\n", 90,
     LISTED "A-1,P,2026-11-01\nA-1,Q,2026-12-29\n"},
    {"seen later than the ledger says", "d1,h1,2026-12-01T12:00:00+09:00,,\n", NULL, NULL,
     "A-1 last_login_at 2026-12-01T12:00:00+09:00 119 devices.csv:2\n", 90, LISTED "A-1,P,2026-11-01\n"},
    {"seen on the same day", "d1,h1,2026-12-01T12:00:00+09:00,,\n", NULL, NULL,
     "A-1 last_login_at 2026-12-01T12:00:00+09:00 119 devices.csv:2\n", 90, LISTED "A-1,P,2026-12-01\n"},
    {"of another asset", "d1,h1,2026-10-01T12:00:00+09:00,,\n", NULL, NULL,
     "A-1 last_login_at 2026-10-01T12:00:00+09:00 180 devices.csv:2\n", 90, LISTED "A-9,P,2027-03-01\n"},
    {"the ledger alone says nothing", "d1,h1,,,\n", NULL, NULL, "", 90, LISTED "A-1,P,2026-01-01\n"},
};

static void test_cases(void **state) {
    char told[TOLD_MAX], device[256];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct ministry_table accounts = {true, TABLE_ACCOUNTS, cases[i].accounts};
        snprintf(device, sizeof device, DEVICE "%s", cases[i].device);
        run(&(struct ministry_text){.assets = ASSET,
                                    .devices = device,
                                    .listed = cases[i].listed,
                                    .installed = cases[i].installed,
                                    .others = &accounts,
                                    .other_count = cases[i].accounts ? 1 : 0},
            cases[i].idle_days, told);
        if (strcmp(told, cases[i].told) != 0) {
            fail_msg("%s: \"%s\", not \"%s\"", cases[i].name, told, cases[i].told);
        }
    }
}

/* Which kinds of machines, by what paper or the machine says, people log in to. */
static const struct {
    const char *documented, *observed, *shared_use;
    bool counts;
} kinds[] = {
    {"server", "", "", false},   {"pc", "", "", true},        {"laptop", "", "", true},    {"tablet", "", "", true},
    {"switch", "", "", false},   {"router", "", "", false},   {"firewall", "", "", false}, {"wireless", "", "", false},
    {"storage", "", "", false},  {"printer", "", "", false},  {"ups", "", "", false},      {"appliance", "", "", false},
    {"vm", "", "", false},       {"other", "", "", true},     {"", "", "", true},          {"", "server", "", false},
    {"", "laptop", "", true},    {"server", "pc", "", false}, {"vm", "", "vdi", true},     {"server", "", "rds", true},
    {"vm", "", "shared", false},
};

static void test_kinds(void **state) {
    char told[TOLD_MAX], assets[256], devices[256];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        snprintf(assets, sizeof assets, "asset_id,hostname,kind,shared_use\nA-1,h1,%s,%s\n", kinds[i].documented,
                 kinds[i].shared_use);
        snprintf(devices, sizeof devices, "device_id,hostname,kind,last_login_at\nd1,h1,%s,2026-10-01T12:00:00+09:00\n",
                 kinds[i].observed);
        run(&(struct ministry_text){.assets = assets, .devices = devices}, 90, told);
        if ((told[0] != '\0') != kinds[i].counts) {
            fail_msg("kind %s, observed %s, used as %s: \"%s\"", kinds[i].documented, kinds[i].observed,
                     kinds[i].shared_use, told);
        }
    }
}

/* Only what should be in use can be idle. */
static void test_status(void **state) {
    static const char *const words[] = {"spare", "stock", "stopped", "repair", "returned", "disposed", "lost"};
    char told[TOLD_MAX], assets[256];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        snprintf(assets, sizeof assets, "asset_id,hostname,kind,status\nA-1,h1,pc,%s\n", words[i]);
        run(&(struct ministry_text){.assets = assets, .devices = DEVICE "d1,h1,2026-10-01T12:00:00+09:00,,\n"}, 90,
            told);
        assert_string_equal(told, "");
    }
}

/* Nobody's machine, and one that may be several assets. */
static void test_unpaired(void **state) {
    char told[TOLD_MAX];

    (void)state;
    run(&(struct ministry_text){.assets = "asset_id,hostname,kind\nA-1,h1,pc\nA-2,h1,pc\n",
                                .devices = DEVICE "d1,h1,2026-10-01T12:00:00+09:00,,\n"
                                                  "d2,h2,2026-10-01T12:00:00+09:00,,\n"},
        90, told);
    assert_string_equal(told, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_unpaired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
