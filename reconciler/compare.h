#pragma once
/* Comparing one documented cell with one observed cell by meaning. Pure; any thread. */

#include "inventory/schema.h"
#include "inventory/value.h"

enum comparison {
    COMPARE_EQUAL,
    COMPARE_EQUAL_ASSUMED, /* equal only if character variants (髙 and 高) are taken as the same */
    COMPARE_DIFFERENT,
    COMPARE_UNREADABLE, /* the documented cell cannot be read, or not be held against what was observed */
};

/* Both texts are not blank. DOCUMENTED and OBSERVED are the values of the texts in the column.
 *   host names        short form, FQDN, case and width
 *   MAC, IP           every documented one must be among the observed ones, in any notation
 *   memory            observed between 90 % and 100 % of documented: firmware and graphics hide a part
 *   disk              within 8 %: makers' and systems' units
 *   versions          by the prefix of their parts (products/version.h); builds of Windows also by the feature update
 *                     that they are: 23H2 and 10.0.22631.4460
 *   makers            through aliases (products/vendor.h)
 *   designations      the words of one all stand in the other: "ProLiant DL360 Gen10" and
 *                     "HPE ProLiant DL360 Gen10 Server"; clock rates play no part, and in titles a version may be said
 *                     less exactly: "Debian 12" and "Debian GNU/Linux 12.11"; but 2012 is not 2012 R2
 *   the rest          folded text, or equal values */
enum comparison compare_cells(const struct column_def *column, struct str documented,
                              const struct value *documented_value, struct str observed,
                              const struct value *observed_value);
/* The same of two versions, of which one may be blank. */
enum comparison compare_version_texts(struct str documented, struct str observed);
/* Is an operating system, by the name and the version observed, what is listed: do all words of LISTED stand there? Of
 * Windows 11 the version is no 10 (10.0.22631), but the feature update that it is. */
bool compare_system_is(struct str listed, struct str name, struct str version);
/* Do all words of a designation stand in TEXT, read as in a column of that type? "Windows Server 2019" is in "Microsoft
 * Windows Server 2019 Standard". */
bool compare_designation_is_in(const struct column_def *column, struct str designation, struct str text);
