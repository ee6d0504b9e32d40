#include "products/vendor.h"

#include "base/compiler.h"
#include "base/text.h"

struct vendor_row {
    const char *canonical;
    const char *others;
};

static const struct vendor_row vendors[] = {
#define VENDOR(CANONICAL, OTHERS) {CANONICAL, OTHERS},
#include "products/vendor.def"
};

/* Legal forms and the article, folded; taken off either end, again and again. */
static const char *const legal_forms[] = {
    "株式会社", "(株)",        "有限会社", "(有)", "合同会社", "(同)", "ジャパン", "incorporated", "inc.",
    "inc",      "corporation", "corp.",    "corp", "co.",      "co",   "company",  "ltd.",         "ltd",
    "llc",      "k.k.",        "kk",       "gmbh", "ag",       "s.a.", "plc",      "limited",      "the",
};

static struct str trim_marks(struct str s) {
    static const char *const marks[] = {" ", ",", "・"};
    size_t before;

    do {
        before = s.n;
        for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
            struct str mark = str_from(marks[i]);
            s = str_starts_with(s, mark) ? str_sub(s, mark.n, SIZE_MAX) : s;
            s = str_ends_with(s, mark) ? str_sub(s, 0, s.n - mark.n) : s;
        }
    } while (s.n < before);
    return s;
}

/* A legal form of Latin letters must stand as a word of its own; Japanese ones stand against the name. NEXT is the
 * byte of the name that the form stands against. */
static bool is_word_edge(char next, struct str form) {
    return (unsigned char)form.p[0] >= 0x80 || form.p[0] == '(' || !str_is_alnum(next);
}

static bool drop_legal_form(struct str *s) {
    for (size_t i = 0; i < ARRAY_LEN(legal_forms); i++) {
        struct str form = str_from(legal_forms[i]);
        if (s->n <= form.n) {
            continue;
        }
        if (str_ends_with(*s, form) && is_word_edge(s->p[s->n - form.n - 1], form)) {
            *s = trim_marks(str_sub(*s, 0, s->n - form.n));
            return true;
        }
        if (str_starts_with(*s, form) && is_word_edge(s->p[form.n], form)) {
            *s = trim_marks(str_sub(*s, form.n, SIZE_MAX));
            return true;
        }
    }
    return false;
}

/* The canonical name; false when the name is no alias. */
static bool find_canonical(struct str name, struct str *ret_canonical) {
    for (size_t i = 0; i < ARRAY_LEN(vendors); i++) {
        struct str others = str_from(vendors[i].others), other;
        while (str_cut(&others, '|', &other)) {
            if (str_eq(name, other)) {
                *ret_canonical = str_from(vendors[i].canonical);
                return true;
            }
        }
    }
    return false;
}

/* Some aliases hold what looks like a legal form, so the name is looked up before each is dropped. */
static struct str canonical_of(struct str name) {
    struct str canonical;
    do {
        if (find_canonical(name, &canonical)) {
            return canonical;
        }
    } while (drop_legal_form(&name));
    return name;
}

void vendor_fold(struct str utf8, struct buffer *out) {
    struct buffer folded = {0};

    text_fold(utf8, &folded);
    buffer_append(out, canonical_of(trim_marks(buffer_view(&folded))));
    out->failed |= folded.failed;
    buffer_done(&folded);
}
