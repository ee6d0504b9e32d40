#include "inventory/schema.h"

#include "base/text.h"
#include "inventory/words.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#define EACH_TABLE(VARIABLE)                                                                                           \
    enum table_id VARIABLE = TABLE_DEVICES;                                                                            \
    VARIABLE < TABLE_COUNT;                                                                                            \
    VARIABLE++

static const struct expected_table {
    const char *name;
    const char *columns; /* in order */
    bool is_ledger;
} expected_tables[TABLE_COUNT] = {
    {"devices",
     "asset_id device_id serial uuid hostname kind manufacturer model model_number mac_addresses ip_addresses os_name "
     "os_version os_edition cpu_model cpu_sockets cores_per_socket cpu_cores cpu_threads memory_mb disk_gb "
     "firmware_version virtual virtual_host cluster user_name user_id department manager system location country "
     "country_since shared_use status quantity environment purpose acquisition acquired_on cost lease_end stopped_on "
     "disposed_on data_erased working storage_location support_end planned_end renewal_planned_on parts_end "
     "contract_id owner accounting_status inventoried_on note observed_at address method chassis_serial board_serial "
     "asset_tag manufactured_as last_login_at last_login_user boot_at installed_at stack_member_of identity_notes "
     "sections_missing",
     true},
    {"software",
     "asset_id device_id product vendor version edition arch language kind license_id media_id installed_on "
     "installed_by last_used_on use_count user_id environment purpose role instance purl cpe swid_tag planned_end "
     "source location",
     true},
    {"interfaces", "device_id name mac permanent_mac type speed_mbps up addresses vlan bond_of", false},
    {"components", "device_id kind name slot manufacturer model serial firmware capacity asset_tag", false},
    {"accounts", "device_id user_id last_login_at source", false},
    {"updates", "device_id package installed available security metadata_age_hours", false},
    {"neighbors",
     "device_id port protocol remote_id remote_port remote_name remote_address remote_mac remote_model remote_serial "
     "remote_asset_tag vlan",
     false},
    {"probes", "target address outcome method credential seconds sections_complete sections_missing message device_id",
     false},
};

static void test_tables(void **state) {
    enum table_id found;

    (void)state;
    for (EACH_TABLE(table)) {
        const struct table_def *def = schema_table(table);
        struct str rest = str_from(expected_tables[table].columns), name;
        unsigned column = 0;

        assert_string_equal(def->name, expected_tables[table].name);
        assert_true(schema_table_by_name(str_from(def->name), &found));
        assert_int_equal(found, table);
        assert_int_equal(def->is_ledger, expected_tables[table].is_ledger);
        assert_true(def->is_snapshot);
        for (; str_cut(&rest, ' ', &name); column++) {
            assert_in_range(column, 0, def->column_count - 1);
            assert_true(str_eq(str_from(schema_column(table, column)->name), name));
        }
        assert_int_equal(column, def->column_count);
        assert_in_range(def->column_count, 1, COLUMNS_MAX);
    }
    assert_false(schema_table_by_name(STR("device"), &found));
    assert_false(schema_table_by_name(STR(""), &found));
}

static void test_columns_by_name(void **state) {
    unsigned found;

    (void)state;
    for (EACH_TABLE(table)) {
        for (unsigned i = 0; i < schema_table(table)->column_count; i++) {
            /* Equal names would find the first. */
            assert_true(schema_column_by_name(table, str_from(schema_column(table, i)->name), &found));
            assert_int_equal(found, i);
        }
    }
    assert_true(schema_column_by_name(TABLE_SOFTWARE, STR("version"), &found));
    assert_int_equal(found, SOFTWARE_VERSION);
    assert_false(schema_column_by_name(TABLE_SOFTWARE, STR("Version"), &found));
    assert_false(schema_column_by_name(TABLE_DEVICES, STR("product"), &found));
}

static bool is_one_of(const char *names, const char *name) {
    struct str rest = str_from(names), one;
    while (str_cut(&rest, ' ', &one)) {
        if (str_eq(one, str_from(name))) {
            return true;
        }
    }
    return false;
}

