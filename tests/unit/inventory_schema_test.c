#include "inventory/schema.h"

#include "base/text.h"
#include "inventory/words.h"
#include "tests/unit/support/cmocka.h"

#define EACH_TABLE(VARIABLE)                                                                                           \
    enum table_id VARIABLE = TABLE_DEVICES;                                                                            \
    VARIABLE < TABLE_COUNT;                                                                                            \
    VARIABLE++

static const struct expected_table {
    const char *name;
    const char *columns; /* in order */
    enum table_kind kind;
} expected_tables[TABLE_COUNT] = {
    {"devices",
     "asset_id device_id serial uuid hostname kind manufacturer model model_number mac_addresses ip_addresses os_name "
     "os_version os_edition cpu_model cpu_sockets cores_per_socket cpu_cores cpu_threads memory_mb disk_gb "
     "firmware_version virtual virtual_host cluster user_name user_id department manager system location country "
     "country_since shared_use status quantity environment purpose acquisition acquired_on cost lease_end stopped_on "
     "disposed_on data_erased working storage_location support_end planned_end renewal_planned_on parts_end "
     "contract_id owner accounting_status inventoried_on note observed_at address method chassis_serial board_serial "
     "asset_tag manufactured_as last_login_at last_login_user boot_at installed_at page_count stack_member_of "
     "identity_notes sections_missing",
     TABLE_KIND_LEDGER},
    {"software",
     "asset_id device_id product vendor version edition arch language kind license_id media_id installed_on "
     "installed_by last_used_on use_count user_id environment purpose role instance purl cpe swid_tag planned_end "
     "source location",
     TABLE_KIND_LEDGER},
    {"interfaces", "device_id name mac permanent_mac type speed_mbps up addresses vlan bond_of", TABLE_KIND_SNAPSHOT},
    {"components", "device_id kind name slot manufacturer model serial firmware capacity asset_tag",
     TABLE_KIND_SNAPSHOT},
    {"accounts", "device_id user_id last_login_at source", TABLE_KIND_SNAPSHOT},
    {"updates", "device_id package installed available security metadata_age_hours", TABLE_KIND_SNAPSHOT},
    {"neighbors",
     "device_id port protocol remote_id remote_port remote_name remote_address remote_mac remote_model remote_serial "
     "remote_asset_tag vlan",
     TABLE_KIND_SNAPSHOT},
    {"probes",
     "target address outcome method credential seconds sections_complete sections_missing message reached device_id",
     TABLE_KIND_SNAPSHOT},
    {"licenses",
     "license_id vendor product edition version sku quantity unit_size metric form start_on end_on perpetual "
     "maintenance_end maintenance_quantity purposes countries purchase_country sites departments shared_use "
     "devices_per_user second_copy downgrade upgrade_of stackable vdi_exempt round_scope subcapacity_evidence "
     "fallback term_days count_from maintenance_rule bound_to reassignable reassign_days components minimum_rule "
     "core_factor points virtual_rule passive_rule terms terms_checked_on certificate certificate_quantity key "
     "storage supplier purchased_on unit_price contract_id department disposed_on note",
     TABLE_KIND_LEDGER},
    {"assignments",
     "license_id assignee_kind assignee quantity assigned_on released_on primary last_used_on approver note",
     TABLE_KIND_LEDGER},
    {"people", "user_id accounts user_name department country administrator joined_on left_on note", TABLE_KIND_LEDGER},
    {"support",
     "product vendor version kind sale_end active_end support_end extended_end extension extended_bought "
     "extended_quantity source checked_on successor planned_end decision decided_by decided_on risk_security "
     "risk_withdrawal risk_failure note",
     TABLE_KIND_LEDGER},
    {"contracts",
     "contract_id title vendor kind start_on end_on targets quantity level renewal notice_period renewal_status "
     "amount next_contract note",
     TABLE_KIND_LEDGER},
    {"changes",
     "change_id related_id requested_on approved_on approval applied_on target field before after reason "
     "document_updated note",
     TABLE_KIND_LEDGER},
    {"circuits",
     "circuit_id kind service carrier bandwidth site_a site_b start_on end_on device port vlan subnet gateway "
     "contract_id note",
     TABLE_KIND_LEDGER},
    {"cloud",
     "service_id provider service model plan account region quantity metric start_on end_on owner contract_id note",
     TABLE_KIND_LEDGER},
    {"domains", "domain registrar expires_on auto_renew certificate_end retire_on owner note", TABLE_KIND_LEDGER},
    {"facilities", "facility_id name kind address zone racks contract_id start_on end_on note", TABLE_KIND_LEDGER},
    {"sessions", "product user_id device started_at ended_at", TABLE_KIND_RECORD},
    {"access", "target user_id device start_on end_on", TABLE_KIND_RECORD},
    {"usage", "license_id from to amount", TABLE_KIND_RECORD},
    {"clusters", "cluster host live_migration affinity", TABLE_KIND_RECORD},
    {"connections", "device port peer peer_port vlan", TABLE_KIND_RECORD},
    {"checks", "asset_id checked_on checked_by found location user serial working note", TABLE_KIND_RECORD},
    {"products", "pattern class vendor product edition version licensable purl cpe endoflife source checked_on",
     TABLE_KIND_RULE},
    {"downgrades", "product from_version to_versions condition source checked_on", TABLE_KIND_RULE},
    {"core_factors", "pattern factor valid_from valid_until source checked_on", TABLE_KIND_RULE},
    {"points", "pattern points valid_from valid_until source checked_on", TABLE_KIND_RULE},
    {"minimums", "pattern per_socket per_server per_vm users_per_processor source checked_on", TABLE_KIND_RULE},
    {"releases", "product version released_on source checked_on", TABLE_KIND_RULE},
    {"edition_limits", "product edition max_sockets source checked_on", TABLE_KIND_RULE},
    {"feeds", "product label column source checked_on", TABLE_KIND_RULE},
    {"aliases", "kind word canonical source checked_on", TABLE_KIND_RULE},
    {"places", "pattern site facility country subnets switches source checked_on", TABLE_KIND_RULE},
    {"keys", "key maker value device_id", TABLE_KIND_SNAPSHOT},
    {"guests", "device_id name uuid os memory_mb cpus state mac_addresses", TABLE_KIND_SNAPSHOT},
    {"calendar",
     "product product_label category release label codename released_on active support extended discontinued "
     "active_label support_label extended_label discontinued_label latest latest_on source generated_on file",
     TABLE_KIND_STATE},
    {"calendar_ids", "product kind id", TABLE_KIND_STATE},
    {"dispositions",
     "id code outcome severity asset_id hostname system department location subject field message first_seen last_seen "
     "status cause prevention action owner due state waive_until waive_why",
     TABLE_KIND_EDITED},
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
        assert_int_equal(def->kind, expected_tables[table].kind);
        assert_int_equal(def->is_ledger, def->kind != TABLE_KIND_SNAPSHOT && def->kind != TABLE_KIND_STATE &&
                                             def->kind != TABLE_KIND_EDITED);
        assert_int_equal(def->is_snapshot, table <= TABLE_PROBES || table == TABLE_KEYS || table == TABLE_GUESTS);
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
        const char *mandatory, *expected, *observed, *one_of;
    } marks[] = {
        {TABLE_DEVICES, "asset_id", "kind manufacturer model department location status acquisition",
         "device_id observed_at address method chassis_serial board_serial asset_tag manufactured_as last_login_at "
         "last_login_user boot_at installed_at page_count stack_member_of identity_notes sections_missing",
         ""},
        {TABLE_SOFTWARE, "asset_id product", "version", "device_id source location", ""},
        {TABLE_LICENSES, "license_id product quantity", "vendor metric end_on", "", ""},
        {TABLE_ASSIGNMENTS, "license_id assignee", "", "", ""},
        {TABLE_PEOPLE, "user_id", "", "", ""},
        {TABLE_SUPPORT, "product", "source", "", "active_end support_end extended_end"},
        {TABLE_CONTRACTS, "contract_id end_on", "vendor start_on targets", "", ""},
        {TABLE_CHANGES, "change_id target", "approval", "", ""},
        {TABLE_CIRCUITS, "circuit_id", "carrier end_on", "", ""},
        {TABLE_CLOUD, "service_id", "provider service end_on", "", ""},
        {TABLE_DOMAINS, "domain", "expires_on", "", ""},
        {TABLE_FACILITIES, "facility_id", "name address", "", ""},
        {TABLE_DISPOSITIONS, "id", "", "", ""},
    };

    (void)state;
    for (size_t m = 0; m < ARRAY_LEN(marks); m++) {
        for (unsigned i = 0; i < schema_table(marks[m].table)->column_count; i++) {
            const struct column_def *column = schema_column(marks[m].table, i);
            enum column_need need = is_one_of(marks[m].mandatory, column->name)  ? NEED_MANDATORY
                                    : is_one_of(marks[m].expected, column->name) ? NEED_EXPECTED
                                    : is_one_of(marks[m].observed, column->name) ? NEED_OBSERVED
                                    : is_one_of(marks[m].one_of, column->name)   ? NEED_ONE_OF
                                                                                 : NEED_OPTIONAL;
            assert_int_equal(column->need, need);
        }
    }
    for (EACH_TABLE(table)) {
        bool is_read_by_headings = schema_table(table)->is_ledger || schema_table(table)->kind == TABLE_KIND_EDITED;
        for (unsigned i = 0; !is_read_by_headings && i < schema_table(table)->column_count; i++) {
            assert_int_equal(schema_column(table, i)->need, NEED_OBSERVED);
        }
        /* Templates begin with it, and rows are named by it. */
        assert_true(!schema_table(table)->is_ledger || schema_column(table, 0)->need == NEED_MANDATORY);
    }
}

static void test_types(void **state) {
    static const enum column_type uncoded[] = {TYPE_ID,      TYPE_SERIAL, TYPE_UUID,    TYPE_HOSTNAME, TYPE_MAC_LIST,
                                               TYPE_IP_LIST, TYPE_NOTE,   TYPE_ID_LIST, TYPE_SECRET};

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
    assert_true(schema_type(schema_column(TABLE_LICENSES, LICENSES_KEY)->type)->is_secret);
    assert_false(schema_type(TYPE_NOTE)->is_secret);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_columns_by_name),
        cmocka_unit_test(test_needs),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_definitions_need_no_folding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
