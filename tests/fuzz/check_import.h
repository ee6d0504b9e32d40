#pragma once
/* What imports have in common: the files of a directory go in, a snapshot that is sound comes out. */

#include "inventory/import_inventory.h"
#include "scanner/device/id.h"
#include "tests/fuzz/check_snapshot.h"

#include <unistd.h>

static inline struct import_options check_import_options(void) {
    return (struct import_options){.tmpdir = memory_directory_tmpdir(),
                                   .has_observed = true,
                                   .observed = {1806364800, 32400}, /* 2027-03-29T09:00:00+09:00 */
                                   .utc_offset = 32400,
                                   .tool = STR("fuzz")};
}

/* Stable ids, as the command gives them. In ARENA. */
static inline struct import_identity *check_import_identify(const struct import_machine *machines, size_t count,
                                                            struct arena *arena) {
    struct device_keys *keys = arena_alloc_array(arena, count + 1, sizeof *keys);
    struct device_identity *ids = arena_alloc_array(arena, count + 1, sizeof *ids);
    struct import_identity *identities = arena_alloc_array(arena, count + 1, sizeof *identities);

    CHECK(keys && ids && identities);
    for (size_t i = 0; i < count; i++) {
        keys[i] = (struct device_keys){.manufacturer = machines[i].manufacturer,
                                       .serial = machines[i].serial,
                                       .uuid = machines[i].uuid,
                                       .mac = machines[i].mac,
                                       .hostname = machines[i].hostname,
                                       .address = machines[i].address,
                                       .label = machines[i].label};
    }
    CHECK(device_identify(keys, count, NULL, arena, ids));
    for (size_t i = 0; i < count; i++) {
        CHECK(ids[i].id.n > 0);
        identities[i] = (struct import_identity){ids[i].id, ids[i].notes};
    }
    return identities;
}

/* The files of the directory that inputs name 0.csv, 1.csv and so on; how many there are. */
enum { CHECK_IMPORT_FILES = 4 };
static inline size_t check_import_paths(const struct memory_directory *directory, char names[][PATH_MAX],
                                        const char **ret_paths) {
    size_t count = 0;

    for (unsigned i = 0; i < CHECK_IMPORT_FILES; i++) {
        char name[16];
        snprintf(name, sizeof name, "%u.csv", i);
        memory_directory_path(directory, name, names[count], PATH_MAX);
        if (access(names[count], F_OK) == 0) {
            ret_paths[count] = names[count];
            count++;
        }
    }
    return count;
}

static inline void check_import_refusal(const struct err *err) {
    CHECK(err->code == ERR_REFUSED || err->code == ERR_MISSING_KEY || err->code == ERR_NOT_A_FILE ||
          err->code == ERR_TOO_LARGE);
}
