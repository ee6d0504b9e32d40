#include "cli/examined.h"

#include "base/intern.h"
#include "cli/examined_names.h"
#include "cli/examined_paper.h"
#include "cli/examined_places.h"
#include "cli/examined_rules.h"
#include "inventory/probe_parts.h"
#include "inventory/row_cells.h"

#include <stdlib.h>

/* --- what was looked at --------------------------------------------------------------------------------------------
 */

/* Of an asset or device. */
struct machine {
    uint32_t row; /* of the device in the snapshot, or VERDICT_NO_ROW */
    bool is_seen, location, user, software;
};

/* Machines by the id of one side. */
struct machines {
    struct intern *ids;
    struct machine *items; /* by number of the id */
    size_t capacity;
};

struct examined {
    struct examined_scope scope;
    struct machines assets, devices;
    bool is_software_known;    /* that of every machine that should be there, or is */
    struct row_reader *reader; /* of the snapshot's devices */
    struct row_reader *asset;  /* of the ledger's; either is NULL where there is no such table */
    struct probe_parts *parts;
    struct examined_names *names; /* made when first needed, as the next */
    struct examined_places *places;
    struct examined_paper *paper;
    struct err err; /* the first failure of that */
};

static bool machines_add(struct machines *machines, struct str id, struct machine machine) {
    uint32_t number = str_is_empty(id) ? 0 : intern_add(machines->ids, id);

    if (str_is_empty(id)) {
        return true;
    }
    if (number == INTERN_NONE) {
        return false;
    }
    if (number >= machines->capacity) {
        size_t capacity = machines->capacity ? machines->capacity * 2 : 1024;
        struct machine *items = reallocarray(machines->items, capacity, sizeof *items);
        if (!items) {
            return false;
        }
        machines->items = items;
        machines->capacity = capacity;
    }
    machines->items[number] = machine;
    return true;
}

/* NULL: no verdict is about it. */
static const struct machine *machines_find(const struct machines *machines, struct str id) {
    uint32_t number = str_is_empty(id) ? INTERN_NONE : intern_find(machines->ids, id);

    return number == INTERN_NONE ? NULL : &machines->items[number];
}

/* Of these nobody keeps a list of software, and none is expected of them. */
static bool is_bare(struct row_reader *machine) {
    static const bool are_bare[] = {
        [KIND_SWITCH] = true,  [KIND_ROUTER] = true,  [KIND_FIREWALL] = true, [KIND_WIRELESS] = true,
        [KIND_STORAGE] = true, [KIND_PRINTER] = true, [KIND_UPS] = true,
    };
    int kind = row_reader_word(machine, DEVICES_KIND);

    return kind != WORD_BLANK && (size_t)kind < ARRAY_LEN(are_bare) && are_bare[kind];
}

/* People install things on these: a list of none was not read. */
static bool is_installed_on(struct row_reader *machine) {
    static const bool are[] = {
        [KIND_SERVER] = true, [KIND_PC] = true, [KIND_LAPTOP] = true, [KIND_TABLET] = true, [KIND_VM] = true,
    };
    int kind = row_reader_word(machine, DEVICES_KIND);

    return kind != WORD_BLANK && (size_t)kind < ARRAY_LEN(are) && are[kind];
}

/* Is it on paper, and a ledger of software as well, so that its software was compared if it was read? */
static bool is_compared(const struct examined *examined, const struct verdict *verdict) {
    return verdict->asset != VERDICT_NO_ROW && inventory_table(examined->scope.ledger, TABLE_SOFTWARE);
}

/* Where nothing was compared the device itself says what was read. */
static bool is_software_read(const struct examined *examined, const struct verdict *verdict) {
    struct row_reader *device = row_reader_at(examined->reader, verdict->device);

    return verdict->software_checked ||
           (!is_compared(examined, verdict) && device && device_section_is_read(device, SECTION_OF_SOFTWARE));
}

