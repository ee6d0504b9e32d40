#include "inventory/inventory.h"

#include "inventory/inventory_build.h"

#include <stdlib.h>

struct inventory *inventory_new(void) {
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = calloc(1, sizeof *inventory);

    if (!inventory) {
        return NULL;
    }
    inventory->arena = arena_new();
    return inventory->arena ? TAKE_PTR(inventory) : NULL;
}

void inventory_free(struct inventory *inventory) {
    if (inventory) {
        for (size_t i = 0; i < TABLE_COUNT; i++) {
            table_free(inventory->tables[i]);
        }
        free(inventory->files);
        arena_free(inventory->arena);
        free(inventory);
    }
}

static struct inventory_file *add_file(struct inventory *inventory) {
    if (inventory->file_count == inventory->file_capacity) {
        size_t capacity = inventory->file_capacity ? inventory->file_capacity * 2 : 8;
        struct inventory_file *files = reallocarray(inventory->files, capacity, sizeof *files);
        if (!files) {
            return NULL;
        }
        inventory->files = files;
        inventory->file_capacity = capacity;
    }
    return &inventory->files[inventory->file_count];
}

enum err_code inventory_add_file(struct inventory *inventory, const struct inventory_file *file, struct err *err) {
    struct inventory_file *place = add_file(inventory);

    if (!place) {
        return err_no_memory(err);
    }
    *place = *file;
    if (file->is_refused && file->has_table) {
        inventory->is_refused[file->table] = true;
    }
    inventory->file_count++;
    return ERR_OK;
}

enum err_code inventory_read_file(struct inventory *inventory, int dir_fd, const char *name,
                                  const struct intake_options *options, struct diagnostics *diagnostics,
                                  struct err *err) {
    struct str copy = arena_dup(inventory->arena, str_from(name));
    struct intake_options listing = *options;
    struct inventory_file file = {0};
    enum err_code code;

    if (arena_failed(inventory->arena)) {
        return err_no_memory(err);
    }
    listing.texts = inventory->arena;
    code = intake_file(dir_fd, name, &listing, inventory->tables, diagnostics, &file, err);
    if (code) {
        return code;
    }
    file.name = copy;
    return inventory_add_file(inventory, &file, err);
}

void inventory_finish(struct inventory *inventory) {
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        struct table *table = inventory->tables[i];
        if (table && table->source_count == 0) {
            table_free(table);
            inventory->tables[i] = NULL;
        } else if (table) {
            table_finish(table);
        }
    }
}

const struct table *inventory_table(const struct inventory *inventory, enum table_id table) {
    return inventory->tables[table];
}

bool inventory_is_refused(const struct inventory *inventory, enum table_id table) {
    return inventory->is_refused[table];
}

const struct inventory_file *inventory_files(const struct inventory *inventory, size_t *ret_count) {
    *ret_count = inventory->file_count;
    return inventory->files;
}

struct str inventory_country(const struct inventory *inventory) {
    return inventory->settings.country;
}

int64_t inventory_fiscal_year(const struct inventory *inventory) {
    return inventory->settings.fiscal_year;
}
