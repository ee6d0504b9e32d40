/* Hardware: which row of the ledger, and which imported device, a model is. */

#include "lifecycle/calendar_finder.h"
#include "lifecycle/calendar_row_order.h"

/* A designation with its maker set apart. */
struct designation {
    struct buffer words, vendor;
    struct product_name name;
    struct str maker;
};

static void designation_done(struct designation *designation) {
    buffer_done(&designation->words);
    buffer_done(&designation->vendor);
}

static enum err_code designation_read(struct str text, struct str vendor, struct designation *designation,
                                      struct err *err) {
    product_name_read(text, &designation->words, &designation->name);
    product_maker_read(vendor, &designation->vendor);
    designation->maker = designation->name.maker.n ? designation->name.maker : buffer_view(&designation->vendor);
    return designation->words.failed || designation->vendor.failed ? err_no_memory(err) : ERR_OK;
}

/* What was imported of the model is under what the ledger says. */
static enum err_code add_releases(struct calendar_finder *finder, const struct designation *designation, uint32_t row,
                                  struct calendar_answer *answer, struct err *err) {
    struct calendar_model_list found;
    enum err_code code =
        calendar_model_releases(finder->search, designation->name.words, designation->maker, &found, err);

    for (uint32_t i = 0; !code && i < found.count && answer->count < RELEASE_CANDIDATES_MAX; i++) {
        code = calendar_answer_add(finder, row, found.items[i], answer, err);
    }
    return code;
}

static enum err_code add_rows(struct calendar_finder *finder, const uint32_t *rows, unsigned count,
                              struct calendar_answer *answer, struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned i = 0; !code && i < count && answer->count < RELEASE_CANDIDATES_MAX; i++) {
        code = calendar_answer_add(finder, rows[i], FEED_NONE, answer, err);
    }
    return code;
}

/* Of rows about the model itself the best counts, unless others contradict it; of rows about more exact models nobody
 * knows which it is. */
static enum err_code answer_designation(struct calendar_finder *finder, const struct designation *designation,
                                        struct calendar_answer *answer, struct err *err) {
    const struct calendar_row *rows = finder->calendar->rows.items;
    uint32_t chosen[RELEASE_CANDIDATES_MAX];
    struct calendar_model_list found;
    enum err_code code = calendar_model_rows(finder->search, designation->name.words, designation->maker,
                                             SUPPORT_OF_HARDWARE, &found, err);

    if (code) {
        return code;
    }
    if (!found.is_exact && found.count) {
        return add_rows(finder, chosen, calendar_rows_choose(rows, found.items, found.count, chosen), answer, err);
    }
    unsigned count = calendar_rows_choose_best(rows, found.items, found.count, chosen);
    if (count <= 1) {
        code = add_releases(finder, designation, count ? chosen[0] : UINT32_MAX, answer, err);
    }
    return code || answer->count ? code : add_rows(finder, chosen, count, answer, err);
}

enum err_code calendar_find_model(struct calendar_finder *finder, const struct calendar_query *query,
                                  struct calendar_answer *answer, struct err *err) {
    struct designation designation = {0};
    enum err_code code = designation_read(query->title, query->vendor, &designation, err);

    if (!code && designation.name.words.n) {
        code = answer_designation(finder, &designation, answer, err);
    }
    if (!code && answer->count) {
        answer->product = answer->releases[0]->product;
    }
    designation_done(&designation);
    return code;
}
