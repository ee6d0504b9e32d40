#include "report/result_files.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/lifecycle_made.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BOM "\xef\xbb\xbf"
#define SUPPORT_HEADINGS                                                                                               \
    BOM "product,version,count,class,active_end,support_end,extended_end,effective_end,planned_end,gap_days,decision," \
        "source,checked_on,kind,release,outcome,evidence\r\n"
#define CONTRACT_HEADINGS                                                                                              \
    BOM "kind,id,title,vendor,start_on,end_on,notice_deadline,days_left,state,next,due_on,evidence\r\n"
#define REUSE_HEADINGS                                                                                                 \
    BOM "asset_id,model,quantity,stopped_on,storage_location,state,working,data_erased,support_end,"                   \
        "accounting_status,code,hold_reason,license_id,evidence\r\n"

static void take_file(const char *name, const char *expected) {
    scratch_expect(name, expected);
    assert_int_equal(unlink(name), 0);
}

static void report(struct lifecycle_records *records, struct summary *summary) {
    const struct report_context context = {.dir_fd = AT_FDCWD};
    struct reuse_record reuse;
    bool more; /* somebody may have read before */

    assert_int_equal(lifecycle_records_next_reuse(records, &more, &reuse, NULL), ERR_OK);
    assert_int_equal(report_lifecycle(&context, records, summary, NULL), ERR_OK);
    assert_true(summary->has_lifecycle);
}

/* Every column once with something of its own; words for days that nobody knows. */
static void fill_supports(struct support_record supports[2]) {
    supports[0] = made_support("PostgreSQL", "14.9", 12, "2026-11-12");
    supports[1] = made_support("=1+1", "", 1, NULL);
    supports[0].support = SUPPORT_ENDED;
    supports[0].active_end = made_end("2025-11-12");
    supports[0].extended_end = (struct milestone){DATE_WORD_ENDLESS, DATE_NONE};
    supports[0].planned_end = ledger_day("2028-03-31");
    supports[0].has_gap = true;
    supports[0].gap_days = 505;
    supports[0].decision = STR("replace");
    supports[0].source = STR("endoflife.date, 2027-03-01");
    supports[0].checked_on = ledger_day("2027-03-01");
    supports[0].release = STR("postgresql/14");
    supports[0].outcome = OUTCOME_VIOLATION;
    supports[0].evidence = STR("calendar.csv:7");
    supports[1].support = SUPPORT_UNKNOWN;
    supports[1].subject = SUPPORT_OF_HARDWARE;
    supports[1].effective_end = (struct milestone){DATE_WORD_OVER, DATE_NONE};
    supports[1].gap_days = 9; /* says nothing */
    supports[1].outcome = OUTCOME_UNDETERMINED;
}

static void fill_contracts(struct contract_record contracts[2]) {
    contracts[0] = made_contract(CONTRACT_OF_MAINTENANCE, "C-1", "2027-02-28", "2027-05-31");
    contracts[1] = made_contract(CONTRACT_OF_DOMAIN, "example.go.jp", NULL, NULL);
    contracts[0].title = STR("機器保守");
    contracts[0].vendor = STR("Kakuu");
    contracts[0].start_on = ledger_day("2026-06-01");
    contracts[0].has_days_left = true;
    contracts[0].days_left = -31;
    contracts[0].state = CONTRACT_OVERDUE;
    contracts[0].next = STR("C-2");
    contracts[0].evidence = STR("contracts.csv:2");
    contracts[1].end_on = (struct milestone){DATE_WORD_RENEWING, DATE_NONE};
}

static struct reuse_record full_reuse(void) {
    return (struct reuse_record){.asset_id = STR("A-1"),
                                 .model = STR("Kakuu Denki KD-100"),
                                 .quantity = 2,
                                 .stopped_on = ledger_day("2027-01-15"),
                                 .storage_location = STR("倉庫1"),
                                 .status = STR("停止"),
                                 .working = STR("yes"),
                                 .data_erased = STR("no"),
                                 .support_end = {DATE_WORD_NOT_ANNOUNCED, DATE_NONE},
                                 .accounting_status = STR("物品"),
                                 .code = CODE_REU_HOLD,
                                 .hold_reason = STR("data_erased support_end"),
                                 .evidence = STR("devices.csv:4")};
}

static struct lifecycle_records *full_records(void) {
    struct support_record supports[2];
    struct contract_record contracts[2];
    struct reuse_record reuse = full_reuse();

    fill_supports(supports);
    fill_contracts(contracts);
    return made_records(supports, ARRAY_LEN(supports), contracts, ARRAY_LEN(contracts), &reuse, 1);
}

