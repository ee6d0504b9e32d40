/* The reference: the cells of a pair. */

#include "base/text.h"
#include "inventory/words.h"
#include "pairing/asset_state.h"
#include "reconciler/compare.h"
#include "tests/reference/run.h"

static const unsigned compared[] = {
    DEVICES_SERIAL,       DEVICES_UUID,         DEVICES_HOSTNAME,         DEVICES_MANUFACTURER,
    DEVICES_MODEL,        DEVICES_MODEL_NUMBER, DEVICES_MAC_ADDRESSES,    DEVICES_IP_ADDRESSES,
    DEVICES_OS_NAME,      DEVICES_OS_VERSION,   DEVICES_OS_EDITION,       DEVICES_CPU_MODEL,
    DEVICES_CPU_SOCKETS,  DEVICES_CPU_CORES,    DEVICES_CORES_PER_SOCKET, DEVICES_CPU_THREADS,
    DEVICES_MEMORY_MB,    DEVICES_DISK_GB,      DEVICES_FIRMWARE_VERSION, DEVICES_VIRTUAL,
    DEVICES_VIRTUAL_HOST, DEVICES_LOCATION,
};

/* Both cells of a column. */
struct cells {
    unsigned column;
    const struct column_def *def;
    struct str documented, observed;
    struct value documented_value, observed_value;
};

static struct cells read_cells(const struct reference *reference, const struct pair_rows *rows, unsigned column) {
    return (struct cells){
        .column = column,
        .def = schema_column(TABLE_DEVICES, column),
        .documented = sheet_text(&reference->assets, rows->asset, column),
        .observed = sheet_text(&reference->devices, rows->device, column),
        .documented_value = sheet_value(&reference->assets, rows->asset, column),
        .observed_value = sheet_value(&reference->devices, rows->device, column),
    };
}

static void report(struct reference *reference, struct pair_rows *rows, const struct cells *cells, enum message message,
                   enum outcome outcome) {
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, message);

    reference_set_asset(reference, &finding, rows->asset);
    reference_set_device(reference, &finding, rows->device);
    finding.outcome = outcome;
    finding.field = str_from(cells->def->name);
    finding.documented = cells->documented;
    finding.observed = cells->observed;
    finding_add_field(&finding, finding.field);
    if (message != MESSAGE_ATTRIBUTE_FILL_IN) {
        finding_add_text(&finding, finding.documented);
    }
    finding_add_text(&finding, finding.observed);
    reference_add(reference, &finding, rows);
}

/* A name without figures is read with its version. */
static struct str whole_os_name(const struct reference *reference, const struct pair_rows *rows, struct str name) {
    struct str version = sheet_text(&reference->devices, rows->device, DEVICES_OS_VERSION);
    return str_has_digit(name) ? name : reference_printf(reference, "%.*s %.*s", STR_FMT(name), STR_FMT(version));
}

/* Another observed column that may agree in place of the first: a chassis has a serial number of its own, and the
 * address that was connected to is one of the machine's. */
static bool alternative_agrees(const struct reference *reference, const struct pair_rows *rows,
                               const struct cells *cells) {
    unsigned column = cells->column == DEVICES_SERIAL         ? DEVICES_CHASSIS_SERIAL
                      : cells->column == DEVICES_IP_ADDRESSES ? DEVICES_ADDRESS
                                                              : DEVICES_COLUMN_COUNT;
    if (column == DEVICES_COLUMN_COUNT || !sheet_text(&reference->devices, rows->device, column).n) {
        return false;
    }
    struct value value = sheet_value(&reference->devices, rows->device, column);
    return compare_cells(cells->def, cells->documented, &cells->documented_value,
                         sheet_text(&reference->devices, rows->device, column), &value) == COMPARE_EQUAL;
}

static enum comparison compare(const struct reference *reference, const struct pair_rows *rows,
                               const struct cells *cells) {
    struct str observed = cells->observed;

    if (!cells->documented.n) {
        return COMPARE_UNREADABLE;
    }
    if (cells->column == DEVICES_OS_NAME) {
        observed = whole_os_name(reference, rows, observed);
    }
    enum comparison result =
        compare_cells(cells->def, cells->documented, &cells->documented_value, observed, &cells->observed_value);
    return result == COMPARE_DIFFERENT && alternative_agrees(reference, rows, cells) ? COMPARE_EQUAL : result;
}

static bool says_nothing(const struct column_def *def, struct str text, const struct value *value) {
    static const enum column_type texts[] = {TYPE_SERIAL, TYPE_HOSTNAME, TYPE_TEXT,    TYPE_VENDOR,
                                             TYPE_MODEL,  TYPE_PLACE,    TYPE_VERSION, TYPE_TITLE};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (def->type == texts[i]) {
            return identity_is_placeholder(text);
        }
    }
    return !value->is_set && value->problem == PROBLEM_NONE;
}

