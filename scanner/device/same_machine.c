#include "scanner/device/same_machine.h"

#include "base/arena.h"

#include <stdlib.h>

#define KEY(NAME) (1U << VIEW_##NAME)

#define SSH        (1U << VIEW_SSH)
#define SNMP       (1U << VIEW_SNMP)
#define MANAGEMENT (1U << VIEW_MANAGEMENT)

/* What views of one kind that are of one machine have in common, whichever rule brought them together. */
#define OF_ONE_KIND (KEY(SERIAL) | KEY(UUID) | KEY(MAC) | KEY(HOST_KEY) | KEY(MACHINE_ID))

#define SSH_UNLESS (KEY(SERIAL) | KEY(MAKER) | KEY(UUID) | KEY(MAC) | KEY(MACHINE_ID))

struct rule {
    unsigned kinds; /* of the views that it looks at */
    bool is_across; /* at views of different kinds together; else at each kind by itself */
    unsigned agree; /* keys */
    unsigned unless;
};

static const struct rule rules[] = {
    /* One SSH server under several addresses. The host key must agree, but clones of an image share it. Without
     * privilege neither serial number nor UUID can be read: then the name must agree with the MAC address. */
    {SSH, false, KEY(HOST_KEY) | KEY(SERIAL), SSH_UNLESS},
    {SSH, false, KEY(HOST_KEY) | KEY(MAC) | KEY(UUID), SSH_UNLESS},
    {SSH, false, KEY(HOST_KEY) | KEY(MAC) | KEY(HOSTNAME), SSH_UNLESS},
    /* A virtual machine may have no MAC address of its own either: then it must have been started at the same second
     * and have the same addresses. */
    {SSH, false, KEY(HOST_KEY) | KEY(MACHINE_ID) | KEY(HOSTNAME) | KEY(STATE), SSH_UNLESS},
    /* One SNMP agent under several addresses, or several agents of one box, which may have a name each. Engine ids are
     * copied with images, too. */
    {SNMP | MANAGEMENT, false, KEY(SERIAL) | KEY(MAKER), KEY(UUID) | KEY(MAC)},
    {SNMP | MANAGEMENT, false, KEY(ENGINE) | KEY(MAC), KEY(SERIAL) | KEY(UUID) | KEY(HOSTNAME)},
    {SNMP | MANAGEMENT, false, KEY(ENGINE) | KEY(HOSTNAME), KEY(SERIAL) | KEY(UUID) | KEY(MAC)},
    {SNMP | MANAGEMENT, false, KEY(MAC) | KEY(HOSTNAME), KEY(SERIAL) | KEY(UUID)},
    /* A server, its agent, and its management controller, whose MAC address and name are its own. */
    {SSH | SNMP | MANAGEMENT, true, KEY(SERIAL) | KEY(MAKER), KEY(UUID) | KEY(MAC)},
    /* A server and its agent at one address: which of the MAC addresses each of them takes for the machine's may
     * differ, or what they call it (sysName is what somebody wrote there once). */
    {SSH | SNMP, true, KEY(ADDRESS) | KEY(HOSTNAME), KEY(SERIAL) | KEY(UUID)},
    {SSH | SNMP, true, KEY(ADDRESS) | KEY(MAC), KEY(SERIAL) | KEY(UUID)},
    /* Elsewhere: which of its serial numbers, that of the system or of the board, may differ as well. Last, as from
     * here on there are machines with two. */
    {SSH | SNMP, true, KEY(MAC) | KEY(HOSTNAME), KEY(UUID)},
};

struct search {
    const struct view *views;
    size_t count;
    const struct rule *rule; /* the one at hand */
    size_t *leaders;
    size_t *next;     /* of the same machine; the last one's is the first again */
    unsigned *common; /* of each view: keys that another has, too */
    size_t *candidates;
    size_t *trial;   /* of each leader: one with which the rule would bring it together; itself at the end */
    size_t *touched; /* leaders that it would bring together */
    size_t touched_count;
    bool *is_touched;
};

/* What a management controller has for itself says nothing about the server. */
static uint32_t key_of(const struct search *search, size_t view, enum view_key key) {
    bool is_own = search->rule->is_across && search->views[view].kind == VIEW_MANAGEMENT && key == VIEW_MAC;

    return is_own ? 0 : search->views[view].keys[key];
}

/* --- views that agree --- */

