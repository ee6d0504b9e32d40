#include "products/recognition.h"

#include <stdio.h>

#include "inventory/inventory.h"
#include "products/rules_table.h"
#include "tests/unit/support/cmocka.h"

/* --- what a rule says, and what is taken from the title ------------------------------------------------------------
 */

#define TEXT(LITERAL)                                                                                                  \
    { "" LITERAL "", sizeof(LITERAL) - 1 }

static const struct title_rule few[] = {
    {.pattern = TEXT("Plain Tool 2.0"),
     .title_class = TITLE_PRODUCT,
     .vendor = TEXT("Maker"),
     .product = TEXT("Tool"),
     .version = TEXT("2.0"),
     .file = TEXT("products.csv"),
     .line = 2},
    {.pattern = TEXT("Plain Suite"),
     .title_class = TITLE_PRODUCT,
     .product = TEXT("Suite"),
     .version = TEXT("9"),
     .line = 3},
    {.pattern = TEXT("/^office (?<edition>[a-z ]+) (?<version>20\\d\\d)/"),
     .title_class = TITLE_PRODUCT,
     .product = TEXT("Office"),
     .licensable = LICENSABLE_NO,
     .line = 4},
    {.pattern = TEXT("Fixed *"),
     .title_class = TITLE_DRIVER,
     .edition = TEXT("X"),
     .licensable = LICENSABLE_YES,
     .purl = TEXT("pkg:generic/fixed"),
     .cpe = TEXT("cpe:2.3:a:maker:fixed"),
     .endoflife = TEXT("fixed"),
     .line = 5},
};

static const struct {
    const char *title, *vendor, *source;
    enum title_class title_class;
    enum title_grade grade;
    uint64_t line;
    const char *ret_vendor, *product, *edition, *version;
    bool is_licensable;
} recognised[] = {
    {"Plain Tool 2.0", "Other", "registry", TITLE_PRODUCT, TITLE_GRADE_EXACT, 2, "Maker", "Tool", "", "2.0", true},
    {"Plain Tool 3.1", "Other", "registry", TITLE_PRODUCT, TITLE_GRADE_FOLD, 2, "Maker", "Tool", "", "", true},
    {"Plain Suite 1.0", "Other", "registry", TITLE_PRODUCT, TITLE_GRADE_FOLD, 3, "Other", "Suite", "", "9", true},
    {"Office Professional PLUS 2019", "MS", "registry", TITLE_PRODUCT, TITLE_GRADE_RULE, 4, "MS", "Office",
     "Professional PLUS", "2019", false},
    /* folded captures where the title has no such spelling */
    {"Office Ｐｒｏ ２０２１", "MS", "", TITLE_PRODUCT, TITLE_GRADE_RULE, 4, "MS", "Office", "pro", "2021", false},
    {"Fixed Thing", "", "dpkg", TITLE_DRIVER, TITLE_GRADE_RULE, 5, "", "", "X", "", true},
    /* the default of the source */
    {"Nothing", "V", "registry", TITLE_UNKNOWN, TITLE_GRADE_SOURCE, 0, "V", "", "", "", false},
    {"nothing", "V", "dpkg", TITLE_OS_PACKAGE, TITLE_GRADE_SOURCE, 0, "V", "", "", "", false},
    {"", "", "", TITLE_UNKNOWN, TITLE_GRADE_SOURCE, 0, "", "", "", "", false},
};

