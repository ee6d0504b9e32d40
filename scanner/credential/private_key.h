#pragma once
/* What a private key's file says without its passphrase: the public half, which OpenSSH's own format keeps in clear,
 * and how the private one is kept. Format: PROTOCOL.key of OpenSSH. Pure; any thread. */

#include "base/buffer.h"

/* Appends the public key as one line, "ssh-ed25519 AAAA…". False, and nothing appended, for other formats. */
bool private_key_public_half(struct str pem, struct buffer *out);
/* How the private half is kept. */
enum key_lock {
    KEY_LOCK_NONE,   /* in clear, or in a format that is not known here */
    KEY_LOCK_BCRYPT, /* OpenSSH's own format, made slow to unlock: 16 rounds are a fifth of a second */
    KEY_LOCK_PEM,    /* the older formats, unlocked at once */
};
enum key_lock private_key_lock(struct str pem);
/* Is it an RSA key, in OpenSSH's or in the older PEM format? */
bool private_key_is_rsa(struct str pem);