static bool is_candidate(const struct search *search, size_t view) {
    return search->rule->kinds & 1U << search->views[view].kind &&
           (search->common[view] & search->rule->agree) == search->rule->agree;
}

struct sorting {
    const struct view *views;
    unsigned keys;
    bool by_kind;
};

static int compare_numbers(size_t a, size_t b) {
    return a < b ? -1 : a > b;
}

static int compare_keys(const struct sorting *sorting, size_t a, size_t b) {
    const struct view *left = &sorting->views[a], *right = &sorting->views[b];
    int result = sorting->by_kind ? compare_numbers(left->kind, right->kind) : 0;

    for (unsigned key = 0; result == 0 && key < VIEW_KEYS; key++) {
        if (sorting->keys & 1U << key) {
            result = compare_numbers(left->keys[key], right->keys[key]);
        }
    }
    return result;
}

static int compare_views(const void *a, const void *b, void *context) {
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    int result = compare_keys(context, left, right);

    return result ? result : compare_numbers(left, right);
}

/* Calls TAKE for each run of views that have the sorting's keys in common. */
static void for_each_run(struct search *search, struct sorting sorting, size_t *views, size_t count,
                         void (*take)(struct search *search, size_t *views, size_t count)) {
    if (count > 1) {
        qsort_r(views, count, sizeof *views, compare_views, &sorting);
    }
    for (size_t begin = 0, end; begin < count; begin = end) {
        end = begin + 1;
        while (end < count && compare_keys(&sorting, views[begin], views[end]) == 0) {
            end++;
        }
        take(search, views + begin, end - begin);
    }
}

/* Those of the rule's keys in which some of the views contradict each other. */
static unsigned contradicted_keys(const struct search *search, const size_t *views, size_t count) {
    uint32_t seen[VIEW_KEYS] = {0};
    unsigned found = 0;

    for (size_t i = 0; i < count; i++) {
        for (unsigned key = 0; key < VIEW_KEYS; key++) {
            uint32_t number = search->rule->unless & 1U << key ? key_of(search, views[i], key) : 0;
            if (number && seen[key] && number != seen[key]) {
                found |= 1U << key;
            }
            seen[key] = number ? number : seen[key];
        }
    }
    return found;
}

static size_t find_root(struct search *search, size_t leader) {
    while (search->trial[leader] != leader) {
        search->trial[leader] = search->trial[search->trial[leader]];
        leader = search->trial[leader];
    }
    return leader;
}

static void touch(struct search *search, size_t leader) {
    if (!search->is_touched[leader]) {
        search->is_touched[leader] = true;
        search->touched[search->touched_count++] = leader;
    }
}

static void try_unite(struct search *search, size_t a, size_t b) {
    size_t left = find_root(search, search->leaders[a]), right = find_root(search, search->leaders[b]);

    if (left != right) {
        touch(search, search->leaders[a]);
        touch(search, search->leaders[b]);
        search->trial[left > right ? left : right] = left > right ? right : left;
    }
}

static bool are_of_one_kind(const struct search *search, const size_t *views, size_t count) {
    for (size_t i = 1; i < count; i++) {
        if (search->views[views[i]].kind != search->views[views[0]].kind) {
            return false;
        }
    }
    return true;
}

static void unite_all(struct search *search, size_t *views, size_t count) {
    if (search->rule->is_across && are_of_one_kind(search, views, count)) {
        return;
    }
    for (size_t i = 1; i < count; i++) {
        try_unite(search, views[0], views[i]);
    }
}

