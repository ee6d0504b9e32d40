#include "docs/command_page.h"

#include "cli/commands.h"
#include "cli/options.h"
#include "docs/roff.h"

#include <assert.h>
#include <stdio.h>

static void print_heading(const char *name) {
    printf(".SH %s\n", name);
}

/* Left-aligned and without hyphenation (HY, as paragraphs turn it on again): most long words are names that someone
 * will type. NAME is what whatis(1) shows. */
static void print_title(const char *name, const char *summary) {
    printf(".\\\" Printed by genkyo-doc-commands from the tables of options.\n.TH ");
    roff_print(str_from(name), false);
    printf(" 1 \"\" \"genkyo %s\" \"genkyo\"\n.ad l\n.nr HY 0\n.nh\n", GENKYO_VERSION);
    print_heading(_("NAME"));
    roff_print(str_from(name), true);
    printf(" \\- ");
    roff_print(str_from(summary), false);
    putchar('\n');
}

/* --- synopsis ------------------------------------------------------------------------------------------------------
 */

/* What is typed as it stands: small letters, figures and hyphens; all else stands for something. */
static bool is_literal(struct str word) {
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        if (!(c == '-' || str_is_digit(c) || (c >= 'a' && c <= 'z'))) {
            return false;
        }
    }
    return true;
}

/* Bytes of the mark that TEXT begins with: blanks, brackets, bars and dots of a usage line. 0: it begins with a word.
 */
static size_t mark_length(struct str text) {
    static const struct str marks[] = {STR(" "), STR("["), STR("]"), STR("|"), STR("…")};

    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (str_starts_with(text, marks[i])) {
            return marks[i].n;
        }
    }
    return 0;
}

static void print_usage_line(struct str line) {
    while (line.n) {
        size_t n = mark_length(line);
        if (n) {
            printf("%.*s", (int)n, line.p);
        } else {
            while (n < line.n && !mark_length(str_sub(line, n, SIZE_MAX))) {
                n++;
            }
            struct str word = str_sub(line, 0, n);
            (is_literal(word) ? roff_print_bold : roff_print_italic)(word);
        }
        line = str_sub(line, n, SIZE_MAX);
    }
    putchar('\n');
}

/* The usage that --help shows behind "genkyo "; further lines have it themselves. */
static void print_synopsis(const char *usage) {
    struct str rest = str_from(usage), line;
    char first[256];

    print_heading(_("SYNOPSIS"));
    if (str_cut(&rest, '\n', &line)) {
        int n = snprintf(first, sizeof first, "genkyo %.*s", STR_FMT(line));
        print_usage_line((struct str){first, (size_t)n < sizeof first ? (size_t)n : sizeof first - 1});
    }
    while (str_cut(&rest, '\n', &line)) {
        puts(".PP");
        print_usage_line(str_trim(line));
    }
}

/* --- options -------------------------------------------------------------------------------------------------------
 */

static void print_text_line(const char *text) {
    roff_print(str_from(text), true);
    putchar('\n');
}

static void print_parts_of(const struct command *command, const struct option_def *option) {
    char names[160] = "";
    size_t n = 0;

    for (size_t i = 0; i < command->part_count; i++) {
        if (command->parts[i].takes & option->group) {
            n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? ", " : "", command->parts[i].name);
            assert(n < sizeof names);
        }
    }
    char text[256];
    snprintf(text, sizeof text, _("(for %s)"), names);
    print_text_line(text);
}

static void print_range(const struct option_def *option) {
    char text[96];
    snprintf(text, sizeof text, _("(%lld to %lld)"), (long long)option->minimum, (long long)option->maximum);
    print_text_line(text);
}

static void print_option(const struct command *command, const struct option_def *option) {
    char name[64];

    snprintf(name, sizeof name, "--%s", option->name);
    puts(".TP");
    roff_print_bold(str_from(name));
    if (option->value) {
        putchar(' ');
        (option->choices ? roff_print_bold : roff_print_italic)(str_from(_(option->value)));
    }
    putchar('\n');
    print_text_line(_(option->help));
    if (option->is_required) {
        print_text_line(_("(required)"));
    }
    if (option->kind == OPTION_NUMBER) {
        print_range(option);
    }
    if (command && option->group) {
        print_parts_of(command, option);
    }
}

