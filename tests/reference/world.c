#include "tests/reference/world.h"

#include "tests/reference/require.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILES_MAX = 2 };

/* What is wrong with a row in its file. */
enum damage { DAMAGE_NONE, DAMAGE_CUT, DAMAGE_EXTRA, DAMAGE_SYNTAX };

struct row {
    struct str cells[COLUMNS_MAX];
    unsigned file;
    enum damage damage;
};

/* How a ledger file is written. */
struct file {
    char name[32];
    unsigned columns[COLUMNS_MAX], column_count;
    struct str headings[COLUMNS_MAX];
    char delimiter;
    const char *line_end, *encoding, *ditto; /* NULL: UTF-8, no dittos */
    bool has_bom;
};

struct rows {
    enum table_id table;
    struct row *items;
    unsigned count, capacity;
    struct file files[FILES_MAX]; /* of a ledger */
    unsigned file_count;
};

struct world {
    struct arena *arena;
    unsigned machine_count, pool; /* identifiers have numbers below POOL */
    unsigned mistakes;            /* of so many cells one is wrong */
    unsigned keeps;               /* of four columns a ledger file has so many */
    struct rows assets, listed, rules, places, connections, clusters;
    struct rows devices, installed, probes, neighbors, interfaces, guests;
    struct snapshot_info info;
};

/* --- chance --------------------------------------------------------------------------------------------------------
 */

static unsigned pick(unsigned below) {
    return (unsigned)random() % below;
}

static bool one_in(unsigned n) {
    return pick(n) == 0;
}

#define PICK(LIST) (LIST)[pick(ARRAY_LEN(LIST))]

/* Any of the parts of LIST. */
static struct str pick_part(const char *list, char separator) {
    struct str rest = str_from(list), part = STR_NONE;
    unsigned count = 1;

    for (const char *p = list; *p; p++) {
        count += *p == separator;
    }
    for (unsigned i = 0, wanted = pick(count); i <= wanted; i++) {
        require(str_cut(&rest, separator, &part), "a part of a list");
    }
    return part;
}

/* --- cells ---------------------------------------------------------------------------------------------------------
 */

/* Forms of an identifier: what stands for its number, by its two bytes. */
static const char *const serial_forms[] = {"SN1%03u%03u", "SN1%03u%03u", "sn1%03u%03u", "ＳＮ１%03u%03u",
                                           "S/N: SN1%03u%03u"};
static const char *const uuid_forms[] = {
    "4c4c4544-0042-3510-8056-b5c04f4d%02x%02x", "4C4C4544-0042-3510-8056-B5C04F4D%02X%02X",
    "{4c4c4544-0042-3510-8056-b5c04f4d%02x%02x}",
    "44454c4c-4200-1035-8056-b5c04f4d%02x%02x", /* the first three fields the other way round */
};
static const char *const mac_forms[] = {"00:1b:21:00:%02x:%02x", "00-1B-21-00-%02X-%02X", "001b.2100.%02x%02x",
                                        "001b2100%02x%02x"};
static const char *const host_forms[] = {"host%u-%u", "HOST%u-%u", "host%u-%u.example.jp", "Host%u-%u.example.jp.",
                                         "ｈｏｓｔ%u-%u"};
static const char *const address_forms[] = {"10.0.%u.%u", "10.0.%u.%u", "010.000.%03u.%03u", "::ffff:10.0.%u.%u",
                                            "10.0.%u.%u/16"};
static const char *const asset_id_forms[] = {"A-%u%03u", "A-%u%03u", "a-%u%03u", "Ａ－%u%03u"};

static const struct identifier {
    const char *const *forms;
    unsigned form_count;
    const char *nothing; /* what is written where there is none, separated by | */
    bool is_list;
} serials = {serial_forms, ARRAY_LEN(serial_forms), "|Default string|To be filled by O.E.M.|なし", false},
  uuids = {uuid_forms, ARRAY_LEN(uuid_forms), "||00000000-0000-0000-0000-000000000000|不明|zz", false},
  macs = {mac_forms, ARRAY_LEN(mac_forms), "||02:00:00:00:00:01|00:00:5e:00:01:01|00:1b:21|なし", true},
  hosts = {host_forms, ARRAY_LEN(host_forms), "||localhost|-", true},
  addresses = {address_forms, ARRAY_LEN(address_forms), "||DHCP|fe80::1|127.0.0.1", true},
  asset_ids = {asset_id_forms, ARRAY_LEN(asset_id_forms), "", false};

