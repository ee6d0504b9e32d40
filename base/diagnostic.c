#include "base/diagnostic.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory_out.h"

#include <stdlib.h>

#define SLOTS_FIRST ((size_t)64)

struct group {
    struct diagnostic_group view;
    uint64_t hash;
    struct diagnostic kept[DIAGNOSTICS_KEPT]; /* sorted by place */
    char *texts[DIAGNOSTICS_KEPT];            /* what the args of kept[i] point into; freed when it is displaced */
};

struct diagnostics {
    struct arena *arena;  /* files and headings of the groups */
    struct group **slots; /* open addressing, at most half full */
    size_t slot_count;    /* a power of two */
    size_t group_count;
    uint64_t seed;
    bool failed;
    struct diagnostic_group *listed; /* what diagnostics_groups returned */
};

struct diagnostics *diagnostics_new(void) {
    struct diagnostics *diagnostics = calloc(1, sizeof *diagnostics);

    if (!diagnostics) {
        return NULL;
    }
    diagnostics->arena = arena_new();
    diagnostics->slots = calloc(SLOTS_FIRST, sizeof(struct group *));
    diagnostics->slot_count = SLOTS_FIRST;
    diagnostics->seed = hash_table_seed();
    if (!diagnostics->arena || !diagnostics->slots) {
        diagnostics_free(diagnostics);
        return NULL;
    }
    return diagnostics;
}

static void group_free(struct group *group) {
    if (group) {
        for (size_t i = 0; i < group->view.kept_count; i++) {
            free(group->texts[i]);
        }
        free(group);
    }
}

void diagnostics_free(struct diagnostics *diagnostics) {
    if (!diagnostics) {
        return;
    }
    for (size_t i = 0; diagnostics->slots && i < diagnostics->slot_count; i++) {
        group_free(diagnostics->slots[i]);
    }
    free(diagnostics->slots);
    free(diagnostics->listed);
    arena_free(diagnostics->arena);
    free(diagnostics);
}

static uint64_t group_hash(uint64_t seed, const struct diagnostic *diagnostic) {
    return hash64_seeded(diagnostic->heading, hash64_seeded(diagnostic->file, seed) + diagnostic->problem);
}

/* The slot of the diagnostic's group, or the free one where it belongs. */
static struct group **find_slot(const struct diagnostics *diagnostics, const struct diagnostic *diagnostic,
                                uint64_t hash) {
    for (size_t i = (size_t)hash;; i++) {
        struct group **slot = &diagnostics->slots[i & (diagnostics->slot_count - 1)];
        const struct group *group = *slot;
        if (!group ||
            (group->hash == hash && group->view.problem == diagnostic->problem &&
             str_eq(group->view.file, diagnostic->file) && str_eq(group->view.heading, diagnostic->heading))) {
            return slot;
        }
    }
}

static bool grow(struct diagnostics *diagnostics) {
    size_t slot_count = diagnostics->slot_count * 2;
    struct group **slots = calloc(slot_count, sizeof(struct group *));

    if (!slots) {
        return false;
    }
    for (size_t i = 0; i < diagnostics->slot_count; i++) {
        struct group *group = diagnostics->slots[i];
        size_t at = group ? (size_t)group->hash & (slot_count - 1) : 0;
        while (group && slots[at]) {
            at = (at + 1) & (slot_count - 1);
        }
        if (group) {
            slots[at] = group;
        }
    }
    free(diagnostics->slots);
    diagnostics->slots = slots;
    diagnostics->slot_count = slot_count;
    return true;
}

static struct group *new_group(struct diagnostics *diagnostics, const struct diagnostic *diagnostic, uint64_t hash) {
    struct group *group = calloc(1, sizeof *group);

    if (!group) {
        return NULL;
    }
    group->hash = hash;
    group->view = (struct diagnostic_group){
        .file = arena_dup(diagnostics->arena, diagnostic->file),
        .problem = diagnostic->problem,
        .heading = arena_dup(diagnostics->arena, diagnostic->heading),
        .kept = group->kept,
    };
    if (arena_failed(diagnostics->arena)) {
        free(group);
        return NULL;
    }
    return group;
}

static struct group *group_of(struct diagnostics *diagnostics, const struct diagnostic *diagnostic) {
    uint64_t hash = group_hash(diagnostics->seed, diagnostic);
    struct group **slot = find_slot(diagnostics, diagnostic, hash);

    if (*slot) {
        return *slot;
    }
    if (2 * (diagnostics->group_count + 1) > diagnostics->slot_count) {
        if (!grow(diagnostics)) {
            return NULL;
        }
        slot = find_slot(diagnostics, diagnostic, hash);
    }
    *slot = new_group(diagnostics, diagnostic, hash);
    diagnostics->group_count += *slot != NULL;
    return *slot;
}

