#include "scanner/target/list.h"

#include "base/hash.h"
#include "scanner/net_address.h"
#include "scanner/target/hop.h"

#include <stdlib.h>

bool target_list_uses(const struct target_list *list, enum scan_method method) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].method == method) {
            return true;
        }
    }
    return false;
}

void target_builder_done(struct target_builder *builder) {
    free(builder->items);
}

bool target_builder_add(struct target_builder *builder, const struct target *target) {
    if (builder->count == builder->capacity) {
        size_t capacity = builder->capacity ? 2 * builder->capacity : 64;
        struct target *items = reallocarray(builder->items, capacity, sizeof *items);
        if (!items) {
            return false;
        }
        builder->items = items;
        builder->capacity = capacity;
    }
    builder->items[builder->count++] = *target;
    return true;
}

/* What makes two targets the same connection. */
struct keyed {
    struct str address; /* canonical */
    const struct target *target;
};

static int compare_connections(const struct keyed *a, const struct keyed *b) {
    int order = str_cmp(a->address, b->address);

    if (order == 0) {
        order = (a->target->port > b->target->port) - (a->target->port < b->target->port);
    }
    if (order == 0) {
        order = (a->target->method > b->target->method) - (a->target->method < b->target->method);
    }
    return order ? order : hops_cmp(a->target->hops, a->target->hop_count, b->target->hops, b->target->hop_count);
}

static int compare_keyed(const void *left, const void *right) {
    const struct keyed *a = left;
    const struct keyed *b = right;
    int order = compare_connections(a, b);

    return order ? order : (a->target > b->target) - (a->target < b->target);
}

/* Most are canonical as they are, and not copied. */
static struct str canonical_address(struct str address, struct arena *arena) {
    struct net_address ip;
    char text[NET_ADDRESS_TEXT_MAX];

    if (net_address_read(address, &ip)) {
        net_address_format(&ip, text);
        return str_eq(address, str_from(text)) ? address : arena_dup(arena, str_from(text));
    }
    return arena_dup_lower(arena, address);
}

static void hash_field(struct hasher *hasher, struct str field, const char *end) {
    hasher_update(hasher, field);
    hasher_update(hasher, (struct str){end, 1});
}

static void hash_number(struct hasher *hasher, uint16_t number) {
    const char bytes[2] = {(char)(number >> 8), (char)(number & 0xFF)};

    hash_field(hasher, (struct str){bytes, sizeof bytes}, "\x1f");
}

static void hash_target(struct hasher *hasher, const struct keyed *key) {
    const struct target *target = key->target;

    hash_field(hasher, key->address, "\x1f");
    hash_number(hasher, target->port);
    hash_field(hasher, str_from(scan_method_word(target->method)), "\x1f");
    hash_field(hasher, target->user, "\x1f");
    hash_field(hasher, target->credential, "\x1f");
    for (size_t i = 0; i < target->hop_count; i++) {
        hash_field(hasher, target->hops[i].address, "\x1f");
        hash_number(hasher, target->hops[i].port);
        hash_field(hasher, target->hops[i].user, "\x1f");
    }
    hash_field(hasher, target->is_excluded ? STR("!") : STR_NONE, "\x1f");
    hash_field(hasher, target->site, "\n");
}

/* Takes away later entries of the same connection, and hashes what stays, in the order of the keys: the order of the
 * file plays no part in the digest. What is named singly anywhere is named singly; the same holds of its method. */
static void drop_duplicates(struct target_builder *builder, struct keyed *keys, bool *drop, struct hasher *hasher) {
    const struct keyed *first = NULL;

    for (size_t i = 0; i < builder->count; i++) {
        keys[i] = (struct keyed){canonical_address(builder->items[i].address, builder->arena), &builder->items[i]};
    }
    if (builder->count) {
        qsort(keys, builder->count, sizeof *keys, compare_keyed);
    }
    for (size_t i = 0; i < builder->count; i++) {
        size_t index = (size_t)(keys[i].target - builder->items);
        drop[index] = first && compare_connections(first, &keys[i]) == 0;
        if (drop[index]) {
            struct target *kept = &builder->items[first->target - builder->items];
            kept->is_single |= keys[i].target->is_single;
            kept->is_implied &= keys[i].target->is_implied;
        } else {
            first = &keys[i];
            hash_target(hasher, first);
        }
    }
}

/* Where one half of a pair goes, as another row has that method, that row answers for whether the host was reached. */
static void release_halves(struct target_builder *builder, const bool *drop) {
    for (size_t i = 0; i < builder->count; i++) {
        size_t other = target_counterpart(builder->items, builder->count, i);
        if (!drop[i] && builder->items[i].is_implied && other != SIZE_MAX && drop[other]) {
            builder->items[i].is_single = false;
        }
    }
}

static void close_ranks(struct target_builder *builder, const bool *drop) {
    size_t kept = 0;

    for (size_t i = 0; i < builder->count; i++) {
        if (!drop[i]) {
            builder->items[kept++] = builder->items[i];
        }
    }
    builder->count = kept;
}

static bool settle(struct target_builder *builder, struct str *ret_digest) {
    CLEANUP(hasher_free_cleanup) struct hasher *hasher = hasher_new();
    struct keyed *keys = calloc(builder->count + 1, sizeof *keys);
    bool *drop = calloc(builder->count + 1, sizeof *drop);
    bool is_settled = hasher && keys && drop;
    char hex[33];

    if (is_settled) {
        drop_duplicates(builder, keys, drop, hasher);
        release_halves(builder, drop);
        close_ranks(builder, drop);
        hash128_format(hasher_digest(hasher), hex);
        *ret_digest = arena_dup(builder->arena, str_from(hex));
    }
    free(keys);
    free(drop);
    return is_settled;
}

enum err_code target_builder_finish(struct target_builder *builder, struct target_list *ret_list, struct err *err) {
    struct target_list result = {0};

    if (!settle(builder, &result.digest)) {
        return err_no_memory(err);
    }
    result.items = arena_alloc_array(builder->arena, builder->count + 1, sizeof *result.items);
    if (arena_failed(builder->arena)) {
        return err_no_memory(err);
    }
    if (builder->count) {
        memcpy(result.items, builder->items, builder->count * sizeof *result.items);
    }
    result.count = builder->count;
    *ret_list = result;
    return ERR_OK;
}
