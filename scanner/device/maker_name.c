#include "scanner/device/maker_name.h"

#include "base/text.h"

/* What stands behind a maker's name and is none of its own. */
static const char endings[] = "inc|incorporated|corp|corporation|co|company|ltd|limited|llc|gmbh|ag|sa|bv|kk|plc|"
                              "systems|networks|technologies|computer";

/* Other names, folded and without endings, and what is written for them. */
static const char *const names[][2] = {
    {"hewlett packard", "hp"},
    {"hewlett packard enterprise", "hp"},
    {"hpe", "hp"},
    {"super micro", "supermicro"},
    {"asustek", "asus"},
    {"international business machines", "ibm"},
    {"fujitsu siemens", "fujitsu"},
    {"dell emc", "dell"},
    {"american power conversion", "apc"},
};

static bool is_separator(char c) {
    return c == ' ' || c == ',' || c == '.' || c == '-' || c == '(' || c == ')' || c == '/';
}

/* Appends the words of the folded name with one blank between them; "K.K." is one word. */
static void append_words(struct str folded, struct buffer *out) {
    for (size_t i = 0; i < folded.n; i++) {
        bool is_abbreviated = folded.p[i] == '.' && i + 1 < folded.n && !is_separator(folded.p[i + 1]);
        if (!is_separator(folded.p[i])) {
            buffer_append_char(out, folded.p[i]);
        } else if (!is_abbreviated && out->n > 0 && out->p[out->n - 1] != ' ') {
            buffer_append_char(out, ' ');
        }
    }
}

/* A name of nothing but endings keeps the first. */
static struct str without_endings(struct str words) {
    for (;;) {
        size_t begin;
        words = str_trim(words);
        for (begin = words.n; begin > 0 && words.p[begin - 1] != ' '; begin--) {
        }
        if (begin == 0 || !str_is_listed(endings, str_sub(words, begin, SIZE_MAX))) {
            return words;
        }
        words = str_sub(words, 0, begin);
    }
}

void maker_name_form(struct str name, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    CLEANUP(buffer_done) struct buffer words = {0};
    struct str form;

    text_fold(name, &folded);
    append_words(buffer_view(&folded), &words);
    form = without_endings(buffer_view(&words));
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(form, str_from(names[i][0]))) {
            form = str_from(names[i][1]);
        }
    }
    buffer_append(out, form);
    out->failed |= folded.failed || words.failed;
}