static int compare_u64(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

static int compare_places(const struct diagnostic *a, const struct diagnostic *b) {
    int order = compare_u64(a->line, b->line);

    return order ? order : compare_u64(a->column, b->column);
}

/* By place; the args decide between equal places, so that the adding order never does. */
static int compare_kept(const struct diagnostic *a, const struct diagnostic *b) {
    int order = compare_places(a, b);

    order = order ? order : str_cmp(a->args[0], b->args[0]);
    return order ? order : str_cmp(a->args[1], b->args[1]);
}

/* Both args in one allocation, which *ret_text takes. */
static bool copy_args(const struct diagnostic *from, struct diagnostic *to, char **ret_text) {
    size_t first = from->args[0].n, second = from->args[1].n;
    char *text = malloc(first + second + 1);

    if (!text) {
        return false;
    }
    if (first) {
        memcpy(text, from->args[0].p, first);
    }
    if (second) {
        memcpy(text + first, from->args[1].p, second);
    }
    to->args[0] = (struct str){text, first};
    to->args[1] = (struct str){text + first, second};
    *ret_text = text;
    return true;
}

/* Puts a diagnostic in its place among the kept, displacing the last one of a full group. */
static bool keep(struct group *group, const struct diagnostic *diagnostic) {
    struct diagnostic copy = *diagnostic;
    size_t n = group->view.kept_count;
    size_t at = n;
    char *text;

    while (at > 0 && compare_kept(diagnostic, &group->kept[at - 1]) < 0) {
        at--;
    }
    if (at == DIAGNOSTICS_KEPT) {
        return true;
    }
    if (!copy_args(diagnostic, &copy, &text)) {
        return false;
    }
    copy.file = group->view.file;
    copy.heading = group->view.heading;
    if (n == DIAGNOSTICS_KEPT) {
        free(group->texts[--n]);
    }
    memmove(&group->kept[at + 1], &group->kept[at], (n - at) * sizeof group->kept[0]);
    memmove(&group->texts[at + 1], &group->texts[at], (n - at) * sizeof group->texts[0]);
    group->kept[at] = copy;
    group->texts[at] = text;
    group->view.kept_count = n + 1;
    return true;
}

static void fail(struct diagnostics *diagnostics) {
    diagnostics->failed = true;
    memory_out_note();
}

void diagnostics_add(struct diagnostics *diagnostics, const struct diagnostic *diagnostic) {
    struct group *group = group_of(diagnostics, diagnostic);

    if (!group) {
        fail(diagnostics);
        return;
    }
    group->view.count++;
    if (!keep(group, diagnostic)) {
        fail(diagnostics);
    }
}

bool diagnostics_failed(const struct diagnostics *diagnostics) {
    return diagnostics->failed;
}

static int compare_groups(const void *left, const void *right) {
    const struct diagnostic_group *a = left, *b = right;
    int order = str_cmp(a->file, b->file);

    /* A group lacks its first occurrence only when memory ran out. */
    if (!order && a->kept_count && b->kept_count) {
        order = compare_places(a->kept, b->kept);
    } else if (!order) {
        order = compare_u64(b->kept_count, a->kept_count);
    }
    order = order ? order : compare_u64(a->problem, b->problem);
    return order ? order : str_cmp(a->heading, b->heading);
}

const struct diagnostic_group *diagnostics_groups(struct diagnostics *diagnostics, size_t *ret_count) {
    struct diagnostic_group *listed = calloc(diagnostics->group_count + 1, sizeof *listed);
    size_t n = 0;

    *ret_count = 0;
    if (!listed) {
        fail(diagnostics);
        return NULL;
    }
    for (size_t i = 0; i < diagnostics->slot_count; i++) {
        if (diagnostics->slots[i]) {
            listed[n++] = diagnostics->slots[i]->view;
        }
    }
    qsort(listed, n, sizeof *listed, compare_groups);
    free(diagnostics->listed);
    diagnostics->listed = listed;
    *ret_count = n;
    return listed;
}

/* Those that were not kept stand behind those that were, which alone fill what is kept here. */
void diagnostics_add_group(struct diagnostics *diagnostics, const struct diagnostic_group *group) {
    for (size_t i = 0; i < group->kept_count; i++) {
        diagnostics_add(diagnostics, &group->kept[i]);
    }
    if (group->count > group->kept_count && group->kept_count) {
        struct group *whole = group_of(diagnostics, &group->kept[0]);
        if (whole) {
            whole->view.count += group->count - group->kept_count;
        } else {
            fail(diagnostics);
        }
    }
}

void diagnostics_add_all(struct diagnostics *diagnostics, struct diagnostics *from) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(from, &count);

    for (size_t i = 0; i < count; i++) {
        diagnostics_add_group(diagnostics, &groups[i]);
    }
    diagnostics->failed |= from->failed;
}
