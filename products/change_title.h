#pragma once
/* Software in a register of changes. Most registers name the product in the field; some have a field that says
 * ソフトウェア, and the product with its version before and after: "PostgreSQL 14.9", "PostgreSQL 14.11". Pure; any
 * thread. */

#include "base/str.h"

#include <stdbool.h>

/* Does the field say no more than that it is about software? */
bool change_field_is_software(struct str field);
/* What is before the version: "PostgreSQL" of "PostgreSQL 14.9"; the whole text where no version is behind a blank. */
struct str change_title_in(struct str text);