/* Could there be software on the machine that this run does not know of? Not where it is gone, or nobody lists any. */
static bool may_have_more(const struct examined *examined, const struct verdict *verdict) {
    struct row_reader *device = row_reader_at(examined->reader, verdict->device);

    if (verdict->kind == VERDICT_MISSING || verdict->kind == VERDICT_NOT_EXPECTED ||
        is_software_read(examined, verdict)) {
        return false;
    }
    if (device && device_section_is_read(device, SECTION_OF_SOFTWARE)) {
        return is_installed_on(device);
    }
    return !is_bare(device) && !is_bare(row_reader_at(examined->asset, verdict->asset));
}

/* An asset that is stopped on paper and silent is what paper says; of several candidates none was compared. */
static struct machine machine_of(const struct examined *examined, const struct verdict *verdict) {
    static const bool is_seen[VERDICT_KIND_COUNT] = {
        [VERDICT_MATCHED] = true,      [VERDICT_DIFFERENT] = true,    [VERDICT_MISSING] = true,
        [VERDICT_NOT_EXPECTED] = true, [VERDICT_UNREGISTERED] = true,
    };
    return (struct machine){
        .row = verdict->device,
        .is_seen = is_seen[verdict->kind],
        .location = verdict->location_checked,
        .user = verdict->user_checked,
        .software = is_software_read(examined, verdict),
    };
}

static enum err_code read_range(struct examined *examined, struct verdict_reader *reader, struct err *err) {
    struct verdict verdict;
    bool has_more = true;

    for (;;) {
        enum err_code code = verdict_reader_next(reader, &has_more, &verdict, err);
        if (code || !has_more) {
            return code;
        }
        struct machine machine = machine_of(examined, &verdict);
        examined->is_software_known &= !may_have_more(examined, &verdict);
        if (!machines_add(&examined->assets, verdict.asset_id, machine) ||
            !machines_add(&examined->devices, verdict.device_id, machine)) {
            return err_no_memory(err);
        }
    }
}

static enum err_code read_verdicts(struct examined *examined, struct err *err) {
    CLEANUP(verdict_reader_free_cleanup) struct verdict_reader *reader = NULL;
    struct verdict_sink *verdicts = examined->scope.verdicts;
    enum err_code code = verdict_reader_new(verdicts, NULL, 0, &reader, err);

    for (size_t range = 0; !code && range < verdict_sink_ranges(verdicts); range++) {
        code = verdict_reader_open(reader, range, err);
        if (!code) {
            code = read_range(examined, reader, err);
        }
    }
    return code;
}

enum err_code examined_new(const struct examined_scope *scope, struct examined **ret_examined, struct err *err) {
    CLEANUP(examined_free_cleanup) struct examined *examined = calloc(1, sizeof *examined);
    enum err_code code;

    if (!examined) {
        return err_no_memory(err);
    }
    examined->scope = *scope;
    examined->is_software_known = true;
    examined->assets.ids = intern_new_within(scope->budget);
    examined->devices.ids = intern_new_within(scope->budget);
    if (!examined->assets.ids || !examined->devices.ids) {
        return err_no_memory(err);
    }
    code = row_reader_open(inventory_table(scope->snapshot, TABLE_DEVICES), &examined->reader, err);
    if (!code) {
        code = row_reader_open(inventory_table(scope->ledger, TABLE_DEVICES), &examined->asset, err);
    }
    if (!code) {
        code = probe_parts_new(inventory_table(scope->snapshot, TABLE_PROBES), scope->budget, &examined->parts, err);
    }
    if (!code) {
        code = read_verdicts(examined, err);
    }
    if (!code) {
        *ret_examined = TAKE_PTR(examined);
    }
    return code;
}

void examined_free(struct examined *examined) {
    if (examined) {
        intern_free(examined->assets.ids);
        intern_free(examined->devices.ids);
        free(examined->assets.items);
        free(examined->devices.items);
        row_reader_free(examined->reader);
        row_reader_free(examined->asset);
        probe_parts_free(examined->parts);
        examined_names_free(examined->names);
        examined_places_free(examined->places);
        examined_paper_free(examined->paper);
        free(examined);
    }
}

