#pragma once
/* The columns of a machine that are compared, and when a text says what was observed in one of them. Internal to
 * reconciler/. */

#include "base/arena.h"
#include "inventory/table.h"
#include "reconciler/compare.h"

/* Where the observed cell differs, the alternative may still agree: a ledger may hold the chassis' serial number, or
 * the address we connect to. */
struct attribute {
    unsigned column;
    unsigned alternative; /* NO_COLUMN: none */
    const char *part;     /* of a scan that the column comes from (docs/formats/snapshot.md); NULL: no single one */
};

enum { NO_COLUMN = DEVICES_COLUMN_COUNT, ATTRIBUTE_COUNT = 22 };
extern const struct attribute attributes[ATTRIBUTE_COUNT];

/* The attribute of a column; NULL where it is none that is compared. */
const struct attribute *attribute_of_column(unsigned column);

/* The number of the word that the asset's row says in the column, else of the device's; WORD_BLANK where neither does.
 * One of the two may be NULL. */
int attribute_word(struct row_reader *asset, struct row_reader *device, unsigned column);
/* "-", なし, "Default string": what people and firmware write where they have nothing to say. */
bool attribute_says_nothing(const struct column_def *column, struct str text, const struct value *value);
/* The name of the system of the device that the reader stands on: "Debian 12" on paper means name and version, so a
 * name without figures is read together with its version. The text is the reader's or ARENA's. */
struct str attribute_os_name(struct row_reader *device, struct arena *arena);
/* A text and what it means in the column. */
struct attribute_text {
    struct str text;
    struct value value;
};
/* Does the text, which is not blank, say of the column what was observed of the device that the reader stands on, in
 * the column (OBSERVED is its cell) or in its alternative? Where both are blank it differs. */
enum comparison attribute_compare(struct row_reader *device, const struct attribute *attribute,
                                  const struct attribute_text *text, const struct attribute_text *observed,
                                  struct arena *arena);
/* The cell of a column, as above. */
struct attribute_text attribute_read(struct row_reader *device, unsigned column);