static void print_options(const struct command *command) {
    if (command && command->option_count) {
        print_heading(_("OPTIONS"));
        for (size_t i = 0; i < command->option_count; i++) {
            print_option(command, &command->options[i]);
        }
    }
    print_heading(_("COMMON OPTIONS"));
    for (size_t i = 0; i < COMMON_OPTION_COUNT; i++) {
        print_option(command, &common_options[i]);
    }
}

/* --- the other sections --------------------------------------------------------------------------------------------
 */

static void print_exit_status(void) {
    static const struct {
        enum exit_status status;
        const char *meaning;
    } meanings[] = {
        {EXIT_DONE, N_("done, and nothing found")},
        {EXIT_FOUND, N_("done, and something was found")},
        {EXIT_REFUSED, N_("usage, configuration or unusable input; nothing was written")},
        {EXIT_PARTIAL, N_("done in part: something was left out, or could not be examined")},
    };

    print_heading(_("EXIT STATUS"));
    for (size_t i = 0; i < ARRAY_LEN(meanings); i++) {
        printf(".TP\n.B %d\n", (int)meanings[i].status);
        print_text_line(_(meanings[i].meaning));
    }
    puts(".PP");
    print_text_line(_("When several hold, 2 goes before 3, and 3 before 1."));
}

static void print_examples(const struct command *command) {
    if (command->example_count) {
        print_heading(_("EXAMPLES"));
    }
    for (size_t i = 0; i < command->example_count; i++) {
        if (i > 0) {
            puts(".PP");
        }
        print_text_line(_(command->examples[i].what));
        printf(".PP\n.in +4n\n.nf\n\\fBgenkyo ");
        roff_print(str_from(command->examples[i].line), false);
        printf("\\fR\n.fi\n.in\n");
    }
}

static void print_file(const char *path, const char *what) {
    puts(".TP");
    roff_print_italic(str_from(path));
    putchar('\n');
    print_text_line(what);
}

static void print_files(void) {
    print_heading(_("FILES"));
    print_file(GENKYO_DATA_DIR "/rules", _("tables of rules to begin with: copy them into the ledger directory"));
    print_file(GENKYO_DOC_DIR "/samples", _("samples of configurations"));
}

static void print_format_reference(struct str format) {
    printf(",\n\\fBgenkyo\\-");
    (void)str_drop_prefix(&format, STR("genkyo-"));
    roff_print(format, false);
    printf("\\fR(5)");
}

static void print_see_also(const struct command *command) {
    struct str formats = str_from(HAS_FORMAT_PAGES ? command->formats : NULL), format;

    print_heading(_("SEE ALSO"));
    printf("\\fBgenkyo\\fR(1)");
    while (formats.p && str_cut(&formats, ' ', &format)) {
        print_format_reference(format);
    }
    putchar('\n');
}

void command_page_print(const struct command *command) {
    char name[64];

    snprintf(name, sizeof name, "genkyo-%s", command->name);
    print_title(name, _(command->summary));
    print_synopsis(_(command->usage));
    print_heading(_("DESCRIPTION"));
    roff_print_paragraphs(str_from(_(command->details)));
    print_options(command);
    print_exit_status();
    print_examples(command);
    print_see_also(command);
}

void command_page_print_program(void) {
    char name[64];

    print_title("genkyo", _("inventory reconciliation and licence audit"));
    print_synopsis(_("COMMAND [OPTION]…"));
    print_heading(_("DESCRIPTION"));
    print_text_line(_("Compares what is written down about information systems with what is there."));
    print_heading(_("COMMANDS"));
    for (size_t i = 0; i < commands_count(); i++) {
        snprintf(name, sizeof name, "genkyo-%s", commands_at(i)->name);
        puts(".TP");
        roff_print_bold(str_from(name));
        puts("(1)");
        print_text_line(_(commands_at(i)->summary));
    }
    print_options(NULL);
    print_exit_status();
    print_files();
}
