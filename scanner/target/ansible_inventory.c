#include "scanner/target/ansible_inventory.h"

#include "base/intern.h"

#include <stdlib.h>

#define DEFAULT_PRIORITY 1

static const char *const variable_names[ANSIBLE_VARIABLE_COUNT] = {
    [ANSIBLE_HOST] = "ansible_host",
    [ANSIBLE_OLD_HOST] = "ansible_ssh_host",
    [ANSIBLE_PORT] = "ansible_port",
    [ANSIBLE_OLD_PORT] = "ansible_ssh_port",
    [ANSIBLE_USER] = "ansible_user",
    [ANSIBLE_OLD_USER] = "ansible_ssh_user",
    [ANSIBLE_CONNECTION] = "ansible_connection",
    [ANSIBLE_SSH_ARGS] = "ansible_ssh_args",
    [ANSIBLE_COMMON_ARGS] = "ansible_ssh_common_args",
    [ANSIBLE_EXTRA_ARGS] = "ansible_ssh_extra_args",
    [ANSIBLE_GROUP_PRIORITY] = "ansible_group_priority",
};

struct group {
    struct str name;
    struct ansible_place place;
    struct ansible_setting *settings;
    size_t first_child; /* in the edges, once they are sorted */
    size_t parents;     /* that are not settled yet */
    uint64_t depth;     /* 0 for all */
    uint64_t priority;
    /* Of each variable, the group at or above this one whose setting holds; all where there is none. */
    uint32_t holders[ANSIBLE_VARIABLE_COUNT];
};

/* A group within a group, or a host within one. */
struct edge {
    uint32_t from, to;
};

struct list {
    void *items;
    size_t count, capacity;
};

struct ansible_inventory {
    struct arena *arena;
    struct intern *group_names, *host_names;
    struct list groups, hosts;     /* struct group, struct ansible_host; by the numbers of their names */
    struct list children, members; /* struct edge: from the group to its child; from the host to its group */
    size_t *first_member;          /* by host, once members are sorted */
    struct ansible_setting *settings, **last_setting;
    size_t setting_count;
    bool has_too_many_hosts;
    bool failed; /* memory ran out */
};

/* Room for one more; NULL, kept as a failure, when memory is out. */
static void *list_add(struct ansible_inventory *inventory, struct list *list, size_t size) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 64;
        void *items = reallocarray(list->items, capacity, size);
        if (!items) {
            inventory->failed = true;
            return NULL;
        }
        list->items = items;
        list->capacity = capacity;
    }
    return memset((char *)list->items + list->count++ * size, 0, size);
}

static struct group *group_at(const struct ansible_inventory *inventory, size_t number) {
    return (struct group *)inventory->groups.items + number;
}

static struct ansible_host *host_at(const struct ansible_inventory *inventory, size_t number) {
    return (struct ansible_host *)inventory->hosts.items + number;
}

static struct edge *edge_at(const struct list *edges, size_t number) {
    return (struct edge *)edges->items + number;
}

void ansible_inventory_free(struct ansible_inventory *inventory) {
    if (inventory) {
        arena_free(inventory->arena);
        intern_free(inventory->group_names);
        intern_free(inventory->host_names);
        free(inventory->groups.items);
        free(inventory->hosts.items);
        free(inventory->children.items);
        free(inventory->members.items);
        free(inventory->first_member);
        free(inventory);
    }
}

struct ansible_inventory *ansible_inventory_new(void) {
    static const struct ansible_place nowhere;
    CLEANUP(ansible_inventory_free_cleanup) struct ansible_inventory *inventory = calloc(1, sizeof *inventory);

    if (!inventory || !(inventory->arena = arena_new()) || !(inventory->group_names = intern_new()) ||
        !(inventory->host_names = intern_new())) {
        return NULL;
    }
    inventory->last_setting = &inventory->settings;
    /* The group above all, with the number 0. */
    (void)ansible_group(inventory, STR("all"), &nowhere);
    return inventory->failed ? NULL : TAKE_PTR(inventory);
}

struct arena *ansible_inventory_arena(struct ansible_inventory *inventory) {
    return inventory->arena;
}

