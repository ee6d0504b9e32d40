#include "scanner/collect/windows/software.h"

#include "base/calendar.h"
#include "base/date_read.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/windows/rows.h"

#include <stdlib.h>

#define EPOCH_HEX_DIGITS 8
#define EPOCH_2000       UINT64_C(946684800) /* a date that is none, 20240230, would be an earlier time */

struct title {
    struct str name, version, vendor;
    const struct json_node *row;
    size_t number; /* in the order of the section */
    bool is_repeated;
};

struct title_list {
    struct title *items;
    size_t count;
};

/* What Windows' own list of programs leaves out. */
static bool is_listed(const struct json_node *row) {
    uint64_t component;

    return !(windows_number(row, "SystemComponent", &component) && component == 1) &&
           str_is_empty(str_trim(json_text(json_get(row, "ParentKeyName")))) &&
           !str_is_empty(str_trim(json_text(json_get(row, "DisplayName"))));
}

static void read_titles(const struct json_node *rows, struct observation *observation, struct title_list *titles) {
    titles->items = arena_alloc_array(observation->arena, json_length(rows) + 1, sizeof(*titles->items));
    for (size_t i = 0; titles->items && i < json_length(rows); i++) {
        const struct json_node *row = json_at(rows, i);
        if (is_listed(row)) {
            titles->items[titles->count] = (struct title){.name = windows_text(observation, row, "DisplayName"),
                                                          .version = windows_text(observation, row, "DisplayVersion"),
                                                          .vendor = windows_text(observation, row, "Publisher"),
                                                          .row = row,
                                                          .number = titles->count};
            titles->count++;
        }
    }
}

static int compare_title(const struct title *a, const struct title *b) {
    int order = str_cmp(a->name, b->name);

    order = order ? order : str_cmp(a->version, b->version);
    return order ? order : str_cmp(a->vendor, b->vendor);
}

static int compare_text(const void *a, const void *b) {
    const struct title *x = a, *y = b;
    int order = compare_title(x, y);

    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static int compare_number(const void *a, const void *b) {
    const struct title *x = a, *y = b;

    return (x->number > y->number) - (x->number < y->number);
}

/* One title may have an entry in both views of the registry, or one for the machine and one for a user. */
static void mark_repeated(struct title_list *titles) {
    if (titles->count < 2) {
        return;
    }
    qsort(titles->items, titles->count, sizeof(*titles->items), compare_text);
    for (size_t i = 1; i < titles->count; i++) {
        titles->items[i].is_repeated = compare_title(&titles->items[i - 1], &titles->items[i]) == 0;
    }
    qsort(titles->items, titles->count, sizeof(*titles->items), compare_number);
}

static bool read_hex(struct str text, uint64_t *ret_number) {
    uint64_t number = 0;

    for (size_t i = 0; i < text.n; i++) {
        int digit = str_hex_digit(text.p[i]);
        if (digit < 0) {
            return false;
        }
        number = number * 16 + (uint64_t)digit;
    }
    *ret_number = number;
    return text.n == EPOCH_HEX_DIGITS && number >= EPOCH_2000;
}

/* "9/30/2024" or "30.9.2024": the parts, when they are three numbers, the last one of four digits. */
static bool split_date(struct str text, uint64_t ret_parts[3]) {
    char separator = str_find_char(text, '/') > 0 ? '/' : str_find_char(text, '.') > 0 ? '.' : '-';
    struct str part;

    for (size_t i = 0; i < 3; i++) {
        if (!str_cut(&text, separator, &part) || !str_to_u64(part, &ret_parts[i]) || part.n != (i == 2 ? 4 : part.n) ||
            part.n > 4) {
            return false;
        }
    }
    return text.p == NULL;
}

/* Whose locale it was written in is not known: it counts only where day and month cannot be mistaken. */
static bool read_local_date(struct str text, struct date *ret_date) {
    uint64_t parts[3];
    bool is_day_first;

    if (!split_date(text, parts) || (parts[0] <= 12 && parts[1] <= 12 && parts[0] != parts[1])) {
        return false;
    }
    is_day_first = parts[0] > 12;
    return date_from_civil(
        (struct civil){(int)parts[2], (int)parts[is_day_first ? 1 : 0], (int)parts[is_day_first ? 0 : 1]}, ret_date);
}

/* Installers write yyyymmdd, as Microsoft asks; others a date of the locale, or seconds since 1970 in hex. */
static bool read_installed_on(const struct observation *observation, struct str text, struct date *ret_date) {
    char digits[STR_U64_SIZE];
    int64_t seconds;
    uint64_t number;

    if (date_read(text, ret_date) == DATE_READ || read_local_date(text, ret_date)) {
        return true;
    }
    if (!fields_epoch(text, &seconds) &&
        !(read_hex(text, &number) && fields_epoch(str_format_u64(number, digits), &seconds))) {
        return false;
    }
    *ret_date = instant_day((struct instant){seconds, observation->utc_offset}, observation->utc_offset);
    return true;
}

/* The entries of a 32-bit program on a 64-bit Windows stand in a branch of their own. */
static struct str arch_of(struct str native, struct str view) {
    static const struct {
        const char *windows, *name;
    } names[] = {{"AMD64", "x64"}, {"x86", "x86"}, {"ARM64", "arm64"}, {"IA64", "ia64"}};

    if (str_eq(view, STR("wow64"))) {
        return STR("x86");
    }
    for (size_t i = 0; str_eq(view, STR("machine")) && i < ARRAY_LEN(names); i++) {
        if (str_eq_ignore_case(native, str_from(names[i].windows))) {
            return str_from(names[i].name);
        }
    }
    return STR_NONE;
}

static bool is_update(struct str release) {
    static const char *const types[] = {"Security Update", "Update Rollup", "Update",         "Hotfix",
                                        "Service Pack",    "ServicePack",   "Critical Update"};

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (str_eq_ignore_case(release, str_from(types[i]))) {
            return true;
        }
    }
    return false;
}

static void add_title(struct observation *observation, const struct title *title, struct str native) {
    struct observation_row *row = observation_add(observation, TABLE_SOFTWARE);
    struct date date;
    char text[11];

    if (!row) {
        return;
    }
    observation_cell(observation, row, SOFTWARE_PRODUCT, title->name);
    observation_cell(observation, row, SOFTWARE_VERSION, title->version);
    observation_cell(observation, row, SOFTWARE_VENDOR, title->vendor);
    observation_cell(observation, row, SOFTWARE_ARCH, arch_of(native, windows_text(observation, title->row, "View")));
    observation_cell(observation, row, SOFTWARE_LOCATION, windows_text(observation, title->row, "InstallLocation"));
    observation_cell(observation, row, SOFTWARE_SOURCE, STR("registry"));
    if (is_update(windows_text(observation, title->row, "ReleaseType"))) {
        observation_cell(observation, row, SOFTWARE_KIND, STR("update"));
    }
    if (read_installed_on(observation, windows_text(observation, title->row, "InstallDate"), &date)) {
        date_format(date, text);
        observation_cell(observation, row, SOFTWARE_INSTALLED_ON, str_from(text));
    }
}

void collect_windows_software(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    struct title_list titles = {0};
    struct str native;

    if (!document) {
        return;
    }
    native = windows_text(observation, windows_first(document, "Environment"), "PROCESSOR_ARCHITECTURE");
    read_titles(windows_rows(document, "Uninstall"), observation, &titles);
    mark_repeated(&titles);
    for (size_t i = 0; i < titles.count; i++) {
        if (!titles.items[i].is_repeated) {
            add_title(observation, &titles.items[i], native);
        }
    }
}
