#pragma once
/* The store of findings as exports ask it (report/export/finding.h). One thread. */

#include "cli/command.h"
#include "history/store.h"
#include "report/export/finding.h"

struct export_store_reader;
/* HISTORY is borrowed. */
MUST_CHECK enum err_code export_store_reader_new(struct history *history, struct export_store_reader **ret_reader,
                                                 struct err *err);
void export_store_reader_free(struct export_store_reader *reader);
DEFINE_CLEANUP(export_store_reader, export_store_reader_free)
/* Lives as long as the reader. */
const struct export_store *export_store_of(const struct export_store_reader *reader);
