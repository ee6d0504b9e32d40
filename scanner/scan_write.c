#include "scanner/scan_write.h"

#include "base/buffer.h"
#include "base/intern.h"
#include "inventory/identity.h"
#include "inventory/value.h"
#include "scanner/device/merge.h"
#include "scanner/device/table_sources.h"
#include "scanner/net_address.h"
#include "scanner/probe_record.h"
#include "scanner/scan_raw.h"
#include "scanner/target/hop.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ADDRESSES_MAX 65536 /* bytes of a cell */

/* What is known of a target after the first reading. */
struct machine {
    bool has_device;
    bool is_whole;           /* it answered completely */
    size_t number;           /* in the arrays of keys and identities */
    struct journal *journal; /* where its record is */
    uint64_t place;
};

struct writing {
    struct journal *journals[2]; /* the second may be NULL */
    const struct target_list *targets;
    struct snapshot_writer *writer;
    struct scan_raw *raw;
    struct arena *arena;
    struct err *err;
    struct journal *journal;  /* that is being read */
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

/* Takes the record off *REST. */
static enum err_code read_record(const struct writing *writing, struct str *rest, struct probe_record *record) {
    if (!probe_record_read(rest, record) || record->target >= writing->targets->count) {
        return err_set(writing->err, ERR_DIGEST, "journal", STR_NONE, STR_NONE);
    }
    return ERR_OK;
}

static enum err_code for_each_in_journal(struct writing *writing, struct journal *journal, look_function *look) {
    bool more = true;
    enum err_code code = ERR_OK;

    writing->journal = journal;
    journal_rewind(journal);
    while (!code) {
        struct probe_record record;
        struct str rest;
        code = journal_next(journal, &more, &rest, writing->err);
        if (code || !more) {
            break;
        }
        code = read_record(writing, &rest, &record);
        if (!code) {
            code = look(writing, &record, rest);
        }
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
    machine->journal = writing->journal;
    machine->place = journal_place(writing->journal);
    if (record->has_device) {
        /* By target for now: keys are lined up in the order of the list, not of the answers. */
        keep_keys(writing->arena, &record->keys, &writing->keys[record->target]);
        writing->keys[record->target].label = arena_dup(writing->arena, device_cell(rows, DEVICES_ASSET_TAG));
        writing->keys[record->target].is_indirect = writing->targets->items[record->target].hop_count > 0;
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

/* Of a machine's views the best one comes first: by SSH before SNMP, complete before partial, in the order of the
 * list. */
static bool is_better(const struct writing *writing, size_t a, size_t b) {
    enum view_kind left = device_keys_kind(&writing->keys[a]), right = device_keys_kind(&writing->keys[b]);
    bool is_left_whole = writing->machines[writing->targets_of[a]].is_whole;
    bool is_right_whole = writing->machines[writing->targets_of[b]].is_whole;

    if (left != right) {
        return left < right;
    }
    return is_left_whole != is_right_whole ? is_left_whole : a < b;
}

/* Of the targets that are one machine the best view stands for it. */
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
        if (is_better(writing, number, *chosen)) {
            *chosen = number;
        }
    }
}

/* --- rows --- */

static void join_notes(struct str notes, struct str more, struct buffer *out) {
    buffer_append(out, notes);
    buffer_append_cstr(out, notes.n && more.n ? ";" : "");
    buffer_append(out, more);
}

/* NOTES: what is told of the machine beside what its identity says. */
static enum err_code write_device(const struct writing *writing, struct str notes_so_far, size_t number,
                                  struct str *cells) {
    CLEANUP(buffer_done) struct buffer notes = {0};
    const struct device_identity *identity = &writing->identities[number];

    join_notes(notes_so_far, identity->notes, &notes);
    if (notes.failed) {
        return err_no_memory(writing->err);
    }
    cells[DEVICES_DEVICE_ID] = identity->id;
    cells[DEVICES_IDENTITY_NOTES] = buffer_view(&notes);
    return snapshot_writer_row(writing->writer, TABLE_DEVICES, cells, writing->err);
}

static enum err_code write_row(const struct writing *writing, size_t number, enum table_id table, struct str *cells) {
    unsigned column;