enum err_code examined_error(const struct examined *examined, struct err *err) {
    if (examined->err.code) {
        if (err) {
            *err = examined->err;
        }
        return examined->err.code;
    }
    enum err_code code = examined->paper ? examined_paper_error(examined->paper, err) : ERR_OK;
    const struct row_reader *const readers[] = {examined->reader, examined->asset};
    return code ? code : row_readers_error(readers, ARRAY_LEN(readers), err);
}

/* --- judging -------------------------------------------------------------------------------------------------------
 */

static bool is_refused(const struct examined_scope *scope, enum table_id table) {
    return inventory_is_refused(scope->ledger, table) || (scope->state && inventory_is_refused(scope->state, table));
}

static bool are_read(const struct examined_scope *scope, uint64_t tables) {
    for (unsigned table = 0; table < TABLE_COUNT; table++) {
        if (tables >> table & 1 && is_refused(scope, (enum table_id)table)) {
            return false;
        }
    }
    return true;
}

/* What another machine tells is looked at if that one was: OBSERVED begins with its name. */
static bool is_told(struct examined *examined, struct str observed) {
    const struct examined_scope *scope = &examined->scope;
    struct str teller = STR_NONE;

    if (!examined->names && !examined->err.code &&
        examined_names_new(inventory_table(scope->ledger, TABLE_DEVICES),
                           inventory_table(scope->snapshot, TABLE_DEVICES), scope->budget, &examined->names,
                           &examined->err)) {
        return false;
    }
    return examined->names && (!str_cut(&observed, ' ', &teller) || examined_names_answered(examined->names, teller));
}

/* A cell that is blank tonight, as that of a part that was cut off, says nothing. */
static bool is_observed(struct examined *examined, const struct machine *machine, const struct finding *stored) {
    unsigned column;

    if (!schema_column_by_name(TABLE_DEVICES, stored->field, &column) || column == DEVICES_VIRTUAL_HOST) {
        return is_told(examined, stored->observed);
    }
    if (column == DEVICES_USER_ID || column == DEVICES_USER_NAME) {
        return machine->user; /* a text that is there need not have been compared */
    }
    if (column == DEVICES_LOCATION && machine->location) {
        return true;
    }
    return !str_is_empty(row_reader_text(examined->reader, column));
}

/* Was no part of the device cut off? */
static bool is_whole(struct row_reader *reader) {
    return str_is_empty(row_reader_text(reader, DEVICES_SECTIONS_MISSING));
}

/* What the finding is about may be one of several things. */
static enum examined_look look_of(enum examined_look look, const struct finding *stored) {
    unsigned column;

    if (look != LOOK_PRODUCT) {
        return look;
    }
    if (str_eq(stored->field, STR("updates"))) {
        return LOOK_UPDATES;
    }
    return schema_column_by_name(TABLE_DEVICES, stored->field, &column) ? LOOK_ATTRIBUTE : LOOK_SOFTWARE;
}

/* The reader stands on the machine's device. */
static bool is_part_read(struct examined *examined, const struct machine *machine, enum examined_look look,
                         const struct finding *stored) {
    struct row_reader *device = examined->reader;

    switch (look) {
    case LOOK_ATTRIBUTE:
        return is_observed(examined, machine, stored);
    case LOOK_IDENTITY:
        return device_section_is_read(device, STR("identity")) && device_section_is_read(device, STR("network"));
    case LOOK_LOGINS:
        return probe_parts_is_read(examined->parts, device, PROBE_PART_LOGINS);
    case LOOK_UPDATES:
        return probe_parts_is_read(examined->parts, device, PROBE_PART_UPDATES);
    case LOOK_SOFTWARE:
        return machine->software;
    case LOOK_PLATFORM:
        return machine->software && is_observed(examined, machine, stored);
    case LOOK_EVERY:
        return machine->software && examined->is_software_known;
    case LOOK_OTHERS:
        return is_whole(device);
    default:
        return true;
    }
}

static bool is_looked_at(struct examined *examined, const struct machine *machine, enum examined_look look,
                         const struct finding *stored) {
    if (!machine->is_seen) {
        return false;
    }
    if (machine->row == VERDICT_NO_ROW || !examined->reader) {
        return true; /* it is gone, or stopped */
    }
    row_reader_move(examined->reader, machine->row);
    return is_part_read(examined, machine, look_of(look, stored), stored);
}

