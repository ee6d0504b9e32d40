#pragma once
/* Options in an order that depends on what they are, and never on where they stand: first on what is said of each
 * (whether it is certain, how many demands, units, price, rights, sources), then on what it has to do with others, as
 * far as colours tell. An option's colour is made anew from those of its demands, a demand's from those of its options,
 * until no more are told apart; then one of those that are alike gets a colour of its own, and so on. Options that are
 * still alike are exchangeable, but for structures of a regularity that no ledger has, and blocks of very many options
 * that are alike: there the order in which they are given decides. */

#include "licenses/allocation_parts.h"

/* Sorts all options: by PART_OF, then the rank of their groups, then blocks (BLOCK_OF, each named by a demand), then in
 * their order. PART_OF and BLOCK_OF are by option. */
MUST_CHECK enum err_code allocation_order(const struct allocation_parts *parts, const uint32_t *part_of,
                                          const uint32_t *block_of, struct arena *arena, uint32_t *ret_options,
                                          struct err *err);
