#include "cli/options.h"

#include "base/date_read.h"
#include "cli/commands.h"
#include "cli/suggestion.h"

#include <assert.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const languages[] = {"en", "ja", NULL};
static const char *const progress_modes[] = {"auto", "always", "never", NULL};

/* What the program takes for itself, and to go through files piece by piece, has to fit in as well. */
#define MEMORY_LEAST ((int64_t)64 << 20)

const struct option_def common_options[] = {
    {.name = "as-of",
     .kind = OPTION_DATE,
     .value = N_("YYYY-MM-DD"),
     .help = N_("judge for this day (default: today)"),
     .offset = offsetof(struct cli, as_of)},
    {.name = "lang",
     .kind = OPTION_CHOICE,
     .value = "ja|en",
     .help = N_("language of output (default: the locale's)"),
     .offset = offsetof(struct cli, language_choice),
     .choices = languages},
    {.name = "jobs",
     .kind = OPTION_NUMBER,
     .value = "N",
     .help = N_("threads of the engines (default: all processors); never changes the result"),
     .offset = offsetof(struct cli, jobs),
     .minimum = 1,
     .maximum = 1024},
    {.name = "tmpdir",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("where large intermediate data goes (default: $TMPDIR, else /var/tmp)"),
     .offset = offsetof(struct cli, tmpdir),
     .use = PATH_SHARED},
    {.name = "memory",
     .kind = OPTION_SIZE,
     .value = N_("SIZE"),
     .help = N_("memory to use, as 512M or 4G; what is beyond goes to --tmpdir (default: no limit)"),
     .offset = offsetof(struct cli, memory),
     .minimum = MEMORY_LEAST},
    {.name = "quiet",
     .kind = OPTION_FLAG,
     .help = N_("print nothing but errors"),
     .offset = offsetof(struct cli, is_quiet)},
    {.name = "progress",
     .kind = OPTION_CHOICE,
     .value = "auto|always|never",
     .help = N_("progress on standard error (default: only on a terminal)"),
     .offset = offsetof(struct cli, progress),
     .choices = progress_modes},
    {.name = "help", .kind = OPTION_FLAG, .help = N_("show this help"), .offset = offsetof(struct cli, wants_help)},
};
static_assert(ARRAY_LEN(common_options) == COMMON_OPTION_COUNT, "the header says how many there are");

enum { OPTIONS_MAX = 64 };

void options_usage_error(const struct command *command, const char *format, ...) {
    va_list arguments;

    fputs("genkyo: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    if (command) {
        fprintf(stderr, _("Try 'genkyo %s --help'.\n"), command->name);
    } else {
        fputs(_("Try 'genkyo --help'.\n"), stderr);
    }
}

bool options_take_no_arguments(const struct command *command, int argument_count, char **arguments) {
    if (argument_count > 0) {
        options_usage_error(command, _("unexpected argument '%s'"), arguments[0]);
    }
    return argument_count == 0;
}

int options_take_part(const struct command *command, int argument_count, char **arguments, const char *needed) {
    int number = argument_count > 0 ? commands_find_part(command, arguments[0]) : -1;

    if (number < 0) {
        options_usage_error(command, "%s", needed);
    }
    return number;
}

static void say_not_for(const struct command *command, const struct command_part *part,
                        const struct option_check *check) {
    if (check->refusal) {
        options_usage_error(command, "%s", _(check->refusal));
    } else {
        options_usage_error(command, _("--%s is not for '%s %s'"), check->name, command->name, part->name);
    }
}

bool options_suit_part(const struct command *command, const struct command_part *part, unsigned needed,
                       const struct option_check *checks, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (checks[i].is_given && !(part->takes & checks[i].group)) {
            say_not_for(command, part, &checks[i]);
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (needed & checks[i].group && (!checks[i].is_given || checks[i].is_blank)) {
            options_usage_error(command, _("--%s %s is missing"), checks[i].name, _(checks[i].value));
            return false;
        }
    }
    return true;
}

/* --- parsing -------------------------------------------------------------------------------------------------------
 */

static bool set_number(const struct option_def *option, const char *text, int64_t *target) {
    uint64_t number;
    if (!str_to_u64(str_from(text), &number) || number > INT64_MAX || (int64_t)number < option->minimum ||
        (int64_t)number > option->maximum) {
        return false;
    }
    *target = (int64_t)number;
    return true;
}

static bool set_size(const struct option_def *option, const char *text, int64_t *target) {
    static const char units[] = "KMG";
    struct str figures = str_from(text);
    const char *unit = figures.n ? strchr(units, figures.p[figures.n - 1]) : NULL;
    unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
    uint64_t number;

    figures.n -= unit != NULL;
    if (!str_to_u64(figures, &number) || number > (uint64_t)INT64_MAX >> shift ||
        (int64_t)(number << shift) < option->minimum) {
        return false;
    }
    *target = (int64_t)(number << shift);
    return true;
}

static bool set_date(const char *text, struct date *target) {
    struct date date;
    if (date_read(str_from(text), &date) != DATE_READ) {
        return false;
    }
    *target = date;
    return true;
}

static bool set_choice(const struct option_def *option, const char *text, int *target) {
    for (int i = 0; option->choices[i]; i++) {
        if (strcmp(option->choices[i], text) == 0) {
            *target = i;
            return true;
        }
    }
    return false;
}

