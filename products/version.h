#pragma once
/* Versions as people and package managers write them: "Ver.22.04 LTS", "1:9.2p1-2+deb12u3", "7.0 U3", "12c". Pure; any
 * thread. */

#include "base/buffer.h"
#include "base/str.h"

/* Do two versions speak of the same one, one of them perhaps less exactly? The parts (runs of digits as numbers, runs
 * of letters) of one must be the first parts of the other: 8 and 8.6, 22.04 and "22.04.3 LTS", 2.10 and 2.10.1; but not
 * 1 and 11, 2.1 and 2.10, 8.4 and 8.6. An epoch (1:) counts only when both have one. Words before the first digit
 * (Ver., v) and words without digits behind it (LTS) play no part. Without any digit the texts must be equal, folded. A
 * blank version agrees with all. */
bool version_agrees(struct str a, struct str b);
/* How exactly a version says which one it is: the number of its parts that version_agrees looks at; 0 for a blank one.
 * Of two that agree the one with fewer parts is the first part of the other. */
unsigned version_exactness(struct str version);

/* The parts with which a version begins: those before its first blank or bracket, but for an epoch, as "10.0.19044.",
 * the first ones only. Of two versions that agree and have such parts, those of one are the first parts of the other:
 * what versions can be found by. */
enum { VERSION_LEAD_MAX = 4 };
struct version_lead {
    size_t ends[VERSION_LEAD_MAX]; /* where each part ends in what was appended */
    unsigned count;                /* 0: blank, or without a number */
};
struct version_lead version_lead_read(struct str version, struct buffer *out);

enum version_order {
    VERSION_INCOMPARABLE, /* no digits, or one is a year (2024) and the other is none (16.0) */
    VERSION_SAME,         /* they agree */
    VERSION_EARLIER,
    VERSION_LATER,
};
/* Is A earlier or later than B? By their epochs where both have one and these differ, else by the first of their parts
 * that are numbers on both sides and differ. */
enum version_order version_compare(struct str a, struct str b);
/* Does VERSION say what a title says, 2021, where the version installed is 16.0? Not where it says more, which can be
 * held against the INSTALLED one: 14.9 of PostgreSQL 14, of which there is 14.11. A blank TITLE says nothing. */
bool version_is_of_title(struct str version, struct str title, struct str installed);
