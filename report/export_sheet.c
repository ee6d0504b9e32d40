#include "report/export_sheet.h"

#define FINDING(MEMBER, CELL) EXPORT_COLUMN(export_finding_cells, MEMBER, CELL)

#define WHAT                                                                                                           \
    FINDING(code, TEXT), FINDING(title, TEXT), FINDING(outcome, WORD), FINDING(severity, WORD),                        \
        FINDING(asset_id, TEXT), FINDING(hostname, TEXT), FINDING(subject, TEXT), FINDING(field, NAME),                \
        FINDING(message, TEXT)
#define WHERE FINDING(system, TEXT), FINDING(department, TEXT), FINDING(location, TEXT)
#define DECIDED                                                                                                        \
    FINDING(cause, TEXT), FINDING(prevention, TEXT), FINDING(action, TEXT), FINDING(owner, TEXT), FINDING(due, DATE),  \
        FINDING(state, WORD)
#define BASIS                                                                                                          \
    FINDING(ledger_evidence, TEXT), FINDING(snapshot_evidence, TEXT), FINDING(guideline, TEXT), FINDING(id, TEXT)

static const struct sheet_column open_columns[] = {
    WHAT,  FINDING(remedy, TEXT),    DECIDED,
    WHERE, FINDING(status, WORD),    FINDING(first_seen, DATE),
    FINDING(documented, TEXT), FINDING(observed, TEXT),
    BASIS,
};
static const struct sheet_column waiver_columns[] = {
    WHAT, FINDING(waived_by, TEXT), FINDING(waive_why, TEXT), FINDING(waived_until, DATE), DECIDED, WHERE, BASIS,
};
static const struct sheet_column correction_columns[] = {
    WHAT,  FINDING(resolved_on, DATE), DECIDED,
    WHERE, FINDING(first_seen, DATE),  FINDING(last_seen, DATE),
    FINDING(documented, TEXT), FINDING(observed, TEXT),
    BASIS,
};

static const struct sheet_table open_table = {"findings.csv", open_columns, ARRAY_LEN(open_columns)};
static const struct sheet_table waiver_table = {"waivers.csv", waiver_columns, ARRAY_LEN(waiver_columns)};
static const struct sheet_table correction_table = {"corrections.csv", correction_columns,
                                                    ARRAY_LEN(correction_columns)};

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
