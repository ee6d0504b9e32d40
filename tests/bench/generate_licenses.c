/* A ledger of licences and what a scan found installed, for timing, the same for every run.
 *
 *   generate_licenses INSTALLATIONS LEDGER_DIR SNAPSHOT_DIR      neither directory may exist
 *
 * INSTALLATIONS on a hundredth as many machines, of which both sides know all; people, 2,000 licences of 500 products,
 * of which 50 are suites, 10,000 patterns of names, and the rules that belong to them. licensed.h says which products
 * there are. Rights are for 90 to 110 % of what they are needed for, in four lots: three of them current, in different
 * versions, the fourth special. Machines are counted, or users, cores and sockets; where lots of one product are
 * counted differently, both meet.
 *
 * Prints what was written. */

#include "tests/bench/cell.h"
#include "tests/bench/draw.h"
#include "tests/bench/licensed.h"
#include "tests/bench/sheet.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    LOTS = 4,
    SPECIAL_LOT = LOTS - 1,
    USER_SHELF = 6,
    MIXED_SHELF = 7,
    SUITE_PERCENT = 60,
    BESIDE_SUITE_PERCENT = 45
};

/* --- people and machines -------------------------------------------------------------------------------------------
 */

static void append_user_id(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;

    buffer_append_char(out, 'U');
    cell_decimal(out, machine->user, 6);
}

static const char *const surnames[] = {"佐藤", "鈴木", "高橋", "田中", "伊藤",   "渡辺", "山本", "中村",
                                       "小林", "加藤", "吉田", "山田", "佐々木", "山口", "松本", "井上"};
static const char *const syllables[] = {"健", "翔", "大", "拓", "直", "和", "裕", "智", "恵", "由",
                                        "真", "美", "香", "優", "奈", "沙", "里", "佳", "郎", "輝",
                                        "樹", "介", "子", "江", "司", "也", "平", "人"};

/* Seldom two alike. */
static void append_user_name(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;
    uint64_t rest = machine->user;

    buffer_append_cstr(out, surnames[rest % ARRAY_LEN(surnames)]);
    buffer_append_cstr(out, "　");
    rest /= ARRAY_LEN(surnames);
    for (unsigned i = 0; i < 3; i++) {
        buffer_append_cstr(out, syllables[rest % ARRAY_LEN(syllables)]);
        rest /= ARRAY_LEN(syllables);
    }
}

static void append_department(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;

    buffer_append(out, STR("第"));
    cell_decimal(out, machine->department, 1);
    buffer_append(out, STR("課"));
}

static void append_place(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;

    buffer_append(out, STR("合同庁舎"));
    cell_decimal(out, machine->place / 20, 1);
    buffer_append(out, STR("号館 "));
    cell_decimal(out, machine->place % 20 + 1, 1);
    buffer_append(out, STR("階"));
}

static void append_asset_id(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;

    buffer_append(out, STR("HW-"));
    cell_decimal(out, machine->number, 8);
}

static void append_device_id(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;

    buffer_append_char(out, 'd');
    cell_hex(out, machine->number * UINT64_C(0x4000000000), 16);
}

static void append_serial(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;

    buffer_append(out, STR("MX"));
    cell_hex_capital(out, machine->number * UINT64_C(0x9e3779b1), 8);
}

static void append_hostname(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;

    buffer_append(out, STR("pc"));
    cell_decimal(out, machine->number, 8);
}

static void append_kind(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;
    buffer_append_cstr(out, machine->is_server ? "server" : machine->draws % 3 == 0 ? "laptop" : "pc");
}

static void append_status(struct buffer *out, const void *row) {
    (void)row;
    buffer_append(out, STR("active"));
}

static void append_environment(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;
    buffer_append_cstr(out, machine->draws >> 32 & 15 ? "production" : "development");
}

static void append_shared_use(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;
    buffer_append_cstr(out, machine->is_shared ? "shared" : "personal");
}

static void append_sockets(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;
    cell_decimal(out, machine->is_server ? 1 + machine->draws % 2 : 1, 1);
}

