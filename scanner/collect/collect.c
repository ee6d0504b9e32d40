#include "scanner/collect/collect.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/identity_check.h"
#include "scanner/collect/linux.h"
#include "scanner/collect/part_list.h"
#include "scanner/collect/script.h"
#include "scanner/collect/systems.h"
#include "scanner/collect/windows/windows.h"

const struct collector_set *collect_set(size_t number) {
    static const struct collector_set *(*const own[])(void) = {collect_linux_set, collect_windows_set};

    return number < ARRAY_LEN(own) ? own[number]() : collect_systems_set(number - ARRAY_LEN(own));
}

static bool is_of(const struct section_list *sections, const struct collector_set *set) {
    const struct section *names = section_find(sections, "system");

    if (!set->kernel) {
        return section_find(sections, set->items[0].section);
    }
    return names && str_eq(fields_value(names->body, "kernel"), str_from(set->kernel));
}

/* What a host that did not come to say what it is would have had is as if it were Linux. */
static const struct collector_set *find_set(const struct section_list *sections) {
    const struct collector_set *set;

    for (size_t number = 0; (set = collect_set(number)); number++) {
        if (is_of(sections, set)) {
            return set;
        }
    }
    return collect_linux_set();
}

static const struct {
    const char *name;
    bool is_expected; /* missing where no section of it is there; the ledger has no column that needs the others */
} known_parts[] = {
    {"identity", true}, {"os", true},       {"cpu", true},    {"memory", true},   {"disks", true},
    {"network", true},  {"packages", true}, {"logins", true}, {"updates", false}, {"guests", false},
};

/* The sections and what became of them. */
struct collection {
    const struct section_list *sections;
    const struct collector_set *set;
    size_t *rows; /* that each collector added */
};

/* Is what the section tells whole? A section that is not there tells nothing, unless its part has others and the list
 * is whole, so that it cannot have been lost. */
static bool is_whole(const struct collection *collection, const struct collector *collector) {
    const struct section *section = section_find(collection->sections, collector->section);

    if (!section) {
        return collector->role != SECTION_NEEDED && collection->sections->is_done;
    }
    return section->is_complete && section->status == 0 &&
           (!collection->set->is_readable || collection->set->is_readable(section->body));
}

static enum part_state judge_part(const struct collection *collection, const char *part) {
    bool is_asked = false, is_broken = false, needs_rows = false, has_rows = false;

    for (size_t i = 0; i < collection->set->count; i++) {
        const struct collector *collector = &collection->set->items[i];
        if (!collector->part || strcmp(collector->part, part) != 0) {
            continue;
        }
        is_asked |= section_find(collection->sections, collector->section) != NULL;
        is_broken |= !is_whole(collection, collector);
        needs_rows |= collector->role == SECTION_ONE_OF;
        has_rows |= collector->role == SECTION_ONE_OF && collection->rows[i] > 0;
    }
    if (!is_asked) {
        return PART_UNASKED;
    }
    is_broken |= collection->set->is_best_effort || (needs_rows && !has_rows);
    return is_broken ? PART_MISSING : PART_COMPLETE;
}

static void report_parts(const struct collection *collection, struct observation *observation, struct str *ret_complete,
                         struct str *ret_missing) {
    struct part parts[ARRAY_LEN(known_parts)];

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        enum part_state state = judge_part(collection, known_parts[i].name);
        bool is_expected = state == PART_UNASKED && known_parts[i].is_expected;
        parts[i] = (struct part){known_parts[i].name, is_expected ? PART_MISSING : state};
    }
    part_list_report(parts, ARRAY_LEN(parts), observation, ret_complete, ret_missing);
}

/* What is left to say when no better source spoke. */
static void finish(const struct collection *collection, struct observation *observation) {
    const struct section *system = section_find(collection->sections, "system");
    struct str kernel = system ? fields_value(system->body, "kernel") : STR_NONE;

    if (str_is_empty(observation_get(observation, DEVICES_OS_NAME)) && !str_is_empty(kernel)) {
        observation_set(observation, DEVICES_OS_NAME, kernel);
        observation_set(observation, DEVICES_OS_VERSION, fields_value(system->body, "release"));
    }
    if (collection->set->kind && is_of(collection->sections, collection->set)) {
        observation_set(observation, DEVICES_KIND, str_from(collection->set->kind));
    }
    identity_check(observation);
}

void collect_all(const struct section_list *sections, struct observation *observation, struct str *ret_complete,
                 struct str *ret_missing) {
    const struct collector_set *set = find_set(sections);
    struct collection collection = {
        .sections = sections,
        .set = set,
        .rows = arena_alloc_array(observation->arena, set->count, sizeof *collection.rows),
    };

    for (size_t i = 0; collection.rows && i < set->count; i++) {
        const struct section *section = section_find(sections, set->items[i].section);
        size_t before = observation->row_count;
        if (section) {
            set->items[i].parse(section->body, observation);
        }
        collection.rows[i] = observation->row_count - before;
    }
    if (collection.rows) {
        finish(&collection, observation);
        report_parts(&collection, observation, ret_complete, ret_missing);
    }
}

const struct str *collect_scripts(void) {
    return collect_script_texts;
}

struct str collect_script_for(enum host_system system) {
    return collect_script_texts[system];
}

struct str collect_script_sha256_for(enum host_system system) {
    return str_from(collect_script_digests[system]);
}

struct str collect_script_sha256(void) {
    return str_from(collect_scripts_digest);
}