/* The views agree in the rule's keys. */
static void look_at_bucket(struct search *search, size_t *views, size_t count) {
    unsigned contradicted = contradicted_keys(search, views, count);
    size_t kept = 0;

    if (!contradicted) {
        unite_all(search, views, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        bool has_all = true;
        for (unsigned key = 0; key < VIEW_KEYS; key++) {
            has_all &= !(contradicted & 1U << key) || key_of(search, views[i], key) != 0;
        }
        if (has_all) {
            views[kept++] = views[i];
        }
    }
    for_each_run(search, (struct sorting){search->views, contradicted, false}, views, kept, unite_all);
}

/* --- machines that would become one --- */

static bool notice(uint32_t *seen, uint32_t number) {
    bool contradicts = number && *seen && number != *seen;

    *seen = number ? number : *seen;
    return !contradicts;
}

/* May the machines with these leaders be one, by what all of their views say? */
static bool may_be_one(const struct search *search, const size_t *leaders, size_t count) {
    uint32_t of_kind[VIEW_KINDS][VIEW_KEYS] = {0}, of_all[VIEW_KEYS] = {0};
    unsigned across = search->rule->is_across ? search->rule->unless : 0;
    bool may = true;

    for (size_t i = 0; i < count; i++) {
        size_t view = leaders[i];
        do {
            const struct view *at = &search->views[view];
            for (unsigned key = 0; key < VIEW_KEYS; key++) {
                may &= !(OF_ONE_KIND & 1U << key) || notice(&of_kind[at->kind][key], at->keys[key]);
                may &= !(across & 1U << key) || notice(&of_all[key], key_of(search, view, key));
            }
            view = search->next[view];
        } while (view != leaders[i]);
    }
    return may;
}

/* The first one leads. */
static void make_one(struct search *search, const size_t *leaders, size_t count) {
    for (size_t i = 1; i < count; i++) {
        size_t view = leaders[i], first = search->next[leaders[0]];
        do {
            search->leaders[view] = leaders[0];
            view = search->next[view];
        } while (view != leaders[i]);
        search->next[leaders[0]] = search->next[leaders[i]];
        search->next[leaders[i]] = first;
    }
}

static int compare_touched(const void *a, const void *b, void *context) {
    const size_t *roots = context;
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    int result = compare_numbers(roots[left], roots[right]);

    return result ? result : compare_numbers(left, right);
}

/* Makes those one that may be, and forgets the trial. */
static void settle(struct search *search) {
    size_t *touched = search->touched, count = search->touched_count;

    for (size_t i = 0; i < count; i++) {
        search->trial[touched[i]] = find_root(search, touched[i]);
    }
    if (count > 1) {
        qsort_r(touched, count, sizeof *touched, compare_touched, search->trial);
    }
    for (size_t begin = 0, end; begin < count; begin = end) {
        end = begin + 1;
        while (end < count && search->trial[touched[begin]] == search->trial[touched[end]]) {
            end++;
        }
        if (may_be_one(search, touched + begin, end - begin)) {
            make_one(search, touched + begin, end - begin);
        }
    }
    for (size_t i = 0; i < count; i++) {
        search->trial[touched[i]] = touched[i];
        search->is_touched[touched[i]] = false;
    }
    search->touched_count = 0;
}

static void apply(struct search *search, const struct rule *rule) {
    size_t count = 0;

    search->rule = rule;
    for (size_t view = 0; view < search->count; view++) {
        if (is_candidate(search, view)) {
            search->candidates[count++] = view;
        }
    }
    for_each_run(search, (struct sorting){search->views, rule->agree, !rule->is_across}, search->candidates, count,
                 look_at_bucket);
    settle(search);
}

/* --- all together --- */

/* Most keys are one view's alone: these views are no candidates. */
static bool find_common(struct search *search, struct arena *arena) {
    uint32_t *holders = arena_alloc_array(arena, search->count + 1, sizeof *holders);

    for (unsigned key = 0; holders && key < VIEW_KEYS; key++) {
        memset(holders, 0, (search->count + 1) * sizeof *holders);
        for (size_t view = 0; view < search->count; view++) {
            holders[search->views[view].keys[key]]++;
        }
        for (size_t view = 0; view < search->count; view++) {
            uint32_t number = search->views[view].keys[key];
            search->common[view] |= number && holders[number] > 1 ? 1U << key : 0;
        }
    }
    return holders != NULL;
}

static bool prepare(struct search *search, struct arena *arena) {
    size_t room = search->count + 1;

    search->next = arena_alloc_array(arena, room, sizeof *search->next);
    search->common = arena_alloc_array(arena, room, sizeof *search->common);
    search->candidates = arena_alloc_array(arena, room, sizeof *search->candidates);
    search->trial = arena_alloc_array(arena, room, sizeof *search->trial);
    search->touched = arena_alloc_array(arena, room, sizeof *search->touched);
    search->is_touched = arena_alloc_array(arena, room, sizeof *search->is_touched);
    if (arena_failed(arena)) {
        return false;
    }
    for (size_t view = 0; view < search->count; view++) {
        search->leaders[view] = search->next[view] = search->trial[view] = view;
    }
    return find_common(search, arena);
}

bool same_machine_find(const struct view *views, size_t count, size_t *ret_leaders) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct search search = {.views = views, .count = count};

    search.leaders = ret_leaders;
    if (!arena || !prepare(&search, arena)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        apply(&search, &rules[i]);
    }
    return true;
}
