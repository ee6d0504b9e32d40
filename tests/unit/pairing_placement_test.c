#include "pairing/placement.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ledger_day.h"
#include "tests/unit/support/ministry_read.h"
#include "tests/unit/support/next_finding.h"

/* What is found in a ministry on 2027-03-30: the message, the subject, what the ledger says, the first argument, the
 * rows. */
static void run(const struct ministry_text *text, struct buffer *told) {
    struct ministry *ministry = ministry_new(text);
    struct policy policy = policy_default();
    struct placement_input input = {
        .ledger = ministry_ledger(ministry), .snapshot = ministry_snapshot(ministry), .policy = &policy};
    CLEANUP(pairing_free_cleanup) struct pairing *pairing = ministry_pairing(ministry);
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *findings = NULL;
    struct finding finding;

    buffer_reset(told);
    input.observed_on = ledger_day("2027-03-30");
    input.pairing = pairing;
    assert_int_equal(finding_sink_new(1, 0, "/tmp", &findings, NULL), ERR_OK);
    assert_int_equal(placement_check(&input, findings, NULL), ERR_OK);
    assert_int_equal(finding_sink_finish(findings, NULL, NULL), ERR_OK);
    while (next_finding(findings, &finding)) {
        assert_int_equal(finding.code, CODE_INP_REFERENCE);
        assert_int_equal(finding.outcome, OUTCOME_UNDETERMINED);
        buffer_printf(told, "%s %.*s %.*s [%.*s] %.*s\n", message_id(finding.message), STR_FMT(finding.subject),
                      STR_FMT(finding.field), STR_FMT(finding.arguments[0].text), STR_FMT(finding.ledger_evidence));
    }
    ministry_free(ministry);
}

#define ASSETS  "asset_id,hostname,kind,uuid,virtual,virtual_host,cluster,location,status\n"
#define DEVICES "device_id,hostname,kind,serial,uuid,virtual_host\n"
#define GUESTS  "device_id,name,uuid\n"
#define UUID    "564d0001-0000-4000-8000-000000000001"

static const struct ministry_table facilities[] = {
    {false, TABLE_FACILITIES, "facility_id,name\nF-1,本省データセンター\nF-2,本省\n"},
};

static const struct {
    const char *name;
    struct ministry_text text;
    const char *told;
} cases[] = {
    {"two machines that host each other, one that hosts itself; what leads into a circle is in none",
     {.assets =
          ASSETS "C-9,h9,vm,,,C-2,,,\nC-2,h2,vm,,,H9.example.jp,,,\nC-3,h3,server,,,C-3,,,\nC-4,h4,vm,,,C-9,,,\n"},
     "host-circle C-2 virtual_host [C-2 → C-9 → C-2] devices.csv:3 devices.csv:2\n"
     "host-circle C-3 virtual_host [C-3 → C-3] devices.csv:4\n"},
    {"what has left hosts nothing, and a host on no paper ends the chain",
     {.assets = ASSETS "C-1,h1,vm,,,C-2,,,\nC-2,h2,vm,,,C-1,,,disposed\nC-3,h3,vm,,,esx,,,\n"},
     ""},
    {"a long circle is cut",
     {.assets =
          ASSETS "A,,vm,,,B,,,\nB,,vm,,,C,,,\nC,,vm,,,D,,,\nD,,vm,,,E,,,\nE,,vm,,,F,,,\nF,,vm,,,G,,,\nG,,vm,,,H,,,\n"
                 "H,,vm,,,I,,,\nI,,vm,,,A,,,\n"},
     "host-circle A virtual_host [A → B → C → D → E → F → G → H → …] devices.csv:2 devices.csv:3 devices.csv:4 "
     "devices.csv:5 devices.csv:6 devices.csv:7 devices.csv:8 devices.csv:9\n"},
    {"a virtual machine in use without a host, by its kind or by the word; not one of a cluster, nor one that is "
     "stopped",
     {.assets = ASSETS "V-1,v1,vm,,,,,,\nV-2,v2,server,,yes,,,,\nV-3,v3,vm,,,,CL1,,\nV-4,v4,vm,,,,,,stopped\n"
                       "V-5,v5,server,,,,,,\nV-6,v6,vm,,,esx,,,\n"},
     "host-blank V-1 virtual_host [] devices.csv:2\nhost-blank V-2 virtual_host [] devices.csv:3\n"},
    {"a host lists it, or it says so itself: then it is to be filled in, which is another finding",
     {.assets = ASSETS "V-1,v1,vm," UUID ",,,,,\nV-2,v2,vm,,,,,,\nV-3,v3,vm,,,esx,,,\n",
      .devices = DEVICES "d1,esx,server,S1,,\nd2,v2,vm,,,esx\n",
      .guests = GUESTS "d1,v1," UUID "\n"},
     ""},
    {"a ledger without that column does not keep hosts", {.assets = "asset_id,kind\nV-1,vm\n"}, ""},
    {"hardware stands in a facility: its location begins with the name, however it is written, or a place says so",
     {.assets = ASSETS "S-1,s1,server,,,,,本省ﾃﾞｰﾀｾﾝﾀｰ A-03,\nS-2,s2,switch,,,,,大阪支所 2階,\nS-3,s3,ups,,,,,,\n"
                       "S-4,s4,pc,,,,,大阪支所,\nS-5,s5,vm,,,h,,大阪支所,\nS-6,s6,server,,,,,大阪支所,disposed\n"
                       "S-7,s7,storage,,,,,倉庫7,\nS-8,s8,storage,,,,,倉庫8,\n",
      .places = "pattern,site,facility\n倉庫7*,大阪,F-2\n倉庫8*,大阪,\n",
      .others = facilities,
      .other_count = ARRAY_LEN(facilities)},
     "facility-unknown S-2 location [大阪支所 2階] devices.csv:3\n"
     "facility-blank S-3 location [ups] devices.csv:4\n"
     "facility-unknown S-8 location [倉庫8] devices.csv:9\n"},
    {"without facilities on record nothing is asked for",
     {.assets = ASSETS "S-2,s2,switch,,,,,大阪支所 2階,\nS-3,s3,ups,,,,,,\n"},
     ""},
};

static void test_cases(void **state) {
    CLEANUP(buffer_done) struct buffer told = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        run(&cases[i].text, &told);
        if (!str_eq(buffer_view(&told), str_from(cases[i].told))) {
            fail_msg("%s:\n%.*s", cases[i].name, STR_FMT(buffer_view(&told)));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
