#include "notify/secret_echo.h"

#define PART_BYTES ((size_t)8)

bool secret_is_echoed(struct str text, struct str secret) {
    const size_t n = secret.n < PART_BYTES ? secret.n : PART_BYTES;

    for (size_t i = 0; n && i + n <= secret.n; i++) {
        if (str_contains(text, str_sub(secret, i, n))) {
            return true;
        }
    }
    return false;
}
