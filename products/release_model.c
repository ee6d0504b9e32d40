/* Models of hardware: names compared whole, without blanks and dashes. A maker's name may stand before them
 * ("Stormshield SN210W"), nothing behind them: an SN210W is no SN210. */

#include "products/release_set.h"

static size_t skip_marks(struct str s, size_t at) {
    while (at < s.n && (s.p[at] == ' ' || s.p[at] == '-' || s.p[at] == '_')) {
        at++;
    }
    return at;
}

static bool is_same(struct str a, struct str b) {
    size_t i = skip_marks(a, 0), j = skip_marks(b, 0);

    if (i == a.n) {
        return false;
    }
    while (i < a.n && j < b.n && str_lower_char(a.p[i]) == str_lower_char(b.p[j])) {
        i = skip_marks(a, i + 1);
        j = skip_marks(b, j + 1);
    }
    return i == a.n && j == b.n;
}

static void find_whole(const struct release_asking *asking, struct str text, struct release_hit *hit) {
    for (uint32_t i = 0; i < asking->set->count; i++) {
        const struct release_def *release = &asking->set->texts[i];
        if (is_same(text, release->name) || is_same(text, release->label)) {
            release_hit_add(hit, i);
        }
    }
}

/* The whole text, else what is left of it without its first words. */
static void find_in(const struct release_asking *asking, struct str text, struct release_hit *hit) {
    struct str word;

    while (text.n > 0 && hit->count == 0) {
        find_whole(asking, text, hit);
        if (!str_cut(&text, ' ', &word) || !text.p) {
            return;
        }
        text = str_trim(text);
    }
}

void release_find_model(const struct release_asking *asking, struct release_hit *hit) {
    find_in(asking, asking->texts[ASKED_VERSION], hit);
    if (hit->count == 0) {
        find_in(asking, asking->texts[ASKED_TITLE], hit);
    }
    bool has_any = asking->texts[ASKED_VERSION].n > 0 || asking->texts[ASKED_TITLE].n > 0;
    release_hit_settle(hit, has_any ? RELEASE_UNREADABLE : RELEASE_NO_VERSION);
}
