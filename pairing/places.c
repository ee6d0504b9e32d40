#include "pairing/places.h"

#include "base/arena.h"
#include "base/text.h"
#include "inventory/identity_read.h"
#include "products/pattern.h"

#include <stdlib.h>

/* Longer ones fit nothing: a glob takes time with the product of both. */
enum { PATTERN_BYTES_MAX = 1000, LOCATION_BYTES_MAX = 4096 };

struct place {
    struct str pattern, site, facility; /* folded */
    struct str label, country, switches, subnets;
    size_t weight; /* bytes of the pattern that are no wildcards */
    bool is_glob;
};

struct places {
    struct arena *arena;
    struct place *items;
    uint32_t count;
};

void places_free(struct places *places) {
    if (places) {
        arena_free(places->arena);
        free(places->items);
        free(places);
    }
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static struct str fold(struct arena *arena, struct str text) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    text_fold(text, &folded);
    return arena_dup(arena, buffer_view(&folded));
}

static void read_place(struct places *places, struct row_reader *reader, struct place *place) {
    struct arena *arena = places->arena;
    struct str site = row_reader_text(reader, PLACES_SITE), facility = row_reader_text(reader, PLACES_FACILITY);
    const char *blank = site.n && facility.n ? " " : "";

    place->pattern = fold(arena, row_reader_text(reader, PLACES_PATTERN));
    place->site = fold(arena, site);
    place->facility = fold(arena, facility);
    place->label = arena_printf(arena, "%.*s%s%.*s", STR_FMT(site), blank, STR_FMT(facility));
    place->country = arena_dup(arena, row_reader_text(reader, PLACES_COUNTRY));
    place->switches = arena_dup(arena, row_reader_text(reader, PLACES_SWITCHES));
    place->subnets = arena_dup(arena, row_reader_text(reader, PLACES_SUBNETS));
    for (size_t i = 0; i < place->pattern.n; i++) {
        bool is_wildcard = place->pattern.p[i] == '*' || place->pattern.p[i] == '?';
        place->is_glob |= is_wildcard;
        place->weight += !is_wildcard;
    }
}

enum err_code places_build(const struct table *table, struct places **ret_places, struct err *err) {
    CLEANUP(places_free_cleanup) struct places *places = calloc(1, sizeof *places);
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);

    if (code) {
        return code;
    }
    if (!places || !(places->arena = arena_new()) ||
        !(places->items = calloc((size_t)table_rows(table) + 1, sizeof *places->items))) {
        return err_no_memory(err);
    }
    for (; places->count < table_rows(table); places->count++) {
        row_reader_move(reader, places->count);
        read_place(places, reader, &places->items[places->count]);
    }
    if (arena_failed(places->arena)) {
        return err_no_memory(err);
    }
    code = row_reader_error(reader, err);
    if (!code) {
        *ret_places = TAKE_PTR(places);
    }
    return code;
}

/* --- what is where -------------------------------------------------------------------------------------------------
 */

uint32_t places_count(const struct places *places) {
    return places->count;
}

struct str places_switches(const struct places *places, uint32_t place) {
    return places->items[place].switches;
}

struct str places_label(const struct places *places, uint32_t place) {
    return places->items[place].label;
}

struct str places_facility(const struct places *places, uint32_t place) {
    return places->items[place].facility;
}

struct str places_country(const struct places *places, uint32_t place) {
    return places->items[place].country;
}

enum places_comparison places_compare(const struct places *places, uint32_t a, uint32_t b) {
    if (a == PLACE_NONE || b == PLACE_NONE) {
        return PLACES_UNKNOWN;
    }
    const struct place *x = &places->items[a], *y = &places->items[b];
    bool has_sites = x->site.n && y->site.n, has_facilities = x->facility.n && y->facility.n;
    if ((has_sites && !str_eq(x->site, y->site)) || (has_facilities && !str_eq(x->facility, y->facility))) {
        return PLACES_DIFFERENT;
    }
    return has_sites || has_facilities ? PLACES_SAME : PLACES_UNKNOWN;
}

