#pragma once
/* HMAC-SHA-1 (RFC 2104), for one use: the hashed host names of known_hosts files, whose format fixes it. By OpenSSL's
 * libcrypto, which libssh2 uses as well. Any thread. */

#include "base/str.h"

#define SHA1_SIZE 20

/* False when the library refuses or memory is out. */
bool hmac_sha1(struct str key, struct str text, uint8_t ret_digest[SHA1_SIZE]);