static void append_cores(struct buffer *out, const void *row) {
    const struct licensed_machine *machine = row;
    uint64_t a_socket = machine->is_server ? 4 + (machine->draws >> 4) % 8 * 2 : 4;
    cell_decimal(out, a_socket * (machine->is_server ? 1 + machine->draws % 2 : 1), 1);
}

static const struct sheet_column person_columns[] = {
    {"user_id", append_user_id}, {"user_name", append_user_name}, {"department", append_department}};
static const struct sheet_column asset_columns[] = {
    {"asset_id", append_asset_id},       {"serial", append_serial},
    {"hostname", append_hostname},       {"kind", append_kind},
    {"user_id", append_user_id},         {"department", append_department},
    {"location", append_place},          {"status", append_status},
    {"environment", append_environment}, {"shared_use", append_shared_use},
    {"cpu_sockets", append_sockets},     {"cpu_cores", append_cores},
};
static const struct sheet_column device_columns[] = {
    {"device_id", append_device_id}, {"asset_tag", append_asset_id},  {"serial", append_serial},
    {"hostname", append_hostname},   {"cpu_sockets", append_sockets}, {"cpu_cores", append_cores},
};
static const struct sheet_column account_columns[] = {{"device_id", append_device_id}, {"user_id", append_user_id}};

#define WRITE_SHEET(directory, table, columns) sheet_new((directory), (table), (columns), ARRAY_LEN(columns), "\n")

static void write_people(uint64_t machines, struct sheet_directory *ledger) {
    struct sheet *sheet = WRITE_SHEET(ledger, TABLE_PEOPLE, person_columns);

    for (uint64_t user = 0; user < licensed_people(machines); user++) {
        struct licensed_machine machine = licensed_machine_at(user, machines);
        sheet_add(sheet, &machine);
    }
    sheet_close(ledger, sheet);
}

static void write_machines(uint64_t machines, struct sheet *sheet, struct sheet_directory *directory) {
    for (uint64_t number = 0; number < machines; number++) {
        struct licensed_machine machine = licensed_machine_at(number, machines);
        sheet_add(sheet, &machine);
    }
    sheet_close(directory, sheet);
}

/* --- what is installed ---------------------------------------------------------------------------------------------
 */

struct installed_row {
    const struct licensed_machine *machine;
    struct licensed_installation installation;
};

static void append_owner(struct buffer *out, const void *row) {
    append_device_id(out, ((const struct installed_row *)row)->machine);
}

/* Of products with a right each second has its release in its name, the others as their version. */
static bool is_named_by_release(unsigned title) {
    return title % 2 == 0;
}

static void append_title(struct buffer *out, const void *row) {
    const struct licensed_installation *installation = &((const struct installed_row *)row)->installation;

    licensed_name(out, installation->title);
    if (installation->title < PRODUCTS && is_named_by_release(installation->title)) {
        buffer_append_char(out, ' ');
        licensed_release(out, installation->release);
    }
}

static void append_maker(struct buffer *out, const void *row) {
    licensed_vendor(out, ((const struct installed_row *)row)->installation.title);
}

static void append_version(struct buffer *out, const void *row) {
    const struct licensed_installation *installation = &((const struct installed_row *)row)->installation;

    if (installation->title < PRODUCTS) {
        licensed_release(out, installation->release);
    } else {
        cell_decimal(out, 1 + draw_bits(installation->title) % 24, 1);
    }
    buffer_append(out, STR(".0.1"));
}

static void append_source(struct buffer *out, const void *row) {
    (void)row;
    buffer_append(out, STR("registry"));
}

static const struct sheet_column installed_columns[] = {{"device_id", append_owner},
                                                        {"product", append_title},
                                                        {"vendor", append_maker},
                                                        {"version", append_version},
                                                        {"source", append_source}};

static void write_installed(uint64_t machines, struct sheet_directory *snapshot) {
    struct sheet *sheet = WRITE_SHEET(snapshot, TABLE_SOFTWARE, installed_columns);

    for (uint64_t number = 0; number < machines; number++) {
        struct licensed_machine machine = licensed_machine_at(number, machines);
        for (unsigned place = 0; place < INSTALLATIONS; place++) {
            struct installed_row row = {&machine, licensed_installation_at(&machine, place)};
            sheet_add(sheet, &row);
        }
    }
    sheet_close(snapshot, sheet);
}

