#pragma once
/* Who reaches which server from where: the ledger's table of access, by server. Constant once read: any thread. */

#include "licenses/estate.h"

/* Texts are owned by the list. */
struct access_row {
    uint32_t target;     /* the machine that is reached */
    uint32_t device;     /* the machine it is reached from; MACHINE_NONE: see FROM */
    struct str user;     /* as the ledger writes it; empty: it does not say who */
    struct str from;     /* likewise; empty: it does not say from where */
    uint32_t row;        /* of the table */
    enum term is_active; /* on the as-of date; TERM_BLANK where a day cannot be read */
};

struct access_list;
/* TABLE may be NULL: there is no list. Rows about servers that are not on record are left out. Devices that are named
 * are marked in the estate, so that they are read with it. */
MUST_CHECK enum err_code access_list_read(const struct table *table, struct estate *estate, struct date day,
                                          struct access_list **ret_list, struct err *err);
void access_list_free(struct access_list *list);
DEFINE_CLEANUP(access_list, access_list_free)
/* All rows, by server, over or not. */
const struct access_row *access_list_rows(const struct access_list *list, uint32_t *ret_count);
/* The rows about a server, over or not, *RET_COUNT of them. A server without any is one of which nobody knows. */
const struct access_row *access_list_of(const struct access_list *list, uint32_t target, uint32_t *ret_count);
/* Appends "access.csv:5". */
void access_list_evidence(const struct access_list *list, const struct access_row *row, struct buffer *out);
