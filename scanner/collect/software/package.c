#include "scanner/collect/software/package.h"

#include "base/calendar.h"

size_t package_split(struct str line, struct str *fields, size_t count) {
    size_t n = 0;

    while (n < count && str_cut(&line, '\t', &fields[n])) {
        n++;
    }
    return n;
}

bool package_next_paragraph(struct str *rest, const struct fields_key *keys, size_t count,
                            struct package *ret_package) {
    bool has_lines = false;
    struct str line;

    *ret_package = (struct package){0};
    while (fields_next_line(rest, &line)) {
        if (str_is_empty(str_trim(line))) {
            if (has_lines) {
                return true;
            }
            continue;
        }
        has_lines = true;
        if (line.p[0] != ' ' && line.p[0] != '\t') {
            fields_take_colon(line, keys, count, ret_package);
        }
    }
    return has_lines;
}

static void set_installed_on(struct observation *observation, struct observation_row *row, struct str installed) {
    int64_t seconds;
    char text[11];

    if (fields_epoch(installed, &seconds)) {
        struct instant instant = {seconds, observation->utc_offset};
        date_format(instant_day(instant, observation->utc_offset), text);
        observation_cell(observation, row, SOFTWARE_INSTALLED_ON, str_from(text));
    }
}

void package_add(struct observation *observation, const char *source, const struct package *package) {
    struct observation_row *row;

    if (str_is_empty(str_trim(package->name)) || str_is_empty(str_trim(package->version))) {
        return;
    }
    row = observation_add(observation, TABLE_SOFTWARE);
    if (!row) {
        return;
    }
    observation_cell(observation, row, SOFTWARE_PRODUCT, package->name);
    observation_cell(observation, row, SOFTWARE_VERSION, package->version);
    observation_cell(observation, row, SOFTWARE_ARCH, package->arch);
    observation_cell(observation, row, SOFTWARE_VENDOR, package->vendor);
    observation_cell(observation, row, SOFTWARE_SOURCE, str_from(source));
    observation_cell(observation, row, SOFTWARE_LOCATION, package->location);
    set_installed_on(observation, row, package->installed);
}
