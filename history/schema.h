#pragma once
/* The version of the store's tables, which history/store.c makes and docs/formats/history.md describes. */

#define HISTORY_VERSION 1

/* Is there a waiver in force for the finding on the day ?N? SQL, within a statement on findings. */
#define HISTORY_IS_WAIVED(N) "EXISTS(SELECT 1 FROM waivers WHERE finding = findings.id AND until >= ?" #N ")"
