#include "inventory/directory.h"
#include "inventory/duplicate_ids.h"
#include "inventory/heading.h"
#include "inventory/intake_xlsx.h"
#include "inventory/inventory.h"
#include "inventory/inventory_build.h"
#include "inventory/references.h"
#include "inventory/required_facts.h"

/* The table that a file holds, as far as ledger.yaml or its name tells. */
static bool recognise(const struct ledger_file *said, const char *name, enum table_id *ret_table) {
    unsigned count;

    if (said && said->has_table) {
        *ret_table = said->table;
        return true;
    }
    return heading_table_of_file(str_from(name), ret_table, &count);
}

/* Files read from FIRST on, of one name, whose table was said. */
static void mark_said(struct inventory *inventory, size_t first, const struct ledger_file *said) {
    for (size_t i = first; said && said->has_table && i < inventory->file_count; i++) {
        inventory->files[i].recognised_by = RECOGNISED_BY_SETTING;
    }
}

/* A ledger that was saved in another format is not to be missed. */
static void report_unread(const struct directory *directory, struct diagnostics *diagnostics) {
    for (size_t i = 0; i < directory->unread_count; i++) {
        struct diagnostic diagnostic = {.problem = PROBLEM_FORMAT_NOT_READ, .file = str_from(directory->unread[i])};
        diagnostics_add(diagnostics, &diagnostic);
    }
}

/* Tables that nothing reads from a ledger, though they are known. */
static void report_apart(const struct inventory *inventory, struct diagnostics *diagnostics) {
    for (size_t i = 0; i < inventory->file_count; i++) {
        const struct inventory_file *file = &inventory->files[i];
        if (file->has_table && file->table == TABLE_CHECKS) {
            struct diagnostic diagnostic = {.problem = PROBLEM_CHECKS_APART, .file = file->name};
            diagnostics_add(diagnostics, &diagnostic);
        }
    }
}

/* What can be seen only when all tables are there. */
static enum err_code check_together(const struct inventory *inventory, struct pool *pool,
                                    struct diagnostics *diagnostics, struct err *err) {
    enum err_code code = duplicate_ids_check(inventory, pool, diagnostics, err);

    if (!code) {
        code = required_facts_check(inventory, diagnostics, err);
    }
    return code ? code : references_check(inventory, diagnostics, err);
}

static enum err_code read_files(const struct directory *directory, const struct read_options *options,
                                struct diagnostics *diagnostics, struct inventory *inventory, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < directory->count; i++) {
        const char *name = directory->names[i];
        const struct ledger_file *said = ledger_settings_file(&inventory->settings, str_from(name));
        enum table_id table;
        struct intake_options intake = {
            .tmpdir = options->tmpdir,
            .path = options->path,
            .plan = options->plan,
            .keys = options->keeps_machine_keys ? KEYS_OF_MACHINES : KEYS_OF_IDS,
            .budget = options->budget,
        };
        if (recognise(said, name, &table)) {
            intake.table = &table;
        }
        if (said) {
            intake.encoding = said->has_encoding ? &said->encoding : NULL;
            intake.overrides = said->overrides;
            intake.override_count = said->override_count;
        }
        size_t first = inventory->file_count;
        code = intake_is_workbook(str_from(name))
                   ? intake_workbook(inventory, directory->fd, name, &intake, diagnostics, err)
                   : inventory_read_file(inventory, directory->fd, name, &intake, diagnostics, err);
        mark_said(inventory, first, said);
    }
    return code;
}

enum err_code ledger_read(const char *path, const struct read_options *options, struct diagnostics *diagnostics,
                          struct inventory **ret_inventory, struct err *err) {
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = inventory_new();
    CLEANUP(directory_close) struct directory directory = {.fd = -1};
    enum err_code code = inventory ? directory_open(path, true, &directory, err) : err_no_memory(err);

    if (!code) {
        code = ledger_settings_read(directory.fd, inventory->arena, &inventory->settings, err);
    }
    if (!code) {
        code = ledger_settings_check_names(&inventory->settings, directory.names, directory.count, err);
    }
    if (!code) {
        report_unread(&directory, diagnostics);
        code = read_files(&directory, options, diagnostics, inventory, err);
    }
    if (!code) {
        inventory_finish(inventory);
        report_apart(inventory, diagnostics);
        code = check_together(inventory, options->plan.pool, diagnostics, err);
    }
    if (!code && diagnostics_failed(diagnostics)) {
        code = err_no_memory(err);
    }
    if (code) {
        return code;
    }
    *ret_inventory = TAKE_PTR(inventory);
    return ERR_OK;
}
