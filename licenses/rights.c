#include "licenses/rights.h"

#include <stdlib.h>
#include <string.h>

struct rights {
    struct arena *arena;
    struct right *items;
    struct supply *supplies;
    uint32_t count;
    struct product_group *groups;
    uint32_t group_count;
};

void rights_free(struct rights *rights) {
    if (rights) {
        arena_free(rights->arena);
        free(rights->supplies);
        free(rights);
    }
}

uint32_t rights_count(const struct rights *rights) {
    return rights->count;
}

const struct right *rights_get(const struct rights *rights, uint32_t number) {
    return &rights->items[number];
}

const struct supply *rights_supplies(const struct rights *rights) {
    return rights->supplies;
}

bool right_has_family(const struct right *right, const struct catalog *catalog, uint32_t family) {
    for (uint32_t i = 0; i < right->part_count; i++) {
        if (catalog_product(catalog, right->parts[i].product)->family == family) {
            return true;
        }
    }
    return false;
}

void rights_end(struct rights *rights, uint32_t number) {
    rights->supplies[number] = supply_none(SUPPLY_DISPOSED);
    rights->items[number].supply = rights->supplies[number];
}

/* --- parts ---------------------------------------------------------------------------------------------------------
 */

/* A component without a version of its own has that of the suite. */
static enum err_code read_component(struct catalog *catalog, const struct entitlement *entitlement, struct str title,
                                    struct eligible_part *part, struct err *err) {
    struct catalog_title found;
    enum err_code code = catalog_add_title(catalog, title, &found, err);

    if (code == ERR_OK) {
        part->product = found.product;
        part->version = found.version.n ? found.version : entitlement->version;
        part->is_of_suite = true;
    }
    return code;
}

static enum err_code read_parts(struct rights *rights, struct catalog *catalog, struct right *right, struct err *err) {
    const struct entitlement *entitlement = right->entitlement;
    uint32_t count = entitlement->components.count;
    struct eligible_part *parts = arena_alloc_array(rights->arena, (size_t)count + 1, sizeof *parts);
    enum err_code code = parts ? ERR_OK : err_no_memory(err);

    right->is_suite = count > 0;
    for (uint32_t i = 0; i < count && code == ERR_OK; i++) {
        code = read_component(catalog, entitlement, entitlement->components.items[i], &parts[i], err);
    }
    if (code == ERR_OK) {
        /* who has the suite installed under its own name has it by the same right */
        parts[count] = (struct eligible_part){right->product, entitlement->version, false};
        right->parts = parts;
        right->part_count = count + 1;
    }
    return code;
}

enum err_code rights_new(const struct entitlements *entitlements, struct catalog *catalog, struct date day,
                         struct rights **ret_rights, struct err *err) {
    CLEANUP(rights_free_cleanup) struct rights *rights = calloc(1, sizeof *rights);
    uint32_t count = entitlements_count(entitlements);

    if (!rights || !(rights->arena = arena_new())) {
        return err_no_memory(err);
    }
    rights->items = arena_alloc_array(rights->arena, (size_t)count + 1, sizeof *rights->items);
    rights->supplies = calloc((size_t)count + 1, sizeof *rights->supplies);
    rights->count = count;
    enum err_code code = rights->items && rights->supplies ? ERR_OK : err_no_memory(err);
    if (code == ERR_OK) {
        entitlements_supply(entitlements, day, rights->supplies);
    }
    for (uint32_t i = 0; i < count && code == ERR_OK; i++) {
        struct right *right = &rights->items[i];
        right->entitlement = entitlements_get(entitlements, i);
        right->number = i;
        right->supply = rights->supplies[i];
        code = catalog_add_entitlement(catalog, right->entitlement, &right->product, err);
        if (code == ERR_OK) {
            code = read_parts(rights, catalog, right, err);
        }
    }
    if (code == ERR_OK) {
        *ret_rights = TAKE_PTR(rights);
    }
    return code;
}

/* --- groups --------------------------------------------------------------------------------------------------------
 */

/* Families joined by suites: a forest of which each root is a group. */
struct joining {
    uint32_t *parent; /* by family */
    struct str *name; /* by family: the least name of its products */
    uint32_t count;
};

static uint32_t root_of(const struct joining *joining, uint32_t family) {
    while (joining->parent[family] != family) {
        joining->parent[family] = joining->parent[joining->parent[family]];
        family = joining->parent[family];
    }
    return family;
}

static uint32_t family_of(const struct catalog *catalog, const struct eligible_part *part) {
    return catalog_product(catalog, part->product)->family;
}

static void join_suites(const struct rights *rights, const struct catalog *catalog, struct joining *joining) {
    for (uint32_t i = 0; i < rights->count; i++) {
        const struct right *right = &rights->items[i];
        uint32_t first = root_of(joining, family_of(catalog, &right->parts[0]));
        for (uint32_t part = 1; part < right->part_count; part++) {
            joining->parent[root_of(joining, family_of(catalog, &right->parts[part]))] = first;
            first = root_of(joining, first);
        }
    }
}

