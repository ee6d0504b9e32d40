/* Software, systems and firmware: which imported release they are, and which row of the ledger is about them. */

#include "lifecycle/calendar_finder.h"
#include "lifecycle/calendar_merge.h"
#include "lifecycle/calendar_row_order.h"

/* What several releases have in common may be all that matters: the ledger's row for all of them gives their ends. */
static void narrow(struct calendar_answer *answer) {
    const struct calendar_release *first = answer->count ? answer->releases[0] : NULL;

    for (unsigned i = 1; i < answer->count; i++) {
        if (answer->releases[i]->row == UINT32_MAX || answer->releases[i]->row != first->row ||
            !calendar_dates_are_same(first, answer->releases[i])) {
            return;
        }
    }
    if (answer->count > 1) {
        answer->count = 1;
        answer->kind = CALENDAR_FOUND;
    }
}

/* What is asked for, and what is known of it. */
struct search {
    struct calendar_finder *finder;
    struct calendar_row_query rows;
    struct calendar_answer *answer;
};

/* Firmware goes by the model that it is of. */
static enum err_code add_firmware(const struct search *search, struct err *err) {
    struct calendar_row_set *set = &search->finder->set;
    struct calendar_model_list found;
    enum err_code code = calendar_model_rows(search->finder->search, search->rows.query->title,
                                             search->rows.identity->maker, SUPPORT_OF_FIRMWARE, &found, err);

    for (uint32_t i = 0; !code && found.is_exact && i < found.count; i++) {
        if (set->stamps[found.items[i]] != set->stamp) {
            set->stamps[found.items[i]] = set->stamp;
            set->found[set->count++] = found.items[i];
        }
    }
    return code;
}

static enum err_code find_rows(const struct search *search, uint32_t release, struct err *err) {
    struct calendar_finder *finder = search->finder;
    enum err_code code = calendar_rows_find(&finder->calendar->rows, &search->rows, release, &finder->set, err);

    return code || search->rows.query->subject != SUPPORT_OF_FIRMWARE ? code : add_firmware(search, err);
}

/* The rows that fit. */
struct choice {
    uint32_t rows[RELEASE_CANDIDATES_MAX];
    unsigned count;     /* the best, and what contradicts it; 0: none fits */
    struct str may_fit; /* the product of one that would if more were known of the version; empty: there is none */
};

static void note_possible(const struct calendar_row *row, struct choice *choice) {
    struct str product = row->release.product;

    if (choice->may_fit.n == 0 || str_cmp(product, choice->may_fit) < 0) {
        choice->may_fit = product;
    }
}

static enum err_code choose_rows(const struct search *search, uint32_t release, struct choice *choice,
                                 struct err *err) {
    const struct calendar *calendar = search->finder->calendar;
    const struct calendar_row *rows = calendar->rows.items;
    struct calendar_row_set *set = &search->finder->set;
    enum err_code code = find_rows(search, release, err);
    uint32_t fitting = 0;

    choice->may_fit = STR_NONE;
    for (uint32_t i = 0; !code && i < set->count; i++) {
        uint32_t number = set->found[i];
        enum calendar_row_fit fit = calendar_row_fit(&calendar->rows, number, &search->rows, &calendar->feed, release);
        if (fit == ROW_MAY_FIT) {
            note_possible(&rows[number], choice);
        }
        if (fit == ROW_FITS) {
            set->fitting[fitting++] = number;
        }
    }
    choice->count = calendar_rows_choose_best(rows, set->fitting, fitting, choice->rows);
    return code;
}

static enum err_code find_release(const struct search *search, struct release_answer *ret_answer, struct err *err) {
    const struct calendar_feed *feed = &search->finder->calendar->feed;
    const struct calendar_identity *identity = search->rows.identity;
    const struct calendar_query *query = search->rows.query;
    const struct release_query wanted = {
        .title = query->title,
        .version = query->version.n ? query->version : identity->rule_version,
        .edition = query->edition.n ? query->edition : identity->rule_edition,
    };

    return release_set_find(feed->products[identity->product].set, &wanted, ret_answer, err);
}

