#include "tests/reference/world_cells.h"

#include <stdio.h>

struct str pick_part(const char *list, char separator) {
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

const struct identifier serials = {serial_forms, ARRAY_LEN(serial_forms), "|Default string|To be filled by O.E.M.|なし",
                                   false},
                        uuids = {uuid_forms, ARRAY_LEN(uuid_forms), "||00000000-0000-0000-0000-000000000000|不明|zz",
                                 false},
                        macs = {mac_forms, ARRAY_LEN(mac_forms), "||02:00:00:00:00:01|00:00:5e:00:01:01|00:1b:21|なし",
                                true},
                        hosts = {host_forms, ARRAY_LEN(host_forms), "||localhost|-", true},
                        addresses = {address_forms, ARRAY_LEN(address_forms), "||DHCP|fe80::1|127.0.0.1", true},
                        asset_ids = {asset_id_forms, ARRAY_LEN(asset_id_forms), "", false};

/* Cells that are not identifiers: families are separated by ~, their spellings by |. A machine has a family in fact. */
static const struct attribute said_by_both[] = {
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
static const struct attribute said_by_paper[] = {
    {DEVICES_STATUS, "active|運用中~active|in use~~spare|予備~停止|在庫|修理|stock~disposed|廃棄|返却済|紛失|謎"},
    {DEVICES_ACQUIRED_ON, "~2020-04-01|令和2年4月1日~2027-03-30|2027/3/31|R9.3.29"},
    {DEVICES_STOPPED_ON, "~~2027-03-29|2027-03-30|2027-03-31"},
    {DEVICES_CLUSTER, "CL1|ｃｌ１~CL2~~~~~~~"},
    {DEVICES_DISPOSED_ON, "~~2027-03-29|2027-03-30|2027-03-31|2027-02-30"},
};

/* What is observed alone. */
static const struct attribute said_by_reality[] = {
    {DEVICES_OBSERVED_AT, "2027-03-30T09:00:00+09:00~2027-03-29T21:15:00+09:00"},
    {DEVICES_METHOD, "ssh~ssh~import~check~"},
    {DEVICES_LAST_LOGIN_USER, "u1|U1~u2~"},
    {DEVICES_SECTIONS_MISSING, "~~~packages|identity;packages~identity|accounts~guests"},
};

const struct attributes both_attributes = {said_by_both, ARRAY_LEN(said_by_both)};
const struct attributes paper_attributes = {said_by_paper, ARRAY_LEN(said_by_paper)};
const struct attributes observed_attributes = {said_by_reality, ARRAY_LEN(said_by_reality)};

static struct str keep(const struct world *world, const char *text) {
    return arena_dup(world->arena, str_from(text));
}

struct str number_text(const struct world *world, const struct identifier *identifier, unsigned number) {
    char text[128];

    /* the forms are those above */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, identifier->forms[pick(identifier->form_count)], number / 256, number % 256);
#pragma GCC diagnostic pop
    return keep(world, text);
}

struct str identify(const struct world *world, const struct identifier *identifier, unsigned machine) {
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

struct str describe(const struct world *world, const struct attribute *attribute, unsigned machine) {
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
