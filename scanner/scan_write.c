#include "scanner/scan_write.h"

#include "base/buffer.h"
#include "inventory/identity.h"
#include "inventory/value.h"
#include "scanner/hop.h"
#include "scanner/net_address.h"
#include "scanner/probe_record.h"
#include "scanner/scan_raw.h"

#include <inttypes.h>
#include <stdio.h>

/* What is known of a target after the first reading. */
struct machine {
    bool has_device;
    bool is_whole;           /* it answered completely */
    size_t number;           /* in the arrays of keys and identities */
    struct str ip_addresses; /* of the devices row, and the address used */
    struct str address;
};

struct writing {
    struct journal *journals[2]; /* the second may be NULL */
    const struct target_list *targets;
    struct snapshot_writer *writer;
    struct scan_raw *raw;
    struct arena *arena;
    struct err *err;
    struct machine *machines; /* a target each */
    size_t *targets_of;       /* by number: the target */
    struct device_keys *keys; /* by number */
    struct device_identity *identities;
    size_t *next_same;       /* by number: the next of the same machine; SIZE_MAX at the end */
    size_t *representatives; /* by number of the first of a group: the number whose rows are written */
    size_t count;            /* of machines with a device */
};

static void keep_keys(struct arena *arena, const struct device_keys *from, struct device_keys *to) {
    struct str *texts[DEVICE_KEY_TEXTS];

    *to = *from;
    device_keys_list(to, texts);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        *texts[i] = arena_dup(arena, *texts[i]);
    }
}

/* A cell of the devices row, which is the record's first. */
static struct str device_cell(struct str rows, unsigned column) {
    struct str cells[COLUMNS_MAX];
    enum table_id table;

    if (probe_record_next_row(&rows, &table, cells) && table == TABLE_DEVICES) {
        return cells[column];
    }
    return STR_NONE;
}

typedef enum err_code look_function(struct writing *writing, const struct probe_record *record, struct str rows);

static enum err_code for_each_in_journal(struct writing *writing, struct journal *journal, look_function *look) {
    bool more = true;
    enum err_code code = ERR_OK;

    journal_rewind(journal);
    while (!code) {
        struct probe_record record;
        struct str rest;
        code = journal_next(journal, &more, &rest, writing->err);
        if (code || !more) {
            break;
        }
        if (!probe_record_read(&rest, &record) || record.target >= writing->targets->count) {
            return err_set(writing->err, ERR_DIGEST, "journal", STR_NONE, STR_NONE);
        }
        code = look(writing, &record, rest);
    }
    return code;
}

/* Calls LOOK for every record of the journals. */
static enum err_code for_each_record(struct writing *writing, look_function *look) {
    enum err_code code = for_each_in_journal(writing, writing->journals[0], look);

    return code || !writing->journals[1] ? code : for_each_in_journal(writing, writing->journals[1], look);
}

static enum err_code look_at_keys(struct writing *writing, const struct probe_record *record, struct str rows) {
    struct machine *machine = &writing->machines[record->target];

    machine->has_device = record->has_device;
    machine->is_whole = record->outcome == PROBE_ANSWERED;
    machine->address = arena_dup(writing->arena, record->address);
    if (record->has_device) {
        machine->ip_addresses = arena_dup(writing->arena, device_cell(rows, DEVICES_IP_ADDRESSES));
        /* By target for now: keys are lined up in the order of the list, not of the answers. */
        keep_keys(writing->arena, &record->keys, &writing->keys[record->target]);
        writing->keys[record->target].label = arena_dup(writing->arena, device_cell(rows, DEVICES_ASSET_TAG));
    }
    return arena_failed(writing->arena) ? err_no_memory(writing->err) : ERR_OK;
}

static void number_machines(struct writing *writing) {
    for (size_t i = 0; i < writing->targets->count; i++) {
        if (writing->machines[i].has_device) {
            writing->machines[i].number = writing->count;
            writing->targets_of[writing->count] = i;
            writing->keys[writing->count++] = writing->keys[i];
        }
    }
}

