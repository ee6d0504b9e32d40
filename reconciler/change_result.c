#include "reconciler/change_result.h"

#include "base/compiler.h"
#include "base/text.h"
#include "inventory/identity.h"
#include "products/version.h"

/* --- columns ---------------------------------------------------------------------------------------------------------
 */

static enum change_agreement agreement_of(enum comparison result) {
    static const enum change_agreement agreements[] = {
        [COMPARE_EQUAL] = CHANGE_AGREES,
        [COMPARE_EQUAL_ASSUMED] = CHANGE_AGREES,
        [COMPARE_DIFFERENT] = CHANGE_DISAGREES,
        [COMPARE_UNREADABLE] = CHANGE_SAYS_NOTHING,
    };
    return agreements[result];
}

static enum comparison compare_text(const struct observed_column *observed, const struct column_def *column,
                                    struct str after, const struct value *value) {
    struct value observed_value = value_read(column, UNIT_NONE, observed->text);

    return str_is_empty(observed->text) ? COMPARE_DIFFERENT
                                        : compare_cells(column, after, value, observed->text, &observed_value);
}

enum change_agreement change_agrees_with_column(void *context, const struct change_row *change) {
    const struct observed_column *observed = context;
    const struct column_def *column = schema_column(TABLE_DEVICES, observed->column);
    const struct attribute *attribute = attribute_of_column(observed->column);
    struct attribute_text after = {change->after, value_read(column, UNIT_NONE, change->after)};

    if (str_is_empty(change->after) || attribute_says_nothing(column, change->after, &after.value)) {
        return CHANGE_SAYS_NOTHING;
    }
    enum comparison result = compare_text(observed, column, change->after, &after.value);
    if (result == COMPARE_DIFFERENT && observed->device && attribute) {
        struct attribute_text cell = attribute_read(observed->device, observed->column);
        result = attribute_compare(observed->device, attribute, &after, &cell, observed->arena);
    }
    return agreement_of(result);
}

/* A change of the system's name that says the version as well. */
static enum change_agreement agrees_with_system(void *context, const struct change_row *change) {
    const struct observed_column *observed = context;
    const struct attribute *attribute = attribute_of_column(DEVICES_OS_NAME);
    const struct column_def *column = schema_column(TABLE_DEVICES, DEVICES_OS_NAME);

    if (!observed->device || !str_has_digit(change->after)) {
        return CHANGE_DISAGREES; /* the name alone is about another column */
    }
    struct attribute_text after = {change->after, value_read(column, UNIT_NONE, change->after)};
    struct attribute_text cell = attribute_read(observed->device, DEVICES_OS_NAME);
    return agreement_of(attribute_compare(observed->device, attribute, &after, &cell, observed->arena));
}

struct change_answer change_ask_column(const struct changes *changes, uint32_t machine,
                                       struct observed_column *observed, struct observed_column *opposite) {
    struct change_question question = {
        .machine = machine,
        .subject = CHANGE_OF_COLUMN,
        .column = observed->column,
        .agrees = change_agrees_with_column,
        .context = observed,
        .opposite = opposite,
    };
    struct change_answer answer = changes_ask(changes, &question);

    if (observed->column != DEVICES_OS_VERSION) {
        return answer;
    }
    question.column = DEVICES_OS_NAME;
    question.agrees = agrees_with_system;
    return change_answer_better(answer, changes_ask(changes, &question));
}

/* --- software --------------------------------------------------------------------------------------------------------
 */

/* What people write for the version where they mean that a product came or went; folded. */
static const char *const words_of_coming[] = {"導入",     "新規導入",  "新規",  "追加",    "インストール", "導入済",
                                              "導入済み", "installed", "added", "install", "new"};
static const char *const words_of_going[] = {"削除",      "削除済", "削除済み",         "撤去",        "除去",
                                             "廃止",      "未導入", "removed",          "uninstalled", "deleted",
                                             "uninstall", "remove", "アンインストール", "none"};