/* An asset without a row is on no paper any more; a device that was not seen may be anywhere, unless all were. */
static bool machine_is_examined(struct examined *examined, const struct finding *stored, enum examined_look look) {
    bool is_asset = !str_is_empty(stored->asset_id);
    const struct machine *machine = is_asset ? machines_find(&examined->assets, stored->asset_id)
                                             : machines_find(&examined->devices, stored->device_id);

    if (look == LOOK_PAPER) {
        return true;
    }
    if (!machine) {
        return is_asset ? !is_refused(&examined->scope, TABLE_DEVICES) : examined->scope.is_whole;
    }
    return is_looked_at(examined, machine, look, stored);
}

/* Of whoever answered and was not read. A finding that neighbours' one has taken the place of is settled as well: there
 * somebody answered. */
static bool place_is_examined(struct examined *examined, struct str place) {
    const struct examined_scope *scope = &examined->scope;

    if (!examined->places && !examined->err.code &&
        examined_places_new(inventory_table(scope->ledger, TABLE_DEVICES),
                            inventory_table(scope->snapshot, TABLE_PROBES), scope->budget, &examined->places,
                            &examined->err)) {
        return false;
    }
    return examined->places && (scope->is_whole || examined_places_settled(examined->places, place));
}

static bool is_settled_on_paper(struct examined *examined, const struct finding *stored) {
    const struct examined_scope *scope = &examined->scope;

    if (!examined->paper && !examined->err.code &&
        examined_paper_new(scope->ledger, scope->as_of, &examined->paper, &examined->err)) {
        return false;
    }
    return examined->paper && examined_paper_settles(examined->paper, stored);
}

/* Files of the snapshot are called snapshot/NAME in findings. */
static bool file_is_read(const struct inventory *inventory, struct str name) {
    size_t count = 0;
    const struct inventory_file *files = inventory ? inventory_files(inventory, &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        if (files[i].is_refused && str_eq(files[i].name, name)) {
            return false;
        }
    }
    return true;
}

static bool input_is_examined(const struct examined_scope *scope, struct str name) {
    struct str inner = name;

    if (str_drop_prefix(&inner, STR("snapshot/"))) {
        return file_is_read(scope->snapshot, inner);
    }
    return file_is_read(scope->ledger, name) && file_is_read(scope->state, name);
}

/* Without a ledger of licences nothing is said of them. */
static bool part_ran(const struct examined_scope *scope, enum examined_part part) {
    switch (part) {
    case PART_LICENSES:
        return scope->with_licenses && inventory_table(scope->ledger, TABLE_LICENSES);
    case PART_LIFECYCLE:
        return scope->with_lifecycle;
    default:
        return true;
    }
}

bool examined_finding(void *context, const struct finding *stored) {
    struct examined *examined = context;
    const struct examined_rule *rule = examined_rule_of(stored->code);

    if (!part_ran(&examined->scope, rule->part) || !are_read(&examined->scope, rule->tables)) {
        return false;
    }
    switch (stored->subject_kind) {
    case SUBJECT_ASSET:
    case SUBJECT_DEVICE:
        return machine_is_examined(examined, stored, rule->look);
    case SUBJECT_NEIGHBOUR:
        if (str_eq(stored->field, STR("unread"))) {
            return place_is_examined(examined, stored->subject);
        }
        return machine_is_examined(examined, stored, LOOK_OTHERS);
    case SUBJECT_PORT: /* what others tell: they are the finding's machine */
    case SUBJECT_GUEST:
        return machine_is_examined(examined, stored, LOOK_OTHERS);
    case SUBJECT_FILE:
        return rule->part != PART_INPUT || input_is_examined(&examined->scope, stored->subject);
    case SUBJECT_TITLE:
    case SUBJECT_PRODUCT:
    case SUBJECT_LICENSE:
    case SUBJECT_USER: /* every machine that has it, or that they use */
        return rule->look == LOOK_PAPER || examined->is_software_known || is_settled_on_paper(examined, stored);
    default:
        return true;
    }
}
