#include "reconciler/attributes.h"

#include "base/text.h"
#include "inventory/identity.h"
#include "inventory/plain_cell.h"
#include "inventory/plain_key.h"
#include "inventory/words.h"
#include "pairing/asset_state.h"
#include "pairing/keys.h"
#include "reconciler/attribute.h"
#include "reconciler/attribute_memo.h"

#include <assert.h>

static_assert((int)ATTRIBUTE_COUNT <= (int)ATTRIBUTES_MAX, "more attributes than the memo has room for");

/* One attribute of the pair at hand. Texts are the readers'. */
struct attribute_cells {
    const struct column_def *column;
    struct attribute_text documented, observed;
};

static struct finding attribute_finding(struct worker *worker, const struct pair_rows *rows, enum message message,
                                        const struct attribute_cells *cells) {
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, message);
    struct str name = str_from(cells->column->name);

    worker_set_asset(worker, &finding, rows->asset);
    worker_set_device(worker, &finding, rows->device);
    finding.field = name;
    finding.documented = cells->documented.text;
    finding.observed = cells->observed.text;
    finding_add_field(&finding, name);
    if (message != MESSAGE_ATTRIBUTE_FILL_IN) {
        finding_add_text(&finding, cells->documented.text);
    }
    finding_add_text(&finding, cells->observed.text);
    return finding;
}

static bool is_client(struct worker *worker) {
    return kind_is_client(attribute_word(worker->asset, worker->device, DEVICES_KIND));
}

/* A name that is kept together with its version ("Debian 12") is corrected together with it. */
static void correct(struct worker *worker, const struct pair_rows *rows, unsigned column,
                    const struct attribute_cells *cells) {
    bool has_version = column == DEVICES_OS_NAME && str_has_digit(cells->documented.text);
    struct str text = has_version ? attribute_os_name(worker->device, worker->arena) : cells->observed.text;
    struct correction correction = {TABLE_DEVICES, rows->asset, column, str_trim(text)};

    worker_correct(worker, rows, &correction);
}

static void report_difference(struct worker *worker, struct pair_rows *rows, unsigned column,
                              const struct attribute_cells *cells) {
    bool is_moving = column == DEVICES_IP_ADDRESSES && is_client(worker);
    struct finding finding =
        attribute_finding(worker, rows, is_moving ? MESSAGE_ATTRIBUTE_CLIENT_ADDRESS : MESSAGE_ATTRIBUTE, cells);

    if (is_moving) {
        finding.outcome = OUTCOME_NOTICE;
    } else {
        correct(worker, rows, column, cells);
    }
    worker_add(worker, &finding, rows);
}

static void report_mild(struct worker *worker, struct pair_rows *rows, enum message message, enum outcome outcome,
                        const struct attribute_cells *cells) {
    struct finding finding = attribute_finding(worker, rows, message, cells);
    finding.outcome = outcome;
    worker_add(worker, &finding, rows);
}

static void report_fill_in(struct worker *worker, struct pair_rows *rows, unsigned column,
                           const struct attribute_cells *cells) {
    report_mild(worker, rows, MESSAGE_ATTRIBUTE_FILL_IN, OUTCOME_NOTICE, cells);
    correct(worker, rows, column, cells);
}

static struct attribute_cells read_cells(struct worker *worker, unsigned column) {
    return (struct attribute_cells){
        .column = schema_column(TABLE_DEVICES, column),
        .documented = attribute_read(worker->asset, column),
        .observed = attribute_read(worker->device, column),
    };
}

/* What is not observed says nothing. */
static enum attribute_result judge_cells(struct worker *worker, const struct attribute *attribute,
                                         const struct attribute_cells *cells) {
    if (str_is_empty(cells->observed.text)) {
        return ATTRIBUTE_NOT_COMPARED;
    }
    enum comparison result =
        str_is_empty(cells->documented.text)
            ? COMPARE_UNREADABLE
            : attribute_compare(worker->device, attribute, &cells->documented, &cells->observed, worker->arena);
    if (result == COMPARE_DIFFERENT || result == COMPARE_UNREADABLE) {
        if (attribute_says_nothing(cells->column, cells->observed.text, &cells->observed.value)) {
            return ATTRIBUTE_NOT_COMPARED;
        }
        if (str_is_empty(cells->documented.text) ||
            attribute_says_nothing(cells->column, cells->documented.text, &cells->documented.value)) {
            return ATTRIBUTE_FILL_IN;
        }
    }
    static const enum attribute_result results[] = {
        [COMPARE_EQUAL] = ATTRIBUTE_EQUAL,
        [COMPARE_EQUAL_ASSUMED] = ATTRIBUTE_ASSUMED,
        [COMPARE_DIFFERENT] = ATTRIBUTE_DIFFERENT,
        [COMPARE_UNREADABLE] = ATTRIBUTE_UNREADABLE,
    };
    return results[result];
}