/* Cells that are not identifiers: families are separated by ~, their spellings by |. A machine has a family in fact. */
static const struct attribute {
    unsigned column;
    const char *families;
} attributes[] = {
    {DEVICES_KIND, "server|サーバ~pc|デスクトップPC~laptop|ノートPC~vm|仮想サーバ~|謎"},
    {DEVICES_MANUFACTURER, "HPE|Hewlett-Packard Company|日本HP~Dell Inc.|Dell~|不明~富士通|富士通株式会社"},
    {DEVICES_MODEL, "ProLiant DL360 Gen10|HPE ProLiant DL360 Gen10 Server~LATITUDE 5420|Latitude 5420~|-~X1"},
    {DEVICES_MODEL_NUMBER, "P03630-B21|p03630-b21~~Default string"},
    {DEVICES_OS_NAME, "Debian 12|Debian GNU/Linux~Microsoft Windows Server 2019 Standard|Windows Server 2019~|なし"},
    {DEVICES_OS_VERSION, "12|12.11|12.1~10.0.17763|10.0~|-"},
    {DEVICES_OS_EDITION, "Standard|ＳＴＡＮＤＡＲＤ~|なし~Datacenter"},
    {DEVICES_CPU_MODEL, "Intel(R) Xeon(R) Gold 6226 CPU @ 2.70GHz|Xeon Gold 6226~Xeon Gold 6226R~|不明"},
    {DEVICES_CPU_SOCKETS, "2|２|2個~1~|-|多数"},
    {DEVICES_CORES_PER_SOCKET, "8~12|１２~|?"},
    {DEVICES_CPU_CORES, "16|8コア×2|１６コア~12~|多数|-"},
    {DEVICES_CPU_THREADS, "32|32スレッド~24~"},
    {DEVICES_MEMORY_MB, "16384|16GB|１６ＧＢ|15.6GB~8192|8GB~|-|多数"},
    {DEVICES_DISK_GB, "500|500GB|480GB|465.7~1000|1TB~|なし"},
    {DEVICES_FIRMWARE_VERSION, "U32 v2.68|2.68~A12~|-"},
    {DEVICES_VIRTUAL, "物理|physical~仮想|yes|virtual~|たぶん"},
    {DEVICES_VIRTUAL_HOST, "髙橋1|高橋1~esx1|ESX1~"},
    {DEVICES_LOCATION, "本省A棟３階|本省Ａ棟3階~髙橋ビル|高橋ビル~大阪~|-"},
    {DEVICES_USER_ID, "u1|U1~u2~"},
    {DEVICES_USER_NAME, "u1|霞が関 太郎~|u2"},
    {DEVICES_DEPARTMENT, "総務課~~会計課"},
    {DEVICES_SYSTEM, "人事,給与~~メール"},
    {DEVICES_NOTE, "~一行目\r\n二行目|\"引用\"~"},
};

/* What paper alone says. */
static const struct attribute paper[] = {
    {DEVICES_STATUS, "active|運用中~active|in use~~spare|予備~停止|在庫|修理|stock~disposed|廃棄|返却済|紛失|謎"},
    {DEVICES_ACQUIRED_ON, "~2020-04-01|令和2年4月1日~2027-03-30|2027/3/31|R9.3.29"},
    {DEVICES_STOPPED_ON, "~~2027-03-29|2027-03-30|2027-03-31"},
    {DEVICES_CLUSTER, "CL1|ｃｌ１~CL2~~~~~~~"},
    {DEVICES_DISPOSED_ON, "~~2027-03-29|2027-03-30|2027-03-31|2027-02-30"},
};

/* What is observed alone. */
static const struct attribute reality[] = {
    {DEVICES_OBSERVED_AT, "2027-03-30T09:00:00+09:00~2027-03-29T21:15:00+09:00"},
    {DEVICES_METHOD, "ssh~ssh~import~check~"},
    {DEVICES_LAST_LOGIN_USER, "u1|U1~u2~"},
    {DEVICES_SECTIONS_MISSING, "~~~packages|identity;packages~identity|accounts~guests"},
};

static struct str keep(const struct world *world, const char *text) {
    return arena_dup(world->arena, str_from(text));
}

static struct str number_text(const struct world *world, const struct identifier *identifier, unsigned number) {
    char text[128];

    /* the forms are those above */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, identifier->forms[pick(identifier->form_count)], number / 256, number % 256);
#pragma GCC diagnostic pop
    return keep(world, text);
}

/* The machine's own number; by mistake one of the pool, or nothing. */
static struct str identify(const struct world *world, const struct identifier *identifier, unsigned machine) {
    static const char *const separators[] = {";", "；", "、", "\n", " ; "};
    unsigned number = one_in(world->mistakes) ? pick(world->pool) : machine % world->pool;

    if (one_in(world->mistakes)) {
        return pick_part(identifier->nothing, '|');
    }
    struct str text = number_text(world, identifier, number);
    while (identifier->is_list && one_in(world->mistakes)) {
        struct str other = number_text(world, identifier, pick(world->pool));
        text = arena_printf(world->arena, "%.*s%s%.*s", STR_FMT(text), PICK(separators), STR_FMT(other));
    }
    return text;
}

static struct str describe(const struct world *world, const struct attribute *attribute, unsigned machine) {
    struct str rest = str_from(attribute->families), family = STR_NONE;
    char spellings[256];
    unsigned count = 1;

