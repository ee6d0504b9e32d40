#include "scanner/snmp/port_groups.h"

#include "scanner/snmp/value.h"

enum { LAG_SELECTED, LAG_ATTACHED };
const struct snmp_table snmp_lag_table = {.entry = "1.2.840.10006.300.43.1.2.1.1", .columns = {12, 13}};

const struct snmp_table snmp_stack_table = {.entry = MIB2 "31.1.2.1", .columns = {3}};
const struct snmp_table snmp_pagp_table = {.entry = ENTERPRISE "9.9.98.1.1.1.1", .columns = {8}};

struct reader {
    const struct snmp_answers *answers;
    const struct snmp_ports *ports;
    const struct snmp_port **groups;
};

/* The first word counts. A port that is its own group stands alone. */
static void bind_port(struct reader *reader, uint64_t member, uint64_t group) {
    const struct snmp_port *port = snmp_ports_find(reader->ports, member);
    const struct snmp_port *found = member != group ? snmp_ports_find(reader->ports, group) : NULL;

    if (port && found && !reader->groups[port - reader->ports->items]) {
        reader->groups[port - reader->ports->items] = found;
    }
}

/* A port whose link is down is selected for a group without being attached to it. */
static void take_lag(struct reader *reader) {
    struct snmp_rows rows;
    struct snmp_row row;
    uint64_t group;

    snmp_rows_begin(&rows, reader->answers, &snmp_lag_table);
    while (snmp_rows_next_of(&rows, 1, &row)) {
        const struct snmp_variable *cells[] = {row.cells[LAG_ATTACHED], row.cells[LAG_SELECTED]};
        for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
            if (snmp_number(cells[i], &group)) {
                bind_port(reader, snmp_oid_at(row.index, 0), group);
            }
        }
    }
}

static void take_pagp(struct reader *reader) {
    struct snmp_rows rows;
    struct snmp_row row;
    uint64_t group;

    snmp_rows_begin(&rows, reader->answers, &snmp_pagp_table);
    while (snmp_rows_next_of(&rows, 1, &row)) {
        if (snmp_number(row.cells[0], &group)) {
            bind_port(reader, snmp_oid_at(row.index, 0), group);
        }
    }
}

/* Indexed by what lies above and what lies below: VLANs and tunnels lie above ports as well. */
static void take_stack(struct reader *reader, const bool *is_group) {
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, reader->answers, &snmp_stack_table);
    while (snmp_rows_next_of(&rows, 2, &row)) {
        const struct snmp_port *above = snmp_ports_find(reader->ports, snmp_oid_at(row.index, 0));
        if (above && is_group[above - reader->ports->items]) {
            bind_port(reader, snmp_oid_at(row.index, 1), above->index);
        }
    }
}

void snmp_port_groups(const struct snmp_answers *answers, const struct snmp_ports *ports, const bool *is_group,
                      const struct snmp_port **groups) {
    struct reader reader = {answers, ports, groups};

    take_lag(&reader);
    take_pagp(&reader);
    take_stack(&reader, is_group);
}
