/* The words of columns that have a list of them. */

#include "inventory/schema.h"

#include "base/compiler.h"
#include "inventory/words.h"
#include "tests/unit/support/cmocka.h"

/* Every word of a list leads back to its own group, so no two groups share one. */
static void test_words_map_back(void **state) {
    unsigned lists = 0;

    (void)state;
    for (enum table_id table = TABLE_DEVICES; table < TABLE_COUNT; table++) {
        for (unsigned i = 0; i < schema_table(table)->column_count; i++) {
            const struct column_def *column = schema_column(table, i);
            struct str groups = str_from(column->words), group, word;
            unsigned index = 0, found;

            assert_true((column->type == TYPE_WORD) <= (column->words != NULL));
            assert_true(!column->words || column->type == TYPE_WORD || column->type == TYPE_BOOL);
            lists += column->words != NULL;
            for (; str_cut(&groups, ';', &group); index++) {
                assert_true(str_starts_with(group, schema_word(column, index)));
                while (str_cut(&group, '|', &word)) {
                    assert_true(word.n > 0);
                    assert_true(schema_word_index(column, word, &found));
                    assert_int_equal(found, index);
                }
            }
            assert_true(!column->words || column->type == TYPE_WORD || index == 2);
            assert_null(schema_word(column, index).p);
        }
    }
    assert_in_range(lists, 30, 80);
}