    for (size_t i = 0; i < rest.n; i++) {
        count += rest.p[i] == '~';
    }
    unsigned wanted = one_in(world->mistakes) ? pick(count) : (machine + attribute->column) % count;
    for (unsigned i = 0; i <= wanted; i++) {
        require(str_cut(&rest, '~', &family), "a family");
    }
    snprintf(spellings, sizeof spellings, "%.*s", STR_FMT(family));
    struct str spelling = pick_part(spellings, '|');
    /* where it stands in the families, which live longer */
    return spelling.n ? str_sub(family, (size_t)(spelling.p - spellings), spelling.n) : STR_NONE;
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

static struct row *add_row(struct rows *rows) {
    require(rows->count < rows->capacity, "room for rows");
    struct row *row = &rows->items[rows->count++];
    row->file = rows->file_count ? pick(rows->file_count) : 0;
    return row;
}

static void describe_all(const struct world *world, struct row *row, const struct attribute *items, size_t count,
                         unsigned machine) {
    for (size_t i = 0; i < count; i++) {
        row->cells[items[i].column] = describe(world, &items[i], machine);
    }
}

static void identify_all(const struct world *world, struct row *row, unsigned machine) {
    row->cells[DEVICES_SERIAL] = identify(world, &serials, machine);
    row->cells[DEVICES_UUID] = identify(world, &uuids, machine);
    row->cells[DEVICES_MAC_ADDRESSES] = identify(world, &macs, machine);
    row->cells[DEVICES_HOSTNAME] = /* some name their machines by their numbers */
        one_in(world->mistakes * 2) ? number_text(world, &asset_ids, pick(world->machine_count))
                                    : identify(world, &hosts, machine);
    row->cells[DEVICES_IP_ADDRESSES] = identify(world, &addresses, machine);
}

static void add_asset(struct world *world, unsigned number) {
    struct row *row = add_row(&world->assets);
    unsigned machine = one_in(world->mistakes) ? pick(world->machine_count) : number % world->machine_count;

    identify_all(world, row, machine);
    describe_all(world, row, attributes, ARRAY_LEN(attributes), machine);
    describe_all(world, row, paper, ARRAY_LEN(paper), pick(97));
    /* now and then a number twice, or none at all */
    row->cells[DEVICES_ASSET_ID] =
        one_in(25) ? STR_NONE : number_text(world, &asset_ids, one_in(12) ? pick(number + 1) : number);
}

static void add_device(struct world *world, unsigned number) {
    struct row *row = add_row(&world->devices);
    unsigned machine = one_in(world->mistakes) ? pick(world->machine_count + 2) : number % world->machine_count;

    identify_all(world, row, machine);
    describe_all(world, row, attributes, ARRAY_LEN(attributes), machine);
    describe_all(world, row, reality, ARRAY_LEN(reality), pick(97));
    row->cells[DEVICES_NOTE] = STR_NONE;
    row->cells[DEVICES_LOCATION] = pick(3) ? STR_NONE : row->cells[DEVICES_LOCATION];
    row->cells[DEVICES_DEVICE_ID] = arena_printf(world->arena, "d%02u%04u", pick(100), number);
    row->cells[DEVICES_ADDRESS] = one_in(3) ? STR_NONE : identify(world, &addresses, machine);
    row->cells[DEVICES_CHASSIS_SERIAL] = one_in(3) ? identify(world, &serials, machine) : STR_NONE;
    if (one_in(3)) {
        row->cells[DEVICES_ASSET_TAG] =
            one_in(3) ? pick_part("No Asset Tag|P03630-B21|A-999|Default string", '|')
                      : number_text(world, &asset_ids, one_in(4) ? pick(world->machine_count) : machine);
    }
}

/* --- software ------------------------------------------------------------------------------------------------------
 */

/* Titles, a family a product; their versions as they may be listed. */
static const struct attribute titles = {
    0,
    "Google Chrome|Google Chrome 126.0 (64-bit)|Ｇｏｏｇｌｅ　Ｃｈｒｏｍｅ|google chrome~"
    "Microsoft Office Standard 2019 - ja-jp|Office 2019|Microsoft Office Standard 2021 - ja-jp|Office 2021|Office~"
    "7-Zip 23.01 (x64)|7-Zip|7-Zip 22.00~"
    "一太郎 2027|一太郎　２０２７|一太郎 2026~"
    "bash|libc6~"
    "Debian|Debian 12|Windows Server 2019|Debian 11~"
    "Microsoft Visual C++ 2015-2022 Redistributable (x64)~"
    "Tool|ＴＯＯＬ|Tool 1.1|Tool 1.2 (x64)|Tool, the \"best\"~"
    "|髙橋ツール|高橋ツール",
};

static const struct attribute versions = {
    1, "126.0.6478|126|125.0~2019|16.0|2021~23.01|22~2027|1~5.2|5~12|11|12.11~14.38~1.1|1.2|1|1.10~~"};

static const struct attribute vendors = {2, "Google LLC|Google~Microsoft~~ジャストシステム"};

static const char *const rules[] = {
    "Google Chrome,product,Google,Google Chrome,,",
    "7-Zip *,product,Igor Pavlov,7-Zip,,",
    "/^microsoft office (?<edition>standard|professional plus) (?<version>20\\d\\d)/,product,Microsoft,Office,,",
    "Office 2019,product,Microsoft,Office,Standard,2019",
    "Office 2021,product,Microsoft,Office,Standard,2021",
    "/^一太郎 (?<version>\\d+)/,product,ジャストシステム,一太郎,,",
    "Microsoft Visual C++ *,runtime,Microsoft,,,",
    "bash,os-package,,,,",
    "Tool,component,,,,",
    "Tool 1.?,product,Nobody,Tool,,",
};

static unsigned pick_number(unsigned machine) {
    return one_in(2) ? machine : pick(97);
}

static void set_title(const struct world *world, struct row *row, unsigned number) {
    row->cells[SOFTWARE_PRODUCT] = describe(world, &titles, number);
    row->cells[SOFTWARE_VERSION] = describe(world, &versions, number + 8); /* the same family */
    row->cells[SOFTWARE_VENDOR] = describe(world, &vendors, number);
}

static void add_listed(struct world *world) {
    struct row *row = add_row(&world->listed);
    unsigned machine = pick(world->machine_count);

    set_title(world, row, pick_number(machine));
    row->cells[SOFTWARE_ASSET_ID] =
        one_in(4) ? number_text(world, &hosts, machine % world->pool) : number_text(world, &asset_ids, machine);
    if (one_in(15)) {
        row->cells[SOFTWARE_ASSET_ID] = pick_part("A-999|存在しない|host9-9.example.jp", '|');
    }
}

static void add_installed(struct world *world) {
    struct row *row = add_row(&world->installed);
    unsigned device = pick(world->devices.count + 1);

    set_title(world, row, pick_number(device));
    row->cells[SOFTWARE_DEVICE_ID] =
        device < world->devices.count ? world->devices.items[device].cells[DEVICES_DEVICE_ID] : STR("d9999");
    row->cells[SOFTWARE_SOURCE] = pick_part("registry|registry|dpkg|app|", '|');
}

static void add_rules(struct world *world) {
    static const unsigned columns[] = {PRODUCTS_PATTERN, PRODUCTS_CLASS,   PRODUCTS_VENDOR,
                                       PRODUCTS_PRODUCT, PRODUCTS_EDITION, PRODUCTS_VERSION};

    for (size_t i = 0; i < ARRAY_LEN(rules) && world->rules.file_count; i++) {
        struct str rest = str_from(rules[i]), cell;
        if (one_in(3)) {
            continue;
        }
        struct row *row = add_row(&world->rules);
        for (size_t j = 0; j < ARRAY_LEN(columns) && str_cut(&rest, ',', &cell); j++) {
            row->cells[columns[j]] = cell;
        }
    }
}

/* --- the scan ------------------------------------------------------------------------------------------------------
 */

/* The first devices are the ones that see others. */
static struct str pick_device_id(const struct world *world, unsigned most) {
    unsigned count = world->devices.count < most ? world->devices.count : most;

