#include "lifecycle/calendar_index.h"

#include "base/intern.h"
#include "products/product_id.h"

#include <stdlib.h>

#define SEVERAL (UINT32_MAX - 1)

/* How good a name is: where two products have it, the better one counts. */
enum name_rank {
    RANK_REPOLOGY,
    RANK_BARE, /* without its maker */
    RANK_ALIAS,
    RANK_LABEL,
    RANK_NAME,
};

struct target {
    uint32_t product; /* SEVERAL: it leads nowhere */
    enum name_rank rank;
};

struct known {
    struct str maker;
    const char *product;
};

struct calendar_index {
    const struct calendar_feed *feed;
    struct arena *arena;
    struct intern *keys; /* names as words, the same behind their makers, identifiers */
    struct target *targets;
    uint32_t capacity;
    struct str *makers; /* by product; empty: its label names none */
    struct intern *known_keys;
    struct known *known;
};

void calendar_index_free(struct calendar_index *index) {
    if (index) {
        arena_free(index->arena);
        intern_free(index->keys);
        intern_free(index->known_keys);
        free(index);
    }
}

/* --- building ------------------------------------------------------------------------------------------------------
 */

static enum err_code add_key(struct calendar_index *index, struct str key, struct target target, struct err *err) {
    uint32_t before = intern_count(index->keys), number = intern_add(index->keys, key);

    if (number == INTERN_NONE) {
        return err_no_memory(err);
    }
    if (number < before && index->targets) {
        struct target *there = &index->targets[number];
        if (target.rank > there->rank) {
            *there = target;
        } else if (target.rank == there->rank && target.product != there->product) {
            there->product = SEVERAL;
        }
        return ERR_OK;
    }
    struct target *targets = arena_grow(index->arena, index->targets, before, 1, &index->capacity, sizeof *targets);
    if (!targets) {
        return err_no_memory(err);
    }
    index->targets = targets;
    targets[number] = target;
    return ERR_OK;
}

static void make_key(struct str maker, struct str words, struct buffer *out) {
    buffer_reset(out);
    buffer_append(out, maker);
    buffer_append_char(out, '\x1F');
    buffer_append(out, words);
}

/* A name that begins with its maker is that maker's; without it, it leads there too, if it is more than a word such as
 * "linux". */
static enum err_code add_made_name(struct calendar_index *index, uint32_t product, const struct product_name *name,
                                   enum name_rank rank, struct err *err) {
    CLEANUP(buffer_done) struct buffer key = {0};

    make_key(name->maker, name->words, &key);
    enum err_code code =
        key.failed ? err_no_memory(err) : add_key(index, buffer_view(&key), (struct target){product, rank}, err);
    if (!code && str_find_char(name->words, ' ') >= 0) {
        code = add_key(index, name->words, (struct target){product, RANK_BARE}, err);
    }
    return code;
}

static enum err_code add_name(struct calendar_index *index, uint32_t product, struct str text, enum name_rank rank,
                              struct err *err) {
    CLEANUP(buffer_done) struct buffer words = {0};
    struct product_name name;

    product_name_read(text, &words, &name);
    if (words.failed) {
        return err_no_memory(err);
    }
    if (rank == RANK_LABEL) {
        index->makers[product] = arena_dup(index->arena, name.maker);
    }
    if (name.maker.n) {
        return add_made_name(index, product, &name, rank, err);
    }
    return name.words.n ? add_key(index, name.words, (struct target){product, rank}, err) : ERR_OK;
}

static enum err_code add_id(struct calendar_index *index, const struct feed_id *id, struct err *err) {
    CLEANUP(buffer_done) struct buffer key = {0};

    if (id->kind == FEED_ID_ALIAS || id->kind == FEED_ID_REPOLOGY) {
        return add_name(index, id->product, id->id, id->kind == FEED_ID_ALIAS ? RANK_ALIAS : RANK_REPOLOGY, err);
    }
    bool is_id = id->kind == FEED_ID_PURL ? product_purl(id->id, &key) : product_cpe(id->id, &key);
    return is_id && !key.failed ? add_key(index, buffer_view(&key), (struct target){id->product, RANK_NAME}, err)
                                : ERR_OK;
}

static enum err_code add_product(struct calendar_index *index, uint32_t number, struct err *err) {
    const struct feed_product *product = &index->feed->products[number];
    enum err_code code = add_name(index, number, product->label, RANK_LABEL, err);

    return code ? code : add_name(index, number, product->name, RANK_NAME, err);
}

