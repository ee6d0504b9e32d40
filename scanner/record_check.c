#include "scanner/record_check.h"

/* Which machines were asked, and by what they are known again, is for the scan to say (TABLE_PROBES, TABLE_KEYS). */
static const bool describes_machine[TABLE_COUNT] = {
    [TABLE_SOFTWARE] = true, [TABLE_INTERFACES] = true, [TABLE_COMPONENTS] = true, [TABLE_ACCOUNTS] = true,
    [TABLE_UPDATES] = true,  [TABLE_NEIGHBORS] = true,  [TABLE_GUESTS] = true,
};

static bool is_of_target(const struct probe_record *record, size_t target_index, const struct host_report *report,
                         enum probe_outcome outcome) {
    return record->target == target_index && record->outcome == outcome && record->tenths == report->tenths &&
           record->is_reached == report->is_reached && str_eq(record->address, str_from(report->address)) &&
           str_eq(record->credential, report->credential);
}

static bool has_known_keys(const struct device_keys *keys, const struct target *target,
                           const struct host_report *report) {
    return str_eq(keys->host_key, str_from(report->fingerprint)) && str_eq(keys->site, target->site) &&
           str_eq(keys->address, str_from(report->address)) && keys->is_snmp == (target->method == SCAN_SNMP);
}

static bool has_known_device(struct str *rows, const struct host_report *report, struct instant observed_at) {
    struct str cells[COLUMNS_MAX];
    enum table_id table;
    char text[26];

    instant_format(observed_at, text);
    return probe_record_next_row(rows, &table, cells) && table == TABLE_DEVICES &&
           str_eq(cells[DEVICES_ADDRESS], str_from(report->address)) &&
           str_eq(cells[DEVICES_OBSERVED_AT], str_from(text));
}

/* Behind the last row stands one byte, a 0. */
static bool has_only_details(struct str rows) {
    struct str cells[COLUMNS_MAX];
    enum table_id table;

    while (rows.n > 1) {
        if (!probe_record_next_row(&rows, &table, cells) || !describes_machine[table]) {
            return false;
        }
    }
    return rows.n == 1 && rows.p[0] == '\0';
}

bool record_check(struct str bytes, size_t target_index, const struct target *target, const struct host_report *report,
                  struct instant observed_at, enum probe_outcome outcome) {
    struct probe_record record;

    if (!probe_record_read(&bytes, &record) || !is_of_target(&record, target_index, report, outcome)) {
        return false;
    }
    return record.has_device ? has_known_keys(&record.keys, target, report) &&
                                   has_known_device(&bytes, report, observed_at) && has_only_details(bytes)
                             : bytes.n == 0;
}
