#include "inventory/heading.h"

#include "base/buffer.h"
#include "tests/unit/support/cmocka.h"

/* The headings that the schema promises to know, a column a line. */
static const struct promised {
    enum table_id table;
    unsigned column;
    const char *headings;
} promised[] = {
    {TABLE_DEVICES, DEVICES_ASSET_ID,
     "資産管理番号|管理番号|資産番号|ハードウェア管理番号|備品番号|物品番号|Asset Tag|Asset ID|Asset #"},
    {TABLE_DEVICES, DEVICES_SERIAL, "シリアル番号|シリアル|製造番号|機体番号|S/N|Serial Number|Service Tag"},
    {TABLE_DEVICES, DEVICES_UUID, "UUID|システムUUID"},
    {TABLE_DEVICES, DEVICES_HOSTNAME, "ホスト名|コンピュータ名|機器名称|端末名|Hostname|Computer Name|Device Name"},
    {TABLE_DEVICES, DEVICES_KIND, "機器種別|機器区分|ハードウェア分類|種類|Category|Type"},
    {TABLE_DEVICES, DEVICES_MANUFACTURER, "メーカー|メーカ|ベンダー名|製造元|Manufacturer|Vendor|Make"},
    {TABLE_DEVICES, DEVICES_MODEL, "型番|型式|製品名|機種名|モデル|Model"},
    {TABLE_DEVICES, DEVICES_MODEL_NUMBER, "モデル番号|品番|Part Number|SKU"},
    {TABLE_DEVICES, DEVICES_MAC_ADDRESSES, "MACアドレス|物理アドレス|MAC Address"},
    {TABLE_DEVICES, DEVICES_IP_ADDRESSES, "IPアドレス|IP Address"},
    {TABLE_DEVICES, DEVICES_OS_NAME, "OS|基本ソフト"},
    {TABLE_DEVICES, DEVICES_OS_VERSION, "OSバージョン|OS版数|OS Version"},
    {TABLE_DEVICES, DEVICES_CPU_MODEL, "CPU|プロセッサ"},
    {TABLE_DEVICES, DEVICES_CPU_SOCKETS, "CPU数|ソケット数"},
    {TABLE_DEVICES, DEVICES_CORES_PER_SOCKET, "1CPUあたりコア数|１ＣＰＵあたりコア数"},
    {TABLE_DEVICES, DEVICES_CPU_CORES, "総コア数|コア数"},
    {TABLE_DEVICES, DEVICES_CPU_THREADS, "スレッド数"},
    {TABLE_DEVICES, DEVICES_MEMORY_MB, "メモリ|メモリ容量|Memory (MB)"},
    {TABLE_DEVICES, DEVICES_DISK_GB, "ディスク|ディスク容量"},
    {TABLE_DEVICES, DEVICES_FIRMWARE_VERSION, "BIOS|ファームウェア"},
    {TABLE_DEVICES, DEVICES_VIRTUAL, "仮想|物理・仮想区分|物理･仮想区分"},
    {TABLE_DEVICES, DEVICES_VIRTUAL_HOST, "仮想ホスト|ホストサーバ|収容ホスト"},
    {TABLE_DEVICES, DEVICES_CLUSTER, "クラスタ名"},
    {TABLE_DEVICES, DEVICES_USER_NAME, "利用者|使用者|利用者名"},
    {TABLE_DEVICES, DEVICES_USER_ID, "職員番号"},
    {TABLE_DEVICES, DEVICES_DEPARTMENT, "使用部門|利用部署|所属|課室"},
    {TABLE_DEVICES, DEVICES_MANAGER, "管理者|管理部門"},
    {TABLE_DEVICES, DEVICES_SYSTEM, "情報システム名|システム名"},
    {TABLE_DEVICES, DEVICES_LOCATION, "設置場所|設置先|配備場所|ラック|Location|Site|Rack"},
    {TABLE_DEVICES, DEVICES_COUNTRY, "国|利用国"},
    {TABLE_DEVICES, DEVICES_COUNTRY_SINCE, "国外持出日"},
    {TABLE_DEVICES, DEVICES_SHARED_USE, "共有区分|共用|使用形態"},
    {TABLE_DEVICES, DEVICES_STATUS, "資産状態|状態|利用状況|ステータス"},
    {TABLE_DEVICES, DEVICES_QUANTITY, "数量"},
    {TABLE_DEVICES, DEVICES_ENVIRONMENT, "環境|本番・検証区分"},
    {TABLE_DEVICES, DEVICES_PURPOSE, "用途|利用目的"},
    {TABLE_DEVICES, DEVICES_ACQUISITION, "調達形態|購入/リース|購入／リース|契約形態|賃貸借"},
    {TABLE_DEVICES, DEVICES_ACQUIRED_ON, "取得日|購入日|導入日|納品日"},
    {TABLE_DEVICES, DEVICES_COST, "取得額|取得価格|金額"},
    {TABLE_DEVICES, DEVICES_LEASE_END, "リース満了日|賃貸借満了日|返却予定日"},
    {TABLE_DEVICES, DEVICES_STOPPED_ON, "利用停止日|使用停止日"},
    {TABLE_DEVICES, DEVICES_DISPOSED_ON, "廃棄日"},
    {TABLE_DEVICES, DEVICES_DATA_ERASED, "データ消去|消去証明"},
    {TABLE_DEVICES, DEVICES_WORKING, "動作確認|動作可否"},
    {TABLE_DEVICES, DEVICES_STORAGE_LOCATION, "保管場所"},
    {TABLE_DEVICES, DEVICES_SUPPORT_END, "保守期限|サポート終了日|EOSL"},
    {TABLE_DEVICES, DEVICES_PLANNED_END, "利用終了予定日"},
    {TABLE_DEVICES, DEVICES_RENEWAL_PLANNED_ON, "更改予定日"},
    {TABLE_DEVICES, DEVICES_PARTS_END, "部品供給期限"},
    {TABLE_DEVICES, DEVICES_CONTRACT_ID, "契約番号"},
    {TABLE_DEVICES, DEVICES_OWNER, "所有者"},
    {TABLE_DEVICES, DEVICES_ACCOUNTING_STATUS, "会計手続状況"},
    {TABLE_DEVICES, DEVICES_INVENTORIED_ON, "棚卸日|確認日"},
    {TABLE_DEVICES, DEVICES_NOTE, "備考|摘要"},
    {TABLE_SOFTWARE, SOFTWARE_ASSET_ID, "資産管理番号|ホスト名|導入機器|インストール先|Device"},
    {TABLE_SOFTWARE, SOFTWARE_PRODUCT, "ソフトウェア名|製品名|ソフト名|DisplayName"},
    {TABLE_SOFTWARE, SOFTWARE_VENDOR, "ベンダー名|発行元|Publisher"},
    {TABLE_SOFTWARE, SOFTWARE_VERSION, "バージョン|版数|Ver|Version"},
    {TABLE_SOFTWARE, SOFTWARE_EDITION, "エディション"},
    {TABLE_SOFTWARE, SOFTWARE_ARCH, "ビット数"},
    {TABLE_SOFTWARE, SOFTWARE_LANGUAGE, "言語"},
    {TABLE_SOFTWARE, SOFTWARE_KIND, "種別|有償・無償"},
    {TABLE_SOFTWARE, SOFTWARE_LICENSE_ID, "ライセンス管理番号|使用ライセンス"},
    {TABLE_SOFTWARE, SOFTWARE_MEDIA_ID, "媒体管理番号"},
    {TABLE_SOFTWARE, SOFTWARE_INSTALLED_ON, "導入日"},
    {TABLE_SOFTWARE, SOFTWARE_INSTALLED_BY, "導入元"},
    {TABLE_SOFTWARE, SOFTWARE_LAST_USED_ON, "最終利用日|最終起動日"},
    {TABLE_SOFTWARE, SOFTWARE_USE_COUNT, "起動回数"},
    {TABLE_SOFTWARE, SOFTWARE_USER_ID, "利用者"},
    {TABLE_SOFTWARE, SOFTWARE_PURPOSE, "用途|利用目的"},
    {TABLE_SOFTWARE, SOFTWARE_ROLE, "稼働系・待機系"},
    {TABLE_SOFTWARE, SOFTWARE_INSTANCE, "インスタンス名"},
    {TABLE_LICENSES, LICENSES_LICENSE_ID, "ライセンス管理番号|ライセンス番号"},
    {TABLE_LICENSES, LICENSES_VENDOR, "ソフトウェアベンダ名|ベンダー名"},
    {TABLE_LICENSES, LICENSES_PRODUCT, "使用が許諾されるソフトウェア名|ソフトウェア名|製品名|ライセンス名"},
    {TABLE_LICENSES, LICENSES_SKU, "型番|製品番号"},
    {TABLE_LICENSES, LICENSES_QUANTITY,
     "保有ライセンス数|ライセンス数|数量|保有数|許諾数|本数|Seats|Quantity|Purchased Rights|数量（本）"},
    {TABLE_LICENSES, LICENSES_UNIT_SIZE, "1パックあたり数|入数"},
    {TABLE_LICENSES, LICENSES_METRIC, "ライセンス種別|ライセンス区分|課金単位"},
    {TABLE_LICENSES, LICENSES_FORM, "ライセンス形態|購入形態"},
    {TABLE_LICENSES, LICENSES_START_ON, "開始日|契約開始日|使用期間（自）"},
    {TABLE_LICENSES, LICENSES_END_ON, "使用期限|有効期限|終了日|Expiration Date|使用期間（至）"},
    {TABLE_LICENSES, LICENSES_PERPETUAL, "永続"},
    {TABLE_LICENSES, LICENSES_MAINTENANCE_END, "保守期限|SA期限"},
    {TABLE_LICENSES, LICENSES_MAINTENANCE_QUANTITY, "保守数量"},
    {TABLE_LICENSES, LICENSES_PURPOSES, "利用目的|用途制限"},
    {TABLE_LICENSES, LICENSES_COUNTRIES, "利用可能国|地域制限"},
    {TABLE_LICENSES, LICENSES_PURCHASE_COUNTRY, "購入国"},
    {TABLE_LICENSES, LICENSES_SITES, "利用許諾場所|使用場所"},
    {TABLE_LICENSES, LICENSES_DEPARTMENTS, "利用可能組織|対象部署"},
    {TABLE_LICENSES, LICENSES_SHARED_USE, "共有端末|共用可否"},
    {TABLE_LICENSES, LICENSES_DEVICES_PER_USER, "1人あたり台数|インストール可能台数"},
    {TABLE_LICENSES, LICENSES_SECOND_COPY, "セカンドライセンス|副次使用"},
    {TABLE_LICENSES, LICENSES_DOWNGRADE, "ダウングレード可否"},
    {TABLE_LICENSES, LICENSES_UPGRADE_OF, "アップグレード元"},
    {TABLE_LICENSES, LICENSES_STACKABLE, "積算可否"},
    {TABLE_LICENSES, LICENSES_VDI_EXEMPT, "VDI除外"},
    {TABLE_LICENSES, LICENSES_ROUND_SCOPE, "端数処理単位"},
    {TABLE_LICENSES, LICENSES_SUBCAPACITY_EVIDENCE, "ILMT証跡"},
    {TABLE_LICENSES, LICENSES_FALLBACK, "永続フォールバック"},
    {TABLE_LICENSES, LICENSES_TERM_DAYS, "利用可能日数"},
    {TABLE_LICENSES, LICENSES_COUNT_FROM, "起算"},
    {TABLE_LICENSES, LICENSES_BOUND_TO, "ハードウェア固定|紐付け機器|プリインストール先"},
    {TABLE_LICENSES, LICENSES_REASSIGNABLE, "移管可否"},
    {TABLE_LICENSES, LICENSES_REASSIGN_DAYS, "再割当間隔"},
    {TABLE_LICENSES, LICENSES_COMPONENTS, "スイート|構成製品|バンドル"},
    {TABLE_LICENSES, LICENSES_MINIMUM_RULE, "最小コア数"},
    {TABLE_LICENSES, LICENSES_CORE_FACTOR, "コア係数"},
    {TABLE_LICENSES, LICENSES_POINTS, "PVU"},
    {TABLE_LICENSES, LICENSES_VIRTUAL_RULE, "仮想化権"},
    {TABLE_LICENSES, LICENSES_PASSIVE_RULE, "待機系"},
    {TABLE_LICENSES, LICENSES_TERMS, "使用許諾条件|その他判断に必要な情報"},
    {TABLE_LICENSES, LICENSES_TERMS_CHECKED_ON, "使用許諾条件の確認"},
    {TABLE_LICENSES, LICENSES_CERTIFICATE, "ライセンス証書番号|使用許諾証明"},
    {TABLE_LICENSES, LICENSES_CERTIFICATE_QUANTITY, "証書数量"},
    {TABLE_LICENSES, LICENSES_KEY, "プロダクトキー"},
    {TABLE_LICENSES, LICENSES_STORAGE, "保管場所"},
    {TABLE_LICENSES, LICENSES_SUPPLIER, "購入元"},
    {TABLE_LICENSES, LICENSES_PURCHASED_ON, "購入日"},
    {TABLE_LICENSES, LICENSES_UNIT_PRICE, "単価"},
    {TABLE_LICENSES, LICENSES_CONTRACT_ID, "契約番号"},
    {TABLE_LICENSES, LICENSES_DEPARTMENT, "管理部門"},
    {TABLE_LICENSES, LICENSES_DISPOSED_ON, "廃棄日"},
    {TABLE_ASSIGNMENTS, ASSIGNMENTS_ASSIGNEE_KIND, "割当区分"},
    {TABLE_ASSIGNMENTS, ASSIGNMENTS_ASSIGNEE, "割当先|割当機器|利用者"},
    {TABLE_ASSIGNMENTS, ASSIGNMENTS_QUANTITY, "割当数"},
    {TABLE_ASSIGNMENTS, ASSIGNMENTS_ASSIGNED_ON, "割当日|貸与日"},
    {TABLE_ASSIGNMENTS, ASSIGNMENTS_RELEASED_ON, "解除日|返却日"},
    {TABLE_ASSIGNMENTS, ASSIGNMENTS_PRIMARY, "主・副区分"},
    {TABLE_ASSIGNMENTS, ASSIGNMENTS_APPROVER, "承認者"},
    {TABLE_PEOPLE, PEOPLE_USER_ID, "職員番号"},
    {TABLE_PEOPLE, PEOPLE_ACCOUNTS, "ログインID|アカウント|ユーザーID"},
    {TABLE_PEOPLE, PEOPLE_USER_NAME, "氏名"},
    {TABLE_PEOPLE, PEOPLE_DEPARTMENT, "所属"},
    {TABLE_PEOPLE, PEOPLE_COUNTRY, "勤務国"},
    {TABLE_PEOPLE, PEOPLE_ADMINISTRATOR, "管理者権限"},
    {TABLE_PEOPLE, PEOPLE_LEFT_ON, "退職日|離任日|転出日|利用終了日"},
    {TABLE_SUPPORT, SUPPORT_PRODUCT, "対象製品|機種"},
    {TABLE_SUPPORT, SUPPORT_SALE_END, "販売終了日"},
    {TABLE_SUPPORT, SUPPORT_ACTIVE_END, "メインストリーム終了|通常サポート終了"},
    {TABLE_SUPPORT, SUPPORT_SUPPORT_END, "サポート終了日|保守終了日|延長サポート終了日|EOL|EOSL"},
    {TABLE_SUPPORT, SUPPORT_EXTENDED_END, "ESU|ELS|LTSS|ESM|有償延長終了日|延長保守終了日"},
    {TABLE_SUPPORT, SUPPORT_EXTENDED_BOUGHT, "延長契約有無"},
    {TABLE_SUPPORT, SUPPORT_SOURCE, "出典|通知元"},
    {TABLE_SUPPORT, SUPPORT_CHECKED_ON, "確認日"},
    {TABLE_SUPPORT, SUPPORT_SUCCESSOR, "後継製品"},
    {TABLE_SUPPORT, SUPPORT_PLANNED_END, "利用終了予定"},
    {TABLE_SUPPORT, SUPPORT_DECISION, "対応方針"},
    {TABLE_SUPPORT, SUPPORT_RISK_SECURITY, "情報セキュリティリスク"},
    {TABLE_SUPPORT, SUPPORT_RISK_WITHDRAWAL, "一方的な利用停止"},
    {TABLE_SUPPORT, SUPPORT_RISK_FAILURE, "障害"},
    {TABLE_CONTRACTS, CONTRACTS_CONTRACT_ID, "契約番号"},
    {TABLE_CONTRACTS, CONTRACTS_TITLE, "契約件名"},
    {TABLE_CONTRACTS, CONTRACTS_VENDOR, "契約相手方|保守事業者"},
    {TABLE_CONTRACTS, CONTRACTS_KIND, "契約種別"},
    {TABLE_CONTRACTS, CONTRACTS_END_ON, "契約終了日|満了日|契約期間（至）"},
    {TABLE_CONTRACTS, CONTRACTS_START_ON, "契約期間（自）"},
    {TABLE_CONTRACTS, CONTRACTS_TARGETS, "対象機器|対象シリアル|対象製品"},
    {TABLE_CONTRACTS, CONTRACTS_LEVEL, "保守レベル"},
    {TABLE_CONTRACTS, CONTRACTS_RENEWAL, "更新区分"},
    {TABLE_CONTRACTS, CONTRACTS_NOTICE_PERIOD, "予告期間"},
    {TABLE_CONTRACTS, CONTRACTS_RENEWAL_STATUS, "更新手続状況"},
    {TABLE_CONTRACTS, CONTRACTS_AMOUNT, "契約金額"},
    {TABLE_CONTRACTS, CONTRACTS_NEXT_CONTRACT, "後継契約"},
    {TABLE_CHANGES, CHANGES_CHANGE_ID, "変更番号"},
    {TABLE_CHANGES, CHANGES_RELATED_ID, "保守側変更番号"},
    {TABLE_CHANGES, CHANGES_REQUESTED_ON, "申請日"},
    {TABLE_CHANGES, CHANGES_APPROVED_ON, "承認日"},
    {TABLE_CHANGES, CHANGES_APPROVAL, "承認状況"},
    {TABLE_CHANGES, CHANGES_APPLIED_ON, "適用日|実施日"},
    {TABLE_CHANGES, CHANGES_TARGET, "対象|対象資産"},
    {TABLE_CHANGES, CHANGES_FIELD, "変更項目"},
    {TABLE_CHANGES, CHANGES_BEFORE, "変更前"},
    {TABLE_CHANGES, CHANGES_AFTER, "変更後"},
    {TABLE_CHANGES, CHANGES_REASON, "変更理由"},
    {TABLE_CHANGES, CHANGES_DOCUMENT_UPDATED, "台帳反映"},
    {TABLE_CIRCUITS, CIRCUITS_CIRCUIT_ID, "回線番号"},
    {TABLE_CIRCUITS, CIRCUITS_KIND, "回線種別"},
    {TABLE_CIRCUITS, CIRCUITS_SERVICE, "回線サービス名"},
    {TABLE_CIRCUITS, CIRCUITS_CARRIER, "事業者名"},
    {TABLE_CIRCUITS, CIRCUITS_BANDWIDTH, "帯域"},
    {TABLE_CIRCUITS, CIRCUITS_SITE_A, "収容拠点"},
    {TABLE_CIRCUITS, CIRCUITS_SITE_B, "接続先"},
    {TABLE_CIRCUITS, CIRCUITS_DEVICE, "接続機器"},
    {TABLE_CIRCUITS, CIRCUITS_PORT, "ポート"},
    {TABLE_CIRCUITS, CIRCUITS_SUBNET, "ネットワークアドレス"},
    {TABLE_CLOUD, CLOUD_PROVIDER, "提供事業者"},
    {TABLE_CLOUD, CLOUD_SERVICE, "サービス名"},
    {TABLE_CLOUD, CLOUD_MODEL, "利用形態"},
    {TABLE_CLOUD, CLOUD_ACCOUNT, "テナント"},
    {TABLE_CLOUD, CLOUD_REGION, "リージョン|データ所在国"},
    {TABLE_DOMAINS, DOMAINS_DOMAIN, "ドメイン名|DNS名"},
    {TABLE_DOMAINS, DOMAINS_REGISTRAR, "登録事業者"},
    {TABLE_DOMAINS, DOMAINS_EXPIRES_ON, "有効期限"},
    {TABLE_DOMAINS, DOMAINS_CERTIFICATE_END, "証明書期限"},
    {TABLE_DOMAINS, DOMAINS_RETIRE_ON, "廃止予定日"},
    {TABLE_FACILITIES, FACILITIES_NAME, "施設名|データセンター名"},
    {TABLE_FACILITIES, FACILITIES_KIND, "施設形態"},
    {TABLE_FACILITIES, FACILITIES_ADDRESS, "所在地"},
    {TABLE_FACILITIES, FACILITIES_ZONE, "区域"},
};

