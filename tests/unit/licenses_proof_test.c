#include "licenses/proof.h"

#include "tests/unit/support/checked_rights.h"

#define NO_QUANTITY                                                                                                    \
    "LIC-INCOMPLETE undetermined quantity: The number of licences is blank or no number; it is taken neither for "     \
    "zero nor for unlimited"
#define NO_CERTIFICATE                                                                                                 \
    "LIC-PROOF notice certificate: The ledger has 10 licences, and no certificate of any is on record"

static void test_proof(void **state) {
    static const struct checked_row cases[] = {
        /* V2: 100 held, 80 certified */
        {"quantity=100|certificate_quantity=80",
         "LIC-PROOF notice certificate_quantity: The ledger has 100 licences, and the certificates 80: 20 are not "
         "certified",
         NULL},
        {"quantity=80|certificate_quantity=100",
         "LIC-PROOF notice certificate_quantity: The ledger has 80 licences, and the certificates 100: 20 are "
         "certified beyond the ledger",
         NULL},
        {"quantity=100|certificate_quantity=100", "", NULL},
        {"quantity=100|certificate_quantity=無制限", "", NULL},
        {"quantity=100|certificate=|certificate_quantity=100", "", NULL},
        {"quantity=100|certificate_quantity=0",
         "LIC-PROOF notice certificate_quantity: The ledger has 100 licences, and the certificates 0: 100 are not "
         "certified",
         NULL},
        /* packs of 2: 11 or 22 */
        {"quantity=11|unit_size=2|metric=コア|certificate_quantity=11", "", NULL},
        {"quantity=11|unit_size=2|metric=コア|certificate_quantity=22", "", NULL},
        {"quantity=11|unit_size=2|metric=コア|certificate_quantity=10",
         "LIC-PROOF notice certificate_quantity: The ledger has 11 licences, and the certificates 10: 1 are not "
         "certified",
         NULL},
        {"quantity=11|unit_size=2|metric=コア|certificate_quantity=20",
         "LIC-PROOF notice certificate_quantity: The ledger has 22 licences, and the certificates 20: 2 are not "
         "certified",
         NULL},
        /* no paper at all */
        {"certificate=", NO_CERTIFICATE, NULL},
        {"certificate=|form=", NO_CERTIFICATE, NULL},
        {"certificate=|form=サブスクリプション", "", NULL},
        {"certificate=|form=OEM|bound_to=SN-1", "", NULL},
        {"certificate=|form=プリインストール|bound_to=SN-1", "", NULL},
        {"certificate=|form=評価版", "", NULL},
        {"certificate=|metric=サイト", "", NULL},
        {"certificate=|metric=包括", "", NULL},
        {"certificate=|quantity=無制限|contract_id=K-1", "", NULL},
        {"certificate=|quantity=0", "", NULL},
        {"certificate=|end_on=2027-03-30", "", NULL},
        {"certificate=|quantity=多数", NO_QUANTITY, NULL},
    };

    (void)state;
    checked_expect_rows(cases, ARRAY_LEN(cases));
}

/* A need beyond the certified makes the difference decide: of the rights in the order of their ids. */
static void test_exceeded_proof(void **state) {
    static const bool exceeds[] = {true, false, true, true};
    CLEANUP(ledger_rights_done)
    struct ledger_rights checked = checked_read(
        "license_id,quantity,certificate_quantity,certificate,end_on,vendor,product,metric,terms_checked_on\n"
        "L4,80,100,C-4,永続,Maker,Plain Tool,device,2027-01-01\n"
        "L3,10,,,永続,Maker,Plain Tool,device,2027-01-01\n"
        "L2,100,80,C-2,永続,Maker,Plain Tool,device,2027-01-01\n"
        "L1,100,80,C-1,永続,Maker,Plain Tool,device,2027-01-01\n");
    CLEANUP(buffer_done) struct buffer out = {0};
    struct ledger_checks_input input = {.entitlements = checked.list,
                                        .as_of = ledger_day("2027-03-31"),
                                        .rules = checked.rules,
                                        .exceeds_proof = exceeds};

    (void)state;
    checked_report(&input, &out);
    assert_string_equal(
        out.p,
        "L1 LIC-PROOF undetermined certificate_quantity: The ledger has 100 licences, and the certificates 80: 20 are "
        "not certified\n"
        "L2 LIC-PROOF notice certificate_quantity: The ledger has 100 licences, and the certificates 80: 20 are not "
        "certified\n"
        "L3 LIC-PROOF undetermined certificate: The ledger has 10 licences, and no certificate of any is on record\n"
        "L4 LIC-PROOF notice certificate_quantity: The ledger has 80 licences, and the certificates 100: 20 are "
        "certified beyond the ledger\n");
}

static void test_proof_is_exceeded(void **state) {
    static const struct {
        const char *changes;
        int64_t most; /* units that are certified; -1: nothing exceeds it */
    } cases[] = {
        {"quantity=100|certificate_quantity=80", 80},
        {"quantity=80|certificate_quantity=100", -1},
        {"quantity=11|unit_size=2|certificate_quantity=10", 20},
        {"quantity=11|unit_size=2|certificate_quantity=20", 20},
        {"certificate=", 0},
        {"certificate=|form=サブスクリプション", -1},
        {"quantity=多数|certificate_quantity=80", -1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(ledger_rights_done) struct ledger_rights checked = checked_read_row(cases[i].changes);
        const struct entitlement *right = entitlements_get(checked.list, 0);
        int64_t most = cases[i].most;
        print_message("%s\n", cases[i].changes);
        assert_int_equal(proof_is_exceeded(right, most < 0 ? 1000000 : most + 1), most >= 0);
        assert_false(proof_is_exceeded(right, most < 0 ? 0 : most));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proof),
        cmocka_unit_test(test_exceeded_proof),
        cmocka_unit_test(test_proof_is_exceeded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
