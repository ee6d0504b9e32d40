/* genkyo findings waive, unwaive: all of the findings that are named, or none of them. */

#include "cli/findings/command.h"
#include "cli/say.h"
#include "history/decided_finding.h"
#include "history/waivers.h"

#include <stdio.h>

struct waiving {
    const struct cli *cli;
    const struct findings_options *given;
    struct history *history;
};

typedef enum err_code waive_one(const struct waiving *waiving, uint64_t id, struct err *err);

static enum err_code give(const struct waiving *waiving, uint64_t id, struct err *err) {
    const struct waiver waiver = {
        .id = id,
        .who = str_trim(str_from(waiving->given->who)),
        .why = str_trim(str_from(waiving->given->why)),
        .until = waiving->given->until,
        .given_on = waiving->cli->as_of,
    };

    return waiver_give(waiving->history, &waiver, err);
}

static enum err_code take_back(const struct waiving *waiving, uint64_t id, struct err *err) {
    return waiver_take_back(waiving->history, id, str_trim(str_from(waiving->given->who)), waiving->cli->as_of, err);
}

/* ERR_NOT_FOUND: there is no finding, or it has no waiver. */
static void say_failure(const struct waiving *waiving, uint64_t id, const struct err *err) {
    if (err->code != ERR_NOT_FOUND) {
        say_error(waiving->cli, err);
    } else if (decided_finding_check(waiving->history, id, NULL) == ERR_OK) {
        fprintf(stderr, _("genkyo: %s: the finding %016llx has no waiver\n"), waiving->given->db,
                (unsigned long long)id);
    } else {
        findings_say_unknown(waiving->given, id);
    }
}

static enum exit_status waive_all(const struct waiving *waiving, const uint64_t *ids, int count, waive_one *one) {
    struct database *database = history_database(waiving->history);
    struct err err = {0};
    enum err_code code = database_begin(database, &err);

    if (code) {
        say_error(waiving->cli, &err);
        return EXIT_REFUSED;
    }
    for (int i = 0; i < count; i++) {
        code = one(waiving, ids[i], &err);
        if (code) {
            say_failure(waiving, ids[i], &err);
            database_rollback(database);
            return EXIT_REFUSED;
        }
    }
    code = database_commit(database, &err);
    if (code) {
        say_error(waiving->cli, &err);
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

enum exit_status findings_waive(const struct cli *cli, const struct findings_options *given, int count,
                                char **arguments) {
    CLEANUP(history_close_cleanup) struct history *history = NULL;
    struct waiving waiving = {.cli = cli, .given = given};
    uint64_t ids[FINDINGS_IDS_MAX];
    char until[11];

    if (!findings_read_ids(count, arguments, ids) || !findings_open(cli, given, DATABASE_WRITE, &history)) {
        return EXIT_REFUSED;
    }
    waiving.history = history;
    enum exit_status status = waive_all(&waiving, ids, count, give);
    if (status == EXIT_DONE && !cli->is_quiet) {
        date_format(given->until, until);
        printf(_("Waived until %s: %d\n"), until, count);
    }
    return status;
}

enum exit_status findings_unwaive(const struct cli *cli, const struct findings_options *given, int count,
                                  char **arguments) {
    CLEANUP(history_close_cleanup) struct history *history = NULL;
    struct waiving waiving = {.cli = cli, .given = given};
    uint64_t ids[FINDINGS_IDS_MAX];

    if (!findings_read_ids(count, arguments, ids) || !findings_open(cli, given, DATABASE_WRITE, &history)) {
        return EXIT_REFUSED;
    }
    waiving.history = history;
    enum exit_status status = waive_all(&waiving, ids, count, take_back);
    if (status == EXIT_DONE && !cli->is_quiet) {
        printf(_("Waivers taken back: %d\n"), count);
    }
    return status;
}
