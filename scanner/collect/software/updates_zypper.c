#include "scanner/collect/software/updates_zypper.h"

#include "scanner/collect/software/updates.h"

/* The value of NAME="…" in a tag; empty when it is not there. Names of patches need no escapes in XML. */
static struct str attribute(struct str tag, struct str name) {
    ptrdiff_t at = str_find(tag, name), end;

    if (at < 0) {
        return STR_NONE;
    }
    tag = str_sub(tag, (size_t)at + name.n, SIZE_MAX);
    end = str_find_char(tag, '"');
    return end < 0 ? STR_NONE : str_sub(tag, 0, (size_t)end);
}

/* <update name="SUSE-SLE-2024-1234" edition="1" kind="patch" status="needed" category="security" …>, one in a line. */
static bool read_line(struct str line, struct update *ret_update) {
    struct str tag = str_trim(line);

    if (!str_drop_prefix(&tag, STR("<update ")) || !str_eq(attribute(tag, STR(" kind=\"")), STR("patch")) ||
        !str_eq(attribute(tag, STR(" status=\"")), STR("needed"))) {
        return false;
    }
    ret_update->package = attribute(line, STR(" name=\""));
    ret_update->available = attribute(tag, STR(" edition=\""));
    ret_update->security = str_eq(attribute(tag, STR(" category=\"")), STR("security")) ? STR("yes") : STR("no");
    return true;
}

void collect_updates_zypper(struct str body, struct observation *observation) {
    updates_collect(body, read_line, observation);
}
