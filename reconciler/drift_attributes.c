#include "reconciler/change_result.h"
#include "reconciler/drift_run.h"

#include "inventory/row_cells.h"
#include "pairing/keys.h"
#include "products/version.h"

/* When two observed cells say the same. */
enum manner {
    SAME_EITHER_WAY, /* one of them, taken as documented, agrees with the other */
    SAME_BOTH_WAYS,  /* lists: what is in one must be in the other */
    SAME_EXACTLY,    /* versions: read in one way, 9.4 and 9.4.1 are two */
};

/* A type whose cells are gathered from all of a part: where that is not complete, what is missing may only not have
 * been read. */
struct type_rule {
    enum manner manner;
    bool is_gathered;
};

static const struct type_rule type_rules[TYPE_KIND_COUNT] = {
    [TYPE_MAC_LIST] = {SAME_BOTH_WAYS, true}, [TYPE_IP_LIST] = {SAME_BOTH_WAYS, true},
    [TYPE_VERSION] = {SAME_EXACTLY, false},   [TYPE_INTEGER] = {SAME_EITHER_WAY, true},
    [TYPE_CORES] = {SAME_EITHER_WAY, true},   [TYPE_MEMORY_MB] = {SAME_EITHER_WAY, true},
    [TYPE_DISK_GB] = {SAME_EITHER_WAY, true},
};

/* Of one attribute of the machine at hand. */
struct cells {
    const struct column_def *column;
    struct attribute_text before, after;
};

static bool is_whole(struct drift_worker *worker, const char *part) {
    struct str name = str_from(part);

    return !part ||
           (device_section_is_read(worker->earlier, name) && device_section_is_read(worker->base.device, name));
}

static bool agrees(enum comparison result) {
    return result == COMPARE_EQUAL || result == COMPARE_EQUAL_ASSUMED;
}

static bool are_same(struct drift_worker *worker, const struct attribute *attribute, const struct cells *cells) {
    enum manner manner = type_rules[cells->column->type].manner;
    bool forward = agrees(
        compare_cells(cells->column, cells->before.text, &cells->before.value, cells->after.text, &cells->after.value));
    bool backward = agrees(
        compare_cells(cells->column, cells->after.text, &cells->after.value, cells->before.text, &cells->before.value));

    switch (manner) {
    case SAME_BOTH_WAYS:
        return forward && backward;
    case SAME_EXACTLY:
        return forward && (version_exactness(cells->before.text) == version_exactness(cells->after.text) ||
                           !drift_is_read_alike(worker));
    case SAME_EITHER_WAY:
        break;
    }
    return forward || backward ||
           agrees(attribute_compare(worker->base.device, attribute, &cells->before, &cells->after, worker->base.arena));
}

static bool says_something(const struct column_def *column, struct str text, const struct value *value) {
    return !str_is_empty(text) && !attribute_says_nothing(column, text, value);
}

static bool read_cells(struct drift_worker *worker, unsigned column, struct cells *ret_cells) {
    struct cells cells = {
        .column = schema_column(TABLE_DEVICES, column),
        .before.text = row_reader_text(worker->earlier, column),
        .after.text = row_reader_text(worker->base.device, column),
    };

    if (str_is_empty(cells.before.text) || str_is_empty(cells.after.text) ||
        str_eq(cells.before.text, cells.after.text)) {
        return false;
    }
    cells.before.value = row_reader_value(worker->earlier, column);
    cells.after.value = row_reader_value(worker->base.device, column);
    *ret_cells = cells;
    return says_something(cells.column, cells.before.text, &cells.before.value) &&
           says_something(cells.column, cells.after.text, &cells.after.value);
}

static bool is_client(struct drift_worker *worker, const struct drift_machine *machine) {
    struct row_reader *asset = machine->asset != PAIRING_NONE ? worker->base.asset : NULL;

    return kind_is_client(attribute_word(asset, worker->base.device, DEVICES_KIND));
}

static void report(struct drift_worker *worker, const struct drift_machine *machine, unsigned column,
                   const struct cells *cells) {
    const struct changes *changes = worker->base.run->changes;
    bool is_moving = column == DEVICES_IP_ADDRESSES && is_client(worker, machine);
    struct observed_column observed = {
        .column = column,
        .device = worker->base.device,
        .text = cells->after.text,
        .arena = worker->base.arena,
    };
    struct observed_column opposite = observed;
    struct drift_change change = {
        .what = DRIFT_OF_ATTRIBUTE,
        .field = str_from(cells->column->name),
        .before = {cells->before.text, false},
        .after = {cells->after.text, false},
        .state = is_moving ? DRIFT_MOVING : DRIFT_UNAPPROVED,
        .evidence =
            drift_evidence(worker, worker->run->earlier, machine->earlier, worker->base.run->devices, machine->later),
    };

    opposite.device = worker->earlier;
    opposite.text = cells->before.text;
    if (changes) {
        change.answer = change_ask_column(changes, drift_machine_number(worker, machine), &observed, &opposite);
    }
    drift_report(worker, machine, &change);
}

void drift_compare_attributes(struct drift_worker *worker, const struct drift_machine *machine) {
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        const struct attribute *attribute = &attributes[i];
        struct cells cells;
        if (!table_has_column(worker->run->earlier, attribute->column) ||
            !table_has_column(worker->base.run->devices, attribute->column) ||
            !read_cells(worker, attribute->column, &cells)) {
            continue;
        }
        bool is_comparable = !type_rules[cells.column->type].is_gathered || is_whole(worker, attribute->part);
        if (is_comparable && !are_same(worker, attribute, &cells)) {
            report(worker, machine, attribute->column, &cells);
        }
    }
}
