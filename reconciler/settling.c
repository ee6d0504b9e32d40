#include "reconciler/settling.h"

#include "products/version.h"
#include "reconciler/labels.h"

#include <stdlib.h>

enum { SLOTS = 1 << 12 };

/* What came of comparing two versions. */
struct slot {
    uint32_t listed, installed;
    bool is_known, agrees;
};

enum side { LISTED, INSTALLED, SIDES };

/* A title of the pair at hand, by its number: the version that all rows of a side have. */
struct mark {
    uint32_t round; /* of another round: not met yet */
    uint32_t versions[SIDES];
};

enum { NOT_MET = UINT32_MAX, SEVERAL = UINT32_MAX - 1, COUNTED = UINT32_MAX - 2 };

struct settling {
    const struct labels *labels;
    bool is_exact; /* only equal versions agree */
    struct mark *marks;
    uint32_t mark_count;
    uint32_t round;
    struct slot memo[SLOTS];
};

struct settling *settling_new(const struct run *run) {
    struct settling *settling = calloc(1, sizeof *settling);

    if (!settling) {
        return NULL;
    }
    settling->labels = run->labels;
    settling->is_exact = run->versions_are_exact;
    settling->mark_count = run->labels->are_kept ? titles_count(run->titles) + 1 : 1;
    settling->marks = calloc(settling->mark_count, sizeof *settling->marks);
    if (!settling->marks) {
        settling_free(settling);
        return NULL;
    }
    return settling;
}

void settling_free(struct settling *settling) {
    if (settling) {
        free(settling->marks);
        free(settling);
    }
}

/* All titles become unmet. */
static void begin_round(struct settling *settling) {
    if (++settling->round == 0) {
        memset(settling->marks, 0, settling->mark_count * sizeof *settling->marks);
        settling->round = 1;
    }
}

static bool agrees(struct settling *settling, uint32_t listed, uint32_t installed) {
    const struct intern *versions = settling->labels->versions;
    uint32_t mixed = listed * UINT32_C(0x9E3779B1) ^ installed * UINT32_C(0x85EBCA77);
    struct slot *slot = &settling->memo[(mixed ^ mixed >> 15) % SLOTS];

    if (listed == installed || settling->is_exact) {
        return listed == installed;
    }
    if (!slot->is_known || slot->listed != listed || slot->installed != installed) {
        bool is_same = version_agrees(intern_text(versions, listed), intern_text(versions, installed));
        *slot = (struct slot){listed, installed, true, is_same};
    }
    return slot->agrees;
}

static bool is_settled(struct settling *settling, const struct mark *mark) {
    uint32_t listed = mark->versions[LISTED], installed = mark->versions[INSTALLED];

    return listed < COUNTED && installed < COUNTED && agrees(settling, listed, installed);
}

static void note_titles(struct settling *settling, const struct row_groups *groups, uint32_t owner, enum side side) {
    for (uint32_t i = groups->first[owner]; i < groups->first[owner + 1]; i++) {
        uint64_t label = row_groups_label(groups, i);
        struct mark *mark = &settling->marks[label_title(settling->labels, label)];
        bool has_editions = settling->labels->has_editions[label_title(settling->labels, label)];
        uint32_t version = has_editions ? SEVERAL : label_version(settling->labels, label);
        if (mark->round != settling->round) {
            *mark = (struct mark){settling->round, {NOT_MET, NOT_MET}};
        }
        uint32_t met = mark->versions[side];
        mark->versions[side] = met == NOT_MET || met == version ? version : SEVERAL;
    }
}

static struct rest new_rest(struct worker *worker, const struct row_groups *groups, uint32_t owner) {
    uint32_t count = groups->first[owner + 1] - groups->first[owner];

    return (struct rest){arena_alloc_array(worker->arena, (size_t)count + 1, sizeof(uint32_t)), 0};
}

static struct rest unsettled_listed(struct worker *worker, uint32_t asset) {
    const struct row_groups *groups = &worker->run->listed_by_asset;
    struct settling *settling = worker->settling;
    struct rest rest = new_rest(worker, groups, asset);

    for (uint32_t i = groups->first[asset]; rest.rows && i < groups->first[asset + 1]; i++) {
        uint64_t label = row_groups_label(groups, i);
        if (label != LABEL_BLANK && !is_settled(settling, &settling->marks[label_title(settling->labels, label)])) {
            rest.rows[rest.count++] = row_groups_row(groups, i);
        }
    }
    return rest;
}

static struct rest unsettled_installed(struct worker *worker, uint32_t device, uint32_t *counted) {
    const struct row_groups *groups = &worker->run->installed_by_device;
    struct settling *settling = worker->settling;
    struct rest rest = new_rest(worker, groups, device);

    for (uint32_t i = groups->first[device]; rest.rows && i < groups->first[device + 1]; i++) {
        uint64_t label = row_groups_label(groups, i);
        uint32_t title = label_title(settling->labels, label);
        struct mark *mark = &settling->marks[title];
        if (label == LABEL_BLANK || is_settled(settling, mark)) {
            continue;
        }
        if (settling->labels->only_counted[title]) {
            *counted += mark->versions[INSTALLED] != COUNTED;
            mark->versions[INSTALLED] = COUNTED;
        } else {
            rest.rows[rest.count++] = row_groups_row(groups, i);
        }
    }
    return rest;
}

struct rest rest_of_owner(struct worker *worker, const struct row_groups *groups, uint32_t owner) {
    bool are_kept = worker->run->labels->are_kept;
    struct rest rest = new_rest(worker, groups, owner);

    for (uint32_t i = groups->first[owner]; rest.rows && i < groups->first[owner + 1]; i++) {
        if (!are_kept || row_groups_label(groups, i) != LABEL_BLANK) {
            rest.rows[rest.count++] = row_groups_row(groups, i);
        }
    }
    return rest;
}

struct rests settle(struct worker *worker, uint32_t asset, uint32_t device) {
    const struct row_groups *listed = &worker->run->listed_by_asset, *installed = &worker->run->installed_by_device;
    struct rests rests = {0};

    if (!worker->run->labels->are_kept) {
        rests.listed = rest_of_owner(worker, listed, asset);
        rests.installed = rest_of_owner(worker, installed, device);
        return rests;
    }
    begin_round(worker->settling);
    note_titles(worker->settling, listed, asset, LISTED);
    note_titles(worker->settling, installed, device, INSTALLED);
    rests.listed = unsettled_listed(worker, asset);
    rests.installed = unsettled_installed(worker, device, &rests.counted);
    return rests;
}

uint32_t settling_count_titles(struct worker *worker, uint32_t device) {
    const struct row_groups *groups = &worker->run->installed_by_device;
    struct settling *settling = worker->settling;
    uint32_t count = 0;

    begin_round(settling);
    for (uint32_t i = groups->first[device]; i < groups->first[device + 1]; i++) {
        uint64_t label = row_groups_label(groups, i);
        struct mark *mark = &settling->marks[label_title(settling->labels, label)];
        count += label != LABEL_BLANK && mark->round != settling->round;
        mark->round = settling->round;
    }
    return count;
}
