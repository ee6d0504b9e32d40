#include "scanner/scan_observe.h"

#include "base/buffer.h"
#include "inventory/identity.h"
#include "inventory/value.h"
#include "scanner/collect/collect.h"
#include "scanner/collect/snmp/snmp.h"
#include "scanner/collect/snmp/system.h"
#include "scanner/snmp/recording.h"
#include "scanner/snmp/value.h"
#include "scanner/snmp/vendor.h"

#define FAILURES_LISTED 8

static bool has_complete_section(const struct section_list *sections) {
    for (size_t i = 0; i < sections->count; i++) {
        if (sections->items[i].is_complete) {
            return true;
        }
    }
    return false;
}

/* The lowest of the device's own MAC addresses, in its normal form. Those of the table `interfaces` do not count: they
 * are of docking stations and USB adapters, too. */
static struct str mac_key(const struct observation *observation) {
    CLEANUP(buffer_done) struct buffer lowest = {0};
    CLEANUP(buffer_done) struct buffer normal = {0};
    struct str rest = observation_get(observation, DEVICES_MAC_ADDRESSES);
    struct str part;

    while (value_next_part(schema_column(TABLE_DEVICES, DEVICES_MAC_ADDRESSES), &rest, &part)) {
        buffer_reset(&normal);
        if (identity_normalise(KEY_MAC, part, &normal) &&
            (lowest.n == 0 || str_cmp(buffer_view(&normal), buffer_view(&lowest)) < 0)) {
            buffer_reset(&lowest);
            buffer_append(&lowest, buffer_view(&normal));
        }
    }
    return arena_dup(observation->arena, buffer_view(&lowest));
}

/* What two machines do not have in common by chance, even if one is a copy of the other. */
static struct str state_of(const struct observation *observation) {
    struct str boot = observation_get(observation, DEVICES_BOOT_AT);
    struct str addresses = observation_get(observation, DEVICES_IP_ADDRESSES);

    if (str_is_empty(boot) || str_is_empty(addresses)) {
        return STR_NONE;
    }
    return arena_printf(observation->arena, "%.*s %.*s", STR_FMT(boot), STR_FMT(addresses));
}

static void fill_keys(const struct target *target, const struct host_report *report,
                      const struct observation *observation, struct device_keys *keys) {
    *keys = (struct device_keys){
        .manufacturer = observation_get(observation, DEVICES_MANUFACTURER),
        .serial = observation_get(observation, DEVICES_SERIAL),
        .uuid = observation_get(observation, DEVICES_UUID),
        .mac = mac_key(observation),
        .host_key = str_from(report->fingerprint),
        .site = target->site,
        .hostname = observation_get(observation, DEVICES_HOSTNAME),
        .address = str_from(report->address),
        .machine_id = observation->machine_id,
        .state = state_of(observation),
    };
}

/* The site that the targets name is where the machine was reached, so it is its observed place. */
static void fill_device(const struct target *target, const struct host_report *report, struct instant observed_at,
                        struct observation *observation) {
    char text[26];

    instant_format(observed_at, text);
    observation_set(observation, DEVICES_OBSERVED_AT, str_from(text));
    observation_set(observation, DEVICES_ADDRESS, str_from(report->address));
    observation_set(observation, DEVICES_METHOD, str_from(scan_method_word(target->method)));
    observation_set(observation, DEVICES_LOCATION, target->site);
}

/* --- over SSH --- */

/* No section came whole: there is nothing to know the host by. */
static void note_useless(const struct host_report *report, struct probe_record *record) {
    record->outcome = report->otherwise;
    if (str_is_empty(record->message)) {
        record->message = STR("the host's shell did not run the script");
    }
}

/* A host that answers nonsense on purpose is one that failed, and no end of the scan. */
static enum err_code note_nonsense(struct probe_record *record) {
    record->outcome = PROBE_ERROR;
    record->message = STR("the host answered with more sections than there are");
    return ERR_OK;
}

static enum err_code look_into_output(const struct target *target, const struct host_report *report,
                                      struct instant observed_at, struct observation *observation,
                                      struct probe_record *record, struct err *err) {
    struct section_list sections;
    enum err_code code = section_split(report->output, str_from(report->marker), observation->arena, &sections, err);

    if (code) {
        return code == ERR_TOO_LARGE ? note_nonsense(record) : code;
    }
    if (!has_complete_section(&sections)) {
        note_useless(report, record);
        return ERR_OK;
    }
    collect_all(&sections, observation, &record->complete, &record->missing);
    fill_device(target, report, observed_at, observation);
    fill_keys(target, report, observation, &record->keys);
    record->has_device = true;
    record->notes = observation->notes;
    if (!sections.is_done || record->missing.n) {
        record->outcome = PROBE_PARTIAL;
    }
    return arena_failed(observation->arena) ? err_no_memory(err) : ERR_OK;
}