static void assert_fits(enum table_id table, struct str text, unsigned column) {
    struct heading heading = heading_read(table, text);
    if (heading.fit != HEADING_FITS || heading.column != column) {
        fail_msg("%.*s: fit %d, column %s", STR_FMT(text), (int)heading.fit,
                 schema_column(table, heading.column)->name);
    }
}

static void test_promised(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(promised); i++) {
        struct str rest = str_from(promised[i].headings), heading;
        while (str_cut(&rest, '|', &heading)) {
            assert_fits(promised[i].table, heading, promised[i].column);
        }
    }
}

/* Headings that two columns of the table claim: read as ambiguous. */
static const struct {
    enum table_id table;
    const char *heading;
    unsigned columns[2];
} ambiguous[] = {
    /* the machine it is installed on, or the day */
    {TABLE_SOFTWARE, "Installed On", {SOFTWARE_ASSET_ID, SOFTWARE_INSTALLED_ON}},
    /* transferred in, or out */
    {TABLE_PEOPLE, "異動日", {PEOPLE_JOINED_ON, PEOPLE_LEFT_ON}},
    {TABLE_PEOPLE, "Transfer Date", {PEOPLE_JOINED_ON, PEOPLE_LEFT_ON}},
};

static bool is_ambiguous(enum table_id table, struct str text) {
    for (size_t i = 0; i < ARRAY_LEN(ambiguous); i++) {
        if (ambiguous[i].table == table && str_eq_ignore_case(text, str_from(ambiguous[i].heading))) {
            return true;
        }
    }
    return false;
}

