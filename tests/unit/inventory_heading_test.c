#include "inventory/heading.h"

#include "base/buffer.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

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
};

static bool is_ambiguous(enum table_id table, struct str text) {
    for (size_t i = 0; i < ARRAY_LEN(ambiguous); i++) {
        if (ambiguous[i].table == table && str_eq(text, str_from(ambiguous[i].heading))) {
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

/* Every heading of every definition leads back to its own column; canonical names do with blanks as well. */
static void test_definitions_map_back(void **state) {
    static const enum table_id ledgers[] = {TABLE_DEVICES, TABLE_SOFTWARE};

    (void)state;
    for (size_t t = 0; t < ARRAY_LEN(ledgers); t++) {
        for (unsigned i = 0; i < schema_table(ledgers[t])->column_count; i++) {
            const struct column_def *column = schema_column(ledgers[t], i);
            struct str rest = str_from(column->headings), heading;
            char spaced[64];
            size_t n = strlen(column->name);

            if (column->need == NEED_OBSERVED) {
                assert_string_equal(column->headings, "");
                /* In a ledger the tag is the id. */
                if (strcmp(column->name, "asset_tag") == 0) {
                    assert_fits(ledgers[t], str_from(column->name), DEVICES_ASSET_ID);
                } else {
                    assert_int_equal(heading_read(ledgers[t], str_from(column->name)).fit, HEADING_UNKNOWN);
                }
                continue;
            }
            while (column->headings[0] && str_cut(&rest, '|', &heading)) {
                if (!is_ambiguous(ledgers[t], heading)) {
                    assert_fits(ledgers[t], heading, i);
                }
            }
            assert_fits(ledgers[t], str_from(column->name), i);
            for (size_t k = 0; k <= n; k++) {
                spaced[k] = column->name[k] == '_' ? ' ' : column->name[k];
            }
            if (!str_eq(str_from(spaced), STR("installed on"))) {
                assert_fits(ledgers[t], str_from(spaced), i);
            }
        }
    }
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
    static const char *const cases[] = {"",         "   ", "整理番号", "サーバ", "リース期間（自）", "リース期間",
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

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_fits(TABLE_DEVICES, str_from(cases[i].text), cases[i].column);
        assert_int_equal(heading_read(TABLE_DEVICES, str_from(cases[i].text)).unit, cases[i].unit);
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
        cmocka_unit_test(test_promised), cmocka_unit_test(test_ambiguous),  cmocka_unit_test(test_definitions_map_back),
        cmocka_unit_test(test_folding),  cmocka_unit_test(test_unknown),    cmocka_unit_test(test_units),
        cmocka_unit_test(test_hits),     cmocka_unit_test(test_file_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
