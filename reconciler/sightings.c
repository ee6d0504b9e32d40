#include "reconciler/sightings.h"

#include "base/budget.h"
#include "base/text.h"
#include "inventory/cell_key.h"

#include <stdlib.h>

enum { PORT_SEPARATOR = 0x1F };

void sightings_free(struct sightings *sightings) {
    if (!sightings) {
        return;
    }
    intern_free(sightings->names);
    intern_free(sightings->ports);
    intern_free(sightings->ids);
    budget_drop(sightings->name_items);
    budget_drop(sightings->port_items);
    budget_drop(sightings->seers);
    budget_drop(sightings->rows);
    budget_drop(sightings->row_names);
    budget_drop(sightings->first_row);
    budget_drop(sightings->name_rows);
    budget_drop(sightings->first_sight);
    budget_drop(sightings->device_rows);
    budget_drop(sightings->forwards);
    free(sightings);
}

/* ITEMS with room for COUNT; NULL, and ITEMS left as it was, when memory is out. */
static void *with_room(const struct sightings *sightings, void *items, size_t *capacity, size_t count, size_t size) {
    size_t grown = *capacity ? *capacity * 2 : 256;

    if (count <= *capacity) {
        return items;
    }
    grown = grown > count ? grown : count;
    items = budget_resize(sightings->budget, items, grown, size);
    *capacity = items ? grown : *capacity;
    return items;
}

/* --- names ---------------------------------------------------------------------------------------------------------
 */

/* The kind, then the form. What is no name of another table is compared folded. */
static bool append_name(unsigned kind, struct str text, struct buffer *out) {
    buffer_append_char(out, (char)('0' + kind));
    if (kind != NAME_OTHER) {
        return cell_key_form((enum identity_key)kind, text, out);
    }
    text_fold(text, out);
    return out->n > 1;
}

uint32_t sightings_find_name(const struct sightings *sightings, unsigned kind, struct str text) {
    CLEANUP(buffer_done) struct buffer name = {0};

    return append_name(kind, text, &name) ? intern_find(sightings->names, buffer_view(&name)) : SIGHTING_NONE;
}

struct str sightings_name_text(const struct sightings *sightings, uint32_t name) {
    return str_sub(intern_text(sightings->names, name), 1, SIZE_MAX);
}

static bool keep_name(struct sightings *sightings, uint32_t number, unsigned kind, struct str form) {
    CLEANUP(cell_keys_done) struct cell_keys keys = cell_keys_make();
    struct sighting_name *items =
        with_room(sightings, sightings->name_items, &sightings->name_capacity, (size_t)number + 1, sizeof *items);

    if (!items) {
        return false;
    }
    sightings->name_items = items;
    items[number] = (struct sighting_name){
        .key = cell_key_of_form(&keys, form),
        .kind = (unsigned char)kind,
        .device = SIGHTING_NONE,
        .interface_of = SIGHTING_NONE,
        .present = SIGHTING_NONE,
        .left = SIGHTING_NONE,
    };
    return true;
}