    if (schema_column_by_name(table, STR("device_id"), &column)) {
        cells[column] = writing->identities[number].id;
    }
    return snapshot_writer_row(writing->writer, table, cells, writing->err);
}

/* Of a machine with one view, as it is read. */
static enum err_code write_rows(const struct writing *writing, const struct probe_record *record, struct str rows) {
    size_t number = writing->machines[record->target].number;
    struct str cells[COLUMNS_MAX];
    enum table_id table;
    enum err_code code = ERR_OK;

    while (!code && probe_record_next_row(&rows, &table, cells)) {
        code = table == TABLE_DEVICES ? write_device(writing, record->notes, number, cells)
                                      : write_row(writing, number, table, cells);
    }
    return code;
}

/* --- machines with several views --- */

struct group {
    const struct writing *writing;
    size_t *numbers; /* the best one first */
    size_t count;
    struct device_merge merge;
    struct table_sources sources;
    struct buffer addresses; /* of all views, and those at which they were found; the best one's first */
    struct intern *known;    /* the same, in one form each */
    struct intern *serials;  /* of the components written so far */
};

static int compare_numbers(const void *a, const void *b, void *context) {
    size_t left = *(const size_t *)a, right = *(const size_t *)b;

    return left == right ? 0 : is_better(context, left, right) ? -1 : 1;
}

static bool list_members(struct writing *writing, size_t first, struct arena *arena, struct group *group) {
    for (size_t number = first; number != SIZE_MAX; number = writing->next_same[number]) {
        group->count++;
    }
    group->numbers = arena_alloc_array(arena, group->count, sizeof *group->numbers);
    if (!group->numbers) {
        return false;
    }
    for (size_t number = first, i = 0; number != SIZE_MAX; number = writing->next_same[number]) {
        group->numbers[i++] = number;
    }
    qsort_r(group->numbers, group->count, sizeof *group->numbers, compare_numbers, writing);
    return true;
}

/* Reads the record of one view again. */
static enum err_code reread(const struct group *group, size_t view, struct probe_record *record, struct str *rows) {
    const struct writing *writing = group->writing;
    const struct machine *machine = &writing->machines[writing->targets_of[group->numbers[view]]];
    enum err_code code = journal_read(machine->journal, machine->place, rows, writing->err);

    return code ? code : read_record(writing, rows, record);
}

/* An address that serves to find the machine again: no loopback, no link-local one. */
static bool is_usable(struct str address) {
    CLEANUP(buffer_done) struct buffer normal = {0};

    return identity_normalise(KEY_ADDRESS, address, &normal);
}

static void add_address(struct group *group, struct str address) {
    CLEANUP(buffer_done) struct buffer form = {0};
    uint32_t before = intern_count(group->known), number;

    if (str_is_empty(address) || group->addresses.n + address.n >= ADDRESSES_MAX) {
        return;
    }
    identity_read_address(address, &form);
    number = intern_add(group->known, form.n ? buffer_view(&form) : address);
    group->addresses.failed |= form.failed || number == INTERN_NONE;
    if (number == before) {
        buffer_append_cstr(&group->addresses, group->addresses.n ? ";" : "");
        buffer_append(&group->addresses, address);
    }
}

static void add_addresses(struct group *group, size_t view, struct str list, struct str address) {
    struct str part;

    while (value_next_part(schema_column(TABLE_DEVICES, DEVICES_IP_ADDRESSES), &list, &part)) {
        add_address(group, part);
    }
    if (view > 0 && is_usable(address)) {
        add_address(group, address);
    }
}

static enum err_code look_at_view(struct group *group, size_t view) {
    enum view_kind kind = device_keys_kind(&group->writing->keys[group->numbers[view]]);
    struct str rows, cells[COLUMNS_MAX];
    struct probe_record record;
    enum table_id table;
    uint64_t tables = 0;
    enum err_code code = reread(group, view, &record, &rows);

