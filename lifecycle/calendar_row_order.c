#include "lifecycle/calendar_row_order.h"

static int compare_milestones(struct milestone a, struct milestone b) {
    return a.word != b.word ? (a.word < b.word ? -1 : 1) : (a.day.days > b.day.days) - (a.day.days < b.day.days);
}

/* What the rows say, so that their places do not matter: the one that was checked later first. */
static int compare_content(struct calendar_release a, struct calendar_release b) {
    int order = (a.known_on.days < b.known_on.days) - (a.known_on.days > b.known_on.days);

    for (unsigned date = 0; !order && date < CALENDAR_DATE_COUNT; date++) {
        order = compare_milestones(*calendar_release_date(&a, date), *calendar_release_date(&b, date));
    }
    const struct str texts[][2] = {
        {a.product, b.product},       {a.name, b.name}, {a.source, b.source}, {a.successor, b.successor},
        {a.decided_by, b.decided_by},
    };
    for (size_t i = 0; !order && i < ARRAY_LEN(texts); i++) {
        order = str_cmp(texts[i][0], texts[i][1]);
    }
    const int64_t numbers[][2] = {
        {a.extension, b.extension},
        {a.bought, b.bought},
        {a.quantity, b.quantity},
        {a.planned_end.days, b.planned_end.days},
        {a.decision, b.decision},
        {a.decided_on.days, b.decided_on.days},
        {a.has_risk_security, b.has_risk_security},
        {a.has_risk_withdrawal, b.has_risk_withdrawal},
        {a.has_risk_failure, b.has_risk_failure},
        {a.row, b.row},
    };
    for (size_t i = 0; !order && i < ARRAY_LEN(numbers); i++) {
        order = (numbers[i][0] > numbers[i][1]) - (numbers[i][0] < numbers[i][1]);
    }
    return order;
}

/* Of two rows that fit, does A go before B? The more exact one, then the longer name, then what they say: first the one
 * that was checked later. */
static bool is_better(const struct calendar_row *a, const struct calendar_row *b) {
    if (a->exactness != b->exactness) {
        return a->exactness > b->exactness;
    }
    return a->words.n != b->words.n ? a->words.n > b->words.n : compare_content(a->release, b->release) < 0;
}

/* --- contradictions ------------------------------------------------------------------------------------------------
 */

/* One that says what the other leaves blank does not contradict it. */
static bool dates_contradict(struct calendar_release a, struct calendar_release b) {
    for (unsigned date = 0; date < CALENDAR_DATE_COUNT; date++) {
        struct milestone x = *calendar_release_date(&a, date), y = *calendar_release_date(&b, date);
        if (milestone_is_set(x) && milestone_is_set(y) && compare_milestones(x, y) != 0) {
            return true;
        }
    }
    return false;
}

static bool extents_contradict(const struct calendar_release *a, const struct calendar_release *b) {
    bool is_said = a->bought != CALENDAR_BOUGHT_BLANK && b->bought != CALENDAR_BOUGHT_BLANK;
    bool is_counted = a->has_quantity && b->has_quantity;

    return (is_said && a->bought != b->bought) || (is_counted && a->quantity != b->quantity);
}

static bool contradicts(const struct calendar_row *a, const struct calendar_row *b) {
    const struct calendar_release *x = &a->release, *y = &b->release;

    return a->exactness == b->exactness && a->words.n == b->words.n && x->known_on.days == y->known_on.days &&
           (dates_contradict(*x, *y) || extents_contradict(x, y));
}

/* --- choice --------------------------------------------------------------------------------------------------------
 */

/* Puts the row in its place among those chosen; what is beyond the last place is left out. */
static unsigned insert(const struct calendar_row *rows, uint32_t row, uint32_t *chosen, unsigned begin,
                       unsigned count) {
    unsigned at = count < RELEASE_CANDIDATES_MAX ? count++ : count;

    while (at > begin && is_better(&rows[row], &rows[chosen[at - 1]])) {
        if (at < RELEASE_CANDIDATES_MAX) {
            chosen[at] = chosen[at - 1];
        }
        at--;
    }
    if (at < RELEASE_CANDIDATES_MAX) {
        chosen[at] = row;
    }
    return count;
}

unsigned calendar_rows_choose(const struct calendar_row *rows, const uint32_t *found, uint32_t count,
                              uint32_t *ret_chosen) {
    unsigned chosen = 0;

    for (uint32_t i = 0; i < count; i++) {
        chosen = insert(rows, found[i], ret_chosen, 0, chosen);
    }
    return chosen;
}

unsigned calendar_rows_choose_best(const struct calendar_row *rows, const uint32_t *found, uint32_t count,
                                   uint32_t *ret_chosen) {
    unsigned chosen = 1;

    if (count == 0) {
        return 0;
    }
    ret_chosen[0] = found[0];
    for (uint32_t i = 1; i < count; i++) {
        if (is_better(&rows[found[i]], &rows[ret_chosen[0]])) {
            ret_chosen[0] = found[i];
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (contradicts(&rows[ret_chosen[0]], &rows[found[i]])) {
            chosen = insert(rows, found[i], ret_chosen, 1, chosen);
        }
    }
    return chosen;
}
