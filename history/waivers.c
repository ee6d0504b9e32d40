#include "history/waivers.h"

#include "history/decided_finding.h"
#include "history/decision_log.h"

#include <stdio.h>
#include <stdlib.h>

enum { DAY_SIZE = 11, ID_SIZE = 17, NAME_SIZE = 64 };

static const char *const columns = "SELECT finding, who, why, until, given_on FROM waivers";

/* Texts are borrowed from the statement's row. */
static struct waiver read_row(struct statement *statement) {
    return (struct waiver){
        .id = (uint64_t)statement_number(statement, 0),
        .who = statement_text(statement, 1),
        .why = statement_text(statement, 2),
        .until = statement_date(statement, 3),
        .given_on = statement_date(statement, 4),
    };
}

static enum err_code select_waivers(struct history *history, const char *which, struct statement **ret_statement,
                                    struct err *err) {
    CLEANUP(buffer_done) struct buffer sql = {0};

    buffer_printf(&sql, "%s %s", columns, which);
    buffer_append_char(&sql, '\0');
    return sql.failed ? err_no_memory(err) : statement_new(history_database(history), sql.p, ret_statement, err);
}

enum err_code waiver_get(struct history *history, uint64_t id, struct arena *arena, struct waiver *ret_waiver,
                         bool *ret_found, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    struct waiver waiver = {.id = id, .until = DATE_NONE, .given_on = DATE_NONE};
    bool found = false;
    enum err_code code = select_waivers(history, "WHERE finding = ?1", &statement, err);

    if (!code) {
        statement_set_number(statement, 1, (int64_t)id);
        code = statement_step(statement, &found, err);
    }
    if (!code && found) {
        waiver = read_row(statement);
        waiver.who = arena_dup(arena, waiver.who);
        waiver.why = arena_dup(arena, waiver.why);
    }
    if (!code && arena_failed(arena)) {
        code = err_no_memory(err);
    }
    if (!code) {
        *ret_waiver = waiver;
        *ret_found = found;
    }
    return code;
}

/* AFTER without a last day: it is taken back by its WHO. */
static enum err_code keep_changes(struct history *history, const struct waiver *before, const struct waiver *after,
                                  struct err *err) {
    bool is_given = date_is_set(after->until);
    char days[2][DAY_SIZE];
    enum err_code code = ERR_OK;

    date_format(before->until, days[0]);
    date_format(after->until, days[1]);
    const struct {
        const char *member;
        struct str before, after;
    } changes[] = {
        {"waive_until", str_from(days[0]), str_from(days[1])},
        {"waive_why", before->why, is_given ? after->why : STR_NONE},
        {"waive_who", before->who, is_given ? after->who : STR_NONE},
    };
    for (size_t i = 0; !code && i < ARRAY_LEN(changes); i++) {
        const struct decision decision = {.id = after->id,
                                          .who = after->who,
                                          .on = after->given_on,
                                          .member = str_from(changes[i].member),
                                          .before = changes[i].before,
                                          .after = changes[i].after};
        code = decision_add(history, &decision, err);
    }
    return code;
}

static enum err_code write_row(struct history *history, const struct waiver *waiver, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(history_database(history),
                                       "INSERT OR REPLACE INTO waivers(finding, who, why, until, given_on)"
                                       " VALUES(?1, ?2, ?3, ?4, ?5)",
                                       &statement, err);

    if (code) {
        return code;
    }
    statement_set_number(statement, 1, (int64_t)waiver->id);
    statement_set_text(statement, 2, waiver->who);
    statement_set_text(statement, 3, waiver->why);
    statement_set_date(statement, 4, waiver->until);
    statement_set_date(statement, 5, waiver->given_on);
    return statement_run(statement, err);
}

static enum err_code check(const struct waiver *waiver, struct err *err) {
    char days[2][DAY_SIZE];

    if (str_is_empty(str_trim(waiver->who)) || str_is_empty(str_trim(waiver->why))) {
        return err_set(err, ERR_USAGE, "", STR_NONE, STR("who, why"));
    }
    if (!waiver_holds(waiver, waiver->given_on)) {
        date_format(waiver->until, days[0]);
        date_format(waiver->given_on, days[1]);
        return err_set(err, ERR_USAGE, "", str_from(days[0]), str_from(days[1]));
    }
    return ERR_OK;
}

static bool is_same(const struct waiver *a, const struct waiver *b) {
    return a->until.days == b->until.days && str_eq(a->who, b->who) && str_eq(a->why, b->why);
}

enum err_code waiver_give(struct history *history, const struct waiver *waiver, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct waiver before;
    bool found;
    enum err_code code = arena ? check(waiver, err) : err_no_memory(err);

    if (!code) {
        code = decided_finding_check(history, waiver->id, err);
    }
    if (!code) {
        code = waiver_get(history, waiver->id, arena, &before, &found, err);
    }
    if (code || is_same(&before, waiver)) {
        return code;
    }
    code = keep_changes(history, &before, waiver, err);
    return code ? code : write_row(history, waiver, err);
}

enum err_code waiver_take_back(struct history *history, uint64_t id, struct str who, struct date on, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    const struct waiver none = {.id = id, .who = who, .until = DATE_NONE, .given_on = on};
    struct waiver before;
    bool found = false;
    enum err_code code = arena ? waiver_get(history, id, arena, &before, &found, err) : err_no_memory(err);

    if (!code && !found) {
        code = err_set(err, ERR_NOT_FOUND, "", STR_NONE, STR_NONE);
    }
    if (!code) {
        code = keep_changes(history, &before, &none, err);
    }
    if (!code) {
        code = statement_new(history_database(history), "DELETE FROM waivers WHERE finding = ?1", &statement, err);
    }
    if (!code) {
        statement_set_number(statement, 1, (int64_t)id);
        code = statement_run(statement, err);
    }
    return code;
}

