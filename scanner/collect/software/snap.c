#include "scanner/collect/software/snap.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/software/package.h"

#define WORDS_MAX 8

enum { WORD_NAME, WORD_VERSION, WORD_REVISION, WORD_TRACKING, WORD_PUBLISHER, WORD_NOTES, WORDS };

static size_t split_words(struct str line, struct str words[static WORDS_MAX]) {
    size_t count = 0;

    while (count < WORDS_MAX && fields_next_word(&line, &words[count])) {
        count++;
    }
    return count;
}

/* Notes are a list: "base", or "base,disabled". */
static bool is_ground(struct str notes) {
    struct str note;

    while (str_cut(&notes, ',', &note)) {
        if (str_is_listed("base|core|os|snapd", note)) {
            return true;
        }
    }
    return false;
}

/* Stars behind a publisher's name say how well the store knows him; "-" stands for nobody. */
static struct str publisher_name(struct str publisher) {
    while (str_drop_suffix(&publisher, STR("*"))) {
    }
    return str_eq(publisher, STR("-")) ? STR_NONE : publisher;
}

void collect_snap(struct str body, struct observation *observation) {
    struct str line, words[WORDS_MAX];

    while (fields_next_line(&body, &line)) {
        bool is_heading = str_starts_with(line, STR("Name ")) && str_ends_with(str_trim(line), STR("Notes"));

        if (is_heading || split_words(line, words) != WORDS || is_ground(words[WORD_NOTES])) {
            continue;
        }
        package_add(observation, "snap",
                    &(struct package){.name = words[WORD_NAME],
                                      .version = words[WORD_VERSION],
                                      .vendor = publisher_name(words[WORD_PUBLISHER])});
    }
}
