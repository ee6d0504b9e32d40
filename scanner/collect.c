#include "scanner/collect.h"

#include "base/buffer.h"
#include "scanner/collect_cpu.h"
#include "scanner/collect_disks.h"
#include "scanner/collect_dmi.h"
#include "scanner/collect_dmidecode.h"
#include "scanner/collect_dpkg.h"
#include "scanner/collect_fields.h"
#include "scanner/collect_install.h"
#include "scanner/collect_logins.h"
#include "scanner/collect_memory.h"
#include "scanner/collect_network.h"
#include "scanner/collect_os.h"
#include "scanner/collect_platform.h"
#include "scanner/collect_rpm.h"
#include "scanner/collect_script.h"
#include "scanner/collect_system.h"
#include "scanner/collect_virtual.h"
#include "scanner/identity_check.h"

/* In the order in which they are asked: the first source of a fact is the one that counts. Whether a machine is virtual
 * comes before what its chassis says. */
static const struct collector collectors[] = {
    {"system", "identity", false, collect_system},
    {"virtual", "identity", false, collect_virtual},
    {"dmidecode", NULL, false, collect_dmidecode},
    {"dmi", "identity", false, collect_dmi},
    {"platform", "identity", false, collect_platform},
    {"os", "os", false, collect_os},
    {"install", NULL, false, collect_install},
    {"cpu", "cpu", false, collect_cpu},
    {"memory", "memory", false, collect_memory},
    {"disks", "disks", false, collect_disks},
    {"network", "network", false, collect_network},
    {"dpkg", "packages", true, collect_dpkg},
    {"rpm", "packages", true, collect_rpm},
    {"logins", "logins", false, collect_logins},
};

static const char *const parts[] = {"identity", "os", "cpu", "memory", "disks", "network", "packages", "logins"};

/* Is what the section tells whole? A section that is not there tells nothing, unless its part has others and the list
 * is whole, so that it cannot have been lost. */
static bool is_whole(const struct section_list *sections, const struct collector *collector) {
    const struct section *section = section_find(sections, collector->section);

    if (!section) {
        return collector->is_alternative && sections->is_done;
    }
    return section->is_complete && section->status == 0;
}

static bool is_part_complete(const struct section_list *sections, const char *part) {
    bool is_there = false;

    for (size_t i = 0; i < ARRAY_LEN(collectors); i++) {
        if (!collectors[i].part || strcmp(collectors[i].part, part) != 0) {
            continue;
        }
        if (!is_whole(sections, &collectors[i])) {
            return false;
        }
        is_there |= section_find(sections, collectors[i].section) != NULL;
    }
    return is_there;
}

/* A package list that yields no package was not understood. */
static bool has_software(const struct observation *observation) {
    for (const struct observation_row *row = observation->rows; row; row = row->next) {
        if (row->table == TABLE_SOFTWARE) {
            return true;
        }
    }
    return false;
}

static void append_part(struct buffer *list, const char *part) {
    buffer_append_cstr(list, list->n > 0 ? ";" : "");
    buffer_append_cstr(list, part);
}

static void list_parts(const struct section_list *sections, struct observation *observation, struct str *ret_complete,
                       struct str *ret_missing) {
    CLEANUP(buffer_done) struct buffer complete = {0};
    CLEANUP(buffer_done) struct buffer missing = {0};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        bool is_complete =
            is_part_complete(sections, parts[i]) && (strcmp(parts[i], "packages") != 0 || has_software(observation));
        append_part(is_complete ? &complete : &missing, parts[i]);
    }
    *ret_complete = arena_dup(observation->arena, buffer_view(&complete));
    *ret_missing = arena_dup(observation->arena, buffer_view(&missing));
}

/* What is left to say when no better source spoke. */
static void finish(const struct section_list *sections, struct observation *observation) {
    const struct section *system = section_find(sections, "system");
    struct str kernel = system ? fields_value(system->body, "kernel") : STR_NONE;

    if (str_is_empty(observation_get(observation, DEVICES_OS_NAME)) && !str_is_empty(kernel)) {
        observation_set(observation, DEVICES_OS_NAME, kernel);
        observation_set(observation, DEVICES_OS_VERSION, fields_value(system->body, "release"));
    }
    if (str_eq(kernel, STR("Linux"))) {
        observation_set(observation, DEVICES_KIND, STR("server"));
    }
    identity_check(observation);
}

void collect_all(const struct section_list *sections, struct observation *observation, struct str *ret_complete,
                 struct str *ret_missing) {
    for (size_t i = 0; i < ARRAY_LEN(collectors); i++) {
        const struct section *section = section_find(sections, collectors[i].section);
        if (section) {
            collectors[i].parse(section->body, observation);
        }
    }
    finish(sections, observation);
    list_parts(sections, observation, ret_complete, ret_missing);
    observation_set(observation, DEVICES_SECTIONS_MISSING, *ret_missing);
}

const struct collector *collect_table(size_t number, size_t *ret_count) {
    static const struct {
        const struct collector *collectors;
        size_t count;
    } tables[] = {
        {collectors, ARRAY_LEN(collectors)},
    };

    if (number >= ARRAY_LEN(tables)) {
        return NULL;
    }
    *ret_count = tables[number].count;
    return tables[number].collectors;
}

struct str collect_script(void) {
    return (struct str){(const char *)collect_script_bytes, collect_script_size};
}

struct str collect_script_sha256(void) {
    return str_from(collect_script_digest);
}
