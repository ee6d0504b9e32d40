#pragma once
/* Which people may be one: those who go by the same name or login once it is folded, and whom the ledger writes in
 * different ways (髙橋 and 高橋, user1@ and USER1). People whose names are written alike are told apart by their ids,
 * and an account that is written alike is one that they share. Pure; any thread. */

#include "base/arena.h"
#include "licenses/people.h"

/* That somebody goes by something. */
struct person_mark {
    uint32_t key; /* the same for all that is equal when folded */
    uint32_t person;
    struct str written; /* as in the ledger */
};

/* Of each name, a way in which it is written is paired with so many people who write it in another one, at most: what
 * hundreds go by is no name. */
enum { PERSON_PAIRS_MAX = 16 };

/* Puts MARKS in order. The pairs, in order and each once, are the arena's. */
MUST_CHECK enum err_code person_pairs_find(struct person_mark *marks, size_t count, struct arena *arena,
                                           struct person_pair **ret_pairs, size_t *ret_count, struct err *err);