    return count == 0 || one_in(10) ? STR("d9999") : world->devices.items[pick(count)].cells[DEVICES_DEVICE_ID];
}

static void add_probe(struct world *world) {
    struct row *row = add_row(&world->probes);
    unsigned machine = pick(world->machine_count + 1);

    if (one_in(12)) {
        row->cells[PROBES_TARGET] = number_text(world, &asset_ids, machine);
        row->cells[PROBES_OUTCOME] = STR("not-found");
        row->cells[PROBES_MESSAGE] = pick_part("2027-03-30 山田|倉庫にない, 未確認|", '|');
        return;
    }
    row->cells[PROBES_TARGET] = number_text(world, one_in(2) ? &hosts : &addresses, machine % world->pool);
    row->cells[PROBES_ADDRESS] = one_in(3) ? STR_NONE : number_text(world, &addresses, machine % world->pool);
    row->cells[PROBES_OUTCOME] = pick_part("answered|partial|no-answer|no-answer|auth-refused|no-credential|host-key-"
                                           "changed|host-key-unknown|excluded|error|error|",
                                           '|');
    row->cells[PROBES_METHOD] = pick_part("ssh|ssh|snmp|ssh via gate", '|');
    row->cells[PROBES_DEVICE_ID] = one_in(2) ? STR_NONE : pick_device_id(world, 3);
    row->cells[PROBES_REACHED] = pick_part("yes|no|", '|');
    row->cells[PROBES_SECTIONS_COMPLETE] = pick_part("identity;guests|guests|guests;os|guests|identity|", '|');
}

static struct str pick_remote_id(const struct world *world, unsigned machine) {
    switch (pick(5)) {
    case 0:
        return identify(world, &macs, machine);
    case 1:
        return identify(world, &hosts, machine);
    case 2:
        return pick_part("ap|AP|ap2.example.jp|Chassis 1|localhost", '|');
    default:
        return STR_NONE;
    }
}

static const char *const port_names[] = {"Gi1/0/1", "Gi1/0/2", "Gi1/0/1", "GigabitEthernet1/0/1", "1", ""};

/* A forwarding table knows addresses alone; what a neighbour says of itself is a part of all that it could say. */
static void add_neighbor(struct world *world) {
    struct row *row = add_row(&world->neighbors);
    unsigned machine = one_in(2) ? pick(world->machine_count) : pick(world->pool);

    row->cells[NEIGHBORS_DEVICE_ID] = pick_device_id(world, 2);
    row->cells[NEIGHBORS_PORT] = str_from(PICK(port_names));
    row->cells[NEIGHBORS_PROTOCOL] = pick_part("fdb|fdb|fdb|fdb|lldp|cdp|edp|arp|arp|", '|');
    row->cells[NEIGHBORS_VLAN] = pick_part("|10|20|20", '|');
    row->cells[NEIGHBORS_REMOTE_MAC] =
        pick(3) ? identify(world, &macs, machine) : number_text(world, &macs, pick(world->pool * 2));
    if (str_eq(row->cells[NEIGHBORS_PROTOCOL], STR("fdb"))) {
        return;
    }
    row->cells[NEIGHBORS_REMOTE_MAC] = one_in(2) ? row->cells[NEIGHBORS_REMOTE_MAC] : STR_NONE;
    row->cells[NEIGHBORS_REMOTE_ADDRESS] = one_in(2) ? identify(world, &addresses, machine) : STR_NONE;
    row->cells[NEIGHBORS_REMOTE_ID] = pick_remote_id(world, machine);
    if (!str_eq(row->cells[NEIGHBORS_PROTOCOL], STR("arp"))) {
        row->cells[NEIGHBORS_REMOTE_NAME] =
            one_in(2) ? identify(world, &hosts, machine) : pick_part("|ap|AP|ap2.example.jp", '|');
        row->cells[NEIGHBORS_REMOTE_SERIAL] = one_in(3) ? identify(world, &serials, machine) : STR_NONE;
        row->cells[NEIGHBORS_REMOTE_MODEL] = pick_part("|AIR-CAP1602I|cisco AIR-CAP1602I-E-K9", '|');
        row->cells[NEIGHBORS_REMOTE_ASSET_TAG] = one_in(6) ? number_text(world, &asset_ids, machine) : STR_NONE;
    }
}

static void add_interface(struct world *world) {
    struct row *row = add_row(&world->interfaces);

    row->cells[INTERFACES_DEVICE_ID] = pick_device_id(world, world->devices.capacity);
    row->cells[INTERFACES_NAME] = STR("eth0");
    row->cells[INTERFACES_MAC] = number_text(world, &macs, pick(world->pool * 2));
    row->cells[INTERFACES_PERMANENT_MAC] = one_in(3) ? number_text(world, &macs, pick(world->pool * 2)) : STR_NONE;
}

/* --- where things are ----------------------------------------------------------------------------------------------
 */

/* A machine as people refer to it. */
static struct str refer(const struct world *world) {
    unsigned machine = pick(3) ? pick(2) : pick(world->machine_count);

