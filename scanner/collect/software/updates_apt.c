#include "scanner/collect/software/updates_apt.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/software/updates.h"

/* Takes what stands between OPEN and CLOSE at the beginning of *REST; false when it does not begin so. */
static bool take_bracketed(struct str *rest, char open, char close, struct str *ret_inside) {
    struct str text = str_trim(*rest);
    ptrdiff_t end = str_find_char(text, close);

    if (end < 0 || text.p[0] != open) {
        return false;
    }
    *ret_inside = str_sub(text, 1, (size_t)end - 1);
    *rest = str_sub(text, (size_t)end + 1, SIZE_MAX);
    return true;
}

/* "Debian-Security:12/stable-security", "Ubuntu:22.04/jammy-updates, Ubuntu:22.04/jammy-security" */
static bool is_security(struct str origins) {
    return str_contains(origins, STR("-security")) || str_contains(origins, STR("-Security"));
}

/* "Inst openssl [3.0.11-1~deb12u1] (3.0.11-1~deb12u2 Debian-Security:12/stable-security [amd64])". A package that comes
 * anew has no version in brackets, and is no update. */
static bool read_simulated(struct str line, struct update *ret_update) {
    struct str rest = line, inside;

    if (!str_drop_prefix(&rest, STR("Inst ")) || !fields_next_word(&rest, &ret_update->package) ||
        !take_bracketed(&rest, '[', ']', &ret_update->installed) || !take_bracketed(&rest, '(', ')', &inside) ||
        !fields_next_word(&inside, &ret_update->available)) {
        return false;
    }
    ret_update->security = is_security(inside) ? STR("yes") : STR("no");
    return true;
}

/* "openssl/stable,stable-security 3.0.11-1~deb12u2 amd64 [upgradable from: 3.0.11-1~deb12u1]" */
static bool read_listed(struct str line, struct update *ret_update) {
    struct str rest = line, suites, architecture, inside;

    if (!str_cut(&rest, '/', &ret_update->package) || !fields_next_word(&rest, &suites) ||
        !fields_next_word(&rest, &ret_update->available) || !fields_next_word(&rest, &architecture) ||
        !take_bracketed(&rest, '[', ']', &inside) || !str_drop_prefix(&inside, STR("upgradable from: "))) {
        return false;
    }
    ret_update->installed = inside;
    ret_update->security = is_security(suites) ? STR("yes") : STR("no");
    return true;
}

static bool read_line(struct str line, struct update *ret_update) {
    return read_simulated(line, ret_update) || read_listed(line, ret_update);
}

void collect_updates_apt(struct str body, struct observation *observation) {
    updates_collect(body, read_line, observation);
}
