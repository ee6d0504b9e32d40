/* license_position.csv, license_allocation.csv and license_demand.csv. */

#include "report/sheet.h"

static bool has_price(const void *record) {
    return ((const struct license_position *)record)->has_price;
}

/* It could be counted. */
static bool has_units(const void *record) {
    return ((const struct license_demand *)record)->state != DEMAND_UNKNOWN;
}

static const char *outcome_word(const void *member) {
    return outcome_name(*(const enum outcome *)member);
}

static const char *right_word(const void *member) {
    return license_right_name(*(const enum license_right *)member);
}

static const char *state_word(const void *member) {
    return demand_state_name(*(const enum demand_state *)member);
}

/* clang-format off */
#define POSITION(MEMBER, CELL) {#MEMBER, SHEET_##CELL, offsetof(struct license_position, MEMBER), {NULL}}
#define POSITION_PRICE(MEMBER) {#MEMBER, SHEET_NUMBER, offsetof(struct license_position, MEMBER), {.has = has_price}}
static const struct sheet_column position_columns[] = {
    POSITION(vendor, TEXT),
    POSITION(product, TEXT),
    POSITION(edition, TEXT),
    POSITION(version, TEXT),
    POSITION(metric, NAME),
    POSITION(entitled, COUNT),
    POSITION(effective, COUNT),
    POSITION(need_min, NUMBER),
    POSITION(need_max, NUMBER),
    POSITION(allocated_direct, NUMBER),
    POSITION(allocated_downgrade, NUMBER),
    POSITION(allocated_suite, NUMBER),
    POSITION(allocated_second, NUMBER),
    POSITION(exempt, NUMBER),
    POSITION(short_min, NUMBER),
    POSITION(short_max, NUMBER),
    POSITION(spare, COUNT),
    {"outcome", SHEET_WORD, offsetof(struct license_position, outcome), {.word = outcome_word}},
    POSITION_PRICE(unit_price),
    POSITION_PRICE(true_up),
    POSITION(recoverable, NUMBER),
    POSITION(unexamined, NUMBER),
    POSITION(evidence, TEXT),
};

#define ALLOCATION(MEMBER, CELL) {#MEMBER, SHEET_##CELL, offsetof(struct license_allocation, MEMBER), {NULL}}
static const struct sheet_column allocation_columns[] = {
    ALLOCATION(license_id, TEXT),
    ALLOCATION(product, TEXT),
    ALLOCATION(asset_id, TEXT),
    ALLOCATION(user_id, TEXT),
    ALLOCATION(quantity, NUMBER),
    {"right", SHEET_WORD, offsetof(struct license_allocation, right), {.word = right_word}},
    ALLOCATION(reason, TEXT),
};

#define DEMAND(MEMBER, CELL) {#MEMBER, SHEET_##CELL, offsetof(struct license_demand, MEMBER), {NULL}}
#define DEMAND_UNITS(MEMBER) {#MEMBER, SHEET_NUMBER, offsetof(struct license_demand, MEMBER), {.has = has_units}}
static const struct sheet_column demand_columns[] = {
    DEMAND(product, TEXT),
    DEMAND(version, TEXT),
    DEMAND(metric, NAME),
    DEMAND(asset_id, TEXT),
    DEMAND(user_id, TEXT),
    {"certain", SHEET_FLAG, offsetof(struct license_demand, is_certain), {NULL}},
    {"state", SHEET_WORD, offsetof(struct license_demand, state), {.word = state_word}},
    DEMAND_UNITS(units),
    DEMAND_UNITS(missing),
    DEMAND(arithmetic, TEXT),
    DEMAND(evidence, TEXT),
};
/* clang-format on */

const struct sheet_table sheet_of_positions = {"license_position.csv", position_columns, ARRAY_LEN(position_columns)};
const struct sheet_table sheet_of_allocations = {"license_allocation.csv", allocation_columns,
                                                 ARRAY_LEN(allocation_columns)};
const struct sheet_table sheet_of_demands = {"license_demand.csv", demand_columns, ARRAY_LEN(demand_columns)};

static enum err_code write_positions(const struct report_context *context, struct license_records *records,
                                     struct summary *summary, struct err *err) {
    struct license_position position;
    struct sheet sheet;
    bool more = true;
    enum err_code code = sheet_begin(context, &sheet_of_positions, &sheet, err);

    if (code != ERR_OK) {
        return code;
    }
    while ((code = license_records_next_position(records, &more, &position, err)) == ERR_OK && more) {
        summary->by_position[position.outcome]++;
        sheet_write(&sheet, &position);
    }
    return sheet_end(&sheet, code, context, err);
}

static enum err_code write_allocations(const struct report_context *context, struct license_records *records,
                                       struct err *err) {
    struct license_allocation allocation;
    struct sheet sheet;
    bool more = true;
    enum err_code code = sheet_begin(context, &sheet_of_allocations, &sheet, err);

    if (code != ERR_OK) {
        return code;
    }
    while ((code = license_records_next_allocation(records, &more, &allocation, err)) == ERR_OK && more) {
        sheet_write(&sheet, &allocation);
    }
    return sheet_end(&sheet, code, context, err);
}

static enum err_code write_demands(const struct report_context *context, struct license_records *records,
                                   struct err *err) {
    struct license_demand demand;
    struct sheet sheet;
    bool more = true;
    enum err_code code = sheet_begin(context, &sheet_of_demands, &sheet, err);

    if (code != ERR_OK) {
        return code;
    }
    while ((code = license_records_next_demand(records, &more, &demand, err)) == ERR_OK && more) {
        sheet_write(&sheet, &demand);
    }
    return sheet_end(&sheet, code, context, err);
}

enum err_code report_licenses(const struct report_context *context, struct license_records *records,
                              struct summary *summary, struct err *err) {
    license_records_rewind(records);
    summary->is_audited = true;

    enum err_code code = write_positions(context, records, summary, err);
    if (code == ERR_OK) {
        code = write_allocations(context, records, err);
    }
    return code == ERR_OK ? write_demands(context, records, err) : code;
}
