#include "tests/integration/way.h"

#include <stdio.h>
#include <stdlib.h>

struct hop way_read_hop(struct str text) {
    ptrdiff_t at = str_find_char(text, '@');
    struct str host = str_sub(text, (size_t)(at + 1), SIZE_MAX);
    ptrdiff_t colon = str_find_char(host, ':');
    uint64_t port;

    if (colon < 0 || !str_to_u64(str_sub(host, (size_t)colon + 1, SIZE_MAX), &port)) {
        fprintf(stderr, "not HOST:PORT: %.*s\n", STR_FMT(text));
        exit(2);
    }
    return (struct hop){str_sub(host, 0, (size_t)colon), (uint16_t)port, str_sub(text, 0, at < 0 ? 0 : (size_t)at)};
}

void way_read(struct str text, struct way *way) {
    struct str part;

    while (way->count < WAY_HOPS_MAX && str_cut(&text, ',', &part)) {
        way->hops[way->count++] = way_read_hop(part);
    }
}
