#pragma once
/* The day on which a stage of support, a contract or a right ends, or the word that stands for it. Plain values; any
 * thread. */

#include "inventory/value.h"

struct milestone {
    enum date_word word; /* DATE_WORD_NONE: the day, or nothing is said where that is not set */
    struct date day;
};
#define MILESTONE_NONE ((struct milestone){DATE_WORD_NONE, DATE_NONE})

static inline struct milestone milestone_on(struct date day) {
    return (struct milestone){DATE_WORD_NONE, day};
}

/* Of a cell of type MILESTONE or EXPIRY. */
static inline struct milestone milestone_of(const struct value *value) {
    return value->is_set ? (struct milestone){value->date_word, value->date} : MILESTONE_NONE;
}

static inline bool milestone_is_set(struct milestone milestone) {
    return milestone.word != DATE_WORD_NONE || date_is_set(milestone.day);
}

static inline bool milestone_is_day(struct milestone milestone) {
    return date_is_set(milestone.day);
}

/* "not-announced", "over", "endless", "renewing" as files write them; empty for DATE_WORD_NONE. */
struct str date_word_name(enum date_word word);
/* "2027-03-31" in ROOM, else the word, which may be empty. */
struct str milestone_text(struct milestone milestone, char room[11]);
