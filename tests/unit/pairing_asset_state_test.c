#include "pairing/asset_state.h"

#include <stdio.h>

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ledger_day.h"
#include "tests/unit/support/ministry.h"

/* The machine was looked at on 2027-03-30. */
static const struct {
    const char *status, *acquired_on, *stopped_on, *disposed_on;
    enum asset_state state;
    bool has_left;
} cases[] = {
    {"active", "", "", "", ASSET_EXPECTED, false},
    {"運用中", "2020-04-01", "", "", ASSET_EXPECTED, false},
    {"", "", "", "", ASSET_EXPECTED, false},
    {"spare", "", "", "", ASSET_STANDBY, false},
    {"stock", "", "", "", ASSET_NOT_EXPECTED, false},
    {"stopped", "", "", "", ASSET_NOT_EXPECTED, false},
    {"repair", "", "", "", ASSET_NOT_EXPECTED, false},
    {"returned", "", "", "", ASSET_NOT_EXPECTED, true},
    {"廃棄", "", "", "", ASSET_NOT_EXPECTED, true},
    {"lost", "", "", "", ASSET_NOT_EXPECTED, true},
    /* acquired on the day is there, the day after is not */
    {"active", "2027-03-30", "", "", ASSET_EXPECTED, false},
    {"active", "2027-03-31", "", "", ASSET_NOT_EXPECTED, false},
    {"spare", "2027-03-31", "", "", ASSET_NOT_EXPECTED, false},
    /* a date of disposal speaks without a status, and against one */
    {"active", "", "", "2027-03-29", ASSET_NOT_EXPECTED, false},
    {"", "", "", "2027-03-29", ASSET_NOT_EXPECTED, true},
    {"active", "", "", "2027-04-30", ASSET_EXPECTED, false},
    /* it may have run until it was disposed of that day */
    {"active", "", "", "2027-03-30", ASSET_STANDBY, false},
    {"disposed", "", "", "2027-03-30", ASSET_STANDBY, true},
    /* the ledger is of today, the observation is older: it was still there */
    {"disposed", "", "", "2027-03-31", ASSET_STANDBY, true},
    {"stopped", "", "2027-03-31", "", ASSET_STANDBY, false},
    {"stopped", "", "2027-03-29", "", ASSET_NOT_EXPECTED, false},
    /* stopped before, disposed of after */
    {"disposed", "", "2027-03-01", "2027-03-31", ASSET_NOT_EXPECTED, true},
    /* in use again: the old date of stopping says nothing */
    {"active", "", "2027-03-01", "", ASSET_EXPECTED, false},
};

static void test_cases(void **state) {
    char text[4096] = "asset_id,status,acquired_on,stopped_on,disposed_on\n";
    struct row_reader *reader;
    struct date observed_on;

    (void)state;
    observed_on = ledger_day("2027-03-30");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, "A-%zu,%s,%s,%s,%s\n", i + 1, cases[i].status, cases[i].acquired_on,
                 cases[i].stopped_on, cases[i].disposed_on);
    }
    struct ministry *ministry = ministry_new(&(struct ministry_text){.assets = text});
    assert_int_equal(row_reader_new(ministry_assets(ministry), &reader, NULL), ERR_OK);
    for (uint32_t i = 0; i < ARRAY_LEN(cases); i++) {
        row_reader_move(reader, i);
        if (asset_state_read(reader, observed_on) != cases[i].state || asset_has_left(reader) != cases[i].has_left) {
            fail_msg("%s, acquired %s, stopped %s, disposed of %s: state %d, left %d", cases[i].status,
                     cases[i].acquired_on, cases[i].stopped_on, cases[i].disposed_on,
                     (int)asset_state_read(reader, observed_on), asset_has_left(reader));
        }
    }
    row_reader_free(reader);
    ministry_free(ministry);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
