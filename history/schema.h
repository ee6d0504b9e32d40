#pragma once
/* The version of the store's tables, which history/store.c makes and docs/formats/history.md describes. */

#define HISTORY_VERSION 1

/* Has anybody decided anything about the finding? SQL, within a statement on findings. */
#define HISTORY_IS_DECIDED                                                                                             \
    "(EXISTS(SELECT 1 FROM dispositions WHERE finding = findings.id)"                                                  \
    " OR EXISTS(SELECT 1 FROM waivers WHERE finding = findings.id))"

/* Is there a waiver in force for the finding on the day ?N? SQL, within a statement on findings. */
#define HISTORY_IS_WAIVED(N) "EXISTS(SELECT 1 FROM waivers WHERE finding = findings.id AND until >= ?" #N ")"

/* The finding's status on the day ?N?: that of the latest run, but for waivers that were given, taken back or over
 * since. SQL, within a statement on findings. */
#define HISTORY_STATUS_ON(N)                                                                                           \
    "CASE WHEN status = 'resolved' THEN status WHEN " HISTORY_IS_WAIVED(                                               \
        N) " THEN 'waived'"                                                                                            \
           " WHEN status = 'waived' THEN 'continuing' ELSE status END"
