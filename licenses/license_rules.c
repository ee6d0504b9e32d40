#include "licenses/license_rules.h"

void license_rules_done(struct license_rules *rules) {
    cpu_rules_free(rules->core_factors);
    cpu_rules_free(rules->points);
    downgrades_free(rules->downgrades);
    edition_limits_free(rules->edition_limits);
    minimums_free(rules->minimums);
    releases_free(rules->releases);
    *rules = (struct license_rules){0};
}

static enum err_code read_all(const struct inventory *ledger, struct diagnostics *diagnostics,
                              struct license_rules *rules, struct err *err) {
    enum err_code code = cpu_rules_read(CPU_CORE_FACTORS, inventory_table(ledger, TABLE_CORE_FACTORS), diagnostics,
                                        &rules->core_factors, err);
    if (code == ERR_OK) {
        code = cpu_rules_read(CPU_POINTS, inventory_table(ledger, TABLE_POINTS), diagnostics, &rules->points, err);
    }
    if (code == ERR_OK) {
        code = downgrades_read(inventory_table(ledger, TABLE_DOWNGRADES), &rules->downgrades, err);
    }
    if (code == ERR_OK) {
        code = edition_limits_read(inventory_table(ledger, TABLE_EDITION_LIMITS), &rules->edition_limits, err);
    }
    if (code == ERR_OK) {
        code = minimums_read(inventory_table(ledger, TABLE_MINIMUMS), diagnostics, &rules->minimums, err);
    }
    return code == ERR_OK ? releases_read(inventory_table(ledger, TABLE_RELEASES), &rules->releases, err) : code;
}

enum err_code license_rules_read(const struct inventory *ledger, struct diagnostics *diagnostics,
                                 struct license_rules *ret_rules, struct err *err) {
    struct license_rules rules = {0};
    enum err_code code = read_all(ledger, diagnostics, &rules, err);

    if (code != ERR_OK) {
        license_rules_done(&rules);
        return code;
    }
    *ret_rules = rules;
    return ERR_OK;
}
