#include "lifecycle/stock_promises.h"

#include "base/budget.h"
#include "base/text.h"
#include "products/version.h"

#include <stdlib.h>

static int compare_promises(const void *a, const void *b) {
    const struct stock_promise *x = a, *y = b;
    int order = (x->identity > y->identity) - (x->identity < y->identity);

    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static size_t count_all(const struct stock_build *build) {
    size_t count = 0;
    for (unsigned i = 0; i < build->worker_count; i++) {
        count += build->workers[i].promises.count;
    }
    return count;
}

/* First how many a machine has, one place further on than where they go; then the places. */
static void count_by_machine(const struct stock_build *build, size_t *first) {
    for (unsigned i = 0; i < build->worker_count; i++) {
        const struct stock_promises *promises = &build->workers[i].promises;
        for (size_t at = 0; at < promises->count; at++) {
            first[promises->items[at].machine + 2]++;
        }
    }
    for (uint32_t machine = 0; machine < build->machines->numbers; machine++) {
        first[machine + 2] += first[machine + 1];
    }
}

static void place_by_machine(const struct stock_build *build, struct stock_ledger_plans *plans) {
    for (unsigned i = 0; i < build->worker_count; i++) {
        struct stock_promises *promises = &build->workers[i].promises;
        for (size_t at = 0; at < promises->count; at++) {
            plans->items[plans->first[promises->items[at].machine + 1]++] = promises->items[at];
        }
        budget_drop(promises->items);
        *promises = (struct stock_promises){0};
    }
}

enum err_code stock_ledger_plans_build(const struct stock_build *build, struct stock_ledger_plans *ret_plans,
                                       struct err *err) {
    size_t count = count_all(build);
    uint32_t numbers = build->machines->numbers;
    struct stock_ledger_plans plans = {0};

    if (count == 0) {
        *ret_plans = plans;
        return ERR_OK;
    }
    plans.items = budget_alloc(build->budget, count, sizeof *plans.items);
    plans.first = budget_alloc(build->budget, (size_t)numbers + 2, sizeof *plans.first);
    if (!plans.items || !plans.first) {
        stock_ledger_plans_done(&plans);
        return err_no_memory(err);
    }
    count_by_machine(build, plans.first);
    place_by_machine(build, &plans);
    for (uint32_t machine = 0; machine < numbers; machine++) {
        size_t begin = plans.first[machine], of_machine = plans.first[machine + 1] - begin;
        if (of_machine > 1) {
            qsort(plans.items + begin, of_machine, sizeof *plans.items, compare_promises);
        }
    }
    *ret_plans = plans;
    return ERR_OK;
}

void stock_ledger_plans_done(struct stock_ledger_plans *plans) {
    budget_drop(plans->items);
    budget_drop(plans->first);
    *plans = (struct stock_ledger_plans){0};
}

/* The first one of the product, among those of its machine. */
static size_t find_first(const struct stock_ledger_plans *plans, uint32_t machine, uint32_t identity) {
    size_t low = plans->first[machine], high = plans->first[machine + 1];

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (plans->items[middle].identity < identity) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct date later(struct date a, struct date b) {
    return !date_is_set(a) || (date_is_set(b) && b.days > a.days) ? b : a;
}

static bool is_same_version(struct row_reader *reader, uint32_t a, uint32_t b) {
    CLEANUP(buffer_done) struct buffer x = {0}, y = {0};

    row_reader_move(reader, a);
    text_fold(row_reader_text(reader, SOFTWARE_VERSION), &x);
    row_reader_move(reader, b);
    text_fold(row_reader_text(reader, SOFTWARE_VERSION), &y);
    return str_eq(buffer_view(&x), buffer_view(&y));
}

struct date stock_ledger_plans_of_row(const struct stock_ledger_plans *plans, struct row_reader *reader,
                                      uint32_t machine, uint32_t row) {
    const struct stock_promise *items = plans->items;
    size_t end = plans->first[machine + 1], own = plans->first[machine];
    struct date day = DATE_NONE;

    while (own < end && items[own].row != row) {
        own++;
    }
    for (size_t i = own < end ? find_first(plans, machine, items[own].identity) : end;
         i < end && items[i].identity == items[own].identity; i++) {
        if (i == own || is_same_version(reader, items[i].row, row)) {
            day = later(day, items[i].day);
        }
    }
    return day;
}

struct date stock_ledger_plans_find(const struct stock_ledger_plans *plans, struct row_reader *reader, uint32_t machine,
                                    uint32_t identity, struct str version) {
    struct date of_version = DATE_NONE, of_product = DATE_NONE;
    size_t end = plans->first ? plans->first[machine + 1] : 0;

    for (size_t i = plans->first ? find_first(plans, machine, identity) : 0;
         i < end && plans->items[i].identity == identity; i++) {
        const struct stock_promise *promise = &plans->items[i];
        row_reader_move(reader, promise->row);
        if (version_agrees(row_reader_text(reader, SOFTWARE_VERSION), version)) {
            of_version = later(of_version, promise->day);
        }
        of_product = later(of_product, promise->day);
    }
    return date_is_set(of_version) ? of_version : of_product;
}
