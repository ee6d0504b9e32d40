#include "products/change_title.h"

#include "base/buffer.h"
#include "base/compiler.h"
#include "base/text.h"
#include "inventory/heading.h"

/* Beside the headings of the title and the version in ledgers of software; folded. */
static const char *const words[] = {"ソフトウェア", "ソフト",     "導入ソフトウェア", "アプリケーション", "アプリ",
                                    "ミドルウェア", "パッケージ", "パッケージソフト", "software",         "application",
                                    "app",          "package",    "middleware"};

static bool is_word(struct str field) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    text_fold(field, &folded);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(buffer_view(&folded), str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

bool change_field_is_software(struct str field) {
    struct heading heading = heading_read(TABLE_SOFTWARE, field);
    bool is_heading =
        heading.fit == HEADING_FITS && (heading.column == SOFTWARE_PRODUCT || heading.column == SOFTWARE_VERSION);

    return is_heading || is_word(field);
}

static bool is_version(struct str word) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    text_fold(word, &folded);
    struct str text = buffer_view(&folded);
    (void)str_drop_prefix(&text, STR("v"));
    return text.n && str_is_digit(text.p[0]);
}

/* Where the last word begins: behind a blank, U+0020 or U+3000. */
static size_t last_word(struct str text) {
    static const struct str blanks[] = {{" ", 1}, {"\xE3\x80\x80", 3}};

    for (size_t n = text.n; n > 0; n--) {
        for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
            if (n >= blanks[i].n && str_eq(str_sub(text, n - blanks[i].n, blanks[i].n), blanks[i])) {
                return n;
            }
        }
    }
    return 0;
}

struct str change_title_in(struct str text) {
    text = text_trim(text);
    size_t begin = last_word(text);
    struct str title = text_trim(str_sub(text, 0, begin));

    return title.n && is_version(str_sub(text, begin, text.n - begin)) ? title : text;
}
