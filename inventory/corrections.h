#pragma once
/* Correction files: a ledger file again, with only the corrected cells changed. Bytes that do not belong to a changed
 * cell are copied as they are, so headings, order, encoding, line ends and unknown columns survive. A changed cell is
 * written in the file's encoding, with quotes where the old one had them or the new text needs them, and with a '
 * before what could start a formula. A ditto cell below a changed one is written out, so that it goes on saying what it
 * said. */

#include "inventory/correction_sink.h"
#include "inventory/inventory.h"

struct corrections_count {
    uint64_t files, cells;
    uint64_t refused_files; /* the diagnostics say why */
};

/* Writes corrections/<file> in the directory for each ledger file with a changed cell; nothing when there is none. The
 * sink must be finished. A file with a text that its encoding lacks is left out and reported to DIAGNOSTICS, and so are
 * workbooks, which are not written in place. */
MUST_CHECK enum err_code corrections_write(const struct inventory *ledger, struct correction_sink *sink, int dir_fd,
                                           bool sync, struct diagnostics *diagnostics,
                                           struct corrections_count *ret_count, struct err *err);
