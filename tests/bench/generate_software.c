/* A ledger of installed software and what a scan found installed, for timing, the same for every run.
 *
 *   generate_software ROWS LEDGER_DIR SNAPSHOT_DIR      neither directory may exist
 *
 * ROWS installations of 4,000 titles, 200 on each machine, and the machines themselves, of which both sides know all.
 * Both sides are in orders of their own; the scanner would have sorted its rows. 0.5 % of the installations have
 * another version, 0.25 % are listed only and 0.25 % are installed only. What was planted is printed, as findings
 * should tell it. */

#include "tests/bench/cell.h"
#include "tests/bench/pair.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    TITLES_PER_MACHINE = 200,
    CHOICES = 20, /* titles of which a machine has one: there are 200 times as many */
    BUILDS = 3,   /* versions of each title that machines have */
    CHANGED_ONE_IN = 199,
    CHANGED = 13,
    ONE_SIDE_ONE_IN = 401, /* each way */
    LISTED_ONLY = 77,
    INSTALLED_ONLY = 277,
};

enum { LEDGER_SEED = 3, SNAPSHOT_SEED = 4, DEVICES_SEED = 5 };

static const char *const names[] = {"Aoba", "Biwa",    "Chitose", "Daisetsu", "Echigo", "Fuji",   "Ginza",
                                    "Hida", "Izumo",   "Joetsu",  "Kogane",   "Mikawa", "Nagara", "Oki",
                                    "Sado", "Tokachi", "Uji",     "Wakasa",   "Yamato", "Zao"};
static const char *const subjects[] = {"Archive", "Backup",  "Calendar", "Document", "Drawing",  "Font",    "Form",
                                       "Image",   "Ledger",  "Mail",     "Map",      "Meeting",  "Network", "Payroll",
                                       "Print",   "Records", "Report",   "Security", "Terminal", "Video"};
static const char *const roles[] = {"Agent",  "Client",  "Connector", "Designer", "Editor",
                                    "Helper", "Manager", "Reader",    "Studio",   "Viewer"};

/* One installation: a title on a machine. */
struct installation {
    struct pair_installed on;
    uint64_t title, build;
};

static bool is_listed_only(uint64_t number) {
    return number % ONE_SIDE_ONE_IN == LISTED_ONLY;
}

static bool is_installed_only(uint64_t number) {
    return number % ONE_SIDE_ONE_IN == INSTALLED_ONLY;
}

/* The first choice is on every second machine. Where only the snapshot has a title it is one of these, so that some
 * machine of the ledger has it: nothing is said of titles that the ledger does not know at all. */
static struct installation installation_at(uint64_t number) {
    uint64_t draws = draw_bits(number), slot = number % TITLES_PER_MACHINE;
    bool is_first = draws % 2 == 0 || is_installed_only(number);

    return (struct installation){.on = {.device = number / TITLES_PER_MACHINE},
                                 .title = slot * CHOICES + (is_first ? 0 : draws / 2 % CHOICES),
                                 .build = draws / 2 / CHOICES % BUILDS};
}

static bool is_changed(uint64_t number) {
    return number % CHANGED_ONE_IN == CHANGED && !is_listed_only(number) && !is_installed_only(number);
}

/* Each title another: its number in the digits of the three lists. */
static void append_product(struct buffer *out, const void *row) {
    const struct installation *installation = row;
    uint64_t rest = installation->title;

    buffer_append_cstr(out, names[rest % ARRAY_LEN(names)]);
    rest /= ARRAY_LEN(names);
    buffer_append_char(out, ' ');
    buffer_append_cstr(out, subjects[rest % ARRAY_LEN(subjects)]);
    rest /= ARRAY_LEN(subjects);
    buffer_append_char(out, ' ');
    buffer_append_cstr(out, roles[rest]);
    buffer_append_cstr(out, installation->title % 7 == 0 ? " (x64)" : "");
}

static void append_vendor(struct buffer *out, const void *row) {
    const struct installation *installation = row;

    buffer_append_cstr(out, names[installation->title % ARRAY_LEN(names)]);
    buffer_append(out, installation->title % 3 == 0 ? STR(" Software K.K.") : STR(" Systems Inc."));
}

/* The builds of a title differ in their last part only. */
static void append_version(struct buffer *out, const void *row) {
    const struct installation *installation = row;
    uint64_t draws = draw_bits(installation->title);

    cell_decimal(out, 1 + draws % 24, 1);
    buffer_append_char(out, '.');
    cell_decimal(out, draws / 24 % 10, 1);
    buffer_append_char(out, '.');
    cell_decimal(out, 1000 + draws / 240 % 8000 + installation->build * 37, 1);
}

