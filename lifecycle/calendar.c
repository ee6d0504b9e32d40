#include "lifecycle/calendar.h"

#include "base/intern.h"
#include "lifecycle/calendar_finder.h"
#include "lifecycle/calendar_merge.h"

#include <stdlib.h>

/* --- reading -------------------------------------------------------------------------------------------------------
 */

void calendar_free(struct calendar *calendar) {
    if (calendar) {
        calendar_models_free(calendar->models);
        calendar_index_free(calendar->index);
        calendar_rows_done(&calendar->rows);
        calendar_feed_done(&calendar->feed);
        if (calendar->arena) {
            arena_free(calendar->arena);
        }
        free(calendar);
    }
}

static enum err_code read_rows(struct calendar *calendar, const struct table *table, struct err *err) {
    CLEANUP(calendar_identifier_free_cleanup) struct calendar_identifier *identifier = NULL;
    enum err_code code = calendar_identifier_new(&calendar->feed, calendar->index, calendar->rules, &identifier, err);

    return code ? code : calendar_rows_read(table, &calendar->feed, identifier, &calendar->rows, err);
}

/* A row about one release has what was imported of it. */
static enum err_code merge_rows(struct calendar *calendar, struct err *err) {
    const struct calendar_rows *rows = &calendar->rows;

    calendar->by_row = arena_alloc_array(calendar->arena, (size_t)rows->count + 1, sizeof *calendar->by_row);
    for (uint32_t i = 0; calendar->by_row && i < rows->count; i++) {
        const struct calendar_row *row = &rows->items[i];
        const struct calendar_release *imported = row->link_count == 1 ? &calendar->feed.releases[row->links[0]] : NULL;
        calendar->by_row[i] = calendar_merge(row, imported, calendar->arena);
    }
    return arena_failed(calendar->arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code calendar_read(const struct calendar_input *input, struct calendar **ret_calendar, struct err *err) {
    CLEANUP(calendar_free_cleanup) struct calendar *calendar = calloc(1, sizeof *calendar);

    if (!calendar) {
        return err_no_memory(err);
    }
    calendar->rules = input->rules;
    calendar->arena = arena_new();
    enum err_code code = calendar->arena ? ERR_OK : err_no_memory(err);
    if (!code) {
        code = calendar_feed_read(input->state, inventory_table(input->ledger, TABLE_FEEDS), &calendar->feed, err);
    }
    if (!code) {
        code = calendar_index_new(&calendar->feed, &calendar->index, err);
    }
    if (!code) {
        code = read_rows(calendar, inventory_table(input->ledger, TABLE_SUPPORT), err);
    }
    if (!code) {
        code = calendar_models_new(&calendar->rows, &calendar->feed, &calendar->models, err);
    }
    if (!code) {
        code = merge_rows(calendar, err);
    }
    if (!code) {
        *ret_calendar = TAKE_PTR(calendar);
    }
    return code;
}

uint32_t calendar_ledger_count(const struct calendar *calendar) {
    return calendar->rows.count;
}

const struct calendar_release *calendar_ledger_get(const struct calendar *calendar, uint32_t number) {
    return &calendar->by_row[number];
}

struct date calendar_imported_on(const struct calendar *calendar) {
    return calendar->feed.generated_on;
}

/* --- finders -------------------------------------------------------------------------------------------------------
 */

void calendar_finder_free(struct calendar_finder *finder) {
    if (finder) {
        calendar_identifier_free(finder->identifier);
        calendar_model_search_free(finder->search);
        intern_free(finder->pairs);
        if (finder->arena) {
            arena_free(finder->arena);
        }
        free(finder);
    }
}

enum err_code calendar_finder_new(const struct calendar *calendar, struct calendar_finder **ret_finder,
                                  struct err *err) {
    CLEANUP(calendar_finder_free_cleanup) struct calendar_finder *finder = calloc(1, sizeof *finder);

    if (!finder) {
        return err_no_memory(err);
    }
    finder->calendar = calendar;
    finder->arena = arena_new();
    finder->pairs = intern_new();
    if (!finder->arena || !finder->pairs) {
        return err_no_memory(err);
    }
    enum err_code code =
        calendar_identifier_new(&calendar->feed, calendar->index, calendar->rules, &finder->identifier, err);
    if (!code) {
        code = calendar_model_search_new(calendar->models, &finder->search, err);
    }
    if (!code) {
        code = calendar_row_set_init(&calendar->rows, finder->arena, &finder->set, err);
    }
    if (!code) {
        *ret_finder = TAKE_PTR(finder);
    }
    return code;
}

/* The row over the release, made once; either may be missing. NULL when memory is out. */
static const struct calendar_release *merged(struct calendar_finder *finder, uint32_t row, uint32_t release) {
    const struct calendar *calendar = finder->calendar;
    const uint32_t pair[] = {row, release};

    if (row == UINT32_MAX) {
        return &calendar->feed.releases[release];
    }
    uint32_t before = intern_count(finder->pairs);
    uint32_t number = intern_add(finder->pairs, (struct str){(const char *)pair, sizeof pair});
    if (number == INTERN_NONE) {
        return NULL;
    }
    if (number == before) {
        struct calendar_release **all = arena_grow(finder->arena, finder->merged, before, 1, &finder->merged_capacity,
                                                   sizeof(struct calendar_release *));
        struct calendar_release *copy = arena_alloc(finder->arena, sizeof *copy);
        if (!all || !copy) {
            return NULL;
        }
        *copy = calendar_merge(&calendar->rows.items[row],
                               release == FEED_NONE ? NULL : &calendar->feed.releases[release], finder->arena);
        finder->merged = all;
        all[number] = copy;
    }
    return finder->merged[number];
}

enum err_code calendar_answer_add(struct calendar_finder *finder, uint32_t row, uint32_t release,
                                  struct calendar_answer *answer, struct err *err) {
    const struct calendar_release *found = merged(finder, row, release);

    if (!found || arena_failed(finder->arena)) {
        return err_no_memory(err);
    }
    answer->releases[answer->count++] = found;
    answer->kind = answer->count == 1 ? CALENDAR_FOUND : CALENDAR_SEVERAL;
    return ERR_OK;
}

enum err_code calendar_find(struct calendar_finder *finder, const struct calendar_query *query,
                            struct calendar_answer *ret_answer, struct err *err) {
    struct calendar_answer answer = {.kind = CALENDAR_NO_PRODUCT};
    enum err_code code = query->subject == SUPPORT_OF_HARDWARE ? calendar_find_model(finder, query, &answer, err)
                                                               : calendar_find_title(finder, query, &answer, err);

    if (!code) {
        *ret_answer = answer;
    }
    return code;
}
