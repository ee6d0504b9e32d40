#include "lifecycle/calendar_models.h"

#include "base/intern.h"
#include "inventory/words.h"
#include "products/designation.h"

#include <stdlib.h>

/* Words of one designation, each once. */
enum { WORDS_MAX = 32 };

struct model {
    uint32_t row;           /* of the ledger; UINT32_MAX: it is an imported one */
    uint32_t release;       /* imported; FEED_NONE */
    int kind;               /* of the row: enum support_kind or WORD_BLANK */
    struct str maker;       /* canonical; empty: nobody says */
    uint32_t word_count;    /* of the designation */
    uint32_t product_words; /* imported: those of the product, which are not counted above */
    bool is_telling;        /* imported: a name that no other maker's model has */
};

struct node {
    uint32_t model;
    bool is_of_product; /* a word of the imported product's name, not of the model's own */
    struct node *next;
};

struct calendar_models {
    struct arena *arena;
    struct intern *words;
    struct node **by_word;
    uint32_t word_capacity;
    struct model *items;
    uint32_t count, capacity;
};

struct calendar_model_search {
    const struct calendar_models *models;
    struct arena *arena;
    uint32_t *hits;         /* by model: words of its own that the designation has … */
    uint32_t *product_hits; /* … and of its product */
    uint32_t *touched, touched_count;
    uint32_t *found;
    struct buffer folded;
};

/* --- building ------------------------------------------------------------------------------------------------------
 */

void calendar_models_free(struct calendar_models *models) {
    if (models) {
        arena_free(models->arena);
        intern_free(models->words);
        free(models);
    }
}

/* A word of the model that comes next; false when memory is out. *RET_IS_NEW: it did not have it yet. */
static bool add_word(struct calendar_models *models, struct str word, bool is_of_product, bool *ret_is_new) {
    uint32_t before = intern_count(models->words), number = intern_add(models->words, word);

    if (number == INTERN_NONE) {
        return false;
    }
    if (number == before) {
        struct node **by_word =
            arena_grow(models->arena, models->by_word, before, 1, &models->word_capacity, sizeof(struct node *));
        if (!by_word) {
            return false;
        }
        models->by_word = by_word;
        by_word[number] = NULL;
    }
    struct node *first = models->by_word[number];
    *ret_is_new = !first || first->model != models->count;
    if (*ret_is_new) {
        struct node *node = arena_alloc(models->arena, sizeof *node);
        if (!node) {
            return false;
        }
        *node = (struct node){models->count, is_of_product, first};
        models->by_word[number] = node;
    }
    return true;
}

/* Words of TEXT are those of the model that comes next; the number of new ones is added to *COUNT. */
static bool add_words(struct calendar_models *models, struct str text, bool is_of_product, uint32_t *count) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct str rest, word;
    bool is_new = false, has_room = true;

    designation_fold(text, &folded);
    rest = buffer_view(&folded);
    while (has_room && designation_next_word(&rest, &word)) {
        has_room = add_word(models, word, is_of_product, &is_new);
        *count += has_room && is_new;
    }
    return has_room && !folded.failed;
}

static enum err_code add_model(struct calendar_models *models, const struct model *model, struct err *err) {
    struct model *items = arena_grow(models->arena, models->items, models->count, 1, &models->capacity, sizeof *items);

    if (!items) {
        return err_no_memory(err);
    }
    models->items = items;
    items[models->count++] = *model;
    return ERR_OK;
}

static enum err_code add_row(struct calendar_models *models, const struct calendar_row *row, uint32_t number,
                             struct err *err) {
    struct model model = {.row = number, .release = FEED_NONE, .kind = row->kind, .maker = row->maker};

    if (row->kind != SUPPORTED_HARDWARE && row->kind != WORD_BLANK && row->kind != SUPPORTED_FIRMWARE) {
        return ERR_OK;
    }
    return add_words(models, row->words, false, &model.word_count) ? add_model(models, &model, err)
                                                                   : err_no_memory(err);
}

/* SN210W, but not "17 Pro": a word that tells the model alone. */
static bool has_telling_word(struct str label) {
    bool has_digit = false, has_letter = false;

    for (size_t i = 0; i < label.n; i++) {
        bool is_digit = str_is_digit(label.p[i]), is_word = str_is_alnum(label.p[i]);
        has_digit = is_word && (has_digit || is_digit);
        has_letter = is_word && (has_letter || !is_digit);
        if (has_digit && has_letter) {
            return true;
        }
    }
    return false;
}

