#pragma once
/* Does the `after` of a change say what was observed? Values are compared as everywhere (reconciler/compare.h): "32GB"
 * is 32768 of memory, 9.4 is 9.4.2. Of software `after` is a version, perhaps behind the title, or a word: 導入 and
 * "installed" for any version, 削除 and "removed", or nothing behind a `before`, for none. Pure; any thread. Internal
 * to reconciler/. */

#include "reconciler/attribute.h"
#include "reconciler/changes.h"

/* What was observed in a column: of the device that the reader stands on, or a text. All functions of this file take a
 * pointer to theirs as CONTEXT. */
struct observed_column {
    unsigned column;
    struct row_reader *device; /* NULL: only the text */
    struct str text;           /* may be empty */
    struct arena *arena;
};
enum change_agreement change_agrees_with_column(void *context, const struct change_row *change);
/* The same for a change of the system's name: "Debian 12" says the version as well. */
enum change_agreement change_agrees_with_system(void *context, const struct change_row *change);

/* The versions of a title that were observed. */
struct observed_versions {
    bool is_there;
    struct str versions; /* "1.0; 2.0": all of them must be what the change says */
};
enum change_agreement change_agrees_with_versions(void *context, const struct change_row *change);

/* A machine that is alive, on a day (a struct date): a status of use, or a day of disposal still to come. */
enum change_agreement change_agrees_with_use(void *context, const struct change_row *change);
enum change_agreement change_agrees_with_disposal(void *context, const struct change_row *change);
