#include "inventory/reference_key.h"

#include "base/text.h"
#include "inventory/identity.h"
#include "inventory/person_names.h"

/* Columns of people: an id or account is one with its domain and without it. */
static const struct {
    const char *column;
    bool is_login;
} people[] = {{"user_id", true}, {"accounts", true}, {"user_name", false}};

static bool append_person(struct str text, bool is_login, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    if (!person_name_fold(text, &folded)) {
        out->failed |= folded.failed;
        return false;
    }
    buffer_append(out, is_login ? person_name_login(buffer_view(&folded)) : buffer_view(&folded));
    return true;
}

bool reference_key_append(const char *column, struct str text, struct buffer *out) {
    static const struct {
        const char *column;
        enum identity_key key;
    } identities[] = {{"asset_id", KEY_ASSET_ID},
                      {"hostname", KEY_HOSTNAME},
                      {"serial", KEY_SERIAL},
                      {"uuid", KEY_UUID},
                      {"mac_addresses", KEY_MAC}};

    buffer_reset(out);
    for (size_t i = 0; i < ARRAY_LEN(identities); i++) {
        if (strcmp(column, identities[i].column) == 0) {
            buffer_append_char(out, (char)('0' + identities[i].key));
            return identity_normalise(identities[i].key, text, out);
        }
    }
    buffer_append_char(out, '-');
    for (size_t i = 0; i < ARRAY_LEN(people); i++) {
        if (strcmp(column, people[i].column) == 0) {
            return append_person(text, people[i].is_login, out);
        }
    }
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