/* Of two rows that say the same place the one whose label comes first, so that the order of rows plays no part. */
uint32_t places_join(const struct places *places, uint32_t a, uint32_t b) {
    if (a == PLACE_NONE || b == PLACE_NONE) {
        return a == PLACE_NONE ? b : a;
    }
    const struct place *x = &places->items[a], *y = &places->items[b];
    if (!str_eq(x->site, y->site) || !str_eq(x->facility, y->facility)) {
        return PLACE_NONE;
    }
    return str_cmp(x->label, y->label) <= 0 ? a : b;
}

/* A plain pattern fits what begins with it, but not a longer number: 3号館1 is not 3号館12. */
static bool fits(const struct place *place, struct str location) {
    if (!place->pattern.n || place->pattern.n > PATTERN_BYTES_MAX || location.n > LOCATION_BYTES_MAX) {
        return false;
    }
    if (place->is_glob) {
        return pattern_glob_matches(place->pattern, location);
    }
    struct str rest = str_sub(location, place->pattern.n, SIZE_MAX);
    bool ends_in_digit = str_is_digit(place->pattern.p[place->pattern.n - 1]);
    return str_starts_with(location, place->pattern) && !(ends_in_digit && rest.n && str_is_digit(rest.p[0]));
}

/* The best of several rows, those of one weight joined: a place once none has agreed on stays none. */
struct choice {
    uint32_t place;
    size_t weight;
    bool is_torn;
};

static void choose(const struct places *places, struct choice *choice, uint32_t place, size_t weight) {
    bool is_first = choice->place == PLACE_NONE && !choice->is_torn;

    if (is_first || weight > choice->weight) {
        *choice = (struct choice){place, weight, false};
    } else if (weight == choice->weight && !choice->is_torn) {
        choice->place = places_join(places, choice->place, place);
        choice->is_torn = choice->place == PLACE_NONE;
    }
}

uint32_t places_of_location(const struct places *places, struct str location) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct choice choice = {.place = PLACE_NONE};

    text_fold(location, &folded);
    for (uint32_t place = 0; place < places->count; place++) {
        if (fits(&places->items[place], buffer_view(&folded))) {
            choose(places, &choice, place, places->items[place].weight);
        }
    }
    return choice.place;
}

/* --- subnets -------------------------------------------------------------------------------------------------------
 */

static bool have_same_bits(const uint8_t *a, const uint8_t *b, unsigned bits) {
    unsigned bytes = bits / 8, rest = bits % 8;

    return memcmp(a, b, bytes) == 0 && (rest == 0 || (a[bytes] ^ b[bytes]) >> (8 - rest) == 0);
}

/* Does "10.1.0.0/16" hold the address, and with how many bits? One address is a block of its own. */
static bool holds(struct str subnet, const struct ip_address *address, size_t *ret_bits) {
    struct str rest = subnet, text;
    struct ip_address block;
    uint64_t bits;

    if (!str_cut(&rest, '/', &text) || !identity_read_ip(text, &block) || block.is_v6 != address->is_v6) {
        return false;
    }
    unsigned most = block.is_v6 ? 128 : 32;
    if (!rest.p) {
        bits = most;
    } else if (!str_to_u64(str_trim(rest), &bits) || bits > most) {
        return false;
    }
    *ret_bits = bits;
    return have_same_bits(block.bytes, address->bytes, (unsigned)bits);
}

uint32_t places_of_address(const struct places *places, struct str address) {
    const struct column_def *column = schema_column(TABLE_PLACES, PLACES_SUBNETS);
    struct choice choice = {.place = PLACE_NONE};
    struct ip_address ip;

    if (!identity_read_ip(address, &ip)) {
        return PLACE_NONE;
    }
    for (uint32_t place = 0; place < places->count; place++) {
        struct str rest = places->items[place].subnets, subnet;
        size_t bits;
        while (value_next_part(column, &rest, &subnet)) {
            if (holds(subnet, &ip, &bits)) {
                choose(places, &choice, place, bits);
            }
        }
    }
    return choice.place;
}
