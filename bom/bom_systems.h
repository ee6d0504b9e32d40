#pragma once
/* The machines of a bill of materials, with the operating system of each. Internal to bom/. */

#include "base/arena.h"
#include "base/intern.h"
#include "bom/bom.h"
#include "products/package_url.h"

struct bom_machine {
    uint32_t row;    /* of the devices table */
    uint32_t system; /* number of its operating system; INTERN_NONE: not known */
    struct package_distribution distribution;
};

struct bom_systems {
    const struct table *table;    /* NULL: there are no devices */
    struct row_reader *reader;    /* on the devices */
    struct intern *ids;           /* device ids: the numbers of machines */
    struct intern *names;         /* operating systems: name, version, edition as a record (base/record.h) */
    struct bom_machine *machines; /* as many as there are ids */
    struct arena *arena;
};

/* The machines that the request asks for, in the order of the snapshot. */
MUST_CHECK enum err_code bom_systems_read(const struct bom_request *request, struct bom_systems *systems,
                                          struct err *err);
void bom_systems_done(struct bom_systems *systems);
uint32_t bom_machine_count(const struct bom_systems *systems);
struct bom_system {
    struct str name, version, edition;
};
struct bom_system bom_system_of(const struct bom_systems *systems, uint32_t system);
