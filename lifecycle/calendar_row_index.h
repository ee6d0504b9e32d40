#pragma once
/* Rows of the ledger's support table by the names of their products, and among those of one name by the release that
 * they are about or by what their versions begin with: a product may have thousands of rows, and thousands of its
 * versions may be in use. What is found is all that can fit, and more; whether it does, calendar_row_fit says. Constant
 * once filled: any thread. Internal to lifecycle/. */

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

struct calendar_row_node {
    uint32_t row;
    struct calendar_row_node *next;
};

struct calendar_row_index {
    struct arena *arena; /* borrowed */
    struct intern *keys;
    struct calendar_row_node **by_key; /* by the keys' numbers */
    uint32_t key_capacity;
};

MUST_CHECK enum err_code calendar_row_index_init(struct calendar_row_index *index, struct arena *arena,
                                                 struct err *err);
void calendar_row_index_done(struct calendar_row_index *index);

/* The rows of a name are in bins, which are words with a blank behind each; a buffer that failed says that memory is
 * out. Appends the bins of a row about the imported releases LINKS, with the version SAID, which is empty where it is
 * about all. */
void calendar_row_bins(const uint32_t *links, unsigned link_count, struct str said, struct buffer *out);
/* Appends the bins in which rows can stand that fit the release, which may be FEED_NONE, and the versions in use, each
 * of which may be empty. */
void calendar_row_search_bins(uint32_t release, const struct str *versions, size_t count, struct buffer *out);

/* What the text is: a name, a name in support data, or what a rule says. */
enum calendar_row_key { ROW_KEY_NAME, ROW_KEY_ENDOFLIFE, ROW_KEY_RULE };
/* TEXT may be empty: nothing is added. */
MUST_CHECK enum err_code calendar_row_index_add(struct calendar_row_index *index, enum calendar_row_key kind,
                                                struct str text, struct str bins, uint32_t row, struct err *err);
/* The first row under TEXT in one bin; NULL: there is none. KEY is what is worked with, and fails as BINS do. */
const struct calendar_row_node *calendar_row_index_find(const struct calendar_row_index *index,
                                                        enum calendar_row_key kind, struct str text, struct str bin,
                                                        struct buffer *key);
