#pragma once
/* Which rows of an import are one machine. A row belongs to the first machine that shares a key with it, the strongest
 * first (the order of enum identity_key), unless a stronger key of both says otherwise: a name that was given to a new
 * machine does not make it the old one. What a row adds to the keys of its machine serves to find it by. One thread at
 * a time; once all rows are in, any thread may look up. */

#include "inventory/identity.h"
#include "inventory/schema.h"

/* Normal forms (identity_normalise); empty where a row has none. */
struct import_keys {
    struct str text[KEY_COUNT];
};

/* Sets OUT to the least of the identifiers in a list, in normal form: of several network cards the same one, whatever
 * order a tool gives them. */
void import_key_least(enum identity_key key, const struct column_def *column, struct str list, struct buffer *out);

struct import_fold;
struct budget; /* base/budget.h */

#define MACHINE_NONE      UINT32_MAX       /* nothing to go by */
#define MACHINE_AMBIGUOUS (UINT32_MAX - 1) /* the keys that the row has are those of several machines */

/* BUDGET is borrowed, and may be NULL. NULL when memory is out. */
struct import_fold *import_fold_new(struct budget *budget);
void import_fold_free(struct import_fold *fold);
DEFINE_CLEANUP(import_fold, import_fold_free)
/* The machine of a row: one of those that are there, or a new one. Keys are copied. */
uint32_t import_fold_add(struct import_fold *fold, const struct import_keys *keys);
/* The same for something that names its machine by an asset number or a host name. */
uint32_t import_fold_add_named(struct import_fold *fold, struct str name);
uint32_t import_fold_count(const struct import_fold *fold);
const struct import_keys *import_fold_keys(const struct import_fold *fold, uint32_t machine);
/* Memory ran out: what is here is not all. */
bool import_fold_failed(const struct import_fold *fold);
