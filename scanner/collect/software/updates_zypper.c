#include "scanner/collect/software/updates_zypper.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/software/updates.h"

/* <update name="SUSE-SLE-2024-1234" edition="1" kind="patch" status="needed" category="security" …>, one in a line.
 * Names of patches need no escapes. */
static bool read_line(struct str line, struct update *ret_update) {
    struct str tag = str_trim(line);

    if (!str_starts_with(tag, STR("<update ")) || !str_eq(fields_attribute(tag, " kind"), STR("patch")) ||
        !str_eq(fields_attribute(tag, " status"), STR("needed"))) {
        return false;
    }
    ret_update->package = fields_attribute(tag, " name");
    ret_update->available = fields_attribute(tag, " edition");
    ret_update->security = str_eq(fields_attribute(tag, " category"), STR("security")) ? STR("yes") : STR("no");
    return true;
}

void collect_updates_zypper(struct str body, struct observation *observation) {
    updates_collect(body, read_line, observation);
}
