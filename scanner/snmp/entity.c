#include "scanner/snmp/entity.h"

#include "scanner/snmp/value.h"

const struct snmp_table snmp_entity_table = {.entry = MIB2 "47.1.1.1.1",
                                             .columns = {2, 4, 5, 7, 9, 10, 11, 12, 13, 15}};

/* The lower the better. */
enum rank {
    RANK_CHASSIS,
    RANK_MEMBER,
    RANK_STACK,
    RANK_OTHER,
    RANK_WITHOUT_SERIAL,
    RANK_NONE = 2 * RANK_WITHOUT_SERIAL
};

/* STACK is the index of the stack, 0 for none. */
static enum rank rank_of(const struct snmp_row *row, uint32_t stack) {
    switch (snmp_number_or_zero(row->cells[ENTITY_CLASS])) {
    case CLASS_CHASSIS:
        return RANK_CHASSIS;
    case CLASS_STACK:
        return RANK_STACK;
    case CLASS_POWER_SUPPLY:
    case CLASS_FAN:
    case CLASS_SENSOR:
    case CLASS_PORT:
        return RANK_NONE;
    default:
        return stack && snmp_number_or_zero(row->cells[ENTITY_PARENT]) == stack ? RANK_MEMBER : RANK_OTHER;
    }
}

static void read_entity(const struct snmp_row *row, struct arena *arena, struct snmp_entity *ret) {
    struct str software = snmp_text(arena, row->cells[ENTITY_SOFTWARE]);

    *ret = (struct snmp_entity){
        .serial = snmp_text(arena, row->cells[ENTITY_SERIAL]),
        .asset_tag = snmp_text(arena, row->cells[ENTITY_TAG]),
        .maker = snmp_text(arena, row->cells[ENTITY_MAKER]),
        .model = snmp_text(arena, row->cells[ENTITY_MODEL]),
        .firmware = str_is_empty(software) ? snmp_text(arena, row->cells[ENTITY_FIRMWARE]) : software,
    };
}

void snmp_entity_own(const struct snmp_answers *answers, struct arena *arena, struct snmp_entity *ret_entity) {
    enum rank best = RANK_NONE;
    struct snmp_rows rows;
    struct snmp_row row;
    uint32_t stack = 0;

    *ret_entity = (struct snmp_entity){0};
    snmp_rows_begin(&rows, answers, &snmp_entity_table);
    while (best != RANK_CHASSIS && snmp_rows_next(&rows, &row)) {
        enum rank rank = rank_of(&row, stack);
        if (rank == RANK_STACK && !stack) {
            stack = snmp_oid_at(row.index, 0);
        }
        if (rank != RANK_NONE && str_is_empty(snmp_text(arena, row.cells[ENTITY_SERIAL]))) {
            rank += RANK_WITHOUT_SERIAL;
        }
        if (rank < best) {
            best = rank;
            read_entity(&row, arena, ret_entity);
        }
    }
}