/* The label of a release may leave the product's name out: "17 Pro" of Apple iPhone. */
static enum err_code add_release(struct calendar_models *models, const struct calendar_feed *feed,
                                 const struct product_name *product, uint32_t number, struct err *err) {
    struct model model = {.row = UINT32_MAX,
                          .release = number,
                          .kind = WORD_BLANK,
                          .maker = product->maker,
                          .is_telling = has_telling_word(feed->defs[number].label)};
    bool is_done = add_words(models, feed->defs[number].label, false, &model.word_count) &&
                   add_words(models, product->words, true, &model.product_words);

    return is_done ? add_model(models, &model, err) : err_no_memory(err);
}

static enum err_code add_product(struct calendar_models *models, const struct calendar_feed *feed,
                                 const struct feed_product *product, struct err *err) {
    struct buffer words = {0};
    struct product_name name;
    enum err_code code = ERR_OK;

    product_name_read(product->label, &words, &name);
    name.maker = arena_dup(models->arena, name.maker);
    for (uint32_t i = 0; !code && i < product->count; i++) {
        code = add_release(models, feed, &name, product->first + i, err);
    }
    if (!code && words.failed) {
        code = err_no_memory(err);
    }
    buffer_done(&words);
    return code;
}

static enum err_code fill(struct calendar_models *models, const struct calendar_rows *rows,
                          const struct calendar_feed *feed, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; !code && i < rows->count; i++) {
        code = add_row(models, &rows->items[i], i, err);
    }
    for (uint32_t i = 0; !code && i < feed->product_count; i++) {
        if (str_eq(feed->products[i].category, STR("device"))) {
            code = add_product(models, feed, &feed->products[i], err);
        }
    }
    return !code && arena_failed(models->arena) ? err_no_memory(err) : code;
}

enum err_code calendar_models_new(const struct calendar_rows *rows, const struct calendar_feed *feed,
                                  struct calendar_models **ret_models, struct err *err) {
    CLEANUP(calendar_models_free_cleanup) struct calendar_models *models = calloc(1, sizeof *models);

    if (!models) {
        return err_no_memory(err);
    }
    models->arena = arena_new();
    models->words = intern_new();
    enum err_code code = models->arena && models->words ? fill(models, rows, feed, err) : err_no_memory(err);
    if (!code) {
        *ret_models = TAKE_PTR(models);
    }
    return code;
}

/* --- finding -------------------------------------------------------------------------------------------------------
 */

enum err_code calendar_model_search_new(const struct calendar_models *models, struct calendar_model_search **ret_search,
                                        struct err *err) {
    CLEANUP(calendar_model_search_free_cleanup) struct calendar_model_search *search = calloc(1, sizeof *search);

    if (!search) {
        return err_no_memory(err);
    }
    search->models = models;
    search->arena = arena_new();
    if (!search->arena) {
        return err_no_memory(err);
    }
    search->hits = arena_alloc_array(search->arena, (size_t)models->count + 1, sizeof(uint32_t));
    search->product_hits = arena_alloc_array(search->arena, (size_t)models->count + 1, sizeof(uint32_t));
    search->touched = arena_alloc_array(search->arena, (size_t)models->count + 1, sizeof(uint32_t));
    search->found = arena_alloc_array(search->arena, (size_t)models->count + 1, sizeof(uint32_t));
    if (arena_failed(search->arena)) {
        return err_no_memory(err);
    }
    *ret_search = TAKE_PTR(search);
    return ERR_OK;
}

void calendar_model_search_free(struct calendar_model_search *search) {
    if (search) {
        arena_free(search->arena);
        buffer_done(&search->folded);
        free(search);
    }
}

struct designation {
    uint32_t words[WORDS_MAX]; /* INTERN_NONE: no model has it */
    unsigned count;
    bool has_number; /* a word with a digit */
};

static void read_designation(struct calendar_model_search *search, struct str text, struct designation *designation) {
    struct str rest, word;

    buffer_reset(&search->folded);
    designation_fold(text, &search->folded);
    rest = buffer_view(&search->folded);
    while (designation->count < WORDS_MAX && designation_next_word(&rest, &word)) {
        uint32_t number = intern_find(search->models->words, word);
        bool is_there = false;
        for (unsigned i = 0; i < designation->count; i++) {
            is_there |= number != INTERN_NONE && designation->words[i] == number;
        }
        designation->has_number |= str_has_digit(word);
        if (!is_there) {
            designation->words[designation->count++] = number;
        }
    }
}

