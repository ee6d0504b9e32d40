#pragma once
/* Does the `after` of a change say what was observed? Values are compared as everywhere (reconciler/compare.h): "32GB"
 * is 32768 of memory, 9.4 is 9.4.2. Of software `after` is a version, perhaps behind the title, or a word: 導入 and
 * "installed" for any version, 削除 and "removed", or nothing behind a `before`, for none. Pure; any thread. Internal
 * to reconciler/. */

#include "base/buffer.h"
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
/* Is that what some change of the machine says? Before it was OPPOSITE, or that is what stands on paper. The version of
 * a system may also stand in a change of its name: "Debian 12". */
struct change_answer change_ask_column(const struct changes *changes, uint32_t machine,
                                       struct observed_column *observed, struct observed_column *opposite);

/* Reads what a change of software has as its result, which many observations are held against. */
void change_software_read(struct change_row *change);
/* The versions of a title that were observed. */
struct observed_versions {
    bool is_there;
    struct str versions;      /* "1.0; 2.0": all of them must be what the change says */
    struct str title_version; /* what the title itself says: 2021; may be empty */
};
/* Puts a version behind those that stand in VERSIONS; what is installed without one says nothing. */
void observed_versions_append(struct buffer *versions, struct str version);
enum change_agreement change_agrees_with_versions(void *context, const struct change_row *change);
struct change_answer change_ask_software(const struct changes *changes, uint32_t machine, struct title title,
                                         struct observed_versions *observed, struct observed_versions *opposite);

/* A machine that is alive, on a day (a struct date): a status of use, or a day of disposal still to come. */
enum change_agreement change_agrees_with_use(void *context, const struct change_row *change);
enum change_agreement change_agrees_with_disposal(void *context, const struct change_row *change);
