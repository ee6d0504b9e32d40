#include "scanner/collect/snmp/software.h"

#include "base/text.h"
#include "scanner/collect/fields.h"
#include "scanner/snmp/value.h"

#define NET_SNMP    8072
#define UCD_SNMP    2021
#define WINDOWS     311
#define NAME_CUT    63 /* characters: names of this length may have lost their end */
#define DATE_LENGTH 10
#define DPKG_ARCHES "all|amd64|arm64|armel|armhf|i386|mips|mips64el|mipsel|powerpc|ppc64el|riscv64|s390x"
#define RPM_ARCHES  "noarch|x86_64|i386|i486|i586|i686|aarch64|armv7hl|ppc64|ppc64le|s390x"

enum { CELL_NAME, CELL_TYPE, CELL_DATE };

static const struct snmp_table software_table = {.entry = MIB2 "25.6.3.1", .columns = {2, 4, 5}};

enum { TYPE_OPERATING_SYSTEM = 2 };

static bool starts_with_digit(struct str text) {
    return text.n > 0 && str_is_digit(text.p[0]);
}

/* "bash_5.2.15-2+b2_amd64": names and versions of Debian have no underscore. */
static bool split_dpkg(struct str text, struct str *ret_name, struct str *ret_version, struct str *ret_arch) {
    struct str rest = text, name, version;

    if (!str_cut(&rest, '_', &name) || !str_cut(&rest, '_', &version) || name.n == 0 || !starts_with_digit(version) ||
        !str_is_listed(DPKG_ARCHES, rest)) {
        return false;
    }
    *ret_name = name;
    *ret_version = version;
    *ret_arch = rest;
    return true;
}

/* "34.el7.x86_64": the architecture goes, where it is one. */
static struct str take_arch(struct str *release) {
    ptrdiff_t dot = fields_find_last(*release, '.');
    struct str arch = dot > 0 ? str_sub(*release, (size_t)dot + 1, SIZE_MAX) : STR_NONE;

    if (!str_is_listed(RPM_ARCHES, arch)) {
        return STR_NONE;
    }
    *release = str_sub(*release, 0, (size_t)dot);
    return arch;
}

/* "bash-4.2.46-34.el7": names have hyphens, versions and releases have none. */
static bool split_rpm(struct str text, struct str *ret_name, struct str *ret_version, struct str *ret_arch) {
    ptrdiff_t last = fields_find_last(text, '-');
    ptrdiff_t middle = last > 0 ? fields_find_last(str_sub(text, 0, (size_t)last), '-') : -1;
    struct str version, arch;

    if (middle <= 0 || !starts_with_digit(str_sub(text, (size_t)middle + 1, SIZE_MAX)) ||
        !starts_with_digit(str_sub(text, (size_t)last + 1, SIZE_MAX)) || str_find_char(text, ' ') >= 0) {
        return false;
    }
    version = str_sub(text, (size_t)middle + 1, SIZE_MAX);
    arch = take_arch(&version);
    *ret_name = str_sub(text, 0, (size_t)middle);
    *ret_version = version;
    *ret_arch = arch;
    return true;
}

/* What may be a name without its end. */
static bool is_cut(struct str text) {
    return text_count(text) >= NAME_CUT;
}

/* False when it is of neither form for certain. */
static bool split(struct str text, struct str *ret_name, struct str *ret_version, struct str *ret_arch) {
    return !is_cut(text) &&
           (split_dpkg(text, ret_name, ret_version, ret_arch) || split_rpm(text, ret_name, ret_version, ret_arch));
}

/* Of "libfoo-dev_1.2-3_a", which lost its end, the name is known, and the version if anything is behind it. */
static bool split_cut_dpkg(struct str text, struct str *ret_name, struct str *ret_version) {
    struct str rest = text, name;
    ptrdiff_t end;

    if (!is_cut(text) || !str_cut(&rest, '_', &name) || name.n == 0 || !starts_with_digit(rest)) {
        return false;
    }
    end = str_find_char(rest, '_');
    *ret_name = name;
    *ret_version = end > 0 ? str_sub(rest, 0, (size_t)end) : STR_NONE;
    return true;
}

static bool is_text(const struct snmp_variable *name) {
    return name && name->type == SNMP_TYPE_BYTES;
}

struct agent {
    bool is_net_snmp, is_of_linux;
    bool is_of_dpkg; /* others have names with underscores */
};