static void count_hits(struct calendar_model_search *search, const struct designation *designation) {
    for (unsigned i = 0; i < designation->count; i++) {
        struct node *node =
            designation->words[i] == INTERN_NONE ? NULL : search->models->by_word[designation->words[i]];
        for (; node; node = node->next) {
            if (search->hits[node->model] == 0 && search->product_hits[node->model] == 0) {
                search->touched[search->touched_count++] = node->model;
            }
            if (node->is_of_product) {
                search->product_hits[node->model]++;
            } else {
                search->hits[node->model]++;
            }
        }
    }
}

/* What is looked for. */
struct wanted {
    struct designation designation;
    struct str maker;
    bool is_ledger;
    bool is_exact;
    enum support_subject subject;
};

static bool kind_fits(const struct model *model, enum support_subject subject) {
    return subject == SUPPORT_OF_FIRMWARE ? model->kind == SUPPORTED_FIRMWARE : model->kind != SUPPORTED_FIRMWARE;
}

/* A row about a model that is said more exactly than the designation counts where this has a figure at all: "Latitude"
 * is no Latitude 5420. */
static bool row_fits(const struct model *model, uint32_t hits, const struct wanted *wanted) {
    if (!kind_fits(model, wanted->subject) || !product_makers_agree(model->maker, wanted->maker)) {
        return false;
    }
    return wanted->is_exact ? hits == model->word_count
                            : hits == wanted->designation.count && wanted->designation.has_number;
}

/* All words of the model, and those of its product, which may be left out where the maker is said. */
static bool release_fits(const struct model *model, uint32_t hits, uint32_t product_hits, const struct wanted *wanted) {
    bool is_of_maker = wanted->maker.n && str_eq(model->maker, wanted->maker);

    return hits == model->word_count && product_makers_agree(model->maker, wanted->maker) &&
           (product_hits == model->product_words || (is_of_maker && model->is_telling));
}

static bool fits(const struct calendar_model_search *search, uint32_t number, const struct wanted *wanted) {
    const struct model *model = &search->models->items[number];
    bool is_of_ledger = model->release == FEED_NONE;

    if (model->word_count == 0 || is_of_ledger != wanted->is_ledger) {
        return false;
    }
    return is_of_ledger ? row_fits(model, search->hits[number], wanted)
                        : release_fits(model, search->hits[number], search->product_hits[number], wanted);
}

/* Of those that fit the ones with the most words in common. */
static uint32_t choose(struct calendar_model_search *search, const struct wanted *wanted) {
    uint32_t count = 0, best = 0;

    for (uint32_t i = 0; i < search->touched_count; i++) {
        uint32_t number = search->touched[i];
        if (!fits(search, number, wanted) || search->hits[number] < best) {
            continue;
        }
        count = search->hits[number] > best ? 0 : count;
        best = search->hits[number];
        const struct model *model = &search->models->items[number];
        search->found[count++] = wanted->is_ledger ? model->row : model->release;
    }
    return count;
}

static void forget(struct calendar_model_search *search) {
    for (uint32_t i = 0; i < search->touched_count; i++) {
        search->hits[search->touched[i]] = search->product_hits[search->touched[i]] = 0;
    }
    search->touched_count = 0;
}

static enum err_code find(struct calendar_model_search *search, struct str designation, struct wanted *wanted,
                          struct calendar_model_list *ret_list, struct err *err) {
    read_designation(search, designation, &wanted->designation);
    if (search->folded.failed) {
        return err_no_memory(err);
    }
    count_hits(search, &wanted->designation);
    wanted->is_exact = true;
    uint32_t count = choose(search, wanted);
    if (count == 0 && wanted->is_ledger) {
        wanted->is_exact = false;
        count = choose(search, wanted);
    }
    forget(search);
    *ret_list = (struct calendar_model_list){search->found, count, wanted->is_exact};
    return ERR_OK;
}

enum err_code calendar_model_rows(struct calendar_model_search *search, struct str designation, struct str maker,
                                  enum support_subject subject, struct calendar_model_list *ret_list, struct err *err) {
    struct wanted wanted = {.maker = maker, .is_ledger = true, .subject = subject};

    return find(search, designation, &wanted, ret_list, err);
}

enum err_code calendar_model_releases(struct calendar_model_search *search, struct str designation, struct str maker,
                                      struct calendar_model_list *ret_list, struct err *err) {
    struct wanted wanted = {.maker = maker};

    return find(search, designation, &wanted, ret_list, err);
}
