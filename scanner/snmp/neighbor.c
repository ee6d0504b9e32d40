#include "scanner/snmp/neighbor.h"

#define CISCO_SERIAL_LENGTH 11 /* LLLYYWWSSSS: the factory, year, week and a number in base 34 */
#define SERIAL_LENGTH_MIN   9
#define SERIAL_LENGTH_MAX   20

void snmp_neighbor_list_add(struct snmp_neighbor_list *list, struct str text) {
    if (str_is_empty(text) || list->count == SNMP_NEIGHBOR_LIST_MAX) {
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i], text)) {
            return;
        }
    }
    list->items[list->count++] = text;
}

static bool is_known(const struct snmp_neighbor *neighbor) {
    return !str_is_empty(neighbor->id) || !str_is_empty(neighbor->name) || !str_is_empty(neighbor->serial) ||
           neighbor->addresses.count > 0 || neighbor->macs.count > 0;
}

void snmp_neighbor_report(const struct snmp_neighbor *neighbor, struct str protocol, struct observation *observation) {
    struct observation_row *row = is_known(neighbor) ? observation_add(observation, TABLE_NEIGHBORS) : NULL;

    if (!row) {
        return;
    }
    observation_cell(observation, row, NEIGHBORS_PORT, neighbor->port);
    observation_cell(observation, row, NEIGHBORS_PROTOCOL, protocol);
    observation_cell(observation, row, NEIGHBORS_REMOTE_ID, neighbor->id);
    observation_cell(observation, row, NEIGHBORS_REMOTE_PORT, neighbor->remote_port);
    observation_cell(observation, row, NEIGHBORS_REMOTE_NAME, neighbor->name);
    observation_cell_list(observation, row, NEIGHBORS_REMOTE_ADDRESS, neighbor->addresses.items,
                          neighbor->addresses.count);
    observation_cell_list(observation, row, NEIGHBORS_REMOTE_MAC, neighbor->macs.items, neighbor->macs.count);
    observation_cell(observation, row, NEIGHBORS_REMOTE_MODEL, neighbor->model);
    observation_cell(observation, row, NEIGHBORS_REMOTE_SERIAL, neighbor->serial);
    observation_cell(observation, row, NEIGHBORS_REMOTE_ASSET_TAG, neighbor->asset_tag);
    observation_cell(observation, row, NEIGHBORS_VLAN, neighbor->vlan);
}

/* --- serial numbers in names --- */

static bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_cisco_serial(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        bool is_good = i < 3   ? is_capital(text.p[i])
                       : i < 7 ? str_is_digit(text.p[i])
                               : is_capital(text.p[i]) || str_is_digit(text.p[i]);
        if (!is_good) {
            return false;
        }
    }
    return text.n == CISCO_SERIAL_LENGTH;
}

static bool may_be_serial(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (!is_capital(text.p[i]) && !str_is_digit(text.p[i])) {
            return false;
        }
    }
    return text.n >= SERIAL_LENGTH_MIN && text.n <= SERIAL_LENGTH_MAX && str_has_digit(text);
}

bool snmp_neighbor_split_id(struct str text, struct str *ret_name, struct str *ret_serial) {
    ptrdiff_t open = str_find_char(text, '(');
    struct str before, inside;

    if (open <= 0 || !str_drop_suffix(&text, STR(")"))) {
        return false;
    }
    before = str_sub(text, 0, (size_t)open);
    inside = str_sub(text, (size_t)open + 1, SIZE_MAX);
    if (is_cisco_serial(inside) || (may_be_serial(inside) && !is_cisco_serial(before))) {
        *ret_name = before;
        *ret_serial = inside;
        return true;
    }
    if (may_be_serial(before) && !str_is_empty(inside)) {
        *ret_name = inside;
        *ret_serial = before;
        return true;
    }
    return false;
}