static void add_row(const struct snmp_row *cells, const struct agent *agent, struct observation *observation) {
    struct str text = snmp_text(observation->arena, cells->cells[CELL_NAME]);
    struct str name = text, version = STR_NONE, arch = STR_NONE;
    bool is_named = is_text(cells->cells[CELL_NAME]) && !str_is_empty(text);
    struct observation_row *row = !is_named ? NULL : observation_add(observation, TABLE_SOFTWARE);

    if (!row) {
        return;
    }
    if (is_cut(text)) {
        observation_note(observation, STR("software names cut"));
    }
    if (agent->is_of_linux && !split(text, &name, &version, &arch) && agent->is_of_dpkg) {
        split_cut_dpkg(text, &name, &version);
    }
    observation_cell(observation, row, SOFTWARE_PRODUCT, name);
    observation_cell(observation, row, SOFTWARE_VERSION, version);
    observation_cell(observation, row, SOFTWARE_ARCH, arch);
    observation_cell(observation, row, SOFTWARE_SOURCE, STR("hrSWInstalled"));
    observation_cell(observation, row, SOFTWARE_INSTALLED_ON,
                     str_sub(snmp_date(observation->arena, cells->cells[CELL_DATE]), 0, DATE_LENGTH));
    /* net-snmp calls every essential package one */
    if (!agent->is_net_snmp && snmp_number_is(cells->cells[CELL_TYPE], TYPE_OPERATING_SYSTEM)) {
        observation_cell(observation, row, SOFTWARE_KIND, STR("os"));
    }
}

/* By what net-snmp calls itself there, today and before it had that name. */
static bool is_of_linux(const struct snmp_answers *answers) {
    static const uint32_t today[] = {1, 3, 6, 1, 4, 1, NET_SNMP, 3, 2, 10};
    static const uint32_t before[] = {1, 3, 6, 1, 4, 1, UCD_SNMP, 250, 10};
    const struct snmp_variable *object = snmp_answers_get(answers, MIB2 "1.2.0");

    return object && (snmp_oid_eq(object->identifier, (struct snmp_oid){today, ARRAY_LEN(today)}) ||
                      snmp_oid_eq(object->identifier, (struct snmp_oid){before, ARRAY_LEN(before)}));
}

/* Is there a row that only dpkg can have written? */
static bool is_of_dpkg(const struct snmp_answers *answers, struct arena *arena) {
    struct str name, version, arch;
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, answers, &software_table);
    while (snmp_rows_next(&rows, &row)) {
        if (split_dpkg(snmp_text(arena, row.cells[CELL_NAME]), &name, &version, &arch)) {
            return true;
        }
    }
    return false;
}

static struct agent agent_of(const struct snmp_answers *answers, struct arena *arena) {
    uint32_t enterprise = snmp_enterprise(answers);
    bool is_linux = is_of_linux(answers);

    return (struct agent){
        .is_net_snmp = enterprise == NET_SNMP || enterprise == UCD_SNMP,
        .is_of_linux = is_linux,
        .is_of_dpkg = is_linux && is_of_dpkg(answers, arena),
    };
}

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    struct agent agent = agent_of(answers, observation->arena);
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, answers, &software_table);
    while (snmp_rows_next(&rows, &row)) {
        add_row(&row, &agent, observation);
    }
}

static bool is_whole(const struct agent *agent, struct arena *arena, const struct snmp_variable *name) {
    struct str text = snmp_text(arena, name), ignored;

    return is_text(name) && (!is_cut(text) || (agent->is_of_dpkg && split_cut_dpkg(text, &ignored, &ignored)));
}

/* The agent of Windows reads one Uninstall key of the registry, that of its own word size, and nobody's own. What is
 * behind a name that was cut is not known to be there by its whole name, and what has no text for a name by none. */
static bool lacks(const struct snmp_answers *answers) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct agent agent = arena ? agent_of(answers, arena) : (struct agent){0};
    bool is_partial = !arena || snmp_enterprise(answers) == WINDOWS;
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, answers, &software_table);
    while (!is_partial && snmp_rows_next(&rows, &row)) {
        is_partial = !is_whole(&agent, arena, row.cells[CELL_NAME]);
    }
    return is_partial;
}

static const struct snmp_table *const tables[] = {&software_table, NULL};
const struct snmp_collector collect_snmp_software = {
    .part = "packages", .needs_rows = true, .tables = tables, .lacks = lacks, .parse = parse};
