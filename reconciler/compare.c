#include "reconciler/compare.h"

#include "base/text.h"
#include "inventory/identity.h"
#include "products/designation.h"
#include "products/vendor.h"
#include "products/version.h"
#include "products/windows_build.h"

/* What a comparison needs to know of one side. */
struct cell {
    const struct column_def *column;
    struct str text;
    const struct value *value;
};

static enum comparison same_if(bool is_same) {
    return is_same ? COMPARE_EQUAL : COMPARE_DIFFERENT;
}

/* --- text ----------------------------------------------------------------------------------------------------------
 */

static enum comparison compare_text(const struct cell *documented, const struct cell *observed) {
    struct buffer a = {0}, b = {0};
    bool is_assumed = text_fold(documented->text, &a);
    is_assumed |= text_fold(observed->text, &b);
    bool is_same = str_eq(buffer_view(&a), buffer_view(&b)) && !a.failed && !b.failed;

    buffer_done(&a);
    buffer_done(&b);
    if (!is_same) {
        return COMPARE_DIFFERENT;
    }
    return is_assumed && !str_eq(documented->text, observed->text) ? COMPARE_EQUAL_ASSUMED : COMPARE_EQUAL;
}

static enum comparison compare_vendor(const struct cell *documented, const struct cell *observed) {
    struct buffer a = {0}, b = {0};
    vendor_fold(documented->text, &a);
    vendor_fold(observed->text, &b);
    enum comparison result = same_if(str_eq(buffer_view(&a), buffer_view(&b)));

    buffer_done(&a);
    buffer_done(&b);
    return result;
}

enum comparison compare_version_texts(struct str documented, struct str observed) {
    static const enum comparison results[] = {
        [WINDOWS_AGREES] = COMPARE_EQUAL,
        [WINDOWS_DIFFERS] = COMPARE_DIFFERENT,
        [WINDOWS_BUILD_UNKNOWN] = COMPARE_UNREADABLE,
    };
    enum windows_agreement agreement = windows_versions_agree(documented, observed);

    return agreement == WINDOWS_NOT_SAID ? same_if(version_agrees(documented, observed)) : results[agreement];
}

static enum comparison compare_version(const struct cell *documented, const struct cell *observed) {
    return compare_version_texts(documented->text, observed->text);
}

/* --- designations --------------------------------------------------------------------------------------------------
 */

static enum comparison compare_designation(const struct cell *documented, const struct cell *observed) {
    return same_if(designation_agrees(documented->text, observed->text, documented->column->type == TYPE_TITLE));
}

bool compare_designation_is_in(const struct column_def *column, struct str designation, struct str text) {
    return designation_is_in(designation, text, column->type == TYPE_TITLE);
}

bool compare_system_is(struct str listed, struct str name, struct str version) {
    CLEANUP(buffer_done) struct buffer text = {0};
    struct str feature = windows_feature_of(version);

    buffer_append(&text, name);
    if (!str_has_digit(name) || !str_starts_with(version, STR("10.0."))) { /* Windows 11 is no 10 */
        buffer_printf(&text, " %.*s", STR_FMT(version));
    }
    buffer_printf(&text, " %.*s", STR_FMT(feature));
    return !text.failed && designation_is_in(listed, buffer_view(&text), true);
}

/* --- identifiers and lists -----------------------------------------------------------------------------------------
 */

static bool serial_is_same(struct str documented, struct str observed) {
    struct buffer a = {0}, b = {0};
    bool has_a = identity_normalise(KEY_SERIAL, documented, &a), has_b = identity_normalise(KEY_SERIAL, observed, &b);
    bool is_same = !has_b || (has_a && str_eq(buffer_view(&a), buffer_view(&b)));

    buffer_done(&a);
    buffer_done(&b);
    return is_same;
}

static enum comparison compare_serial(const struct cell *documented, const struct cell *observed) {
    return same_if(serial_is_same(documented->text, observed->text));
}

static enum comparison compare_uuid(const struct cell *documented, const struct cell *observed) {
    if (!documented->value->is_set) {
        return COMPARE_UNREADABLE;
    }
    struct buffer a = {0}, b = {0}, swapped = {0};
    bool has_a = identity_normalise(KEY_UUID, documented->text, &a);
    bool has_b = identity_normalise(KEY_UUID, observed->text, &b);
    bool is_same = !has_b || (has_a && str_eq(buffer_view(&a), buffer_view(&b)));

    if (!is_same && has_a && identity_uuid_swapped(buffer_view(&b), &swapped)) {
        is_same = str_eq(buffer_view(&a), buffer_view(&swapped));
    }
    buffer_done(&a);
    buffer_done(&b);
    buffer_done(&swapped);
    return same_if(is_same);
}

static struct str without_root(struct str host) {
    return host.n > 1 && host.p[host.n - 1] == '.' ? str_sub(host, 0, host.n - 1) : host;
}

static bool host_is_same(struct str a, struct str b) {
    a = without_root(a);
    b = without_root(b);
    bool is_short = str_find_char(a, '.') < 0 || str_find_char(b, '.') < 0;
    if (is_short) {
        struct str rest_a = a, rest_b = b;
        str_cut(&rest_a, '.', &a);
        str_cut(&rest_b, '.', &b);
    }
    return str_eq(a, b);
}