static bool is_client(const struct reference *reference, const struct pair_rows *rows) {
    struct value kind = sheet_value(&reference->assets, rows->asset, DEVICES_KIND);

    kind = kind.is_set ? kind : sheet_value(&reference->devices, rows->device, DEVICES_KIND);
    return kind.is_set && (kind.number == KIND_PC || kind.number == KIND_LAPTOP || kind.number == KIND_TABLET);
}

/* "Debian 12" in the ledger is corrected to a name with its version. */
static void correct(struct reference *reference, const struct pair_rows *rows, const struct cells *cells) {
    struct str text = cells->observed;

    if (cells->column == DEVICES_OS_NAME && str_has_digit(cells->documented)) {
        text = whole_os_name(reference, rows, text);
    }
    reference_correct(reference, rows, (struct correction){TABLE_DEVICES, rows->asset, cells->column, str_trim(text)});
}

static void fill_in(struct reference *reference, struct pair_rows *rows, const struct cells *cells) {
    if (table_has_column(reference->assets.table, cells->column)) {
        report(reference, rows, cells, MESSAGE_ATTRIBUTE_FILL_IN, OUTCOME_NOTICE);
        correct(reference, rows, cells);
    }
}

/* True when two cells were compared. */
static bool check(struct reference *reference, struct pair_rows *rows, const struct cells *cells) {
    if (!cells->observed.n) {
        return false;
    }
    enum comparison result = compare(reference, rows, cells);
    bool is_doubtful = result == COMPARE_DIFFERENT || result == COMPARE_UNREADABLE;
    if (is_doubtful && says_nothing(cells->def, cells->observed, &cells->observed_value)) {
        return false;
    }
    if (is_doubtful &&
        (!cells->documented.n || says_nothing(cells->def, cells->documented, &cells->documented_value))) {
        fill_in(reference, rows, cells);
        return false;
    }
    if (result == COMPARE_EQUAL_ASSUMED) {
        report(reference, rows, cells, MESSAGE_ATTRIBUTE_ASSUMED, OUTCOME_NOTICE);
    } else if (result == COMPARE_UNREADABLE) {
        report(reference, rows, cells, MESSAGE_ATTRIBUTE_UNREADABLE, OUTCOME_UNDETERMINED);
    } else if (result == COMPARE_DIFFERENT && cells->column == DEVICES_IP_ADDRESSES && is_client(reference, rows)) {
        report(reference, rows, cells, MESSAGE_ATTRIBUTE_CLIENT_ADDRESS, OUTCOME_NOTICE);
    } else if (result == COMPARE_DIFFERENT) {
        report(reference, rows, cells, MESSAGE_ATTRIBUTE, OUTCOME_VIOLATION);
        correct(reference, rows, cells);
    }
    return result != COMPARE_UNREADABLE;
}

static bool same_fold(struct str a, struct str b) {
    CLEANUP(buffer_done) struct buffer x = {0}, y = {0};

    text_fold(a, &x);
    text_fold(b, &y);
    return x.n && str_eq(buffer_view(&x), buffer_view(&y));
}

static bool user_is_confirmed(const struct reference *reference, const struct pair_rows *rows) {
    struct str account = sheet_text(&reference->devices, rows->device, DEVICES_LAST_LOGIN_USER);

    return same_fold(account, sheet_text(&reference->assets, rows->asset, DEVICES_USER_ID)) ||
           same_fold(account, sheet_text(&reference->assets, rows->asset, DEVICES_USER_NAME));
}

/* --- the user whom somebody met ---
 */

static bool is_ascii(struct str text) {
    size_t n = 0;

    while (n < text.n && (unsigned char)text.p[n] < 0x80) {
        n++;
    }
    return n == text.n;
}

static bool begins_with_kanji(struct str text) {
    return text.n >= 3 && (unsigned char)text.p[0] >= 0xE4;
}

static bool same_account(struct str a, struct str b) {
    struct str both[] = {a, b};

    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < both[side].n; i++) {
            if (both[side].p[i] == '\\') {
                both[side] = str_sub(both[side], i + 1, SIZE_MAX);
                i = (size_t)-1;
            }
        }
        ptrdiff_t at = str_find_char(both[side], '@');
        both[side] = at > 0 ? str_sub(both[side], 0, (size_t)at) : both[side];
    }
    return str_eq(both[0], both[1]);
}

static struct str without_blanks(const struct reference *reference, struct str text, bool *has_variants) {
    CLEANUP(buffer_done) struct buffer folded = {0}, out = {0};

    *has_variants |= text_fold(text, &folded);
    for (size_t i = 0; i < folded.n; i++) {
        if (folded.p[i] != ' ') {
            buffer_append_char(&out, folded.p[i]);
        }
    }
    return reference_printf(reference, "%.*s", STR_FMT(buffer_view(&out)));
}

