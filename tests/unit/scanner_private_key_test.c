/* Key files made by the project, by hand: cipher, KDF and public half are what ssh-keygen writes, the private half is
 * left out. */
#include "scanner/credential/private_key.h"

#include "tests/unit/support/cmocka.h"

#define OPENSSH(BODY) "-----BEGIN OPENSSH PRIVATE KEY-----\n" BODY "\n-----END OPENSSH PRIVATE KEY-----\n"
/* "openssh-key-v1", NUL; "none", "none", "", 1 key */
#define OPEN_HEAD "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB"
/* …; "aes256-ctr", "bcrypt", 24 bytes of options (a salt of 16 bytes 0, 16 rounds), 1 key */
#define LOCKED_HEAD "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAE="

static void test_lock(void **state) {
    static const struct {
        const char *pem;
        enum key_lock lock;
    } cases[] = {
        {"", KEY_LOCK_NONE},
        {"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n", KEY_LOCK_NONE},
        {"-----BEGIN PRIVATE KEY-----\nMIIE\n", KEY_LOCK_NONE},
        {"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIE\n", KEY_LOCK_PEM},
        {"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIE\n", KEY_LOCK_PEM},
        {OPENSSH(OPEN_HEAD "AAAAMwAAAAtzc2gtZWQyNTUxOQAAACBl9QGi5sBdlSzl2zE8XKEWew4ASNQ8n8TfJOJcwuXZRAAAAA=="),
         KEY_LOCK_NONE},
        {OPENSSH("b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABAAAAAAAA\n"
                 "AAAAAAAAAAAAAAAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIGX1AaLmwF2VLOXbMTxc\n"
                 "oRZ7DgBI1DyfxN8k4lzC5dlE"),
         KEY_LOCK_BCRYPT},
        /* cut off before the public key: nothing is said about it */
        {OPENSSH(LOCKED_HEAD), KEY_LOCK_NONE},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(private_key_lock(str_from(cases[i].pem)), cases[i].lock);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