uint32_t ansible_group(struct ansible_inventory *inventory, struct str name, const struct ansible_place *place) {
    uint32_t number = intern_add(inventory->group_names, name);
    struct group *group;

    if (number == inventory->groups.count && (group = list_add(inventory, &inventory->groups, sizeof *group))) {
        group->name = intern_text(inventory->group_names, number);
        group->place = *place;
    }
    inventory->failed |= number == INTERN_NONE;
    return number;
}

static void add_edge(struct ansible_inventory *inventory, struct list *edges, uint32_t from, uint32_t to) {
    struct edge *edge = list_add(inventory, edges, sizeof *edge);

    if (edge) {
        *edge = (struct edge){from, to};
    }
}

/* All groups are within all, and all within none: neither needs saying. */
void ansible_add_child(struct ansible_inventory *inventory, uint32_t parent, uint32_t child) {
    if (parent != 0 && child != 0) {
        add_edge(inventory, &inventory->children, parent, child);
    }
}

static enum ansible_variable find_variable(struct str name) {
    enum ansible_variable variable = 0;

    while (variable < ANSIBLE_VARIABLE_COUNT && !str_eq(name, str_from(variable_names[variable]))) {
        variable++;
    }
    return variable;
}

void ansible_set(struct ansible_inventory *inventory, enum ansible_owner owner, uint32_t number, struct str name,
                 struct str text, const struct ansible_place *place) {
    enum ansible_variable variable = find_variable(name);
    struct ansible_setting **owners, *setting;

    if (inventory->failed || variable == ANSIBLE_VARIABLE_COUNT || inventory->setting_count++ >= ANSIBLE_SETTINGS_MAX) {
        return;
    }
    owners =
        owner == ANSIBLE_OWNER_HOST ? &host_at(inventory, number)->settings : &group_at(inventory, number)->settings;
    setting = arena_alloc(inventory->arena, sizeof *setting);
    if (!setting) {
        inventory->failed = true;
        return;
    }
    *setting = (struct ansible_setting){
        .variable = variable, .text = arena_dup(inventory->arena, text), .place = *place, .next = *owners};
    *owners = setting;
    *inventory->last_setting = setting;
    inventory->last_setting = &setting->next_added;
}

bool ansible_add(struct ansible_inventory *inventory, uint32_t group, struct str name, struct str port,
                 const struct ansible_place *place, uint32_t *ret_host) {
    uint32_t number;
    struct ansible_host *host;

    if (inventory->hosts.count == ANSIBLE_HOSTS_MAX && intern_find(inventory->host_names, name) == INTERN_NONE) {
        inventory->has_too_many_hosts = true;
        return false;
    }
    number = intern_add(inventory->host_names, name);
    inventory->failed |= number == INTERN_NONE;
    add_edge(inventory, &inventory->members, number, group);
    if (number == inventory->hosts.count && (host = list_add(inventory, &inventory->hosts, sizeof *host))) {
        host->name = intern_text(inventory->host_names, number);
        host->place = *place;
        if (port.n) {
            ansible_set(inventory, ANSIBLE_OWNER_HOST, number, STR("ansible_port"), port, place);
        }
    }
    *ret_host = number;
    return true;
}

enum err_code ansible_refuse_hosts(const struct ansible_inventory *inventory, const struct ansible_place *place,
                                   struct err *err) {
    if (inventory->has_too_many_hosts) {
        return err_set(err, ERR_TOO_LARGE, place->file, STR("1,000,000 hosts"), STR_NONE);
    }
    return err_at(err, ERR_SYNTAX, place->file, place->line, place->column,
                  STR("a host, or a range of at most 65,536 hosts such as web[01:20]"), STR_NONE);
}

const char *ansible_variable_name(enum ansible_variable variable) {
    return variable_names[variable];
}

/* --- which groups are within which --------------------------------------------------------------------------------
 */

static int compare_edges(const void *left, const void *right) {
    const struct edge *a = left, *b = right;

    return (a->from > b->from) - (a->from < b->from);
}

static void sort_edges(struct list *edges) {
    if (edges->count) {
        qsort(edges->items, edges->count, sizeof(struct edge), compare_edges);
    }
}

