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

/* Of settings that are given twice the last counts. */
enum option_kind {
    OPTION_FLAG,   /* bool */
    OPTION_TEXT,   /* const char *: a file, a name, a reason …; may be given once */
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

/* What is done with a file or directory that is named: what the process keeps the right to (cli/confinement.h). */
enum path_use {
    PATH_NONE,   /* it is none */
    PATH_INPUT,  /* read, with all that is below it */
    PATH_RESULT, /* a directory, or a file with NEEDS_FILE_RESULT, that appears there whole */
    PATH_FILE,   /* a file that does */
    PATH_LIST,   /* a file that is added to where it stands */
    PATH_PLACE,  /* a directory that is written in; what it has by a link is read */
    PATH_MADE,   /* the same, made where it is not there */
    PATH_STATE,  /* the same, but what it has by a link is written, too: a folder may be on another disk */
    PATH_SHARED, /* the same, but no link is followed: whoever works there may have made it */
    PATH_STORE,  /* a database or an archive, with its own files beside it */
};

/* What a command needs besides the files that its command line names. */
enum {
    NEEDS_NETWORK = 1,      /* sockets */
    NEEDS_PROGRAMS = 2,     /* programs of the system, such as ssh-agent */
    NEEDS_DRAWING = 4,      /* only the one that lays out drawings */
    NEEDS_ANY_INPUT = 8,    /* files that others name, such as keys: it may read all that its user may */
    NEEDS_OWN_LIST = 16,    /* a configuration names its files: it sees to them itself, once it knows */
    NEEDS_FILE_RESULT = 32, /* its PATH_RESULT is a file */
    NEEDS_OBSERVER = 64,    /* what machines answer is looked into apart from secrets */
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
    enum path_use use;          /* what its value names */
};

enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct observer;

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
    int progress;              /* enum progress_mode */
    struct observer *observer; /* with NEEDS_OBSERVER; NULL: none */
    int language_choice;       /* index into the choices of --lang, -1 when not given */
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
    enum path_use use;   /* of each operand */
    unsigned needs;      /* besides what the command does */
};

/* A command line that could be given as it is. */
struct command_example {
    const char *line; /* behind "genkyo " */
    const char *what; /* it is for */
};

struct confinement;

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
    enum path_use use;   /* of each operand */
    unsigned needs;      /* NEEDS_… */
    void (*needs_more)(const void *options, struct confinement *confinement); /* with them; may be NULL */
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
