#pragma once
/* The findings of all runs, kept in one file (genkyo.db): what was found, first and last; waivers; dispositions; what
 * each run read. Its schema has a version; an older file is brought up to date when it is opened for writing, a newer
 * one is refused (ERR_VERSION). Format: docs/formats/history.md. One thread at a time. */

#include "base/calendar.h"
#include "base/database.h"

struct history;
MUST_CHECK enum err_code history_open(const char *path, enum database_mode mode, struct history **ret_history,
                                      struct err *err);
void history_close(struct history *history);
DEFINE_CLEANUP(history, history_close)
/* For the other files of history/. */
struct database *history_database(struct history *history);