/* Two numbers differ, and so do two names that begin with two kanji. */
static bool is_another(struct str observed, struct str documented) {
    bool is_number = is_ascii(observed) && str_has_digit(observed);
    bool is_number_on_paper = is_ascii(documented) && str_has_digit(documented);

    if (is_number || is_number_on_paper) {
        return is_number && is_number_on_paper;
    }
    return begins_with_kanji(observed) && begins_with_kanji(documented) && memcmp(observed.p, documented.p, 3) != 0;
}

/* A number is held against the number on paper, where there is one, and a name against the name. */
static bool check_user(struct reference *reference, struct pair_rows *rows) {
    struct cells name = read_cells(reference, rows, DEVICES_USER_NAME), id = name;
    bool has_variants = false, has_none = false;

    if (!str_eq(sheet_text(&reference->devices, rows->device, DEVICES_METHOD), STR("check")) ||
        identity_is_placeholder(name.observed)) {
        return false;
    }
    id.column = DEVICES_USER_ID;
    id.def = schema_column(TABLE_DEVICES, DEVICES_USER_ID);
    id.documented = sheet_text(&reference->assets, rows->asset, DEVICES_USER_ID);
    struct str observed = without_blanks(reference, name.observed, &has_variants);
    struct str its_name = without_blanks(reference, name.documented, &has_variants);
    struct str its_id = without_blanks(reference, id.documented, &has_none);
    bool is_number = is_ascii(observed) && str_has_digit(observed);
    if (!observed.n) {
        return false;
    }
    if (!its_name.n && !its_id.n) {
        fill_in(reference, rows, is_number ? &id : &name);
        return false;
    }
    if (str_eq(observed, its_name) && has_variants && !str_eq(name.observed, name.documented)) {
        report(reference, rows, &name, MESSAGE_ATTRIBUTE_ASSUMED, OUTCOME_NOTICE);
        return true;
    }
    if (str_eq(observed, its_name) || same_account(observed, its_id)) {
        return true;
    }
    bool is_by_id = !its_name.n || (is_number && its_id.n);
    bool is_different = is_by_id ? is_number : is_another(observed, its_name);
    struct cells *cells = is_by_id ? &id : &name;
    report(reference, rows, cells, is_different ? MESSAGE_ATTRIBUTE : MESSAGE_ATTRIBUTE_USER_UNSURE,
           is_different ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED);
    if (is_different) {
        correct(reference, rows, cells);
    }
    return is_different;
}

/* Not alive on paper: by its status, or by the date of its disposal where the status does not say so. Someone who went
 * to look may well find what is stopped or stored, and what was acquired later is simply there early. */
static void check_status(struct reference *reference, struct pair_rows *rows) {
    struct date observed_on = reference->input->observed_on;
    struct value acquired = sheet_value(&reference->assets, rows->asset, DEVICES_ACQUIRED_ON);
    struct value status = sheet_value(&reference->assets, rows->asset, DEVICES_STATUS);
    bool is_by_date = !status.is_set || status.number == STATUS_ACTIVE || status.number == STATUS_SPARE;
    bool was_imported = str_eq(sheet_text(&reference->devices, rows->device, DEVICES_METHOD), STR("import"));
    bool was_looked_for = str_eq(sheet_text(&reference->devices, rows->device, DEVICES_METHOD), STR("check"));
    struct row_reader *reader = sheet_reader(&reference->assets, rows->asset);
    unsigned column = is_by_date ? DEVICES_DISPOSED_ON : DEVICES_STATUS;
    struct finding finding =
        finding_make(CODE_DIF_STATUS, is_by_date ? MESSAGE_STATUS_DISPOSED_ALIVE : MESSAGE_STATUS_ALIVE);

    if (was_imported || was_looked_for) {
        finding.message = is_by_date ? MESSAGE_STATUS_DISPOSED_RECORDED : MESSAGE_STATUS_RECORDED;
    }
    if ((acquired.is_set && acquired.date.days > observed_on.days) ||
        asset_state_read(reader, observed_on) != ASSET_NOT_EXPECTED || (was_looked_for && !asset_has_left(reader))) {
        return;
    }
    reference_set_asset(reference, &finding, rows->asset);
    reference_set_device(reference, &finding, rows->device);
    finding.field = str_from(schema_column(TABLE_DEVICES, column)->name);
    finding.documented = sheet_text(&reference->assets, rows->asset, column);
    finding.observed = sheet_text(&reference->devices, rows->device, DEVICES_OBSERVED_AT);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    reference_add(reference, &finding, rows);
}

void compare_attributes(struct reference *reference, struct pair_rows *rows, bool *ret_location, bool *ret_user) {
    *ret_location = false;
    *ret_user = user_is_confirmed(reference, rows);
    check_status(reference, rows);
    *ret_user |= check_user(reference, rows);
    for (size_t i = 0; i < ARRAY_LEN(compared); i++) {
        struct cells cells = read_cells(reference, rows, compared[i]);
        bool is_compared = check(reference, rows, &cells);
        *ret_location |= is_compared && compared[i] == DEVICES_LOCATION;
    }
}