/* --- patterns of names ---------------------------------------------------------------------------------------------
 */

enum pattern_kind { PATTERN_EXACT, PATTERN_GLOB, PATTERN_REGEX, PATTERN_KINDS };

static unsigned title_of(const void *row) {
    return *(const unsigned *)row;
}

static enum pattern_kind kind_of_pattern(unsigned title) {
    if (title < PRODUCTS) {
        return is_named_by_release(title) ? PATTERN_REGEX : PATTERN_GLOB;
    }
    return title % PATTERN_KINDS;
}

static void append_pattern(struct buffer *out, const void *row) {
    unsigned title = title_of(row);
    enum pattern_kind kind = kind_of_pattern(title);

    buffer_append_cstr(out, kind == PATTERN_REGEX ? "/^" : "");
    size_t from = out->n;
    licensed_name(out, title);
    for (size_t i = from; kind == PATTERN_REGEX && i < out->n; i++) {
        out->p[i] = (char)(out->p[i] >= 'A' && out->p[i] <= 'Z' ? out->p[i] - 'A' + 'a' : out->p[i]);
    }
    buffer_append_cstr(out, kind == PATTERN_REGEX ? "(?: (?<version>\\d{4}))?$/" : kind == PATTERN_GLOB ? "*" : "");
}

static void append_class(struct buffer *out, const void *row) {
    static const char *const classes[] = {"os-package", "os-package", "component", "driver", "runtime", "product"};
    unsigned title = title_of(row);
    buffer_append_cstr(out, title < FIRST_OTHER ? "product" : classes[title % ARRAY_LEN(classes)]);
}

static void append_vendor(struct buffer *out, const void *row) {
    licensed_vendor(out, title_of(row));
}

static void append_name(struct buffer *out, const void *row) {
    licensed_name(out, title_of(row));
}

static void append_licensable(struct buffer *out, const void *row) {
    buffer_append_cstr(out, title_of(row) < FIRST_OTHER ? "" : "no");
}

static void append_rule_source(struct buffer *out, const void *row) {
    (void)row;
    buffer_append(out, STR("bench"));
}

static void append_checked_on(struct buffer *out, const void *row) {
    (void)row;
    buffer_append(out, STR("2026-04-01"));
}

static const struct sheet_column rule_columns[] = {
    {"pattern", append_pattern},       {"class", append_class},           {"vendor", append_vendor},
    {"product", append_name},          {"licensable", append_licensable}, {"source", append_rule_source},
    {"checked_on", append_checked_on},
};

/* --- rules ---------------------------------------------------------------------------------------------------------
 */

static void append_from_release(struct buffer *out, const void *row) {
    (void)row;
    licensed_release(out, RELEASES - 1);
}

static void append_to_releases(struct buffer *out, const void *row) {
    (void)row;
    licensed_release(out, 0);
    buffer_append_char(out, ';');
    licensed_release(out, 1);
}

static void append_condition(struct buffer *out, const void *row) {
    buffer_append_cstr(out, title_of(row) % 4 == 0 ? "volume" : "always");
}

static void append_least(struct buffer *out, const void *row) {
    (void)row;
    buffer_append_char(out, '8');
}

static const struct sheet_column downgrade_columns[] = {
    {"product", append_name},        {"from_version", append_from_release}, {"to_versions", append_to_releases},
    {"condition", append_condition}, {"source", append_rule_source},        {"checked_on", append_checked_on},
};
static const struct sheet_column minimum_columns[] = {
    {"pattern", append_name},
    {"per_socket", append_least},
    {"source", append_rule_source},
    {"checked_on", append_checked_on},
};

static void write_titles(unsigned first, unsigned end, unsigned step, struct sheet *sheet,
                         struct sheet_directory *ledger) {
    for (unsigned title = first; title < end; title += step) {
        sheet_add(sheet, &title);
    }
    sheet_close(ledger, sheet);
}

