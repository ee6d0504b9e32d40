#include "pairing/pairing_build.h"

#include "base/budget.h"

#include <pthread.h>
#include <stdlib.h>

/* When the tiers are through, the keys of the rows that found no partner are gone through once more: who else holds
 * them? */

struct collecting {
    struct pairing *pairing;
    enum identity_key kind;
    pthread_mutex_t lock;
};

/* Room for COUNT more elements of SIZE bytes. */
static bool reserve(struct budget *budget, void *array, size_t used, size_t count, size_t *capacity, size_t size) {
    void **pointer = array, *grown;
    size_t wanted = *capacity * 2 > used + count ? *capacity * 2 : used + count + 64;

    if (used + count <= *capacity) {
        return true;
    }
    grown = budget_resize(budget, *pointer, wanted, size);
    if (!grown) {
        return false;
    }
    *pointer = grown;
    *capacity = wanted;
    return true;
}

static bool is_open(const struct pairing *pairing, enum key_side_id side, uint32_t row, enum identity_key kind) {
    (void)kind;
    return pairing->partner[side][row] == PAIRING_NONE;
}

static bool has_open_row(const struct pairing *pairing, const struct holders *holders) {
    for (enum key_side_id side = 0; side < SIDE_COUNT; side++) {
        for (size_t i = 0; i < holders->count[side]; i++) {
            if (pairing->partner[side][holders->rows[side][i]] == PAIRING_NONE) {
                return true;
            }
        }
    }
    return false;
}

static bool add_group(struct pairing *pairing, enum identity_key kind, const struct holders *holders) {
    size_t assets = holders->count[SIDE_LEDGER], devices = holders->count[SIDE_SNAPSHOT];

    if (!reserve(pairing->budget, &pairing->groups, pairing->group_count, 1, &pairing->group_capacity,
                 sizeof *pairing->groups) ||
        !reserve(pairing->budget, &pairing->members, pairing->member_count, assets + devices, &pairing->member_capacity,
                 sizeof *pairing->members)) {
        return false;
    }
    pairing->groups[pairing->group_count++] =
        (struct key_group){kind, holders->key, (uint32_t)pairing->member_count, (uint32_t)assets, (uint32_t)devices};
    memcpy(pairing->members + pairing->member_count, holders->rows[SIDE_LEDGER], assets * sizeof(uint32_t));
    memcpy(pairing->members + pairing->member_count + assets, holders->rows[SIDE_SNAPSHOT], devices * sizeof(uint32_t));
    pairing->member_count += assets + devices;
    return true;
}

static enum err_code take(void *context, struct key_reader readers[SIDE_COUNT], const struct holders *holders,
                          struct err *err) {
    struct collecting *collecting = context;
    enum err_code code;

    if (!has_open_row(collecting->pairing, holders)) {
        return ERR_OK;
    }
    code = holders_verify(holders, collecting->kind, readers, err);
    if (code) {
        return code;
    }
    pthread_mutex_lock(&collecting->lock);
    if (!add_group(collecting->pairing, collecting->kind, holders)) {
        code = err_no_memory(err);
    }
    pthread_mutex_unlock(&collecting->lock);
    return code;
}

/* --- entries ---------------------------------------------------------------------------------------------------------
 */

struct holders holders_of_group(const struct pairing *pairing, const struct key_group *group) {
    uint32_t *members = pairing->members + group->begin;

    return (struct holders){.key = group->key,
                            .rows = {members, members + group->asset_count},
                            .count = {group->asset_count, group->device_count}};
}

/* Which of the row's keys of that kind it is. */
static uint32_t rank_of(const struct key_side *side, uint32_t row, enum identity_key kind, uint64_t wanted) {
    struct key_walk walk = key_walk(side, row, kind);
    uint32_t rank = 0;
    uint64_t key;

    while (key_walk_next(&walk, &key) && key != wanted) {
        rank++;
    }
    return rank;
}

static void list_entries(struct pairing *pairing) {
    for (size_t i = 0; i < pairing->group_count; i++) {
        const struct key_group *group = &pairing->groups[i];
        struct holders holders = holders_of_group(pairing, group);
        for (enum key_side_id side = 0; side < SIDE_COUNT; side++) {
            for (size_t j = 0; j < holders.count[side]; j++) {
                uint32_t row = holders.rows[side][j];
                if (pairing->partner[side][row] == PAIRING_NONE) {
                    pairing->entries[pairing->entry_count++] =
                        (struct group_entry){side, row, group->kind,
                                             rank_of(&pairing->sides[side], row, group->kind, group->key), (uint32_t)i};
                }
            }
        }
    }
}

