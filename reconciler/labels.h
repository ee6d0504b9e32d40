#pragma once
/* What a software row says, its title and its version, as one number: the label that it is grouped with. Equal labels,
 * on whichever side, are equal titles (but for their spelling) and equal texts of versions. Constant once built; any
 * thread. Internal to reconciler/. */

#include "base/intern.h"
#include "products/titles.h"

/* Labels of one table. */
struct table_labels {
    const struct table *table;
    uint64_t *titles;   /* by code of the product: the label without its version; LABEL_BLANK for no title */
    uint32_t *versions; /* by code of the version */
};

struct labels {
    bool are_kept; /* else the rows must be read: a column has too many texts to be coded, or there are too many of them
                    */
    unsigned version_bits;
    struct intern *versions; /* by number of the version; 0 is the blank one */
    struct table_labels listed, installed;
    bool *
        has_editions; /* by label_title: rows of both sides say which edition it is, so that these are to be compared */
    bool *only_counted; /* by label_title: installed, but no title that the ledger lists anywhere, nor one to report */
};

#define LABEL_BLANK UINT64_C(0)

struct labels_input {
    const struct titles *titles;            /* of both tables */
    const struct table *listed, *installed; /* may be NULL */
    bool all_software;                      /* report what is unlisted, whatever it is */
};

MUST_CHECK enum err_code labels_build(const struct labels_input *input, struct labels **ret_labels, struct err *err);
void labels_free(struct labels *labels);
DEFINE_CLEANUP(labels, labels_free)
/* A row_labels_read (pairing/groups.h); CONTEXT is a struct table_labels. */
void labels_read(const void *context, uint32_t first, uint32_t count, uint64_t *ret_labels);

/* Number of the title (titles_text) and 1; 0 for none. */
static inline uint32_t label_title(const struct labels *labels, uint64_t label) {
    return (uint32_t)(label >> labels->version_bits);
}

static inline uint32_t label_version(const struct labels *labels, uint64_t label) {
    return (uint32_t)(label & ((UINT64_C(1) << labels->version_bits) - 1));
}