/* True when both sides had something to compare. */
static bool report_result(struct worker *worker, struct pair_rows *rows, unsigned column,
                          const struct attribute_cells *cells, enum attribute_result result) {
    switch (result) {
    case ATTRIBUTE_EQUAL:
        return true;
    case ATTRIBUTE_ASSUMED:
        report_mild(worker, rows, MESSAGE_ATTRIBUTE_ASSUMED, OUTCOME_NOTICE, cells);
        return true;
    case ATTRIBUTE_DIFFERENT:
        report_difference(worker, rows, column, cells);
        return true;
    case ATTRIBUTE_UNREADABLE:
        report_mild(worker, rows, MESSAGE_ATTRIBUTE_UNREADABLE, OUTCOME_UNDETERMINED, cells);
        return false;
    case ATTRIBUTE_FILL_IN:
        report_fill_in(worker, rows, column, cells);
        return false;
    case ATTRIBUTE_NOT_COMPARED:
    case ATTRIBUTE_UNKNOWN:
        return false;
    }
    return false;
}

/* The codes that decide what comes of a coded column; a system's name may be read with its version. */
static struct attribute_codes codes_of(const struct worker *worker, unsigned column, const struct pair_rows *rows) {
    const struct table *devices = worker->run->devices;

    return (struct attribute_codes){
        .documented = table_code(worker->run->assets, column, rows->asset),
        .observed = table_code(devices, column, rows->device),
        .further = column == DEVICES_OS_NAME ? table_code(devices, DEVICES_OS_VERSION, rows->device) : 0,
    };
}

/* Names in the usual way of writing that agree. Of host names that is only the first label: with two domains they may
 * differ. */
static bool names_agree(enum column_type type, struct str documented, struct str observed) {
    switch (type) {
    case TYPE_SERIAL:
        return plain_keys_agree(KEY_SERIAL, documented, observed);
    case TYPE_UUID:
        return plain_keys_agree(KEY_UUID, documented, observed);
    case TYPE_MAC_LIST:
        return plain_keys_agree(KEY_MAC, documented, observed);
    case TYPE_HOSTNAME:
        return (str_find_char(documented, '.') < 0 || str_find_char(observed, '.') < 0) &&
               plain_keys_agree(KEY_HOSTNAME, documented, observed);
    default:
        return false;
    }
}

/* Cells of uncoded columns that are surely equal at a glance: alike to the byte, and readable, or the same name. */
static bool are_plainly_equal(struct worker *worker, unsigned column) {
    struct str documented = row_reader_text(worker->asset, column);
    struct str observed = row_reader_text(worker->device, column);
    enum column_type type = schema_column(TABLE_DEVICES, column)->type;
    bool is_text = type == TYPE_SERIAL || type == TYPE_HOSTNAME;

    if (str_eq(documented, observed)) {
        return documented.n && (is_text || plain_cell_is_good(type, documented));
    }
    return names_agree(type, documented, observed);
}

static bool check_attribute(struct worker *worker, struct pair_rows *rows, size_t number) {
    const struct attribute *attribute = &attributes[number];
    struct attribute_codes codes = codes_of(worker, attribute->column, rows);
    enum attribute_result result = attribute_memo_find(worker->memo, number, codes);

    if (codes.documented == TABLE_UNCODED && are_plainly_equal(worker, attribute->column)) {
        return true;
    }
    if (result == ATTRIBUTE_EQUAL || result == ATTRIBUTE_NOT_COMPARED) {
        return result == ATTRIBUTE_EQUAL;
    }
    struct attribute_cells cells = read_cells(worker, attribute->column);
    if (result == ATTRIBUTE_UNKNOWN) {
        result = judge_cells(worker, attribute, &cells);
        attribute_memo_note(worker->memo, number, codes, result);
    }
    return report_result(worker, rows, attribute->column, &cells, result);
}

