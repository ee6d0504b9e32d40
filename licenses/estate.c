#include "licenses/estate.h"

#include "inventory/identity.h"
#include "inventory/person_names.h"
#include "inventory/row_cells.h"
#include "inventory/words.h"
#include "licenses/number_set.h"
#include "licenses/system_account.h"
#include "pairing/asset_names.h"
#include "pairing/asset_state.h"
#include "pairing/device_numbers.h"
#include "pairing/groups.h"
#include "pairing/places.h"

#include <stdlib.h>
#include <string.h>

#define SLOT_NONE UINT32_MAX

struct estate {
    const struct estate_input *input;
    struct arena *arena;
    struct asset_names *names;
    struct intern *device_ids; /* pairing/device_numbers.h; NULL: there are none */
    struct places *places;
    struct row_groups accounts; /* by device */
    bool *is_marked;            /* by number of the machine */
    uint32_t *slots;            /* likewise: of the facts */
    struct machine *machines;   /* by slot */
    uint32_t count, numbers;
    struct intern *users; /* ids that no person has */
};

/* The readers, while facts are read. */
struct reading {
    struct estate *estate;
    struct row_reader *asset, *device, *account;
    struct buffer scratch;
};

void estate_free(struct estate *estate) {
    if (!estate) {
        return;
    }
    arena_free(estate->arena);
    asset_names_free(estate->names);
    intern_free(estate->device_ids);
    intern_free(estate->users);
    places_free(estate->places);
    row_groups_done(&estate->accounts);
    free(estate->is_marked);
    free(estate->slots);
    free(estate->machines);
    free(estate);
}

/* --- numbers -------------------------------------------------------------------------------------------------------
 */

static uint32_t rows_of(const struct table *table) {
    return table ? table_rows(table) : 0;
}

static enum err_code group_accounts(struct estate *estate, struct err *err) {
    struct row_groups_input input = {
        .table = estate->input->accounts,
        .column = ACCOUNTS_DEVICE_ID,
        .owners = rows_of(estate->input->devices),
        .owner = device_numbers_find,
        .owner_context = estate->device_ids,
    };
    return row_groups_build(&input, &estate->accounts, err);
}

enum err_code estate_new(const struct estate_input *input, struct estate **ret_estate, struct err *err) {
    CLEANUP(estate_free_cleanup) struct estate *estate = calloc(1, sizeof *estate);

    if (!estate || !(estate->arena = arena_new()) || !(estate->users = intern_new())) {
        return err_no_memory(err);
    }
    estate->input = input;
    estate->numbers = rows_of(input->assets) + rows_of(input->devices);
    estate->is_marked = calloc((size_t)estate->numbers + 1, sizeof *estate->is_marked);
    estate->slots = malloc(((size_t)estate->numbers + 1) * sizeof *estate->slots);
    if (!estate->is_marked || !estate->slots) {
        return err_no_memory(err);
    }
    memset(estate->slots, 0xFF, ((size_t)estate->numbers + 1) * sizeof *estate->slots);
    enum err_code code = asset_names_build(input->assets, &estate->names, err);
    if (code == ERR_OK && input->places) {
        code = places_build(input->places, &estate->places, err);
    }
    if (code == ERR_OK && input->devices) {
        code = device_numbers_read(input->devices, &estate->device_ids, err);
    }
    if (code == ERR_OK) {
        code = group_accounts(estate, err);
    }
    if (code == ERR_OK) {
        *ret_estate = TAKE_PTR(estate);
    }
    return code;
}

uint32_t estate_numbers(const struct estate *estate) {
    return estate->numbers;
}

uint32_t estate_of_asset(const struct estate *estate, uint32_t asset) {
    (void)estate;
    return asset;
}

uint32_t estate_of_device(const struct estate *estate, uint32_t device) {
    return pairing_machine(estate->input->pairing, device);
}

uint32_t estate_number_of(const struct estate *estate, const struct machine *machine) {
    if (machine->asset != PAIRING_NONE) {
        return machine->asset;
    }
    return machine->device == PAIRING_NONE ? MACHINE_NONE : rows_of(estate->input->assets) + machine->device;
}

uint32_t estate_device_by_id(const struct estate *estate, struct str device_id) {
    return device_numbers_find(estate->device_ids, device_id);
}

