#include "licenses/access_parts.h"

#include <stdbool.h>
#include <stdlib.h>

/* Users, then devices: a forest of which each root is a part. */
static uint32_t root_of(uint32_t *parent, uint32_t node) {
    while (parent[node] != node) {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    return node;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b) {
    uint32_t x = root_of(parent, a), y = root_of(parent, b);

    /* towards the lower one, so that the forest owes nothing to the order of pairs */
    if (x < y) {
        parent[y] = x;
    } else {
        parent[x] = y;
    }
}

static uint32_t node_of(const struct access_pair *pair, uint32_t users) {
    return pair->user != ACCESS_NONE ? pair->user : users + pair->device;
}

/* Of memory for all users and devices; returns the number of parts. */
static uint32_t number(const struct access_pair *pairs, uint32_t count, uint32_t users, size_t nodes, uint32_t *parent,
                       uint32_t *part_of, uint32_t *parts) {
    uint32_t part_count = 0;

    for (size_t i = 0; i < nodes; i++) {
        parent[i] = (uint32_t)i;
        part_of[i] = ACCESS_NONE;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (pairs[i].user != ACCESS_NONE && pairs[i].device != ACCESS_NONE) {
            join(parent, pairs[i].user, users + pairs[i].device);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t *part = &part_of[root_of(parent, node_of(&pairs[i], users))];
        *part = *part == ACCESS_NONE ? part_count++ : *part;
        parts[i] = *part;
    }
    return part_count;
}

enum err_code access_parts_find(const struct access_pair *pairs, uint32_t count, uint32_t users, uint32_t devices,
                                uint32_t **ret_parts, uint32_t *ret_part_count, struct err *err) {
    size_t nodes = (size_t)users + devices;
    uint32_t *parent = malloc((nodes + 1) * sizeof *parent), *part_of = malloc((nodes + 1) * sizeof *part_of);
    uint32_t *parts = malloc(((size_t)count + 1) * sizeof *parts);
    bool has_room = parent && part_of && parts;

    if (has_room) {
        *ret_part_count = number(pairs, count, users, nodes, parent, part_of, parts);
        *ret_parts = TAKE_PTR(parts);
    }
    free(parent);
    free(part_of);
    free(parts);
    return has_room ? ERR_OK : err_no_memory(err);
}
