#pragma once
/* What is used where: installed software that may take a right, as the snapshot shows it, and as the ledger lists it
 * for machines that could not be examined. Editions for other architectures, updates and language packs of one product
 * and version are one use; each named instance is one of its own.
 *
 * Uses stand by family (licenses/catalog.h), then by machine, product, version and instance. Constant once read: any
 * thread. */

#include "licenses/catalog.h"
#include "licenses/estate.h"

#define USE_NONE UINT32_MAX

enum use_source {
    USE_INSTALLED,     /* a row of the snapshot's software */
    USE_LISTED,        /* a row of the ledger's software, of a machine that could not be examined */
    USE_SYSTEM,        /* the operating system of a device */
    USE_SYSTEM_LISTED, /* of an asset that could not be examined */
};

struct use {
    uint32_t machine, product;
    uint32_t version;  /* uses_text; 0: none is known */
    uint32_t instance; /* likewise */
    uint32_t row;      /* of the table of its source */
    uint32_t listed;   /* the row of the ledger's software that speaks of it; USE_NONE */
    enum use_source source;
    struct date last_used_on; /* the latest that any row of it says; DATE_NONE: none does */
    bool is_logged;           /* the snapshot says when it was last used */
};

static inline bool use_is_certain(const struct use *use) {
    return use->source == USE_INSTALLED || use->source == USE_SYSTEM;
}

struct uses_input {
    const struct table *assets, *devices, *listed, *installed; /* the last three may be NULL */
    const struct pairing *pairing;
    struct estate *estate;   /* machines are marked, and read */
    struct catalog *catalog; /* has all rights */
    struct pool *pool;       /* may be NULL */
    /* The product of the right that a licence id names; CATALOG_NONE for none. ERR_NO_MEMORY alone. */
    enum err_code (*licensed)(const void *context, struct str license_id, uint32_t *ret_product, struct err *err);
    const void *licensed_context;
};

struct uses;
MUST_CHECK enum err_code uses_read(const struct uses_input *input, struct uses **ret_uses, struct err *err);
void uses_free(struct uses *uses);
DEFINE_CLEANUP(uses, uses_free)
uint32_t uses_count(const struct uses *uses);
const struct use *uses_get(const struct uses *uses, uint32_t number);
void uses_of_family(const struct uses *uses, uint32_t family, uint32_t *ret_first, uint32_t *ret_count);
/* Of a version or an instance. */
struct str uses_text(const struct uses *uses, uint32_t number);
/* "software.csv:17" of either side. */
void use_evidence(const struct uses *uses, const struct use *use, struct buffer *out);
