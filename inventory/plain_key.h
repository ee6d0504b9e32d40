#pragma once
/* The form of names that are written in the usual way (cell_key_form of inventory/cell_key.h), found without folding
 * and without looking through lists: a quick yes for most cells. A no says nothing. Pure functions; any thread. */

#include "inventory/identity.h"

enum { PLAIN_KEY_MAX = 64 };

/* True: cell_key_form gives *RET_N bytes, and these. */
bool plain_key_form(enum identity_key kind, struct str text, char ret_form[PLAIN_KEY_MAX], size_t *ret_n);
/* Are both plain, and is their form the same? */
bool plain_keys_agree(enum identity_key kind, struct str a, struct str b);
