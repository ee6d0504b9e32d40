/* Each collector on its own, on any bytes that its section may hold. Which one: the folder of inputs that is called
 * like its section (corpus/collector/dmidecode). Without such a folder every input goes to every collector, so that a
 * new one is replayed on what the others were found to stumble over before it has a corpus of its own. */

#include "scanner/collect/collect.h"
#include "scanner/collect/identity_check.h"
#include "tests/fuzz/check_observation.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The section whose collectors run, one a kind of system that has it; empty: all. Set once, before the first input. */
static struct str chosen;

static bool is_section(struct str name) {
    const struct collector_set *set;

    for (size_t number = 0; (set = collect_set(number)); number++) {
        for (size_t i = 0; i < set->count; i++) {
            if (str_eq(str_from(set->items[i].section), name)) {
                return true;
            }
        }
    }
    return false;
}

static struct str last_part(struct str path) {
    struct str rest, part = path;

    while (str_ends_with(path, STR("/"))) {
        path.n--;
    }
    for (rest = path; str_cut(&rest, '/', &part);) {
    }
    return part;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the fuzzer may be told to leave arguments out */
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    for (int i = 1; i < *argc; i++) {
        struct str name = last_part(str_from((*argv)[i]));
        chosen = is_section(name) ? name : chosen;
    }
    return 0;
}

static void run(const struct collector *collector, struct str body) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct observation observation;

    CHECK(arena && observation_init(&observation, arena));
    collector->parse(body, &observation);
    check_observation(&observation);
    identity_check(&observation);
    check_observation(&observation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str body = {(const char *)data, size};
    const struct collector_set *set;

    for (size_t number = 0; (set = collect_set(number)); number++) {
        for (size_t i = 0; i < set->count; i++) {
            if (str_is_empty(chosen) || str_eq(chosen, str_from(set->items[i].section))) {
                run(&set->items[i], body);
            }
        }
    }
    return 0;
}