/* A documented part that cannot be read is a problem of its own (INP-VALUE) and no difference. */
static bool mac_is_same(struct str observed, struct str documented) {
    uint8_t x[6], y[6];
    return !identity_read_mac(documented, y) || (identity_read_mac(observed, x) && memcmp(x, y, sizeof x) == 0);
}

static bool address_is_same(struct str observed, struct str documented) {
    struct buffer x = {0}, y = {0};
    bool is_same = !identity_read_address(documented, &y) ||
                   (identity_read_address(observed, &x) && str_eq(buffer_view(&x), buffer_view(&y)));
    buffer_done(&x);
    buffer_done(&y);
    return is_same;
}

static bool list_has(const struct cell *list, struct str wanted, bool (*is_same)(struct str, struct str)) {
    struct str rest = list->text, part;
    while (value_next_part(list->column, &rest, &part)) {
        if (is_same(part, wanted)) {
            return true;
        }
    }
    return false;
}

/* Is every documented part among the observed ones? */
static enum comparison compare_list(const struct cell *documented, const struct cell *observed,
                                    bool (*is_same)(struct str, struct str)) {
    struct str rest = documented->text, part;
    if (!documented->value->is_set) {
        return COMPARE_UNREADABLE;
    }
    while (observed->value->is_set && value_next_part(documented->column, &rest, &part)) {
        if (!list_has(observed, part, is_same)) {
            return COMPARE_DIFFERENT;
        }
    }
    return COMPARE_EQUAL;
}

static enum comparison compare_macs(const struct cell *documented, const struct cell *observed) {
    return compare_list(documented, observed, mac_is_same);
}

static enum comparison compare_addresses(const struct cell *documented, const struct cell *observed) {
    return compare_list(documented, observed, address_is_same);
}

/* Names differ when none of the documented ones is observed. */
static enum comparison compare_hosts(const struct cell *documented, const struct cell *observed) {
    struct buffer a = {0}, b = {0};
    text_fold(documented->text, &a);
    text_fold(observed->text, &b);
    struct cell folded_observed = {observed->column, buffer_view(&b), NULL};
    struct str rest = buffer_view(&a), part;
    bool is_same = false;

    while (!is_same && value_next_part(documented->column, &rest, &part)) {
        is_same = list_has(&folded_observed, part, host_is_same);
    }
    buffer_done(&a);
    buffer_done(&b);
    return same_if(is_same);
}

/* --- values --------------------------------------------------------------------------------------------------------
 */

static enum comparison compare_number(const struct cell *documented, const struct cell *observed) {
    if (!documented->value->is_set) {
        return COMPARE_UNREADABLE;
    }
    return same_if(!observed->value->is_set || documented->value->number == observed->value->number);
}

static enum comparison compare_date(const struct cell *documented, const struct cell *observed) {
    if (!documented->value->is_set) {
        return COMPARE_UNREADABLE;
    }
    return same_if(!observed->value->is_set || documented->value->date.days == observed->value->date.days);
}

static enum comparison compare_memory(const struct cell *documented, const struct cell *observed) {
    if (!documented->value->is_set) {
        return COMPARE_UNREADABLE;
    }
    int64_t paper = documented->value->number, real = observed->value->number;
    return same_if(!observed->value->is_set || (real <= paper && (__int128)real * 10 >= (__int128)paper * 9));
}

static enum comparison compare_disk(const struct cell *documented, const struct cell *observed) {
    if (!documented->value->is_set) {
        return COMPARE_UNREADABLE;
    }
    int64_t paper = documented->value->number, real = observed->value->number;
    int64_t gap = paper > real ? paper - real : real - paper;
    return same_if(!observed->value->is_set || (__int128)gap * 100 <= (__int128)paper * 8);
}

/* Types that are not here compare as folded text. */
static enum comparison (*const comparators[TYPE_KIND_COUNT])(const struct cell *, const struct cell *) = {
    [TYPE_SERIAL] = compare_serial,     [TYPE_UUID] = compare_uuid,         [TYPE_HOSTNAME] = compare_hosts,
    [TYPE_MAC_LIST] = compare_macs,     [TYPE_IP_LIST] = compare_addresses, [TYPE_VENDOR] = compare_vendor,
    [TYPE_MODEL] = compare_designation, [TYPE_VERSION] = compare_version,   [TYPE_TITLE] = compare_designation,
    [TYPE_WORD] = compare_number,       [TYPE_BOOL] = compare_number,       [TYPE_DATE] = compare_date,
    [TYPE_INTEGER] = compare_number,    [TYPE_AMOUNT] = compare_number,     [TYPE_CORES] = compare_number,
    [TYPE_MEMORY_MB] = compare_memory,  [TYPE_DISK_GB] = compare_disk,
};

enum comparison compare_cells(const struct column_def *column, struct str documented,
                              const struct value *documented_value, struct str observed,
                              const struct value *observed_value) {
    struct cell paper = {column, documented, documented_value}, reality = {column, observed, observed_value};

    if (str_eq(documented, observed) && documented_value->is_set) {
        return COMPARE_EQUAL;
    }
    return (comparators[column->type] ? comparators[column->type] : compare_text)(&paper, &reality);
}
