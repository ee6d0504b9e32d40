#include "scanner/private_key.h"

#include "scanner/base64.h"
#include "scanner/vault.h"

#define BEGIN STR("-----BEGIN OPENSSH PRIVATE KEY-----")
#define END   STR("-----END OPENSSH PRIVATE KEY-----")
#define MAGIC ((struct str){"openssh-key-v1", sizeof "openssh-key-v1"}) /* its NUL is part of it */

/* The bytes between the marker lines, decoded. They hold the private half too: wiped by the caller. */
static bool decode_body(struct str pem, struct buffer *bytes) {
    ptrdiff_t begin = str_find(pem, BEGIN);
    ptrdiff_t end = str_find(pem, END);
    CLEANUP(buffer_done) struct buffer text = {0};
    struct str rest, line;
    bool is_decoded;

    if (begin < 0 || end < begin + (ptrdiff_t)BEGIN.n) {
        return false;
    }
    rest = str_range(pem.p + begin + BEGIN.n, pem.p + end);
    /* Room for all at once: growing would leave copies behind. */
    if (!buffer_reserve(&text, rest.n) || !buffer_reserve(bytes, rest.n)) {
        return false;
    }
    while (str_cut(&rest, '\n', &line)) {
        buffer_append(&text, str_trim(line));
    }
    is_decoded = base64_decode(buffer_view(&text), bytes);
    vault_wipe(text.p, text.n);
    return is_decoded;
}

static bool take_u32(struct str *rest, uint32_t *ret_value) {
    const unsigned char *p = (const unsigned char *)rest->p;

    if (rest->n < 4) {
        return false;
    }
    *ret_value = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    *rest = str_sub(*rest, 4, SIZE_MAX);
    return true;
}

static bool take_string(struct str *rest, struct str *ret_string) {
    struct str after = *rest;
    uint32_t length;

    if (!take_u32(&after, &length) || length > after.n) {
        return false;
    }
    *ret_string = str_sub(after, 0, length);
    *rest = str_sub(after, length, SIZE_MAX);
    return true;
}

/* Cipher, KDF and its options, the number of keys, and the public key; the private part comes after it. */
static bool find_public_blob(struct str bytes, struct str *ret_blob, struct str *ret_type) {
    struct str skipped, blob, inner;
    uint32_t keys;

    if (!str_starts_with(bytes, MAGIC)) {
        return false;
    }
    bytes = str_sub(bytes, MAGIC.n, SIZE_MAX);
    if (!take_string(&bytes, &skipped) || !take_string(&bytes, &skipped) || !take_string(&bytes, &skipped) ||
        !take_u32(&bytes, &keys) || keys != 1 || !take_string(&bytes, &blob)) {
        return false;
    }
    inner = blob;
    if (!take_string(&inner, ret_type)) {
        return false;
    }
    *ret_blob = blob;
    return true;
}

bool private_key_public_half(struct str pem, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer bytes = {0};
    struct str blob, type;
    bool is_found = decode_body(pem, &bytes) && find_public_blob(buffer_view(&bytes), &blob, &type);

    if (is_found) {
        buffer_append(out, type);
        buffer_append_char(out, ' ');
        base64_encode(blob, out);
    }
    vault_wipe(bytes.p, bytes.n);
    return is_found;
}

bool private_key_is_rsa(struct str pem) {
    CLEANUP(buffer_done) struct buffer line = {0};

    if (str_contains(pem, STR("-----BEGIN RSA PRIVATE KEY-----"))) {
        return true;
    }
    return private_key_public_half(pem, &line) && str_starts_with(buffer_view(&line), STR("ssh-rsa "));
}
