#include "scanner/target/exclusions.h"

#include "base/buffer.h"
#include "base/intern.h"

#include <stdlib.h>

struct exclusions {
    struct net_range *ranges; /* finished: in order, and none touches another */
    size_t count, capacity;
    struct intern *names; /* in lower case */
    bool failed;
};

struct exclusions *exclusions_new(void) {
    struct exclusions *exclusions = calloc(1, sizeof *exclusions);

    if (exclusions && !(exclusions->names = intern_new())) {
        free(exclusions);
        return NULL;
    }
    return exclusions;
}

void exclusions_free(struct exclusions *exclusions) {
    if (exclusions) {
        intern_free(exclusions->names);
        free(exclusions->ranges);
        free(exclusions);
    }
}

static void add_name(struct exclusions *exclusions, struct str name) {
    CLEANUP(buffer_done) struct buffer lower = {0};

    buffer_append_lower(&lower, name);
    exclusions->failed |= lower.failed || intern_add(exclusions->names, buffer_view(&lower)) == INTERN_NONE;
}

static void add_range(struct exclusions *exclusions, const struct net_range *range) {
    if (exclusions->count == exclusions->capacity) {
        size_t capacity = exclusions->capacity ? 2 * exclusions->capacity : 16;
        struct net_range *ranges = reallocarray(exclusions->ranges, capacity, sizeof *ranges);
        if (!ranges) {
            exclusions->failed = true;
            return;
        }
        exclusions->ranges = ranges;
        exclusions->capacity = capacity;
    }
    exclusions->ranges[exclusions->count++] = *range;
}

enum net_range_result exclusions_add(struct exclusions *exclusions, struct str entry) {
    struct net_range range;
    enum net_range_result result = net_range_read(entry, &range);

    if (result == NET_RANGE_READ) {
        add_range(exclusions, &range);
    } else if (result == NET_RANGE_IS_NAME) {
        add_name(exclusions, entry);
    }
    return result;
}

bool exclusions_failed(const struct exclusions *exclusions) {
    return exclusions->failed;
}

static int compare_ranges(const void *left, const void *right) {
    const struct net_range *a = left, *b = right;

    return net_address_cmp(&a->first, &b->first);
}

void exclusions_finish(struct exclusions *exclusions) {
    struct net_range *ranges = exclusions->ranges;
    size_t kept = 0;

    if (exclusions->count == 0) {
        return;
    }
    qsort(ranges, exclusions->count, sizeof *ranges, compare_ranges);
    for (size_t i = 1; i < exclusions->count; i++) {
        if (!net_range_holds(&ranges[kept], &ranges[i].first)) {
            ranges[++kept] = ranges[i];
        } else if (net_address_cmp(&ranges[kept].last, &ranges[i].last) < 0) {
            ranges[kept].last = ranges[i].last;
        }
    }
    exclusions->count = kept + 1;
}

bool exclusions_hold_address(const struct exclusions *exclusions, const struct net_address *address) {
    size_t low = 0, high = exclusions->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (net_address_cmp(&exclusions->ranges[middle].last, address) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < exclusions->count && net_range_holds(&exclusions->ranges[low], address);
}

bool exclusions_hold(const struct exclusions *exclusions, struct str address) {
    CLEANUP(buffer_done) struct buffer lower = {0};
    struct net_address ip;

    if (net_address_read(address, &ip)) {
        return exclusions_hold_address(exclusions, &ip);
    }
    buffer_append_lower(&lower, address);
    /* When memory is out here, the caller's next allocation says so. */
    return lower.failed || intern_find(exclusions->names, buffer_view(&lower)) != INTERN_NONE;
}