/* Observed accounts are names for logging in; without a table of people they prove a user only where they are equal. */
static bool user_is_confirmed(struct worker *worker) {
    struct buffer account = {0}, person = {0};
    bool is_confirmed = false;
    static const unsigned columns[] = {DEVICES_USER_ID, DEVICES_USER_NAME};

    if (!table_has_column(worker->run->devices, DEVICES_LAST_LOGIN_USER)) {
        return false;
    }
    text_fold(row_reader_text(worker->device, DEVICES_LAST_LOGIN_USER), &account);
    for (size_t i = 0; i < ARRAY_LEN(columns) && account.n; i++) {
        buffer_reset(&person);
        text_fold(row_reader_text(worker->asset, columns[i]), &person);
        is_confirmed |= str_eq(buffer_view(&account), buffer_view(&person));
    }
    buffer_done(&account);
    buffer_done(&person);
    return is_confirmed;
}

/* --- the user whom somebody met -------------------------------------------------------------------------------------
 * A hand check names the user as the ledger does, by number or by name, or else in some way of its own. */

struct users {
    struct buffer observed, id, name; /* folded, without blanks */
    bool is_assumed;                  /* of the names: variant characters were taken for the same */
};

static void users_done(struct users *users) {
    buffer_done(&users->observed);
    buffer_done(&users->id);
    buffer_done(&users->name);
}

static bool fold_user(struct str text, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    bool is_assumed = text_fold(text, &folded);
    struct str rest = buffer_view(&folded), part;

    while (str_cut(&rest, ' ', &part)) {
        buffer_append(out, part);
    }
    out->failed = out->failed || folded.failed;
    return is_assumed;
}

/* EXAMPLE\E0123 and E0123@example.jp are E0123. */
static struct str account_of(struct str text) {
    struct str rest = text, part;

    while (str_find_char(rest, '\\') >= 0) {
        str_cut(&rest, '\\', &part);
    }
    ptrdiff_t at = str_find_char(rest, '@');
    return at > 0 ? str_sub(rest, 0, (size_t)at) : rest;
}

static bool is_ascii(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] > 0x7f) {
            return false;
        }
    }
    return true;
}

/* A number or an account, and no name of a person. */
static bool is_identifier(struct str text) {
    return text.n > 0 && is_ascii(text) && str_has_digit(text);
}

/* From U+4000 on: most kanji, and no kana. Bytes of folded text. */
static size_t leading_kanji(struct str text) {
    unsigned char lead = text.n ? (unsigned char)text.p[0] : 0;

    return lead < 0xE4 ? 0 : lead < 0xF0 ? 3 : 4;
}

/* Only names that begin with two kanji are surely two people's: of other writings nobody can say which name they are
 * of, and a family name alone, or one with a title behind it, may be that person's. */
static bool are_comparable(struct str a, struct str b) {
    size_t n = leading_kanji(a), m = leading_kanji(b);

    return n > 0 && m > 0 && !str_eq(str_sub(a, 0, n), str_sub(b, 0, m));
}

/* *RET_COLUMN is the ledger's column that the user was compared with. */
static enum attribute_result judge_users(const struct users *users, unsigned *ret_column) {
    struct str observed = buffer_view(&users->observed), id = buffer_view(&users->id), name = buffer_view(&users->name);
    bool is_id = is_identifier(observed), is_by_id = name.n ? is_id && id.n : is_id || id.n;
    struct str documented = is_by_id ? id : name;

    *ret_column = is_by_id ? DEVICES_USER_ID : DEVICES_USER_NAME;
    if (!observed.n || !documented.n) {
        return observed.n ? ATTRIBUTE_FILL_IN : ATTRIBUTE_NOT_COMPARED;
    }
    if (str_eq(account_of(observed), account_of(id)) || str_eq(observed, name)) {
        return str_eq(observed, name) && users->is_assumed ? ATTRIBUTE_ASSUMED : ATTRIBUTE_EQUAL;
    }
    bool is_decided =
        is_id ? is_by_id || is_identifier(name) : !is_by_id && !is_identifier(name) && are_comparable(observed, name);
    return is_decided ? ATTRIBUTE_DIFFERENT : ATTRIBUTE_UNREADABLE;
}

