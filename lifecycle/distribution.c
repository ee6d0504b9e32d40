#include "lifecycle/distribution.h"

#include "base/buffer.h"
#include "base/compiler.h"
#include "base/text.h"
#include "products/title.h"

enum makes { MAKES_PACKAGES, MAKES_PRODUCTS };

static const struct {
    const char *source, *maker;
    enum makes makes;
} makers[] = {
#define MAKER(SOURCE, NAME, MAKES) {SOURCE, NAME, MAKES_##MAKES},
#include "lifecycle/distribution.def"
};

/* Do the words stand in the text as they are, none of them a part of a longer one? */
static bool has_words(struct str text, struct str words) {
    for (size_t at = 0; at + words.n <= text.n; at++) {
        bool begins = at == 0 || !str_is_alnum(text.p[at - 1]);
        bool ends = at + words.n == text.n || !str_is_alnum(text.p[at + words.n]);
        if (begins && ends && str_eq(str_sub(text, at, words.n), words)) {
            return true;
        }
    }
    return false;
}

bool distribution_makes(struct str source, struct str vendor) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    if (title_class_of_source(source) != TITLE_OS_PACKAGE) {
        return false;
    }
    text_fold(vendor, &folded);
    if (folded.n == 0) {
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(makers); i++) {
        if (str_eq(source, str_from(makers[i].source)) && has_words(buffer_view(&folded), str_from(makers[i].maker))) {
            return true;
        }
    }
    return false;
}

bool distribution_is_maker(struct str vendor) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    text_fold(vendor, &folded);
    for (size_t i = 0; folded.n && i < ARRAY_LEN(makers); i++) {
        bool is_named = has_words(buffer_view(&folded), str_from(makers[i].maker));
        if (is_named && makers[i].makes == MAKES_PACKAGES) {
            return true;
        }
    }
    return false;
}
