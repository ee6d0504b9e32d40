/* Inventories of Ansible, in INI and in YAML form. What must hold for any bytes: a refusal has its place; hosts are in
 * order, each once, and what holds for them is set somewhere; what is written has as many rows as are said, and is read
 * as targets' cells are. */

#include "scanner/target/ansible_targets.h"
#include "scanner/target/hop.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refusal(const struct err *err) {
    if (err->code != ERR_TOO_LARGE) {
        CHECK(err->code == ERR_SYNTAX || err->code == ERR_VALUE || err->code == ERR_ENCODING);
        CHECK(err->line > 0 && err->column > 0);
    }
}

static bool is_set_somewhere(const struct ansible_inventory *inventory, const struct ansible_setting *wanted) {
    const struct ansible_setting *setting = ansible_settings(inventory);

    while (setting && setting != wanted) {
        setting = setting->next_added;
    }
    return setting;
}

static void check_hosts(const struct ansible_inventory *inventory) {
    for (size_t i = 0; i < ansible_host_count(inventory) && i < 50; i++) {
        struct ansible_setting *settings[ANSIBLE_VARIABLE_COUNT];
        ansible_settings_of(inventory, i, settings);
        CHECK(i == 0 || str_cmp(ansible_host_at(inventory, i - 1)->name, ansible_host_at(inventory, i)->name) < 0);
        for (enum ansible_variable k = 0; k < ANSIBLE_VARIABLE_COUNT; k++) {
            CHECK(!settings[k] || (settings[k]->variable == k && is_set_somewhere(inventory, settings[k])));
        }
    }
}

static size_t count_lines(struct str text) {
    size_t lines = 0;

    for (size_t i = 0; i < text.n; i++) {
        lines += text.p[i] == '\n';
    }
    return lines;
}

static void check_targets(struct ansible_inventory *inventory) {
    struct output *output;
    struct ansible_counts counts;
    struct err err = {0};

    CHECK(output_in_memory(&output, NULL) == ERR_OK);
    if (ansible_targets_write(inventory, STR("site"), output, &counts, &err) == ERR_OK) {
        CHECK(counts.written + counts.other_connections + counts.unusable == ansible_host_count(inventory));
        /* No cell that is checked can hold a line end. */
        CHECK(count_lines(output_bytes(output)) == counts.written + 1);
    } else {
        check_refusal(&err);
    }
    output_abandon(output);
}

static void read_as(enum err_code (*read)(struct ansible_inventory *inventory, struct str bytes, const char *file,
                                          struct err *err),
                    struct str bytes) {
    CLEANUP(ansible_inventory_free_cleanup) struct ansible_inventory *inventory = ansible_inventory_new();
    struct err err = {0};
    enum err_code code;

    CHECK(inventory);
    code = read(inventory, bytes, "input", &err);
    if (!code) {
        code = ansible_inventory_finish(inventory, &err);
    }
    if (code) {
        check_refusal(&err);
        return;
    }
    check_hosts(inventory);
    check_targets(inventory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str bytes = {(const char *)data, size};

    read_as(ansible_ini_read, bytes);
    read_as(ansible_yaml_read, bytes);
    return 0;
}
