#include "cli/explain/finding.h"

#include "base/hash.h"
#include "base/text.h"
#include "cli/explain/licenses.h"
#include "cli/explain/lifecycle.h"
#include "cli/say.h"
#include "findings/message.h"

#include <fcntl.h>
#include <stdio.h>

enum { SENTENCE_CHARACTERS = 10000 };

/* Before the sentences, and behind them. */
static const struct label head_labels[] = {
    {"id", N_("Finding"), LABEL_TEXT, true},
    {"outcome", N_("Outcome"), LABEL_WORD, false},
    {"severity", N_("Severity"), LABEL_WORD, false},
    {"viewpoint", N_("Viewpoint"), LABEL_WORD, false},
    {"status", N_("Status"), LABEL_WORD, true},
    {"first_seen", N_("First seen"), LABEL_TEXT, false},
    {"last_seen", N_("Last seen"), LABEL_TEXT, false},
    {"guideline", N_("Guideline"), LABEL_TEXT, true},
    {"subject", N_("Subject"), LABEL_TEXT, true},
    {"field", N_("Field"), LABEL_FIELD, false},
    {"asset_id", N_("Asset"), LABEL_TEXT, true},
    {"device_id", N_("Device"), LABEL_TEXT, false},
    {"hostname", N_("Host name"), LABEL_TEXT, false},
    {"system", N_("System"), LABEL_TEXT, true},
    {"department", N_("Department"), LABEL_TEXT, false},
    {"location", N_("Location"), LABEL_TEXT, false},
    {NULL, NULL, LABEL_TEXT, false},
};
static const struct label tail_labels[] = {
    {"documented", N_("Documented"), LABEL_TEXT, true},
    {"observed", N_("Observed"), LABEL_TEXT, true},
    {"ledger_evidence", N_("Rows of the ledger"), LABEL_TEXT, true},
    {"snapshot_evidence", N_("Rows of the snapshot"), LABEL_TEXT, true},
    {NULL, NULL, LABEL_TEXT, false},
};

/* What somebody decided, by the results. */
static const struct label disposition_labels[] = {
    {"cause", N_("Cause"), LABEL_TEXT, true},
    {"prevention", N_("Prevention"), LABEL_TEXT, true},
    {"action", N_("Action"), LABEL_TEXT, true},
    {"owner", N_("Owner"), LABEL_TEXT, true},
    {"due", N_("Due"), LABEL_TEXT, false},
    {"state", N_("State"), LABEL_OWN, false},
    {NULL, NULL, LABEL_TEXT, false},
};
static const struct label waiver_labels[] = {
    {"until", N_("Waived until"), LABEL_TEXT, true},
    {"who", N_("Waived by"), LABEL_TEXT, false},
    {"why", N_("Reason of the waiver"), LABEL_TEXT, true},
    {NULL, NULL, LABEL_TEXT, false},
};

static struct str text_of(const struct json_node *finding, const char *member) {
    return json_text(json_get(finding, member));
}

/* BEFORE comes first, if there is anything to print. */
static void print_labels(const struct cli *cli, const struct json_node *finding, const struct label *labels,
                         const char *before) {
    const char *names[LABELS_MAX];
    struct str values[LABELS_MAX];
    size_t count = labels_names(labels, names), bytes = 0;

    for (size_t i = 0; i < count; i++) {
        values[i] = text_of(finding, names[i]);
        bytes += values[i].n;
    }
    if (bytes) {
        fputs(before, stdout);
        labels_print(cli, labels, values, 0, 0);
    }
}

static void print_title(const struct cli *cli, struct str name) {
    enum finding_code code;

    if (code_by_name(name, &code)) {
        printf("%s  %s\n", code_def(code)->name, code_def(code)->title[cli->language]);
    } else { /* of another version */
        struct buffer safe = {0};
        text_for_terminal(name, SENTENCE_CHARACTERS, &safe);
        printf("%.*s\n", STR_FMT(buffer_view(&safe)));
        buffer_done(&safe);
    }
}