static void test_ambiguous(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ambiguous); i++) {
        struct heading heading = heading_read(ambiguous[i].table, str_from(ambiguous[i].heading));
        assert_int_equal(heading.fit, HEADING_AMBIGUOUS);
        assert_int_equal(heading.column, ambiguous[i].columns[0]);
        assert_int_equal(heading.other_column, ambiguous[i].columns[1]);
    }
    /* To the letter it is canonical. */
    assert_fits(TABLE_SOFTWARE, STR("installed_on"), SOFTWARE_INSTALLED_ON);
}

/* In a ledger the tag is the id. */
static void check_observed_only(enum table_id table, const struct column_def *column) {
    assert_string_equal(column->headings, "");
    if (strcmp(column->name, "asset_tag") == 0) {
        assert_fits(table, str_from(column->name), DEVICES_ASSET_ID);
    } else {
        assert_int_equal(heading_read(table, str_from(column->name)).fit, HEADING_UNKNOWN);
    }
}

/* Is it the canonical name but for blanks and case? "Host Name" is. */
static bool is_canonical(const struct column_def *column, struct str heading) {
    char letters[64] = "";
    size_t n = 0;
    for (size_t k = 0; k < heading.n && n < sizeof(letters) - 1; k++) {
        if (heading.p[k] != ' ') {
            letters[n++] = heading.p[k];
        }
    }
    size_t at = 0;
    for (const char *p = column->name; *p; p++) {
        if (*p != '_' && (at == n || str_lower_char(letters[at++]) != *p)) {
            return false;
        }
    }
    return at == n;
}

