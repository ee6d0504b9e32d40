#include "report/workbook_sheet.h"

const struct workbook_sheet workbook_sheets[TAB_COUNT] = {
    [TAB_SUMMARY] = {{"Summary", "概要"}, NULL, {NULL}},
    [TAB_FINDINGS] = {{"Findings", "突合結果"}, &sheet_of_findings, {"code outcome", "severity", "status"}},
    [TAB_ASSETS] = {{"Assets", "資産別判定"}, &sheet_of_assets, {"verdict", "cause"}},
    [TAB_LICENSES] = {{"Licences", "ライセンス"}, &sheet_of_positions, {"outcome"}},
    [TAB_SUPPORT] = {{"Support", "サポート期限"}, &sheet_of_support, {"class"}},
    [TAB_CONTRACTS] = {{"Contracts", "契約"}, &sheet_of_contracts, {"state"}},
    [TAB_REUSE] = {{"Reuse", "再利用候補"}, &sheet_of_reuse, {"code"}},
    [TAB_CHANGES] = {{"Changes", "変更点"}, &sheet_of_drift, {"state"}},
    [TAB_UNDETERMINED] = {{"Undetermined", "確認不能"}, &sheet_of_findings, {"code outcome", "severity", "status"}},
    [TAB_ALLOCATION] = {{"Allocation", "ライセンス充当"}, &sheet_of_allocations, {NULL}},
    [TAB_DEMAND] = {{"Demand", "ライセンス必要数"}, &sheet_of_demands, {NULL}},
    [TAB_EVIDENCE] = {{"Evidence", "根拠"}, NULL, {NULL}},
};
