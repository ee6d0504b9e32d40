/* What the tables of report.html are made of. The columns are those of docs/formats/results.md. */

#include "report/html/looks.h"

#define WORD_GROUP(WORD)                                                                                               \
    { WORD, NULL }
#define OWN TEXT_COUNT /* the heading is the column's own */

static const struct html_group outcome_groups[] = {
    WORD_GROUP("violation"),
    WORD_GROUP("undetermined"),
    WORD_GROUP("notice"),
    WORD_GROUP("conforming"),
};

static const struct html_column license_columns[] = {
    {TEXT_PRODUCT, HTML_CELL_TEXT, {"product", "edition", "version"}},
    {OWN, HTML_CELL_TEXT, {"vendor"}},
    {OWN, HTML_CELL_WORD, {"metric"}},
    {OWN, HTML_CELL_NUMBER, {"entitled"}},
    {OWN, HTML_CELL_NUMBER, {"effective"}},
    {OWN, HTML_CELL_NUMBER, {"need_min"}},
    {OWN, HTML_CELL_NUMBER, {"need_max"}},
    {OWN, HTML_CELL_NUMBER, {"short_min"}},
    {OWN, HTML_CELL_NUMBER, {"short_max"}},
    {OWN, HTML_CELL_NUMBER, {"spare"}},
    {TEXT_ALLOCATED,
     HTML_CELL_PARTS,
     {"allocated_direct", "allocated_downgrade", "allocated_suite", "allocated_second", "exempt"}},
    {TEXT_MONEY_AND_USE, HTML_CELL_PARTS, {"unit_price", "true_up", "recoverable", "unexamined"}},
    {OWN, HTML_CELL_TEXT, {"evidence"}},
};

static const struct html_group support_groups[] = {
    WORD_GROUP("ended"),       WORD_GROUP("unknown"),  WORD_GROUP("extended"),
    WORD_GROUP("maintenance"), WORD_GROUP("standard"), WORD_GROUP("before"),
};

static const struct html_column support_columns[] = {
    {TEXT_PRODUCT, HTML_CELL_TEXT, {"product", "version"}},
    {OWN, HTML_CELL_WORD, {"kind"}},
    {OWN, HTML_CELL_NUMBER, {"count"}},
    {OWN, HTML_CELL_DAY, {"effective_end"}},
    {OWN, HTML_CELL_DAY, {"planned_end"}},
    {OWN, HTML_CELL_NUMBER, {"gap_days"}},
    {OWN, HTML_CELL_OUTCOME, {"outcome"}},
    {OWN, HTML_CELL_WORD, {"decision"}},
    {TEXT_ENDS, HTML_CELL_PARTS, {"active_end", "support_end", "extended_end"}},
    {TEXT_RESTS_ON, HTML_CELL_PARTS, {"release", "source", "checked_on", "evidence"}},
};

static const struct html_group contract_groups[] = {
    WORD_GROUP("ended"),  WORD_GROUP("overdue"), WORD_GROUP("due"),     WORD_GROUP("unknown"),
    WORD_GROUP("active"), WORD_GROUP("future"),  WORD_GROUP("renewed"),
};

static const struct html_column contract_columns[] = {
    {OWN, HTML_CELL_TEXT, {"id"}},
    {OWN, HTML_CELL_WORD, {"kind"}},
    {TEXT_CONTRACT, HTML_CELL_TEXT, {"title", "vendor"}},
    {OWN, HTML_CELL_DAY, {"due_on"}},
    {OWN, HTML_CELL_NUMBER, {"days_left"}},
    {OWN, HTML_CELL_DAY, {"notice_deadline"}},
    {OWN, HTML_CELL_DAY, {"start_on"}},
    {OWN, HTML_CELL_DAY, {"end_on"}},
    {OWN, HTML_CELL_TEXT, {"next"}},
    {OWN, HTML_CELL_TEXT, {"evidence"}},
};

static const struct html_group reuse_groups[] = {
    WORD_GROUP("REU-CANDIDATE"),
    WORD_GROUP("REU-LICENSE"),
    WORD_GROUP("REU-HOLD"),
    WORD_GROUP("REU-RETURN"),
};

