/* genkyo export: what others ask for, made of results or of a snapshot. */

#include "cli/export/command.h"
#include "cli/export/plan.h"
#include "cli/options.h"

#include <assert.h>

/* Options that only some kinds take. */
enum {
    LEDGER = 1,
    FROZEN = 2,
    SINCE = 4,
    BEFORE = 8,
    DRIFT = 16,
    DB = 32,
    IN = 64,
    ZIP = 128,
    SNAPSHOT = 256,
    DEVICE = 512,
    PLAN = 1024,
    OF_SETS = IN | DB | ZIP
};

static const char *const directions[] = {"book", "floor", "both", NULL};
static const char *const strata[] = {"location", NULL};

static const struct option_def options[] = {
    {.name = "in",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("the results that the set is made of"),
     .offset = offsetof(struct export_options, in),
     .use = PATH_INPUT,
     .group = IN},
    {.name = "out",
     .kind = OPTION_TEXT,
     .value = N_("PATH"),
     .help = N_("where the set or the file goes; an earlier one there is replaced"),
     .offset = offsetof(struct export_options, out),
     .use = PATH_RESULT,
     .is_required = true},
    {.name = "db",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("the store of findings: what was decided since, and what was resolved"),
     .offset = offsetof(struct export_options, db),
     .use = PATH_STORE,
     .group = DB},
    {.name = "zip",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("the same set as an archive"),
     .offset = offsetof(struct export_options, zip),
     .use = PATH_STORE,
     .group = ZIP},
    {.name = "title",
     .kind = OPTION_TEXT,
     .value = N_("TEXT"),
     .help = N_("whose set it is: the name of the information system"),
     .offset = offsetof(struct export_options, title)},
    {.name = "ledger",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_(
         "the ledgers: handover: that the results are of; check-sheet: to draw from; cyclonedx: for rules of products"),
     .offset = offsetof(struct export_options, ledger),
     .use = PATH_INPUT,
     .group = LEDGER},
    {.name = "frozen",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("year-end: the inputs that 'run --profile year-end' froze"),
     .offset = offsetof(struct export_options, frozen),
     .use = PATH_INPUT,
     .group = FROZEN},
    {.name = "since",
     .kind = OPTION_DATE,
     .value = N_("YYYY-MM-DD"),
     .help = N_("meeting: the day from which on changes count"),
     .offset = offsetof(struct export_options, since),
     .group = SINCE},
    {.name = "before",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("meeting: earlier results, to compare licences with"),
     .offset = offsetof(struct export_options, before),
     .use = PATH_INPUT,
     .group = BEFORE},
    {.name = "drift",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("meeting: results of 'genkyo drift', for changes of configuration"),
     .offset = offsetof(struct export_options, drift),
     .use = PATH_INPUT,
     .group = DRIFT},
    {.name = "snapshot",
     .kind = OPTION_TEXT,
     .value = N_("SNAPSHOT"),
     .help = N_("cyclonedx: what a scan or an import observed"),
     .offset = offsetof(struct export_options, snapshot),
     .use = PATH_INPUT,
     .group = SNAPSHOT},
    {.name = "device",
     .kind = OPTION_LIST,
     .value = N_("ID"),
     .help = N_("cyclonedx: only that machine (device_id); may be given several times"),
     .offset = offsetof(struct export_options, devices),
     .group = DEVICE},
    {.name = "size",
     .kind = OPTION_NUMBER,
     .value = N_("N"),
     .help = N_("check-sheet: how many assets are drawn"),
     .offset = offsetof(struct export_options, size),
     .minimum = 1,
     .maximum = UINT32_MAX,
     .group = PLAN},
    {.name = "confidence",
     .kind = OPTION_TEXT,
     .value = N_("PERCENT"),
     .help = N_("check-sheet: in place of --size, with --tolerable: how sure the conclusion is to be (95)"),
     .offset = offsetof(struct export_options, confidence),
     .group = PLAN},
    {.name = "tolerable",
     .kind = OPTION_TEXT,
     .value = N_("PERCENT"),
     .help = N_("check-sheet: the rate of wrong assets that must not be missed (5)"),
     .offset = offsetof(struct export_options, tolerable),
     .group = PLAN},
    {.name = "seed",
     .kind = OPTION_NUMBER,
     .value = N_("N"),
     .help = N_("check-sheet: what the sample depends on (default: the as-of date as a number, 20270331)"),
     .offset = offsetof(struct export_options, seed),
     .minimum = 0,
     .maximum = INT64_MAX,
     .group = PLAN},
    {.name = "from",
     .kind = OPTION_CHOICE,
     .value = "book|floor|both",
     .help = N_("check-sheet: from the ledger to the machines, or the other way (default: both)"),
     .offset = offsetof(struct export_options, from),
     .choices = directions,
     .group = PLAN},
    {.name = "by",
     .kind = OPTION_CHOICE,
     .value = "location",
     .help = N_("check-sheet: some of each place, in proportion, but at least one"),
     .offset = offsetof(struct export_options, by),
     .choices = strata,
     .group = PLAN},
    {.name = "system",
     .kind = OPTION_TEXT,
     .value = N_("NAME"),
     .help = N_("check-sheet: only assets of this information system"),
     .offset = offsetof(struct export_options, system),
     .group = PLAN},
    {.name = "location",
     .kind = OPTION_TEXT,
     .value = N_("TEXT"),
     .help = N_("check-sheet: only assets whose place begins with this"),
     .offset = offsetof(struct export_options, location),
     .group = PLAN},
    {.name = "sync",
     .kind = OPTION_FLAG,
     .help = N_("make sure that the set is on the disk before ending"),
     .offset = offsetof(struct export_options, sync)},
};