/* --- over SNMP --- */

/* Counted back from when it was asked; to the minute, as the agent's clock runs by its own measure. */
static void set_boot(const struct snmp_answers *answers, struct instant observed_at, struct observation *observation) {
    uint64_t uptime;

    if (snmp_uptime(answers, &uptime)) {
        int64_t seconds = observed_at.seconds - (int64_t)uptime;
        observation->utc_offset = observed_at.utc_offset;
        observation_set_instant(observation, DEVICES_BOOT_AT, seconds - seconds % 60);
    }
}

/* "bridge table: rows went back" for each table that did not come whole, within reason. */
static struct str list_failures(const struct snmp_answers *answers, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer list = {0};
    const char *entry, *why;

    for (size_t i = 0; i < FAILURES_LISTED && snmp_answers_failure_at(answers, i, &entry, &why); i++) {
        buffer_printf(&list, "%s%s: %s", i ? "; " : "", entry, why);
    }
    if (snmp_answers_failure_at(answers, FAILURES_LISTED, &entry, &why)) {
        buffer_append_cstr(&list, "; and more");
    }
    return arena_dup(arena, buffer_view(&list));
}

static struct str engine_key(const struct host_report *report, struct arena *arena) {
    const struct snmp_variable *object = snmp_answers_get(report->answers, SNMP_ENGINE_ID);
    CLEANUP(buffer_done) struct buffer hex = {0};
    struct str bytes = report->engine.n || !object ? report->engine : object->bytes;

    for (size_t i = 0; i < bytes.n; i++) {
        buffer_printf(&hex, "%02x", (unsigned char)bytes.p[i]);
    }
    return arena_dup(arena, buffer_view(&hex));
}

static enum err_code look_into_answers(const struct target *target, const struct host_report *report,
                                       struct instant observed_at, struct observation *observation,
                                       struct probe_record *record, struct err *err) {
    if (snmp_answers_count(report->answers) == 0) {
        record->outcome = report->otherwise;
        record->message = STR("the agent has nothing to tell");
        return ERR_OK;
    }
    set_boot(report->answers, observed_at, observation);
    collect_snmp(report->answers, observation, &record->complete, &record->missing);
    fill_device(target, report, observed_at, observation);
    fill_keys(target, report, observation, &record->keys);
    record->keys.engine = engine_key(report, observation->arena);
    record->keys.is_snmp = true;
    record->keys.is_management = snmp_vendor_is_card(report->answers);
    record->has_device = true;
    record->notes = observation->notes;
    if (str_is_empty(record->message)) {
        record->message = list_failures(report->answers, observation->arena);
    }
    if (!str_is_empty(record->message)) {
        record->outcome = PROBE_PARTIAL;
    }
    return arena_failed(observation->arena) ? err_no_memory(err) : ERR_OK;
}

/* --- */

enum err_code scan_observe(size_t target_index, const struct target *target, const struct host_report *report,
                           struct instant observed_at, bool keep_raw, struct buffer *out,
                           enum probe_outcome *ret_outcome, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(buffer_done) struct buffer recording = {0};
    struct observation observation;
    struct probe_record record = {
        .target = target_index,
        .outcome = report->outcome,
        .tenths = report->tenths,
        .address = str_from(report->address),
        .credential = report->credential,
        .message = str_from(report->message),
        .is_reached = report->is_reached,
    };
    enum err_code code = ERR_OK;

    if (keep_raw && report->answers) {
        snmp_recording_write(report->answers, &recording);
        record.raw_output = buffer_view(&recording);
    } else if (keep_raw) {
        record.raw_output = report->output;
        record.raw_errors = report->errors;
    }
    if (!arena || !observation_init(&observation, arena)) {
        return err_no_memory(err);
    }
    if (report->outcome == PROBE_ANSWERED) {
        code = report->answers ? look_into_answers(target, report, observed_at, &observation, &record, err)
                               : look_into_output(target, report, observed_at, &observation, &record, err);
    }
    if (code) {
        return code;
    }
    probe_record_write(&record, &observation, out);
    if (out->failed) {
        return err_no_memory(err);
    }
    *ret_outcome = record.outcome;
    return ERR_OK;
}