    switch (pick(4)) {
    case 0:
        return pick_device_id(world, 2);
    case 1:
        return number_text(world, &hosts, machine % world->pool);
    default:
        return number_text(world, &asset_ids, machine);
    }
}

/* What hosts list: machines of either side, and others. */
static void add_guest(struct world *world) {
    struct row *row = add_row(&world->guests);
    unsigned machine = pick(4) ? pick(world->machine_count) : pick(world->pool);

    row->cells[GUESTS_DEVICE_ID] = pick_device_id(world, 3);
    row->cells[GUESTS_NAME] =
        pick(3) ? identify(world, &hosts, machine) : pick_part("|試験 1|試験1|x.1|localhost", '|');
    row->cells[GUESTS_UUID] = one_in(2) ? identify(world, &uuids, machine) : STR_NONE;
    row->cells[GUESTS_MAC_ADDRESSES] =
        one_in(3) ? identify(world, &macs, one_in(4) ? pick(world->pool * 2) : machine) : STR_NONE;
    row->cells[GUESTS_OS] = pick_part("|Debian 12|Windows Server 2019", '|');
    row->cells[GUESTS_STATE] = pick_part("on|on|off|suspended|", '|');
}

static void add_cluster(struct world *world) {
    struct row *row = add_row(&world->clusters);

    row->cells[CLUSTERS_CLUSTER] = pick_part("CL1|cl1|CL2|CL3|", '|');
    row->cells[CLUSTERS_HOST] = refer(world);
}

/* A virtual machine in use that nothing is met of, on one of the hosts that tell of guests most often. */
static void make_lost(const struct world *world, struct row *asset) {
    static const unsigned blank[] = {DEVICES_SERIAL,       DEVICES_UUID,        DEVICES_MAC_ADDRESSES,
                                     DEVICES_IP_ADDRESSES, DEVICES_ACQUIRED_ON, DEVICES_STOPPED_ON,
                                     DEVICES_DISPOSED_ON};

    for (size_t i = 0; i < ARRAY_LEN(blank); i++) {
        asset->cells[blank[i]] = STR_NONE;
    }
    asset->cells[DEVICES_HOSTNAME] = number_text(world, &hosts, pick(3) ? 20000 + pick(100) : pick(world->pool));
    asset->cells[DEVICES_KIND] = STR("vm");
    asset->cells[DEVICES_STATUS] = STR("active");
    asset->cells[DEVICES_VIRTUAL_HOST] = number_text(world, &asset_ids, pick(3));
}

/* Where paper has a machine's host, if it is one. */
static void choose_hosts(struct world *world) {
    for (unsigned i = 0; i < world->assets.count; i++) {
        struct row *asset = &world->assets.items[i];
        asset->cells[DEVICES_VIRTUAL_HOST] = pick(3) ? refer(world) : asset->cells[DEVICES_VIRTUAL_HOST];
        asset->cells[DEVICES_KIND] = one_in(3) ? STR("vm") : asset->cells[DEVICES_KIND];
        if (i >= 3 && one_in(4)) {
            make_lost(world, asset);
        }
    }
    for (unsigned i = 0; i < world->devices.count; i++) {
        if (pick(4)) {
            world->devices.items[i].cells[DEVICES_VIRTUAL_HOST] = STR_NONE;
        }
    }
}

static void add_place(struct world *world) {
    struct row *row = add_row(&world->places);

    row->cells[PLACES_PATTERN] = pick_part("本省|本省A棟|本省Ａ棟３|髙橋ビル|大阪|大阪|*ビル|*棟?階|-", '|');
    row->cells[PLACES_SITE] = pick_part("霞が関|霞が関|大阪|髙橋|福岡|", '|');
    row->cells[PLACES_FACILITY] = pick_part("F1|F2|||", '|');
    row->cells[PLACES_SUBNETS] = pick_part("10.0.0.0/24|10.0.0.0/16|10.0.0.0/29; 10.0.0.8/30|10.0.0.0/8|", '|');
    row->cells[PLACES_SWITCHES] = pick(3) ? refer(world) : STR_NONE;
}

static void add_connection(struct world *world) {
    struct row *row = add_row(&world->connections);

    row->cells[CONNECTIONS_DEVICE] =
        one_in(3) ? refer(world) : number_text(world, &asset_ids, pick(world->machine_count));
    row->cells[CONNECTIONS_PORT] = str_from(PICK(port_names));
    row->cells[CONNECTIONS_PEER] = refer(world);
    row->cells[CONNECTIONS_PEER_PORT] = str_from(PICK(port_names));
}

/* --- files ---------------------------------------------------------------------------------------------------------
 */

/* The canonical heading or the first of the others. */
static struct str pick_heading(const struct column_def *column) {
    struct str rest = str_from(column->headings), first = STR_NONE;

