#include "cli/explain/rows.h"

#include "base/buffer.h"

#include <fcntl.h>
#include <stdio.h>

/* A section on its way. */
struct showing {
    const struct cli *cli;
    const struct explain_section *section;
    const struct explain_concern *concern;
    uint64_t rows; /* wanted so far */
};

struct str explain_cell(const struct explain_section *section, const struct str *cells, const char *name) {
    return labels_value(section->labels, cells, name);
}

enum err_code explain_rows_read(const char *dir, const struct explain_section *section, result_row *row, void *context,
                                struct err *err) {
    CLEANUP(buffer_done) struct buffer path = {0};
    const char *names[LABELS_MAX];
    size_t count = labels_names(section->labels, names);

    buffer_printf(&path, "%s/%s", dir, section->file);
    buffer_append_char(&path, '\0');
    return path.failed ? err_no_memory(err) : result_read_rows(AT_FDCWD, path.p, names, count, row, context, err);
}

static enum err_code show_row(void *context, const struct str *cells, struct err *err) {
    (void)err;
    struct showing *showing = context;
    const struct explain_section *section = showing->section;

    if (!section->is_wanted(showing->concern, section, cells)) {
        return ERR_OK;
    }
    if (showing->rows++ == 0) {
        printf("\n%s\n", _(section->heading));
    }
    if (showing->rows <= EXPLAIN_ROWS_SHOWN) {
        labels_print(showing->cli, section->labels, cells, 2, 4);
    }
    return ERR_OK;
}

void explain_rows_say_rest(uint64_t rows) {
    if (rows > EXPLAIN_ROWS_SHOWN) {
        printf(_("  and %llu more\n"), (unsigned long long)rows - EXPLAIN_ROWS_SHOWN);
    }
}

enum err_code explain_rows_show(const struct cli *cli, const char *dir, const struct explain_section *section,
                                const struct explain_concern *concern, uint64_t *ret_rows, struct err *err) {
    struct showing showing = {.cli = cli, .section = section, .concern = concern};
    enum err_code code = explain_rows_read(dir, section, show_row, &showing, err);

    if (code == ERR_OK) {
        explain_rows_say_rest(showing.rows);
        *ret_rows = showing.rows;
    }
    return code;
}