uint32_t estate_find(const struct estate *estate, struct str reference) {
    uint32_t asset = asset_names_find(estate->names, reference);
    if (asset != PAIRING_NONE) {
        return asset;
    }
    uint32_t device = estate_device_by_id(estate, reference);
    return device == PAIRING_NONE ? MACHINE_NONE : estate_of_device(estate, device);
}

const struct asset_names *estate_names(const struct estate *estate) {
    return estate->names;
}

void estate_mark(struct estate *estate, uint32_t machine) {
    estate->is_marked[machine] = true;
}

const struct machine *estate_machine(const struct estate *estate, uint32_t machine) {
    return estate->slots[machine] == SLOT_NONE ? NULL : &estate->machines[estate->slots[machine]];
}

int estate_compare(const struct machine *a, const struct machine *b) {
    int order = str_cmp(a->asset_id, b->asset_id);
    return order ? order : str_cmp(a->device_id, b->device_id);
}

/* --- cells ---------------------------------------------------------------------------------------------------------
 */

static struct str text_of(struct reading *reading, struct row_reader *row, unsigned column) {
    return row_reader_dup(row, column, reading->estate->arena);
}

static struct str first_text(struct str a, struct str b) {
    return a.n ? a : b;
}

static struct value value_of(struct row_reader *row, unsigned column) {
    return row ? row_reader_value(row, column) : (struct value){0};
}

/* What was observed, else what is documented. */
static struct str observed_text(struct reading *reading, unsigned column) {
    return first_text(text_of(reading, reading->device, column), text_of(reading, reading->asset, column));
}

/* What is documented, else what was observed. */
static struct str documented_text(struct reading *reading, unsigned column) {
    return first_text(text_of(reading, reading->asset, column), text_of(reading, reading->device, column));
}

static bool is_key(struct str text, enum identity_key kind) {
    CLEANUP(buffer_done) struct buffer key = {0};
    return identity_normalise(kind, text, &key);
}

/* What was observed, unless that is a placeholder and what is documented is none. */
static struct str observed_key(struct reading *reading, unsigned column, enum identity_key kind) {
    struct str observed = text_of(reading, reading->device, column);
    struct str documented = text_of(reading, reading->asset, column);

    return is_key(documented, kind) && !is_key(observed, kind) ? documented : first_text(observed, documented);
}

static struct value observed_value(const struct reading *reading, unsigned column) {
    struct value value = value_of(reading->device, column);
    return value.is_set ? value : value_of(reading->asset, column);
}

static int word_of(const struct value *value) {
    return value->is_set ? (int)value->number : WORD_BLANK;
}

static int documented_word(const struct reading *reading, unsigned column) {
    struct value value = value_of(reading->asset, column);
    value = value.is_set ? value : value_of(reading->device, column);
    return word_of(&value);
}

static enum term observed_term(const struct reading *reading, unsigned column) {
    struct value value = observed_value(reading, column);
    return term_of(&value);
}

bool estate_asset_is_gone(struct row_reader *asset) {
    struct value status = value_of(asset, DEVICES_STATUS);
    return asset_has_left(asset) && !(status.is_set && status.number == STATUS_LOST);
}

/* --- users ---------------------------------------------------------------------------------------------------------
 */

/* The number of a user that no person is, by the login; UINT32_MAX when memory is out. */
static uint32_t number_user(struct reading *reading, struct str login) {
    uint32_t number = intern_add(reading->estate->users, login);
    return number == INTERN_NONE ? UINT32_MAX : people_count(reading->estate->input->people) + number;
}

/* What a ledger or a machine writes as a login: folded, without the domain; empty for a blank, or what stands for one
 * (不明). Valid until the next call. */
static struct str login_of(struct reading *reading, struct str id) {
    buffer_reset(&reading->scratch);
    return person_name_fold(id, &reading->scratch) ? person_name_login(buffer_view(&reading->scratch)) : STR_NONE;
}

/* The number of a user by what a ledger writes; UINT32_MAX for nobody, or when memory is out. */
static uint32_t user_of(struct reading *reading, struct str id) {
    uint32_t person = id.n ? people_find(reading->estate->input->people, id) : PERSON_NONE;

    if (person != PERSON_NONE || !id.n) {
        return person;
    }
    struct str login = login_of(reading, id);
    return login.n ? number_user(reading, login) : UINT32_MAX;
}

