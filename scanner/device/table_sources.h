#pragma once
/* Of which of a machine's views the rows of each table are. Views that tell the same are not added up: a table's rows
 * are those of one view, the first whose part of it is complete, else the first that has rows. Components only are
 * brought together, as each view may see some that the others do not: those of one view of each kind. A management
 * controller beside other views adds nothing but components: network and software are its own. Pure; any thread. */

#include "inventory/schema.h"
#include "scanner/device/same_machine.h"

struct table_sources {
    struct {
        size_t view; /* SIZE_MAX: none */
        bool is_complete;
    } tables[TABLE_COUNT];
    size_t components[VIEW_KINDS]; /* views; SIZE_MAX: none */
    enum view_kind first;          /* kind of the best one */
};

void table_sources_init(struct table_sources *sources);
/* The views are added best first, VIEW 0, 1 …; COMPLETE is its list of parts, TABLES has a bit for each table of which
 * it has rows. */
void table_sources_add(struct table_sources *sources, size_t view, enum view_kind kind, struct str complete,
                       uint64_t tables);
/* Are the view's rows of this table those of the machine? */
bool table_sources_have(const struct table_sources *sources, size_t view, enum table_id table);
/* Of any table? */
bool table_sources_need(const struct table_sources *sources, size_t view);
/* Is PART one of LIST, which ; separates? */
bool part_is_listed(struct str list, struct str part);
