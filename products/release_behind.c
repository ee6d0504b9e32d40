#include "products/release_set.h"

/* "1.1.1k-14.el8_6", "9.2p1-2+deb12u3", "8.0~rc1": the number is the maker's, what is in it is the distribution's. */
static bool is_packaged(struct str rest) {
    for (size_t i = 0; i < rest.n && rest.p[i] != ' '; i++) {
        if (rest.p[i] == '~' || (rest.p[i] == '-' && i + 1 < rest.n && str_is_digit(rest.p[i + 1]))) {
            return true;
        }
    }
    return false;
}

/* Two ways of counting one release of Java: 8.0.382, and a distributor's own 8.382.5. */
static bool has_java_update(const struct release_tuple *tuple) {
    return tuple->count >= 3 && tuple->at[0] <= 8 && tuple->at[1] == 0;
}

static bool are_comparable(const struct release_set *set, const struct release_tuple *tuple,
                           const struct release_tuple *latest) {
    if (tuple->count == 0 || latest->count == 0 || tuple->at[0] != latest->at[0] || is_packaged(tuple->rest)) {
        return false;
    }
    return !(set->rule->traits & RELEASE_IS_JAVA) || has_java_update(tuple) == has_java_update(latest);
}

/* k is before w, z before za. */
static bool is_earlier_letter(struct str letters, struct str latest) {
    return letters.n > 0 && latest.n > 0 &&
           (letters.n != latest.n ? letters.n < latest.n : str_cmp(letters, latest) < 0);
}

bool release_is_behind(const struct release_set *set, uint32_t release, const struct release_tuple *tuple) {
    const struct release_tuple *latest = &set->latest[release];

    if (!are_comparable(set, tuple, latest)) {
        return false;
    }
    for (unsigned i = 0; i < tuple->count && i < latest->count; i++) {
        if (tuple->at[i] != latest->at[i]) {
            return tuple->at[i] < latest->at[i];
        }
    }
    return tuple->count == latest->count && (set->rule->traits & RELEASE_HAS_LETTERS) &&
           is_earlier_letter(tuple->letters, latest->letters);
}
