#include "lifecycle/calendar_identity.h"

#include <stdlib.h>

struct calendar_identifier {
    const struct calendar_feed *feed;
    const struct calendar_index *index;
    struct title_matcher *matcher;                /* NULL: no rules */
    struct buffer words, maker, rule, rule_words; /* what an identity points into */
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
        free(identifier);
    }
}

static void reset(struct calendar_identifier *identifier) {
    buffer_reset(&identifier->words);
    buffer_reset(&identifier->maker);
    buffer_reset(&identifier->rule);
    buffer_reset(&identifier->rule_words);
}

static bool has_failed(const struct calendar_identifier *identifier) {
    return identifier->words.failed || identifier->maker.failed || identifier->rule.failed ||
           identifier->rule_words.failed;
}

static void read_names(struct calendar_identifier *identifier, const struct calendar_title *title,
                       const struct title_recognition *recognition, struct calendar_identity *identity) {
    product_name_read(title->title, &identifier->words, &identity->name);
    title_fold(recognition->product, &identifier->rule);
    identity->rule_product = buffer_view(&identifier->rule);
    if (recognition->product.n) {
        product_name_read(recognition->product, &identifier->rule_words, &identity->rule_name);
    }
    if (identity->name.maker.n == 0) {
        product_maker_read(recognition->vendor.n ? recognition->vendor : title->vendor, &identifier->maker);
    }
    identity->maker = identity->name.maker.n ? identity->name.maker : buffer_view(&identifier->maker);
    identity->rule_version = recognition->version;
    identity->rule_edition = recognition->edition;
}

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
    struct title_recognition recognition;
    struct calendar_identity identity = {0};
    enum err_code code = title_recognise(identifier->matcher, title->title, title->vendor, STR_NONE, &recognition, err);

    if (code) {
        return code;
    }
    reset(identifier);
    read_names(identifier, title, &recognition, &identity);
    find_product(identifier, title, &recognition, &identity);
    if (has_failed(identifier)) {
        return err_no_memory(err);
    }
    *ret_identity = identity;
    return ERR_OK;
}
