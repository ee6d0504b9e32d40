#pragma once
/* The ledger of people: who an account belongs to, and until when somebody is here. Accounts are compared folded and
 * without their domain: "MOF\sato" and "sato@example.go.jp" are sato. An account of several people is nobody's.
 * Constant once read: any thread. */

#include "base/calendar.h"
#include "inventory/table.h"
#include "inventory/term.h"

#define PERSON_NONE UINT32_MAX

/* Texts are owned by the list. */
struct person {
    struct str user_id, name, department, country;
    struct str evidence; /* "people.csv:4" */
    enum term is_administrator;
    struct date left_on; /* the last day; DATE_NONE: still here */
    uint32_t row;
};

struct people;
/* TABLE may be NULL: nobody is known. */
MUST_CHECK enum err_code people_read(const struct table *table, struct people **ret_people, struct err *err);
void people_free(struct people *people);
DEFINE_CLEANUP(people, people_free)
/* In the order of their folded ids, rows of one id in an order of what they say. */
uint32_t people_count(const struct people *people);
const struct person *people_get(const struct people *people, uint32_t number);
/* By user_id, else by account, else by a name that only one person has; PERSON_NONE for nobody. Rows of one id are one
 * person, the first of them. Where names are the same only when folded, the one that is written as asked for counts. */
uint32_t people_find(const struct people *people, struct str id_or_account);
/* By account alone, else by user_id: what is observed on machines. */
uint32_t people_find_account(const struct people *people, struct str account);

/* Two people who may be one: equal when 髙 and 高, half and full width, case and domain are the same, and written
 * differently (P2). Pairs in order, A below B. Owned by the list. */
struct person_pair {
    uint32_t a, b;
};
const struct person_pair *people_perhaps_one(const struct people *people, size_t *ret_count);
