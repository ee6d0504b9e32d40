#include "inventory/schema.h"

#include "base/compiler.h"
#include "base/text.h"

#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def devices_columns[] = {
#include "inventory/schema/devices.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def software_columns[] = {
#include "inventory/schema/software.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def interfaces_columns[] = {
#include "inventory/schema/interfaces.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def components_columns[] = {
#include "inventory/schema/components.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def accounts_columns[] = {
#include "inventory/schema/accounts.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def updates_columns[] = {
#include "inventory/schema/updates.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def neighbors_columns[] = {
#include "inventory/schema/neighbors.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def probes_columns[] = {
#include "inventory/schema/probes.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def licenses_columns[] = {
#include "inventory/schema/licenses.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def assignments_columns[] = {
#include "inventory/schema/assignments.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def people_columns[] = {
#include "inventory/schema/people.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def support_columns[] = {
#include "inventory/schema/support.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def contracts_columns[] = {
#include "inventory/schema/contracts.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def changes_columns[] = {
#include "inventory/schema/changes.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def circuits_columns[] = {
#include "inventory/schema/circuits.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def cloud_columns[] = {
#include "inventory/schema/cloud.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def domains_columns[] = {
#include "inventory/schema/domains.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def facilities_columns[] = {
#include "inventory/schema/facilities.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def sessions_columns[] = {
#include "inventory/schema/sessions.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def access_columns[] = {
#include "inventory/schema/access.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def usage_columns[] = {
#include "inventory/schema/usage.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def clusters_columns[] = {
#include "inventory/schema/clusters.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def connections_columns[] = {
#include "inventory/schema/connections.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def checks_columns[] = {
#include "inventory/schema/checks.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def products_columns[] = {
#include "inventory/schema/products.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def downgrades_columns[] = {
#include "inventory/schema/downgrades.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def core_factors_columns[] = {
#include "inventory/schema/core_factors.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def points_columns[] = {
#include "inventory/schema/points.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def minimums_columns[] = {
#include "inventory/schema/minimums.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def releases_columns[] = {
#include "inventory/schema/releases.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def edition_limits_columns[] = {
#include "inventory/schema/edition_limits.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def feeds_columns[] = {
#include "inventory/schema/feeds.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def aliases_columns[] = {
#include "inventory/schema/aliases.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def places_columns[] = {
#include "inventory/schema/places.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def keys_columns[] = {
#include "inventory/schema/keys.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def guests_columns[] = {
#include "inventory/schema/guests.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def calendar_columns[] = {
#include "inventory/schema/calendar.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def calendar_ids_columns[] = {
#include "inventory/schema/calendar_ids.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def dispositions_columns[] = {
#include "inventory/schema/dispositions.def"
};

_Static_assert(DEVICES_COLUMN_COUNT <= COLUMNS_MAX && LICENSES_COLUMN_COUNT <= COLUMNS_MAX,
               "COLUMNS_MAX must hold the widest table");