static void test_fields(void **state) {
    struct title_rules *rules = NULL;
    struct title_matcher *matcher = NULL;

    (void)state;
    assert_int_equal(title_rules_new(few, ARRAY_LEN(few), NULL, &rules, NULL), ERR_OK);
    assert_int_equal(title_matcher_new(rules, &matcher, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(recognised); i++) {
        struct title_recognition got;
        assert_int_equal(title_recognise(matcher, str_from(recognised[i].title), str_from(recognised[i].vendor),
                                         str_from(recognised[i].source), &got, NULL),
                         ERR_OK);
        uint64_t line = got.rule ? got.rule->line : 0;
        if (got.title_class != recognised[i].title_class || got.grade != recognised[i].grade ||
            line != recognised[i].line || !str_eq(got.vendor, str_from(recognised[i].ret_vendor)) ||
            !str_eq(got.product, str_from(recognised[i].product)) ||
            !str_eq(got.edition, str_from(recognised[i].edition)) ||
            !str_eq(got.version, str_from(recognised[i].version)) || got.is_licensable != recognised[i].is_licensable) {
            fail_msg("%s: class %d, %s, line %llu, %.*s, %.*s, %.*s, %.*s", recognised[i].title, (int)got.title_class,
                     title_grade_name(got.grade), (unsigned long long)line, STR_FMT(got.vendor), STR_FMT(got.product),
                     STR_FMT(got.edition), STR_FMT(got.version));
        }
    }
    title_matcher_free(matcher);
    title_rules_free(rules);
}

static void test_identifiers(void **state) {
    struct title_rules *rules = NULL;
    struct title_matcher *matcher = NULL;
    struct title_recognition named, nameless;

    (void)state;
    assert_int_equal(title_rules_new(few, ARRAY_LEN(few), NULL, &rules, NULL), ERR_OK);
    assert_int_equal(title_matcher_new(rules, &matcher, NULL), ERR_OK);
    assert_int_equal(title_recognise(matcher, STR("Fixed Thing"), STR(""), STR("dpkg"), &named, NULL), ERR_OK);
    assert_int_equal(title_recognise(matcher, STR("Plain Suite"), STR(""), STR("dpkg"), &nameless, NULL), ERR_OK);
    assert_true(str_eq(named.purl, STR("pkg:generic/fixed")));
    assert_true(str_eq(named.cpe, STR("cpe:2.3:a:maker:fixed")));
    assert_true(str_eq(named.endoflife, STR("fixed")));
    assert_true(str_is_empty(nameless.purl));
    assert_true(str_is_empty(nameless.cpe));
    assert_true(str_is_empty(nameless.endoflife));
    title_matcher_free(matcher);
    title_rules_free(rules);
}

static void test_no_rules(void **state) {
    struct title_recognition got;

    (void)state;
    assert_int_equal(title_recognise(NULL, STR("bash"), STR("Debian"), STR("dpkg"), &got, NULL), ERR_OK);
    assert_int_equal(got.title_class, TITLE_OS_PACKAGE);
    assert_int_equal(got.grade, TITLE_GRADE_SOURCE);
}

/* --- the starter table ---------------------------------------------------------------------------------------------
 * Titles as uninstall lists show them. */

struct starter {
    struct diagnostics *diagnostics;
    struct inventory *inventory;
    struct title_rules *rules;
    struct title_matcher *matcher;
};

static int starter_make(void **state) {
    static struct starter starter;
    struct read_options options = {.tmpdir = "/tmp"};

    starter = (struct starter){.diagnostics = diagnostics_new()};
    assert_non_null(starter.diagnostics);
    assert_int_equal(
        ledger_read(SOURCE_ROOT "/fixtures/rules", &options, starter.diagnostics, &starter.inventory, NULL), ERR_OK);
    assert_int_equal(
        title_rules_read(inventory_table(starter.inventory, TABLE_PRODUCTS), starter.diagnostics, &starter.rules, NULL),
        ERR_OK);
    assert_int_equal(title_matcher_new(starter.rules, &starter.matcher, NULL), ERR_OK);
    *state = &starter;
    return 0;
}

static int starter_free(void **state) {
    struct starter *starter = *state;
    title_matcher_free(starter->matcher);
    title_rules_free(starter->rules);
    inventory_free(starter->inventory);
    diagnostics_free(starter->diagnostics);
    return 0;
}

static const struct {
    const char *title;
    enum title_class title_class;
    const char *vendor, *product, *edition, *version;
} known[] = {
    {"Microsoft Windows 11 Enterprise", TITLE_PRODUCT, "Microsoft", "Microsoft Windows", "Enterprise", "11"},
    {"Microsoft Windows 11 Pro", TITLE_PRODUCT, "Microsoft", "Microsoft Windows", "Pro", "11"},
    {"Windows 11 Pro", TITLE_PRODUCT, "Microsoft", "Microsoft Windows", "Pro", "11"},
    {"Windows Server 2022 Datacenter", TITLE_PRODUCT, "Microsoft", "Microsoft Windows Server", "Datacenter", "2022"},
    {"Microsoft Windows Server 2012 R2 Standard", TITLE_PRODUCT, "Microsoft", "Microsoft Windows Server", "Standard",
     "2012 R2"},
    {"Microsoft Office Professional Plus 2019 - ja-jp", TITLE_PRODUCT, "Microsoft", "Microsoft Office",
     "Professional Plus", "2019"},
    {"Microsoft Office LTSC Standard 2021 - ja-jp", TITLE_PRODUCT, "Microsoft", "Microsoft Office LTSC", "Standard",
     "2021"},
    {"Microsoft 365 Apps for enterprise - ja-jp", TITLE_PRODUCT, "Microsoft", "Microsoft 365 Apps", "for enterprise",
     ""},
    {"Microsoft Visio LTSC Professional 2021 - ja-jp", TITLE_PRODUCT, "Microsoft", "Microsoft Visio", "Professional",
     "2021"},
    {"Microsoft Project Standard 2016", TITLE_PRODUCT, "Microsoft", "Microsoft Project", "Standard", "2016"},
    {"Microsoft Excel MUI (Japanese) 2016", TITLE_COMPONENT, "Microsoft", "", "", ""},
    {"Office 16 Click-to-Run Extensibility Component", TITLE_COMPONENT, "Microsoft", "Microsoft Office", "", ""},
    {"Microsoft SQL Server 2019 (64-bit)", TITLE_PRODUCT, "Microsoft", "Microsoft SQL Server", "", "2019"},
    {"Microsoft SQL Server 2012 Native Client ", TITLE_COMPONENT, "Microsoft", "Microsoft SQL Server", "", ""},
    {"Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.36.32532", TITLE_RUNTIME, "Microsoft",
     "Microsoft Visual C++ Redistributable", "", "2015-2022"},
    {"Microsoft Visual C++ 2010  x64 Redistributable - 10.0.40219", TITLE_RUNTIME, "Microsoft",
     "Microsoft Visual C++ Redistributable", "", "2010"},
    {"Microsoft .NET Framework 4.8", TITLE_RUNTIME, "Microsoft", ".NET Framework", "", "4.8"},
    {"Microsoft Windows Desktop Runtime - 8.0.11 (x64)", TITLE_RUNTIME, "Microsoft", ".NET Desktop Runtime", "",
     "8.0.11"},
    {"Microsoft Edge", TITLE_PRODUCT, "Microsoft", "Microsoft Edge", "", ""},
    {"Microsoft Edge WebView2 ランタイム", TITLE_RUNTIME, "Microsoft", "Microsoft Edge WebView2 Runtime", "", ""},
    {"Security Update for Microsoft Office 2016 (KB4011574) 32-Bit Edition", TITLE_UPDATE, "Microsoft", "", "", ""},
    {"KB5034441", TITLE_UPDATE, "Microsoft", "", "", ""},
    {"Hotfix for Microsoft Visual Studio 2010", TITLE_UPDATE, "Microsoft", "", "", ""},
    {"一太郎2023", TITLE_PRODUCT, "JustSystems", "一太郎", "", "2023"},
    {"一太郎Pro 5", TITLE_PRODUCT, "JustSystems", "一太郎", "Pro", "5"},
    {"一太郎Government 10", TITLE_PRODUCT, "JustSystems", "一太郎", "Government", "10"},
    {"花子２０２３", TITLE_PRODUCT, "JustSystems", "花子", "", "2023"},
    {"Adobe Acrobat (64-bit)", TITLE_PRODUCT, "Adobe", "Adobe Acrobat", "", ""},
    {"Adobe Acrobat Reader DC - Japanese", TITLE_PRODUCT, "Adobe", "Adobe Acrobat Reader", "", ""},
    {"Adobe Acrobat XI Pro", TITLE_PRODUCT, "Adobe", "Adobe Acrobat", "Pro", "XI"},
    {"Adobe Photoshop 2024", TITLE_PRODUCT, "Adobe", "Adobe Photoshop", "", "2024"},
    {"Apex One セキュリティエージェント", TITLE_PRODUCT, "Trend Micro", "Apex One", "", ""},
    {"Trend Micro Apex One Security Agent", TITLE_PRODUCT, "Trend Micro", "Apex One", "", ""},
    {"ウイルスバスター コーポレートエディション", TITLE_PRODUCT, "Trend Micro",
     "ウイルスバスター コーポレートエディション", "", ""},
    {"McAfee Endpoint Security Threat Prevention", TITLE_PRODUCT, "Trellix", "Endpoint Security", "", ""},
    {"Symantec Endpoint Protection", TITLE_PRODUCT, "Broadcom", "Symantec Endpoint Protection", "", ""},
    {"Google Chrome", TITLE_PRODUCT, "Google", "Google Chrome", "", ""},
    {"Mozilla Firefox (x64 ja)", TITLE_PRODUCT, "Mozilla", "Mozilla Firefox", "", ""},
    {"Mozilla Firefox ESR (x64 ja)", TITLE_PRODUCT, "Mozilla", "Mozilla Firefox", "ESR", ""},
    {"Mozilla Thunderbird (x64 ja)", TITLE_PRODUCT, "Mozilla", "Mozilla Thunderbird", "", ""},
    {"Becky! Ver.2", TITLE_PRODUCT, "Rimarts", "Becky! Internet Mail", "", ""},
    {"7-Zip 23.01 (x64)", TITLE_PRODUCT, "Igor Pavlov", "7-Zip", "", "23.01"},
    {"Lhaplus", TITLE_PRODUCT, "Schezo", "Lhaplus", "", ""},
    {"Zoom Workplace (64-bit)", TITLE_PRODUCT, "Zoom", "Zoom Workplace", "", ""},
    {"Zoom(32bit)", TITLE_PRODUCT, "Zoom", "Zoom Workplace", "", ""},
    {"LibreOffice 7.6.4.1", TITLE_PRODUCT, "The Document Foundation", "LibreOffice", "", "7.6.4.1"},
    {"Java 8 Update 202 (64-bit)", TITLE_PRODUCT, "Oracle", "Java SE", "", "8"},
    {"Java(TM) SE Development Kit 17.0.9 (64-bit)", TITLE_PRODUCT, "Oracle", "Java SE", "", "17.0.9"},
    {"Eclipse Temurin JDK with Hotspot 17.0.9+9 (x64)", TITLE_RUNTIME, "Eclipse Adoptium", "Eclipse Temurin", "",
     "17.0.9"},
    {"PostgreSQL 14", TITLE_PRODUCT, "PostgreSQL Global Development Group", "PostgreSQL", "", "14"},
    {"MySQL Server 8.0", TITLE_PRODUCT, "Oracle", "MySQL", "", "8.0"},
    {"Oracle Database 19c Standard Edition 2", TITLE_PRODUCT, "Oracle", "Oracle Database", "Standard Edition 2", "19"},
    {"Apache Tomcat 9.0 Tomcat9 (remove only)", TITLE_PRODUCT, "Apache Software Foundation", "Apache Tomcat", "",
     "9.0"},
    {"JP1/Base", TITLE_PRODUCT, "Hitachi", "JP1/Base", "", ""},
    {"JP1/Script", TITLE_PRODUCT, "Hitachi", "JP1", "", ""},
    {"Systemwalker Desktop Patrol CT", TITLE_PRODUCT, "Fujitsu", "Systemwalker Desktop Patrol", "", ""},
    {"FUJITSU Software Interstage List Creator", TITLE_PRODUCT, "Fujitsu", "Interstage List Creator", "", ""},
    {"SKYSEA Client View", TITLE_PRODUCT, "Sky", "SKYSEA Client View", "", ""},
    {"VMware Tools", TITLE_COMPONENT, "VMware", "VMware Tools", "", ""},
    {"Arcserve UDP Agent", TITLE_PRODUCT, "Arcserve", "Arcserve UDP", "", ""},
    {"DocuWorks 9.1 日本語版", TITLE_PRODUCT, "FUJIFILM Business Innovation", "DocuWorks", "", "9.1"},
    {"DocuWorks Viewer Light 9", TITLE_PRODUCT, "FUJIFILM Business Innovation", "DocuWorks Viewer Light", "", ""},
    {"Tera Term 5.2", TITLE_PRODUCT, "TeraTerm Project", "Tera Term", "", "5.2"},
    {"WinSCP 6.1.2", TITLE_PRODUCT, "Martin Prikryl", "WinSCP", "", "6.1.2"},
    {"PuTTY release 0.79 (64-bit)", TITLE_PRODUCT, "Simon Tatham", "PuTTY", "", "0.79"},
    {"ｻｸﾗｴﾃﾞｨﾀ 2.4.2", TITLE_PRODUCT, "Sakura Editor Project", "サクラエディタ", "", ""},
    {"秀丸エディタ (64bit)", TITLE_PRODUCT, "サイトー企画", "秀丸エディタ", "", ""},
    {"Intel(R) Graphics Driver", TITLE_DRIVER, "Intel", "", "", ""},
    {"Intel® Chipset Device Software", TITLE_DRIVER, "Intel", "", "", ""},
    {"NVIDIA グラフィックス ドライバー 536.23", TITLE_DRIVER, "NVIDIA", "", "", ""},
    {"Realtek High Definition Audio Driver", TITLE_DRIVER, "Realtek", "", "", ""},
    {"Python 3.11.4 (64-bit)", TITLE_PRODUCT, "Python Software Foundation", "Python", "", "3.11.4"},
    {"Python 3.11.4 Core Interpreter (64-bit)", TITLE_COMPONENT, "Python Software Foundation", "Python", "", ""},
};

static void test_starter(void **state) {
    struct starter *starter = *state;

    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        struct title_recognition got;
        assert_int_equal(
            title_recognise(starter->matcher, str_from(known[i].title), STR_NONE, STR("registry"), &got, NULL), ERR_OK);
        if (got.title_class != known[i].title_class || !str_eq(got.vendor, str_from(known[i].vendor)) ||
            !str_eq(got.product, str_from(known[i].product)) || !str_eq(got.edition, str_from(known[i].edition)) ||
            (known[i].version[0] && !str_eq(got.version, str_from(known[i].version)))) {
            print_error("%s: class %d, \"%.*s\", \"%.*s\", \"%.*s\", \"%.*s\" by line %llu\n", known[i].title,
                        (int)got.title_class, STR_FMT(got.vendor), STR_FMT(got.product), STR_FMT(got.edition),
                        STR_FMT(got.version), got.rule ? (unsigned long long)got.rule->line : 0);
            fail();
        }
    }
}

