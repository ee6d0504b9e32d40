#pragma once
/* The rule table aliases, kinds country and place: what the ledger calls something, and what else it is called. Words
 * are folded as names are (licenses/name_fit.h). A word that rows explain in different ways is left out. Constant once
 * read: any thread. */

#include "base/error.h"
#include "inventory/table.h"
#include "inventory/words.h"

struct aliases;
/* TABLE may be NULL: there are none. */
MUST_CHECK enum err_code aliases_read(const struct table *table, struct aliases **ret_aliases, struct err *err);
void aliases_free(struct aliases *aliases);
DEFINE_CLEANUP(aliases, aliases_free)
/* What the word stands for, else the word itself. What it stands for may be a word of another row, and is not looked up
 * again. */
struct str aliases_canonical(const struct aliases *aliases, enum alias_kind kind, struct str word);
/* The words that stand for CANONICAL, one a call, beginning with *AT 0; false at the end. */
bool aliases_next(const struct aliases *aliases, enum alias_kind kind, struct str canonical, size_t *at,
                  struct str *ret_word);