static enum attribute_result compare_users(struct worker *worker, unsigned *ret_column) {
    CLEANUP(users_done) struct users users = {.is_assumed = false};
    struct str observed = row_reader_text(worker->device, DEVICES_USER_NAME);
    struct str name = row_reader_text(worker->asset, DEVICES_USER_NAME);

    if (identity_is_placeholder(observed)) {
        return ATTRIBUTE_NOT_COMPARED;
    }
    bool has_variants = fold_user(observed, &users.observed);
    has_variants |= fold_user(name, &users.name);
    fold_user(row_reader_text(worker->asset, DEVICES_USER_ID), &users.id);
    users.is_assumed = has_variants && !str_eq(observed, name);
    return users.observed.failed || users.name.failed || users.id.failed ? ATTRIBUTE_NOT_COMPARED
                                                                         : judge_users(&users, ret_column);
}

/* True when the user was compared. */
static bool check_user(struct worker *worker, struct pair_rows *rows) {
    unsigned column = DEVICES_USER_NAME;

    if (!table_has_column(worker->run->devices, DEVICES_USER_NAME) || !device_is_hand_check(worker->device)) {
        return false;
    }
    enum attribute_result result = compare_users(worker, &column);
    if (!table_has_column(worker->run->assets, column)) {
        return false;
    }
    struct attribute_cells cells = {
        .column = schema_column(TABLE_DEVICES, column),
        .documented = attribute_read(worker->asset, column),
        .observed = attribute_read(worker->device, DEVICES_USER_NAME),
    };
    if (result == ATTRIBUTE_UNREADABLE) {
        report_mild(worker, rows, MESSAGE_ATTRIBUTE_USER_UNSURE, OUTCOME_UNDETERMINED, &cells);
        return false;
    }
    return report_result(worker, rows, column, &cells, result);
}

/* Stopped, stored, returned or disposed of on paper, and yet it answered, or was there. What is stopped or stored may
 * well be found where it stands. */
static void check_status(struct worker *worker, struct pair_rows *rows) {
    static const enum message messages[2][2] = {
        {MESSAGE_STATUS_ALIVE, MESSAGE_STATUS_DISPOSED_ALIVE},
        {MESSAGE_STATUS_RECORDED, MESSAGE_STATUS_DISPOSED_RECORDED},
    };
    struct value acquired = row_reader_value(worker->asset, DEVICES_ACQUIRED_ON);
    struct date observed_on = worker->run->input->observed_on;
    bool is_later = acquired.is_set && acquired.date.days > observed_on.days;

    if (is_later || asset_state_read(worker->asset, observed_on) != ASSET_NOT_EXPECTED ||
        (device_is_hand_check(worker->device) && !asset_has_left(worker->asset))) {
        return;
    }
    struct value status = row_reader_value(worker->asset, DEVICES_STATUS);
    bool is_by_date = !status.is_set || status.number == STATUS_ACTIVE || status.number == STATUS_SPARE;
    unsigned column = is_by_date ? DEVICES_DISPOSED_ON : DEVICES_STATUS;
    struct finding finding = finding_make(CODE_DIF_STATUS, messages[device_is_recorded(worker->device)][is_by_date]);

    worker_set_asset(worker, &finding, rows->asset);
    worker_set_device(worker, &finding, rows->device);
    finding.field = str_from(schema_column(TABLE_DEVICES, column)->name);
    finding.documented = worker_text(worker, worker->asset, column);
    finding.observed = worker_text(worker, worker->device, DEVICES_OBSERVED_AT);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    worker_add(worker, &finding, rows);
}

struct attribute_checks attributes_compare(struct worker *worker, struct pair_rows *rows) {
    struct attribute_checks checks = {.user = user_is_confirmed(worker)};

    check_status(worker, rows);
    checks.user |= check_user(worker, rows);
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        /* What only one of the tables has is neither compared nor filled in. */
        if (!table_has_column(worker->run->devices, attributes[i].column) ||
            !table_has_column(worker->run->assets, attributes[i].column)) {
            continue;
        }
        bool is_compared = check_attribute(worker, rows, i);
        checks.location |= is_compared && attributes[i].column == DEVICES_LOCATION;
    }
    return checks;
}
