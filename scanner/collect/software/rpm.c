#include "scanner/collect/software/rpm.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/software/package.h"

enum { FIELD_NAME, FIELD_EPOCH, FIELD_VERSION, FIELD_ARCH, FIELD_TIME, FIELD_SIZE, FIELD_VENDOR, FIELDS };

/* rpm writes "(none)" for a tag that the package lacks. */
static struct str unless_none(struct str text) {
    return str_eq(text, STR("(none)")) ? STR_NONE : text;
}

/* 0 is what no epoch means; any other belongs to the version. */
static struct str full_version(struct arena *arena, struct str epoch, struct str version) {
    uint64_t number;

    if (!str_to_u64(epoch, &number) || number == 0) {
        return version;
    }
    return arena_printf(arena, "%.*s:%.*s", STR_FMT(epoch), STR_FMT(version));
}

void collect_rpm(struct str body, struct observation *observation) {
    struct str line, fields[FIELDS];

    while (fields_next_line(&body, &line)) {
        memset(fields, 0, sizeof(fields));
        /* keys of repositories are kept as packages, but are none */
        if (package_split(line, fields, FIELDS) < FIELD_SIZE || str_eq(fields[FIELD_NAME], STR("gpg-pubkey"))) {
            continue;
        }
        package_add(
            observation, "rpm",
            &(struct package){.name = fields[FIELD_NAME],
                              .version = full_version(observation->arena, fields[FIELD_EPOCH], fields[FIELD_VERSION]),
                              .arch = unless_none(fields[FIELD_ARCH]),
                              .vendor = unless_none(fields[FIELD_VENDOR]),
                              .installed = fields[FIELD_TIME]});
    }
}