uint32_t sightings_add_name(struct sightings *sightings, unsigned kind, struct str text, bool *ret_failed) {
    CLEANUP(buffer_done) struct buffer name = {0};

    if (!append_name(kind, text, &name)) {
        *ret_failed |= name.failed;
        return SIGHTING_NONE;
    }
    uint32_t known = intern_count(sightings->names), number = intern_add(sightings->names, buffer_view(&name));
    bool is_kept = number != INTERN_NONE &&
                   (number < known || keep_name(sightings, number, kind, str_sub(buffer_view(&name), 1, SIZE_MAX)));

    *ret_failed |= !is_kept;
    return is_kept ? number : SIGHTING_NONE;
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

/* What takes in the rows one after the other. */
struct reading {
    const struct row_source *source;
    struct sightings *sightings;
    struct row_reader *reader;
    struct intern *port_macs; /* port and address: which addresses a port has */
    struct buffer scratch;
    bool failed; /* memory is out */
};

struct name_source {
    unsigned column, kind;
};

enum { NO_COLUMN = COLUMNS_MAX };

/* Which columns of a table tell where something was seen, by whom, and by what names. */
static const struct row_source {
    enum table_id table;
    unsigned device_id, port, protocol, id; /* NO_COLUMN: the table does not tell */
    struct name_source names[5];
    size_t name_count;
} row_sources[] = {
    {TABLE_NEIGHBORS,
     NEIGHBORS_DEVICE_ID,
     NEIGHBORS_PORT,
     NEIGHBORS_PROTOCOL,
     NEIGHBORS_REMOTE_ID,
     {{NEIGHBORS_REMOTE_ASSET_TAG, KEY_ASSET_ID},
      {NEIGHBORS_REMOTE_SERIAL, KEY_SERIAL},
      {NEIGHBORS_REMOTE_MAC, KEY_MAC},
      {NEIGHBORS_REMOTE_NAME, KEY_HOSTNAME},
      {NEIGHBORS_REMOTE_ADDRESS, KEY_ADDRESS}},
     5},
    {TABLE_GUESTS,
     GUESTS_DEVICE_ID,
     NO_COLUMN,
     NO_COLUMN,
     NO_COLUMN,
     {{GUESTS_UUID, KEY_UUID}, {GUESTS_MAC_ADDRESSES, KEY_MAC}, {GUESTS_NAME, KEY_HOSTNAME}, {GUESTS_NAME, NAME_OTHER}},
     4},
};

static struct str source_text(const struct reading *reading, unsigned column) {
    return column == NO_COLUMN ? STR_NONE : row_reader_text(reading->reader, column);
}

static bool has_name(const struct sightings *sightings, const struct sighting *row, uint32_t name) {
    for (unsigned i = 0; i < row->name_count; i++) {
        if (sightings_row_name(sightings, row, i) == name) {
            return true;
        }
    }
    return false;
}

static void add_row_name(struct reading *reading, struct sighting *row, unsigned kind, struct str text) {
    struct sightings *sightings = reading->sightings;
    uint32_t name = row->name_count < NAMES_PER_ROW_MAX ? sightings_add_name(sightings, kind, text, &reading->failed)
                                                        : SIGHTING_NONE;

    if (name == SIGHTING_NONE || has_name(sightings, row, name)) {
        return;
    }
    uint32_t *items = with_room(sightings, sightings->row_names, &sightings->row_name_capacity,
                                sightings->row_name_count + 1, sizeof *items);
    sightings->row_names = items ? items : sightings->row_names;
    reading->failed |= !items || sightings->row_name_count >= SIGHTING_SEVERAL;
    if (!reading->failed) {
        items[sightings->row_name_count++] = name;
        row->name_count++;
    }
}

/* Chassis have an address, or a name that may be a host's. */
static void add_remote_id(struct reading *reading, struct sighting *row) {
    struct str text = source_text(reading, reading->source->id);
    uint8_t mac[6];

    if (str_is_empty(text)) {
        return;
    }
    if (identity_read_mac(text, mac)) {
        add_row_name(reading, row, KEY_MAC, text);
        return;
    }
    add_row_name(reading, row, KEY_HOSTNAME, text);
    add_row_name(reading, row, NAME_OTHER, text);
}

static void add_row_names(struct reading *reading, struct sighting *row) {
    const struct row_source *source = reading->source;
    uint8_t macs_before;

    row->first_name = (uint32_t)reading->sightings->row_name_count;
    for (size_t i = 0; i < source->name_count; i++) {
        const struct column_def *column = schema_column(source->table, source->names[i].column);
        struct str rest = row_reader_text(reading->reader, source->names[i].column), part;
        bool is_mac = source->names[i].kind == KEY_MAC, has_part = false;
        macs_before = row->name_count;
        while (value_next_part(column, &rest, &part)) {
            add_row_name(reading, row, source->names[i].kind, part);
            has_part = true;
        }
        row->is_shared |= is_mac && has_part && row->name_count == macs_before;
    }
    add_remote_id(reading, row);
}

uint32_t sightings_add_id(struct sightings *sightings, struct str id, bool *ret_failed) {
    uint32_t known = intern_count(sightings->ids), number = intern_add(sightings->ids, id);
    struct sighting_seer *items =
        number == INTERN_NONE
            ? NULL
            : with_room(sightings, sightings->seers, &sightings->seer_capacity, (size_t)number + 1, sizeof *items);

    if (!items) {
        *ret_failed = true;
        return SIGHTING_NONE;
    }
    sightings->seers = items;
    if (number >= known) {
        items[number] = (struct sighting_seer){.device = SIGHTING_NONE};
    }
    return number;
}

static uint32_t add_port(struct reading *reading) {
    struct sightings *sightings = reading->sightings;
    struct str id = row_reader_text(reading->reader, reading->source->device_id);
    uint32_t seer = sightings_add_id(sightings, id, &reading->failed), known = intern_count(sightings->ports);

    buffer_reset(&reading->scratch);
    buffer_append(&reading->scratch, id);
    buffer_append_char(&reading->scratch, PORT_SEPARATOR);
    buffer_append(&reading->scratch, source_text(reading, reading->source->port));
    uint32_t number = intern_add(sightings->ports, buffer_view(&reading->scratch));
    struct sighting_port *items =
        number == INTERN_NONE
            ? NULL
            : with_room(sightings, sightings->port_items, &sightings->port_capacity, (size_t)number + 1, sizeof *items);
    sightings->port_items = items ? items : sightings->port_items;
    reading->failed |= !items || reading->scratch.failed;
    if (reading->failed) {
        return SIGHTING_NONE;
    }
    if (number >= known) {
        items[number] = (struct sighting_port){.seer = seer};
    }
    return number;
}

/* All addresses that stand for one station count, random ones as well: they tell how much is behind the port. */
static void count_macs(struct reading *reading, uint32_t port) {
    struct str rest = row_reader_text(reading->reader, NEIGHBORS_REMOTE_MAC), part;
    char key[sizeof port + 6];
    uint8_t mac[6];

    memcpy(key, &port, sizeof port);
    while (value_next_part(schema_column(TABLE_NEIGHBORS, NEIGHBORS_REMOTE_MAC), &rest, &part)) {
        if (!identity_read_mac(part, mac) || mac[0] & 1) {
            continue;
        }
        memcpy(key + sizeof port, mac, sizeof mac);
        uint32_t known = intern_count(reading->port_macs);
        uint32_t number = intern_add(reading->port_macs, (struct str){key, sizeof key});
        reading->failed |= number == INTERN_NONE;
        reading->sightings->port_items[port].macs += number != INTERN_NONE && number >= known;
    }
}

static void read_row(struct reading *reading, uint32_t number) {
    struct sighting *row = &reading->sightings->rows[number];

    row_reader_move(reading->reader, number);
    struct value protocol = reading->source->protocol == NO_COLUMN
                                ? (struct value){.is_set = false}
                                : row_reader_value(reading->reader, reading->source->protocol);
    row->protocol = protocol.is_set ? (uint8_t)protocol.number : NEIGHBOR_PROTOCOL_COUNT;
    row->device = SIGHTING_NONE;
    row->port = add_port(reading);
    if (reading->failed) {
        return;
    }
    add_row_names(reading, row);
    if (row->protocol == NEIGHBOR_FDB) {
        reading->sightings->seers[reading->sightings->port_items[row->port].seer].forwards = true;
        count_macs(reading, row->port);
    }
}

static enum err_code read_rows(struct sightings *sightings, const struct row_source *source, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(intern_free_cleanup) struct intern *port_macs = intern_new_within(sightings->budget);
    enum err_code code = port_macs ? row_reader_new(sightings->table, &reader, err) : err_no_memory(err);
    struct reading reading = {.source = source, .sightings = sightings, .reader = reader, .port_macs = port_macs};

    for (uint32_t row = 0; !code && !reading.failed && row < table_rows(sightings->table); row++) {
        read_row(&reading, row);
    }
    buffer_done(&reading.scratch);
    if (!code) {
        code = reading.failed ? err_no_memory(err) : row_reader_error(reader, err);
    }
    return code;
}

/* The rows of each name, in order. */
static enum err_code list_rows(struct sightings *sightings, struct err *err) {
    uint32_t names = intern_count(sightings->names), total = 0;
    uint32_t *first = budget_alloc(sightings->budget, (size_t)names + 2, sizeof *first);
    uint32_t *rows = budget_alloc(sightings->budget, sightings->row_name_count + 1, sizeof *rows);

    sightings->first_row = first;
    sightings->name_rows = rows;
    sightings->seen_names = names;
    if (!first || !rows) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < sightings->row_name_count; i++) {
        first[sightings->row_names[i] + 1]++;
    }
    for (uint32_t name = 0; name <= names; name++) {
        total += first[name];
        first[name] = total;
    }
    /* first[name] is where the next row of the name goes; once all are placed, where those of the next name begin */
    for (uint32_t row = 0; row < table_rows(sightings->table); row++) {
        const struct sighting *sighting = &sightings->rows[row];
        for (unsigned i = 0; i < sighting->name_count; i++) {
            rows[first[sightings_row_name(sightings, sighting, i)]++] = row;
        }
    }
    memmove(first + 1, first, names * sizeof *first);
    first[0] = 0;
    return ERR_OK;
}

