#pragma once
/* Members of support data in JSON as cells of the state's table. Internal to lifecycle/endoflife_*.
 *
 * The cell of a stage keeps apart what JSON does: a day; "over" (true); "not announced" (false); "-" (null: there is no
 * such stage); and nothing where the data do not speak of it. */

#include "base/json_read.h"
#include "lifecycle/endoflife_product.h"

/* Where a value stands: "tomcat 9.0". */
struct endoflife_place {
    const struct endoflife_file *file;
    struct str product, release;
};

MUST_CHECK enum err_code endoflife_refuse(const struct endoflife_place *place, const char *member, struct str allowed,
                                          struct err *err);
/* A text, without markup and doubled blanks; empty where it is null or missing. */
MUST_CHECK enum err_code endoflife_text(const struct endoflife_place *place, const struct json_node *object,
                                        const char *member, struct str *ret_cell, struct err *err);
/* A day; empty where it is null or missing. */
MUST_CHECK enum err_code endoflife_day(const struct endoflife_place *place, const struct json_node *object,
                                       const char *member, struct str *ret_cell, struct err *err);
/* A version: a text, or a whole number. */
MUST_CHECK enum err_code endoflife_version(const struct endoflife_place *place, const struct json_node *object,
                                           const char *member, struct str *ret_cell, struct err *err);

enum endoflife_stage { ENDOFLIFE_EOAS, ENDOFLIFE_EOL, ENDOFLIFE_EOES, ENDOFLIFE_DISCONTINUED, ENDOFLIFE_STAGE_COUNT };
struct endoflife_stage_def {
    const char *is, *from;            /* members in v1 */
    const char *v0;                   /* the member in v0 */
    const char *name;                 /* in v1's labels */
    bool is_inverted;                 /* v0: true says that the stage goes on */
    const char *v0_false;             /* what false is in v0 */
    enum calendar_column cell, label; /* where they go */
};
const struct endoflife_stage_def *endoflife_stage_def(enum endoflife_stage stage);
MUST_CHECK enum err_code endoflife_stage_v1(const struct endoflife_place *place, const struct json_node *release,
                                            enum endoflife_stage stage, struct str *ret_cell, struct err *err);
MUST_CHECK enum err_code endoflife_stage_v0(const struct endoflife_place *place, const struct json_node *release,
                                            enum endoflife_stage stage, struct str *ret_cell, struct err *err);
