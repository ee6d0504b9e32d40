#include "scanner/credential/memory.h"

#include "base/intern.h"
#include "scanner/net_address.h"

#include <stdlib.h>

#define SITE_MAX 256 /* a longer name is cut: two sites may then be taken for one, which costs tries only */

struct use {
    const struct credential *credential;
    struct credential_use count;
};

struct credential_memory {
    struct intern *places; /* subnet, method and site */
    const struct credential **latest;
    size_t latest_capacity; /* by the place's number */
    struct use *uses;
    size_t use_count;
};

enum { METHOD_AT = 16, SITE_AT };

/* A place as bytes: the subnet's, the method, then the site's name. */
struct place {
    char bytes[SITE_AT + SITE_MAX];
    size_t length;
};

struct credential_memory *credential_memory_new(void) {
    struct credential_memory *memory = calloc(1, sizeof *memory);

    if (memory) {
        memory->places = intern_new();
    }
    if (memory && !memory->places) {
        free(memory);
        return NULL;
    }
    return memory;
}

void credential_memory_free(struct credential_memory *memory) {
    if (memory) {
        intern_free(memory->places);
        free(memory->latest);
        free(memory->uses);
        free(memory);
    }
}

static bool find_place(const struct target *target, struct str text, struct place *place) {
    size_t site = target->site.n < SITE_MAX ? target->site.n : SITE_MAX;
    struct net_address address;

    if (!net_address_read(text, &address)) {
        return false;
    }
    address = net_address_subnet(&address);
    memcpy(place->bytes, address.bytes, sizeof address.bytes);
    place->bytes[METHOD_AT] = (char)target->method;
    if (site) {
        memcpy(place->bytes + SITE_AT, target->site.p, site);
    }
    place->length = SITE_AT + site;
    return true;
}

/* --- counts --- */

static struct use *find_use(const struct credential_memory *memory, const struct credential *credential) {
    for (size_t i = 0; i < memory->use_count; i++) {
        if (memory->uses[i].credential == credential) {
            return &memory->uses[i];
        }
    }
    return NULL;
}

static struct use *add_use(struct credential_memory *memory, const struct credential *credential) {
    struct use *uses = reallocarray(memory->uses, memory->use_count + 1, sizeof *uses);

    if (!uses) {
        return NULL;
    }
    memory->uses = uses;
    uses[memory->use_count] = (struct use){.credential = credential};
    return &uses[memory->use_count++];
}

struct credential_use credential_memory_use(const struct credential_memory *memory,
                                            const struct credential *credential) {
    const struct use *use = find_use(memory, credential);

    return use ? use->count : (struct credential_use){0};
}

/* NULL when memory is out. */
static struct use *use_of(struct credential_memory *memory, const struct credential *credential) {
    struct use *use = find_use(memory, credential);

    return use ? use : add_use(memory, credential);
}

static void count_use(struct credential_memory *memory, const struct credential *credential, bool is_accepted) {
    struct use *use = use_of(memory, credential);

    if (use) {
        use->count.accepted += is_accepted;
        use->count.refused += !is_accepted;
    }
}

void credential_memory_note_silence(struct credential_memory *memory, const struct credential *credential) {
    struct use *use = use_of(memory, credential);

    if (use) {
        use->count.unanswered++;
    }
}

/* --- places --- */

static bool reserve_latest(struct credential_memory *memory, size_t count) {
    size_t capacity = count * 2;
    const struct credential **latest;

    if (count <= memory->latest_capacity) {
        return true;
    }
    latest = reallocarray(memory->latest, capacity, sizeof *latest);
    if (!latest) {
        return false;
    }
    for (size_t i = memory->latest_capacity; i < capacity; i++) {
        latest[i] = NULL;
    }
    memory->latest = latest;
    memory->latest_capacity = capacity;
    return true;
}

static void remember(struct credential_memory *memory, const struct target *target, struct str address,
                     const struct credential *credential) {
    struct place place;
    uint32_t number;

    if (!find_place(target, address, &place)) {
        return;
    }
    number = intern_add(memory->places, (struct str){place.bytes, place.length});
    if (number != INTERN_NONE && reserve_latest(memory, (size_t)number + 1)) {
        memory->latest[number] = credential;
    }
}

void credential_memory_note(struct credential_memory *memory, const struct target *target, struct str address,
                            const struct credential *credential, bool is_accepted) {
    count_use(memory, credential, is_accepted);
    if (is_accepted) {
        remember(memory, target, address, credential);
    }
}

static const struct credential *recall(const struct credential_memory *memory, const struct target *target,
                                       struct str address) {
    struct place place;
    uint32_t number = INTERN_NONE;

    if (find_place(target, address, &place)) {
        number = intern_find(memory->places, (struct str){place.bytes, place.length});
    }
    return number < memory->latest_capacity ? memory->latest[number] : NULL;
}

void credential_memory_sort(const struct credential_memory *memory, const struct target *target, struct str address,
                            const struct credential **credentials, size_t count) {
    const struct credential *best = recall(memory, target, address);

    for (size_t i = 0; best && i < count; i++) {
        if (credentials[i] == best) {
            memmove(credentials + 1, credentials, i * sizeof(const struct credential *));
            credentials[0] = best;
            return;
        }
    }
}
