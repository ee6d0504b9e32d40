#include "scanner/credential/pem_key.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>

/* The library wipes what it is given. */
static int give_secret(char *buffer, int size, int is_writing, void *context) {
    const char *secret = context;
    size_t length = strlen(secret);

    (void)is_writing;
    if (length > (size_t)size) {
        return -1;
    }
    memcpy(buffer, secret, length);
    return (int)length;
}

bool pem_key_opens(struct str pem, const char *secret) {
    BIO *source = pem.n <= INT_MAX ? BIO_new_mem_buf(pem.p, (int)pem.n) : NULL;
    EVP_PKEY *key = source ? PEM_read_bio_PrivateKey(source, NULL, give_secret, (void *)(uintptr_t)secret) : NULL;
    bool is_open = key != NULL;

    EVP_PKEY_free(key);
    BIO_free(source);
    ERR_clear_error();
    return is_open;
}