static int compare_entries(const void *left, const void *right) {
    const struct group_entry *a = left, *b = right;

    if (a->side != b->side) {
        return a->side < b->side ? -1 : 1;
    }
    if (a->row != b->row) {
        return a->row < b->row ? -1 : 1;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    return (a->rank > b->rank) - (a->rank < b->rank);
}

const struct group_entry *pairing_entries(const struct pairing *pairing, enum key_side_id side, uint32_t row,
                                          size_t *ret_count) {
    struct group_entry wanted = {.side = side, .row = row};
    size_t low = 0, high = pairing->entry_count, end;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_entries(&pairing->entries[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (end = low; end < pairing->entry_count; end++) {
        if (pairing->entries[end].side != side || pairing->entries[end].row != row) {
            break;
        }
    }
    *ret_count = end - low;
    return pairing->entries + low;
}

/* --- doubts ----------------------------------------------------------------------------------------------------------
 */

/* An address of one asset and one device that a stronger key says are two machines: behind it stands another machine,
 * and no doubt remains. */
static bool is_denied_address(const struct pairing *pairing, enum identity_key kind, const struct holders *holders) {
    uint32_t asset = holders_only_asset(pairing, holders), device = holders_only_device(holders);

    return kind == KEY_ADDRESS && asset != PAIRING_NONE && device != PAIRING_NONE &&
           pairing_denial(pairing, asset, device, KEY_ADDRESS) != KEY_COUNT;
}

/* Rows without a partner that a group offers to the other side: assets that have left yield the key to those still with
 * us. */
struct offers {
    size_t present;
    uint32_t open[SIDE_COUNT];
    bool is_denied; /* see is_denied_address */
};

static struct offers count_offers(const struct pairing *pairing, enum identity_key kind,
                                  const struct holders *holders) {
    struct offers offers = {.present = holders_present(pairing, holders, SIZE_MAX),
                            .is_denied = is_denied_address(pairing, kind, holders)};

    for (size_t i = 0; i < holders->count[SIDE_LEDGER]; i++) {
        uint32_t asset = holders->rows[SIDE_LEDGER][i];
        bool claims = !pairing->sides[SIDE_LEDGER].has_left[asset] || offers.present == 0;
        offers.open[SIDE_LEDGER] += claims && pairing->partner[SIDE_LEDGER][asset] == PAIRING_NONE;
    }
    for (size_t i = 0; i < holders->count[SIDE_SNAPSHOT]; i++) {
        offers.open[SIDE_SNAPSHOT] += pairing->partner[SIDE_SNAPSHOT][holders->rows[SIDE_SNAPSHOT][i]] == PAIRING_NONE;
    }
    return offers;
}

static bool is_doubt(const struct pairing *pairing, const struct group_entry *entry, const struct offers *offers) {
    enum key_side_id other = entry->side == SIDE_LEDGER ? SIDE_SNAPSHOT : SIDE_LEDGER;
    bool claims =
        entry->side == SIDE_SNAPSHOT || !pairing->sides[SIDE_LEDGER].has_left[entry->row] || offers->present == 0;

    return claims && offers->open[other] > 0 && !offers->is_denied;
}

/* The first entry of each row that leaves a doubt; entries stand strongest first. */
static void list_doubts(struct pairing *pairing, const struct offers *offers) {
    for (size_t i = 0; i < pairing->entry_count; i++) {
        const struct group_entry *entry = &pairing->entries[i];
        size_t *count = &pairing->doubt_count[entry->side];
        bool is_known = *count && pairing->doubts[entry->side][*count - 1].row == entry->row;
        if (!is_known && is_doubt(pairing, entry, &offers[entry->group])) {
            enum key_side_id other = entry->side == SIDE_LEDGER ? SIDE_SNAPSHOT : SIDE_LEDGER;
            pairing->doubts[entry->side][(*count)++] =
                (struct doubt){entry->row, entry->kind, offers[entry->group].open[other]};
        }
    }
}

static enum err_code make_doubts(struct pairing *pairing, struct err *err) {
    struct offers *offers = budget_alloc(pairing->budget, pairing->group_count + 1, sizeof *offers);

    for (unsigned side = 0; side < SIDE_COUNT; side++) {
        pairing->doubts[side] = budget_alloc(pairing->budget, pairing->entry_count + 1, sizeof *pairing->doubts[side]);
    }
    if (!offers || !pairing->doubts[SIDE_LEDGER] || !pairing->doubts[SIDE_SNAPSHOT]) {
        budget_drop(offers);
        return err_no_memory(err);
    }
    for (size_t i = 0; i < pairing->group_count; i++) {
        struct holders holders = holders_of_group(pairing, &pairing->groups[i]);
        offers[i] = count_offers(pairing, pairing->groups[i].kind, &holders);
    }
    list_doubts(pairing, offers);
    budget_drop(offers);
    return ERR_OK;
}

enum err_code pairing_find_doubts(struct pairing *pairing, struct pool *pool, struct err *err) {
    struct collecting collecting = {.pairing = pairing, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct key_search search = {
        .pairing = pairing, .pool = pool, .is_open = is_open, .take = take, .context = &collecting};
    enum err_code code = ERR_OK;

    for (enum identity_key kind = 0; !code && kind < KEY_COUNT; kind++) {
        search.kind = collecting.kind = kind;
        code = key_search_run(&search, err);
    }
    if (code) {
        return code;
    }
    pairing->entries = budget_alloc(pairing->budget, pairing->member_count + 1, sizeof *pairing->entries);
    if (!pairing->entries) {
        return err_no_memory(err);
    }
    list_entries(pairing);
    qsort(pairing->entries, pairing->entry_count, sizeof *pairing->entries, compare_entries);
    return make_doubts(pairing, err);
}
