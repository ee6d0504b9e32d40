#include "scanner/target_list.h"

#include "base/hash.h"
#include "scanner/net_address.h"

#include <stdlib.h>

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
    uint16_t port;
    size_t index;
};

static int compare_keyed(const void *left, const void *right) {
    const struct keyed *a = left;
    const struct keyed *b = right;
    int order = str_cmp(a->address, b->address);

    if (order == 0) {
        order = (a->port > b->port) - (a->port < b->port);
    }
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static struct str canonical_address(struct str address, struct arena *arena) {
    struct net_address ip;
    char text[NET_ADDRESS_TEXT_MAX];
    struct str copy;

    if (net_address_read(address, &ip)) {
        net_address_format(&ip, text);
        return arena_dup(arena, str_from(text));
    }
    copy = arena_dup(arena, address);
    for (size_t i = 0; i < copy.n; i++) {
        /* arena_dup's memory is ours to write. */
        ((char *)(uintptr_t)copy.p)[i] = str_lower_char(copy.p[i]);
    }
    return copy;
}

static void hash_field(struct hasher *hasher, struct str field, const char *end) {
    hasher_update(hasher, field);
    hasher_update(hasher, (struct str){end, 1});
}

static void hash_target(struct hasher *hasher, const struct target *target, const struct keyed *key) {
    const char port[2] = {(char)(key->port >> 8), (char)(key->port & 0xFF)};

    hash_field(hasher, key->address, "\x1f");
    hash_field(hasher, (struct str){port, sizeof port}, "\x1f");
    hash_field(hasher, target->user, "\x1f");
    hash_field(hasher, target->credential, "\x1f");
    hash_field(hasher, target->site, "\n");
}

/* Marks later entries of the same address and port, and hashes what stays, in the order of the keys: the order of the
 * file plays no part in the digest. */
static enum err_code mark_duplicates(const struct target_builder *builder, struct keyed *keys, bool *drop,
                                     struct str *ret_digest, struct err *err) {
    struct hasher *hasher = hasher_new();
    char hex[33];

    if (!hasher) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < builder->count; i++) {
        keys[i] =
            (struct keyed){canonical_address(builder->items[i].address, builder->arena), builder->items[i].port, i};
    }
    if (builder->count) {
        qsort(keys, builder->count, sizeof *keys, compare_keyed);
    }
    for (size_t i = 0; i < builder->count; i++) {
        bool is_first = i == 0 || keys[i].port != keys[i - 1].port || !str_eq(keys[i].address, keys[i - 1].address);
        drop[keys[i].index] = !is_first;
        if (is_first) {
            hash_target(hasher, &builder->items[keys[i].index], &keys[i]);
        }
    }
    hash128_format(hasher_digest(hasher), hex);
    hasher_free(hasher);
    *ret_digest = arena_dup(builder->arena, str_from(hex));
    return ERR_OK;
}

enum err_code target_builder_finish(const struct target_builder *builder, struct target_list *ret_list,
                                    struct err *err) {
    struct keyed *keys = calloc(builder->count + 1, sizeof *keys);
    bool *drop = calloc(builder->count + 1, sizeof *drop);
    struct target_list result = {.items = arena_alloc_array(builder->arena, builder->count + 1, sizeof *result.items)};
    enum err_code code = ERR_OK;

    if (!keys || !drop || !result.items) {
        code = err_no_memory(err);
    } else {
        code = mark_duplicates(builder, keys, drop, &result.digest, err);
    }
    for (size_t i = 0; !code && i < builder->count; i++) {
        if (!drop[i]) {
            result.items[result.count++] = builder->items[i];
        }
    }
    free(keys);
    free(drop);
    if (!code && arena_failed(builder->arena)) {
        code = err_no_memory(err);
    }
    if (!code) {
        *ret_list = result;
    }
    return code;
}