/* Packages of distributions are judged with their system: the table must not take their names for products. */
static void test_starter_packages(void **state) {
    static const char *const packages[] = {
        "firefox-esr",
        "firefox",
        "thunderbird",
        "postgresql-15",
        "postgresql",
        "tomcat9",
        "nginx",
        "httpd",
        "apache2",
        "mysql-server",
        "mariadb-server",
        "python3.11",
        "putty",
        "libreoffice",
        "teams",
        "code",
        "google-chrome-stable",
        "openssl",
        "bash",
        "7zip",
        "vlc",
        "wireshark",
        "git",
        "r-base",
        "gimp",
        "inkscape",
        "qgis",
        "filezilla",
        "java-17-openjdk",
        "open-vm-tools",
        "zabbix-agent",
        "virtualbox",
        "slack-desktop",
        "npcap",
        "kernel",
    };
    struct starter *starter = *state;

    for (size_t i = 0; i < ARRAY_LEN(packages); i++) {
        struct title_recognition got;
        assert_int_equal(title_recognise(starter->matcher, str_from(packages[i]), STR_NONE, STR("dpkg"), &got, NULL),
                         ERR_OK);
        if (got.title_class == TITLE_PRODUCT) {
            fail_msg("%s: line %llu", packages[i], got.rule ? (unsigned long long)got.rule->line : 0);
        }
    }
}

