#pragma once
/* The scan's journal: records appended to a file while hosts finish, read back at the end. A frame is the record's
 * length and XXH3-64, eight bytes each with the least significant first, and the record. What is synced survives a
 * kill at any moment; a frame that was torn by one, and what follows it, is cut off when reading. One thread at a
 * time. */

#include "base/arena.h"
#include "base/error.h"

struct journal;
/* Creates NAME in the directory; it must not exist. Both are borrowed. */
MUST_CHECK enum err_code journal_create(int dir_fd, const char *name, struct journal **ret_journal, struct err *err);
/* Opens what another run left, for reading and for appending behind the last whole frame. */
MUST_CHECK enum err_code journal_open(int dir_fd, const char *name, struct journal **ret_journal, struct err *err);
void journal_free(struct journal *journal);
DEFINE_CLEANUP(journal, journal_free)
MUST_CHECK enum err_code journal_append(struct journal *journal, struct str record, struct err *err);
/* fdatasync, when something was appended since the last. */
MUST_CHECK enum err_code journal_sync(struct journal *journal, struct err *err);
/* Deletes the file; only journal_free may follow. */
MUST_CHECK enum err_code journal_remove(struct journal *journal, struct err *err);

/* Reading starts at the first record, and again after a rewind. *RET_RECORD is borrowed until the next call;
 * *ret_more is false at the end. */
void journal_rewind(struct journal *journal);
MUST_CHECK enum err_code journal_next(struct journal *journal, bool *ret_more, struct str *ret_record, struct err *err);
