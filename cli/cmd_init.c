/* genkyo init: ledgers to start with. */

#include "base/staging.h"
#include "cli/draft.h"
#include "cli/options.h"
#include "cli/say.h"
#include "inventory/snapshot.h"

#include <stdio.h>

enum heading_choice { HEADINGS_BY_LANGUAGE = -1 };

static const char *const heading_words[] = {"en", "ja", NULL};
static const char *const encoding_words[] = {"utf-8", "cp932", NULL};
static const char *const software_words[] = {"products", "all", NULL};
static const enum encoding encodings[] = {ENCODING_UTF8, ENCODING_CP932};

struct init_options {
    const char *from;
    int headings; /* index into heading_words, or HEADINGS_BY_LANGUAGE */
    int encoding;
    int software;
};

static const struct option_def options[] = {
    {.name = "from",
     .kind = OPTION_TEXT,
     .value = N_("SNAPSHOT"),
     .help = N_("draft rows from what a scan observed"),
     .offset = offsetof(struct init_options, from),
     .use = PATH_INPUT},
    {.name = "headings",
     .kind = OPTION_CHOICE,
     .value = "ja|en",
     .help = N_("language of headings and words (default: as --lang)"),
     .offset = offsetof(struct init_options, headings),
     .choices = heading_words},
    {.name = "encoding",
     .kind = OPTION_CHOICE,
     .value = "utf-8|cp932",
     .help = N_("encoding of the files (default: utf-8 with BOM)"),
     .offset = offsetof(struct init_options, encoding),
     .choices = encoding_words},
    {.name = "software",
     .kind = OPTION_CHOICE,
     .value = "products|all",
     .help = N_("leave the distribution's packages out (default), or list all"),
     .offset = offsetof(struct init_options, software),
     .choices = software_words},
};

static void set_defaults(void *values) {
    ((struct init_options *)values)->headings = HEADINGS_BY_LANGUAGE;
}

static enum err_code init(const struct cli *cli, const char *directory, const struct init_options *given,
                          struct err *err) {
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    CLEANUP(staging_free_cleanup) struct staging *staging = NULL;
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    bool is_japanese = given->headings == HEADINGS_BY_LANGUAGE ? cli->language == LANGUAGE_JA : given->headings == 1;
    struct read_options reading = {.tmpdir = cli->tmpdir};
    struct draft_options draft = {
        .language = is_japanese ? HEADINGS_JAPANESE : HEADINGS_ENGLISH,
        .encoding = encodings[given->encoding],
        .all_software = given->software == 1,
    };

    enum err_code code = diagnostics ? ERR_OK : err_no_memory(err);
    if (code == ERR_OK && given->from) {
        code = snapshot_read(given->from, &reading, diagnostics, &snapshot, err);
    }
    if (code == ERR_OK) {
        code = staging_begin(directory, NULL, &staging, err);
    }
    if (code == ERR_OK) {
        code = draft_ledger(staging_fd(staging), snapshot ? snapshot_inventory(snapshot) : NULL, &draft, err);
    }
    return code == ERR_OK ? staging_commit(staging, true, err) : code;
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    struct err err = {0};

    if (argument_count != 1) {
        options_usage_error(&command_init, _("one directory to create is needed"));
        return EXIT_REFUSED;
    }
    if (init(cli, arguments[0], values, &err) != ERR_OK) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    if (!cli->is_quiet) {
        printf(_("%s: ledgers written; check every row before you sign it\n"), arguments[0]);
    }
    return EXIT_DONE;
}

static const struct command_example examples[] = {
    {"init ledger", N_("empty ledgers, to be filled in")},
    {"init ledger --from snapshots/2027-03-31 --headings ja --encoding cp932",
     N_("a draft from a scan, as Japanese Excel reads and writes it")},
};

const struct command command_init = {
    .name = "init",
    .usage = N_("init DIR [--from SNAPSHOT] [OPTION]…"),
    .summary = N_("create ledgers to start with, drafted from a snapshot if there is one"),
    .details =
        N_("Creates the directory with a CSV file for each ledger. With --from every observed machine gets a row.\n"
           "A machine without a readable asset label gets a provisional number, DRAFT-0001 and so on."),
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .operand = "DIR",
    .use = PATH_RESULT,
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "ledger ledger-yaml snapshot",
    .options_size = sizeof(struct init_options),
    .set_defaults = set_defaults,
    .run = run,
};
