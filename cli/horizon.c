#include "cli/horizon.h"

enum { DAYS_MAX = 36525, YEARS_MAX = 100, YEAR_MAX = 9999 };

/* Digits off the front of *REST; false where there are none, or the number is past LIMIT. */
static bool take_number(struct str *rest, int32_t limit, int32_t *ret_number) {
    int32_t number = 0;
    size_t n = 0;

    for (; n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9'; n++) {
        number = number * 10 + (rest->p[n] - '0');
        if (number > limit) {
            return false;
        }
    }
    *rest = str_sub(*rest, n, rest->n - n);
    *ret_number = number;
    return n > 0;
}

bool horizon_read(const char *text, struct date as_of, struct horizon *ret_horizon) {
    struct str rest = str_from(text);
    struct horizon horizon = {.is_given = true};
    int32_t number;

    if (!text) {
        *ret_horizon = (struct horizon){0};
        return true;
    }
    if (!take_number(&rest, DAYS_MAX, &number)) {
        return false;
    }
    if (str_eq(rest, STR("fy")) && number >= 1 && number <= YEARS_MAX) {
        horizon.last = fiscal_year_last(date_fiscal_year(as_of) + number - 1);
    } else if (str_is_empty(rest) || str_eq(rest, STR("d"))) {
        horizon.last = (struct date){as_of.days + number};
    } else {
        return false;
    }
    if (!date_is_set(horizon.last) || date_to_civil(horizon.last).year > YEAR_MAX) {
        return false;
    }
    *ret_horizon = horizon;
    return true;
}