    if (code) {
        return code;
    }
    while (probe_record_next_row(&rows, &table, cells)) {
        /* the first row is that of the device */
        if (table == TABLE_DEVICES && tables == 0) {
            device_merge_add(&group->merge,
                             &(struct device_view){kind, cells, record.complete, record.missing, record.notes});
            add_addresses(group, view, cells[DEVICES_IP_ADDRESSES], record.address);
        }
        tables |= UINT64_C(1) << table;
    }
    table_sources_add(&group->sources, view, kind, record.complete, tables);
    return ERR_OK;
}

/* Rows that one view lists belong to it even where they have a number in common; KNOWN counts the numbers of the views
 * before it. *RET_IS_NEW: no view before listed the component. Without a number only the first one tells. */
static bool look_at_component(struct group *group, uint32_t known, struct str serial, bool *ret_is_new) {
    CLEANUP(buffer_done) struct buffer form = {0};
    uint32_t number = 0;

    if (identity_normalise(KEY_SERIAL, serial, &form)) {
        number = intern_add(group->serials, buffer_view(&form));
    }
    *ret_is_new = form.n > 0 && number >= known;
    return !form.failed && number != INTERN_NONE;
}

static enum err_code write_view(struct group *group, size_t view, bool has_components) {
    uint32_t known = intern_count(group->serials);
    struct str rows, cells[COLUMNS_MAX];
    struct probe_record record;
    enum table_id table;
    enum err_code code = reread(group, view, &record, &rows);

    while (!code && probe_record_next_row(&rows, &table, cells)) {
        bool is_new = true;
        if (table == TABLE_DEVICES || !table_sources_have(&group->sources, view, table)) {
            continue;
        }
        if (table == TABLE_COMPONENTS && !look_at_component(group, known, cells[COMPONENTS_SERIAL], &is_new)) {
            return err_no_memory(group->writing->err);
        }
        if (is_new || (table == TABLE_COMPONENTS && !has_components)) {
            code = write_row(group->writing, group->numbers[0], table, cells);
        }
    }
    return code;
}

static enum err_code write_tables(struct group *group) {
    bool has_components = false;
    enum err_code code = ERR_OK;

    for (size_t view = 0; !code && view < group->count; view++) {
        if (table_sources_need(&group->sources, view)) {
            code = write_view(group, view, has_components);
            has_components |= table_sources_have(&group->sources, view, TABLE_COMPONENTS);
        }
    }
    return code;
}

static enum err_code write_members(struct group *group) {
    struct str cells[COLUMNS_MAX] = {0}, notes;
    enum err_code code = ERR_OK;

    for (size_t view = 0; !code && view < group->count; view++) {
        code = look_at_view(group, view);
    }
    if (code) {
        return code;
    }
    if (!device_merge_finish(&group->merge, cells, &notes) || group->addresses.failed) {
        return err_no_memory(group->writing->err);
    }
    cells[DEVICES_IP_ADDRESSES] = buffer_view(&group->addresses);
    code = write_device(group->writing, notes, group->numbers[0], cells);
    return code ? code : write_tables(group);
}

static enum err_code write_group(struct writing *writing, size_t first) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(intern_free_cleanup) struct intern *serials = intern_new();
    CLEANUP(intern_free_cleanup) struct intern *known = intern_new();
    struct group group = {.writing = writing, .serials = serials, .known = known};
    enum err_code code;

    if (!arena || !serials || !known || !list_members(writing, first, arena, &group)) {
        return err_no_memory(writing->err);
    }
    device_merge_init(&group.merge, arena);
    table_sources_init(&group.sources);
    code = write_members(&group);
    device_merge_done(&group.merge);
    buffer_done(&group.addresses);
    return code;
}

/* --- probes --- */

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
    cells[PROBES_REACHED] = record->is_reached ? STR("yes") : STR("no");
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
            code =
                writing->next_same[first] == SIZE_MAX ? write_rows(writing, record, rows) : write_group(writing, first);
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