/* The latest of an owner; NULL: it sets nothing. */
static struct ansible_setting *find_setting(struct ansible_setting *settings, enum ansible_variable variable) {
    while (settings && settings->variable != variable) {
        settings = settings->next;
    }
    return settings;
}

static void prepare_groups(struct ansible_inventory *inventory) {
    const struct list *children = &inventory->children;

    sort_edges(&inventory->children);
    for (size_t i = 0, edge = 0; i < inventory->groups.count; i++) {
        struct group *group = group_at(inventory, i);
        const struct ansible_setting *priority = find_setting(group->settings, ANSIBLE_GROUP_PRIORITY);
        while (edge < children->count && edge_at(children, edge)->from < i) {
            edge++;
        }
        group->first_child = edge;
        group->depth = i ? 1 : 0;
        if (!priority || !str_to_u64(priority->text, &group->priority)) {
            group->priority = DEFAULT_PRIORITY;
        }
    }
    for (size_t i = 0; i < children->count; i++) {
        group_at(inventory, edge_at(children, i)->to)->parents++;
    }
}

/* Does what A sets hold against what B sets? */
static bool goes_before(const struct group *a, const struct group *b) {
    if (a->depth != b->depth) {
        return a->depth > b->depth;
    }
    return a->priority != b->priority ? a->priority > b->priority : str_cmp(a->name, b->name) > 0;
}

static uint32_t stronger(const struct ansible_inventory *inventory, uint32_t a, uint32_t b) {
    return goes_before(group_at(inventory, b), group_at(inventory, a)) ? b : a;
}

static void inherit(struct ansible_inventory *inventory, struct group *child, const struct group *parent) {
    child->depth = child->depth > parent->depth ? child->depth : parent->depth + 1;
    for (size_t i = 0; i < ANSIBLE_VARIABLE_COUNT; i++) {
        child->holders[i] = stronger(inventory, child->holders[i], parent->holders[i]);
    }
}

/* All its parents are settled: what it sets itself can be compared, as its depth is known. */
static void settle_group(struct ansible_inventory *inventory, uint32_t number) {
    struct group *group = group_at(inventory, number);

    for (const struct ansible_setting *setting = group->settings; setting; setting = setting->next) {
        group->holders[setting->variable] = stronger(inventory, group->holders[setting->variable], number);
    }
    for (size_t i = group->first_child; i < inventory->children.count; i++) {
        const struct edge *edge = edge_at(&inventory->children, i);
        if (edge->from != number) {
            break;
        }
        inherit(inventory, group_at(inventory, edge->to), group);
    }
}

static enum err_code refuse_loop(const struct ansible_inventory *inventory, struct err *err) {
    for (size_t i = 0; i < inventory->groups.count; i++) {
        const struct group *group = group_at(inventory, i);
        if (group->parents) {
            return err_at(err, ERR_VALUE, group->place.file, group->place.line, group->place.column, STR("children"),
                          STR("groups that are not within themselves"));
        }
    }
    return ERR_OK;
}

/* Parents before their children (Kahn). READY has room for all groups. */
static enum err_code settle_groups(struct ansible_inventory *inventory, uint32_t *ready, struct err *err) {
    size_t count = 0;

    for (size_t i = 0; i < inventory->groups.count; i++) {
        if (group_at(inventory, i)->parents == 0) {
            ready[count++] = (uint32_t)i;
        }
    }
    for (size_t next = 0; next < count; next++) {
        settle_group(inventory, ready[next]);
        for (size_t i = group_at(inventory, ready[next])->first_child; i < inventory->children.count; i++) {
            const struct edge *edge = edge_at(&inventory->children, i);
            if (edge->from != ready[next]) {
                break;
            }
            if (--group_at(inventory, edge->to)->parents == 0) {
                ready[count++] = edge->to;
            }
        }
    }
    return refuse_loop(inventory, err);
}

/* --- hosts --------------------------------------------------------------------------------------------------------
 */

static int compare_hosts(const void *left, const void *right) {
    const struct ansible_host *a = left, *b = right;

    return str_cmp(a->name, b->name);
}

