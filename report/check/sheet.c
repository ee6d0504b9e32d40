/* Sheets for checks by hand (実地確認票): which assets and machines to look at, and where to write what was seen. */

#include "report/check/sheet.h"

#include "report/export/rows.h"
#include "report/export/sheet.h"

static enum err_code write_rows(struct export_set *set, const struct export_sheet *sheet, const struct check_rows *rows,
                                struct err *err) {
    if (rows->count == 0) {
        return ERR_OK;
    }
    enum err_code code = export_sheet_begin(set, sheet, err);
    for (uint32_t i = 0; i < rows->count && code == ERR_OK; i++) {
        code = export_record(set, &rows->items[i], err);
    }
    return export_sheet_end(set, code, err);
}

static enum err_code write_population(struct export_set *set, const struct check_population *population,
                                      struct err *err) {
    enum err_code code = export_sheet_begin(set, &export_check_population, err);

    for (uint32_t i = 0; i < population->count && code == ERR_OK; i++) {
        const struct sample_item *item = &population->items[i];
        char rank[STR_U64_SIZE], hash[17];
        hash64_format(item->hash, hash);
        const struct check_member member = {.rank = str_format_u64((uint64_t)i + 1, rank),
                                            .asset_id = item->name,
                                            .book_place = population->places[item->stratum],
                                            .hash = str_from(hash),
                                            .drawn = str_from(item->is_drawn ? "yes" : "no")};
        code = export_record(set, &member, err);
    }
    return export_sheet_end(set, code, err);
}

static enum err_code write_set(struct export_set *set, const struct check_sheets *sheets, struct err *err) {
    enum err_code code = check_page(set, sheets, err);

    if (code == ERR_OK) {
        code = write_rows(set, &export_check_book, &sheets->book, err);
    }
    if (code == ERR_OK) {
        code = write_rows(set, &export_check_floor, &sheets->floor, err);
    }
    if (code == ERR_OK) {
        code = write_rows(set, &export_check_unpaired, &sheets->unpaired, err);
    }
    if (code == ERR_OK) {
        code = write_population(set, &sheets->population, err);
    }
    return code == ERR_OK ? export_set_end(set, err) : code;
}

/* Whoever chooses no seed can still say which it was. */
static uint64_t seed_of_day(struct date day) {
    struct civil civil = date_to_civil(day);

    return (uint64_t)civil.year * 10000 + (uint64_t)civil.month * 100 + (uint64_t)civil.day;
}

static enum err_code gather(struct check_sheets *sheets, struct arena *arena, struct err *err) {
    const struct export_request *request = sheets->request;
    enum err_code code = check_population_read(request->ledger, &request->plan->scope, request->settings.as_of, arena,
                                               &sheets->population, err);

    if (code == ERR_OK && sheets->population.count == 0) {
        code = err_set(err, ERR_NONE_LEFT, NULL, STR("devices"), STR_NONE);
    }
    if (code == ERR_OK) {
        code = check_rows_draw(sheets, arena, err);
    }
    return code == ERR_OK ? check_unpaired_draw(sheets, arena, err) : code;
}

enum err_code export_check_sheet(const struct export_request *request, struct export_set **ret_set, struct err *err) {
    CLEANUP(export_set_free_cleanup) struct export_set *set = NULL;
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    int64_t seed = request->plan->seed;
    struct check_sheets sheets = {.request = request,
                                  .seed = seed >= 0 ? (uint64_t)seed : seed_of_day(request->settings.as_of)};
    enum err_code code = arena ? gather(&sheets, arena, err) : err_no_memory(err);

    if (code == ERR_OK) {
        code = export_set_new(&request->settings, &set, err);
    }
    if (code == ERR_OK) {
        code = write_set(set, &sheets, err);
    }
    if (code == ERR_OK) {
        *ret_set = TAKE_PTR(set);
    }
    return code;
}
