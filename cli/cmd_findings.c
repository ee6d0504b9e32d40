/* genkyo findings: working through what the runs found. */

#include "cli/findings/command.h"
#include "cli/options.h"
#include "cli/say.h"

#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <unistd.h>

/* --- options -------------------------------------------------------------------------------------------------------
 */

static const char *const formats[] = {"text", "csv", "json", NULL};

/* Options that only some parts take. */
enum {
    TAKES_FILTER = 1,
    TAKES_FORMAT = 2,
    TAKES_WHO = 4,    /* and needs it */
    TAKES_WAIVER = 8, /* likewise */
    TAKES_DRY_RUN = 16,
};

#define OPTION(GROUP, NAME, KIND, VALUE, MEMBER, HELP)                                                                 \
    {                                                                                                                  \
        .name = (NAME), .kind = (KIND), .value = (VALUE), .help = (HELP),                                              \
        .offset = offsetof(struct findings_options, MEMBER), .group = (GROUP)                                          \
    }

static const struct option_def options[] = {
    {.name = "db",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("the database that 'audit --db' keeps"),
     .offset = offsetof(struct findings_options, db),
     .use = PATH_STORE,
     .is_required = true},
    OPTION(TAKES_FILTER, "code", OPTION_LIST, N_("CODE"), code, N_("only findings with this code")),
    OPTION(TAKES_FILTER, "outcome", OPTION_LIST, N_("WORD"), outcome,
           N_("only these: violation, undetermined, notice")),
    OPTION(TAKES_FILTER, "severity", OPTION_LIST, N_("WORD"), severity,
           N_("only these: critical, high, medium, low, info")),
    OPTION(TAKES_FILTER, "status", OPTION_LIST, N_("WORD"), status,
           N_("only these: new, continuing, waived, resolved")),
    OPTION(TAKES_FILTER, "system", OPTION_LIST, N_("TEXT"), system, N_("only those of this system")),
    OPTION(TAKES_FILTER, "department", OPTION_LIST, N_("TEXT"), department, N_("only those of this department")),
    OPTION(TAKES_FILTER, "location", OPTION_LIST, N_("TEXT"), location, N_("only those of this place")),
    OPTION(TAKES_FILTER, "asset", OPTION_LIST, N_("ID"), asset, N_("only those of this asset")),
    OPTION(TAKES_FILTER, "owner", OPTION_LIST, N_("NAME"), owner, N_("only those that this person deals with")),
    OPTION(TAKES_FILTER, "open", OPTION_FLAG, NULL, open, N_("only those that are neither waived nor resolved")),
    {.name = "format",
     .kind = OPTION_CHOICE,
     .value = "text|csv|json",
     .help = N_("list: how to write it (default: text)"),
     .offset = offsetof(struct findings_options, format),
     .choices = formats,
     .group = TAKES_FORMAT},
    OPTION(TAKES_WHO, "who", OPTION_TEXT, N_("NAME"), who, N_("waive, unwaive, apply: who decides")),
    OPTION(TAKES_WAIVER, "why", OPTION_TEXT, N_("TEXT"), why, N_("waive: the reason")),
    OPTION(TAKES_WAIVER, "until", OPTION_DATE, N_("YYYY-MM-DD"), until, N_("waive: the last day")),
    OPTION(TAKES_DRY_RUN, "dry-run", OPTION_FLAG, NULL, dry_run, N_("apply: only say what would change")),
};

static void set_defaults(void *values) {
    struct findings_options *given = values;

    given->format = -1;
    given->until = DATE_NONE;
}

static struct history_values values_of(const struct option_list *list) {
    return (struct history_values){list->items, list->count};
}

struct history_filter findings_filter(const struct findings_options *given) {
    return (struct history_filter){
        .code = values_of(&given->code),
        .outcome = values_of(&given->outcome),
        .severity = values_of(&given->severity),
        .status = values_of(&given->status),
        .system = values_of(&given->system),
        .department = values_of(&given->department),
        .location = values_of(&given->location),
        .asset_id = values_of(&given->asset),
        .owner = values_of(&given->owner),
        .only_open = given->open,
    };
}