/* Was the account of the row that the reader stands on used lately? */
static bool is_recent(const struct reading *reading) {
    const struct estate_input *input = reading->estate->input;
    struct value login = row_reader_value(reading->account, ACCOUNTS_LAST_LOGIN_AT);

    return login.is_set &&
           instant_day(login.instant, input->policy->utc_offset).days >= input->as_of.days - input->policy->usage_days;
}

/* Those seen on a device, while its accounts are gone through. */
struct sight {
    uint32_t *persons, *strangers;
    uint32_t person_count, stranger_count;
};

/* Administrators do not count, nor do accounts that nobody works under. */
static void see(struct reading *reading, struct sight *sight) {
    const struct people *people = reading->estate->input->people;
    struct str account = row_reader_text(reading->account, ACCOUNTS_USER_ID);
    uint32_t person = people_find_account(people, account);

    if (person != PERSON_NONE) {
        if (people_get(people, person)->is_administrator != TERM_YES) {
            sight->persons[sight->person_count++] = person;
        }
        return;
    }
    struct str login = login_of(reading, account);
    uint32_t stranger = account_is_of_system(login) ? UINT32_MAX : number_user(reading, login);
    if (stranger != UINT32_MAX) {
        sight->strangers[sight->stranger_count++] = stranger;
    }
}

/* The people seen on a device. */
static struct machine_users seen_users(struct reading *reading, uint32_t device) {
    const struct row_groups *groups = &reading->estate->accounts;
    uint32_t first = reading->account && device != PAIRING_NONE ? groups->first[device] : 0;
    uint32_t end = reading->account && device != PAIRING_NONE ? groups->first[device + 1] : 0;
    struct arena *arena = reading->estate->arena;
    struct sight sight = {0};

    if (end > first) {
        sight.persons = arena_alloc_array(arena, end - first, sizeof *sight.persons);
        sight.strangers = arena_alloc_array(arena, end - first, sizeof *sight.strangers);
    }
    for (uint32_t i = first; sight.persons && sight.strangers && i < end; i++) {
        row_reader_move(reading->account, row_groups_row(groups, i));
        if (is_recent(reading)) {
            see(reading, &sight);
        }
    }
    return (struct machine_users){
        .items = sight.persons,
        .count = number_set_make(sight.persons, sight.person_count),
        .strangers = sight.strangers,
        .stranger_count = number_set_make(sight.strangers, sight.stranger_count),
    };
}

/* A virtual desktop that the ledger gives to one user is that user's own, unless others were seen on it. */
static bool is_shared(const struct machine *machine, const struct machine_users *seen, uint32_t told) {
    int use = machine->setting.shared_use;
    bool is_of_others = seen->count > 1 || (seen->count == 1 && seen->items[0] != told);

    return use != WORD_BLANK && use != USE_PERSONAL && (use != USE_VDI || is_of_others);
}

static struct machine_users users_of(struct reading *reading, const struct machine *machine,
                                     const struct machine_users *seen) {
    struct str id = first_text(text_of(reading, reading->asset, DEVICES_USER_ID),
                               text_of(reading, reading->asset, DEVICES_USER_NAME));
    uint32_t told = user_of(reading, id);

    if (!id.n || is_shared(machine, seen, told)) {
        return *seen;
    }
    uint32_t *item = arena_alloc(reading->estate->arena, sizeof *item);
    if (!item) {
        return (struct machine_users){0};
    }
    *item = told;
    return told == UINT32_MAX ? *seen : (struct machine_users){.items = item, .count = 1, .is_told = true};
}

struct str estate_user_id(const struct estate *estate, uint32_t user) {
    uint32_t persons = people_count(estate->input->people);
    return user < persons ? people_get(estate->input->people, user)->user_id
                          : intern_text(estate->users, user - persons);
}

uint32_t estate_user_by_id(const struct estate *estate, struct str id) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    const struct people *people = estate->input->people;
    uint32_t person = people_find(people, id);

    if (person != PERSON_NONE) {
        return person;
    }
    if (!person_name_fold(id, &folded)) {
        return UINT32_MAX;
    }
    uint32_t number = intern_find(estate->users, person_name_login(buffer_view(&folded)));
    return number == INTERN_NONE ? UINT32_MAX : people_count(people) + number;
}

