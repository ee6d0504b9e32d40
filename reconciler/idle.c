#include "reconciler/idle.h"

#include "inventory/words.h"
#include "reconciler/attribute.h"

/* A sign that somebody worked on the device: the latest one so far. */
struct last_use {
    struct row_reader *reader;
    const struct table *table;
    unsigned column;
    uint32_t row;
    struct date day; /* DATE_NONE: none was seen */
    int64_t seconds; /* of a login: order within the day */
};

/* People work with these by logging in. The others run without anybody: that nobody logs in to a server does not mean
 * that it is not used. */
static const bool is_logged_in_to[] = {
    [KIND_PC] = true,
    [KIND_LAPTOP] = true,
    [KIND_TABLET] = true,
    [KIND_OTHER] = true,
};

/* Desktops of many are machines to log in to, whatever they run on. */
static bool has_people(struct worker *worker) {
    int kind = attribute_word(worker->asset, worker->device, DEVICES_KIND);
    int use = attribute_word(worker->asset, worker->device, DEVICES_SHARED_USE);

    return use == USE_VDI || use == USE_RDS || kind == WORD_BLANK ||
           ((size_t)kind < ARRAY_LEN(is_logged_in_to) && is_logged_in_to[kind]);
}

/* --- signs ---------------------------------------------------------------------------------------------------------
 */

static bool is_login(const struct worker *worker, const struct last_use *last) {
    return last->reader != worker->installed && last->reader != worker->listed;
}

static struct str text_of(struct worker *worker, const struct last_use *use) {
    row_reader_move(use->reader, use->row);
    return worker_text(worker, use->reader, use->column);
}

/* Of cells of one table that are equally late the one whose text comes first: that does not depend on the order of
 * rows. Else the one that was found first. */
static bool is_later(struct worker *worker, const struct last_use *a, const struct last_use *b) {
    if (a->day.days != b->day.days) {
        return a->day.days > b->day.days;
    }
    if (a->seconds != b->seconds || a->reader != b->reader) {
        return a->seconds > b->seconds;
    }
    return str_cmp(text_of(worker, a), text_of(worker, b)) < 0;
}

/* The cell of a row: a login, or the day of a use. */
static void note(struct worker *worker, struct last_use use, struct last_use *last) {
    row_reader_move(use.reader, use.row);
    struct value value = row_reader_value(use.reader, use.column);

    if (!value.is_set) {
        return;
    }
    use.day = value.date;
    use.seconds = INT64_MIN;
    if (is_login(worker, &use)) {
        use.day = instant_day(value.instant, worker->run->input->policy->utc_offset);
        use.seconds = value.instant.seconds;
    }
    if (date_is_set(use.day) && is_later(worker, &use, last)) {
        *last = use;
    }
}

static void note_group(struct worker *worker, const struct row_groups *groups, uint32_t owner, struct last_use use,
                       struct last_use *last) {
    for (uint32_t i = groups->first[owner]; i < groups->first[owner + 1]; i++) {
        use.row = row_groups_row(groups, i);
        note(worker, use, last);
    }
}

/* The last sign of use, as far as that matters: what is not older than LIMIT ends the search. The tables that have most
 * rows come last. */
static struct last_use find_last(struct worker *worker, uint32_t device, struct date limit) {
    const struct run *run = worker->run;
    struct last_use last = {.day = DATE_NONE, .seconds = INT64_MIN};

    note(worker, (struct last_use){worker->device, run->devices, DEVICES_LAST_LOGIN_AT, device, DATE_NONE, 0}, &last);
    if (last.day.days < limit.days && run->has_logins) {
        struct last_use use = {worker->accounts, run->accounts, ACCOUNTS_LAST_LOGIN_AT, 0, DATE_NONE, 0};
        note_group(worker, &run->accounts_by_device, device, use, &last);
    }
    if (last.day.days < limit.days && run->has_uses) {
        struct last_use use = {worker->installed, run->installed, SOFTWARE_LAST_USED_ON, 0, DATE_NONE, 0};
        note_group(worker, &run->installed_by_device, device, use, &last);
    }
    return last;
}

