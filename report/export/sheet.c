#include "report/export/sheet.h"

#include "report/check/sheet.h"
#include "report/export/license_changes.h"

#define FINDING(MEMBER, CELL)  EXPORT_COLUMN(export_finding_cells, MEMBER, CELL)
#define DECISION(MEMBER, CELL) EXPORT_COLUMN_NAMED(#MEMBER, export_finding_cells, decided.MEMBER, CELL)

#define WHAT                                                                                                           \
    FINDING(code, TEXT), FINDING(title, TEXT), FINDING(outcome, WORD), FINDING(severity, WORD),                        \
        FINDING(asset_id, TEXT), FINDING(hostname, TEXT), FINDING(subject, TEXT), FINDING(field, NAME),                \
        FINDING(message, TEXT)
#define WHERE FINDING(system, TEXT), FINDING(department, TEXT), FINDING(location, TEXT)
#define DECIDED                                                                                                        \
    DECISION(cause, TEXT), DECISION(prevention, TEXT), DECISION(action, TEXT), DECISION(owner, TEXT),                  \
        DECISION(due, DATE), DECISION(disposition_state, WORD)
#define BASIS                                                                                                          \
    FINDING(ledger_evidence, TEXT), FINDING(snapshot_evidence, TEXT), FINDING(guideline, TEXT), FINDING(id, TEXT)

static const struct sheet_column open_columns[] = {
    WHAT,
    FINDING(remedy, TEXT),
    DECIDED,
    WHERE,
    FINDING(status, WORD),
    FINDING(first_seen, DATE),
    FINDING(documented, TEXT),
    FINDING(observed, TEXT),
    BASIS,
};
static const struct sheet_column waiver_columns[] = {
    WHAT, DECISION(waived_by, TEXT), DECISION(waive_why, TEXT), DECISION(waived_until, DATE), DECIDED, WHERE, BASIS,
};
static const struct sheet_column correction_columns[] = {
    WHAT,
    FINDING(resolved_on, DATE),
    DECIDED,
    WHERE,
    FINDING(first_seen, DATE),
    FINDING(last_seen, DATE),
    FINDING(documented, TEXT),
    FINDING(observed, TEXT),
    BASIS,
};

static const struct sheet_table open_table = {"findings.csv", open_columns, ARRAY_LEN(open_columns)};
static const struct sheet_table waiver_table = {"waivers.csv", waiver_columns, ARRAY_LEN(waiver_columns)};
static const struct sheet_table correction_table = {"corrections.csv", correction_columns,
                                                    ARRAY_LEN(correction_columns)};

static const struct sheet_table new_table = {"findings.csv", open_columns, ARRAY_LEN(open_columns)};
static const struct sheet_table update_table = {"updates.csv", open_columns, ARRAY_LEN(open_columns)};

static const struct sheet_column action_columns[] = {DECISION(due, DATE),
                                                     DECISION(owner, TEXT),
                                                     DECISION(action, TEXT),
                                                     DECISION(disposition_state, WORD),
                                                     WHAT,
                                                     DECISION(cause, TEXT),
                                                     DECISION(prevention, TEXT),
                                                     WHERE,
                                                     BASIS};
static const struct sheet_table action_table = {"actions.csv", action_columns, ARRAY_LEN(action_columns)};

#define CHANGE(MEMBER, CELL) EXPORT_COLUMN(license_change, MEMBER, CELL)
static const struct sheet_column license_columns[] = {
    CHANGE(vendor, TEXT),
    CHANGE(product, TEXT),
    CHANGE(edition, TEXT),
    CHANGE(metric, TEXT),
    CHANGE(entitled_before, COUNT),
    CHANGE(entitled_after, COUNT),
    CHANGE(effective_before, COUNT),
    CHANGE(effective_after, COUNT),
    CHANGE(need_before, NUMBER),
    CHANGE(need_after, NUMBER),
    CHANGE(outcome_before, WORD),
    CHANGE(outcome_after, WORD),
};
static const struct sheet_table license_table = {"license_changes.csv", license_columns, ARRAY_LEN(license_columns)};

