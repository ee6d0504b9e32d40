#pragma once
/* SHA-256 (FIPS 180-4) of a text, in hex, as sha256sum prints it. Pure; any thread. */

#include "base/compiler.h"
#include "base/library_version.h"
#include "base/str.h"

#define SHA256_HEX_SIZE 65 /* with a NUL */

/* False when the library could not, which leaves *RET_HEX alone. */
MUST_CHECK bool sha256_hex(struct str text, char ret_hex[SHA256_HEX_SIZE]);
/* Of OpenSSL. */
struct library_version sha256_library(void);
