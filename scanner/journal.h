#pragma once
/* The scan's journal: a head that says what is scanned, and records appended while hosts finish, read back at the end.
 * Head and records are frames: the bytes' length and XXH3-64, eight bytes each with the least significant first, and
 * the bytes. What is synced survives a kill at any moment; a frame that was torn by one, and what follows it, is cut
 * off when reading. One thread at a time. */

#include "base/buffer.h"
#include "base/error.h"

struct journal;
/* Creates NAME, which is borrowed, in the directory; it must not exist. The head is on disk when this returns. */
MUST_CHECK enum err_code journal_create(int dir_fd, const char *name, struct str head, struct journal **ret_journal,
                                        struct err *err);
/* Opens what another run left, for reading and for appending behind the last whole frame. Appends its head to
 * *RET_HEAD; it is empty where not even the head is whole: such a journal holds nothing. */
MUST_CHECK enum err_code journal_open(int dir_fd, const char *name, struct buffer *ret_head,
                                      struct journal **ret_journal, struct err *err);
void journal_free(struct journal *journal);
DEFINE_CLEANUP(journal, journal_free)
MUST_CHECK enum err_code journal_append(struct journal *journal, struct str record, struct err *err);
/* fdatasync, when something was appended since the last. */
MUST_CHECK enum err_code journal_sync(struct journal *journal, struct err *err);
/* Deletes the file, wherever its directory has moved; what is open can be used until journal_free. */
MUST_CHECK enum err_code journal_remove(struct journal *journal, struct err *err);

/* Reading starts at the first record, and again after a rewind. *RET_RECORD is borrowed until the next call;
 * *ret_more is false at the end. */
void journal_rewind(struct journal *journal);
MUST_CHECK enum err_code journal_next(struct journal *journal, bool *ret_more, struct str *ret_record, struct err *err);
/* Where the record that journal_next gave begins, and reading it again, at any time and without moving the reader;
 * *RET_RECORD is borrowed until the next call of either. ERR_DIGEST where no whole record begins there. */
uint64_t journal_place(const struct journal *journal);
MUST_CHECK enum err_code journal_read(struct journal *journal, uint64_t place, struct str *ret_record, struct err *err);
