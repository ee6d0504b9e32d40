#pragma once
/* One product of support data in JSON as rows. Internal to lifecycle/endoflife_*. */

#include "base/json_read.h"
#include "lifecycle/endoflife_read.h"

/* What holds for all of a file. */
struct endoflife_file {
    const char *path;
    struct arena *arena;
    struct str source;       /* "endoflife.date API v1" */
    struct str generated_on; /* YYYY-MM-DD, or empty */
    struct str name;         /* of the file, for the rows */
};

/* NODE is an object of API v1. Texts are copied. */
MUST_CHECK enum err_code endoflife_product_v1(const struct endoflife_file *file, const struct json_node *node,
                                              struct endoflife_product *ret_product, struct err *err);
/* NODE is an array of API v0. */
MUST_CHECK enum err_code endoflife_product_v0(const struct endoflife_file *file, struct str name,
                                              const struct json_node *node, struct endoflife_product *ret_product,
                                              struct err *err);
/* May it be the name of a product or a release? Small letters, digits, and . - + _ */
bool endoflife_is_name(struct str name);
