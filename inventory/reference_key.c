#include "inventory/reference_key.h"

#include "base/text.h"
#include "inventory/identity.h"

bool reference_key_append(const char *column, struct str text, struct buffer *out) {
    static const struct {
        const char *column;
        enum identity_key key;
    } identities[] = {{"asset_id", KEY_ASSET_ID}, {"hostname", KEY_HOSTNAME}, {"serial", KEY_SERIAL}};

    buffer_reset(out);
    for (size_t i = 0; i < ARRAY_LEN(identities); i++) {
        if (strcmp(column, identities[i].column) == 0) {
            buffer_append_char(out, (char)('0' + identities[i].key));
            return identity_normalise(identities[i].key, text, out);
        }
    }
    buffer_append_char(out, '-');
    text_fold(text, out);
    return out->n > 1;
}

bool reference_key_is_id(struct str text) {
    bool has_digit = false;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        has_digit |= str_is_digit(c);
        if (!str_is_alnum(c) && c != '-' && c != '_' && c != '.' && c != '/') {
            return false;
        }
    }
    return has_digit && text.n >= 4;
}
