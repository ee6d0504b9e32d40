#include "scanner/collect/guests/xen.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/guests/guest.h"

#define UUID_LENGTH 36
#define FIELDS      5 /* between the name and the UUID */

enum { FIELD_TIME, FIELD_STATE, FIELD_CPUS, FIELD_MEMORY, FIELD_ID }; /* from the right */

static struct str take_last_word(struct str *rest) {
    struct str text = str_trim(*rest), word;
    ptrdiff_t blank = fields_find_last(text, ' ');

    word = str_sub(text, (size_t)(blank + 1), SIZE_MAX);
    *rest = str_sub(text, 0, (size_t)(blank + 1));
    return word;
}

static uint64_t number(struct str text) {
    uint64_t value;

    return str_to_u64(text, &value) ? value : 0;
}

/* The UUID's place in "web1   3  2048  2  -b----  812.4  6f1d…-…", or -1. */
static ptrdiff_t find_uuid(struct arena *arena, struct str line) {
    struct str rest = line, word;

    while (fields_next_word(&rest, &word)) {
        if (word.n == UUID_LENGTH && !str_is_empty(guest_uuid(arena, word))) {
            return word.p - line.p;
        }
    }
    return -1;
}

/* A name may have blanks in it, so that fields are counted from the UUID to the left. Number 0 is the host itself. */
static void take_domain(struct str line, ptrdiff_t uuid, struct observation *observation) {
    struct guest guest = {.uuid = guest_uuid(observation->arena, str_sub(line, (size_t)uuid, UUID_LENGTH))};
    struct str rest = str_sub(line, 0, (size_t)uuid), fields[FIELDS];

    for (size_t i = 0; i < FIELDS; i++) {
        fields[i] = take_last_word(&rest);
    }
    if (number(fields[FIELD_ID]) == 0) {
        return;
    }
    guest.name = str_trim(rest);
    guest.memory_mb = number(fields[FIELD_MEMORY]);
    guest.cpus = number(fields[FIELD_CPUS]);
    guest.state = str_contains(fields[FIELD_STATE], STR("p")) ? STR("suspended") : STR("on");
    guest_report(&guest, observation);
}

void collect_guests_xen(struct str body, struct observation *observation) {
    struct str line;
    size_t count = 0;

    while (count < GUESTS_MAX && fields_next_line(&body, &line)) {
        ptrdiff_t uuid = find_uuid(observation->arena, line);
        if (uuid >= 0) {
            take_domain(line, uuid, observation);
            count++;
        }
    }
}
