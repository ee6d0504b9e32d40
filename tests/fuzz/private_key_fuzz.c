/* Private key files. What must hold for any bytes: a public half is one line of a type and base64, and is appended only
 * when it is said to be there. */

#include "base/compiler.h"
#include "scanner/credential/pem_key.h"
#include "scanner/credential/private_key.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(struct str line) {
    struct str type;

    CHECK(str_cut(&line, ' ', &type) && type.n > 0 && line.n > 0);
    CHECK(str_find_char(type, '\n') < 0 && str_find_char(type, '\0') < 0);
    for (size_t i = 0; i < line.n; i++) {
        CHECK(str_is_alnum(line.p[i]) || strchr("+/=", line.p[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str pem = {(const char *)data, size};
    CLEANUP(buffer_done) struct buffer line = {0};

    if (private_key_public_half(pem, &line)) {
        check_line(buffer_view(&line));
    } else {
        CHECK(line.n == 0);
    }
    (void)private_key_is_rsa(pem);
    if (private_key_lock(pem) == KEY_LOCK_PEM) {
        (void)pem_key_opens(pem, "a passphrase");
    }
    return 0;
}
