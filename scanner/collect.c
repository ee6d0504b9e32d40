#include "scanner/collect.h"

#include "base/buffer.h"
#include "scanner/collect_apk.h"
#include "scanner/collect_cpu.h"
#include "scanner/collect_disks.h"
#include "scanner/collect_dmi.h"
#include "scanner/collect_dmidecode.h"
#include "scanner/collect_dpkg.h"
#include "scanner/collect_dpkg_status.h"
#include "scanner/collect_fields.h"
#include "scanner/collect_flatpak.h"
#include "scanner/collect_install.h"
#include "scanner/collect_logins.h"
#include "scanner/collect_memory.h"
#include "scanner/collect_monitors.h"
#include "scanner/collect_network.h"
#include "scanner/collect_os.h"
#include "scanner/collect_pacman.h"
#include "scanner/collect_platform.h"
#include "scanner/collect_raid.h"
#include "scanner/collect_rpm.h"
#include "scanner/collect_script.h"
#include "scanner/collect_smartctl.h"
#include "scanner/collect_snap.h"
#include "scanner/collect_ssacli.h"
#include "scanner/collect_storcli.h"
#include "scanner/collect_system.h"
#include "scanner/collect_updates_apk.h"
#include "scanner/collect_updates_apt.h"
#include "scanner/collect_updates_dnf.h"
#include "scanner/collect_updates_zypper.h"
#include "scanner/collect_upkeep.h"
#include "scanner/collect_virtual.h"

/* In the order in which they are asked: the first source of a fact is the one that counts. Whether a machine is virtual
 * comes before what its chassis says. */
static const struct collector collectors[] = {
    {"system", "identity", SECTION_NEEDED, collect_system},
    {"virtual", "identity", SECTION_NEEDED, collect_virtual},
    {"dmidecode", NULL, SECTION_EXTRA, collect_dmidecode},
    {"dmi", "identity", SECTION_NEEDED, collect_dmi},
    {"platform", "identity", SECTION_NEEDED, collect_platform},
    {"os", "os", SECTION_NEEDED, collect_os},
    {"install", NULL, SECTION_EXTRA, collect_install},
    {"cpu", "cpu", SECTION_NEEDED, collect_cpu},
    {"memory", "memory", SECTION_NEEDED, collect_memory},
    {"disks", "disks", SECTION_NEEDED, collect_disks},
    {"storcli", NULL, SECTION_EXTRA, collect_storcli},
    {"ssacli", NULL, SECTION_EXTRA, collect_ssacli},
    {"smartctl", NULL, SECTION_EXTRA, collect_smartctl},
    {"raid", NULL, SECTION_EXTRA, collect_raid},
    {"monitors", NULL, SECTION_EXTRA, collect_monitors},
    {"network", "network", SECTION_NEEDED, collect_network},
    {"dpkg", "packages", SECTION_ONE_OF, collect_dpkg},
    {"dpkg_status", "packages", SECTION_ONE_OF, collect_dpkg_status},
    {"rpm", "packages", SECTION_ONE_OF, collect_rpm},
    {"apk", "packages", SECTION_ONE_OF, collect_apk},
    {"pacman", "packages", SECTION_ONE_OF, collect_pacman},
    {"snap", "packages", SECTION_EXTRA, collect_snap},
    {"flatpak", "packages", SECTION_EXTRA, collect_flatpak},
    {"logins", "logins", SECTION_NEEDED, collect_logins},
    {"upkeep", NULL, SECTION_EXTRA, collect_upkeep},
    {"updates_apt", "updates", SECTION_ONE_OF, collect_updates_apt},
    {"updates_dnf", "updates", SECTION_ONE_OF, collect_updates_dnf},
    {"updates_zypper", "updates", SECTION_ONE_OF, collect_updates_zypper},
    {"updates_apk", "updates", SECTION_ONE_OF, collect_updates_apk},
};

static const struct {
    const char *name;
    bool is_expected; /* missing where no section of it is there; the ledger has no column that needs the others */
} parts[] = {
    {"identity", true}, {"os", true},       {"cpu", true},    {"memory", true},   {"disks", true},
    {"network", true},  {"packages", true}, {"logins", true}, {"updates", false},
};

/* The sections and what became of them. */
struct collection {
    const struct section_list *sections;
    size_t rows[ARRAY_LEN(collectors)]; /* that each collector added */
};

/* Is what the section tells whole? A section that is not there tells nothing, unless its part has others and the list
 * is whole, so that it cannot have been lost. */
static bool is_whole(const struct section_list *sections, const struct collector *collector) {
    const struct section *section = section_find(sections, collector->section);

    if (!section) {
        return collector->role != SECTION_NEEDED && sections->is_done;
    }
    return section->is_complete && section->status == 0;
}

enum part_state { PART_UNASKED, PART_MISSING, PART_COMPLETE };

static enum part_state judge_part(const struct collection *collection, const char *part) {
    bool is_asked = false, is_broken = false, needs_rows = false, has_rows = false;

    for (size_t i = 0; i < ARRAY_LEN(collectors); i++) {
        if (!collectors[i].part || strcmp(collectors[i].part, part) != 0) {
            continue;
        }
        is_asked |= section_find(collection->sections, collectors[i].section) != NULL;
        is_broken |= !is_whole(collection->sections, &collectors[i]);
        needs_rows |= collectors[i].role == SECTION_ONE_OF;
        has_rows |= collectors[i].role == SECTION_ONE_OF && collection->rows[i] > 0;
    }
    if (!is_asked) {
        return PART_UNASKED;
    }
    return is_broken || (needs_rows && !has_rows) ? PART_MISSING : PART_COMPLETE;
}

static void append_part(struct buffer *list, const char *part) {
    buffer_append_cstr(list, list->n > 0 ? ";" : "");
    buffer_append_cstr(list, part);
}

static void list_parts(const struct collection *collection, struct observation *observation, struct str *ret_complete,
                       struct str *ret_missing) {
    CLEANUP(buffer_done) struct buffer complete = {0};
    CLEANUP(buffer_done) struct buffer missing = {0};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        enum part_state state = judge_part(collection, parts[i].name);
        if (state == PART_COMPLETE) {
            append_part(&complete, parts[i].name);
        } else if (state == PART_MISSING || parts[i].is_expected) {
            append_part(&missing, parts[i].name);
        }
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
}

void collect_all(const struct section_list *sections, struct observation *observation, struct str *ret_complete,
                 struct str *ret_missing) {
    struct collection collection = {.sections = sections};

    for (size_t i = 0; i < ARRAY_LEN(collectors); i++) {
        const struct section *section = section_find(sections, collectors[i].section);
        size_t before = observation->row_count;
        if (section) {
            collectors[i].parse(section->body, observation);
        }
        collection.rows[i] = observation->row_count - before;
    }
    finish(sections, observation);
    list_parts(&collection, observation, ret_complete, ret_missing);
    observation_set(observation, DEVICES_SECTIONS_MISSING, *ret_missing);
}

struct str collect_script(void) {
    return (struct str){(const char *)collect_script_bytes, collect_script_size};
}

struct str collect_script_sha256(void) {
    return str_from(collect_script_digest);
}