/* --- what a run says of them ---------------------------------------------------------------------------------------
 */

/* Is the finding that is waived among those of the run? */
struct place {
    int64_t id;
    bool is_found;
};

struct places {
    struct place *items; /* by id */
    size_t count, capacity;
};

static void places_done(struct places *places) {
    free(places->items);
}

static bool add_place(struct places *places, uint64_t id) {
    if (places->count == places->capacity) {
        size_t capacity = places->capacity ? places->capacity * 2 : 64;
        struct place *items = reallocarray(places->items, capacity, sizeof *items);
        if (!items) {
            return false;
        }
        places->items = items;
        places->capacity = capacity;
    }
    places->items[places->count++] = (struct place){(int64_t)id, false};
    return true;
}

static int compare_places(const void *a, const void *b) {
    int64_t first = ((const struct place *)a)->id, second = ((const struct place *)b)->id;

    return first < second ? -1 : first > second;
}

static struct place *place_of(const struct places *places, uint64_t id) {
    const struct place wanted = {(int64_t)id, false};

    return places->count ? bsearch(&wanted, places->items, places->count, sizeof wanted, compare_places) : NULL;
}

/* A place for each that is waived: in the order of the statement, which is that of ids. */
static enum err_code list_places(struct history *history, struct places *places, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    bool more = false;
    enum err_code code = select_waivers(history, "ORDER BY finding", &statement, err);

    while (!code && (code = statement_step(statement, &more, err)) == ERR_OK && more) {
        code = add_place(places, read_row(statement).id) ? ERR_OK : err_no_memory(err);
    }
    return code;
}

static enum err_code look_for_places(struct places *places, struct finding_sink *found, struct err *err) {
    struct finding finding;
    bool more = places->count > 0;
    enum err_code code = ERR_OK;

    finding_sink_rewind(found);
    while (more && (code = finding_sink_next(found, &more, &finding, err)) == ERR_OK && more) {
        struct place *place = place_of(places, finding.id);
        if (place) {
            place->is_found = true;
        }
    }
    return code;
}

struct reporting {
    const struct history_look *look;
    struct finding_sink *notices;
    const struct waiver *waiver; /* the one at hand */
    bool is_found;               /* what it waives */
};

static enum err_code add_notice(const struct reporting *reporting, const struct finding *about, bool is_expired,
                                struct err *err) {
    const struct waiver *waiver = reporting->waiver;
    struct finding finding =
        finding_make(CODE_RUN_WAIVER, is_expired ? MESSAGE_RUN_WAIVER_EXPIRED : MESSAGE_RUN_WAIVER_UNMATCHED);
    char until[DAY_SIZE], id[ID_SIZE], name[NAME_SIZE];

    /* One machine may have several that are waived: each notice is its own. */
    snprintf(id, sizeof id, "%016llx", (unsigned long long)waiver->id);
    finding.field = str_from(id);
    finding.subject_kind = about->subject_kind;
    finding.subject = about->subject;
    finding.asset_id = about->asset_id;
    finding.device_id = about->device_id;
    finding.hostname = about->hostname;
    finding.system = about->system;
    finding.department = about->department;
    finding.location = about->location;
    date_format(waiver->until, until);
    snprintf(name, sizeof name, "%s %s", code_def(about->code)->name, id);
    finding_add_text(&finding, str_from(name));
    finding_add_text(&finding, str_from(until));
    finding_add_text(&finding, waiver->who);
    finding_add_text(&finding, waiver->why);
    return finding_sink_add(reporting->notices, 0, &finding, err);
}

static enum err_code report(void *context, const struct history_finding *about, struct err *err) {
    const struct reporting *reporting = context;
    const struct finding *finding = &about->finding;
    bool is_expired = !waiver_holds(reporting->waiver, reporting->look->as_of);
    bool is_going_on = reporting->is_found || (about->state.status != FINDING_RESOLVED &&
                                               !history_is_over(reporting->look, finding, about->state.last_seen));

    /* One that ended with its finding asks nothing of anybody: should it come back, it counts, and this is said. What
     * a run says of a waiver is found here, and is not followed in its turn. */
    if (is_expired != is_going_on || finding->code == CODE_RUN_WAIVER) {
        return ERR_OK;
    }
    return add_notice(reporting, finding, is_expired, err);
}

enum err_code waivers_report(struct history *history, const struct history_look *look, struct finding_sink *found,
                             struct finding_sink *notices, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    CLEANUP(places_done) struct places places = {NULL, 0, 0};
    struct reporting reporting = {.look = look, .notices = notices};
    bool more = false;
    enum err_code code = list_places(history, &places, err);

    if (!code) {
        code = look_for_places(&places, found, err);
    }
    if (!code) {
        code = select_waivers(history, "ORDER BY finding", &statement, err);
    }
    while (!code && (code = statement_step(statement, &more, err)) == ERR_OK && more) {
        const struct waiver waiver = read_row(statement);
        reporting.waiver = &waiver;
        reporting.is_found = place_of(&places, waiver.id)->is_found;
        code = history_finding_get(history, DATE_NONE, waiver.id, report, &reporting, err);
    }
    return code;
}
