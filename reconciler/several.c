#include "reconciler/several.h"

#include "base/intern.h"
#include "base/text.h"
#include "pairing/asset_state.h"
#include "products/designation.h"
#include "products/vendor.h"

#include <stdlib.h>

/* A row of the ledger, and how many machines of it were not met yet. */
struct crowd {
    uint32_t model;   /* number of its words */
    struct str place; /* folded; empty: the row names none */
    struct str asset_id;
    uint32_t asset;
    int64_t room;
};

/* An observed machine without an asset, of a model that some row has. */
struct candidate {
    uint32_t model;
    struct str place, device_id;
    uint32_t device;
};

/* What the search found, in order of devices. */
struct membership {
    uint32_t device, asset;
};

struct several {
    struct membership *items;
    size_t count;
};

struct search {
    const struct run *run;
    struct arena *arena;
    struct intern *models;
    struct row_reader *reader; /* of the table at hand */
    struct crowd *crowds;
    uint32_t *next; /* by crowd: itself, or one behind it from which to look for one with room */
    uint32_t crowd_count, crowd_capacity;
    struct candidate *candidates;
    uint32_t candidate_count, candidate_capacity;
    struct buffer text, folded;
    bool failed; /* memory was out for one of them */
};

static void search_done(struct search *search) {
    row_reader_free(search->reader);
    intern_free(search->models);
    arena_free(search->arena);
    buffer_done(&search->text);
    buffer_done(&search->folded);
}

/* --- what a row is of, and where -----------------------------------------------------------------------------------
 */

/* The words of a column that tell something, in search->text. */
static void append_words(struct search *search, unsigned column, void (*fold)(struct str, struct buffer *)) {
    struct str word;

    buffer_reset(&search->folded);
    fold(row_reader_text(search->reader, column), &search->folded);
    for (struct str rest = buffer_view(&search->folded); designation_next_word(&rest, &word);) {
        buffer_append_char(&search->text, ' ');
        buffer_append(&search->text, word);
    }
    search->failed |= search->folded.failed || search->text.failed;
}

static struct str words_of_model(struct search *search, bool is_with_maker) {
    buffer_reset(&search->text);
    if (is_with_maker) {
        append_words(search, DEVICES_MANUFACTURER, vendor_fold);
    }
    size_t begin = search->text.n;
    append_words(search, DEVICES_MODEL, designation_fold);
    return search->text.n > begin ? buffer_view(&search->text) : STR_NONE;
}

static struct str fold_place(struct search *search) {
    buffer_reset(&search->folded);
    text_fold(row_reader_text(search->reader, DEVICES_LOCATION), &search->folded);
    search->failed |= search->folded.failed;
    return arena_dup(search->arena, buffer_view(&search->folded));
}

/* --- rows that stand for several -----------------------------------------------------------------------------------
 */

