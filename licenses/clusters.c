#include "licenses/clusters.h"

#include "base/arena.h"
#include "base/intern.h"
#include "base/text.h"
#include "inventory/row_cells.h"

#include <stdlib.h>
#include <string.h>

struct clusters {
    struct arena *arena;
    struct intern *names; /* folded */
    struct cluster *items;
    uint32_t *of_machine; /* by number; CLUSTER_NONE */
};

/* A statement that a host is of a cluster. */
struct member {
    uint32_t cluster, machine;
    bool is_row; /* of the table; else all that it says is the cluster */
    enum term live_migration;
    struct str affinity;
};

struct gathering {
    struct clusters *clusters;
    const struct estate *estate;
    struct member *members;
    uint32_t count, capacity;
    struct buffer folded;
};

void clusters_free(struct clusters *clusters) {
    if (clusters) {
        arena_free(clusters->arena);
        intern_free(clusters->names);
        free(clusters->of_machine);
        free(clusters);
    }
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

/* Calls FN for each row; its result false: memory is out. */
static enum err_code each_row(const struct table *table, bool (*fn)(void *, struct row_reader *, uint32_t),
                              void *context, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *row = NULL;
    enum err_code code = row_reader_new(table, &row, err);

    for (uint32_t i = 0; !code && i < table_rows(table); i++) {
        row_reader_move(row, i);
        code = fn(context, row, i) ? ERR_OK : err_no_memory(err);
    }
    return code ? code : row_reader_error(row, err);
}

static enum err_code each_statement(const struct clusters_input *input,
                                    bool (*of_row)(void *, struct row_reader *, uint32_t),
                                    bool (*of_asset)(void *, struct row_reader *, uint32_t), void *context,
                                    struct err *err) {
    bool has_column = input->assets && table_has_column(input->assets, DEVICES_CLUSTER);
    enum err_code code = input->clusters ? each_row(input->clusters, of_row, context, err) : ERR_OK;

    return !code && has_column ? each_row(input->assets, of_asset, context, err) : code;
}

/* --- marks ---------------------------------------------------------------------------------------------------------
 */

static bool mark_row(void *context, struct row_reader *row, uint32_t number) {
    struct estate *estate = context;
    uint32_t machine = estate_find(estate, row_reader_text(row, CLUSTERS_HOST));

    (void)number;
    if (machine != MACHINE_NONE) {
        estate_mark(estate, machine);
    }
    return true;
}

static bool mark_asset(void *context, struct row_reader *row, uint32_t number) {
    struct estate *estate = context;

    if (row_reader_text(row, DEVICES_CLUSTER).n && !device_is_guest(row)) {
        estate_mark(estate, estate_of_asset(estate, number));
    }
    return true;
}

enum err_code clusters_mark(const struct clusters_input *input, struct estate *estate, struct err *err) {
    return each_statement(input, mark_row, mark_asset, estate, err);
}

/* --- members -------------------------------------------------------------------------------------------------------
 */

static struct member *add_member(struct gathering *gathering, struct str cluster) {
    if (gathering->count == gathering->capacity) {
        uint32_t capacity = gathering->capacity * 2 + 64;
        struct member *members = reallocarray(gathering->members, capacity, sizeof *members);
        if (!members) {
            return NULL;
        }
        gathering->members = members;
        gathering->capacity = capacity;
    }
    buffer_reset(&gathering->folded);
    text_fold(cluster, &gathering->folded);
    uint32_t number = gathering->folded.failed
                          ? INTERN_NONE
                          : intern_add(gathering->clusters->names, buffer_view(&gathering->folded));
    if (number == INTERN_NONE) {
        return NULL;
    }
    struct member *member = &gathering->members[gathering->count++];
    *member = (struct member){.cluster = number, .live_migration = TERM_BLANK};
    return member;
}

static bool add_row(void *context, struct row_reader *row, uint32_t number) {
    struct gathering *gathering = context;
    struct str cluster = row_reader_text(row, CLUSTERS_CLUSTER);
    struct member *member = cluster.n ? add_member(gathering, cluster) : NULL;
    struct value live_migration = row_reader_value(row, CLUSTERS_LIVE_MIGRATION);

    (void)number;
    if (!member) {
        return !cluster.n;
    }
    member->machine = estate_find(gathering->estate, row_reader_text(row, CLUSTERS_HOST));
    member->is_row = true;
    if (live_migration.is_set) {
        member->live_migration = live_migration.number ? TERM_YES : TERM_NO;
    }
    member->affinity = arena_dup(gathering->clusters->arena, row_reader_text(row, CLUSTERS_AFFINITY));
    return !arena_failed(gathering->clusters->arena);
}

/* Machines that were not marked are virtual ones, or no host of anything that is used. */
static bool add_asset(void *context, struct row_reader *row, uint32_t number) {
    struct gathering *gathering = context;
    struct str cluster = row_reader_text(row, DEVICES_CLUSTER);
    uint32_t machine = estate_of_asset(gathering->estate, number);
    const struct machine *host = estate_machine(gathering->estate, machine);

    if (!cluster.n || !host || host->is_virtual == TERM_YES) {
        return true;
    }
    struct member *member = add_member(gathering, cluster);
    if (member) {
        member->machine = machine;
    }
    return member != NULL;
}

static int compare_members(const void *a, const void *b, void *context) {
    const struct gathering *gathering = context;
    const struct estate *estate = gathering->estate;
    const struct member *x = a, *y = b;
    int order = (x->cluster > y->cluster) - (x->cluster < y->cluster);
    const struct machine *p = x->machine == MACHINE_NONE ? NULL : estate_machine(estate, x->machine);
    const struct machine *q = y->machine == MACHINE_NONE ? NULL : estate_machine(estate, y->machine);

    if (order == 0) {
        order = p && q ? estate_compare(p, q) : (p == NULL) - (q == NULL);
    }
    return order ? order : (x->machine > y->machine) - (x->machine < y->machine);
}

/* Where two rows of one host differ nobody knows which is right. */
static void merge(struct member *member, const struct member *other) {
    if (!other->is_row) {
        return;
    }
    if (!member->is_row) {
        *member = *other;
        return;
    }
    if (member->live_migration != other->live_migration) {
        member->live_migration = TERM_BLANK;
    }
    if (!str_eq(member->affinity, other->affinity)) {
        member->affinity = STR("?");
    }
}

static void merge_members(struct gathering *gathering) {
    uint32_t kept = 0;

    if (gathering->count) {
        qsort_r(gathering->members, gathering->count, sizeof *gathering->members, compare_members, gathering);
    }
    for (uint32_t i = 0; i < gathering->count; i++) {
        struct member *last = kept ? &gathering->members[kept - 1] : NULL;
        if (last && last->cluster == gathering->members[i].cluster && last->machine == gathering->members[i].machine) {
            merge(last, &gathering->members[i]);
        } else {
            gathering->members[kept++] = gathering->members[i];
        }
    }
    gathering->count = kept;
}

/* --- clusters ------------------------------------------------------------------------------------------------------
 */

static uint32_t place_in(const struct cluster *cluster, uint32_t machine) {
    for (uint32_t i = 0; machine != MACHINE_NONE && i < cluster->count; i++) {
        if (cluster->hosts[i].machine == machine) {
            return i;
        }
    }
    return UINT32_MAX;
}

/* The hosts that the cell names; false when memory is out. */
static bool list_hosts(const struct gathering *gathering, const struct cluster *cluster, struct str text,
                       struct cluster_host *rule) {
    uint32_t *hosts = arena_alloc_array(gathering->clusters->arena, text.n + 1, sizeof *hosts);
    struct str name;

    while (hosts && affinity_next_host(&text, &name)) {
        uint32_t place = place_in(cluster, estate_find(gathering->estate, name));
        if (place == UINT32_MAX) {
            rule->affinity = AFFINITY_UNREADABLE;
            return true;
        }
        hosts[rule->host_count++] = place;
    }
    rule->hosts = hosts;
    return hosts != NULL;
}

static bool read_rules(const struct gathering *gathering, const struct member *members, struct cluster *cluster,
                       struct clusters_place *hosts) {
    for (uint32_t i = 0; i < cluster->count; i++) {
        struct cluster_host *rule = &hosts[i].rule;
        rule->live_migration = members[i].live_migration;
        rule->affinity = affinity_read(members[i].affinity);
        if (rule->affinity == AFFINITY_HOSTS && !list_hosts(gathering, cluster, members[i].affinity, rule)) {
            return false;
        }
        cluster->may_move |= rule->live_migration != TERM_NO && rule->affinity != AFFINITY_PINNED;
    }
    return true;
}

/* A host that is said to be in two clusters counts in the one that comes first by name. */
static void claim(const struct clusters *clusters, uint32_t machine, uint32_t cluster) {
    uint32_t *owner = &clusters->of_machine[machine];

    if (*owner == CLUSTER_NONE ||
        str_cmp(intern_text(clusters->names, cluster), intern_text(clusters->names, *owner)) < 0) {
        *owner = cluster;
    }
}

/* MEMBERS are all of one cluster, those of which nobody knows the machine last. */
static bool make_cluster(const struct gathering *gathering, const struct member *members, uint32_t count) {
    struct clusters *clusters = gathering->clusters;
    struct clusters_place *hosts = arena_alloc_array(clusters->arena, count, sizeof *hosts);
    struct cluster *cluster = &clusters->items[members[0].cluster];

    if (!hosts) {
        return false;
    }
    *cluster = (struct cluster){.hosts = hosts};
    for (uint32_t i = 0; i < count; i++) {
        if (members[i].machine == MACHINE_NONE) {
            cluster->has_unknown_host = true;
            continue;
        }
        hosts[cluster->count++].machine = members[i].machine;
        claim(clusters, members[i].machine, members[i].cluster);
    }
    return read_rules(gathering, members, cluster, hosts);
}

static bool make_clusters(struct gathering *gathering) {
    struct clusters *clusters = gathering->clusters;
    uint32_t machines = estate_numbers(gathering->estate);

    clusters->items =
        arena_alloc_array(clusters->arena, (size_t)intern_count(clusters->names) + 1, sizeof *clusters->items);
    clusters->of_machine = malloc(((size_t)machines + 1) * sizeof *clusters->of_machine);
    if (!clusters->items || !clusters->of_machine) {
        return false;
    }
    memset(clusters->of_machine, 0xFF, ((size_t)machines + 1) * sizeof *clusters->of_machine);
    for (uint32_t i = 0, next; i < gathering->count; i = next) {
        for (next = i; next < gathering->count && gathering->members[next].cluster == gathering->members[i].cluster;) {
            next++;
        }
        if (!make_cluster(gathering, &gathering->members[i], next - i)) {
            return false;
        }
    }
    return true;
}

enum err_code clusters_read(const struct clusters_input *input, const struct estate *estate,
                            struct clusters **ret_clusters, struct err *err) {
    CLEANUP(clusters_free_cleanup) struct clusters *clusters = calloc(1, sizeof *clusters);

    if (!clusters || !(clusters->arena = arena_new()) || !(clusters->names = intern_new())) {
        return err_no_memory(err);
    }
    struct gathering gathering = {.clusters = clusters, .estate = estate};
    enum err_code code = each_statement(input, add_row, add_asset, &gathering, err);
    if (!code) {
        merge_members(&gathering);
        code = make_clusters(&gathering) ? ERR_OK : err_no_memory(err);
    }
    free(gathering.members);
    buffer_done(&gathering.folded);
    if (!code) {
        *ret_clusters = TAKE_PTR(clusters);
    }
    return code;
}

uint32_t clusters_count(const struct clusters *clusters) {
    return intern_count(clusters->names);
}

const struct cluster *clusters_get(const struct clusters *clusters, uint32_t number) {
    return &clusters->items[number];
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static uint32_t find_by_name(const struct clusters *clusters, struct str name) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    text_fold(name, &folded);
    return name.n && !folded.failed ? intern_find(clusters->names, buffer_view(&folded)) : INTERN_NONE;
}

uint32_t clusters_of_machine(const struct clusters *clusters, const struct estate *estate,
                             const struct machine *machine) {
    uint32_t cluster = CLUSTER_NONE;

    if (intern_count(clusters->names) == 0) {
        return CLUSTER_NONE;
    }
    uint32_t number = machine->is_virtual == TERM_YES ? machine->host : estate_number_of(estate, machine);
    if (number != MACHINE_NONE) {
        cluster = clusters->of_machine[number];
    } else if (machine->is_virtual == TERM_YES) {
        cluster = find_by_name(clusters, machine->cluster);
    }
    return cluster != CLUSTER_NONE && clusters->items[cluster].may_move ? cluster : CLUSTER_NONE;
}