    (void)str_cut(&rest, '|', &first);
    return first.n && pick(3) ? first : str_from(column->name);
}

static void choose_columns(const struct rows *rows, const unsigned *columns, size_t count, unsigned keeps,
                           struct file *file) {
    for (size_t i = 0; i < count; i++) {
        const struct column_def *column = schema_column(rows->table, columns[i]);
        if (column->need == NEED_OBSERVED || (column->need != NEED_MANDATORY && pick(4) >= keeps)) {
            continue;
        }
        unsigned place = pick(file->column_count + 1);
        memmove(&file->columns[place + 1], &file->columns[place], (file->column_count - place) * sizeof *file->columns);
        file->columns[place] = columns[i];
        file->column_count++;
    }
    for (unsigned i = 0; i < file->column_count; i++) {
        file->headings[i] = pick_heading(schema_column(rows->table, file->columns[i]));
    }
    if (rows->table == TABLE_DEVICES && one_in(3)) {
        for (unsigned i = 0; i < file->column_count; i++) {
            file->headings[i] = file->columns[i] == DEVICES_MEMORY_MB ? STR("メモリ(GB)") : file->headings[i];
        }
    }
}

static void add_file(struct rows *rows, const unsigned *columns, size_t count, unsigned keeps) {
    static const char *const dittos[] = {NULL, "〃", "同上", "\"\"\"\"\"\""};
    static const char *const line_ends[] = {"\n", "\r\n"};
    static const char *const encodings[] = {NULL, NULL, NULL, "CP932"};
    struct file *file = &rows->files[rows->file_count];

    *file = (struct file){
        .delimiter = one_in(4) ? '\t' : ',',
        .line_end = PICK(line_ends),
        .encoding = PICK(encodings),
        .ditto = PICK(dittos),
    };
    file->has_bom = !file->encoding && one_in(3);
    snprintf(file->name, sizeof file->name, "%s%s.%s", schema_table(rows->table)->name, rows->file_count ? "_2" : "",
             file->delimiter == '\t' ? "tsv" : "csv");
    choose_columns(rows, columns, count, keeps, file);
    rows->file_count++;
}

/* What is wrong with a row may change what its cells say. */
static void damage_rows(struct rows *rows) {
    for (unsigned i = 0; i < rows->count; i++) {
        struct row *row = &rows->items[i];
        const struct file *file = &rows->files[row->file];
        if (one_in(30)) {
            row->damage = DAMAGE_CUT;
            row->cells[file->columns[file->column_count - 1]] = STR_NONE;
        } else if (one_in(40)) {
            row->damage = DAMAGE_EXTRA;
        } else if (one_in(150)) {
            row->damage = DAMAGE_SYNTAX;
        }
    }
}

static void write_cell(const struct file *file, struct str cell, struct buffer *out) {
    bool needs_quotes = str_find_char(cell, file->delimiter) >= 0 || str_find_char(cell, '"') >= 0 ||
                        str_find_char(cell, '\n') >= 0 || str_find_char(cell, '\r') >= 0;

    if (!needs_quotes && pick(8)) {
        buffer_append_cstr(out, one_in(20) ? " " : "");
        buffer_append(out, cell);
        return;
    }
    buffer_append_char(out, '"');
    for (size_t i = 0; i < cell.n; i++) {
        buffer_append_cstr(out, cell.p[i] == '"' ? "\"" : "");
        buffer_append_char(out, cell.p[i]);
    }
    buffer_append_char(out, '"');
}

/* ABOVE is NULL in the first row. */
static void write_row(const struct file *file, const struct row *row, const struct row *above, struct buffer *out) {
    unsigned count = file->column_count - (row->damage == DAMAGE_CUT && file->column_count > 1);
    char delimiter[] = {file->delimiter, '\0'};

    for (unsigned i = 0; i < count; i++) {
        struct str cell = row->cells[file->columns[i]];
        bool is_ditto = file->ditto && above && cell.n && str_eq(cell, above->cells[file->columns[i]]) && one_in(2);
        buffer_append_cstr(out, i ? delimiter : "");
        if (is_ditto) {
            buffer_append_cstr(out, file->ditto);
        } else {
            write_cell(file, cell, out);
        }
    }
    if (row->damage == DAMAGE_EXTRA) {
        buffer_append_cstr(out, delimiter);
        buffer_append_cstr(out, "x");
    } else if (row->damage == DAMAGE_SYNTAX) {
        buffer_append_cstr(out, delimiter);
        buffer_append_cstr(out, "\"x\"y");
    }
    buffer_append_cstr(out, file->line_end);
}

static void write_file(const struct rows *rows, unsigned number, const char *directory) {
    const struct file *file = &rows->files[number];
    CLEANUP(buffer_done) struct buffer text = {0};
    const struct row *above = NULL;
    char path[256];

    buffer_append_cstr(&text, file->has_bom ? "\xEF\xBB\xBF" : "");
    for (unsigned i = 0; i < file->column_count; i++) {
        buffer_append_cstr(&text, i ? (char[]){file->delimiter, '\0'} : "");
        write_cell(file, file->headings[i], &text);
    }
    buffer_append_cstr(&text, file->line_end);
    for (unsigned i = 0; i < rows->count; i++) {
        if (rows->items[i].file == number) {
            write_row(file, &rows->items[i], above, &text);
            above = &rows->items[i];
        }
    }
    require(!text.failed, "memory");
    snprintf(path, sizeof path, "%s/%s", directory, file->name);
    struct str bytes = file->encoding ? scratch_encode(file->encoding, buffer_view(&text)) : buffer_view(&text);
    scratch_write(path, bytes);
    if (file->encoding) {
        free((void *)(uintptr_t)bytes.p);
    }
}

void world_write_ledger(const struct world *world, const char *directory) {
    const struct rows *tables[] = {&world->assets, &world->listed,      &world->rules,
                                   &world->places, &world->connections, &world->clusters};

    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        for (unsigned file = 0; file < tables[i]->file_count; file++) {
            write_file(tables[i], file, directory);
        }
    }
}

