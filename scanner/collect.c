#include "scanner/collect.h"

#include "base/buffer.h"
#include "scanner/collect_fields.h"
#include "scanner/collect_linux.h"
#include "scanner/collect_script.h"
#include "scanner/collect_windows.h"
#include "scanner/identity_check.h"

static const struct collector_set *(*const sets[])(void) = {collect_linux_set, collect_windows_set};

const struct collector_set *collect_set(size_t number) {
    return number < ARRAY_LEN(sets) ? sets[number]() : NULL;
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
    for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
        if (is_of(sections, sets[i]())) {
            return sets[i]();
        }
    }
    return collect_linux_set();
}

static const char *const parts[] = {"identity", "os", "cpu", "memory", "disks", "network", "packages", "logins"};

/* Is what the section tells whole? A section that is not there tells nothing, unless its part has others and the list
 * is whole, so that it cannot have been lost. */
static bool is_whole(const struct section_list *sections, const struct collector_set *set,
                     const struct collector *collector) {
    const struct section *section = section_find(sections, collector->section);

    if (!section) {
        return collector->is_alternative && sections->is_done;
    }
    return section->is_complete && section->status == 0 && (!set->is_readable || set->is_readable(section->body));
}

static bool is_part_complete(const struct section_list *sections, const struct collector_set *set, const char *part) {
    bool is_there = false;

    for (size_t i = 0; i < set->count; i++) {
        const struct collector *collector = &set->items[i];
        if (!collector->part || strcmp(collector->part, part) != 0) {
            continue;
        }
        if (!is_whole(sections, set, collector)) {
            return false;
        }
        is_there |= section_find(sections, collector->section) != NULL;
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

static void list_parts(const struct section_list *sections, const struct collector_set *set,
                       struct observation *observation, struct str *ret_complete, struct str *ret_missing) {
    CLEANUP(buffer_done) struct buffer complete = {0};
    CLEANUP(buffer_done) struct buffer missing = {0};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        bool is_complete = is_part_complete(sections, set, parts[i]) &&
                           (strcmp(parts[i], "packages") != 0 || has_software(observation));
        append_part(is_complete ? &complete : &missing, parts[i]);
    }
    *ret_complete = arena_dup(observation->arena, buffer_view(&complete));
    *ret_missing = arena_dup(observation->arena, buffer_view(&missing));
}

/* What is left to say when no better source spoke. */
static void finish(const struct section_list *sections, const struct collector_set *set,
                   struct observation *observation) {
    const struct section *system = section_find(sections, "system");
    struct str kernel = system ? fields_value(system->body, "kernel") : STR_NONE;

    if (str_is_empty(observation_get(observation, DEVICES_OS_NAME)) && !str_is_empty(kernel)) {
        observation_set(observation, DEVICES_OS_NAME, kernel);
        observation_set(observation, DEVICES_OS_VERSION, fields_value(system->body, "release"));
    }
    if (set->kind && is_of(sections, set)) {
        observation_set(observation, DEVICES_KIND, str_from(set->kind));
    }
    identity_check(observation);
}

void collect_all(const struct section_list *sections, struct observation *observation, struct str *ret_complete,
                 struct str *ret_missing) {
    const struct collector_set *set = find_set(sections);

    for (size_t i = 0; i < set->count; i++) {
        const struct section *section = section_find(sections, set->items[i].section);
        if (section) {
            set->items[i].parse(section->body, observation);
        }
    }
    finish(sections, set, observation);
    list_parts(sections, set, observation, ret_complete, ret_missing);
    observation_set(observation, DEVICES_SECTIONS_MISSING, *ret_missing);
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
