#include "scanner/collect/windows/updates.h"

#include "scanner/collect/windows/rows.h"

#define UPDATES_MAX 10000

/* "KB5031356"; old systems also have names of files. */
static bool is_article(struct str id) {
    uint64_t number;

    return str_drop_prefix(&id, STR("KB")) && str_to_u64(id, &number);
}

/* The article's number is all there is of a version. */
static void add_update(struct observation *observation, struct str id, struct str description) {
    struct observation_row *row = observation_add(observation, TABLE_UPDATES);

    if (!row) {
        return;
    }
    observation_cell(observation, row, UPDATES_PACKAGE, id);
    observation_cell(observation, row, UPDATES_INSTALLED, id);
    /* a word in another language says nothing */
    if (str_eq(description, STR("Security Update"))) {
        observation_cell(observation, row, UPDATES_SECURITY, STR("yes"));
    } else if (str_is_listed("Update|Hotfix|Service Pack", description)) {
        observation_cell(observation, row, UPDATES_SECURITY, STR("no"));
    }
}

void collect_windows_updates(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    const struct json_node *updates = document ? windows_rows(document, "Win32_QuickFixEngineering") : NULL;

    for (size_t i = 0; i < json_length(updates) && i < UPDATES_MAX; i++) {
        struct str id = windows_text(observation, json_at(updates, i), "HotFixID");
        if (is_article(id)) {
            add_update(observation, id, windows_text(observation, json_at(updates, i), "Description"));
        }
    }
}
