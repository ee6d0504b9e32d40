#include "lifecycle/calendar.h"

#include <stdlib.h>

struct calendar {
    const struct calendar_input *input;
};

struct calendar_finder {
    const struct calendar *calendar;
};

enum err_code calendar_read(const struct calendar_input *input, struct diagnostics *problems,
                            struct calendar **ret_calendar, struct err *err) {
    struct calendar *calendar = calloc(1, sizeof *calendar);

    (void)problems;
    if (!calendar) {
        return err_no_memory(err);
    }
    calendar->input = input;
    *ret_calendar = calendar;
    return ERR_OK;
}

void calendar_free(struct calendar *calendar) {
    free(calendar);
}

enum err_code calendar_finder_new(const struct calendar *calendar, struct calendar_finder **ret_finder,
                                  struct err *err) {
    struct calendar_finder *finder = calloc(1, sizeof *finder);

    if (!finder) {
        return err_no_memory(err);
    }
    finder->calendar = calendar;
    *ret_finder = finder;
    return ERR_OK;
}

void calendar_finder_free(struct calendar_finder *finder) {
    free(finder);
}

enum err_code calendar_find(struct calendar_finder *finder, const struct calendar_query *query,
                            struct calendar_answer *ret_answer, struct err *err) {
    (void)finder;
    (void)query;
    (void)err;
    *ret_answer = (struct calendar_answer){.kind = CALENDAR_NO_PRODUCT};
    return ERR_OK;
}

uint32_t calendar_ledger_count(const struct calendar *calendar) {
    (void)calendar;
    return 0;
}

const struct calendar_release *calendar_ledger_get(const struct calendar *calendar, uint32_t number) {
    (void)calendar;
    (void)number;
    return NULL;
}

struct date calendar_imported_on(const struct calendar *calendar) {
    (void)calendar;
    return DATE_NONE;
}