static void set_defaults(void *values) {
    struct export_options *given = values;

    given->since = DATE_NONE;
    given->seed = -1;
    given->from = EXPORT_FROM_BOTH;
    given->by = -1;
}

/* --- the kinds -----------------------------------------------------------------------------------------------------
 */

static const struct command_part parts[] = {
    {"handover", OF_SETS | LEDGER, NULL, PATH_NONE, NEEDS_DRAWING},
    {"year-end", OF_SETS | FROZEN, NULL, PATH_NONE, 0},
    {"meeting", OF_SETS | SINCE | BEFORE | DRIFT, NULL, PATH_NONE, 0},
    {"check-sheet", IN | ZIP | LEDGER | PLAN, NULL, PATH_NONE, 0},
    {"cyclonedx", SNAPSHOT | LEDGER | DEVICE, NULL, PATH_NONE, NEEDS_FILE_RESULT},
};

/* In the order of the parts. */
static const struct export_kind kinds[] = {
    {&parts[0], IN | LEDGER, export_run_set, EXPORT_TITLE_HANDOVER, false, export_handover},
    {&parts[1], IN, export_run_set, EXPORT_TITLE_YEAR_END, false, export_year_end},
    {&parts[2], IN | SINCE | DB, export_run_set, EXPORT_TITLE_MEETING, false, export_meeting},
    {&parts[3], LEDGER, export_run_set, EXPORT_TITLE_CHECK_SHEET, true, export_check_sheet},
    {.part = &parts[4], .needs = SNAPSHOT, .run = export_run_bom},
};
static_assert(ARRAY_LEN(kinds) == ARRAY_LEN(parts), "each part is a kind");