static bool argument_of(const struct json_node *node, struct argument *ret_argument) {
    static const struct {
        const char *name;
        enum argument_kind kind;
    } kinds[] = {
        {"text", ARGUMENT_TEXT}, {"number", ARGUMENT_NUMBER}, {"field", ARGUMENT_FIELD}, {"word", ARGUMENT_WORD}};
    struct argument argument = {.text = text_of(node, "value")};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_eq(text_of(node, "kind"), str_from(kinds[i].name))) {
            argument.kind = kinds[i].kind;
            *ret_argument = argument;
            return argument.kind != ARGUMENT_NUMBER || json_to_integer(json_get(node, "value"), &ret_argument->number);
        }
    }
    return false;
}

/* The sentence made again in the language of this run; false where this version does not know it. */
static bool render_again(const struct cli *cli, const struct json_node *finding, struct buffer *sentence,
                         struct buffer *remedy) {
    const struct json_node *args = json_get(finding, "args");
    struct argument arguments[MESSAGE_ARGUMENTS_MAX];
    size_t count = json_length(args);
    enum message message;

    if (!message_by_id(text_of(finding, "message_id"), &message) || count > MESSAGE_ARGUMENTS_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!argument_of(json_at(args, i), &arguments[i])) {
            return false;
        }
    }
    message_render(message, arguments, count, cli->language, sentence);
    message_render_remedy(message, arguments, count, cli->language, remedy);
    return true;
}

static void print_sentence(struct str sentence) {
    struct buffer safe = {0};

    text_for_terminal(sentence, SENTENCE_CHARACTERS, &safe);
    if (safe.n) {
        printf("%.*s\n", STR_FMT(buffer_view(&safe)));
    }
    buffer_done(&safe);
}

static void print_sentences(const struct cli *cli, const struct json_node *finding) {
    struct buffer sentence = {0}, remedy = {0};

    if (!render_again(cli, finding, &sentence, &remedy)) {
        buffer_append(&sentence, text_of(finding, "message"));
        buffer_append(&remedy, text_of(finding, "remedy"));
    }
    print_sentence(buffer_view(&sentence));
    print_sentence(buffer_view(&remedy));
    buffer_done(&sentence);
    buffer_done(&remedy);
}

static void print_finding(const struct cli *cli, const struct json_node *finding) {
    print_title(cli, text_of(finding, "code"));
    print_labels(cli, finding, head_labels, "");
    putchar('\n');
    print_sentences(cli, finding);
    print_labels(cli, finding, tail_labels, "\n");
    print_labels(cli, json_get(finding, "disposition"), disposition_labels, "\n");
    print_labels(cli, json_get(finding, "waiver"), waiver_labels, "\n");
}

static enum exit_status print_rows(const struct cli *cli, const char *dir, const struct json_node *finding) {
    const struct explain_concern concern = {
        .code = text_of(finding, "code"),
        .field = text_of(finding, "field"),
        .asset_id = text_of(finding, "asset_id"),
        .device_id = text_of(finding, "device_id"),
        .subject = text_of(finding, "subject"),
        .observed = text_of(finding, "observed"),
        .ledger_evidence = text_of(finding, "ledger_evidence"),
    };
    struct err err = {0};
    enum err_code code = ERR_OK;

    if (license_code_has_figures(concern.code)) {
        code = explain_licenses(cli, dir, &concern, &err);
    } else if (lifecycle_code_has_rows(concern.code)) {
        code = explain_lifecycle(cli, dir, &concern, &err);
    }
    if (code != ERR_OK) {
        fflush(stdout);
        say_error(cli, &err);
        return EXIT_PARTIAL;
    }
    return EXIT_DONE;
}

enum exit_status explain_finding(const struct cli *cli, const char *dir, uint64_t id) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    CLEANUP(buffer_done) struct buffer path = {0};
    struct err err = {0};
    char digits[17];

    hash64_format(id, digits);
    buffer_printf(&path, "%s/findings.jsonl", dir);
    buffer_append_char(&path, '\0');
    enum err_code code =
        path.failed ? err_no_memory(&err) : result_find_line(AT_FDCWD, path.p, str_from(digits), &document, &err);
    if (code != ERR_OK) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    if (!document) {
        fprintf(stderr, _("genkyo: %s: there is no finding with the id %016llx\n"), path.p, (unsigned long long)id);
        return EXIT_REFUSED;
    }
    print_finding(cli, json_root(document));
    return print_rows(cli, dir, json_root(document));
}