/* --- what the parts share ------------------------------------------------------------------------------------------
 */

bool findings_open(const struct cli *cli, const struct findings_options *given, enum database_mode mode,
                   struct history **ret_history) {
    struct history *history = NULL;
    struct err err = {0};
    bool is_there = access(given->db, F_OK) == 0; /* one that is written to would be made */
    enum err_code code = is_there ? history_open(given->db, mode, &history, &err) : err_system(&err, given->db, "open");

    if (code) {
        say_error(cli, &err);
        if (!is_there) {
            fprintf(stderr, _("genkyo: %s: 'audit' and 'reconcile' keep what they find there, with --db\n"), given->db);
        }
        return false;
    }
    *ret_history = history;
    return true;
}

bool findings_read_ids(int count, char **arguments, uint64_t ret_ids[FINDINGS_IDS_MAX]) {
    if (count == 0) {
        options_usage_error(&command_findings, _("the id of a finding is needed"));
        return false;
    }
    if (count > FINDINGS_IDS_MAX) {
        options_usage_error(&command_findings, _("%d findings may be named at once"), FINDINGS_IDS_MAX);
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (!finding_id_read(str_from(arguments[i]), &ret_ids[i])) {
            options_usage_error(&command_findings, _("'%s' is no id of a finding (16 hexadecimal digits)"),
                                arguments[i]);
            return false;
        }
    }
    return true;
}

void findings_say_unknown(const struct findings_options *given, uint64_t id) {
    fprintf(stderr, _("genkyo: %s: there is no finding with the id %016llx\n"), given->db, (unsigned long long)id);
}

/* --- the parts -----------------------------------------------------------------------------------------------------
 */

static const struct command_part parts[] = {
    {"list", TAKES_FILTER | TAKES_FORMAT, NULL, PATH_NONE, 0},
    {"show", 0, "ID", PATH_NONE, 0},
    {"waive", TAKES_WHO | TAKES_WAIVER, "ID", PATH_NONE, 0},
    {"unwaive", TAKES_WHO, "ID", PATH_NONE, 0},
    {"export", TAKES_FILTER, "FILE", PATH_FILE, 0},
    {"apply", TAKES_WHO | TAKES_DRY_RUN, "FILE", PATH_INPUT, 0},
};

/* In the order of the parts. */
static findings_run *const runs[] = {findings_list,    findings_show,   findings_waive,
                                     findings_unwaive, findings_export, findings_apply};
static_assert(ARRAY_LEN(runs) == ARRAY_LEN(parts), "a function for each part");

static bool has_filter(const struct findings_options *given) {
    return given->code.count || given->outcome.count || given->severity.count || given->status.count ||
           given->system.count || given->department.count || given->location.count || given->asset.count ||
           given->owner.count || given->open;
}

static bool is_blank(const char *text) {
    return !text || str_trim(str_from(text)).n == 0 || text_first_invalid(str_from(text)) != SIZE_MAX;
}

static bool check_options(const struct cli *cli, const struct findings_options *given,
                          const struct command_part *part) {
    const struct option_check checks[] = {
        {.group = TAKES_FILTER,
         .is_given = has_filter(given),
         .refusal = N_("filters are for 'findings list' and 'findings export'")},
        {.group = TAKES_FORMAT, .is_given = given->format >= 0, .refusal = N_("--format is for 'findings list'")},
        {.group = TAKES_WHO,
         .is_given = given->who,
         .is_blank = is_blank(given->who),
         .name = "who",
         .value = N_("NAME"),
         .refusal = N_("--who is for 'findings waive', 'findings unwaive' and 'findings apply'")},
        {.group = TAKES_WAIVER,
         .is_given = given->why,
         .is_blank = is_blank(given->why),
         .name = "why",
         .value = N_("TEXT"),
         .refusal = N_("--why and --until are for 'findings waive'")},
        {.group = TAKES_WAIVER,
         .is_given = date_is_set(given->until),
         .name = "until",
         .value = N_("YYYY-MM-DD"),
         .refusal = N_("--why and --until are for 'findings waive'")},
        {.group = TAKES_DRY_RUN, .is_given = given->dry_run, .refusal = N_("--dry-run is for 'findings apply'")},
    };

    if (!options_suit_part(&command_findings, part, part->takes & (TAKES_WHO | TAKES_WAIVER), checks,
                           ARRAY_LEN(checks))) {
        return false;
    }
    if (part->takes & TAKES_WAIVER && given->until.days < cli->as_of.days) {
        options_usage_error(&command_findings, _("--until is in the past"));
        return false;
    }
    return true;
}