static enum err_code add_known(struct calendar_index *index, struct err *err) {
    static const struct {
        const char *title, *product;
    } rows[] = {
#define NAME(TITLE, PRODUCT) {TITLE, PRODUCT},
#include "lifecycle/product_name.def"
    };
    index->known = arena_alloc_array(index->arena, ARRAY_LEN(rows), sizeof *index->known);

    for (size_t i = 0; index->known && i < ARRAY_LEN(rows); i++) {
        CLEANUP(buffer_done) struct buffer words = {0};
        struct product_name name;
        product_name_read(str_from(rows[i].title), &words, &name);
        uint32_t before = intern_count(index->known_keys);
        uint32_t number = words.failed ? INTERN_NONE : intern_add(index->known_keys, name.words);
        if (number == INTERN_NONE) {
            return err_no_memory(err);
        }
        if (number == before) {
            index->known[number] = (struct known){arena_dup(index->arena, name.maker), rows[i].product};
        }
    }
    return index->known ? ERR_OK : err_no_memory(err);
}

static enum err_code fill(struct calendar_index *index, struct err *err) {
    const struct calendar_feed *feed = index->feed;
    enum err_code code = add_known(index, err);

    for (uint32_t i = 0; !code && i < feed->product_count; i++) {
        code = add_product(index, i, err);
    }
    for (uint32_t i = 0; !code && i < feed->id_count; i++) {
        code = add_id(index, &feed->ids[i], err);
    }
    return !code && arena_failed(index->arena) ? err_no_memory(err) : code;
}

enum err_code calendar_index_new(const struct calendar_feed *feed, struct calendar_index **ret_index, struct err *err) {
    CLEANUP(calendar_index_free_cleanup) struct calendar_index *index = calloc(1, sizeof *index);

    if (!index) {
        return err_no_memory(err);
    }
    index->feed = feed;
    index->arena = arena_new();
    index->keys = intern_new();
    index->known_keys = intern_new();
    if (!index->arena || !index->keys || !index->known_keys) {
        return err_no_memory(err);
    }
    index->makers = arena_alloc_array(index->arena, (size_t)feed->product_count + 1, sizeof *index->makers);
    enum err_code code = index->makers ? fill(index, err) : err_no_memory(err);
    if (!code) {
        *ret_index = TAKE_PTR(index);
    }
    return code;
}

/* --- finding -------------------------------------------------------------------------------------------------------
 */

static uint32_t product_of(const struct calendar_index *index, struct str key) {
    uint32_t number = intern_find(index->keys, key);

    return number == INTERN_NONE || index->targets[number].product == SEVERAL ? FEED_NONE
                                                                              : index->targets[number].product;
}

uint32_t calendar_index_find_id(const struct calendar_index *index, struct str id) {
    CLEANUP(buffer_done) struct buffer key = {0};

    if ((!product_purl(id, &key) && !product_cpe(id, &key)) || key.failed) {
        return FEED_NONE;
    }
    return product_of(index, buffer_view(&key));
}

/* A maker that is not known vetoes nothing: packagers and resellers stand in that column too. */
static bool may_be(const struct calendar_index *index, uint32_t product, struct str maker) {
    return !product_maker_is_known(maker) || product_makers_agree(index->makers[product], maker);
}

uint32_t calendar_index_find_name(const struct calendar_index *index, const struct product_name *name,
                                  struct str maker) {
    CLEANUP(buffer_done) struct buffer key = {0};

    for (unsigned cut = 0; cut < name->cut_count; cut++) {
        struct str words = product_name_cut(name, cut);
        make_key(maker, words, &key);
        uint32_t product = maker.n ? product_of(index, buffer_view(&key)) : FEED_NONE;
        if (product == FEED_NONE) {
            product = product_of(index, words);
        }
        if (product != FEED_NONE && may_be(index, product, maker)) {
            return product;
        }
    }
    return FEED_NONE;
}

struct str calendar_index_known_name(const struct calendar_index *index, const struct product_name *name,
                                     struct str maker) {
    for (unsigned cut = 0; cut < name->cut_count; cut++) {
        uint32_t number = intern_find(index->known_keys, product_name_cut(name, cut));
        const struct known *known = number == INTERN_NONE ? NULL : &index->known[number];
        if (known && (!product_maker_is_known(maker) || product_makers_agree(known->maker, maker))) {
            return str_from(known->product);
        }
    }
    return STR_NONE;
}
