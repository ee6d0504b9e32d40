#pragma once
/* How versions of a product are read, and which numbers its releases are also known by: release_rules.def and
 * release_numbers.def. A product without a row is read in the usual way. Constant: any thread. */

#include "base/str.h"

enum release_kind {
    RELEASE_NUMBERED, /* the usual: a release is the numbers it begins with */
    RELEASE_MODEL,    /* of hardware: a release is a name, compared whole */
    RELEASE_WINDOWS,  /* a release is a build, and an edition */
};

enum release_trait {
    RELEASE_IS_JAVA = 1,     /* 1.8.0_382 and 8u382 are 8.0.382 */
    RELEASE_IS_TENFOLD = 2,  /* 8.0.3820.5, as the installer writes it, is 8.0.382 */
    RELEASE_HAS_LETTERS = 4, /* 1.1.1k is earlier than 1.1.1w */
    RELEASE_IS_BRANCH = 8,   /* a release goes on until the next one of its kind begins: 596.86 is of R595 */
    RELEASE_HAS_LEVELS = 16, /* 7200-05-03 is 7.2.5.3 */
    RELEASE_HAS_PACKS = 32,  /* 13.2.5026, as the installer writes service pack 2, is 13.0.5026 */
};

struct release_rule {
    const char *product;
    enum release_kind kind;
    const char *heads; /* letters that may stand right before a number, separated by |: "r" for r535 */
    const char *joins; /* words whose number goes on with the version: "update|u" for 7.0 U3 */
    const char *open;  /* words of releases that often go unsaid, without the digits behind them: "sp" */
    unsigned traits;   /* enum release_trait */
};

/* A number that a release of a product is also known by. */
struct release_number {
    const char *product, *release;
    const char *number;
    bool is_first; /* the release begins with it, and goes on until the next one of these */
};

const struct release_rule *release_rule_find(struct str product);
/* The rows from INDEX on of the product: NULL when there are no more; *INDEX is moved behind the row. */
const struct release_number *release_number_next(struct str product, size_t *index);
