#include "report/workbook/sheet.h"

const struct workbook_sheet workbook_sheets[TAB_COUNT] = {
    [TAB_SUMMARY] = {.name = {"Summary", "概要"}, .table = NULL, .marks = {NULL}},
    [TAB_FINDINGS] = {.name = {"Findings", "突合結果"},
                      .table = &sheet_of_findings,
                      .marks = {"code outcome", "severity", "status"}},
    [TAB_ASSETS] = {.name = {"Assets", "資産別判定"}, .table = &sheet_of_assets, .marks = {"verdict", "cause"}},
    [TAB_LICENSES] = {.name = {"Licences", "ライセンス"}, .table = &sheet_of_positions, .marks = {"outcome"}},
    [TAB_SUPPORT] = {.name = {"Support", "サポート期限"}, .table = &sheet_of_support, .marks = {"class"}},
    [TAB_CONTRACTS] = {.name = {"Contracts", "契約"}, .table = &sheet_of_contracts, .marks = {"state"}},
    [TAB_REUSE] = {.name = {"Reuse", "再利用候補"}, .table = &sheet_of_reuse, .marks = {"code"}},
    [TAB_CHANGES] = {.name = {"Changes", "変更点"}, .table = &sheet_of_drift, .marks = {"state"}},
    [TAB_UNDETERMINED] = {.name = {"Undetermined", "確認不能"},
                          .table = &sheet_of_findings,
                          .marks = {"code outcome", "severity", "status"}},
    [TAB_ALLOCATION] = {.name = {"Allocation", "ライセンス充当"}, .table = &sheet_of_allocations, .marks = {NULL}},
    [TAB_DEMAND] = {.name = {"Demand", "ライセンス必要数"}, .table = &sheet_of_demands, .marks = {NULL}},
    [TAB_EVIDENCE] = {.name = {"Evidence", "根拠"}, .table = NULL, .marks = {NULL}},
};