static const struct sheet_column listed_columns[] = {{"asset_id", pair_installed_asset_id},
                                                     {"product", append_product},
                                                     {"vendor", append_vendor},
                                                     {"version", append_version}};
static const struct sheet_column installed_columns[] = {{"device_id", pair_installed_device_id},
                                                        {"product", append_product},
                                                        {"vendor", append_vendor},
                                                        {"version", append_version},
                                                        {"source", pair_installed_source}};
static const struct sheet_column asset_columns[] = {
    {"asset_id", pair_label}, {"serial", pair_serial}, {"hostname", pair_hostname}, {"mac_addresses", pair_mac}};
static const struct sheet_column device_columns[] = {{"device_id", pair_device_id},
                                                     {"asset_tag", pair_label},
                                                     {"serial", pair_serial},
                                                     {"hostname", pair_hostname},
                                                     {"mac_addresses", pair_mac}};

struct planted_software {
    uint64_t versions, missing, unregistered;
};

static void write_listed(uint64_t rows, struct sheet_directory *directory, struct planted_software *planted) {
    struct sheet *sheet = sheet_new(directory, TABLE_SOFTWARE, listed_columns, ARRAY_LEN(listed_columns), "\n");
    struct shuffle shuffle = shuffle_of(rows, LEDGER_SEED);

    for (uint64_t i = 0; i < rows; i++) {
        uint64_t number = shuffle_at(&shuffle, i);
        struct installation installation = installation_at(number);
        planted->unregistered += is_installed_only(number);
        if (is_installed_only(number)) {
            continue;
        }
        if (is_changed(number)) {
            planted->versions++;
            installation.build = (installation.build + 1) % BUILDS;
        }
        sheet_add(sheet, &installation);
    }
    sheet_close(directory, sheet);
}

static void write_installed(uint64_t rows, const struct shuffle *devices, struct sheet_directory *directory,
                            struct planted_software *planted) {
    struct sheet *sheet = sheet_new(directory, TABLE_SOFTWARE, installed_columns, ARRAY_LEN(installed_columns), "\n");
    struct shuffle shuffle = shuffle_of(rows, SNAPSHOT_SEED);
    struct machine *machines = calloc(devices->count, sizeof *machines);

    for (uint64_t place = 0; place < devices->count; place++) {
        struct machine machine = pair_known_machine(devices, place);
        if (!machines) {
            generator_fail("memory is out");
        }
        machines[machine.number] = machine;
    }
    for (uint64_t i = 0; i < rows; i++) {
        uint64_t number = shuffle_at(&shuffle, i);
        struct installation installation = installation_at(number);
        planted->missing += is_listed_only(number);
        installation.on.machine = &machines[installation.on.device];
        if (!is_listed_only(number)) {
            sheet_add(sheet, &installation);
        }
    }
    free(machines);
    sheet_close(directory, sheet);
}

static void write_devices(const struct shuffle *devices, bool is_observed, struct sheet_directory *directory) {
    const struct sheet_column *columns = is_observed ? device_columns : asset_columns;
    size_t column_count = is_observed ? ARRAY_LEN(device_columns) : ARRAY_LEN(asset_columns);
    struct sheet *sheet = sheet_new(directory, TABLE_DEVICES, columns, column_count, "\n");

    for (uint64_t place = 0; place < devices->count; place++) {
        struct machine machine = pair_known_machine(devices, place);
        if (!is_observed) {
            machine = (struct machine){.number = place, .label = place};
        }
        sheet_add(sheet, &machine);
    }
    sheet_close(directory, sheet);
}

int main(int argument_count, char **arguments) {
    struct planted_software planted = {0};
    uint64_t rows;

    if (argument_count != 4 || !str_to_u64(str_from(arguments[1]), &rows) || rows == 0) {
        generator_fail("usage: generate_software ROWS LEDGER_DIR SNAPSHOT_DIR");
    }
    struct shuffle devices = shuffle_of((rows + TITLES_PER_MACHINE - 1) / TITLES_PER_MACHINE, DEVICES_SEED);
    struct sheet_directory ledger = sheet_directory_create(arguments[2]);
    write_devices(&devices, false, &ledger);
    write_listed(rows, &ledger, &planted);
    struct sheet_directory snapshot = sheet_directory_create(arguments[3]);
    write_devices(&devices, true, &snapshot);
    write_installed(rows, &devices, &snapshot, &planted);
    sheet_directory_seal(&snapshot);
    printf("versions %" PRIu64 "\nmissing %" PRIu64 "\nunregistered %" PRIu64 "\n", planted.versions, planted.missing,
           planted.unregistered);
    return 0;
}