static bool is_code(struct str word) {
    enum finding_code code;

    return code_by_name(word, &code);
}

static bool is_outcome(struct str word) {
    enum outcome outcome;

    return outcome_by_name(word, &outcome);
}

static bool is_severity(struct str word) {
    enum severity severity;

    return severity_by_name(word, &severity);
}

static bool is_status(struct str word) {
    enum finding_status status;

    return finding_status_by_name(word, &status);
}

/* A word that no finding can have is a mistake, not an empty list. */
static bool check_filter(const struct findings_options *given) {
    const struct {
        const char *name;
        const struct option_list *words;
        bool (*is_known)(struct str word);
    } checks[] = {
        {"code", &given->code, is_code},
        {"outcome", &given->outcome, is_outcome},
        {"severity", &given->severity, is_severity},
        {"status", &given->status, is_status},
    };

    for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
        for (size_t k = 0; k < checks[i].words->count; k++) {
            const char *word = checks[i].words->items[k];
            if (!checks[i].is_known(str_from(word))) {
                options_usage_error(&command_findings, _("--%s: '%s' is not known"), checks[i].name, word);
                return false;
            }
        }
    }
    return true;
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    const struct findings_options *given = values;
    int number = options_take_part(&command_findings, argument_count, arguments,
                                   _("what to do is needed: list, show, waive, unwaive, export or apply"));

    if (number < 0) {
        return EXIT_REFUSED;
    }
    const struct command_part *part = &parts[number];
    if (!check_options(cli, given, part) || !check_filter(given)) {
        return EXIT_REFUSED;
    }
    return runs[number](cli, given, argument_count - 1, arguments + 1);
}

static const struct command_example examples[] = {
    {"findings list --db genkyo.db --open", N_("what is still to be dealt with")},
    {"findings export --db genkyo.db --open findings.csv", N_("the same, to fill in with a spreadsheet")},
    {"findings apply --db genkyo.db findings.csv --who 'Yamada'", N_("what was filled in, read back")},
    {"findings waive --db genkyo.db b237be457f49dc35 --who 'Yamada' --why 'replaced in June' --until 2099-06-30",
     N_("not counted until that day")},
};

const struct command command_findings = {
    .name = "findings",
    .usage = N_("findings list|show|waive|unwaive|export|apply --db FILE [ID…|FILE] [OPTION]…"),
    .summary = N_("work through what the runs found: list, waive, export and apply dispositions"),
    .details =
        N_("findings list writes the findings of all runs with what was decided about them; findings show ID all of\n"
           "one, with the changes that were made. Filters may be given several times: any of the values of one must\n"
           "fit, and all filters.\n"
           "\n"
           "findings waive ID… --who NAME --why TEXT --until DAY takes findings out of the count until the end of\n"
           "that day; from the day after they count again. findings unwaive ID… --who NAME takes a waiver back.\n"
           "\n"
           "findings export FILE.csv writes a table for a spreadsheet, with columns to fill in: cause, prevention,\n"
           "action, owner, due, state, waive_until and waive_why. findings apply FILE.csv --who NAME reads it back,\n"
           "in whatever encoding and order of columns. What was not changed stays, a cleared cell is cleared, and a\n"
           "file with a problem is not applied at all."),
    .options = options,
    .option_count = ARRAY_LEN(options),
    .parts = parts,
    .part_count = ARRAY_LEN(parts),
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "dispositions history",
    .options_size = sizeof(struct findings_options),
    .set_defaults = set_defaults,
    .run = run,
};
