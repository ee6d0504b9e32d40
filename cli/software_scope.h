#pragma once
/* --software: of which titles something is said one by one. */

enum software_scope { SOFTWARE_LISTED, SOFTWARE_ALL };
/* NULL-terminated, in the order of the enum; and what stands for them in --help. */
extern const char *const software_words[];
#define SOFTWARE_VALUE "listed|all"