static void check_maps_back(enum table_id table, unsigned i) {
    const struct column_def *column = schema_column(table, i);
    struct str rest = str_from(column->headings), heading;
    char chars[64];
    size_t n = strlen(column->name);

    for (size_t k = 0; k <= n; k++) {
        chars[k] = column->name[k] == '_' ? ' ' : column->name[k];
    }
    struct str spaced = str_from(chars);
    for (unsigned rank = 0; column->headings[0] && str_cut(&rest, '|', &heading); rank++) {
        if (!is_ambiguous(table, heading)) {
            assert_fits(table, heading, i);
            if (heading_read(table, heading).rank != (is_canonical(column, heading) ? 0 : rank)) {
                fail_msg("%s: %.*s stands there twice", column->name, STR_FMT(heading));
            }
        }
    }
    assert_fits(table, str_from(column->name), i);
    assert_int_equal(heading_read(table, str_from(column->name)).rank, 0);
    if (!is_ambiguous(table, spaced)) {
        assert_fits(table, spaced, i);
    }
}

/* Every heading of every definition leads back to its own column, with the rank of its place; canonical names do with
 * blanks as well. */
static void test_definitions_map_back(void **state) {
    (void)state;
    for (enum table_id table = TABLE_DEVICES; table < TABLE_COUNT; table++) {
        for (unsigned i = 0; schema_table(table)->is_ledger && i < schema_table(table)->column_count; i++) {
            if (schema_column(table, i)->need == NEED_OBSERVED) {
                check_observed_only(table, schema_column(table, i));
            } else {
                check_maps_back(table, i);
            }
        }
    }
}

