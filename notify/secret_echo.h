#pragma once
/* Servers may say our secrets back to us, and what they say goes into logs. Pure; any thread. */

#include "base/str.h"

/* Does TEXT hold the secret, or eight bytes of it in a row? */
bool secret_is_echoed(struct str text, struct str secret);
