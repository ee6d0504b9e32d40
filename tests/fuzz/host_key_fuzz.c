/* known_hosts files. What must hold for any bytes: a key that the file does not name is never taken for known, and one
 * that is added for a host of which nothing is said is. The first line is the host that is asked for. */

#include "base/compiler.h"
#include "scanner/ssh/host_key.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Sixteen bytes that no file of the corpus has. */
static const char stranger[] = "\0\0\0\x0bssh-ed25519\0\0\0\x20 a key of nobody's, here 32 long ";

static struct host_keys *find(const struct known_hosts *known, struct str host) {
    struct host_keys *keys = NULL;

    CHECK(known_hosts_find(known, host, 22, &keys, NULL) == ERR_OK);
    return keys;
}

static void check_host(struct known_hosts *known, struct str host) {
    struct str blob = {stranger, sizeof stranger - 1};
    CLEANUP(host_keys_free_cleanup) struct host_keys *keys = find(known, host);
    enum host_key_verdict verdict = host_keys_check(keys, blob);

    CHECK(verdict != HOST_KEY_MATCHES && verdict != HOST_KEY_REVOKED);
    CHECK((host_keys_types(keys) != 0) == (verdict == HOST_KEY_CHANGED));
    if (verdict == HOST_KEY_UNKNOWN && host.n) {
        CLEANUP(host_keys_free_cleanup) struct host_keys *after = NULL;
        CHECK(known_hosts_add(known, host, 22, blob, NULL) == ERR_OK);
        after = find(known, host);
        CHECK(host_keys_check(after, blob) == HOST_KEY_MATCHES);
    }
}

/* The names that scans ask for: letters, digits and what stands in addresses. */
static bool is_name(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (!str_is_alnum(text.p[i]) && (!text.p[i] || !strchr("._-:", text.p[i]))) {
            return false;
        }
    }
    return text.n > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str rest = {(const char *)data, size}, host;
    CLEANUP(known_hosts_free_cleanup) struct known_hosts *known = NULL;
    CLEANUP(memory_file_done) struct memory_file file = {.fd = -1};

    if (!str_cut(&rest, '\n', &host) || !is_name(host)) {
        host = STR("web.example.jp");
        rest = (struct str){(const char *)data, size};
    }
    file = memory_file((const uint8_t *)rest.p, rest.n);
    CHECK(known_hosts_read(file.path, &known, NULL) == ERR_OK);
    check_host(known, host);
    if (!str_eq_ignore_case(host, STR("db"))) { /* its key has been added */
        check_host(known, STR("db"));
    }
    return 0;
}
