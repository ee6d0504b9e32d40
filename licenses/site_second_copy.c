/* A desktop and one portable machine of the same user, by one unit (M28). */

#include "inventory/words.h"
#include "licenses/site_search.h"

#include <string.h>

static bool is_desktop(const struct machine *machine) {
    return machine->kind == KIND_PC && machine->is_virtual != TERM_YES;
}

static bool is_portable(const struct machine *machine) {
    return (machine->kind == KIND_LAPTOP || machine->kind == KIND_TABLET) && machine->is_virtual != TERM_YES;
}

static bool offer_pair(struct site_search *search, uint32_t right, const struct site_scope *desktop,
                       const struct site_scope *portable) {
    struct site_offer offer = site_offer_of(search, right, RIGHT_SECOND);
    struct site_sets second = site_gather(search, right, portable);
    uint32_t *seconds = arena_alloc_array(search->arena, (size_t)second.sure + 1, sizeof *seconds);

    if (!seconds) {
        return false;
    }
    memcpy(seconds, search->sure, second.sure * sizeof *seconds);
    struct site_sets first = site_gather(search, right, desktop);
    if (first.sure == 0 || second.sure == 0) {
        return true;
    }
    for (uint32_t i = 0; i < second.sure; i++) {
        search->sure[first.sure++] = seconds[i];
    }
    first.maybe = first.sure;
    first.kind = RIGHT_SECOND;
    return site_offer_sets(search, &offer, &first);
}

bool site_by_second_copy(struct site_search *search, uint32_t right) {
    bool is_done = true;

    if (search->plan->rights[right]->entitlement->second_copy != TERM_YES) {
        return true;
    }
    for (uint32_t a = 0; a < search->count && is_done; a = site_next_machine(search, a)) {
        struct site_scope desktop = site_scope_machine(search, a);
        desktop.user = search->demands[a].user;
        if (desktop.user == USER_NONE || !is_desktop(search->demands[a].machine)) {
            continue;
        }
        for (uint32_t b = 0; b < search->count && is_done; b = site_next_machine(search, b)) {
            struct site_scope portable = site_scope_machine(search, b);
            portable.user = desktop.user;
            if (search->demands[b].user == desktop.user && is_portable(search->demands[b].machine)) {
                is_done = offer_pair(search, right, &desktop, &portable);
            }
        }
    }
    return is_done;
}
