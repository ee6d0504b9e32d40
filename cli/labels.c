#include "cli/labels.h"

#include "base/text.h"
#include "findings/message.h"

#include <stdio.h>

enum { VALUE_CHARACTERS = 1000 };

/* Words of the licence files, of support.csv and of dispositions. They are no words of the catalogue: some are names of
 * columns there, with other meanings.
 */
static const struct own_word {
    const char *word, *text;
} own_words[] = {
    {"direct", N_("the product and version themselves")},
    {"downgrade", N_("downgrade right")},
    {"upgrade", N_("a version that came out under maintenance")},
    {"suite", N_("part of the suite")},
    {"second", N_("second copy")},
    {"host", N_("licences of the host")},
    {"user", N_("licence of the user")},
    {"site", N_("not counted")},
    {"covered", N_("covered")},
    {"short", N_("short")},
    {"exempt", N_("needs none")},
    {"unknown", N_("not known")},
    {"extend", N_("support is extended")},
    {"replace", N_("another product is bought")},
    {"renew", N_("it is renewed")},
    {"stop", N_("its use ends")},
    {"yes", N_("yes")},
    {"no", N_("no")},
    {"unlimited", N_("unlimited")},
    {"open", N_("open")},
    {"in-progress", N_("in progress")},
    {"done", N_("done")},
};

static struct str own_word(struct str word) {
    for (size_t i = 0; i < ARRAY_LEN(own_words); i++) {
        if (str_eq(word, str_from(own_words[i].word))) {
            return str_from(_(own_words[i].text));
        }
    }
    return word;
}

static struct str shown(const struct cli *cli, enum label_form form, struct str value) {
    switch (form) {
    case LABEL_TEXT:
        return value;
    case LABEL_WORD:
        return message_word(value, cli->language);
    case LABEL_FIELD:
        return message_field(value, cli->language);
    case LABEL_OWN:
        return own_word(value);
    }
    return value;
}

size_t labels_names(const struct label *labels, const char *names[LABELS_MAX]) {
    size_t count = 0;

    for (; labels[count].name && count < LABELS_MAX; count++) {
        names[count] = labels[count].name;
    }
    return count;
}

struct str labels_value(const struct label *labels, const struct str *values, const char *name) {
    for (size_t i = 0; labels[i].name; i++) {
        if (strcmp(labels[i].name, name) == 0) {
            return values[i];
        }
    }
    return STR_NONE;
}

static void print_value(const struct cli *cli, const struct label *label, struct str value) {
    struct buffer safe = {0};

    text_for_terminal(shown(cli, label->form, value), VALUE_CHARACTERS, &safe);
    printf("%s: %.*s", _(label->text), STR_FMT(buffer_view(&safe)));
    buffer_done(&safe);
}

void labels_print(const struct cli *cli, const struct label *labels, const struct str *values, int first, int others) {
    bool is_in_line = false;
    int indent = first;

    for (size_t i = 0; labels[i].name; i++) {
        if (labels[i].begins_line && is_in_line) {
            putchar('\n');
            is_in_line = false;
        }
        if (values[i].n) {
            printf("%*s", is_in_line ? 3 : indent, "");
            print_value(cli, &labels[i], values[i]);
            is_in_line = true;
            indent = others;
        }
    }
    if (is_in_line) {
        putchar('\n');
    }
}
