#include "scanner/collect/hardware/platform.h"

#include "base/hash.h"
#include "inventory/identity.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/dmi.h"

static void set_unless_placeholder(struct observation *observation, unsigned column, struct str text) {
    if (!identity_is_placeholder(text)) {
        observation_set(observation, column, text);
    }
}

/* The serial of the whole frame, which every partition in it reports. */
static void set_frame_serial(struct observation *observation, struct str serial) {
    if (!str_is_empty(serial)) {
        observation_set(observation, DEVICES_CHASSIS_SERIAL, serial);
        observation_note(observation, STR("chassis serial of the frame"));
    }
}

/* POWER writes "IBM,0210012AB" and "IBM,8286-41A". */
static void collect_device_tree(struct str body, struct observation *observation) {
    struct str model = fields_value(body, "dt_model"), system_id = fields_value(body, "dt_system_id");

    set_unless_placeholder(observation, DEVICES_SERIAL, fields_value(body, "dt_serial"));
    if (str_starts_with(model, STR("IBM,"))) {
        observation_set(observation, DEVICES_MANUFACTURER, STR("IBM"));
    }
    observation_set(observation, DEVICES_MODEL, fields_without_prefix(model, STR("IBM,")));
    if (str_starts_with(system_id, STR("IBM,"))) {
        set_frame_serial(observation, fields_without_prefix(fields_without_prefix(system_id, STR("IBM,")), STR("02")));
    }
}

/* Network boxes whose makers have ways of their own. */
static void collect_box(struct str body, struct observation *observation) {
    set_unless_placeholder(observation, DEVICES_SERIAL, fields_value(body, "box_serial"));
    observation_set(observation, DEVICES_MANUFACTURER, fields_value(body, "box_vendor"));
    observation_set(observation, DEVICES_MODEL, fields_value(body, "box_model"));
}

/* "Key: value" lines of /proc/sysinfo (IBM Z) and /proc/cpuinfo (small ARM boards). */
static void take_line(struct str line, struct observation *observation) {
    struct str value;

    if (fields_colon(line, "Manufacturer", &value)) {
        observation_set(observation, DEVICES_MANUFACTURER, value);
    } else if (fields_colon(line, "Type", &value) || fields_colon(line, "Model", &value)) {
        observation_set(observation, DEVICES_MODEL, value);
    } else if (fields_colon(line, "Sequence Code", &value)) {
        set_frame_serial(observation, value);
    } else if (fields_colon(line, "Serial", &value)) {
        set_unless_placeholder(observation, DEVICES_SERIAL, value);
    } else if (fields_colon(line, "VM00 Name", &value)) {
        observation_set(observation, DEVICES_VIRTUAL, STR("yes"));
        observation_set(observation, DEVICES_KIND, STR("vm"));
    }
}

/* Copied with an image, it is the same on many machines. systemd asks to keep it from others: only a hash goes on,
 * which is enough to find clones. */
static void take_machine_id(struct str text, struct observation *observation) {
    CLEANUP(buffer_done) struct buffer normal = {0};
    char hex[17];

    if (identity_normalise(KEY_UUID, text, &normal)) {
        hash64_format(hash64(buffer_view(&normal)), hex);
        observation->machine_id = arena_dup(observation->arena, str_from(hex));
    }
}

/* This is the last section that could tell a serial number. */
static void note_no_serial(struct str body, struct observation *observation) {
    if (!str_is_empty(observation_get(observation, DEVICES_SERIAL)) ||
        str_contains(observation->notes, STR("serial"))) {
        return;
    }
    if (observation->is_container) {
        observation_note(observation, STR("no serial: a container has none"));
    } else if (str_eq(fields_value(body, "smbios"), STR("none"))) {
        observation_note(observation, STR("no serial: the firmware has neither SMBIOS nor a device tree with one"));
    } else {
        observation_note(observation, STR("no serial: the firmware tells none"));
    }
}

/* What the firmware, or what stands in its place, says of the machine. */
static void collect_machine(struct str body, struct observation *observation) {
    struct str rest = body, line;

    collect_device_tree(body, observation);
    collect_box(body, observation);
    while (fields_next_line(&rest, &line)) {
        take_line(line, observation);
    }
    /* Xen gives the host of its guests an id of zeros */
    (void)dmi_set_uuid(fields_value(body, "xen_uuid"), observation);
}

void collect_platform(struct str body, struct observation *observation) {
    take_machine_id(fields_value(body, "machine_id"), observation);
    /* a container sees the machine that it runs on, which is another one */
    if (!observation->is_container) {
        collect_machine(body, observation);
    }
    /* goes with the copies of the installed system: no key, but worth a note */
    dmi_note_instance(fields_value(body, "cloud_instance"), observation);
    note_no_serial(body, observation);
}
