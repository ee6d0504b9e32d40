#include "licenses/releases.h"

#include "products/version.h"

#include <stdlib.h>

struct release_rule {
    struct str product; /* folded */
    struct str version;
    unsigned exactness;
    struct date day;
    struct str evidence;
};

struct releases {
    struct rule_list list;
};

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static bool fill(const struct rule_row *row, void *item) {
    struct release_rule *rule = item;

    *rule = (struct release_rule){
        .product = rule_folded(row, RELEASES_PRODUCT),
        .version = rule_text(row, RELEASES_VERSION),
        .day = rule_date(row, RELEASES_RELEASED_ON),
        .evidence = rule_evidence(row),
    };
    rule->exactness = version_exactness(rule->version);
    return rule->product.n && rule->exactness && date_is_set(rule->day);
}

/* The most exact versions of a product first. */
static int order(const void *a, const void *b) {
    const struct release_rule *x = a, *y = b;
    int sign = str_cmp(x->product, y->product);

    sign = sign ? sign : (x->exactness < y->exactness) - (x->exactness > y->exactness);
    sign = sign ? sign : str_cmp(x->version, y->version);
    sign = sign ? sign : (x->day.days > y->day.days) - (x->day.days < y->day.days);
    return sign ? sign : str_cmp(x->evidence, y->evidence);
}

static const struct rule_kind kind = {sizeof(struct release_rule), fill, order, NULL};

enum err_code releases_read(const struct table *table, struct releases **ret_releases, struct err *err) {
    CLEANUP(releases_free_cleanup) struct releases *releases = calloc(1, sizeof *releases);

    if (!releases) {
        return err_no_memory(err);
    }
    enum err_code code = rule_list_read(table, &kind, NULL, &releases->list, err);
    if (!code) {
        *ret_releases = TAKE_PTR(releases);
    }
    return code;
}

void releases_free(struct releases *releases) {
    if (releases) {
        rule_list_done(&releases->list);
        free(releases);
    }
}

/* --- looking up ----------------------------------------------------------------------------------------------------
 */

static void widen(const struct release_rule *rule, struct release *release) {
    if (!date_is_set(release->earliest) || rule->day.days < release->earliest.days) {
        release->earliest = rule->day;
    }
    if (!date_is_set(release->latest) || rule->day.days > release->latest.days) {
        release->latest = rule->day;
        release->evidence = rule->evidence;
    }
}

/* Those of RANGE that agree with the version and have from LEAST to MOST parts. */
static struct release join(const struct release_rule *rules, struct rule_range range, struct str version,
                           unsigned least, unsigned most) {
    struct release release = {DATE_NONE, DATE_NONE, STR_NONE};

    for (uint32_t i = range.first; i < range.first + range.count; i++) {
        if (rules[i].exactness >= least && rules[i].exactness <= most && version_agrees(rules[i].version, version)) {
            widen(&rules[i], &release);
        }
    }
    return release;
}

struct release releases_find(const struct releases *releases, struct str product, struct str version) {
    const struct release_rule *rules = releases->list.items;
    struct rule_range range = rule_list_of(&releases->list, product);
    unsigned exactness = version_exactness(version);

    if (exactness == 0) {
        return (struct release){DATE_NONE, DATE_NONE, STR_NONE};
    }
    for (uint32_t i = range.first; i < range.first + range.count; i++) {
        if (rules[i].exactness <= exactness && version_agrees(rules[i].version, version)) {
            return join(rules, range, version, rules[i].exactness, rules[i].exactness);
        }
    }
    return join(rules, range, version, exactness + 1, UINT32_MAX);
}

enum term release_is_covered(const struct release *release, struct date maintenance_end) {
    if (!date_is_set(maintenance_end) || !date_is_set(release->latest)) {
        return TERM_BLANK;
    }
    if (release->latest.days <= maintenance_end.days) {
        return TERM_YES;
    }
    return release->earliest.days > maintenance_end.days ? TERM_NO : TERM_BLANK;
}