static void test_rows(void **state) {
    CLEANUP(lifecycle_records_free_cleanup) struct lifecycle_records *records = full_records();
    struct summary summary = {0};

    (void)state;
    report(records, &summary);
    take_file("support.csv", SUPPORT_HEADINGS
              "PostgreSQL,14.9,12,ended,2025-11-12,2026-11-12,endless,2026-11-12,2028-03-31,505,replace,"
              "\"endoflife.date, 2027-03-01\",2027-03-01,software,postgresql/14,violation,calendar.csv:7\r\n"
              "'=1+1,,1,unknown,,,,over,,,,,,hardware,,undetermined,\r\n");
    take_file("contracts.csv",
              CONTRACT_HEADINGS "contract,C-1,機器保守,Kakuu,2026-06-01,2027-05-31,2027-02-28,-31,overdue,C-2,"
                                "2027-02-28,contracts.csv:2\r\n"
                                "domain,example.go.jp,,,,renewing,,,active,,,\r\n");
    take_file("reuse_candidates.csv",
              REUSE_HEADINGS "A-1,Kakuu Denki KD-100,2,2027-01-15,倉庫1,停止,yes,no,not-announced,物品,REU-HOLD,"
                             "data_erased support_end,,devices.csv:4\r\n");
    assert_int_equal(summary.by_support[SUPPORT_ENDED], 1);
    assert_int_equal(summary.by_support[SUPPORT_UNKNOWN], 1);
    assert_int_equal(summary.by_support[SUPPORT_STANDARD], 0);
    assert_int_equal(summary.by_contract[CONTRACT_OVERDUE], 1);
    assert_int_equal(summary.by_contract[CONTRACT_ACTIVE], 1);
    assert_int_equal(summary.by_reuse[CODE_REU_HOLD], 1);
}

static void test_none(void **state) {
    CLEANUP(lifecycle_records_free_cleanup) struct lifecycle_records *records = made_records(NULL, 0, NULL, 0, NULL, 0);
    struct summary summary = {0};

    (void)state;
    report(records, &summary);
    take_file("support.csv", SUPPORT_HEADINGS);
    take_file("contracts.csv", CONTRACT_HEADINGS);
    take_file("reuse_candidates.csv", REUSE_HEADINGS);
}

/* --- horizon: 2027-06-30 -------------------------------------------------------------------------------------------
 */

/* The names of the rows of a file whose first or second cell is one, in order. */
static void assert_listed(const char *file, unsigned column, const char *expected) {
    CLEANUP(buffer_done) struct buffer listed = {0};
    struct str bytes = scratch_read(file), rest = bytes, line, cell;

    assert_true(str_cut(&rest, '\n', &line));
    while (rest.n && str_cut(&rest, '\n', &line)) {
        for (unsigned i = 0; i <= column; i++) {
            assert_true(str_cut(&line, ',', &cell));
        }
        buffer_printf(&listed, "%.*s ", STR_FMT(cell));
    }
    if (!str_eq(buffer_view(&listed), str_from(expected))) {
        fail_msg("%s has %.*s", file, STR_FMT(buffer_view(&listed)));
    }
    free((void *)(uintptr_t)bytes.p);
    assert_int_equal(unlink(file), 0);
}

static void test_horizon(void **state) {
    struct support_record supports[] = {
        made_support("last", "", 1, "2027-06-30"),  made_support("past", "", 1, "2026-01-01"),
        made_support("later", "", 1, "2027-07-01"), made_support("stopped", "", 1, "2030-01-01"),
        made_support("endless", "", 1, NULL),       made_support("unknown", "", 1, NULL),
        made_support("over", "", 1, NULL),
    };
    struct contract_record contracts[] = {
        made_contract(CONTRACT_OF_MAINTENANCE, "last", NULL, "2027-06-30"),
        made_contract(CONTRACT_OF_MAINTENANCE, "later", NULL, "2027-07-01"),
        made_contract(CONTRACT_OF_CLOUD, "notice", "2027-05-31", "2027-12-31"),
        made_contract(CONTRACT_OF_CLOUD, "endless", NULL, NULL),
        made_contract(CONTRACT_OF_CIRCUIT, "unknown", NULL, NULL),
        made_contract(CONTRACT_OF_CIRCUIT, "ended", NULL, NULL),
    };
    struct reuse_record reuse = {.asset_id = STR("A-1"),
                                 .stopped_on = DATE_NONE,
                                 .support_end = made_end("2035-01-01"),
                                 .code = CODE_REU_CANDIDATE};
    struct summary summary = {.has_horizon = true, .horizon = ledger_day("2027-06-30")};

    (void)state;
    supports[1].support = SUPPORT_ENDED;
    supports[3].planned_end = ledger_day("2027-05-31");
    supports[4].effective_end.word = DATE_WORD_ENDLESS;
    supports[5].support = SUPPORT_UNKNOWN;
    supports[6].support = SUPPORT_ENDED;
    supports[6].effective_end.word = DATE_WORD_OVER;
    contracts[3].end_on.word = DATE_WORD_ENDLESS;
    contracts[4].state = CONTRACT_UNKNOWN;
    contracts[5].state = CONTRACT_ENDED;

    CLEANUP(lifecycle_records_free_cleanup)
    struct lifecycle_records *records =
        made_records(supports, ARRAY_LEN(supports), contracts, ARRAY_LEN(contracts), &reuse, 1);
    report(records, &summary);
    assert_listed("support.csv", 0, "past last stopped over unknown ");
    assert_listed("contracts.csv", 1, "notice last ended unknown ");
    assert_listed("reuse_candidates.csv", 0, "A-1 ");
    assert_int_equal(summary.by_support[SUPPORT_STANDARD], 2);
    assert_int_equal(summary.by_support[SUPPORT_ENDED], 2);
    assert_int_equal(summary.by_contract[CONTRACT_ACTIVE], 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_horizon),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