#define TABLE(ID, NAME, KIND, IS_LEDGER, IS_SNAPSHOT, FILE_NAMES)                                                      \
    [TABLE_##ID] = {#NAME, FILE_NAMES, NAME##_columns, ID##_COLUMN_COUNT, TABLE_KIND_##KIND, IS_LEDGER, IS_SNAPSHOT}

static const struct table_def tables[TABLE_COUNT] = {
    TABLE(DEVICES, devices, LEDGER, true, true, "ハードウェア台帳|機器台帳|hardware|devices|assets"),
    TABLE(SOFTWARE, software, LEDGER, true, true, "導入ソフトウェア台帳|ソフトウェア台帳|software|installations"),
    TABLE(INTERFACES, interfaces, SNAPSHOT, false, true, ""),
    TABLE(COMPONENTS, components, SNAPSHOT, false, true, ""),
    TABLE(ACCOUNTS, accounts, SNAPSHOT, false, true, ""),
    TABLE(UPDATES, updates, SNAPSHOT, false, true, ""),
    TABLE(NEIGHBORS, neighbors, SNAPSHOT, false, true, ""),
    TABLE(PROBES, probes, SNAPSHOT, false, true, ""),
    TABLE(LICENSES, licenses, LEDGER, true, false,
          "ライセンス台帳|ソフトウェアライセンス台帳|ライセンス管理台帳|licences|entitlements"),
    TABLE(ASSIGNMENTS, assignments, LEDGER, true, false, "ライセンス割当台帳|割当台帳"),
    TABLE(PEOPLE, people, LEDGER, true, false, "利用者台帳|職員台帳|職員名簿|利用者名簿|users"),
    TABLE(SUPPORT, support, LEDGER, true, false, "サポート期限表|サポート期限一覧|サポート台帳|end-of-life"),
    TABLE(CONTRACTS, contracts, LEDGER, true, false, "保守契約台帳|契約台帳|保守契約一覧"),
    TABLE(CHANGES, changes, LEDGER, true, false, "変更管理簿|変更管理台帳|変更履歴"),
    TABLE(CIRCUITS, circuits, LEDGER, true, false, "回線台帳|ネットワーク台帳"),
    TABLE(CLOUD, cloud, LEDGER, true, false, "クラウドサービス台帳|外部サービス台帳|クラウド台帳"),
    TABLE(DOMAINS, domains, LEDGER, true, false, "公開ドメイン台帳|ドメイン台帳"),
    TABLE(FACILITIES, facilities, LEDGER, true, false, "施設・区域台帳|施設台帳|区域台帳"),
    TABLE(SESSIONS, sessions, RECORD, true, false, "同時利用記録"),
    TABLE(ACCESS, access, RECORD, true, false, "アクセス元|アクセス元一覧"),
    TABLE(USAGE, usage, RECORD, true, false, "従量実績"),
    TABLE(CLUSTERS, clusters, RECORD, true, false, "仮想基盤|仮想基盤一覧"),
    TABLE(CONNECTIONS, connections, RECORD, true, false, "ポート接続表"),
    TABLE(CHECKS, checks, RECORD, true, false, "実地確認票|実地棚卸票"),
    TABLE(PRODUCTS, products, RULE, true, false, "製品認識表|製品規則表"),
    TABLE(DOWNGRADES, downgrades, RULE, true, false, "ダウングレード表"),
    TABLE(CORE_FACTORS, core_factors, RULE, true, false, "コア係数表"),
    TABLE(POINTS, points, RULE, true, false, "ポイント表|PVU表"),
    TABLE(MINIMUMS, minimums, RULE, true, false, "最小数表"),
    TABLE(RELEASES, releases, RULE, true, false, "リリース表|提供開始日一覧"),
    TABLE(EDITION_LIMITS, edition_limits, RULE, true, false, "エディション制限表"),
    TABLE(FEEDS, feeds, RULE, true, false, "取込規則表"),
    TABLE(ALIASES, aliases, RULE, true, false, "別名表"),
    TABLE(PLACES, places, RULE, true, false, "場所表|設置場所一覧"),
    TABLE(KEYS, keys, SNAPSHOT, false, true, ""),
    TABLE(GUESTS, guests, SNAPSHOT, false, true, ""),
    TABLE(CALENDAR, calendar, STATE, false, false, ""),
    TABLE(CALENDAR_IDS, calendar_ids, STATE, false, false, ""),
    TABLE(DISPOSITIONS, dispositions, EDITED, false, false, ""),
};

#define CODED(NAME)                                                                                                    \
    { .name = (NAME), .is_coded = true }
#define UNCODED(NAME)                                                                                                  \
    { .name = (NAME) }
#define IDENTITY(NAME)                                                                                                 \
    { .name = (NAME), .is_identity = true }
#define SECRET(NAME)                                                                                                   \
    { .name = (NAME), .is_secret = true }

static const struct column_type_def types[TYPE_KIND_COUNT] = {
    [TYPE_REFERENCE] = CODED("reference"),
    [TYPE_ID] = IDENTITY("identifier"),
    [TYPE_SERIAL] = IDENTITY("serial number"),
    [TYPE_UUID] = IDENTITY("UUID"),
    [TYPE_HOSTNAME] = IDENTITY("host names"),
    [TYPE_MAC_LIST] = IDENTITY("MAC addresses"),
    [TYPE_IP_LIST] = IDENTITY("IP addresses"),
    [TYPE_NOTE] = UNCODED("free text"),
    [TYPE_TEXT] = CODED("text"),
    [TYPE_VENDOR] = CODED("maker"),
    [TYPE_MODEL] = CODED("model"),
    [TYPE_PERSON] = CODED("person"),
    [TYPE_PLACE] = CODED("place"),
    [TYPE_VERSION] = CODED("version"),
    [TYPE_TITLE] = CODED("software title"),
    [TYPE_WORD] = CODED("one of a list of words"),
    [TYPE_BOOL] = CODED("yes or no"),
    [TYPE_DATE] = CODED("date"),
    [TYPE_TIME] = CODED("time with offset"),
    [TYPE_INTEGER] = CODED("whole number"),
    [TYPE_AMOUNT] = CODED("amount of money"),
    [TYPE_CORES] = CODED("count of cores"),
    [TYPE_MEMORY_MB] = CODED("size in MB"),
    [TYPE_DISK_GB] = CODED("size in GB"),
    [TYPE_ID_LIST] = UNCODED("identifiers"),
    [TYPE_TEXT_LIST] = CODED("words"),
    [TYPE_QUANTITY] = CODED("count, or unlimited"),
    [TYPE_RATIO] = CODED("exact number"),
    [TYPE_DAYS] = CODED("number of days"),
    [TYPE_PERIOD] = CODED("period"),
    [TYPE_MILESTONE] = CODED("date set by a vendor"),
    [TYPE_EXPIRY] = CODED("last day"),
    [TYPE_MOMENT] = CODED("date and time"),
    [TYPE_SECRET] = SECRET("secret text"),
};

const struct table_def *schema_table(enum table_id table) {
    return &tables[table];
}

bool schema_table_by_name(struct str name, enum table_id *ret_table) {
    for (unsigned i = 0; i < TABLE_COUNT; i++) {
        if (str_eq(name, str_from(tables[i].name))) {
            *ret_table = (enum table_id)i;
            return true;
        }
    }
    return false;
}

const struct column_def *schema_column(enum table_id table, unsigned column) {
    return &tables[table].columns[column];
}

bool schema_column_by_name(enum table_id table, struct str name, unsigned *ret_column) {
    for (unsigned i = 0; i < tables[table].column_count; i++) {
        if (str_eq(name, str_from(tables[table].columns[i].name))) {
            *ret_column = i;
            return true;
        }
    }
    return false;
}

const struct column_type_def *schema_type(enum column_type type) {
    return &types[type];
}

struct str schema_word(const struct column_def *column, unsigned index) {
    struct str groups = str_from(column->words), group, word;
    while (str_cut(&groups, ';', &group)) {
        if (index-- == 0) {
            return str_cut(&group, '|', &word) ? word : STR_NONE;
        }
    }
    return STR_NONE;
}

bool schema_word_index(const struct column_def *column, struct str word, unsigned *ret_index) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    text_fold(word, &folded);
    if (folded.failed || folded.n == 0) {
        return false;
    }
    /* The lists are written so that folding them only lowers ASCII letters (tested): nothing to fold here. */
    struct str groups = str_from(column->words), group, known;
    for (unsigned index = 0; str_cut(&groups, ';', &group); index++) {
        while (str_cut(&group, '|', &known)) {
            if (str_eq_ignore_case(known, buffer_view(&folded))) {
                *ret_index = index;
                return true;
            }
        }
    }
    return false;
}