static void name_families(const struct catalog *catalog, struct joining *joining) {
    for (uint32_t i = 0; i < catalog_product_count(catalog); i++) {
        const struct catalog_product *product = catalog_product(catalog, i);
        struct str *name = &joining->name[product->family];
        if (!name->p || str_cmp(product->name, *name) < 0) {
            *name = product->name;
        }
    }
}

/* A family on its way into a group: groups by the least name in them, families by name. */
struct member {
    struct str group_name, name;
    uint32_t family, root;
};

static int compare_members(const void *a, const void *b) {
    const struct member *x = a, *y = b;
    int order = str_cmp(x->group_name, y->group_name);

    order = order ? order : (x->root > y->root) - (x->root < y->root);
    order = order ? order : str_cmp(x->name, y->name);
    return order ? order : (x->family > y->family) - (x->family < y->family);
}

static void fill_members(const struct joining *joining, struct member *members) {
    for (uint32_t family = 0; family < joining->count; family++) {
        struct member *root = &members[root_of(joining, family)];
        if (!root->group_name.p || str_cmp(joining->name[family], root->group_name) < 0) {
            root->group_name = joining->name[family];
        }
    }
    for (uint32_t family = 0; family < joining->count; family++) {
        uint32_t root = root_of(joining, family);
        members[family].name = joining->name[family];
        members[family].family = family;
        members[family].root = root;
    }
    for (uint32_t family = 0; family < joining->count; family++) {
        members[family].group_name = members[members[family].root].group_name;
    }
}

/* Groups of the sorted members, without their rights yet. *RET_GROUP_OF: by family. */
static bool make_groups(struct rights *rights, const struct member *members, uint32_t count, uint32_t *ret_group_of) {
    uint32_t *families = arena_alloc_array(rights->arena, (size_t)count + 1, sizeof *families);
    rights->groups = arena_alloc_array(rights->arena, (size_t)count + 1, sizeof *rights->groups);

    if (!families || !rights->groups) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || members[i].root != members[i - 1].root) {
            rights->groups[rights->group_count++].families = &families[i];
        }
        families[i] = members[i].family;
        rights->groups[rights->group_count - 1].family_count++;
        ret_group_of[members[i].family] = rights->group_count - 1;
    }
    return true;
}

static bool give_rights(struct rights *rights, const struct catalog *catalog, const uint32_t *group_of) {
    const struct right **sorted = arena_alloc_array(rights->arena, (size_t)rights->count + 1, sizeof *sorted);
    uint32_t *next = calloc((size_t)rights->group_count + 1, sizeof *next), total = 0;

    if (!sorted || !next) {
        free(next);
        return false;
    }
    for (uint32_t i = 0; i < rights->count; i++) {
        rights->groups[group_of[family_of(catalog, &rights->items[i].parts[0])]].right_count++;
    }
    for (uint32_t i = 0; i < rights->group_count; i++) {
        next[i] = total;
        rights->groups[i].rights = &sorted[total];
        total += rights->groups[i].right_count;
    }
    for (uint32_t i = 0; i < rights->count; i++) {
        sorted[next[group_of[family_of(catalog, &rights->items[i].parts[0])]]++] = &rights->items[i];
    }
    free(next);
    return true;
}

static bool group(struct rights *rights, const struct catalog *catalog, struct joining *joining,
                  struct member *members) {
    uint32_t *group_of = malloc(((size_t)joining->count + 1) * sizeof *group_of);

    for (uint32_t family = 0; family < joining->count; family++) {
        joining->parent[family] = family;
    }
    join_suites(rights, catalog, joining);
    name_families(catalog, joining);
    fill_members(joining, members);
    qsort(members, joining->count, sizeof *members, compare_members);
    bool is_done =
        group_of && make_groups(rights, members, joining->count, group_of) && give_rights(rights, catalog, group_of);
    free(group_of);
    return is_done;
}

enum err_code rights_group(struct rights *rights, const struct catalog *catalog, struct err *err) {
    uint32_t families = catalog_family_count(catalog);
    struct joining joining = {
        .parent = malloc(((size_t)families + 1) * sizeof *joining.parent),
        .name = calloc((size_t)families + 1, sizeof *joining.name),
        .count = families,
    };
    struct member *members = calloc((size_t)families + 1, sizeof *members);
    bool is_done = joining.parent && joining.name && members && group(rights, catalog, &joining, members);

    free(joining.parent);
    free(joining.name);
    free(members);
    return is_done ? ERR_OK : err_no_memory(err);
}

uint32_t rights_group_count(const struct rights *rights) {
    return rights->group_count;
}

const struct product_group *rights_group_get(const struct rights *rights, uint32_t number) {
    return &rights->groups[number];
}
