#include "reconciler/stranger_machines.h"

#include "base/budget.h"

/* Who announced itself at a port by a name: in each protocol a name of the one machine that did, SIGHTING_NONE or
 * SIGHTING_SEVERAL. */
struct announced {
    uint32_t by[NEIGHBOR_EDP + 1];
    uint32_t machine; /* of all of them together */
};

/* Needed until they are found. */
struct search {
    const struct sightings *sightings;
    struct stranger_machines *found;
    uint32_t rows, names;
    uint32_t *parent;            /* by name: others of the same machine */
    struct intern *weak;         /* port and name */
    struct announced *announced; /* by number of the former */
    size_t announced_capacity;
};

static void search_done(struct search *search) {
    budget_drop(search->parent);
    budget_drop(search->announced);
    intern_free(search->weak);
}

/* --- which rows speak of one machine -------------------------------------------------------------------------------
 */

static unsigned kind_of(const struct search *search, uint32_t name) {
    return search->sightings->name_items[name].kind;
}

/* What no two machines have. */
static bool is_strong(const struct search *search, uint32_t name) {
    unsigned kind = kind_of(search, name);
    return kind == KEY_SERIAL || kind == KEY_MAC || kind == KEY_UUID;
}

static uint32_t find_root(const struct search *search, uint32_t name) {
    uint32_t *parent = search->parent;

    while (parent[name] != name) {
        parent[name] = parent[parent[name]];
        name = parent[name];
    }
    return name;
}

static uint32_t first_strong(const struct search *search, const struct sighting *row) {
    for (unsigned i = 0; i < row->name_count; i++) {
        if (is_strong(search, sightings_row_name(search->sightings, row, i))) {
            return sightings_row_name(search->sightings, row, i);
        }
    }
    return SIGHTING_NONE;
}

/* The lesser number becomes the root. */
static void unite_names(const struct search *search, uint32_t one, uint32_t other) {
    uint32_t a = find_root(search, one), b = find_root(search, other);

    search->parent[a > b ? a : b] = a > b ? b : a;
}

static void unite(const struct search *search, const struct sighting *row) {
    uint32_t first = first_strong(search, row);

    for (unsigned i = 0; i < row->name_count; i++) {
        uint32_t name = sightings_row_name(search->sightings, row, i);
        if (is_strong(search, name)) {
            unite_names(search, first, name);
        }
    }
}

/* The number of a name at a port; SIGHTING_NONE when memory is out. */
static uint32_t add_weak(struct search *search, uint32_t port, uint32_t name) {
    const uint32_t key[] = {port, name};
    uint32_t known = intern_count(search->weak);
    uint32_t number = intern_add(search->weak, (struct str){(const char *)key, sizeof key});

    if (number != INTERN_NONE && number >= search->announced_capacity) {
        size_t capacity = search->announced_capacity * 2 + 256;
        struct announced *grown = budget_resize(search->sightings->budget, search->announced, capacity, sizeof *grown);
        if (!grown) {
            return SIGHTING_NONE;
        }
        search->announced = grown;
        search->announced_capacity = capacity;
    }
    if (number != INTERN_NONE && number >= known) {
        memset(&search->announced[number], 0xFF, sizeof search->announced[number]); /* SIGHTING_NONE */
    }
    return number;
}

/* A serial number rather than an address, whichever comes first. */
static void note_announcement(const struct search *search, uint32_t *known, uint32_t name) {
    bool is_same = *known < SIGHTING_SEVERAL && find_root(search, *known) == find_root(search, name);

    if (*known == SIGHTING_NONE || (is_same && kind_of(search, name) == KEY_SERIAL)) {
        *known = name;
    } else if (!is_same) {
        *known = SIGHTING_SEVERAL;
    }
}