static void write_rules(struct sheet_directory *ledger) {
    struct sheet *sheet = WRITE_SHEET(ledger, TABLE_PRODUCTS, rule_columns);
    write_titles(0, TITLES, 1, sheet, ledger);
    sheet = WRITE_SHEET(ledger, TABLE_DOWNGRADES, downgrade_columns);
    write_titles(0, FIRST_OTHER, 1, sheet, ledger);
    sheet = WRITE_SHEET(ledger, TABLE_MINIMUMS, minimum_columns);
    write_titles(SERVER_SHELF * SHELF, PRODUCTS, 1, sheet, ledger);
}

/* --- rights --------------------------------------------------------------------------------------------------------
 */

enum special { SPECIAL_OEM, SPECIAL_ENDED, SPECIAL_DEPARTMENTS, SPECIAL_OLD, SPECIAL_PURPOSE, SPECIALS };

struct lot {
    unsigned title, lot;
    uint64_t machines;
};

static bool is_suite(const struct lot *lot) {
    return lot->title >= PRODUCTS;
}

static bool is_special(const struct lot *lot, enum special special) {
    return lot->lot == SPECIAL_LOT && lot->title % SPECIALS == special;
}

static void append_license_id(struct buffer *out, const void *row) {
    const struct lot *lot = row;

    buffer_append_char(out, 'L');
    cell_decimal(out, lot->title * LOTS + lot->lot, 5);
}

static void append_lot_vendor(struct buffer *out, const void *row) {
    licensed_vendor(out, ((const struct lot *)row)->title);
}

static void append_lot_product(struct buffer *out, const void *row) {
    licensed_name(out, ((const struct lot *)row)->title);
}

static void append_lot_version(struct buffer *out, const void *row) {
    const struct lot *lot = row;
    licensed_release(out, is_special(lot, SPECIAL_OLD) ? 0 : lot->lot == 1 ? 1 : 2);
}

/* Percent of what is needed of the product in all, by lot; all of them are 90 to 110 % of it. */
static uint64_t quantity_of(const struct lot *lot) {
    static const unsigned shares[LOTS] = {35, 30, 27, 8};
    uint64_t percent = 90 + draw_bits(lot->title) % 21;
    uint64_t needed = licensed_spread(lot->title, lot->machines);

    if (is_special(lot, SPECIAL_OEM)) {
        return 1;
    }
    if (is_suite(lot)) {
        percent = percent * SUITE_PERCENT / 100;
    } else if (lot->title / SHELF < SUITE_SHELVES) {
        percent = percent * BESIDE_SUITE_PERCENT / 100;
    } else if (lot->title / SHELF == SERVER_SHELF && lot->title % 3 == 0) {
        needed *= 18; /* cores of a server, on the average */
    }
    return needed * percent * shares[lot->lot] / 10000 + 1;
}

static void append_quantity(struct buffer *out, const void *row) {
    cell_decimal(out, quantity_of(row), 1);
}

static void append_metric(struct buffer *out, const void *row) {
    static const char *const by_size[] = {"core", "socket", "server"};
    const struct lot *lot = row;
    unsigned shelf = lot->title / SHELF, choice = is_suite(lot) ? (lot->title - PRODUCTS) % SHELF : lot->title % SHELF;
    bool goes_together = is_suite(lot) || shelf < SUITE_SHELVES;
    bool is_by_user =
        (goes_together && choice % 9 == 8) || shelf == USER_SHELF || (shelf == MIXED_SHELF && lot->lot == 1);

    if (!goes_together && shelf == SERVER_SHELF) {
        buffer_append_cstr(out, by_size[lot->title % ARRAY_LEN(by_size)]);
    } else {
        buffer_append_cstr(out, is_by_user ? "user" : "device");
    }
}

static void append_form(struct buffer *out, const void *row) {
    const struct lot *lot = row;
    buffer_append_cstr(out, is_special(lot, SPECIAL_OEM) ? "oem" : lot->lot == 0 ? "volume" : "package");
}

static void append_end(struct buffer *out, const void *row) {
    const struct lot *lot = row;
    buffer_append_cstr(out, is_special(lot, SPECIAL_ENDED) ? "2026-09-30"
                            : lot->title % 7 == 3          ? "2028-03-31"
                                                           : "永続");
}