static const struct html_column reuse_columns[] = {
    {TEXT_WHICH, HTML_CELL_TEXT, {"asset_id", "license_id"}},
    {OWN, HTML_CELL_TEXT, {"model"}},
    {OWN, HTML_CELL_NUMBER, {"quantity"}},
    {OWN, HTML_CELL_DAY, {"stopped_on"}},
    {OWN, HTML_CELL_TEXT, {"storage_location"}},
    {OWN, HTML_CELL_WORD, {"state"}},
    {TEXT_CONDITION, HTML_CELL_PARTS, {"working", "data_erased"}},
    {OWN, HTML_CELL_FIELDS, {"hold_reason"}},
    {OWN, HTML_CELL_DAY, {"support_end"}},
    {OWN, HTML_CELL_TEXT, {"accounting_status"}},
    {OWN, HTML_CELL_TEXT, {"evidence"}},
};

static const struct html_group asset_groups[] = {
    WORD_GROUP("missing"),
    WORD_GROUP("unregistered"),
    WORD_GROUP("different"),
    {"unverified", "no-answer"},
    {"unverified", "no-credential"},
    {"unverified", "auth-refused"},
    {"unverified", "host-key-changed"},
    {"unverified", "host-key-unknown"},
    {"unverified", "partial"},
    {"unverified", "no-address"},
    {"unverified", "out-of-scope"},
    {"unverified", "excluded"},
    {"unverified", "neighbour-only"},
    {"unverified", "not-seen"},
    {"unverified", "error"},
    WORD_GROUP("unverified"),
    WORD_GROUP("ambiguous"),
    WORD_GROUP("matched"),
    WORD_GROUP("not-expected"),
};

static const struct html_column asset_columns[] = {
    {TEXT_ASSET_OR_DEVICE, HTML_CELL_TEXT, {"asset_id", "device_id"}},
    {OWN, HTML_CELL_TEXT, {"hostname"}},
    {TEXT_KIND_AND_STATUS, HTML_CELL_TEXT, {"kind", "status"}},
    {OWN, HTML_CELL_TEXT, {"system"}},
    {OWN, HTML_CELL_TEXT, {"department"}},
    {OWN, HTML_CELL_TEXT, {"location"}},
    {TEXT_IDENTIFIED_BY, HTML_CELL_FIELDS, {"keys"}},
    {OWN, HTML_CELL_TEXT, {"grade"}},
    {OWN, HTML_CELL_TEXT, {"observed_at"}},
    {TEXT_COMPARED, HTML_CELL_PARTS, {"location_checked", "user_checked", "software_checked", "software_unlisted"}},
};

#define GROUPS(LIST)  LIST, ARRAY_LEN(LIST)
#define COLUMNS(LIST) LIST, ARRAY_LEN(LIST)

static const struct html_table_spec specs[HTML_TABLE_COUNT] = {
    [HTML_TABLE_LICENSES] = {"license_position.csv", "licenses", TEXT_LICENSES, TEXT_LICENSES_NOTE, "outcome", NULL,
                             GROUPS(outcome_groups), COLUMNS(license_columns), html_look_for_shortage},
    [HTML_TABLE_SUPPORT] = {"support.csv", "support", TEXT_SUPPORT, TEXT_SUPPORT_NOTE, "class", NULL,
                            GROUPS(support_groups), COLUMNS(support_columns), html_look_at_support},
    [HTML_TABLE_CONTRACTS] = {"contracts.csv", "contracts", TEXT_CONTRACTS, TEXT_CONTRACTS_NOTE, "state", NULL,
                              GROUPS(contract_groups), COLUMNS(contract_columns), html_look_at_contract},
    [HTML_TABLE_REUSE] = {"reuse_candidates.csv", "reuse", TEXT_REUSE, TEXT_REUSE_NOTE, "code", NULL,
                          GROUPS(reuse_groups), COLUMNS(reuse_columns), NULL},
    [HTML_TABLE_ASSETS] = {"assets.csv", "assets", TEXT_ASSETS, TEXT_ASSETS_NOTE, "verdict", "cause",
                           GROUPS(asset_groups), COLUMNS(asset_columns), NULL},
};

const struct html_table_spec *html_table_spec(enum html_table_id id) {
    return &specs[id];
}