/* What templates are made of fits together: the first headings, or the canonical names. */
static void test_templates_fit(void **state) {
    (void)state;
    for (enum table_id table = TABLE_DEVICES; table < TABLE_COUNT; table++) {
        for (unsigned use_first = 0; schema_table(table)->is_ledger && use_first < 2; use_first++) {
            struct str cells[COLUMNS_MAX], list;
            struct heading headings[COLUMNS_MAX];
            unsigned columns[COLUMNS_MAX], count = 0;
            for (unsigned i = 0; i < schema_table(table)->column_count; i++) {
                const struct column_def *column = schema_column(table, i);
                if (column->need != NEED_OBSERVED) {
                    list = str_from(column->headings);
                    cells[count] = str_from(column->name);
                    assert_true(!use_first || !list.n || str_cut(&list, '|', &cells[count]));
                    columns[count++] = i;
                }
            }
            heading_read_all(table, cells, count, headings);
            for (unsigned i = 0; i < count; i++) {
                assert_int_equal(headings[i].fit, HEADING_FITS);
                assert_int_equal(headings[i].column, columns[i]);
            }
        }
    }
}

/* Per heading of FILE: what it is, and which cell holds its column. */
static const struct all_case {
    enum table_id table;
    const char *file;
    struct {
        enum heading_fit fit;
        unsigned column, other_column;
        size_t other_cell;
        enum unit unit;
    } expected[4];
} all_cases[] = {
    /* The order of the definition decides, not that of the file. */
    {TABLE_DEVICES,
     "資産管理番号|製品名|型番",
     {{HEADING_FITS, DEVICES_ASSET_ID, 0, 0, 0},
      {HEADING_SECOND, DEVICES_MODEL, 0, 2, 0},
      {HEADING_FITS, DEVICES_MODEL, 0, 0, 0}}},
    {TABLE_DEVICES,
     "購入日|導入日|取得日",
     {{HEADING_SECOND, DEVICES_ACQUIRED_ON, 0, 2, 0},
      {HEADING_SECOND, DEVICES_ACQUIRED_ON, 0, 2, 0},
      {HEADING_FITS, DEVICES_ACQUIRED_ON, 0, 0, 0}}},
    {TABLE_DEVICES,
     "導入日|購入日",
     {{HEADING_SECOND, DEVICES_ACQUIRED_ON, 0, 1, 0}, {HEADING_FITS, DEVICES_ACQUIRED_ON, 0, 0, 0}}},
    {TABLE_DEVICES,
     "管理者|管理部門",
     {{HEADING_FITS, DEVICES_MANAGER, 0, 0, 0}, {HEADING_SECOND, DEVICES_MANAGER, 0, 0, 0}}},
    {TABLE_SOFTWARE,
     "ホスト名|資産管理番号",
     {{HEADING_SECOND, SOFTWARE_ASSET_ID, 0, 1, 0}, {HEADING_FITS, SOFTWARE_ASSET_ID, 0, 0, 0}}},
    /* Equal standing: the same heading, or the canonical name beside the first heading. */
    {TABLE_DEVICES,
     "設置場所|設置場所(2)|備考",
     {{HEADING_FITS, DEVICES_LOCATION, 0, 0, 0},
      {HEADING_TWICE, DEVICES_LOCATION, 0, 0, 0},
      {HEADING_FITS, DEVICES_NOTE, 0, 0, 0}}},
    {TABLE_DEVICES,
     "serial|シリアル番号",
     {{HEADING_FITS, DEVICES_SERIAL, 0, 0, 0}, {HEADING_TWICE, DEVICES_SERIAL, 0, 0, 0}}},
    /* Two that are equal, but below a third, do no harm. */
    {TABLE_DEVICES,
     "製品名|型番|製品名",
     {{HEADING_SECOND, DEVICES_MODEL, 0, 1, 0},
      {HEADING_FITS, DEVICES_MODEL, 0, 0, 0},
      {HEADING_SECOND, DEVICES_MODEL, 0, 1, 0}}},
    {TABLE_DEVICES,
     "コア数|CPU数",
     {{HEADING_AMBIGUOUS, DEVICES_CPU_CORES, DEVICES_CORES_PER_SOCKET, 0, 0},
      {HEADING_FITS, DEVICES_CPU_SOCKETS, 0, 0, 0}}},
    {TABLE_DEVICES,
     "コア数|CPU",
     {{HEADING_FITS, DEVICES_CPU_CORES, 0, 0, 0}, {HEADING_FITS, DEVICES_CPU_MODEL, 0, 0, 0}}},
    {TABLE_DEVICES,
     "総コア数|ソケット数",
     {{HEADING_FITS, DEVICES_CPU_CORES, 0, 0, 0}, {HEADING_FITS, DEVICES_CPU_SOCKETS, 0, 0, 0}}},
    {TABLE_DEVICES,
     "コア数|ソケット数|1CPUあたりコア数",
     {{HEADING_FITS, DEVICES_CPU_CORES, 0, 0, 0},
      {HEADING_FITS, DEVICES_CPU_SOCKETS, 0, 0, 0},
      {HEADING_FITS, DEVICES_CORES_PER_SOCKET, 0, 0, 0}}},
    {TABLE_SUPPORT, "延長サポート終了日", {{HEADING_FITS, SUPPORT_SUPPORT_END, 0, 0, 0}}},
    {TABLE_SUPPORT,
     "延長サポート終了日|サポート終了日",
     {{HEADING_AMBIGUOUS, SUPPORT_SUPPORT_END, SUPPORT_EXTENDED_END, 0, 0},
      {HEADING_FITS, SUPPORT_SUPPORT_END, 0, 0, 0}}},
    {TABLE_SUPPORT,
     "EOL|延長サポート\n終了日",
     {{HEADING_FITS, SUPPORT_SUPPORT_END, 0, 0, 0},
      {HEADING_AMBIGUOUS, SUPPORT_SUPPORT_END, SUPPORT_EXTENDED_END, 0, 0}}},
    /* Phases of one support: nothing doubtful. */
    {TABLE_SUPPORT,
     "通常サポート終了日|延長サポート終了日",
     {{HEADING_FITS, SUPPORT_ACTIVE_END, 0, 0, 0}, {HEADING_FITS, SUPPORT_SUPPORT_END, 0, 0, 0}}},
    /* Periods. */
    {TABLE_CIRCUITS, "使用期間", {{HEADING_PERIOD, CIRCUITS_START_ON, CIRCUITS_END_ON, 0, UNIT_FROM}}},
    {TABLE_CONTRACTS,
     "契約期間|契約終了日",
     {{HEADING_FITS, CONTRACTS_START_ON, 0, 0, UNIT_FROM}, {HEADING_FITS, CONTRACTS_END_ON, 0, 0, 0}}},
    {TABLE_CONTRACTS,
     "契約期間|契約開始日",
     {{HEADING_FITS, CONTRACTS_END_ON, 0, 0, UNIT_TO}, {HEADING_FITS, CONTRACTS_START_ON, 0, 0, 0}}},
    {TABLE_CONTRACTS,
     "契約期間|契約期間(自)|契約期間(至)",
     {{HEADING_SECOND, CONTRACTS_START_ON, CONTRACTS_END_ON, 2, UNIT_FROM},
      {HEADING_FITS, CONTRACTS_START_ON, 0, 0, 0},
      {HEADING_FITS, CONTRACTS_END_ON, 0, 0, 0}}},
    {TABLE_LICENSES,
     "契約期間|使用期間",
     {{HEADING_SECOND, LICENSES_START_ON, LICENSES_END_ON, 1, UNIT_FROM},
      {HEADING_PERIOD, LICENSES_START_ON, LICENSES_END_ON, 0, UNIT_FROM}}},
    {TABLE_LICENSES,
     "使用期間|使用期間",
     {{HEADING_PERIOD, LICENSES_START_ON, LICENSES_END_ON, 0, UNIT_FROM},
      {HEADING_TWICE, LICENSES_START_ON, LICENSES_END_ON, 0, UNIT_FROM}}},
    {TABLE_DEVICES, "リース期間", {{HEADING_FITS, DEVICES_LEASE_END, 0, 0, UNIT_TO}}},
};

