#pragma once
/* The software of a bill of materials: each distinct piece once, and which machine has which. Internal to bom/. */

#include "bom/bom_systems.h"

/* What makes a piece distinct. Texts are the set's. */
struct bom_piece {
    struct str source, name, version, arch, vendor, purl, cpe;
    struct package_distribution distribution; /* of packages that have Package URLs */
};

struct bom_software {
    struct intern *pieces; /* records of the above */
    uint32_t *machines;    /* how many have it, by piece */
    uint32_t *last;        /* by piece: the machine that was last seen to have it, + 1 */
    uint32_t capacity;     /* of the two */
    uint32_t *of_machines; /* the pieces of machine i, each once: from starts[i] on, counts[i] of them */
    uint32_t *starts, *counts;
};

MUST_CHECK enum err_code bom_software_read(const struct bom_request *request, const struct bom_systems *systems,
                                           struct bom_software *software, struct err *err);
void bom_software_done(struct bom_software *software);
struct bom_piece bom_piece_of(const struct bom_software *software, uint32_t number);
