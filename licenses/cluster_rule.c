#include "licenses/cluster_rule.h"

#include "base/text.h"

#include <stdlib.h>

/* --- the cell ------------------------------------------------------------------------------------------------------
 */

/* Folded. */
static const char none_words[] = "なし|無し|無|制限なし|制限無し|none|no|any";
static const char pinned_words[] = "固定|固定配置|ホスト固定|移動不可|移動なし|pinned|fixed";
static const char *const separators[] = {";", ",", "、", "；", "，", "\n", "\r"};

/* Bytes of the separator that TEXT begins with, or 0. */
static size_t separator_at(struct str text) {
    for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
        struct str separator = str_from(separators[i]);
        if (str_starts_with(text, separator)) {
            return separator.n;
        }
    }
    return 0;
}

bool affinity_next_host(struct str *rest, struct str *ret_name) {
    while (rest->n) {
        size_t n = 0, gap = 0;
        while (n < rest->n && (gap = separator_at(str_sub(*rest, n, SIZE_MAX))) == 0) {
            n++;
        }
        struct str name = str_trim(str_sub(*rest, 0, n));
        *rest = str_sub(*rest, n + gap, SIZE_MAX);
        if (name.n) {
            *ret_name = name;
            return true;
        }
    }
    return false;
}

enum affinity affinity_read(struct str text) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct str rest = text, name;

    text_fold(text, &folded);
    struct str said = str_trim(buffer_view(&folded));
    if (folded.failed) {
        return AFFINITY_UNREADABLE;
    }
    if (said.n == 0 || str_is_listed(none_words, said)) {
        return AFFINITY_NONE;
    }
    if (str_is_listed(pinned_words, said)) {
        return AFFINITY_PINNED;
    }
    return affinity_next_host(&rest, &name) ? AFFINITY_HOSTS : AFFINITY_UNREADABLE;
}

/* --- who may land where --------------------------------------------------------------------------------------------
 */

/* May the machines of the host leave it? */
static enum term may_leave(const struct cluster_host *host) {
    switch (host->affinity) {
    case AFFINITY_NONE:
    case AFFINITY_HOSTS:
        return host->live_migration;
    case AFFINITY_PINNED:
        return TERM_NO;
    case AFFINITY_UNREADABLE:
        break;
    }
    return term_both(host->live_migration, TERM_BLANK);
}

/* May they, as far as is known, go to any host? */
static bool is_unbound(const struct cluster_host *host) {
    return host->affinity != AFFINITY_HOSTS && may_leave(host) != TERM_NO;
}

/* At most what fits; a number that is not known adds nothing. */
static int64_t sum_of(int64_t least, int64_t machines) {
    return machines < 0 ? least : machines > INT64_MAX - least ? INT64_MAX : least + machines;
}

static void add(struct landing *landing, int64_t machines, enum term may_land) {
    if (may_land == TERM_NO) {
        return;
    }
    if (machines < 0) {
        landing->is_known = false;
        return;
    }
    if (__builtin_add_overflow(landing->most, machines, &landing->most)) {
        landing->is_known = false;
    }
    landing->least = may_land == TERM_YES ? sum_of(landing->least, machines) : landing->least;
}

/* All that may go anywhere, those on a host itself included. */
static struct landing add_unbound(const struct cluster_host *hosts, uint32_t count, int64_t roaming) {
    struct landing unbound = {.is_known = true};
    enum term all_may = TERM_YES;

    for (uint32_t i = 0; i < count; i++) {
        enum term may = may_leave(&hosts[i]);
        all_may = term_both(all_may, hosts[i].affinity == AFFINITY_HOSTS ? TERM_BLANK : may);
        if (is_unbound(&hosts[i])) {
            add(&unbound, hosts[i].machines, may);
        }
    }
    add(&unbound, roaming, all_may == TERM_YES ? TERM_YES : TERM_BLANK);
    return unbound;
}

/* Without those that are bound to a list of hosts. */
static struct landing land_unbound(const struct cluster_host *host, const struct landing *unbound, int64_t roaming) {
    struct landing landing = {.is_known = true};

    if (host->live_migration == TERM_NO) {
        add(&landing, host->machines, TERM_YES);
        add(&landing, roaming, TERM_BLANK);
        return landing;
    }
    landing = *unbound;
    if (host->live_migration == TERM_BLANK) {
        landing.least = 0;
    }
    if (!is_unbound(host)) {
        add(&landing, host->machines, TERM_YES);
    } else if (may_leave(host) != TERM_YES) {
        landing.least = sum_of(landing.least, host->machines);
    }
    return landing;
}

/* SEEN has a mark a host: the last one whose list it stood in. */
static void land_bound(const struct cluster_host *hosts, uint32_t number, uint32_t *seen, struct landing *landings) {
    const struct cluster_host *host = &hosts[number];

    seen[number] = number + 1;
    for (uint32_t i = 0; host->affinity == AFFINITY_HOSTS && i < host->host_count; i++) {
        uint32_t to = host->hosts[i];
        if (seen[to] != number + 1) {
            seen[to] = number + 1;
            add(&landings[to], host->machines, term_both(may_leave(host), hosts[to].live_migration));
        }
    }
}

static bool is_within(const struct cluster_host *host, uint32_t count) {
    for (uint32_t i = 0; host->affinity == AFFINITY_HOSTS && i < host->host_count; i++) {
        if (host->hosts[i] >= count) {
            return false;
        }
    }
    return true;
}

enum err_code cluster_landings(const struct cluster_host *hosts, uint32_t count, int64_t roaming,
                               struct landing *ret_landings, struct err *err) {
    for (uint32_t i = 0; i < count; i++) {
        if (!is_within(&hosts[i], count)) {
            return err_set(err, ERR_USAGE, "", STR("host"), STR("of the cluster"));
        }
    }
    uint32_t *seen = calloc((size_t)count + 1, sizeof *seen);
    if (!seen) {
        return err_no_memory(err);
    }
    struct landing unbound = add_unbound(hosts, count, roaming);
    for (uint32_t i = 0; i < count; i++) {
        ret_landings[i] = land_unbound(&hosts[i], &unbound, roaming);
    }
    for (uint32_t i = 0; i < count; i++) {
        land_bound(hosts, i, seen, ret_landings);
    }
    free(seen);
    return ERR_OK;
}