/* The marks M and E, and what only snapshots have. */
static void test_needs(void **state) {
    static const struct {
        enum table_id table;
        const char *mandatory, *expected, *observed;
    } marks[] = {
        {TABLE_DEVICES, "asset_id", "kind manufacturer model department location status acquisition",
         "device_id observed_at address method chassis_serial board_serial asset_tag manufactured_as last_login_at "
         "last_login_user boot_at installed_at stack_member_of identity_notes sections_missing"},
        {TABLE_SOFTWARE, "asset_id product", "version", "device_id source location"},
    };

    (void)state;
    for (size_t m = 0; m < ARRAY_LEN(marks); m++) {
        for (unsigned i = 0; i < schema_table(marks[m].table)->column_count; i++) {
            const struct column_def *column = schema_column(marks[m].table, i);
            enum column_need need = is_one_of(marks[m].mandatory, column->name)  ? NEED_MANDATORY
                                    : is_one_of(marks[m].expected, column->name) ? NEED_EXPECTED
                                    : is_one_of(marks[m].observed, column->name) ? NEED_OBSERVED
                                                                                 : NEED_OPTIONAL;
            assert_int_equal(column->need, need);
        }
    }
    for (EACH_TABLE(table)) {
        for (unsigned i = 0; !schema_table(table)->is_ledger && i < schema_table(table)->column_count; i++) {
            assert_int_equal(schema_column(table, i)->need, NEED_OBSERVED);
        }
    }
}

static void test_types(void **state) {
    static const enum column_type uncoded[] = {TYPE_ID,       TYPE_SERIAL,  TYPE_UUID, TYPE_HOSTNAME,
                                               TYPE_MAC_LIST, TYPE_IP_LIST, TYPE_NOTE, TYPE_ID_LIST};

    (void)state;
    for (enum column_type type = TYPE_ID; type < TYPE_KIND_COUNT; type++) {
        bool is_coded = true;
        for (size_t i = 0; i < ARRAY_LEN(uncoded); i++) {
            is_coded = is_coded && uncoded[i] != type;
        }
        assert_non_null(schema_type(type)->name);
        assert_int_equal(schema_type(type)->is_coded, is_coded);
        assert_false(schema_type(type)->is_coded && schema_type(type)->is_identity);
    }
    assert_true(schema_type(TYPE_SERIAL)->is_identity);
    assert_false(schema_type(TYPE_NOTE)->is_identity);
}

static void assert_folds_to_lower_case(struct str text) {
    struct buffer folded = {0};
    text_fold(text, &folded);
    assert_false(folded.failed);
    assert_true(str_eq_ignore_case(buffer_view(&folded), text));
    buffer_done(&folded);
}

/* Lookups compare the definitions without folding them. */
static void test_definitions_need_no_folding(void **state) {
    (void)state;
    for (EACH_TABLE(table)) {
        for (unsigned i = 0; i < schema_table(table)->column_count; i++) {
            const struct column_def *column = schema_column(table, i);
            struct str lists[] = {str_from(column->headings), str_from(column->words)}, group, part;
            for (size_t list = 0; list < ARRAY_LEN(lists); list++) {
                while (str_cut(&lists[list], ';', &group)) {
                    while (str_cut(&group, '|', &part)) {
                        assert_folds_to_lower_case(part);
                    }
                }
            }
        }
        assert_folds_to_lower_case(str_from(schema_table(table)->file_names));
    }
}

/* Every word of a list leads back to its own group, so no two groups share one. */
static void test_words_map_back(void **state) {
    unsigned lists = 0;

    (void)state;
    for (EACH_TABLE(table)) {
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
    assert_in_range(lists, 12, 40);
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
    assert_false(schema_word_index(schema_column(TABLE_DEVICES, DEVICES_NOTE), STR("pc"), &index));
}

/* The numbers that code decides on (inventory/words.h) are the places of the words in the lists. */
static void test_word_numbers(void **state) {
    static const struct {
        enum table_id table;
        unsigned column, index;
        const char *word;
    } numbers[] = {
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
        {TABLE_PROBES, PROBES_OUTCOME, PROBE_EXCLUDED, "excluded"},
        {TABLE_PROBES, PROBES_OUTCOME, PROBE_ERROR, "error"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        struct str word = schema_word(schema_column(numbers[i].table, numbers[i].column), numbers[i].index);
        assert_true(str_eq(word, str_from(numbers[i].word)));
    }
    assert_null(schema_word(schema_column(TABLE_DEVICES, DEVICES_STATUS), STATUS_LOST + 1).p);
    assert_null(schema_word(schema_column(TABLE_DEVICES, DEVICES_KIND), KIND_OTHER + 1).p);
    assert_null(schema_word(schema_column(TABLE_PROBES, PROBES_OUTCOME), PROBE_OUTCOME_COUNT).p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),         cmocka_unit_test(test_columns_by_name),
        cmocka_unit_test(test_needs),          cmocka_unit_test(test_types),
        cmocka_unit_test(test_words_map_back), cmocka_unit_test(test_definitions_need_no_folding),
        cmocka_unit_test(test_words),          cmocka_unit_test(test_word_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
