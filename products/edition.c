#include "products/edition.h"

#include "base/compiler.h"
#include "products/title.h"

static const char *const endings[] = {" edition", "エディション"};

/* As ledgers write them short, or in Japanese. */
static const struct {
    const char *word, *meant;
} short_forms[] = {
    {"std", "standard"},  {"ent", "enterprise"}, {"pro", "professional"}, {"dev", "developer"},
    {"dc", "datacenter"}, {"ess", "essentials"}, {"exp", "express"},      {"標準", "standard"},
};

static struct str meant_by(struct str word) {
    (void)str_drop_suffix(&word, STR("."));
    for (size_t i = 0; i < ARRAY_LEN(short_forms); i++) {
        if (str_eq(word, str_from(short_forms[i].word))) {
            return str_from(short_forms[i].meant);
        }
    }
    return word;
}

void edition_fold(struct str utf8, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    title_fold_without_marks(utf8, &folded);
    struct str edition = buffer_view(&folded);
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        struct str ending = str_from(endings[i]);
        if (edition.n > ending.n && str_drop_suffix(&edition, ending)) {
            break;
        }
    }
    struct str rest = str_trim(edition), word;
    for (bool is_first = true; str_cut(&rest, ' ', &word); is_first = false) {
        buffer_append_cstr(out, is_first ? "" : " ");
        buffer_append(out, meant_by(word));
    }
    out->failed |= folded.failed;
}
