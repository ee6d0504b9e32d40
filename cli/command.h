#pragma once
/* What a command of genkyo is: a name, its options as data, and a function. The table of commands is in commands.c, one
 * cmd_<name>.c each. Texts are English and marked for translation with N_(); po/ has the Japanese. --help, the manual
 * pages and the completions of shells are made from this data. */

#include "base/calendar.h"
#include "cli/status.h"
#include "findings/code.h"

#include <libintl.h>

#define _(TEXT)  gettext(TEXT)
#define N_(TEXT) TEXT

enum option_kind {
    OPTION_FLAG,   /* bool */
    OPTION_TEXT,   /* const char * */
    OPTION_NUMBER, /* int64_t, within [minimum, maximum] */
    OPTION_SIZE,   /* int64_t: bytes, from minimum on; with K, M or G behind the figures */
    OPTION_DATE,   /* struct date */
    OPTION_CHOICE, /* int: index into choices */
    OPTION_LIST,   /* struct option_list: may be given several times */
};

/* What a repeatable option was given. */
#define OPTION_LIST_MAX 64
struct option_list {
    const char *items[OPTION_LIST_MAX];
    size_t count;
};

/* One option. Its value goes to the member at OFFSET of the command's options struct, or of struct cli for the common
 * ones. */
struct option_def {
    const char *name; /* without -- */
    enum option_kind kind;
    const char *value; /* what stands for the value in --help; NULL for flags. FILE, PATH, DIR, SNAPSHOT and CODE are
                          what shells complete it by */
    const char *help;
    size_t offset;
    bool is_required;
    int64_t minimum, maximum;
    const char *const *choices; /* NULL-terminated */
    unsigned group;             /* a bit: only for parts that take it; 0: for all parts of the command */
};

enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

/* What every command gets: the common options, with the clock, the locale and the environment read. */
struct cli {
    enum language language;
    struct date as_of; /* --as-of, else today in Japan, or where a policy says: cli_in_zone */
    bool is_as_of_given;
    int64_t now; /* when the program was started: one clock for all that asks which day it is */
    int64_t jobs;
    const char *tmpdir;
    int64_t memory; /* bytes that what grows with the rows may take; 0: no limit */
    bool is_quiet;
    bool wants_help;
    int progress;        /* enum progress_mode */
    int language_choice; /* index into the choices of --lang, -1 when not given */
};

/* The same with the day it is in the zone UTC_OFFSET seconds east of UTC, unless --as-of was given. */
static inline struct cli cli_in_zone(const struct cli *cli, int32_t utc_offset) {
    struct cli own = *cli;

    if (!cli->is_as_of_given) {
        own.as_of = instant_day((struct instant){cli->now, 0}, utc_offset);
    }
    return own;
}

/* What a command does by its first argument: `genkyo findings list`. */
struct command_part {
    const char *name;
    unsigned takes;      /* groups of options */
    const char *operand; /* as that of the command */
};

/* A command line that could be given as it is. */
struct command_example {
    const char *line; /* behind "genkyo " */
    const char *what; /* it is for */
};

struct command {
    const char *name;
    const char *usage;   /* behind "genkyo ": "reconcile --ledger DIR …" */
    const char *summary; /* a line */
    const char *details; /* a paragraph or two */
    const struct option_def *options;
    size_t option_count;
    const struct command_part *parts; /* NULL when it has none */
    size_t part_count;
    const char *operand; /* what arguments are, as VALUE of options; NULL: there are none, or parts have them */
    const struct command_example *examples;
    size_t example_count;
    const char *formats;                 /* docs/formats/NAME.md that tell of its files: names, with blanks between */
    size_t options_size;                 /* of the struct that holds their values */
    void (*set_defaults)(void *options); /* may be NULL: all zero */
    /* ARGUMENTS are what is left behind the options. Returns the exit status. */
    enum exit_status (*run)(const struct cli *cli, const void *options, int argument_count, char **arguments);
};

extern const struct command command_init, command_check, command_scan, command_reconcile, command_audit, command_drift,
    command_explain, command_import, command_findings, command_run, command_trend, command_report, command_export;
