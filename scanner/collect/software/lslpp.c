#include "scanner/collect/software/lslpp.h"

#include "base/calendar.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/software/package.h"

#include <stdlib.h>

/* Package:Fileset:Level:State:PTF Id:Fix State:Type:Description:…, and /PATH:Fileset:Level:PTF Id:State:Type:… */
enum { FIELD_PLACE, FIELD_FILESET, FIELD_LEVEL, FIELD_3, FIELD_OLD_STATE, FIELD_STATE, FIELD_TYPE, FIELDS };
enum { HISTORY_FILESET = 1, HISTORY_DATE = 6, HISTORY_FIELDS };

#define FILESETS_MAX 200000

struct fileset {
    struct str name, level;
    bool is_rpm;
};

static size_t split(struct str line, struct str *fields, size_t count) {
    size_t n = 0;

    while (n < count && str_cut(&line, ':', &fields[n])) {
        fields[n] = str_trim(fields[n]);
        n++;
    }
    return n;
}

static bool read_fileset(struct str line, struct fileset *ret_fileset) {
    struct str fields[FIELDS] = {{0}};
    size_t n = split(line, fields, FIELDS);
    bool has_path = str_starts_with(fields[FIELD_PLACE], STR("/"));
    struct str level = fields[FIELD_LEVEL];

    if (n < FIELD_STATE || str_starts_with(line, STR("#")) || level.n == 0 || !str_is_digit(level.p[0])) {
        return false;
    }
    /* B: broken by an update that failed; it is there all the same. E: a fix. R: an RPM package, listed along. */
    bool is_rpm = !has_path && str_eq(fields[FIELD_TYPE], STR("R"));
    *ret_fileset = (struct fileset){fields[is_rpm ? FIELD_PLACE : FIELD_FILESET], level, is_rpm};
    return !str_is_empty(ret_fileset->name);
}

/* "5.3.0.9" is before "5.3.0.10". */
static int compare_levels(struct str a, struct str b) {
    struct str rest_a = a, rest_b = b, part_a, part_b;
    uint64_t x, y;

    while (str_cut(&rest_a, '.', &part_a) && str_cut(&rest_b, '.', &part_b) && str_to_u64(part_a, &x) &&
           str_to_u64(part_b, &y)) {
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return str_cmp(a, b);
}

static int compare_filesets(const void *a, const void *b) {
    const struct fileset *x = a, *y = b;
    int order = str_cmp(x->name, y->name);

    return order ? order : compare_levels(x->level, y->level);
}

/* A fileset has parts in /usr, / and /usr/share: one row, at the highest of their levels. */
static void report(struct observation *observation, struct fileset *filesets, size_t count) {
    if (count > 0) {
        qsort(filesets, count, sizeof(*filesets), compare_filesets);
    }
    for (size_t i = 0; i < count; i++) {
        const struct fileset *fileset = &filesets[i];
        if (i + 1 < count && str_eq(fileset->name, filesets[i + 1].name)) {
            continue;
        }
        package_add(observation, fileset->is_rpm ? "rpm" : "lslpp",
                    &(struct package){.name = fileset->name, .version = fileset->level});
    }
}

void collect_lslpp(struct str body, struct observation *observation) {
    struct fileset *filesets;
    struct str rest = body, line;
    size_t lines = 0, count = 0;

    while (fields_next_line(&rest, &line) && lines < FILESETS_MAX) {
        lines++;
    }
    filesets = arena_alloc_array(observation->arena, lines + 1, sizeof(*filesets));
    while (filesets && count < lines && fields_next_line(&body, &line)) {
        count += read_fileset(line, &filesets[count]);
    }
    if (filesets) {
        report(observation, filesets, count);
    }
}

/* "11/12/18": month, day, year. AIX is of 1986. */
static bool read_day(struct str text, int64_t *ret_seconds) {
    struct str parts[3] = {{0}};
    uint64_t numbers[3];
    struct date date;

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (!str_cut(&text, '/', &parts[i]) || !str_to_u64(parts[i], &numbers[i]) || numbers[i] > 99) {
            return false;
        }
    }
    int year = (int)numbers[2] + (numbers[2] < 86 ? 2000 : 1900);
    if (text.n > 0 || !date_from_civil((struct civil){year, (int)numbers[0], (int)numbers[1]}, &date)) {
        return false;
    }
    *ret_seconds = (int64_t)date.days * 86400;
    return true;
}

/* "/usr/lib/objrepos:bos.rte:7.2.0.0::COMMIT:COMPLETE:11/12/18:10;22;33": the earliest day is that of the installation,
 * as the machine's own calendar had it. */
void collect_lslpp_history(struct str body, struct observation *observation) {
    struct str line, fields[HISTORY_FIELDS];
    int64_t seconds, earliest = INT64_MAX;

    while (fields_next_line(&body, &line)) {
        if (split(line, fields, HISTORY_FIELDS) == HISTORY_FIELDS && str_eq(fields[HISTORY_FILESET], STR("bos.rte")) &&
            read_day(fields[HISTORY_DATE], &seconds)) {
            earliest = seconds < earliest ? seconds : earliest;
        }
    }
    if (earliest < INT64_MAX) {
        observation_set_instant(observation, DEVICES_INSTALLED_AT, earliest - observation->utc_offset);
    }
}