static void append_purposes(struct buffer *out, const void *row) {
    buffer_append_cstr(out, is_special(row, SPECIAL_PURPOSE) ? "開発" : "");
}

static void append_departments(struct buffer *out, const void *row) {
    const struct lot *lot = row;

    for (unsigned i = 0; is_special(lot, SPECIAL_DEPARTMENTS) && i < 5; i++) {
        struct licensed_machine machine = {.department = (lot->title + i) % DEPARTMENTS};
        buffer_append_cstr(out, i ? ";" : "");
        append_department(out, &machine);
    }
}

static void append_bound_to(struct buffer *out, const void *row) {
    const struct lot *lot = row;
    struct licensed_machine machine = {.number = draw_bits(lot->title) % lot->machines};

    if (is_special(lot, SPECIAL_OEM)) {
        append_serial(out, &machine);
    }
}

static void append_components(struct buffer *out, const void *row) {
    const struct lot *lot = row;
    unsigned components[SUITE_SHELVES + 1];
    unsigned count = is_suite(lot) ? licensed_components(lot->title, components) : 0;

    for (unsigned i = 0; i < count; i++) {
        buffer_append_cstr(out, i ? ";" : "");
        licensed_name(out, components[i]);
    }
}

static void append_price(struct buffer *out, const void *row) {
    const struct lot *lot = row;

    if (lot->title % 10) {
        cell_decimal(out, (is_suite(lot) ? 30 : 10) * (100 + draw_bits(lot->title * LOTS + lot->lot) % 50), 1);
    }
}

static void append_certificate(struct buffer *out, const void *row) {
    buffer_append(out, STR("C-"));
    append_license_id(out, row);
}

static const struct sheet_column right_columns[] = {
    {"license_id", append_license_id},
    {"vendor", append_lot_vendor},
    {"product", append_lot_product},
    {"version", append_lot_version},
    {"quantity", append_quantity},
    {"metric", append_metric},
    {"form", append_form},
    {"end_on", append_end},
    {"purposes", append_purposes},
    {"departments", append_departments},
    {"bound_to", append_bound_to},
    {"components", append_components},
    {"unit_price", append_price},
    {"terms_checked_on", append_checked_on},
    {"certificate", append_certificate},
    {"certificate_quantity", append_quantity},
};

static void write_rights(uint64_t machines, struct sheet_directory *ledger) {
    struct sheet *sheet = WRITE_SHEET(ledger, TABLE_LICENSES, right_columns);

    for (unsigned number = 0; number < FIRST_OTHER * LOTS; number++) {
        struct lot lot = {number / LOTS, number % LOTS, machines};
        sheet_add(sheet, &lot);
    }
    sheet_close(ledger, sheet);
}

int main(int argument_count, char **arguments) {
    uint64_t installations;

    if (argument_count != 4 || !str_to_u64(str_from(arguments[1]), &installations) || installations < INSTALLATIONS) {
        generator_fail("usage: generate_licenses INSTALLATIONS LEDGER_DIR SNAPSHOT_DIR");
    }
    uint64_t machines = installations / INSTALLATIONS;
    struct sheet_directory ledger = sheet_directory_create(arguments[2]);
    write_people(machines, &ledger);
    write_machines(machines, WRITE_SHEET(&ledger, TABLE_DEVICES, asset_columns), &ledger);
    write_rights(machines, &ledger);
    write_rules(&ledger);
    struct sheet_directory snapshot = sheet_directory_create(arguments[3]);
    write_machines(machines, WRITE_SHEET(&snapshot, TABLE_DEVICES, device_columns), &snapshot);
    write_machines(machines, WRITE_SHEET(&snapshot, TABLE_ACCOUNTS, account_columns), &snapshot);
    write_installed(machines, &snapshot);
    sheet_directory_seal(&snapshot);
    printf("machines %" PRIu64 "\ninstallations %" PRIu64 "\nlicences %u\npatterns %u\n", machines,
           machines * INSTALLATIONS, FIRST_OTHER * LOTS, TITLES);
    return 0;
}