static void check_all(const struct all_case *test) {
    struct str rest = str_from(test->file), cells[4];
    struct heading headings[4];
    size_t count = 0;

    while (str_cut(&rest, '|', &cells[count])) {
        count++;
    }
    heading_read_all(test->table, cells, count, headings);
    for (size_t i = 0; i < count; i++) {
        if (headings[i].fit != test->expected[i].fit || headings[i].column != test->expected[i].column ||
            headings[i].unit != test->expected[i].unit) {
            fail_msg("%s: cell %zu: fit %d, column %u, unit %d", test->file, i, (int)headings[i].fit,
                     headings[i].column, (int)headings[i].unit);
        }
        if (headings[i].fit == HEADING_SECOND || headings[i].fit == HEADING_TWICE) {
            assert_int_equal(headings[i].other_cell, test->expected[i].other_cell);
        }
        if (headings[i].fit == HEADING_AMBIGUOUS || headings[i].fit == HEADING_PERIOD) {
            assert_int_equal(headings[i].other_column, test->expected[i].other_column);
        }
    }
}

static void test_all(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all_cases); i++) {
        check_all(&all_cases[i]);
    }
    heading_read_all(TABLE_DEVICES, NULL, 0, NULL);
}

static void test_folding(void **state) {
    static const struct {
        const char *text;
        unsigned column;
    } cases[] = {
        {"ﾎｽﾄ名", DEVICES_HOSTNAME},
        {"Ｓ／Ｎ", DEVICES_SERIAL},
        {"  資産　管理\n番号 ", DEVICES_ASSET_ID},
        {"※資産管理番号", DEVICES_ASSET_ID},
        {"資産管理番号*", DEVICES_ASSET_ID},
        {"＊資産管理番号", DEVICES_ASSET_ID},
        {"ASSET ID", DEVICES_ASSET_ID},
        {"asset id", DEVICES_ASSET_ID},
        {"資産管理番号（必須）", DEVICES_ASSET_ID},
        {"【必須】資産管理番号", DEVICES_ASSET_ID},
        {"（備考）", DEVICES_NOTE},
        {"［備考］", DEVICES_NOTE},
        {"コンピューター名", DEVICES_HOSTNAME},
        {"ホストサーバー", DEVICES_VIRTUAL_HOST},
        {"ﾒｰｶｰ", DEVICES_MANUFACTURER},
        {"メ−カ−", DEVICES_MANUFACTURER},
        {"メ－カ－", DEVICES_MANUFACTURER},
        {"シリアル№", DEVICES_SERIAL},
        {"シリアルNo.", DEVICES_SERIAL},
        {"賃貸借期間（至）", DEVICES_LEASE_END},
        {"リース期間(満了)", DEVICES_LEASE_END},
        {"Lease Period [To]", DEVICES_LEASE_END},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_fits(TABLE_DEVICES, str_from(cases[i].text), cases[i].column);
    }
}