static const struct expected_word {
    enum table_id table;
    const char *column;
    const char *words; /* the canonical one first */
} expected_words[] = {
    {TABLE_DEVICES, "kind", "server サーバ"},
    {TABLE_DEVICES, "kind", "pc パソコン デスクトップ"},
    {TABLE_DEVICES, "kind", "laptop ノートPC ノートＰＣ"},
    {TABLE_DEVICES, "kind", "tablet タブレット ﾀﾌﾞﾚｯﾄ"},
    {TABLE_DEVICES, "kind", "switch スイッチ L2SW L3SW l2sw Switch"},
    {TABLE_DEVICES, "kind", "router ルータ"},
    {TABLE_DEVICES, "kind", "firewall ファイアウォール UTM"},
    {TABLE_DEVICES, "kind", "wireless 無線AP"},
    {TABLE_DEVICES, "kind", "storage ストレージ NAS"},
    {TABLE_DEVICES, "kind", "printer プリンタ 複合機"},
    {TABLE_DEVICES, "kind", "ups UPS 無停電電源"},
    {TABLE_DEVICES, "kind", "appliance"},
    {TABLE_DEVICES, "kind", "vm 仮想マシン"},
    {TABLE_DEVICES, "kind", "other"},
    {TABLE_DEVICES, "shared_use", "personal 専用"},
    {TABLE_DEVICES, "shared_use", "shared 共用 共有 窓口端末"},
    {TABLE_DEVICES, "shared_use", "vdi"},
    {TABLE_DEVICES, "shared_use", "rds"},
    {TABLE_DEVICES, "status", "active 運用中 稼働中 稼動中 使用中 利用中"},
    {TABLE_DEVICES, "status", "spare 予備"},
    {TABLE_DEVICES, "status", "stock 在庫 保管 遊休"},
    {TABLE_DEVICES, "status", "stopped 停止"},
    {TABLE_DEVICES, "status", "repair 修理 故障"},
    {TABLE_DEVICES, "status", "returned 返却 返却済"},
    {TABLE_DEVICES, "status", "disposed 廃棄 廃棄済 滅却 除却"},
    {TABLE_DEVICES, "status", "lost 紛失"},
    {TABLE_DEVICES, "environment", "production 本番"},
    {TABLE_DEVICES, "environment", "staging 検証"},
    {TABLE_DEVICES, "environment", "training 研修"},
    {TABLE_DEVICES, "environment", "development 開発"},
    {TABLE_SOFTWARE, "environment", "production 本番"},
    {TABLE_SOFTWARE, "environment", "staging 検証"},
    {TABLE_SOFTWARE, "environment", "training 研修"},
    {TABLE_SOFTWARE, "environment", "development 開発"},
    {TABLE_DEVICES, "acquisition", "purchase 購入 買取"},
    {TABLE_DEVICES, "acquisition", "lease リース 賃貸借 ﾘｰｽ"},
    {TABLE_DEVICES, "acquisition", "rental レンタル"},
    {TABLE_SOFTWARE, "kind", "commercial 有償"},
    {TABLE_SOFTWARE, "kind", "freeware 無償"},
    {TABLE_SOFTWARE, "source", "hrSWInstalled HRSWINSTALLED"},
    {TABLE_SOFTWARE, "source", "dpkg"},
    {TABLE_COMPONENTS, "kind", "transceiver"},
    {TABLE_NEIGHBORS, "protocol", "fdb"},
    {TABLE_PROBES, "outcome", "host-key-changed"},
    {TABLE_PROBES, "outcome", "host-key-unknown"},
    {TABLE_LICENSES, "metric", "device デバイス マシン PC単位"},
    {TABLE_LICENSES, "metric", "install インストール"},
    {TABLE_LICENSES, "metric", "user ユーザー ﾕｰｻﾞｰ"},
    {TABLE_LICENSES, "metric", "named 指名"},
    {TABLE_LICENSES, "metric", "concurrent 同時接続"},
    {TABLE_LICENSES, "metric", "socket CPU プロセッサ"},
    {TABLE_LICENSES, "metric", "core コア"},
    {TABLE_LICENSES, "metric", "points PVU"},
    {TABLE_LICENSES, "metric", "vm"},
    {TABLE_LICENSES, "metric", "host"},
    {TABLE_LICENSES, "metric", "server サーバ"},
    {TABLE_LICENSES, "metric", "cal-user"},
    {TABLE_LICENSES, "metric", "cal-device"},
    {TABLE_LICENSES, "metric", "cal CAL ＣＡＬ"},
    {TABLE_LICENSES, "metric", "site サイト"},
    {TABLE_LICENSES, "metric", "enterprise 包括"},
    {TABLE_LICENSES, "metric", "consumption 従量"},
    {TABLE_LICENSES, "form", "package パッケージ"},
    {TABLE_LICENSES, "form", "volume ボリューム"},
    {TABLE_LICENSES, "form", "oem OEM"},
    {TABLE_LICENSES, "form", "preinstall プリインストール"},
    {TABLE_LICENSES, "form", "subscription サブスクリプション"},
    {TABLE_LICENSES, "form", "academic アカデミック 教育機関"},
    {TABLE_LICENSES, "form", "trial 評価版 体験版"},
    {TABLE_LICENSES, "shared_use", "forbidden 禁止"},
    {TABLE_LICENSES, "shared_use", "per-device 端末単位"},
    {TABLE_LICENSES, "shared_use", "per-user 利用者全員分"},
    {TABLE_LICENSES, "shared_use", "shared-activation 共有認証"},
    {TABLE_LICENSES, "round_scope", "server"},
    {TABLE_LICENSES, "round_scope", "pool"},
    {TABLE_LICENSES, "count_from", "same 当日"},
    {TABLE_LICENSES, "count_from", "next 翌日"},
    {TABLE_LICENSES, "maintenance_rule", "all"},
    {TABLE_LICENSES, "maintenance_rule", "partial"},
    {TABLE_ASSIGNMENTS, "assignee_kind", "device"},
    {TABLE_ASSIGNMENTS, "assignee_kind", "user"},
    {TABLE_ASSIGNMENTS, "assignee_kind", "department"},
    {TABLE_SUPPORT, "kind", "hardware"},
    {TABLE_SUPPORT, "kind", "software"},
    {TABLE_SUPPORT, "kind", "os"},
    {TABLE_SUPPORT, "kind", "firmware"},
    {TABLE_SUPPORT, "extension", "free 無償"},
    {TABLE_SUPPORT, "extension", "paid 有償"},
    {TABLE_SUPPORT, "decision", "extend サポート延長"},
    {TABLE_SUPPORT, "decision", "replace 新規購入"},
    {TABLE_SUPPORT, "decision", "renew 更改"},
    {TABLE_SUPPORT, "decision", "stop 利用停止"},
    {TABLE_CONTRACTS, "renewal", "auto 自動"},
    {TABLE_CONTRACTS, "renewal", "manual 手動"},
    {TABLE_CONTRACTS, "renewal", "single-year 単年度"},
    {TABLE_CONTRACTS, "renewal_status", "open 未着手"},
    {TABLE_CONTRACTS, "renewal_status", "in-progress 手続中"},
    {TABLE_CONTRACTS, "renewal_status", "renewed 更新済"},
    {TABLE_CONTRACTS, "renewal_status", "ending 終了"},
    {TABLE_CHANGES, "approval", "approved 承認済"},
    {TABLE_CHANGES, "approval", "pending 申請中"},
    {TABLE_CHANGES, "approval", "rejected 却下"},
    {TABLE_CLOUD, "model", "iaas IaaS"},
    {TABLE_CLOUD, "model", "paas"},
    {TABLE_CLOUD, "model", "saas"},
    {TABLE_PRODUCTS, "class", "os-package"},
    {TABLE_DOWNGRADES, "condition", "maintenance"},
    {TABLE_ALIASES, "kind", "vendor"},
};

