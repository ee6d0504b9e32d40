#include "scanner/device/table_sources.h"

#include "base/compiler.h"

/* The part that tells a table; of the others nothing says whether they are whole. */
static const char *const part_of[TABLE_COUNT] = {
    [TABLE_SOFTWARE] = "packages", [TABLE_INTERFACES] = "network",  [TABLE_ACCOUNTS] = "logins",
    [TABLE_UPDATES] = "updates",   [TABLE_NEIGHBORS] = "neighbors", [TABLE_GUESTS] = "guests",
};

void table_sources_init(struct table_sources *sources) {
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        sources->tables[i].view = SIZE_MAX;
        sources->tables[i].is_complete = false;
    }
    for (size_t i = 0; i < VIEW_KINDS; i++) {
        sources->components[i] = SIZE_MAX;
    }
}

bool part_is_listed(struct str list, struct str part) {
    struct str item;

    while (str_cut(&list, ';', &item)) {
        if (str_eq(item, part)) {
            return true;
        }
    }
    return false;
}

static void add_to_table(struct table_sources *sources, enum table_id table, size_t view, struct str complete,
                         bool has_rows) {
    bool is_complete = part_of[table] && part_is_listed(complete, str_from(part_of[table]));
    bool is_first = has_rows && sources->tables[table].view == SIZE_MAX;

    if (is_first || (is_complete && !sources->tables[table].is_complete)) {
        sources->tables[table].view = view;
        sources->tables[table].is_complete = is_complete;
    }
}

void table_sources_add(struct table_sources *sources, size_t view, enum view_kind kind, struct str complete,
                       uint64_t tables) {
    sources->first = view == 0 ? kind : sources->first;
    if (sources->components[kind] == SIZE_MAX && tables & UINT64_C(1) << TABLE_COMPONENTS) {
        sources->components[kind] = view;
    }
    if (kind == VIEW_MANAGEMENT && sources->first != VIEW_MANAGEMENT) {
        return;
    }
    for (unsigned table = 0; table < TABLE_COUNT; table++) {
        if (table != TABLE_DEVICES && table != TABLE_COMPONENTS) {
            add_to_table(sources, (enum table_id)table, view, complete, tables & UINT64_C(1) << table);
        }
    }
}

bool table_sources_have(const struct table_sources *sources, size_t view, enum table_id table) {
    for (size_t kind = 0; table == TABLE_COMPONENTS && kind < VIEW_KINDS; kind++) {
        if (sources->components[kind] == view) {
            return true;
        }
    }
    return sources->tables[table].view == view;
}

bool table_sources_need(const struct table_sources *sources, size_t view) {
    for (unsigned table = 0; table < TABLE_COUNT; table++) {
        if (table_sources_have(sources, view, (enum table_id)table)) {
            return true;
        }
    }
    return false;
}