/* Of the targets that are one machine, the first that answered completely stands for it; else the first. */
static void choose_representatives(struct writing *writing) {
    for (size_t number = 0; number < writing->count; number++) {
        writing->representatives[number] = number;
        writing->next_same[number] = SIZE_MAX;
    }
    for (size_t number = writing->count; number-- > 0;) {
        size_t first = writing->identities[number].same_as;
        /* Groups are chained behind their first member, in order. */
        if (first == number) {
            continue;
        }
        writing->next_same[number] = writing->next_same[first];
        writing->next_same[first] = number;
    }
    for (size_t number = 0; number < writing->count; number++) {
        size_t *chosen = &writing->representatives[writing->identities[number].same_as];
        if (writing->machines[writing->targets_of[number]].is_whole &&
            !writing->machines[writing->targets_of[*chosen]].is_whole) {
            *chosen = number;
        }
    }
}

/* --- rows --- */

static bool list_has(struct str list, struct str address) {
    CLEANUP(buffer_done) struct buffer left = {0};
    CLEANUP(buffer_done) struct buffer right = {0};
    struct str part;

    identity_read_address(address, &right);
    while (value_next_part(schema_column(TABLE_DEVICES, DEVICES_IP_ADDRESSES), &list, &part)) {
        buffer_reset(&left);
        identity_read_address(part, &left);
        if (str_eq(part, address) || (left.n && str_eq(buffer_view(&left), buffer_view(&right)))) {
            return true;
        }
    }
    return false;
}

static void add_address(struct buffer *list, struct str address) {
    if (address.n && !list_has(buffer_view(list), address)) {
        buffer_append_cstr(list, list->n ? ";" : "");
        buffer_append(list, address);
    }
}

/* An address that serves to find the machine again: no loopback, no link-local one. */
static bool is_usable(struct str address) {
    CLEANUP(buffer_done) struct buffer normal = {0};

    return identity_normalise(KEY_ADDRESS, address, &normal);
}

/* The addresses of all targets that are the machine, its representative's first. */
static void merge_addresses(const struct writing *writing, size_t number, struct buffer *list) {
    size_t first = writing->identities[number].same_as;

    buffer_append(list, writing->machines[writing->targets_of[number]].ip_addresses);
    for (size_t other = first; other != SIZE_MAX; other = writing->next_same[other]) {
        const struct machine *machine = &writing->machines[writing->targets_of[other]];
        struct str rest = machine->ip_addresses;
        struct str part;
        if (other == number) {
            continue;
        }
        while (value_next_part(schema_column(TABLE_DEVICES, DEVICES_IP_ADDRESSES), &rest, &part)) {
            add_address(list, part);
        }
        if (is_usable(machine->address)) {
            add_address(list, machine->address);
        }
    }
}

static void join_notes(struct str notes, struct str more, struct buffer *out) {
    buffer_append(out, notes);
    buffer_append_cstr(out, notes.n && more.n ? ";" : "");
    buffer_append(out, more);
}

static enum err_code write_device(const struct writing *writing, const struct probe_record *record, size_t number,
                                  struct str *cells) {
    CLEANUP(buffer_done) struct buffer addresses = {0};
    CLEANUP(buffer_done) struct buffer notes = {0};
    const struct device_identity *identity = &writing->identities[number];

    merge_addresses(writing, number, &addresses);
    join_notes(record->notes, identity->notes, &notes);
    if (addresses.failed || notes.failed) {
        return err_no_memory(writing->err);
    }
    cells[DEVICES_IP_ADDRESSES] = buffer_view(&addresses);
    cells[DEVICES_IDENTITY_NOTES] = buffer_view(&notes);
    return snapshot_writer_row(writing->writer, TABLE_DEVICES, cells, writing->err);
}

static enum err_code write_rows(const struct writing *writing, const struct probe_record *record, struct str rows) {
    size_t number = writing->machines[record->target].number;
    struct str cells[COLUMNS_MAX];
    enum table_id table;
    unsigned column;
    enum err_code code = ERR_OK;

    while (!code && probe_record_next_row(&rows, &table, cells)) {
        if (schema_column_by_name(table, STR("device_id"), &column)) {
            cells[column] = writing->identities[number].id;
        }
        code = table == TABLE_DEVICES ? write_device(writing, record, number, cells)
                                      : snapshot_writer_row(writing->writer, table, cells, writing->err);
    }
    return code;
}