static bool is_word(struct str text, const char *const *words, size_t count) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    text_fold(text, &folded);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(buffer_view(&folded), str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_going(const struct change_row *change) {
    return is_word(change->after, words_of_going, ARRAY_LEN(words_of_going)) ||
           (!str_is_empty(change->after) && identity_is_placeholder(change->after));
}

/* "PostgreSQL 14.9", where the field is PostgreSQL, says 14.9. */
static struct str version_in(const struct change_row *change) {
    struct str version = change->after;

    return str_drop_prefix(&version, change->field) ? str_trim(version) : change->after;
}

void observed_versions_append(struct buffer *versions, struct str version) {
    buffer_append_cstr(versions, versions->n && version.n ? "; " : "");
    buffer_append(versions, version);
}

static enum change_agreement agrees_with_all(struct str version, struct str observed) {
    struct str part;

    while (str_cut(&observed, ';', &part)) {
        if (!version_agrees(version, str_trim(part))) {
            return CHANGE_DISAGREES;
        }
    }
    return CHANGE_AGREES;
}

void change_software_read(struct change_row *change) {
    struct str version = version_in(change);

    change->version = STR_NONE;
    if (str_is_empty(change->after)) {
        change->software = CHANGE_TO_NOTHING_SAID;
    } else if (is_going(change)) {
        change->software = CHANGE_TO_GONE;
    } else if (str_is_empty(version) || is_word(version, words_of_coming, ARRAY_LEN(words_of_coming))) {
        change->software = CHANGE_TO_THERE;
    } else {
        change->software = CHANGE_TO_VERSION;
        change->version = version;
    }
}

enum change_agreement change_agrees_with_versions(void *context, const struct change_row *change) {
    const struct observed_versions *observed = context;

    if (change->software == CHANGE_TO_NOTHING_SAID) {
        bool is_gone = !str_is_empty(change->before);
        return is_gone && !observed->is_there ? CHANGE_AGREES : CHANGE_SAYS_NOTHING;
    }
    if (change->software == CHANGE_TO_GONE || !observed->is_there) {
        bool is_to_be_there = change->software != CHANGE_TO_GONE;
        return observed->is_there == is_to_be_there ? CHANGE_AGREES : CHANGE_DISAGREES;
    }
    if (change->software == CHANGE_TO_THERE ||
        version_is_of_title(change->version, observed->title_version, observed->versions)) {
        return CHANGE_AGREES;
    }
    return agrees_with_all(change->version, observed->versions);
}

struct change_answer change_ask_software(const struct changes *changes, uint32_t machine, struct title title,
                                         struct observed_versions *observed, struct observed_versions *opposite) {
    struct change_question question = {
        .machine = machine,
        .subject = CHANGE_OF_SOFTWARE,
        .title = title,
        .agrees = change_agrees_with_versions,
        .context = observed,
        .opposite = opposite,
    };
    return changes_ask(changes, &question);
}

/* --- being in use ----------------------------------------------------------------------------------------------------
 */

enum change_agreement change_agrees_with_use(void *context, const struct change_row *change) {
    struct value status = value_read(schema_column(TABLE_DEVICES, DEVICES_STATUS), UNIT_NONE, change->after);

    (void)context;
    if (!status.is_set) {
        return CHANGE_SAYS_NOTHING;
    }
    return status.number == STATUS_ACTIVE || status.number == STATUS_SPARE ? CHANGE_AGREES : CHANGE_DISAGREES;
}

enum change_agreement change_agrees_with_disposal(void *context, const struct change_row *change) {
    const struct date *day = context;
    struct value disposal = value_read(schema_column(TABLE_DEVICES, DEVICES_DISPOSED_ON), UNIT_NONE, change->after);

    if (!disposal.is_set) {
        return CHANGE_SAYS_NOTHING;
    }
    return disposal.date.days > day->days ? CHANGE_AGREES : CHANGE_DISAGREES;
}