static bool check_options(const struct export_options *given, const struct export_kind *kind) {
    const char *of_plan = export_plan_option(given);
    const struct option_check checks[] = {
        {.group = PLAN, .is_given = of_plan, .name = of_plan},
        {.group = IN, .is_given = given->in, .name = "in", .value = N_("DIR")},
        {.group = SNAPSHOT, .is_given = given->snapshot, .name = "snapshot", .value = N_("SNAPSHOT")},
        {.group = LEDGER, .is_given = given->ledger, .name = "ledger", .value = N_("DIR")},
        {.group = FROZEN, .is_given = given->frozen, .name = "frozen", .value = N_("DIR")},
        {.group = SINCE, .is_given = date_is_set(given->since), .name = "since", .value = N_("YYYY-MM-DD")},
        {.group = BEFORE, .is_given = given->before, .name = "before", .value = N_("DIR")},
        {.group = DRIFT, .is_given = given->drift, .name = "drift", .value = N_("DIR")},
        {.group = DB, .is_given = given->db, .name = "db", .value = N_("FILE")},
        {.group = ZIP, .is_given = given->zip, .name = "zip", .value = N_("FILE")},
        {.group = DEVICE, .is_given = given->devices.count, .name = "device", .value = N_("ID")},
    };

    return options_suit_part(&command_export, kind->part, kind->needs, checks, ARRAY_LEN(checks));
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    const struct export_options *given = values;
    int number =
        options_take_part(&command_export, argument_count, arguments,
                          _("what to export is needed: handover, year-end, meeting, check-sheet or cyclonedx"));

    if (number < 0) {
        return EXIT_REFUSED;
    }
    if (!options_take_no_arguments(&command_export, argument_count - 1, arguments + 1) ||
        !check_options(given, &kinds[number])) {
        return EXIT_REFUSED;
    }
    return kinds[number].run(cli, given, &kinds[number]);
}

static const struct command_example examples[] = {
    {"export handover --in result --ledger ledger --out handover --zip handover.zip",
     N_("what the next operator gets, and as an archive")},
    {"export year-end --in result --db state/genkyo.db --out year-end", N_("the record, to be printed and signed")},
    {"export meeting --in result --db state/genkyo.db --since 2027-03-01 --out meeting",
     N_("for the monthly operations meeting")},
    {"export cyclonedx --snapshot snapshots/2027-03-31 --ledger ledger --out bom.json",
     N_("what is installed where, for tools that look for known vulnerabilities")},
    {"export check-sheet --ledger ledger --in result --confidence 95 --tolerable 5 --seed 4711 --out check-sheet",
     N_("sheets for checks by hand, and the size of the sample reckoned")},
    {"export check-sheet --ledger ledger --size 25 --from book --location 大阪 --by location --out osaka",
     N_("25 assets of one site, some of each room")},
};

const struct command command_export = {
    .name = "export",
    .usage = N_("export handover|year-end|meeting|check-sheet|cyclonedx --out PATH [OPTION]…"),
    .summary =
        N_("what others ask for: handing over, the year-end record, the meeting, check sheets, a bill of materials"),
    .details = N_(
        "export handover --ledger DIR writes what is handed over of the configuration management: assets and\n"
        "licences with what was found of them, relations, open findings, waivers, dates of support and contracts.\n"
        "\n"
        "export year-end [--frozen DIR] writes the record of the check of actual state, to be printed and signed,\n"
        "with its annexes.\n"
        "\n"
        "export meeting --since DAY --db FILE [--before RESULT] [--drift RESULT] writes what changed since that day,\n"
        "what comes due, which security updates are pending, and what is to be done by whom.\n"
        "\n"
        "export check-sheet --ledger DIR --size N|--confidence PERCENT --tolerable PERCENT writes sheets to print and\n"
        "fill in: a random sample of the assets that must be there, machines to be looked up in the ledger, and with\n"
        "--in those that are on no paper. 'genkyo import checks' reads what was filled in.\n"
        "\n"
        "Each of these is CSV files and one workbook, with an index and digests (xxhsum -c digests.xxh128). The set\n"
        "appears whole or not at all.\n"
        "\n"
        "export cyclonedx --snapshot SNAPSHOT [--ledger DIR] [--device ID]… writes one file, a bill of materials\n"
        "(CycloneDX 1.6, JSON): machines, operating systems and software, with Package URLs and CPE names."),
    .options = options,
    .option_count = ARRAY_LEN(options),
    .parts = parts,
    .part_count = ARRAY_LEN(parts),
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "exports results snapshot products",
    .options_size = sizeof(struct export_options),
    .set_defaults = set_defaults,
    .run = run,
};
