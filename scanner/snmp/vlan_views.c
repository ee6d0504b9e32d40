#include "scanner/snmp/vlan_views.h"

#include "scanner/collect/snmp/snmp.h"
#include "scanner/snmp/fdb.h"
#include "scanner/snmp/ports.h"
#include "scanner/snmp/value.h"

#define SYS_DESCR   MIB2 "1.1.0"
#define CISCO       9
#define VIEWS_MAX   512
#define OPERATIONAL 1

const struct snmp_table snmp_vtp_vlan_table = {.entry = ENTERPRISE "9.9.46.1.3.1.1", .columns = {2}, .rows_max = 4096};
const struct snmp_table *const snmp_vlan_view_tables[] = {&snmp_bridge_port_table, &snmp_fdb_table, NULL};

/* 1 is what is shown anyway; 1002 to 1005 are of token rings, which no switch has had for decades. */
static bool is_wanted(const struct snmp_row *row, uint32_t vlan) {
    uint64_t state;

    return snmp_number(row->cells[0], &state) && state == OPERATIONAL && vlan > 1 && vlan < 4095 &&
           (vlan < 1002 || vlan > 1005);
}

/* Nexus switches have one table for all. */
static bool has_views(const struct snmp_answers *answers) {
    const struct snmp_variable *description = snmp_answers_get(answers, SYS_DESCR);

    return snmp_enterprise(answers) == CISCO && description && str_contains(description->bytes, STR("IOS")) &&
           !snmp_answers_first(answers, snmp_vlan_fdb_table.entry);
}

bool snmp_vlan_views_find(const struct snmp_answers *answers, struct arena *arena, struct snmp_vlan_views *ret_views) {
    uint32_t *vlans = arena_alloc_array(arena, VIEWS_MAX, sizeof *vlans);
    bool is_asked = has_views(answers);
    struct snmp_rows rows;
    struct snmp_row row;
    size_t count = 0;

    if (!vlans) {
        return false;
    }
    snmp_rows_begin(&rows, answers, &snmp_vtp_vlan_table);
    while (is_asked && count < VIEWS_MAX && snmp_rows_next(&rows, &row)) {
        uint32_t vlan = snmp_oid_at(row.index, 1);
        if (is_wanted(&row, vlan)) {
            vlans[count++] = vlan;
        }
    }
    *ret_views = (struct snmp_vlan_views){vlans, count};
    return true;
}

/* M.17.4.3.1.COLUMN.MAC is M.17.7.1.2.2.1.COLUMN.VLAN.MAC: the columns have the same numbers. */
void snmp_vlan_view_place(uint32_t vlan, struct snmp_variable *variable, uint32_t ids[SNMP_OID_MAX]) {
    uint32_t prefix_ids[SNMP_OID_MAX];
    struct snmp_oid prefix, row, place;

    if (!snmp_oid_read(str_from(snmp_fdb_table.entry), prefix_ids, &prefix) ||
        !snmp_oid_starts_with(variable->oid, prefix) ||
        !snmp_oid_read(str_from(snmp_vlan_fdb_table.entry), ids, &place)) {
        return;
    }
    row = snmp_oid_sub(variable->oid, prefix.n, SIZE_MAX);
    if (row.n < 2 || place.n + row.n + 1 > SNMP_OID_MAX) {
        return;
    }
    ids[place.n] = row.ids[0];
    ids[place.n + 1] = vlan;
    memcpy(ids + place.n + 2, row.ids + 1, (row.n - 1) * sizeof *ids);
    variable->oid = (struct snmp_oid){ids, place.n + row.n + 1};
}
