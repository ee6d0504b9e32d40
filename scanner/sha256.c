#include "scanner/sha256.h"

#include <openssl/evp.h>

enum { SHA256_SIZE = 32 };

bool sha256_hex(struct str text, char ret_hex[SHA256_HEX_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA256_SIZE];

    if (EVP_Digest(text.p, text.n, digest, NULL, EVP_sha256(), NULL) != 1) {
        return false;
    }
    for (size_t i = 0; i < SHA256_SIZE; i++) {
        ret_hex[2 * i] = digits[digest[i] >> 4];
        ret_hex[2 * i + 1] = digits[digest[i] & 0xF];
    }
    ret_hex[2 * SHA256_SIZE] = '\0';
    return true;
}

struct library_version sha256_library(void) {
    return library_version_of(OPENSSL_VERSION_TEXT, OpenSSL_version(OPENSSL_VERSION));
}