/* Numbers that only one machine has say that the row is one machine's, whatever its quantity. */
static bool has_own_number(struct search *search) {
    static const unsigned columns[] = {DEVICES_SERIAL, DEVICES_UUID, DEVICES_MAC_ADDRESSES};

    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        if (!str_is_empty(row_reader_text(search->reader, columns[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_crowd(struct search *search, uint32_t asset) {
    const struct reconcile_input *input = search->run->input;
    struct value quantity = row_reader_value(search->reader, DEVICES_QUANTITY);

    return quantity.is_set && quantity.number > 1 && pairing_of_asset(input->pairing, asset).state == PAIR_NONE &&
           !has_own_number(search) && asset_state_read(search->reader, input->observed_on) == ASSET_EXPECTED;
}

static bool add_crowd(struct search *search, uint32_t asset) {
    struct str words = words_of_model(search, false);

    if (!words.n) {
        return !search->failed;
    }
    search->crowds = arena_grow(search->arena, search->crowds, search->crowd_count, 1, &search->crowd_capacity,
                                sizeof *search->crowds);
    struct crowd crowd = {
        .model = intern_add(search->models, words),
        .place = fold_place(search),
        .asset = asset,
        .asset_id = arena_dup(search->arena, row_reader_text(search->reader, DEVICES_ASSET_ID)),
        .room = row_reader_value(search->reader, DEVICES_QUANTITY).number,
    };
    if (!search->crowds || arena_failed(search->arena) || crowd.model == INTERN_NONE || search->failed) {
        return false;
    }
    search->crowds[search->crowd_count++] = crowd;
    return true;
}

static int compare_crowds(const void *left, const void *right) {
    const struct crowd *a = left, *b = right;
    int order = (a->model > b->model) - (a->model < b->model);

    order = order ? order : str_cmp(a->place, b->place);
    order = order ? order : str_cmp(a->asset_id, b->asset_id);
    return order ? order : (a->asset > b->asset) - (a->asset < b->asset);
}

static bool order_crowds(struct search *search) {
    search->next = arena_alloc_array(search->arena, (size_t)search->crowd_count + 1, sizeof *search->next);
    for (uint32_t i = 0; search->next && i <= search->crowd_count; i++) {
        search->next[i] = i;
    }
    if (search->crowd_count) {
        qsort(search->crowds, search->crowd_count, sizeof *search->crowds, compare_crowds);
    }
    return search->next != NULL;
}

static enum err_code find_crowds(struct search *search, struct err *err) {
    const struct table *assets = search->run->assets;
    enum err_code code = row_reader_new(assets, &search->reader, err);

    for (uint32_t row = 0; !code && row < table_rows(assets); row++) {
        row_reader_move(search->reader, row);
        if (is_crowd(search, row) && !add_crowd(search, row)) {
            code = err_no_memory(err);
        }
    }
    code = code ? code : row_reader_error(search->reader, err);
    row_reader_free(search->reader);
    search->reader = NULL;
    return code || order_crowds(search) ? code : err_no_memory(err);
}

/* --- machines that may be among them -------------------------------------------------------------------------------
 */

/* Makers stand in the model's cell of ledgers as well. */
static uint32_t find_model(struct search *search) {
    uint32_t model = intern_find(search->models, words_of_model(search, false));

    return model != INTERN_NONE ? model : intern_find(search->models, words_of_model(search, true));
}

static bool add_candidate(struct search *search, uint32_t device) {
    uint32_t model = find_model(search);

    if (model == INTERN_NONE) {
        return !search->failed;
    }
    search->candidates = arena_grow(search->arena, search->candidates, search->candidate_count, 1,
                                    &search->candidate_capacity, sizeof *search->candidates);
    struct candidate candidate = {
        .model = model,
        .place = fold_place(search),
        .device = device,
        .device_id = arena_dup(search->arena, row_reader_text(search->reader, DEVICES_DEVICE_ID)),
    };
    if (!search->candidates || arena_failed(search->arena) || search->failed) {
        return false;
    }
    search->candidates[search->candidate_count++] = candidate;
    return true;
}

/* Those that say where they are choose first. */
static int compare_candidates(const void *left, const void *right) {
    const struct candidate *a = left, *b = right;
    int order = str_is_empty(a->place) - str_is_empty(b->place);

    order = order ? order : str_cmp(a->device_id, b->device_id);
    return order ? order : (a->device > b->device) - (a->device < b->device);
}

static enum err_code find_candidates(struct search *search, struct err *err) {
    const struct run *run = search->run;
    enum err_code code = row_reader_new(run->devices, &search->reader, err);

    for (uint32_t row = 0; !code && row < table_rows(run->devices); row++) {
        if (pairing_of_device(run->input->pairing, row).state != PAIR_NONE) {
            continue;
        }
        row_reader_move(search->reader, row);
        if (!add_candidate(search, row)) {
            code = err_no_memory(err);
        }
    }
    if (search->candidate_count) {
        qsort(search->candidates, search->candidate_count, sizeof *search->candidates, compare_candidates);
    }
    return code ? code : row_reader_error(search->reader, err);
}

/* --- who is given to whom ------------------------------------------------------------------------------------------
 */

/* The first crowd of the model at that place, or behind it. */
static uint32_t first_crowd(const struct search *search, uint32_t model, struct str place) {
    uint32_t low = 0, high = search->crowd_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct crowd *crowd = &search->crowds[middle];
        if (crowd->model < model || (crowd->model == model && str_cmp(crowd->place, place) < 0)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* From there on, the first with room, which may be the end. */
static uint32_t skip_full(struct search *search, uint32_t crowd) {
    uint32_t *next = search->next;

    while (next[crowd] != crowd) {
        next[crowd] = next[next[crowd]];
        crowd = next[crowd];
    }
    return crowd;
}

/* One of the model with room at the place; IS_ANYWHERE: or at any behind it. PAIRING_NONE: there is none. */
static uint32_t take_room(struct search *search, uint32_t model, struct str place, bool is_anywhere) {
    uint32_t number = skip_full(search, first_crowd(search, model, place));
    struct crowd *crowd = &search->crowds[number];

    if (number == search->crowd_count || crowd->model != model || (!is_anywhere && !str_eq(crowd->place, place))) {
        return PAIRING_NONE;
    }
    if (--crowd->room == 0) {
        search->next[number] = number + 1;
    }
    return crowd->asset;
}

static uint32_t take(struct search *search, const struct candidate *candidate) {
    bool has_place = !str_is_empty(candidate->place);
    uint32_t asset = has_place ? take_room(search, candidate->model, candidate->place, false) : PAIRING_NONE;

    return asset != PAIRING_NONE ? asset : take_room(search, candidate->model, STR_NONE, !has_place);
}

static int compare_memberships(const void *left, const void *right) {
    const struct membership *a = left, *b = right;

    return (a->device > b->device) - (a->device < b->device);
}

static bool give(struct search *search, struct several *several) {
    several->items = calloc((size_t)search->candidate_count + 1, sizeof *several->items);
    if (!several->items) {
        return false;
    }
    for (uint32_t i = 0; i < search->candidate_count; i++) {
        uint32_t asset = take(search, &search->candidates[i]);
        if (asset != PAIRING_NONE) {
            several->items[several->count++] = (struct membership){search->candidates[i].device, asset};
        }
    }
    qsort(several->items, several->count, sizeof *several->items, compare_memberships);
    return true;
}

static enum err_code find(struct search *search, struct several **ret_several, struct err *err) {
    enum err_code code = find_crowds(search, err);

    if (code || !search->crowd_count) {
        return code;
    }
    code = find_candidates(search, err);
    CLEANUP(several_free_cleanup) struct several *several = code ? NULL : calloc(1, sizeof *several);
    if (code) {
        return code;
    }
    if (!several || !give(search, several)) {
        return err_no_memory(err);
    }
    *ret_several = several;
    several = NULL;
    return ERR_OK;
}

enum err_code several_build(const struct run *run, struct several **ret_several, struct err *err) {
    struct search search = {.run = run};

    if (!run->assets || !run->devices || !table_has_column(run->assets, DEVICES_QUANTITY)) {
        return ERR_OK;
    }
    search.arena = arena_new();
    search.models = intern_new();
    enum err_code code = search.arena && search.models ? find(&search, ret_several, err) : err_no_memory(err);
    search_done(&search);
    return code;
}

void several_free(struct several *several) {
    if (several) {
        free(several->items);
        free(several);
    }
}

uint32_t several_row_of(const struct several *several, uint32_t device) {
    const struct membership wanted = {.device = device};
    const struct membership *found =
        several && several->count ? bsearch(&wanted, several->items, several->count, sizeof wanted, compare_memberships)
                                  : NULL;

    return found ? found->asset : PAIRING_NONE;
}
