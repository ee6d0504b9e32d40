#include "inventory/fiscal_year.h"

#include "inventory/inventory_build.h"
#include "inventory/problem.h"

#include <stdio.h>

static bool is_outside(int64_t year, struct date day) {
    return date_is_set(day) && date_fiscal_year(day) != year;
}

static void add(const struct ledger_settings *settings, enum problem problem, struct date day,
                struct diagnostics *diagnostics) {
    char year[24], text[11];

    snprintf(year, sizeof year, "%lld", (long long)settings->fiscal_year);
    date_format(day, text);
    const struct diagnostic diagnostic = {
        .problem = problem,
        .file = STR(LEDGER_SETTINGS_NAME),
        .line = settings->year_line,
        .column = settings->year_column,
        .args = {str_from(year), str_from(text)},
    };
    diagnostics_add(diagnostics, &diagnostic);
}

void fiscal_year_check(const struct inventory *ledger, struct date as_of, struct date observed,
                       struct diagnostics *diagnostics) {
    const struct ledger_settings *settings = &ledger->settings;

    if (settings->fiscal_year == 0) {
        return;
    }
    if (is_outside(settings->fiscal_year, observed)) {
        add(settings, PROBLEM_YEAR_OBSERVED, observed, diagnostics);
    } else if (is_outside(settings->fiscal_year, as_of)) {
        add(settings, PROBLEM_YEAR_AS_OF, as_of, diagnostics);
    }
}