static bool add_to_list(const char *text, struct option_list *list) {
    if (*text == '\0' || list->count == OPTION_LIST_MAX) {
        return false;
    }
    list->items[list->count++] = text;
    return true;
}

static bool set_value(const struct option_def *option, const char *text, void *base) {
    void *target = (char *)base + option->offset;

    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)target = true;
        return true;
    case OPTION_TEXT:
        *(const char **)target = text;
        return *text != '\0';
    case OPTION_NUMBER:
        return set_number(option, text, target);
    case OPTION_SIZE:
        return set_size(option, text, target);
    case OPTION_DATE:
        return set_date(text, target);
    case OPTION_CHOICE:
        return set_choice(option, text, target);
    case OPTION_LIST:
        return add_to_list(text, target);
    }
    return false;
}

static void value_error(const struct command *command, const struct option_def *option, const char *text) {
    if (option->kind == OPTION_LIST && *text) {
        options_usage_error(command, _("--%s may be given %d times at most"), option->name, OPTION_LIST_MAX);
    } else if (option->kind == OPTION_NUMBER) {
        options_usage_error(command, _("--%s takes a number from %lld to %lld, not '%s'"), option->name,
                            (long long)option->minimum, (long long)option->maximum, text);
    } else if (option->kind == OPTION_SIZE) {
        options_usage_error(command, _("--%s takes a size from %lldM on, such as 512M or 4G, not '%s'"), option->name,
                            (long long)(option->minimum >> 20), text);
    } else if (option->kind == OPTION_DATE) {
        options_usage_error(command, _("--%s takes a day such as 2027-03-31, not '%s'"), option->name, text);
    } else {
        options_usage_error(command, _("--%s takes %s, not '%s'"), option->name, _(option->value), text);
    }
}

/* The command's options, then the common ones, numbered for getopt_long. */
struct option_set {
    const struct option_def *defs[OPTIONS_MAX];
    struct option longs[OPTIONS_MAX + 1];
    bool is_given[OPTIONS_MAX];
    size_t count;
};

static void collect(struct option_set *set, const struct option_def *options, size_t count) {
    for (size_t i = 0; i < count && set->count < OPTIONS_MAX; i++) {
        set->defs[set->count] = &options[i];
        set->longs[set->count] = (struct option){
            .name = options[i].name,
            .has_arg = options[i].kind == OPTION_FLAG ? no_argument : required_argument,
            .val = (int)(UCHAR_MAX + 1 + set->count),
        };
        set->count++;
    }
}

/* TYPED may have its value behind a =. */
static void unknown_option(const struct command *command, const struct option_set *set, const char *typed) {
    char name[SUGGESTION_NAME_MAX + 2];
    const char *bare = typed + strspn(typed, "-");

    snprintf(name, sizeof name, "%.*s", (int)strcspn(bare, "="), bare);
    struct suggestion suggestion = {.typed = name};
    for (size_t i = 0; i < set->count; i++) {
        suggestion_consider(&suggestion, set->defs[i]->name);
    }
    if (suggestion.name) {
        options_usage_error(command, _("unknown option %s; did you mean --%s?"), typed, suggestion.name);
    } else {
        options_usage_error(command, _("unknown option %s"), typed);
    }
}

/* The word that getopt_long does not know: one of letters (-xy) is not behind it before its last letter is. */
static const char *refused_word(char **argv) {
    const char *before = argv[optind - 1];
    bool is_letter = optopt > 0 && optopt <= UCHAR_MAX;

    return is_letter && (before[0] != '-' || (unsigned char)before[strlen(before) - 1] != optopt) ? argv[optind]
                                                                                                  : before;
}

static bool parse_all(const struct command *command, int argc, char **argv, struct option_set *set, void *options,
                      struct cli *cli) {
    int choice;

    opterr = 0;
    optind = 1;
    while ((choice = getopt_long(argc, argv, ":h", set->longs, NULL)) != -1) {
        if (choice == ':') {
            options_usage_error(command, _("%s needs a value"), argv[optind - 1]);
            return false;
        }
        if (choice == 'h') {
            cli->wants_help = true;
            continue;
        }
        if (choice <= UCHAR_MAX) {
            unknown_option(command, set, refused_word(argv));
            return false;
        }
        size_t number = (size_t)choice - UCHAR_MAX - 1;
        void *base = number < command->option_count ? options : cli;
        /* of two snapshots one would be left out, which is never what was asked for */
        if (set->is_given[number] && set->defs[number]->kind == OPTION_TEXT) {
            options_usage_error(command, _("--%s may be given only once"), set->defs[number]->name);
            return false;
        }
        if (!set_value(set->defs[number], optarg, base)) {
            value_error(command, set->defs[number], optarg);
            return false;
        }
        set->is_given[number] = true;
    }
    return true;
}

bool options_parse(const struct command *command, int argc, char **argv, void *options, struct cli *cli,
                   int *ret_first) {
    struct option_set set = {0};

    collect(&set, command->options, command->option_count);
    collect(&set, common_options, ARRAY_LEN(common_options));
    if (!parse_all(command, argc, argv, &set, options, cli)) {
        return false;
    }
    for (size_t i = 0; i < set.count && !cli->wants_help; i++) {
        if (set.defs[i]->is_required && !set.is_given[i]) {
            options_usage_error(command, _("--%s %s is missing"), set.defs[i]->name, _(set.defs[i]->value));
            return false;
        }
    }
    *ret_first = optind;
    return true;
}