static enum err_code read_table(const struct table *table, const struct row_source *source,
                                struct sightings **ret_sightings, struct err *err) {
    CLEANUP(sightings_free_cleanup) struct sightings *sightings = calloc(1, sizeof *sightings);

    if (!sightings) {
        return err_no_memory(err);
    }
    sightings->table = table;
    sightings->budget = table_budget(table);
    sightings->names = intern_new_within(sightings->budget);
    sightings->ports = intern_new_within(sightings->budget);
    sightings->ids = intern_new_within(sightings->budget);
    sightings->rows = budget_alloc(sightings->budget, (size_t)table_rows(table) + 1, sizeof *sightings->rows);
    if (!sightings->names || !sightings->ports || !sightings->ids || !sightings->rows) {
        return err_no_memory(err);
    }
    enum err_code code = read_rows(sightings, source, err);
    if (!code) {
        code = list_rows(sightings, err);
    }
    if (!code) {
        *ret_sightings = TAKE_PTR(sightings);
    }
    return code;
}

enum err_code sightings_read(const struct table *neighbors, struct sightings **ret_sightings, struct err *err) {
    return read_table(neighbors, &row_sources[0], ret_sightings, err);
}

enum err_code sightings_read_guests(const struct table *guests, struct sightings **ret_sightings, struct err *err) {
    return read_table(guests, &row_sources[1], ret_sightings, err);
}

