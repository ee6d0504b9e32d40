#include "scanner/credential/private_key.h"

#include "scanner/base64.h"
#include "scanner/credential/vault.h"

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

/* What stands before the private part. */
struct clear_part {
    struct str cipher; /* "none" when the private part is not encrypted */
    struct str blob;   /* the public key */
    struct str type;   /* its first field */
};

/* "ssh-ed25519", "sk-ssh-ed25519@openssh.com": it becomes a word of a line. */
static bool is_type(struct str type) {
    for (size_t i = 0; i < type.n; i++) {
        if (!str_is_alnum(type.p[i]) && (!type.p[i] || !strchr("-.@", type.p[i]))) {
            return false;
        }
    }
    return type.n > 0;
}

/* Cipher, KDF and its options, the number of keys, and the public key; the private part comes after it. */
static bool read_clear_part(struct str bytes, struct clear_part *part) {
    struct str skipped, inner;
    uint32_t keys;

    if (!str_starts_with(bytes, MAGIC)) {
        return false;
    }
    bytes = str_sub(bytes, MAGIC.n, SIZE_MAX);
    if (!take_string(&bytes, &part->cipher) || !take_string(&bytes, &skipped) || !take_string(&bytes, &skipped) ||
        !take_u32(&bytes, &keys) || keys != 1 || !take_string(&bytes, &part->blob)) {
        return false;
    }
    inner = part->blob;
    return take_string(&inner, &part->type) && is_type(part->type);
}

bool private_key_public_half(struct str pem, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer bytes = {0};
    struct clear_part part;
    bool is_found = decode_body(pem, &bytes) && read_clear_part(buffer_view(&bytes), &part);

    if (is_found) {
        buffer_append(out, part.type);
        buffer_append_char(out, ' ');
        base64_encode(part.blob, out);
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

enum key_lock private_key_lock(struct str pem) {
    CLEANUP(buffer_done) struct buffer bytes = {0};
    struct clear_part part;
    bool is_openssh = decode_body(pem, &bytes) && read_clear_part(buffer_view(&bytes), &part);
    enum key_lock lock = KEY_LOCK_NONE;

    if (is_openssh && !str_eq(part.cipher, STR("none"))) {
        lock = KEY_LOCK_BCRYPT;
    } else if (str_contains(pem, STR("-----BEGIN ENCRYPTED PRIVATE KEY-----")) ||
               str_contains(pem, STR("\nProc-Type: 4,ENCRYPTED"))) {
        lock = KEY_LOCK_PEM;
    }
    vault_wipe(bytes.p, bytes.n);
    return lock;
}
