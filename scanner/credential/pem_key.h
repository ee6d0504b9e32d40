#pragma once
/* Private keys in the older formats, PEM and PKCS#8. By OpenSSL's libcrypto, with which libssh2 reads them as well. Any
 * thread. */

#include "base/str.h"

/* Does the passphrase open the key? */
bool pem_key_opens(struct str pem, const char *secret);