/* --- answers -------------------------------------------------------------------------------------------------------
 */

const uint32_t *sightings_rows_of_name(const struct sightings *sightings, uint32_t name, size_t *ret_count) {
    bool has_rows = name < sightings->seen_names;

    *ret_count = has_rows ? sightings->first_row[name + 1] - sightings->first_row[name] : 0;
    return has_rows ? sightings->name_rows + sightings->first_row[name] : NULL;
}

static bool row_has_kind(const struct sightings *sightings, uint32_t row, unsigned kind) {
    const struct sighting *sighting = &sightings->rows[row];

    for (unsigned i = 0; i < sighting->name_count; i++) {
        if (sightings->name_items[sightings_row_name(sightings, sighting, i)].kind == kind) {
            return true;
        }
    }
    return false;
}

bool sightings_disagree(const struct sightings *sightings, uint32_t row, enum identity_key kind,
                        struct row_reader *reader, unsigned column) {
    struct str rest = row_reader_text(reader, column), part;
    bool has_key = false;

    while (value_next_part(schema_column(TABLE_DEVICES, column), &rest, &part)) {
        CLEANUP(buffer_done) struct buffer form = {0};
        has_key |= cell_key_form(kind, part, &form);
        uint32_t name = sightings_find_name(sightings, kind, part);
        if (name != SIGHTING_NONE && has_name(sightings, &sightings->rows[row], name)) {
            return false;
        }
    }
    return has_key && row_has_kind(sightings, row, kind);
}

bool sightings_is_known(const struct sightings *sightings, uint32_t row) {
    const struct sighting *sighting = &sightings->rows[row];

    for (unsigned i = 0; i < sighting->name_count; i++) {
        if (sightings->name_items[sightings_row_name(sightings, sighting, i)].is_known) {
            return true;
        }
    }
    return false;
}

static unsigned rank_of(const struct sightings *sightings, const struct sighting *sighting) {
    if (!sighting_is_at_port(sighting)) {
        return 2;
    }
    return (sighting_is_announced(sighting) ? 0 : 1) + (sightings->port_items[sighting->port].is_uplink ? 3 : 0);
}

int sightings_compare(const struct sightings *sightings, uint32_t a, uint32_t b) {
    const struct sighting *x = &sightings->rows[a], *y = &sightings->rows[b];
    unsigned rank_x = rank_of(sightings, x), rank_y = rank_of(sightings, y);
    uint32_t macs_x = sightings->port_items[x->port].macs, macs_y = sightings->port_items[y->port].macs;

    if (rank_x != rank_y) {
        return rank_x < rank_y ? -1 : 1;
    }
    if (macs_x != macs_y) {
        return macs_x < macs_y ? -1 : 1;
    }
    return str_cmp(intern_text(sightings->ports, x->port), intern_text(sightings->ports, y->port));
}

struct str sightings_port_device(const struct sightings *sightings, uint32_t port) {
    return intern_text(sightings->ids, sightings->port_items[port].seer);
}

struct str sightings_port_text(const struct sightings *sightings, uint32_t port) {
    return str_sub(intern_text(sightings->ports, port), sightings_port_device(sightings, port).n + 1, SIZE_MAX);
}