/* By which names the machines with addresses or serial numbers announce themselves at a port. */
static bool note_announcements(struct search *search, const struct sighting *row) {
    uint32_t strong = sighting_is_announced(row) ? first_strong(search, row) : SIGHTING_NONE;

    for (unsigned i = 0; strong != SIGHTING_NONE && i < row->name_count; i++) {
        uint32_t name = sightings_row_name(search->sightings, row, i);
        if (kind_of(search, name) != KEY_HOSTNAME) {
            continue;
        }
        uint32_t number = add_weak(search, row->port, name);
        if (number == SIGHTING_NONE) {
            return false;
        }
        note_announcement(search, &search->announced[number].by[row->protocol], strong);
    }
    return true;
}

/* Nexus switches say their address in LLDP and their serial number in CDP, both under one name. Two in one protocol
 * are two, and so are two serial numbers. */
static uint32_t settle_announced(const struct search *search, const struct announced *announced) {
    uint32_t first = SIGHTING_NONE, serial = SIGHTING_NONE;

    for (size_t i = 0; i < ARRAY_LEN(announced->by); i++) {
        uint32_t name = announced->by[i];
        if (name == SIGHTING_SEVERAL) {
            return SIGHTING_SEVERAL;
        }
        if (name != SIGHTING_NONE && kind_of(search, name) == KEY_SERIAL) {
            if (serial != SIGHTING_NONE && find_root(search, serial) != find_root(search, name)) {
                return SIGHTING_SEVERAL;
            }
            serial = name;
        }
        first = first == SIGHTING_NONE ? name : first;
    }
    return first;
}

/* What is told of all names before any of them is united, so that the order of rows is nothing. */
static void unite_announced(const struct search *search) {
    uint32_t count = search->announced ? intern_count(search->weak) : 0;

    for (uint32_t number = 0; number < count; number++) {
        search->announced[number].machine = settle_announced(search, &search->announced[number]);
    }
    for (uint32_t number = 0; number < count; number++) {
        const struct announced *announced = &search->announced[number];
        for (size_t i = 0; announced->machine < SIGHTING_SEVERAL && i < ARRAY_LEN(announced->by); i++) {
            if (announced->by[i] < SIGHTING_SEVERAL) {
                unite_names(search, announced->machine, announced->by[i]);
            }
        }
    }
}

/* By name, or whatever else it calls itself; the address last. */
static uint32_t first_weak(const struct search *search, const struct sighting *row) {
    static const unsigned announced[] = {KEY_HOSTNAME, NAME_OTHER, KEY_ASSET_ID, KEY_ADDRESS}, arp[] = {KEY_ADDRESS};
    bool has_name = search->found->are_guests || sighting_is_announced(row);
    const unsigned *kinds = has_name ? announced : arp;
    size_t count = has_name ? ARRAY_LEN(announced) : ARRAY_LEN(arp);

    for (size_t kind = 0; kind < count; kind++) {
        for (unsigned i = 0; i < row->name_count; i++) {
            uint32_t name = sightings_row_name(search->sightings, row, i);
            if (kind_of(search, name) == kinds[kind]) {
                return name;
            }
        }
    }
    return SIGHTING_NONE;
}

/* A machine with neither address nor number is told by its name, at that port; there it may be one that announced
 * itself in another protocol with more. */
static bool assign_weak(struct search *search, const struct sighting *row, uint32_t *ret_machine) {
    bool is_somebody =
        search->found->are_guests || sighting_is_announced(row) || (row->protocol == NEIGHBOR_ARP && !row->is_shared);
    uint32_t name = is_somebody ? first_weak(search, row) : SIGHTING_NONE;

    *ret_machine = SIGHTING_NONE;
    if (name == SIGHTING_NONE) {
        return true;
    }
    uint32_t number = add_weak(search, row->port, name);
    if (number == SIGHTING_NONE) {
        return false;
    }
    uint32_t other = sighting_is_announced(row) ? search->announced[number].machine : SIGHTING_NONE;
    *ret_machine = other < SIGHTING_SEVERAL ? find_root(search, other) : search->names + number;
    return true;
}