static void test_unknown(void **state) {
    static const char *const cases[] = {"",         "   ", "整理番号", "サーバ", "リース期間（自）", "期間",
                                        "（必須）", "()",  "(",        "12",     "DisplayName",      "ソフトウェア名",
                                        "address"};
    char longest[2000];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(heading_read(TABLE_DEVICES, str_from(cases[i])).fit, HEADING_UNKNOWN);
    }
    memset(longest, 'a', sizeof(longest));
    assert_int_equal(heading_read(TABLE_DEVICES, (struct str){longest, sizeof(longest)}).fit, HEADING_UNKNOWN);
    memset(longest, ' ', sizeof(longest));
    memcpy(longest + 1900, "serial", 6);
    assert_fits(TABLE_DEVICES, (struct str){longest, sizeof(longest)}, DEVICES_SERIAL);
    /* The columns of snapshot tables are no headings. */
    assert_int_equal(heading_read(TABLE_PROBES, STR("target")).fit, HEADING_UNKNOWN);
}

static void test_units(void **state) {
    static const struct {
        const char *text;
        unsigned column;
        enum unit unit;
    } cases[] = {
        {"メモリ", DEVICES_MEMORY_MB, UNIT_NONE},          {"メモリ（GB）", DEVICES_MEMORY_MB, UNIT_GB},
        {"メモリ\n(ＧＢ)", DEVICES_MEMORY_MB, UNIT_GB},    {"メモリ容量 [MB]", DEVICES_MEMORY_MB, UNIT_MB},
        {"memory_mb", DEVICES_MEMORY_MB, UNIT_NONE},       {"ディスク容量（単位：TB）", DEVICES_DISK_GB, UNIT_TB},
        {"取得価格（千円）", DEVICES_COST, UNIT_THOUSAND}, {"金額（百万円）（税込）", DEVICES_COST, UNIT_MILLION},
        {"金額（円）", DEVICES_COST, UNIT_NONE},           {"数量（台）", DEVICES_QUANTITY, UNIT_NONE},
    };

    static const struct {
        const char *text;
        unsigned column;
        enum unit unit;
    } license_cases[] = {
        {"再割当間隔（日）", LICENSES_REASSIGN_DAYS, UNIT_DAYS},
        {"再割当間隔(か月)", LICENSES_REASSIGN_DAYS, UNIT_MONTHS},
        {"再割当間隔［ヶ月］", LICENSES_REASSIGN_DAYS, UNIT_MONTHS},
        {"単価(千円)", LICENSES_UNIT_PRICE, UNIT_THOUSAND},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_fits(TABLE_DEVICES, str_from(cases[i].text), cases[i].column);
        assert_int_equal(heading_read(TABLE_DEVICES, str_from(cases[i].text)).unit, cases[i].unit);
    }
    for (size_t i = 0; i < ARRAY_LEN(license_cases); i++) {
        assert_fits(TABLE_LICENSES, str_from(license_cases[i].text), license_cases[i].column);
        assert_int_equal(heading_read(TABLE_LICENSES, str_from(license_cases[i].text)).unit, license_cases[i].unit);
    }
}

