/* Virtual machines that are counted together with the host that they run on: its sockets are needed once, and points by
 * their cores together. Where the host uses it itself, it counts in full, and they are part of it. */

#include "licenses/site_search.h"

/* Virtual machines of the sets, each once. */
struct guests {
    struct processors *items;
    uint32_t count;
    bool has_host; /* so has the host itself */
};

/* False when memory is out. */
static bool list_guests(const struct site_search *search, const struct machine *host, const struct site_sets *sets,
                        bool only_certain, struct guests *ret_guests) {
    struct guests guests = {.items = arena_alloc_array(search->arena, (size_t)sets->maybe + 1, sizeof *guests.items)};

    for (uint32_t i = 0; guests.items && i < sets->maybe; i++) {
        const struct machine *machine = search->demands[search->maybe[i]].machine;
        bool is_repeated = i > 0 && search->demands[search->maybe[i - 1]].machine == machine;
        if (is_repeated || plan_host_of(search->plan, machine) != host ||
            (only_certain && !site_machine_is_certain(search, sets, machine))) {
            continue;
        }
        guests.has_host |= machine == host;
        if (machine != host) {
            guests.items[guests.count++] = machine->processors;
        }
    }
    *ret_guests = guests;
    return guests.items != NULL;
}

static struct capacity_need need_of(struct site_search *search, const struct right *right, const struct machine *host,
                                    const struct guests *guests, struct buffer *arithmetic) {
    uint32_t product = search->demands[search->maybe[0]].use->product;

    return guests->has_host
               ? plan_need_of_machine(search->plan, right, product, host, arithmetic)
               : plan_need_of_guests(search->plan, right, product, guests->items, guests->count, host, arithmetic);
}

/* At least what those need that are surely there. */
struct capacity_need site_need_on_host(struct site_search *search, const struct right *right,
                                       const struct machine *host, const struct site_sets *sets,
                                       struct buffer *arithmetic) {
    struct guests all, certain;

    if (!list_guests(search, host, sets, false, &all) || !list_guests(search, host, sets, true, &certain)) {
        return (struct capacity_need){.gap = CAPACITY_TOO_LARGE, .is_allowed = TERM_BLANK}; /* memory is out */
    }
    struct capacity_need need = need_of(search, right, host, &all, arithmetic);
    need.least = 0;
    need.exact_least = rational_whole(0);
    if (certain.has_host || certain.count) {
        struct capacity_need least = need_of(search, right, host, &certain, NULL);
        need.least = least.least;
        need.exact_least = least.exact_least;
    }
    return need;
}

struct plan_capacity site_units_on_host(struct site_search *search, const struct right *right,
                                        const struct machine *host, const struct site_sets *sets) {
    CLEANUP(buffer_done) struct buffer arithmetic = {0};
    struct capacity_need need = site_need_on_host(search, right, host, sets, &arithmetic);
    struct plan_capacity capacity = plan_capacity_of_need(search->plan, &need, &arithmetic);
    const struct machine *first = sets->maybe ? search->demands[search->maybe[0]].machine : host;

    for (uint32_t i = 1; i < sets->maybe; i++) {
        capacity.is_of_host |= search->demands[search->maybe[i]].machine != first;
    }
    return capacity;
}