#define CHECK(MEMBER) EXPORT_COLUMN(check_row, MEMBER, TEXT)
#define CHECKED       CHECK(user), CHECK(working), CHECK(note), CHECK(checked_by), CHECK(checked_on)
static const struct sheet_column book_columns[] = {
    CHECK(number),      CHECK(book_place),   CHECK(asset_id),
    CHECK(kind),        CHECK(manufacturer), CHECK(model),
    CHECK(book_serial), CHECK(book_user),    EXPORT_COLUMN(check_row, found, FLAG),
    CHECK(location),    CHECK(serial),       CHECKED,
    CHECK(rank),
};
static const struct sheet_column floor_columns[] = {
    CHECK(number), CHECK(book_place), CHECK(count_to), CHECK(asset_id), EXPORT_COLUMN(check_row, found, FLAG),
    CHECK(kind),   CHECK(model),      CHECK(location), CHECK(serial),   CHECKED,
};
static const struct sheet_column unpaired_columns[] = {
    CHECK(number),
    CHECK(book_place),
    CHECK(machine),
    CHECK(hostname),
    CHECK(kind),
    CHECK(known),
    EXPORT_COLUMN(check_row, found, FLAG),
    CHECK(asset_id),
    CHECK(location),
    CHECK(serial),
    CHECKED,
    CHECK(rank),
};
#define MEMBER(NAME, CELL) EXPORT_COLUMN(check_member, NAME, CELL)
static const struct sheet_column population_columns[] = {
    MEMBER(rank, NUMBER), MEMBER(asset_id, TEXT), MEMBER(book_place, TEXT), MEMBER(hash, TEXT), MEMBER(drawn, FLAG)};
static const struct sheet_table book_table = {"book-to-floor.csv", book_columns, ARRAY_LEN(book_columns)};
static const struct sheet_table floor_table = {"floor-to-book.csv", floor_columns, ARRAY_LEN(floor_columns)};
static const struct sheet_table unpaired_table = {"unregistered.csv", unpaired_columns, ARRAY_LEN(unpaired_columns)};
static const struct sheet_table population_table = {"population.csv", population_columns,
                                                    ARRAY_LEN(population_columns)};

#define SHEET(EN, JA, TABLE, ABOUT)                                                                                    \
    { .sheet = {.name = {EN, JA}, .table = &(TABLE)}, .about = EXPORT_##ABOUT }
const struct export_sheet export_open_findings = SHEET("Open findings", "未解決の指摘", open_table, ABOUT_FINDINGS);
const struct export_sheet export_waivers = SHEET("Waivers", "保留", waiver_table, ABOUT_WAIVERS);
const struct export_sheet export_corrections = SHEET("Corrections", "是正済み", correction_table, ABOUT_CORRECTIONS);
const struct export_sheet export_assets = SHEET("Verdicts", "資産別の判定", sheet_of_assets, ABOUT_VERDICTS);
const struct export_sheet export_positions =
    SHEET("Licence position", "ライセンス過不足", sheet_of_positions, ABOUT_POSITIONS);
const struct export_sheet export_support = SHEET("Support", "サポート期限", sheet_of_support, ABOUT_SUPPORT);
const struct export_sheet export_contracts = SHEET("Contracts", "契約", sheet_of_contracts, ABOUT_CONTRACTS);
const struct export_sheet export_reuse = SHEET("Reuse", "再利用候補", sheet_of_reuse, ABOUT_REUSE);
const struct export_sheet export_drift = SHEET("Changes", "構成の変更", sheet_of_drift, ABOUT_DRIFT);
const struct export_sheet export_new_findings = SHEET("New findings", "新規の指摘", new_table, ABOUT_NEW);
const struct export_sheet export_updates = SHEET("Security updates", "セキュリティ更新", update_table, ABOUT_UPDATES);
const struct export_sheet export_actions_sheet = SHEET("To be done", "対応事項", action_table, ABOUT_ACTIONS);
const struct export_sheet export_license_changes =
    SHEET("Licence changes", "ライセンス数の変動", license_table, ABOUT_LICENSE_CHANGES);
const struct export_sheet export_check_book = SHEET("Book to floor", "台帳から現物", book_table, ABOUT_CHECK_BOOK);
const struct export_sheet export_check_floor = SHEET("Floor to book", "現物から台帳", floor_table, ABOUT_CHECK_FLOOR);
const struct export_sheet export_check_unpaired =
    SHEET("On no paper", "台帳にない機器", unpaired_table, ABOUT_CHECK_UNPAIRED);
const struct export_sheet export_check_population =
    SHEET("Population", "母集団", population_table, ABOUT_CHECK_POPULATION);