/* A member of a block is told by its address, so it has one even where it was not tried. */
static struct str address_of(const struct target *target, const struct probe_record *record) {
    struct net_address address;

    return record->address.n || !net_address_read(target->address, &address) ? record->address : target->address;
}

/* The same address may be several machines, each behind other hosts. */
static void append_method(const struct target *target, struct buffer *out) {
    buffer_append_cstr(out, scan_method_word(target->method));
    buffer_append_cstr(out, target->hop_count ? " via " : "");
    hops_write(target->hops, target->hop_count, out);
}

static enum err_code write_probe(const struct writing *writing, const struct probe_record *record) {
    const struct machine *machine = &writing->machines[record->target];
    const struct target *target = &writing->targets->items[record->target];
    CLEANUP(buffer_done) struct buffer method = {0};
    struct str cells[COLUMNS_MAX] = {0};
    char seconds[24];
    int length =
        snprintf(seconds, sizeof seconds, "%" PRIu64 ".%u", record->tenths / 10, (unsigned)(record->tenths % 10));

    append_method(target, &method);
    cells[PROBES_TARGET] = target->scope;
    cells[PROBES_ADDRESS] = address_of(target, record);
    cells[PROBES_OUTCOME] = schema_word(schema_column(TABLE_PROBES, PROBES_OUTCOME), (unsigned)record->outcome);
    cells[PROBES_METHOD] = buffer_view(&method);
    cells[PROBES_CREDENTIAL] = record->credential;
    cells[PROBES_SECONDS] = (struct str){seconds, (size_t)length};
    cells[PROBES_SECTIONS_COMPLETE] = record->complete;
    cells[PROBES_SECTIONS_MISSING] = record->missing;
    cells[PROBES_MESSAGE] = record->message;
    if (machine->has_device) {
        cells[PROBES_DEVICE_ID] = writing->identities[machine->number].id;
    }
    return method.failed ? err_no_memory(writing->err)
                         : snapshot_writer_row(writing->writer, TABLE_PROBES, cells, writing->err);
}

static enum err_code look_at_rows(struct writing *writing, const struct probe_record *record, struct str rows) {
    const struct machine *machine = &writing->machines[record->target];
    enum err_code code = write_probe(writing, record);

    if (!code) {
        code = scan_raw_write(writing->raw, &writing->targets->items[record->target], record, writing->err);
    }
    if (!code && machine->has_device) {
        size_t first = writing->identities[machine->number].same_as;
        if (writing->representatives[first] == machine->number) {
            code = write_rows(writing, record, rows);
        }
    }
    return code;
}

static bool allocate(struct writing *writing) {
    size_t count = writing->targets->count + 1;

    writing->machines = arena_alloc_array(writing->arena, count, sizeof *writing->machines);
    writing->targets_of = arena_alloc_array(writing->arena, count, sizeof *writing->targets_of);
    writing->keys = arena_alloc_array(writing->arena, count, sizeof *writing->keys);
    writing->identities = arena_alloc_array(writing->arena, count, sizeof *writing->identities);
    writing->next_same = arena_alloc_array(writing->arena, count, sizeof *writing->next_same);
    writing->representatives = arena_alloc_array(writing->arena, count, sizeof *writing->representatives);
    return !arena_failed(writing->arena);
}

enum err_code scan_write_rows(struct journal *journal, struct journal *interrupted, const struct target_list *targets,
                              const struct previous_ids *previous, struct snapshot_writer *writer, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(scan_raw_free_cleanup) struct scan_raw *raw = scan_raw_new(snapshot_writer_fd(writer));
    struct writing writing = {.journals = {journal, interrupted},
                              .targets = targets,
                              .writer = writer,
                              .raw = raw,
                              .arena = arena,
                              .err = err};
    enum err_code code;

    if (!arena || !raw || !allocate(&writing)) {
        return err_no_memory(err);
    }
    code = for_each_record(&writing, look_at_keys);
    if (code) {
        return code;
    }
    number_machines(&writing);
    if (!device_identify(writing.keys, writing.count, previous, arena, writing.identities)) {
        return err_no_memory(err);
    }
    choose_representatives(&writing);
    code = for_each_record(&writing, look_at_rows);
    return code ? code : device_keys_write(writing.identities, writing.count, writer, err);
}
