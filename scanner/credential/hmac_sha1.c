#include "scanner/credential/hmac_sha1.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

bool hmac_sha1(struct str key, struct str text, uint8_t ret_digest[SHA1_SIZE]) {
    unsigned n = SHA1_SIZE;

    return key.n <= INT_MAX &&
           HMAC(EVP_sha1(), key.p, (int)key.n, (const unsigned char *)text.p, text.n, ret_digest, &n) != NULL;
}