/* By the numbers of their names first, for the groups of each; then by their names. */
static bool sort_hosts(struct ansible_inventory *inventory) {
    size_t count = inventory->hosts.count;
    struct list *members = &inventory->members;

    inventory->first_member = calloc(count + 1, sizeof *inventory->first_member);
    if (!inventory->first_member) {
        return false;
    }
    sort_edges(members);
    for (size_t i = 0, edge = 0; i < count; i++) {
        while (edge < members->count && edge_at(members, edge)->from < i) {
            edge++;
        }
        inventory->first_member[i] = edge;
    }
    if (count) {
        qsort(inventory->hosts.items, count, sizeof(struct ansible_host), compare_hosts);
    }
    return true;
}

enum err_code ansible_inventory_finish(struct ansible_inventory *inventory, struct err *err) {
    uint32_t *ready = calloc(inventory->groups.count + 1, sizeof *ready);
    enum err_code code;

    if (!ready || inventory->failed || arena_failed(inventory->arena)) {
        free(ready);
        return err_no_memory(err);
    }
    if (inventory->setting_count > ANSIBLE_SETTINGS_MAX) {
        free(ready);
        return err_set(err, ERR_TOO_LARGE, NULL, STR("2,000,000 variables of hosts"), STR_NONE);
    }
    prepare_groups(inventory);
    code = settle_groups(inventory, ready, err);
    free(ready);
    if (!code && !sort_hosts(inventory)) {
        code = err_no_memory(err);
    }
    return code;
}

size_t ansible_host_count(const struct ansible_inventory *inventory) {
    return inventory->hosts.count;
}

const struct ansible_host *ansible_host_at(const struct ansible_inventory *inventory, size_t index) {
    return host_at(inventory, index);
}

/* Of the groups that the host is in, and those above them, the one whose setting holds. */
static uint32_t find_holder(const struct ansible_inventory *inventory, uint32_t host, enum ansible_variable variable) {
    uint32_t holder = 0;

    for (size_t i = inventory->first_member[host]; i < inventory->members.count; i++) {
        const struct edge *edge = edge_at(&inventory->members, i);
        if (edge->from != host) {
            break;
        }
        holder = stronger(inventory, holder, group_at(inventory, edge->to)->holders[variable]);
    }
    return holder;
}

void ansible_settings_of(const struct ansible_inventory *inventory, size_t index,
                         struct ansible_setting *ret_settings[ANSIBLE_VARIABLE_COUNT]) {
    const struct ansible_host *host = host_at(inventory, index);
    uint32_t number = intern_find(inventory->host_names, host->name);

    for (enum ansible_variable variable = 0; variable < ANSIBLE_VARIABLE_COUNT; variable++) {
        ret_settings[variable] = find_setting(host->settings, variable);
        if (!ret_settings[variable]) {
            uint32_t holder = find_holder(inventory, number, variable);
            ret_settings[variable] = find_setting(group_at(inventory, holder)->settings, variable);
        }
    }
}

struct ansible_setting *ansible_settings(const struct ansible_inventory *inventory) {
    return inventory->settings;
}

/* --- files --------------------------------------------------------------------------------------------------------
 */

/* ---, {, or a key with nothing behind its colon: no line of the INI form is like that. */
static bool looks_like_yaml(struct str bytes) {
    struct str line;

    (void)str_drop_prefix(&bytes, STR("\xEF\xBB\xBF"));
    while (str_cut(&bytes, '\n', &line)) {
        line = str_trim(line);
        if (line.n && line.p[0] != '#' && line.p[0] != ';') {
            return str_starts_with(line, STR("---")) || line.p[0] == '{' || line.p[line.n - 1] == ':';
        }
    }
    return false;
}

enum err_code ansible_read(struct ansible_inventory *inventory, struct str bytes, const char *file, struct err *err) {
    struct str name = str_from(file);
    bool is_yaml = str_ends_with(name, STR(".yml")) || str_ends_with(name, STR(".yaml"));

    return is_yaml || looks_like_yaml(bytes) ? ansible_yaml_read(inventory, bytes, file, err)
                                             : ansible_ini_read(inventory, bytes, file, err);
}
