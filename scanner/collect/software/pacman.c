#include "scanner/collect/software/pacman.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/moment.h"
#include "scanner/collect/software/package.h"

#include <inttypes.h>

static const struct fields_key desc_keys[] = {
    {"%NAME%", offsetof(struct package, name)},
    {"%VERSION%", offsetof(struct package, version)},
    {"%ARCH%", offsetof(struct package, arch)},
    {"%INSTALLDATE%", offsetof(struct package, installed)},
};

static const struct fields_key query_keys[] = {
    {"Name", offsetof(struct package, name)},
    {"Version", offsetof(struct package, version)},
    {"Architecture", offsetof(struct package, arch)},
    {"Install Date", offsetof(struct package, installed)},
};

/* The field that the lines below the key fill; NULL when it is none of ours. */
static struct str *find_field(struct package *package, struct str key) {
    for (size_t i = 0; i < ARRAY_LEN(desc_keys); i++) {
        if (str_eq(key, str_from(desc_keys[i].key))) {
            return fields_at(package, desc_keys[i].offset);
        }
    }
    return NULL;
}

static void collect_desc(struct str body, struct observation *observation) {
    struct package package = {0};
    struct str *field = NULL, line;

    while (fields_next_line(&body, &line)) {
        bool is_key = line.n > 2 && line.p[0] == '%' && line.p[line.n - 1] == '%';

        if (is_key && str_eq(line, STR("%NAME%"))) {
            package_add(observation, "pacman", &package);
            package = (struct package){0};
        }
        if (is_key) {
            field = find_field(&package, line);
        } else if (field && str_is_empty(*field)) {
            *field = str_trim(line);
        }
    }
    package_add(observation, "pacman", &package);
}

static void collect_query(struct str body, struct observation *observation) {
    struct package package;
    int64_t seconds;

    while (package_next_paragraph(&body, query_keys, ARRAY_LEN(query_keys), &package)) {
        package.installed =
            moment_find(package.installed, &seconds) ? arena_printf(observation->arena, "%" PRId64, seconds) : STR_NONE;
        package_add(observation, "pacman", &package);
    }
}

void collect_pacman(struct str body, struct observation *observation) {
    if (str_contains(body, STR("%NAME%\n"))) {
        collect_desc(body, observation);
    } else {
        collect_query(body, observation);
    }
}