void world_write_snapshot(const struct world *world, const char *directory, const char *tmpdir) {
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    const struct rows *tables[] = {&world->devices,   &world->installed,  &world->probes,
                                   &world->neighbors, &world->interfaces, &world->guests};

    require(snapshot_writer_new(directory, tmpdir, &writer, NULL) == ERR_OK, "writing a snapshot");
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        for (unsigned row = 0; row < tables[i]->count; row++) {
            require(snapshot_writer_row(writer, tables[i]->table, tables[i]->items[row].cells, NULL) == ERR_OK,
                    "a row of a snapshot");
        }
    }
    require(snapshot_writer_commit(writer, &world->info, NULL) == ERR_OK, "finishing a snapshot");
}

/* --- the whole -----------------------------------------------------------------------------------------------------
 */

static void open_ledger(struct world *world) {
    unsigned columns[COLUMNS_MAX] = {DEVICES_ASSET_ID,      DEVICES_SERIAL,   DEVICES_UUID,
                                     DEVICES_MAC_ADDRESSES, DEVICES_HOSTNAME, DEVICES_IP_ADDRESSES};
    static const unsigned software[] = {SOFTWARE_ASSET_ID, SOFTWARE_PRODUCT, SOFTWARE_VERSION, SOFTWARE_VENDOR};
    static const unsigned products[] = {PRODUCTS_PATTERN, PRODUCTS_CLASS,   PRODUCTS_VENDOR,
                                        PRODUCTS_PRODUCT, PRODUCTS_EDITION, PRODUCTS_VERSION};
    static const unsigned places[] = {PLACES_PATTERN, PLACES_SITE, PLACES_FACILITY, PLACES_SUBNETS, PLACES_SWITCHES};
    static const unsigned clusters[] = {CLUSTERS_CLUSTER, CLUSTERS_HOST};
    static const unsigned connections[] = {CONNECTIONS_DEVICE, CONNECTIONS_PORT, CONNECTIONS_PEER,
                                           CONNECTIONS_PEER_PORT};
    size_t count = 6;

    for (size_t i = 0; i < ARRAY_LEN(attributes); i++) {
        columns[count++] = attributes[i].column;
    }
    for (size_t i = 0; i < ARRAY_LEN(paper); i++) {
        columns[count++] = paper[i].column;
    }
    for (unsigned files = 1 + one_in(3); files > 0; files--) {
        add_file(&world->assets, columns, count, world->keeps);
    }
    for (unsigned files = one_in(10) ? 0 : 1 + one_in(3); files > 0; files--) {
        add_file(&world->listed, software, ARRAY_LEN(software), 3);
    }
    if (pick(3)) {
        add_file(&world->rules, products, ARRAY_LEN(products), 4);
    }
    if (pick(4)) {
        add_file(&world->places, places, ARRAY_LEN(places), 4);
    }
    if (pick(4)) {
        add_file(&world->connections, connections, ARRAY_LEN(connections), 4);
    }
    if (one_in(3)) {
        add_file(&world->clusters, clusters, ARRAY_LEN(clusters), 2);
    }
}

