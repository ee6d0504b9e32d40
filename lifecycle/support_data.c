/* What is to be said of the support data themselves, once: that there are none, and that they are too old to rely on.
 */

#include "lifecycle/support_age.h"
#include "lifecycle/support_finding.h"

#include <stdlib.h>

static int64_t max_age(const struct support_audit *audit) {
    return audit->run->input->policy->support_max_age_days;
}

/* Machines of which the ledger itself says until when they are supported are not unknown. */
static enum err_code tell_no_data(const struct support_audit *audit, struct err *err) {
    struct finding finding = finding_make(CODE_SUP_UNKNOWN, MESSAGE_SUPPORT_NO_DATA);
    int64_t unknown = 0;

    for (uint32_t i = 0; i < audit->group_count; i++) {
        unknown += audit->groups[i].has_unknown;
    }
    if (unknown == 0) {
        return ERR_OK;
    }
    finding.subject_kind = SUBJECT_FILE;
    finding.subject = STR("support");
    finding.field = STR("product");
    finding_add_number(&finding, unknown);
    return support_send(audit, 0, &finding, err);
}

/* Of what was imported: of files of several days the oldest that something in use rests on. */
static struct date oldest_import(const struct support_audit *audit) {
    struct date oldest = calendar_imported_on(audit->run->calendar);

    for (uint32_t i = 0; i < audit->item_count; i++) {
        const struct calendar_answer *answer = &stock_item(audit->stock, i)->answer;
        for (unsigned k = 0; k < answer->count; k++) {
            const struct calendar_release *release = answer->releases[k];
            bool is_imported = release->known_on.days != release->checked_on.days && date_is_set(release->known_on);
            oldest = is_imported && release->known_on.days < oldest.days ? release->known_on : oldest;
        }
    }
    return oldest;
}

static enum err_code tell_imported(const struct support_audit *audit, struct err *err) {
    struct date day = oldest_import(audit);
    struct finding finding = finding_make(CODE_SUP_UNKNOWN, MESSAGE_SUPPORT_DATA_AGE);

    if (!support_day_is_old(audit->run->input, day)) {
        return ERR_OK;
    }
    finding.subject_kind = SUBJECT_FILE;
    finding.subject = STR("calendar");
    finding.field = STR("age");
    finding_add_text(&finding, date_written(day, audit->workers[0].arena));
    finding_add_number(&finding, support_age_of(audit->run->input, day));
    finding_add_number(&finding, max_age(audit));
    return support_send(audit, 0, &finding, err);
}

static enum err_code tell_row(const struct support_audit *audit, const struct calendar_release *release,
                              struct err *err) {
    struct finding finding = finding_make(CODE_SUP_UNKNOWN, MESSAGE_SUPPORT_ROW_AGE);

    if (!support_day_is_old(audit->run->input, release->checked_on)) {
        return ERR_OK;
    }
    finding.subject_kind = SUBJECT_PRODUCT;
    finding.subject = release->label.n ? release->label : release->product;
    finding.field = STR("age");
    finding.ledger_evidence = release->evidence;
    finding_add_text(&finding, finding.subject);
    finding_add_text(&finding, date_written(release->checked_on, audit->workers[0].arena));
    finding_add_number(&finding, support_age_of(audit->run->input, release->checked_on));
    finding_add_number(&finding, max_age(audit));
    return support_send(audit, 0, &finding, err);
}

/* Marks the rows of the support table that something in use rests on. */
static void mark_rows(const struct support_audit *audit, bool *are_used, uint32_t rows) {
    for (uint32_t i = 0; i < audit->item_count; i++) {
        const struct calendar_answer *answer = &stock_item(audit->stock, i)->answer;
        for (unsigned k = 0; k < answer->count; k++) {
            if (answer->releases[k]->row < rows) {
                are_used[answer->releases[k]->row] = true;
            }
        }
    }
}

static enum err_code tell_rows(const struct support_audit *audit, struct err *err) {
    const struct calendar *calendar = audit->run->calendar;
    const struct table *table = inventory_table(audit->run->input->ledger, TABLE_SUPPORT);
    uint32_t rows = table ? table_rows(table) : 0;
    bool *are_used = calloc((size_t)rows + 1, sizeof *are_used);
    enum err_code code = ERR_OK;

    if (!are_used) {
        return err_no_memory(err);
    }
    mark_rows(audit, are_used, rows);
    for (uint32_t i = 0; code == ERR_OK && i < calendar_ledger_count(calendar); i++) {
        const struct calendar_release *release = calendar_ledger_get(calendar, i);
        code = release->row < rows && are_used[release->row] ? tell_row(audit, release, err) : ERR_OK;
    }
    free(are_used);
    return code;
}

enum err_code support_audit_data(struct support_audit *audit, struct err *err) {
    if (audit->item_count == 0) {
        return ERR_OK;
    }
    enum err_code code = audit->has_data ? tell_imported(audit, err) : tell_no_data(audit, err);
    return code == ERR_OK ? tell_rows(audit, err) : code;
}