/* The release under each of the rows. */
static enum err_code add_rows(const struct search *search, const struct choice *choice, uint32_t release,
                              struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned i = 0; !code && i < choice->count && search->answer->count < RELEASE_CANDIDATES_MAX; i++) {
        code = calendar_answer_add(search->finder, choice->rows[i], release, search->answer, err);
    }
    return code;
}

/* Each imported release that it may be, with the best row about it. */
static enum err_code answer_releases(const struct search *search, const struct release_answer *found, struct err *err) {
    const struct feed_product *product = &search->finder->calendar->feed.products[search->rows.identity->product];
    enum err_code code = ERR_OK;
    struct choice choice;

    for (unsigned i = 0; !code && i < found->count && search->answer->count < RELEASE_CANDIDATES_MAX; i++) {
        uint32_t release = product->first + found->candidates[i];
        code = choose_rows(search, release, &choice, err);
        if (!code) {
            code = choice.count ? add_rows(search, &choice, release, err)
                                : calendar_answer_add(search->finder, UINT32_MAX, release, search->answer, err);
        }
    }
    search->answer->is_behind = found->is_behind;
    narrow(search->answer);
    return code;
}

/* No imported release is it: the ledger alone may have it. */
static enum err_code answer_rows(const struct search *search, enum calendar_answer_kind otherwise, struct err *err) {
    const struct calendar_rows *rows = &search->finder->calendar->rows;
    struct choice choice;
    enum err_code code = choose_rows(search, FEED_NONE, &choice, err);

    if (code || choice.count == 0) {
        bool is_possible = otherwise == CALENDAR_NO_PRODUCT && choice.may_fit.n;
        search->answer->kind = is_possible ? CALENDAR_NO_VERSION : otherwise;
        search->answer->product = is_possible ? choice.may_fit : STR_NONE;
        return code;
    }
    const struct calendar_row *best = &rows->items[choice.rows[0]];
    return add_rows(search, &choice, best->link_count == 1 ? best->links[0] : FEED_NONE, err);
}

static enum calendar_answer_kind kind_of(enum release_answer_kind kind) {
    static const enum calendar_answer_kind kinds[] = {
        [RELEASE_FOUND] = CALENDAR_FOUND,           [RELEASE_SEVERAL] = CALENDAR_SEVERAL,
        [RELEASE_OLDER] = CALENDAR_OLDER,           [RELEASE_NEWER] = CALENDAR_NEWER,
        [RELEASE_BETWEEN] = CALENDAR_BETWEEN,       [RELEASE_NO_VERSION] = CALENDAR_NO_VERSION,
        [RELEASE_UNREADABLE] = CALENDAR_UNREADABLE,
    };

    return kinds[kind];
}

static void name_product(const struct search *search) {
    const struct calendar_feed *feed = &search->finder->calendar->feed;
    struct calendar_answer *answer = search->answer;
    uint32_t product = search->rows.identity->product;

    if (product != FEED_NONE) {
        answer->product = feed->products[product].name;
    } else if (answer->count) {
        answer->product = answer->releases[0]->product;
    }
}

static enum err_code answer_title(const struct search *search, struct err *err) {
    struct release_answer found = {.kind = RELEASE_UNREADABLE};
    bool has_product = search->rows.identity->product != FEED_NONE;
    enum err_code code = has_product ? find_release(search, &found, err) : ERR_OK;

    if (code) {
        return code;
    }
    if (has_product && found.count && (found.kind == RELEASE_FOUND || found.kind == RELEASE_SEVERAL)) {
        return answer_releases(search, &found, err);
    }
    return answer_rows(search, has_product ? kind_of(found.kind) : CALENDAR_NO_PRODUCT, err);
}

enum err_code calendar_find_title(struct calendar_finder *finder, const struct calendar_query *query,
                                  struct calendar_answer *answer, struct err *err) {
    const struct calendar_title title = {query->title, query->vendor, query->purl, query->cpe};
    struct calendar_identity identity;
    enum err_code code = calendar_identify(finder->identifier, &title, &identity, err);
    struct search search = {finder, {&identity, query}, answer};

    if (!code) {
        code = answer_title(&search, err);
    }
    if (!code) {
        name_product(&search);
    }
    return code;
}
