#pragma once
/* Who logged in when, whichever command told it: the last time of each user. One thread at a time. */

#include "scanner/collect/observation.h"

struct login {
    struct str user, source;
    int64_t at; /* seconds since 1970 */
};

struct login_list {
    struct login *items;
    size_t count;
};

/* Is the entry of a person? REST is what stands behind the name in its line: "wtmp begins Tue May 20 …" is of none. */
bool login_is_person(struct str user, struct str rest);
/* False when memory is out. */
bool login_list_init(struct login_list *list, struct arena *arena);
/* Texts are borrowed. */
void login_list_add(struct login_list *list, const struct login *login);
/* Sets: last_login_at, last_login_user, and an accounts row for each user. */
void login_list_report(const struct login_list *list, struct observation *observation);
