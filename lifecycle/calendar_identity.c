#include "lifecycle/calendar_identity.h"

#include <stdlib.h>

struct calendar_identifier {
    const struct calendar_feed *feed;
    const struct calendar_index *index;
    struct title_matcher *matcher;                /* NULL: no rules */
    struct buffer words, maker, rule, rule_words; /* what an identity points into */
    /* Versions of one title come one behind the other: what its name says is kept. */
    struct buffer title, vendor;
    bool has_last;
    struct title_recognition recognition;
    struct calendar_identity names;
};

enum err_code calendar_identifier_new(const struct calendar_feed *feed, const struct calendar_index *index,
                                      const struct title_rules *rules, struct calendar_identifier **ret_identifier,
                                      struct err *err) {
    CLEANUP(calendar_identifier_free_cleanup) struct calendar_identifier *identifier = calloc(1, sizeof *identifier);

    if (!identifier) {
        return err_no_memory(err);
    }
    identifier->feed = feed;
    identifier->index = index;
    enum err_code code = rules ? title_matcher_new(rules, &identifier->matcher, err) : ERR_OK;
    if (!code) {
        *ret_identifier = TAKE_PTR(identifier);
    }
    return code;
}

void calendar_identifier_free(struct calendar_identifier *identifier) {
    if (identifier) {
        title_matcher_free(identifier->matcher);
        buffer_done(&identifier->words);
        buffer_done(&identifier->maker);
        buffer_done(&identifier->rule);
        buffer_done(&identifier->rule_words);
        buffer_done(&identifier->title);
        buffer_done(&identifier->vendor);
        free(identifier);
    }
}

static bool has_failed(const struct calendar_identifier *identifier) {
    return identifier->words.failed || identifier->maker.failed || identifier->rule.failed ||
           identifier->rule_words.failed || identifier->title.failed || identifier->vendor.failed;
}

/* --- names ---------------------------------------------------------------------------------------------------------
 */

static bool is_last(const struct calendar_identifier *identifier, const struct calendar_title *title) {
    return identifier->has_last && str_eq(buffer_view(&identifier->title), title->title) &&
           str_eq(buffer_view(&identifier->vendor), title->vendor);
}

static void keep_title(struct calendar_identifier *identifier, const struct calendar_title *title) {
    struct buffer *buffers[] = {&identifier->words,      &identifier->maker, &identifier->rule,
                                &identifier->rule_words, &identifier->title, &identifier->vendor};

    for (size_t i = 0; i < ARRAY_LEN(buffers); i++) {
        buffer_reset(buffers[i]);
    }
    buffer_append(&identifier->title, title->title);
    buffer_append(&identifier->vendor, title->vendor);
}

static void read_names(struct calendar_identifier *identifier) {
    const struct title_recognition *recognition = &identifier->recognition;
    struct calendar_identity names = {.rule_version = recognition->version, .rule_edition = recognition->edition};

    product_name_read(buffer_view(&identifier->title), &identifier->words, &names.name);
    title_fold(recognition->product, &identifier->rule);
    names.rule_product = buffer_view(&identifier->rule);
    if (recognition->product.n) {
        product_name_read(recognition->product, &identifier->rule_words, &names.rule_name);
    }
    if (names.name.maker.n == 0) {
        product_maker_read(recognition->vendor, &identifier->maker);
    }
    names.maker = names.name.maker.n ? names.name.maker : buffer_view(&identifier->maker);
    identifier->names = names;
}

/* Recognises the title, unless it is the last one again. */
static enum err_code recognise(struct calendar_identifier *identifier, const struct calendar_title *title,
                               struct err *err) {
    if (is_last(identifier, title)) {
        return ERR_OK;
    }
    keep_title(identifier, title);
    identifier->has_last = false;
    enum err_code code = title_recognise(identifier->matcher, buffer_view(&identifier->title),
                                         buffer_view(&identifier->vendor), STR_NONE, &identifier->recognition, err);
    if (code) {
        return code;
    }
    read_names(identifier);
    identifier->has_last = !has_failed(identifier);
    return identifier->has_last ? ERR_OK : err_no_memory(err);
}

/* --- the product ---------------------------------------------------------------------------------------------------
 */

static uint32_t find_by_ids(const struct calendar_identifier *identifier, const struct calendar_title *title,
                            const struct title_recognition *recognition) {
    const struct str ids[] = {title->purl, title->cpe, recognition->purl, recognition->cpe};
    uint32_t product = FEED_NONE;

    for (size_t i = 0; product == FEED_NONE && i < ARRAY_LEN(ids); i++) {
        product = ids[i].n ? calendar_index_find_id(identifier->index, ids[i]) : FEED_NONE;
    }
    return product;
}

/* A name that is listed goes before those that the data have. */
static void find_by_name(const struct calendar_identifier *identifier, const struct product_name *name,
                         struct calendar_identity *identity) {
    identity->endoflife = calendar_index_known_name(identifier->index, name, identity->maker);
    identity->product = identity->endoflife.n ? calendar_feed_find(identifier->feed, identity->endoflife) : FEED_NONE;
    if (identity->product == FEED_NONE) {
        identity->product = calendar_index_find_name(identifier->index, name, identity->maker);
    }
}

/* A part, an update or a driver has the name of its product in its own, and is not the product. */
static bool is_part(const struct title_recognition *recognition) {
    return recognition->rule && (recognition->title_class == TITLE_COMPONENT ||
                                 recognition->title_class == TITLE_UPDATE || recognition->title_class == TITLE_DRIVER);
}

static void find_product(struct calendar_identifier *identifier, const struct calendar_title *title,
                         const struct title_recognition *recognition, struct calendar_identity *identity) {
    identity->product = FEED_NONE;
    identity->endoflife = recognition->endoflife;
    if (identity->endoflife.n) {
        identity->product = calendar_feed_find(identifier->feed, identity->endoflife);
        return;
    }
    identity->product = find_by_ids(identifier, title, recognition);
    if (identity->product == FEED_NONE && !is_part(recognition)) {
        find_by_name(identifier, &identity->name, identity);
    }
    if (identity->product == FEED_NONE && identity->endoflife.n == 0 && identity->rule_name.cut_count &&
        !is_part(recognition)) {
        find_by_name(identifier, &identity->rule_name, identity);
    }
    if (identity->product != FEED_NONE) {
        identity->endoflife = identifier->feed->products[identity->product].name;
    }
}

enum err_code calendar_identify(struct calendar_identifier *identifier, const struct calendar_title *title,
                                struct calendar_identity *ret_identity, struct err *err) {
    enum err_code code = recognise(identifier, title, err);

    if (code) {
        return code;
    }
    struct calendar_identity identity = identifier->names;
    find_product(identifier, title, &identifier->recognition, &identity);
    *ret_identity = identity;
    return ERR_OK;
}
