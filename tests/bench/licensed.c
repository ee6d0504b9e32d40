#include "tests/bench/licensed.h"

#include "tests/bench/cell.h"
#include "tests/bench/draw.h"

#include <assert.h>

enum { SERVER_ONE_IN = 20, SHARED_ONE_IN = 100, OWN_SUITES = SHELF };

static const char *const makers[] = {"Aoba",   "Biwa",    "Chitose", "Daisetsu", "Echigo", "Fuji",   "Ginza",
                                     "Hida",   "Izumo",   "Joetsu",  "Kogane",   "Mikawa", "Nagara", "Oki",
                                     "Sado",   "Tokachi", "Uji",     "Wakasa",   "Yamato", "Zao",    "Akagi",
                                     "Bandai", "Chokai",  "Dogo",    "Eboshi"};
static const char *const subjects[] = {"Archive", "Backup",  "Calendar", "Document", "Drawing",  "Font",    "Form",
                                       "Image",   "Ledger",  "Mail",     "Map",      "Meeting",  "Network", "Payroll",
                                       "Print",   "Records", "Report",   "Security", "Terminal", "Video"};
static const char *const roles[] = {"Agent",  "Builder", "Client",  "Connector", "Designer", "Editor",  "Filter",
                                    "Guide",  "Helper",  "Indexer", "Journal",   "Keeper",   "Library", "Manager",
                                    "Notary", "Planner", "Query",   "Reader",    "Studio",   "Viewer"};
static const char *const releases[RELEASES] = {"2019", "2021", "2024"};

static_assert(ARRAY_LEN(makers) * ARRAY_LEN(subjects) * ARRAY_LEN(roles) == TITLES, "each title another");

/* Its number in the digits of the three lists. */
void licensed_name(struct buffer *out, unsigned title) {
    buffer_append_cstr(out, makers[title % ARRAY_LEN(makers)]);
    buffer_append_char(out, ' ');
    buffer_append_cstr(out, subjects[title / ARRAY_LEN(makers) % ARRAY_LEN(subjects)]);
    buffer_append_char(out, ' ');
    buffer_append_cstr(out, roles[title / ARRAY_LEN(makers) / ARRAY_LEN(subjects)]);
}

void licensed_vendor(struct buffer *out, unsigned title) {
    buffer_append_cstr(out, makers[title % ARRAY_LEN(makers)]);
    buffer_append(out, STR(" Systems Inc."));
}

void licensed_release(struct buffer *out, unsigned release) {
    buffer_append_cstr(out, releases[release]);
}

uint64_t licensed_people(uint64_t machines) {
    return machines * 3 / 4 + 1;
}

struct licensed_machine licensed_machine_at(uint64_t number, uint64_t machines) {
    uint64_t draws = draw_bits(number);

    return (struct licensed_machine){
        .number = number,
        .draws = draws,
        .user = number % licensed_people(machines),
        .department = (unsigned)(draws >> 8) % DEPARTMENTS,
        .place = (unsigned)(draws >> 16) % PLACES,
        .is_server = number % SERVER_ONE_IN == 0,
        .is_shared = number % SHARED_ONE_IN == 1,
    };
}

static unsigned choice_of(uint64_t draws) {
    return draws % 2 == 0 ? 0 : (unsigned)(draws >> 1) % SHELF;
}

/* The parts of one suite, but for one time in five. */
static unsigned product_of(const struct licensed_machine *machine, unsigned shelf) {
    uint64_t draws = draw_bits(machine->draws + shelf);
    bool is_of_suite = shelf < SUITE_SHELVES && draws % 5 != 0;
    return shelf * SHELF + choice_of(is_of_suite ? machine->draws >> 24 : draws >> 8);
}

struct licensed_installation licensed_installation_at(const struct licensed_machine *machine, unsigned place) {
    uint64_t draws = draw_bits(machine->draws ^ (place + 1));

    if (place >= SHELVES || (place == SERVER_SHELF && !machine->is_server)) {
        unsigned first = FIRST_OTHER + (place - SERVER_SHELF) % (INSTALLATIONS - SHELVES) * OTHER_CHOICES;
        return (struct licensed_installation){.title = first + (unsigned)draws % OTHER_CHOICES};
    }
    return (struct licensed_installation){
        .title = product_of(machine, place),
        .release = (unsigned)(draws % 4 == 0 ? draws >> 8 : machine->draws >> 40) % RELEASES,
    };
}

uint64_t licensed_spread(unsigned title, uint64_t machines) {
    unsigned choice = title >= PRODUCTS ? (title - PRODUCTS) % OWN_SUITES : title % SHELF;
    uint64_t all = title / SHELF == SERVER_SHELF ? machines / SERVER_ONE_IN : machines;
    return all / (2 * SHELF) + (choice == 0 ? all / 2 : 0) + 1;
}

unsigned licensed_components(unsigned suite, unsigned components[SUITE_SHELVES + 1]) {
    unsigned number = suite - PRODUCTS;

    if (number >= OWN_SUITES) {
        number -= OWN_SUITES;
        components[0] = number; /* of a suite of its own too */
        components[1] = SUITE_SHELVES * SHELF + number;
        components[2] = (SUITE_SHELVES + 1) * SHELF + number;
        return 3;
    }
    for (unsigned shelf = 0; shelf < SUITE_SHELVES; shelf++) {
        components[shelf] = shelf * SHELF + number;
    }
    return SUITE_SHELVES;
}