static void choose_info(struct world *world) {
    world->info = (struct snapshot_info){
        .scanner_version = STR("test"),
        .scope = pick_part("targets.csv|資産一覧.csv", '|'),
        .is_complete = one_in(2),
    };
    if (world->info.is_complete) {
        world->info.site = pick_part("|本省|髙橋ビル|大阪", '|');
    }
}

static void make_room(struct arena *arena, struct rows *rows, enum table_id table, unsigned capacity) {
    rows->table = table;
    rows->capacity = capacity;
    rows->items = arena_alloc_array(arena, (size_t)capacity + 1, sizeof *rows->items);
    require(rows->items, "memory");
}

static struct world *world_sized(struct arena *arena, unsigned most, unsigned most_devices) {
    struct world *world = arena_alloc(arena, sizeof *world);

    require(world, "memory");
    world->arena = arena;
    make_room(arena, &world->assets, TABLE_DEVICES, most);
    make_room(arena, &world->devices, TABLE_DEVICES, most_devices);
    make_room(arena, &world->listed, TABLE_SOFTWARE, most * 5 / 2);
    make_room(arena, &world->installed, TABLE_SOFTWARE, most * 5 / 2);
    make_room(arena, &world->probes, TABLE_PROBES, most * 2);
    make_room(arena, &world->neighbors, TABLE_NEIGHBORS, most > 100 ? most / 4 : most * 3);
    make_room(arena, &world->interfaces, TABLE_INTERFACES, most);
    make_room(arena, &world->guests, TABLE_GUESTS, most > 100 ? 60 : most / 2);
    make_room(arena, &world->clusters, TABLE_CLUSTERS, 4);
    make_room(arena, &world->places, TABLE_PLACES, 6);
    make_room(arena, &world->connections, TABLE_CONNECTIONS, most > 100 ? most / 4 : most);
    make_room(arena, &world->rules, TABLE_PRODUCTS, ARRAY_LEN(rules));
    return world;
}

/* Up to as many rows as there is room for; of large inventories, half of that at least. */
static unsigned pick_count(const struct rows *rows, bool is_large) {
    return is_large ? rows->capacity / 2 + pick(rows->capacity / 2 + 1) : pick(rows->capacity + 1);
}

static void fill(struct world *world, bool is_large) {
    for (unsigned i = 0, count = pick_count(&world->assets, is_large); i < count; i++) {
        add_asset(world, i);
    }
    for (unsigned i = 0, count = pick_count(&world->devices, is_large); i < count; i++) {
        add_device(world, i);
    }
    for (unsigned i = world->listed.file_count ? pick_count(&world->listed, is_large) : 0; i > 0; i--) {
        add_listed(world);
    }
    for (unsigned i = pick_count(&world->installed, is_large); i > 0; i--) {
        add_installed(world);
    }
    for (unsigned i = pick_count(&world->probes, is_large); i > 0; i--) {
        add_probe(world);
    }
    for (unsigned i = pick_count(&world->neighbors, is_large); i > 0; i--) {
        add_neighbor(world);
    }
    for (unsigned i = pick_count(&world->interfaces, is_large); i > 0; i--) {
        add_interface(world);
    }
    for (unsigned i = world->places.file_count ? world->places.capacity - pick(3) : 0; i > 0; i--) {
        add_place(world);
    }
    for (unsigned i = world->connections.file_count ? pick_count(&world->connections, is_large) : 0; i > 0; i--) {
        add_connection(world);
    }
    for (unsigned i = one_in(4) ? 0 : pick_count(&world->guests, is_large); i > 0; i--) {
        add_guest(world);
    }
    for (unsigned i = world->clusters.file_count ? pick(world->clusters.capacity + 1) : 0; i > 0; i--) {
        add_cluster(world);
    }
    choose_hosts(world);
    add_rules(world);
}

struct world *world_new(enum world_size size, struct arena *arena) {
    bool is_large = size == WORLD_LARGE;
    unsigned most = is_large ? 1200 : 12, most_devices = is_large ? 6000 : 12;
    struct world *world = world_sized(arena, most, most_devices);
    static const unsigned machines[] = {1, 4, 8, 12, 12, 12}, pools[] = {2, 5, 12, 12, 16}, mistakes[] = {4, 8, 20, 50};

    world->machine_count = is_large ? most_devices : PICK(machines);
    world->pool = is_large ? most_devices / 2 + pick(most_devices) : PICK(pools);
    world->mistakes = PICK(mistakes);
    world->keeps = 1 + pick(4);
    open_ledger(world);
    fill(world, is_large);
    if (!is_large) {
        damage_rows(&world->assets);
        damage_rows(&world->listed);
    }
    choose_info(world);
    require(!arena_failed(arena), "memory");
    return world;
}

static void shuffle(struct rows *rows) {
    for (unsigned i = rows->count; i > 1; i--) {
        unsigned j = pick(i);
        struct row other = rows->items[i - 1];
        rows->items[i - 1] = rows->items[j];
        rows->items[j] = other;
    }
}

/* The rules stay: of equal patterns the first counts. */
void world_shuffle(struct world *world) {
    struct rows *tables[] = {&world->assets,      &world->listed,    &world->devices,    &world->installed,
                             &world->probes,      &world->neighbors, &world->interfaces, &world->places,
                             &world->connections, &world->guests,    &world->clusters};

    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        shuffle(tables[i]);
    }
}