uint32_t estate_person(const struct estate *estate, uint32_t user) {
    return user < people_count(estate->input->people) ? user : PERSON_NONE;
}

/* --- facts ---------------------------------------------------------------------------------------------------------
 */

static struct processors read_processors(struct reading *reading, const struct machine *machine) {
    struct value sockets = observed_value(reading, DEVICES_CPU_SOCKETS);
    struct value a_socket = observed_value(reading, DEVICES_CORES_PER_SOCKET);
    struct value cores = observed_value(reading, DEVICES_CPU_CORES);
    struct processors processors = {
        .model = observed_text(reading, DEVICES_CPU_MODEL),
        .sockets = sockets.is_set ? sockets.number : -1,
        .cores = cores.is_set ? cores.number : -1,
        .cores_per_socket = a_socket.is_set ? a_socket.number : -1,
        .is_virtual = machine->is_virtual == TERM_YES,
    };

    if (processors.sockets <= 0 && cores.is_set && cores.sockets > 0) {
        processors.sockets = cores.sockets;
    }
    if (processors.cores <= 0 && processors.sockets > 0 && processors.cores_per_socket > 0 &&
        __builtin_mul_overflow(processors.sockets, processors.cores_per_socket, &processors.cores)) {
        processors.cores = -1;
    }
    return processors;
}

/* The row of the table of places that the machine stands at; PLACE_NONE for none. */
static uint32_t place_of(const struct reading *reading, const struct machine *machine) {
    const struct places *places = reading->estate->places;
    return places && machine->location.n ? places_of_location(places, machine->location) : PLACE_NONE;
}

static struct str country_of(struct reading *reading, const struct machine *machine) {
    const struct estate_input *input = reading->estate->input;
    struct str country = documented_text(reading, DEVICES_COUNTRY);
    uint32_t place = place_of(reading, machine);
    uint32_t user = machine->users.count == 1 ? machine->users.items[0] : UINT32_MAX;

    if (!country.n && place != PLACE_NONE) {
        country = places_country(reading->estate->places, place);
    }
    if (!country.n && user != UINT32_MAX && estate_person(reading->estate, user) != PERSON_NONE) {
        country = people_get(input->people, user)->country;
    }
    return first_text(country, first_text(input->country, input->policy->country));
}

/* Is it surely another country than the ledger's own? */
static bool is_abroad(struct reading *reading, struct str country) {
    const struct estate_input *input = reading->estate->input;
    CLEANUP(buffer_done) struct buffer there = {0}, here = {0};
    struct str own = first_text(input->country, input->policy->country);

    return country.n && own.n &&
           !str_eq(term_country(input->words, country, &there), term_country(input->words, own, &here));
}

static void read_setting(struct reading *reading, struct machine *machine) {
    struct setting *setting = &machine->setting;
    uint32_t place = place_of(reading, machine);

    *setting = (struct setting){
        .environment = documented_word(reading, DEVICES_ENVIRONMENT),
        .purpose = documented_text(reading, DEVICES_PURPOSE),
        .location = machine->location,
        .site = place == PLACE_NONE ? STR_NONE : places_label(reading->estate->places, place),
        .department = machine->department,
        .owner = documented_text(reading, DEVICES_OWNER),
        .shared_use = documented_word(reading, DEVICES_SHARED_USE),
    };
    struct machine_users seen = seen_users(reading, machine->device);
    machine->users = users_of(reading, machine, &seen);
    setting->has_several_users = seen.count > 1;
    setting->country = country_of(reading, machine);
    setting->is_abroad = is_abroad(reading, setting->country);
}

static void read_host(struct reading *reading, struct machine *machine) {
    struct estate *estate = reading->estate;

    machine->is_virtual = observed_term(reading, DEVICES_VIRTUAL);
    machine->host_name = observed_text(reading, DEVICES_VIRTUAL_HOST);
    if (machine->is_virtual == TERM_BLANK && (machine->kind == KIND_VM || machine->host_name.n)) {
        machine->is_virtual = TERM_YES;
    }
    machine->host = machine->host_name.n ? estate_find(estate, machine->host_name) : MACHINE_NONE;
    if (machine->host != MACHINE_NONE) {
        estate_mark(estate, machine->host);
    }
    machine->cluster = documented_text(reading, DEVICES_CLUSTER);
}