static void test_hits(void **state) {
    static const struct str headings[] = {STR("No"), STR("資産管理番号"), STR("設置場所"), STR("数量"), STR("")};
    static const struct str row[] = {STR("1"), STR("PC-001"), STR("本庁舎"), STR("1"), STR("")};

    (void)state;
    assert_int_equal(heading_hits(TABLE_DEVICES, headings, ARRAY_LEN(headings)), 3);
    assert_int_equal(heading_hits(TABLE_SOFTWARE, headings, ARRAY_LEN(headings)), 1);
    assert_int_equal(heading_hits(TABLE_DEVICES, row, ARRAY_LEN(row)), 0);
    assert_int_equal(heading_hits(TABLE_DEVICES, NULL, 0), 0);
}

static void test_file_names(void **state) {
    static const struct {
        const char *name;
        unsigned count;
        enum table_id table;
    } cases[] = {
        {"devices.csv", 1, TABLE_DEVICES},
        {"ハードウェア台帳.csv", 1, TABLE_DEVICES},
        {"ﾊｰﾄﾞｳｪｱ台帳_令和8年度.csv", 1, TABLE_DEVICES},
        {"01 機器台帳（本庁）.tsv", 1, TABLE_DEVICES},
        {"Fixed-Assets.CSV", 1, TABLE_DEVICES},
        {"software.csv", 1, TABLE_SOFTWARE},
        {"ソフトウェア台帳.csv", 1, TABLE_SOFTWARE},
        {"導入ソフトウェア台帳.csv", 1, TABLE_SOFTWARE},
        {"機器台帳/導入ソフトウェア台帳.csv", 1, TABLE_SOFTWARE},
        {"hardware_software.csv", 2, TABLE_DEVICES},
        {"ライセンス台帳.csv", 1, TABLE_LICENSES},
        {"ライセンス割当台帳.csv", 1, TABLE_ASSIGNMENTS},
        {"entitlements.csv", 1, TABLE_LICENSES},
        {"利用者台帳.csv", 1, TABLE_PEOPLE},
        {"職員台帳.csv", 1, TABLE_PEOPLE},
        {"サポート期限表.csv", 1, TABLE_SUPPORT},
        {"R8_保守契約台帳.csv", 1, TABLE_CONTRACTS},
        {"変更管理簿.csv", 1, TABLE_CHANGES},
        {"回線台帳.csv", 1, TABLE_CIRCUITS},
        {"ネットワーク台帳.csv", 1, TABLE_CIRCUITS},
        {"クラウドサービス台帳.csv", 1, TABLE_CLOUD},
        {"外部サービス台帳.csv", 1, TABLE_CLOUD},
        {"公開ドメイン台帳.csv", 1, TABLE_DOMAINS},
        {"施設・区域台帳.csv", 1, TABLE_FACILITIES},
        {"施設･区域台帳.csv", 1, TABLE_FACILITIES},
        {"同時利用記録.csv", 1, TABLE_SESSIONS},
        {"アクセス元.csv", 1, TABLE_ACCESS},
        {"従量実績.csv", 1, TABLE_USAGE},
        {"仮想基盤.csv", 1, TABLE_CLUSTERS},
        {"ポート接続表.csv", 1, TABLE_CONNECTIONS},
        {"実地確認票.csv", 1, TABLE_CHECKS},
        {"core_factors.csv", 1, TABLE_CORE_FACTORS},
        {"edition_limits.csv", 1, TABLE_EDITION_LIMITS},
        {"probes.csv", 0, TABLE_DEVICES},
        {"資産.csv", 0, TABLE_DEVICES},
        {"notes.devices", 0, TABLE_DEVICES},
        {".csv", 0, TABLE_DEVICES},
        {"", 0, TABLE_DEVICES},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        enum table_id table = TABLE_COUNT;
        unsigned count = 99;
        assert_int_equal(heading_table_of_file(str_from(cases[i].name), &table, &count), cases[i].count == 1);
        assert_int_equal(count, cases[i].count);
        assert_int_equal(table, cases[i].count == 1 ? cases[i].table : TABLE_COUNT);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_promised),
        cmocka_unit_test(test_templates_fit),
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_ambiguous),
        cmocka_unit_test(test_definitions_map_back),
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_hits),
        cmocka_unit_test(test_file_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
