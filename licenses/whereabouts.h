#pragma once
/* Which machines somebody works at: those that are theirs on paper, those they use as far as the audit goes, and those
 * they were seen on, with the day. Constant once built: any thread. */

#include "licenses/estate.h"

/* A user of the estate at a machine. */
struct presence {
    uint32_t user, machine;
    bool is_user;           /* one of the machine's users: on paper, or seen there lately where several use it */
    struct date last_login; /* in the time zone of the policy; DATE_NONE: none was observed */
    uint32_t row;           /* of that login, in the table of accounts; UINT32_MAX: none */
};

struct whereabouts;
/* Of the machines that were read. INPUT is what the estate was made of. */
MUST_CHECK enum err_code whereabouts_new(const struct estate *estate, const struct estate_input *input,
                                         struct whereabouts **ret_whereabouts, struct err *err);
void whereabouts_free(struct whereabouts *whereabouts);
DEFINE_CLEANUP(whereabouts, whereabouts_free)
/* Of one user, by machine. WHEREABOUTS may be NULL: none. */
struct presence_list {
    const struct presence *items;
    uint32_t count;
};
struct presence_list whereabouts_of(const struct whereabouts *whereabouts, uint32_t user);
/* Was any login of a person observed there, whenever it was? */
bool whereabouts_has_login(const struct whereabouts *whereabouts, uint32_t machine);