/* The readers stand on the rows; one of them may be NULL. */
static void read_machine(struct reading *reading, struct machine *machine) {
    machine->asset_id = text_of(reading, reading->asset, DEVICES_ASSET_ID);
    machine->device_id = text_of(reading, reading->device, DEVICES_DEVICE_ID);
    machine->hostname = documented_text(reading, DEVICES_HOSTNAME);
    machine->system = documented_text(reading, DEVICES_SYSTEM);
    machine->department = documented_text(reading, DEVICES_DEPARTMENT);
    machine->location = documented_text(reading, DEVICES_LOCATION);
    machine->serial = observed_key(reading, DEVICES_SERIAL, KEY_SERIAL);
    machine->uuid = observed_key(reading, DEVICES_UUID, KEY_UUID);
    machine->mac_addresses = observed_text(reading, DEVICES_MAC_ADDRESSES);
    machine->kind = documented_word(reading, DEVICES_KIND);
    machine->country_since = row_reader_date(reading->asset, DEVICES_COUNTRY_SINCE);
    machine->is_examined = reading->device && device_section_is_read(reading->device, SECTION_OF_SOFTWARE);
    machine->is_system_read = reading->device && row_reader_text(reading->device, DEVICES_OS_NAME).n > 0;
    machine->has_left = !reading->device && estate_asset_is_gone(reading->asset);
    read_host(reading, machine);
    machine->processors = read_processors(reading, machine);
    read_setting(reading, machine);
}

static void read_number(const struct reading *open, uint32_t number, struct machine *machine) {
    struct reading reading = *open;
    uint32_t assets = rows_of(open->estate->input->assets);

    *machine = (struct machine){.asset = PAIRING_NONE, .device = number - assets};
    if (number < assets) {
        machine->asset = number;
        machine->device = pairing_partner(open->estate->input->pairing, number);
    }
    reading.asset = row_reader_at(open->asset, machine->asset);
    reading.device = row_reader_at(open->device, machine->device);
    read_machine(&reading, machine);
    buffer_done(&reading.scratch);
}

static bool make_room(struct estate *estate, uint32_t *capacity) {
    if (estate->count < *capacity) {
        return true;
    }
    uint32_t grown = *capacity * 2 + 1024;
    struct machine *machines = reallocarray(estate->machines, grown, sizeof *machines);
    if (machines) {
        estate->machines = machines;
        *capacity = grown;
    }
    return machines != NULL;
}

/* Those that are marked and were not read; reading marks hosts, of which some stand behind. True when there were any.
 */
static enum err_code read_marked(const struct reading *reading, uint32_t *capacity, bool *ret_any, struct err *err) {
    struct estate *estate = reading->estate;

    *ret_any = false;
    for (uint32_t number = 0; number < estate->numbers; number++) {
        if (!estate->is_marked[number] || estate->slots[number] != SLOT_NONE) {
            continue;
        }
        if (!make_room(estate, capacity)) {
            return err_no_memory(err);
        }
        estate->slots[number] = estate->count;
        read_number(reading, number, &estate->machines[estate->count++]);
        *ret_any = true;
    }
    return arena_failed(estate->arena) ? err_no_memory(err) : ERR_OK;
}

static enum err_code reading_error(const struct reading *reading, struct err *err) {
    const struct row_reader *const readers[] = {reading->asset, reading->device, reading->account};

    return row_readers_error(readers, ARRAY_LEN(readers), err);
}

enum err_code estate_read(struct estate *estate, struct err *err) {
    struct reading reading = {.estate = estate};
    uint32_t capacity = 0;
    bool is_more = true;

    enum err_code code = row_reader_open(estate->input->assets, &reading.asset, err);
    if (code == ERR_OK) {
        code = row_reader_open(estate->input->devices, &reading.device, err);
    }
    if (code == ERR_OK) {
        code = row_reader_open(estate->input->accounts, &reading.account, err);
    }
    while (code == ERR_OK && is_more) {
        code = read_marked(&reading, &capacity, &is_more, err);
    }
    if (code == ERR_OK) {
        code = reading_error(&reading, err);
    }
    row_reader_free(reading.asset);
    row_reader_free(reading.device);
    row_reader_free(reading.account);
    return code;
}
