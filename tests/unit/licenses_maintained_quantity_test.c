#include "licenses/maintained_quantity.h"

#include "tests/unit/support/checked_rights.h"

#define RULE_BLANK                                                                                                     \
    "LIC-QUANTITY undetermined maintenance: 80 of 100 licences are under maintenance, and whether the terms allow "    \
    "that is not on record"

static void test_maintenance(void **state) {
    static const struct checked_row cases[] = {
        /* M32 */
        {"quantity=100|maintenance_quantity=80|maintenance_rule=全数",
         "LIC-QUANTITY violation maintenance: 80 of 100 licences are under maintenance, and the terms ask for all of "
         "them or none",
         NULL},
        {"quantity=100|maintenance_quantity=80", RULE_BLANK, NULL},
        {"quantity=100|maintenance_quantity=80|maintenance_rule=一部", "", NULL},
        {"quantity=100|maintenance_quantity=100|maintenance_rule=全数", "", NULL},
        {"quantity=100|maintenance_quantity=0|maintenance_rule=全数", "", NULL},
        {"quantity=100|maintenance_quantity=|maintenance_rule=全数", "", NULL},
        {"quantity=100|maintenance_quantity=無制限|maintenance_rule=全数", "", NULL},
        {"quantity=無制限|contract_id=K-1|maintenance_quantity=80|maintenance_rule=全数", "", NULL},
        /* packs of 10 */
        {"quantity=10|unit_size=10|maintenance_quantity=10|maintenance_rule=全数", "", NULL},
        {"quantity=10|unit_size=10|maintenance_quantity=100|maintenance_rule=全数", "", NULL},
        {"quantity=10|unit_size=10|maintenance_quantity=8|maintenance_rule=全数",
         "LIC-QUANTITY violation maintenance: 8 of 10 licences are under maintenance, and the terms ask for all of "
         "them or none",
         NULL},
        {"quantity=10|unit_size=10|maintenance_quantity=80|maintenance_rule=全数",
         "LIC-QUANTITY undetermined maintenance: 80 are under maintenance: it is open whether packs (10) or the units "
         "in them (100) are meant",
         NULL},
        {"quantity=10|unit_size=10|maintenance_quantity=80", RULE_BLANK, NULL},
        /* maintenance or the right is over, or has yet to begin */
        {"quantity=100|maintenance_quantity=80|maintenance_end=2027-03-30", "", NULL},
        {"quantity=100|maintenance_quantity=80|maintenance_end=2027-07-01", RULE_BLANK, NULL},
        {"quantity=100|maintenance_quantity=80|end_on=2027-03-30", "", NULL},
        {"quantity=100|maintenance_quantity=80|start_on=2027-04-01", "", NULL},
    };

    (void)state;
    checked_expect_rows(cases, ARRAY_LEN(cases));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maintenance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
