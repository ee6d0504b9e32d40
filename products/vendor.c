#include "products/vendor.h"

#include "base/compiler.h"
#include "base/hash.h"
#include "base/text.h"

#include <assert.h>
#include <pthread.h>

struct vendor_row {
    const char *canonical;
    const char *others;
};

static const struct vendor_row vendors[] = {
#define VENDOR(CANONICAL, OTHERS) {CANONICAL, OTHERS},
#include "products/vendor.def"
};

/* Legal forms and the article, folded; taken off either end, again and again. */
static const struct str legal_forms[] = {
    STR("株式会社"), STR("(株)"),         STR("有限会社"), STR("(有)"),    STR("合同会社"),    STR("(同)"),
    STR("ジャパン"), STR("incorporated"), STR("inc."),     STR("inc"),     STR("corporation"), STR("corp."),
    STR("corp"),     STR("co."),          STR("co"),       STR("company"), STR("ltd."),        STR("ltd"),
    STR("llc"),      STR("k.k."),         STR("kk"),       STR("gmbh"),    STR("ag"),          STR("s.a."),
    STR("plc"),      STR("limited"),      STR("the"),
};

static struct str trim_marks(struct str s) {
    static const struct str marks[] = {STR(" "), STR(","), STR("・")};
    size_t before;

    do {
        before = s.n;
        for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
            struct str mark = marks[i];
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
        struct str form = legal_forms[i];
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

/* --- aliases -------------------------------------------------------------------------------------------------------
 */

enum { ALIAS_PLACES = 512 /* a few times as many as there are names */ };

/* Each name at the place that its hash gives, or at the next free one. Constant from the first use on. */
static struct alias {
    struct str name;
    const char *canonical; /* NULL: free */
} aliases[ALIAS_PLACES];

/* Where the alias is, or would go. */
static struct alias *place_of(struct str name) {
    uint64_t place = hash64(name);

    while (aliases[place % ALIAS_PLACES].canonical && !str_eq(aliases[place % ALIAS_PLACES].name, name)) {
        place++;
    }
    return &aliases[place % ALIAS_PLACES];
}

static void fill_aliases(void) {
    for (size_t i = 0; i < ARRAY_LEN(vendors); i++) {
        struct str others = str_from(vendors[i].others), other;
        while (str_cut(&others, '|', &other)) {
            struct alias *alias = place_of(other);
            assert(!alias->canonical); /* one name, one maker */
            *alias = (struct alias){other, vendors[i].canonical};
        }
    }
}

/* The canonical name; empty when the name is no alias. */
static struct str find_canonical(struct str name) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, fill_aliases);
    return str_from(place_of(name)->canonical);
}

/* Some aliases hold what looks like a legal form, so the name is looked up before each is dropped. */
static struct str canonical_of(struct str name) {
    do {
        struct str canonical = find_canonical(name);
        if (canonical.n) {
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
