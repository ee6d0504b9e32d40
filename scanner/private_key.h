#pragma once
/* What a private key's file says without its passphrase: the public half, which OpenSSH's own format keeps in clear.
 * Format: PROTOCOL.key of OpenSSH. Pure; any thread. */

#include "base/buffer.h"

/* Appends the public key as one line, "ssh-ed25519 AAAA…". False, and nothing appended, for other formats. */
bool private_key_public_half(struct str pem, struct buffer *out);
/* Is it an RSA key, in OpenSSH's or in the older PEM format? */
bool private_key_is_rsa(struct str pem);