static void test_words(void **state) {
    unsigned column, index;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(expected_words); i++) {
        struct str rest = str_from(expected_words[i].words), word, canonical = STR_NONE;
        assert_true(schema_column_by_name(expected_words[i].table, str_from(expected_words[i].column), &column));
        const struct column_def *def = schema_column(expected_words[i].table, column);
        while (str_cut(&rest, ' ', &word)) {
            canonical = canonical.p ? canonical : word;
            assert_true(schema_word_index(def, word, &index));
            assert_true(str_eq(schema_word(def, index), canonical));
        }
    }
    assert_false(schema_word_index(schema_column(TABLE_DEVICES, DEVICES_STATUS), STR("運用"), &index));
    assert_false(schema_word_index(schema_column(TABLE_DEVICES, DEVICES_STATUS), STR(""), &index));
    /* A form of licence, but no way of counting. */
    assert_false(schema_word_index(schema_column(TABLE_LICENSES, LICENSES_METRIC), STR("サブスクリプション"), &index));
    assert_false(schema_word_index(schema_column(TABLE_DEVICES, DEVICES_NOTE), STR("pc"), &index));
}

/* The numbers that code decides on (inventory/words.h) are the places of the words in the lists. */
static const struct word_number {
    enum table_id table;
    unsigned column, index;
    const char *word;
} word_numbers[] = {
    {TABLE_DEVICES, DEVICES_STATUS, STATUS_ACTIVE, "active"},
    {TABLE_DEVICES, DEVICES_STATUS, STATUS_SPARE, "spare"},
    {TABLE_DEVICES, DEVICES_STATUS, STATUS_STOCK, "stock"},
    {TABLE_DEVICES, DEVICES_STATUS, STATUS_STOPPED, "stopped"},
    {TABLE_DEVICES, DEVICES_STATUS, STATUS_REPAIR, "repair"},
    {TABLE_DEVICES, DEVICES_STATUS, STATUS_RETURNED, "returned"},
    {TABLE_DEVICES, DEVICES_STATUS, STATUS_DISPOSED, "disposed"},
    {TABLE_DEVICES, DEVICES_STATUS, STATUS_LOST, "lost"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_SERVER, "server"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_PC, "pc"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_LAPTOP, "laptop"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_TABLET, "tablet"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_SWITCH, "switch"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_ROUTER, "router"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_FIREWALL, "firewall"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_WIRELESS, "wireless"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_STORAGE, "storage"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_PRINTER, "printer"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_UPS, "ups"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_APPLIANCE, "appliance"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_VM, "vm"},
    {TABLE_DEVICES, DEVICES_KIND, KIND_OTHER, "other"},
    {TABLE_PROBES, PROBES_OUTCOME, PROBE_ANSWERED, "answered"},
    {TABLE_PROBES, PROBES_OUTCOME, PROBE_PARTIAL, "partial"},
    {TABLE_PROBES, PROBES_OUTCOME, PROBE_NO_ANSWER, "no-answer"},
    {TABLE_PROBES, PROBES_OUTCOME, PROBE_AUTH_REFUSED, "auth-refused"},
    {TABLE_PROBES, PROBES_OUTCOME, PROBE_NO_CREDENTIAL, "no-credential"},
    {TABLE_PROBES, PROBES_OUTCOME, PROBE_HOST_KEY_CHANGED, "host-key-changed"},
    {TABLE_PROBES, PROBES_OUTCOME, PROBE_HOST_KEY_UNKNOWN, "host-key-unknown"},
    {TABLE_PROBES, PROBES_OUTCOME, PROBE_EXCLUDED, "excluded"},
    {TABLE_PROBES, PROBES_OUTCOME, PROBE_ERROR, "error"},
    {TABLE_DEVICES, DEVICES_SHARED_USE, USE_PERSONAL, "personal"},
    {TABLE_DEVICES, DEVICES_SHARED_USE, USE_SHARED, "shared"},
    {TABLE_DEVICES, DEVICES_SHARED_USE, USE_VDI, "vdi"},
    {TABLE_DEVICES, DEVICES_SHARED_USE, USE_RDS, "rds"},
    {TABLE_DEVICES, DEVICES_ENVIRONMENT, ENVIRONMENT_PRODUCTION, "production"},
    {TABLE_DEVICES, DEVICES_ENVIRONMENT, ENVIRONMENT_STAGING, "staging"},
    {TABLE_DEVICES, DEVICES_ENVIRONMENT, ENVIRONMENT_TRAINING, "training"},
    {TABLE_DEVICES, DEVICES_ENVIRONMENT, ENVIRONMENT_DEVELOPMENT, "development"},
    {TABLE_SOFTWARE, SOFTWARE_ENVIRONMENT, ENVIRONMENT_PRODUCTION, "production"},
    {TABLE_SOFTWARE, SOFTWARE_ENVIRONMENT, ENVIRONMENT_STAGING, "staging"},
    {TABLE_SOFTWARE, SOFTWARE_ENVIRONMENT, ENVIRONMENT_TRAINING, "training"},
    {TABLE_SOFTWARE, SOFTWARE_ENVIRONMENT, ENVIRONMENT_DEVELOPMENT, "development"},
    {TABLE_DEVICES, DEVICES_ACQUISITION, ACQUISITION_PURCHASE, "purchase"},
    {TABLE_DEVICES, DEVICES_ACQUISITION, ACQUISITION_LEASE, "lease"},
    {TABLE_DEVICES, DEVICES_ACQUISITION, ACQUISITION_RENTAL, "rental"},
    {TABLE_SOFTWARE, SOFTWARE_ROLE, ROLE_ACTIVE, "active"},
    {TABLE_SOFTWARE, SOFTWARE_ROLE, ROLE_PASSIVE, "passive"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_DEVICE, "device"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_INSTALL, "install"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_USER, "user"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_NAMED, "named"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_CONCURRENT, "concurrent"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_SOCKET, "socket"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_CORE, "core"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_POINTS, "points"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_VM, "vm"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_HOST, "host"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_SERVER, "server"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_CAL_USER, "cal-user"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_CAL_DEVICE, "cal-device"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_CAL, "cal"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_SITE, "site"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_ENTERPRISE, "enterprise"},
    {TABLE_LICENSES, LICENSES_METRIC, METRIC_CONSUMPTION, "consumption"},
    {TABLE_LICENSES, LICENSES_FORM, FORM_PACKAGE, "package"},
    {TABLE_LICENSES, LICENSES_FORM, FORM_VOLUME, "volume"},
    {TABLE_LICENSES, LICENSES_FORM, FORM_OEM, "oem"},
    {TABLE_LICENSES, LICENSES_FORM, FORM_PREINSTALL, "preinstall"},
    {TABLE_LICENSES, LICENSES_FORM, FORM_SUBSCRIPTION, "subscription"},
    {TABLE_LICENSES, LICENSES_FORM, FORM_ACADEMIC, "academic"},
    {TABLE_LICENSES, LICENSES_FORM, FORM_TRIAL, "trial"},
    {TABLE_LICENSES, LICENSES_SHARED_USE, SHARED_FORBIDDEN, "forbidden"},
    {TABLE_LICENSES, LICENSES_SHARED_USE, SHARED_PER_DEVICE, "per-device"},
    {TABLE_LICENSES, LICENSES_SHARED_USE, SHARED_PER_USER, "per-user"},
    {TABLE_LICENSES, LICENSES_SHARED_USE, SHARED_ACTIVATION, "shared-activation"},
    {TABLE_LICENSES, LICENSES_ROUND_SCOPE, ROUND_SERVER, "server"},
    {TABLE_LICENSES, LICENSES_ROUND_SCOPE, ROUND_POOL, "pool"},
    {TABLE_LICENSES, LICENSES_COUNT_FROM, COUNT_FROM_SAME_DAY, "same"},
    {TABLE_LICENSES, LICENSES_COUNT_FROM, COUNT_FROM_NEXT_DAY, "next"},
    {TABLE_LICENSES, LICENSES_MAINTENANCE_RULE, MAINTENANCE_ALL, "all"},
    {TABLE_LICENSES, LICENSES_MAINTENANCE_RULE, MAINTENANCE_PARTIAL, "partial"},
    {TABLE_ASSIGNMENTS, ASSIGNMENTS_ASSIGNEE_KIND, ASSIGNEE_DEVICE, "device"},
    {TABLE_ASSIGNMENTS, ASSIGNMENTS_ASSIGNEE_KIND, ASSIGNEE_USER, "user"},
    {TABLE_ASSIGNMENTS, ASSIGNMENTS_ASSIGNEE_KIND, ASSIGNEE_DEPARTMENT, "department"},
    {TABLE_SUPPORT, SUPPORT_KIND, SUPPORTED_HARDWARE, "hardware"},
    {TABLE_SUPPORT, SUPPORT_KIND, SUPPORTED_SOFTWARE, "software"},
    {TABLE_SUPPORT, SUPPORT_KIND, SUPPORTED_OS, "os"},
    {TABLE_SUPPORT, SUPPORT_KIND, SUPPORTED_FIRMWARE, "firmware"},
    {TABLE_SUPPORT, SUPPORT_EXTENSION, EXTENSION_FREE, "free"},
    {TABLE_SUPPORT, SUPPORT_EXTENSION, EXTENSION_PAID, "paid"},
    {TABLE_SUPPORT, SUPPORT_DECISION, DECISION_EXTEND, "extend"},
    {TABLE_SUPPORT, SUPPORT_DECISION, DECISION_REPLACE, "replace"},
    {TABLE_SUPPORT, SUPPORT_DECISION, DECISION_RENEW, "renew"},
    {TABLE_SUPPORT, SUPPORT_DECISION, DECISION_STOP, "stop"},
    {TABLE_CONTRACTS, CONTRACTS_RENEWAL, RENEWAL_AUTO, "auto"},
    {TABLE_CONTRACTS, CONTRACTS_RENEWAL, RENEWAL_MANUAL, "manual"},
    {TABLE_CONTRACTS, CONTRACTS_RENEWAL, RENEWAL_SINGLE_YEAR, "single-year"},
    {TABLE_CONTRACTS, CONTRACTS_RENEWAL_STATUS, RENEWAL_OPEN, "open"},
    {TABLE_CONTRACTS, CONTRACTS_RENEWAL_STATUS, RENEWAL_IN_PROGRESS, "in-progress"},
    {TABLE_CONTRACTS, CONTRACTS_RENEWAL_STATUS, RENEWAL_RENEWED, "renewed"},
    {TABLE_CONTRACTS, CONTRACTS_RENEWAL_STATUS, RENEWAL_ENDING, "ending"},
    {TABLE_CHANGES, CHANGES_APPROVAL, APPROVAL_APPROVED, "approved"},
    {TABLE_CHANGES, CHANGES_APPROVAL, APPROVAL_PENDING, "pending"},
    {TABLE_CHANGES, CHANGES_APPROVAL, APPROVAL_REJECTED, "rejected"},
    {TABLE_CLOUD, CLOUD_MODEL, CLOUD_IAAS, "iaas"},
    {TABLE_CLOUD, CLOUD_MODEL, CLOUD_PAAS, "paas"},
    {TABLE_CLOUD, CLOUD_MODEL, CLOUD_SAAS, "saas"},
    {TABLE_DOWNGRADES, DOWNGRADES_CONDITION, DOWNGRADE_ALWAYS, "always"},
    {TABLE_DOWNGRADES, DOWNGRADES_CONDITION, DOWNGRADE_MAINTENANCE, "maintenance"},
    {TABLE_DOWNGRADES, DOWNGRADES_CONDITION, DOWNGRADE_VOLUME, "volume"},
    {TABLE_ALIASES, ALIASES_KIND, ALIAS_VENDOR, "vendor"},
    {TABLE_ALIASES, ALIASES_KIND, ALIAS_COUNTRY, "country"},
    {TABLE_ALIASES, ALIASES_KIND, ALIAS_PLACE, "place"},
    {TABLE_ALIASES, ALIASES_KIND, ALIAS_UNIT, "unit"},
    {TABLE_PROBES, PROBES_OUTCOME, PROBE_NOT_FOUND, "not-found"},
    {TABLE_NEIGHBORS, NEIGHBORS_PROTOCOL, NEIGHBOR_LLDP, "lldp"},
    {TABLE_NEIGHBORS, NEIGHBORS_PROTOCOL, NEIGHBOR_CDP, "cdp"},
    {TABLE_NEIGHBORS, NEIGHBORS_PROTOCOL, NEIGHBOR_EDP, "edp"},
    {TABLE_NEIGHBORS, NEIGHBORS_PROTOCOL, NEIGHBOR_ARP, "arp"},
    {TABLE_NEIGHBORS, NEIGHBORS_PROTOCOL, NEIGHBOR_FDB, "fdb"},
};

static void test_word_numbers(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(word_numbers); i++) {
        struct str word =
            schema_word(schema_column(word_numbers[i].table, word_numbers[i].column), word_numbers[i].index);
        assert_true(str_eq(word, str_from(word_numbers[i].word)));
    }
    assert_null(schema_word(schema_column(TABLE_DEVICES, DEVICES_STATUS), STATUS_LOST + 1).p);
    assert_null(schema_word(schema_column(TABLE_DEVICES, DEVICES_KIND), KIND_OTHER + 1).p);
    assert_null(schema_word(schema_column(TABLE_PROBES, PROBES_OUTCOME), PROBE_OUTCOME_COUNT).p);
    assert_null(schema_word(schema_column(TABLE_LICENSES, LICENSES_METRIC), METRIC_COUNT).p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_map_back),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_word_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