/* Every row is read, used and free of problems, and says where it comes from. */
static void test_starter_rows(void **state) {
    struct starter *starter = *state;
    const struct table *table = inventory_table(starter->inventory, TABLE_PRODUCTS);

    size_t groups;
    const struct diagnostic_group *first = diagnostics_groups(starter->diagnostics, &groups);
    if (groups) {
        fail_msg("problem %u on line %llu: %.*s", first->problem, (unsigned long long)first->kept->line,
                 STR_FMT(first->kept->args[0]));
    }
    assert_true(title_rules_count(starter->rules) >= 150);
    for (size_t i = 0; i < title_rules_count(starter->rules); i++) {
        assert_int_not_equal(title_rules_get(starter->rules, i)->title_class, TITLE_UNKNOWN);
        assert_true(str_eq(title_rules_get(starter->rules, i)->file, STR("products.csv")));
    }
    assert_int_equal(table_rows(table), title_rules_count(starter->rules));
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t row = 0; row < table_rows(table); row++) {
        row_reader_move(reader, row);
        assert_true(row_reader_text(reader, PRODUCTS_SOURCE).n > 0);
        assert_true(row_reader_value(reader, PRODUCTS_CHECKED_ON).is_set);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_identifiers),
        cmocka_unit_test(test_no_rules),
        cmocka_unit_test_setup_teardown(test_starter, starter_make, starter_free),
        cmocka_unit_test_setup_teardown(test_starter_packages, starter_make, starter_free),
        cmocka_unit_test_setup_teardown(test_starter_rows, starter_make, starter_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