static bool assign_machines(struct search *search) {
    const struct sighting *rows = search->sightings->rows;
    bool is_ok = true;

    for (uint32_t name = 0; name < search->names; name++) {
        search->parent[name] = name;
    }
    for (uint32_t row = 0; row < search->rows; row++) {
        unite(search, &rows[row]);
    }
    for (uint32_t row = 0; is_ok && row < search->rows; row++) {
        is_ok = note_announcements(search, &rows[row]);
    }
    unite_announced(search);
    for (uint32_t row = 0; is_ok && row < search->rows; row++) {
        uint32_t strong = first_strong(search, &rows[row]);
        search->found->machine_of[row] = strong == SIGHTING_NONE ? SIGHTING_NONE : find_root(search, strong);
        if (strong == SIGHTING_NONE) {
            is_ok = assign_weak(search, &rows[row], &search->found->machine_of[row]);
        }
    }
    return is_ok;
}

/* --- where they are ------------------------------------------------------------------------------------------------
 */

enum stranger_class stranger_machines_class(const struct stranger_machines *machines, uint32_t row) {
    const struct sighting *sighting = &machines->sightings->rows[row];

    if (machines->are_guests) {
        return CLASS_GUEST;
    }
    if (sighting_is_announced(sighting)) {
        return CLASS_ANNOUNCED;
    }
    if (sighting->protocol == NEIGHBOR_FDB) {
        return machines->sightings->port_items[sighting->port].is_uplink ? CLASS_ELSEWHERE : CLASS_PORT;
    }
    return sighting->protocol == NEIGHBOR_ARP ? CLASS_ARP : CLASS_ELSEWHERE;
}

static bool tells_better(const struct stranger_machines *machines, uint32_t a, uint32_t b) {
    enum stranger_class x = stranger_machines_class(machines, a), y = stranger_machines_class(machines, b);

    return x != y ? x < y : sightings_compare(machines->sightings, a, b) < 0;
}

static void settle_machines(struct stranger_machines *machines) {
    for (uint32_t row = 0; row < table_rows(machines->sightings->table); row++) {
        if (machines->machine_of[row] == SIGHTING_NONE) {
            continue;
        }
        struct stranger_machine *machine = &machines->items[machines->machine_of[row]];
        machine->is_known |= sightings_is_known(machines->sightings, row);
        if (machine->best == SIGHTING_NONE || tells_better(machines, row, machine->best)) {
            machine->best = row;
        }
    }
}

/* --- all of it -----------------------------------------------------------------------------------------------------
 */

static bool make_machines(struct stranger_machines *machines, size_t count) {
    machines->items = budget_alloc(machines->sightings->budget, count + 1, sizeof *machines->items);
    for (size_t i = 0; machines->items && i < count; i++) {
        machines->items[i].best = SIGHTING_NONE;
    }
    return machines->items != NULL;
}

bool stranger_machines_find(const struct sightings *sightings, bool are_guests,
                            struct stranger_machines *ret_machines) {
    struct budget *budget = sightings->budget;
    CLEANUP(search_done) struct search search = {.sightings = sightings, .found = ret_machines};

    *ret_machines = (struct stranger_machines){.sightings = sightings, .are_guests = are_guests};
    search.rows = table_rows(sightings->table);
    search.names = sightings->seen_names;
    search.parent = budget_alloc(budget, (size_t)search.names + 1, sizeof *search.parent);
    search.weak = intern_new_within(budget);
    ret_machines->machine_of = budget_alloc(budget, (size_t)search.rows + 1, sizeof *ret_machines->machine_of);
    if (!search.parent || !search.weak || !ret_machines->machine_of || !assign_machines(&search) ||
        !make_machines(ret_machines, (size_t)search.names + intern_count(search.weak))) {
        return false;
    }
    settle_machines(ret_machines);
    return true;
}

void stranger_machines_done(struct stranger_machines *machines) {
    budget_drop(machines->machine_of);
    budget_drop(machines->items);
}