/* What the ledger itself says of the last use of the asset's software. It may know of uses that left no trace, and
 * starts no finding of its own: that nobody has entered one since says nothing. */
static struct last_use find_listed(struct worker *worker, uint32_t asset) {
    const struct run *run = worker->run;
    struct last_use last = {.day = DATE_NONE, .seconds = INT64_MIN};

    if (run->has_listed_uses) {
        struct last_use use = {worker->listed, run->listed, SOFTWARE_LAST_USED_ON, 0, DATE_NONE, 0};
        note_group(worker, &run->listed_by_asset, asset, use, &last);
    }
    return last;
}

/* --- finding -------------------------------------------------------------------------------------------------------
 */

static struct date day_examined(struct worker *worker) {
    struct value at = row_reader_value(worker->device, DEVICES_OBSERVED_AT);
    return at.is_set ? instant_day(at.instant, worker->run->input->policy->utc_offset)
                     : worker->run->input->observed_on;
}

/* Might something later have been overlooked? */
static bool is_partly_read(struct worker *worker, const struct last_use *last) {
    return !worker_part_is_complete(worker, is_login(worker, last) ? STR("logins") : STR("packages"));
}

static enum message message_of(struct worker *worker, const struct last_use *last, bool is_listed_later) {
    if (is_listed_later) {
        return MESSAGE_IDLE_LISTED;
    }
    return is_login(worker, last) ? MESSAGE_IDLE_LOGIN : MESSAGE_IDLE_USE;
}

/* The later one of what was seen and what the ledger says counts, and both are shown. */
static void report(struct worker *worker, const struct pair_rows *rows, const struct last_use *seen,
                   const struct last_use *listed, struct date examined_on) {
    bool is_listed_later = date_is_set(listed->day) && listed->day.days > seen->day.days;
    const struct last_use *last = is_listed_later ? listed : seen;
    struct finding finding = finding_make(CODE_USE_IDLE, message_of(worker, seen, is_listed_later));
    char day[11];

    date_format(last->day, day);
    finding.field = is_login(worker, last) ? STR("last_login_at") : STR("last_used_on");
    finding.observed = text_of(worker, seen);
    finding.snapshot_evidence = worker_evidence(worker, seen->table, seen->row);
    worker_set_asset(worker, &finding, rows->asset);
    worker_set_device(worker, &finding, rows->device);
    if (is_listed_later) {
        finding.documented = text_of(worker, listed);
        finding.ledger_evidence = worker_evidence(worker, listed->table, listed->row);
    }
    finding_add_text(&finding, str_from(day));
    finding_add_number(&finding, (int64_t)examined_on.days - last->day.days);
    finding_add_number(&finding, worker->run->input->policy->idle_days);
    worker_add(worker, &finding, NULL);
}

/* Does the snapshot say of any machine when it was used? */
static bool has_signs(const struct run *run) {
    return run->has_logins || run->has_uses || table_has_column(run->devices, DEVICES_LAST_LOGIN_AT);
}

void idle_check(struct worker *worker, const struct pair_rows *rows) {
    if (!has_signs(worker->run) || !has_people(worker)) {
        return;
    }
    struct date examined_on = day_examined(worker);
    int64_t first = (int64_t)examined_on.days - worker->run->input->policy->idle_days;
    struct date limit = {first > INT32_MIN ? (int32_t)first : INT32_MIN + 1};
    struct last_use last = find_last(worker, rows->device, limit);
    if (!date_is_set(last.day) || last.day.days >= limit.days || is_partly_read(worker, &last)) {
        return;
    }
    struct last_use listed = find_listed(worker, rows->asset);
    if (!date_is_set(listed.day) || listed.day.days < limit.days) {
        report(worker, rows, &last, &listed, examined_on);
    }
}
