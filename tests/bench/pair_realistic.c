#include "tests/bench/cell.h"
#include "tests/bench/pair.h"

/* Cells that say nothing that a snapshot could confirm; of PART_COUNT for each draw. */
static const char *const departments[] = {"総務課",     "会計課",           "情報システム課",
                                          "政策企画室", "地方出先機関担当", "監査・統計課"};
static const char *const persons[] = {"佐藤　一郎", "鈴木　花子", "高橋　健", "田中　由美子", "渡辺　さくら"};
static const char *const states[] = {"運用中", "使用中", "稼働中"};
static const char *const acquisitions[] = {"購入", "リース", "レンタル"};
static const char *const notes[] = {
    "", "", "", "", "更改時に回収", "庁内LAN接続, 共用", "画面に \"傷\" あり", "一行目\r\n二行目"};

/* Columns take different bits of what was drawn for the machine. */
static uint64_t drawn(const void *row, unsigned column, uint64_t below) {
    const struct machine *machine = row;

    return (machine->draws >> column * 6) % below;
}

/* Defines how the two sides write a part. */
#define PART(NAME)                                                                                                     \
    static void paper_##NAME(struct buffer *out, const void *row) {                                                    \
        const struct machine *machine = row;                                                                           \
        cell_quoted(out, machine->NAME->paper);                                                                        \
    }                                                                                                                  \
    static void observed_##NAME(struct buffer *out, const void *row) {                                                 \
        const struct machine *machine = row;                                                                           \
        cell_quoted(out, machine->NAME->observed);                                                                     \
    }
PART(kind)
PART(maker)
PART(model)
PART(system)
PART(release)
PART(memory)
PART(disk)
PART(cpu)
PART(cores)
PART(place)
#undef PART

/* Defines a column of words that have nothing to do with each other. */
#define WORDS(LIST, COLUMN)                                                                                            \
    static void append_##LIST(struct buffer *out, const void *row) {                                                   \
        cell_quoted(out, LIST[drawn(row, COLUMN, ARRAY_LEN(LIST))]);                                                   \
    }
WORDS(departments, 0)
WORDS(persons, 1)
WORDS(states, 2)
WORDS(acquisitions, 3)
WORDS(notes, 4)
#undef WORDS

/* Rows that share a number write it in one way: how depends on the number. */
static void paper_label(struct buffer *out, const void *row) {
    const struct machine *machine = row;
    uint64_t style = draw_bits(machine->label) % 64;
    size_t begin = out->n;

    pair_label(out, row);
    if (style == 0 && !out->failed) {
        struct buffer wide = {0};
        cell_wide(&wide, str_sub(buffer_view(out), begin, SIZE_MAX));
        out->n = begin;
        out->failed |= wide.failed;
        buffer_append(out, buffer_view(&wide));
        buffer_done(&wide);
    } else if (style < 4 && !out->failed) {
        memcpy(out->p + begin, "hw", 2);
    }
}

static void observed_label(struct buffer *out, const void *row) {
    const struct machine *machine = row;

    if (machine->has_label) {
        pair_label(out, row);
    }
}

static void paper_serial(struct buffer *out, const void *row) {
    const struct machine *machine = row;

    if (machine->has_serial) {
        buffer_append(out, drawn(row, 5, 32) == 0 ? STR("S/N: ") : STR(""));
        pair_serial(out, row);
    }
}

/* The short name in capitals, the whole name, or the short name as it is. */
static void paper_hostname(struct buffer *out, const void *row) {
    size_t begin = out->n;

    switch (drawn(row, 6, 4)) {
    case 0:
        pair_hostname(out, row);
        break;
    case 1:
        pair_short_name(out, row);
        break;
    default:
        pair_short_name(out, row);
        for (size_t i = begin; i < out->n; i++) {
            out->p[i] = (char)(out->p[i] >= 'a' ? out->p[i] - 'a' + 'A' : out->p[i]);
        }
        break;
    }
}

static void paper_mac(struct buffer *out, const void *row) {
    uint64_t mac = pair_mac_number(row);

    if (drawn(row, 7, 4) == 0) {
        cell_hex_capital(out, mac, 12);
    } else {
        cell_mac_capital(out, mac);
    }
}

static void changed_model(struct buffer *out, const void *row) {
    const struct machine *machine = row;

    paper_model(out, row);
    buffer_append_cstr(out, machine->change == CHANGE_MODEL ? "X" : "");
}

/* Days of the years Heisei 27 to 30 and Reiwa 2 to 8, before the scan. */
static void append_date(struct buffer *out, const void *row) {
    uint64_t year = 2015 + drawn(row, 0, 11), month = 1 + drawn(row, 1, 12), day = 1 + drawn(row, 2, 28);
    bool is_reiwa = year >= 2020;
    uint64_t era_year = is_reiwa ? year - 2018 : year - 1988;
    bool has_era = year != 2019;

    switch (drawn(row, 3, 4)) {
    case 0:
        cell_decimal(out, year, 4);
        buffer_append_char(out, '-');
        cell_decimal(out, month, 2);
        buffer_append_char(out, '-');
        cell_decimal(out, day, 2);
        break;
    case 1:
        buffer_append_cstr(out, has_era ? is_reiwa ? "令和" : "平成" : "");
        cell_decimal(out, has_era ? era_year : year, 1);
        buffer_append_cstr(out, "年");
        cell_decimal(out, month, 1);
        buffer_append_cstr(out, "月");
        cell_decimal(out, day, 1);
        buffer_append_cstr(out, "日");
        break;
    case 2:
        buffer_append_cstr(out, has_era ? is_reiwa ? "R" : "H" : "");
        cell_decimal(out, has_era ? era_year : year, 1);
        buffer_append_char(out, '.');
        cell_decimal(out, month, 1);
        buffer_append_char(out, '.');
        cell_decimal(out, day, 1);
        break;
    default:
        cell_decimal(out, year, 4);
        buffer_append_char(out, '/');
        cell_decimal(out, month, 1);
        buffer_append_char(out, '/');
        cell_decimal(out, day, 1);
        break;
    }
}

static void append_uuid(struct buffer *out, const void *row) {
    const struct machine *machine = row;
    uint64_t high = draw_bits(machine->number ^ UINT64_C(1) << 40), low = draw_bits(high);

    cell_hex(out, high >> 32, 8);
    buffer_append_char(out, '-');
    cell_hex(out, high >> 16, 4);
    buffer_append_char(out, '-');
    cell_hex(out, high, 4);
    buffer_append_char(out, '-');
    cell_hex(out, low >> 48, 4);
    buffer_append_char(out, '-');
    cell_hex(out, low, 12);
}

/* Within eight hours. */
static void append_observed_at(struct buffer *out, const void *row) {
    uint64_t second = drawn(row, 0, 3 * 60 * 60);

    buffer_append(out, STR("2027-03-24T2"));
    cell_decimal(out, 1 + second / 3600, 1);
    buffer_append_char(out, ':');
    cell_decimal(out, second / 60 % 60, 2);
    buffer_append_char(out, ':');
    cell_decimal(out, second % 60, 2);
    buffer_append(out, STR("+09:00"));
}

static void append_method(struct buffer *out, const void *row) {
    (void)row;
    buffer_append(out, STR("ssh"));
}

static const struct sheet_column ledger[] = {
    {"機器種別", paper_kind},
    {"資産管理番号", paper_label},
    {"メーカー", paper_maker},
    {"型番", changed_model},
    {"ホスト名", paper_hostname},
    {"シリアル番号", paper_serial},
    {"MACアドレス", paper_mac},
    {"IPアドレス", pair_address},
    {"OS", paper_system},
    {"OSバージョン", paper_release},
    {"CPU", paper_cpu},
    {"総コア数", paper_cores},
    {"メモリ容量", paper_memory},
    {"ディスク容量(GB)", paper_disk},
    {"利用者", append_persons},
    {"使用部門", append_departments},
    {"設置場所", paper_place},
    {"資産状態", append_states},
    {"調達形態", append_acquisitions},
    {"取得日", append_date},
    {"備考", append_notes},
};

static const struct sheet_column snapshot[] = {
    {"device_id", pair_device_id},
    {"serial", pair_serial},
    {"uuid", append_uuid},
    {"hostname", pair_hostname},
    {"kind", observed_kind},
    {"manufacturer", observed_maker},
    {"model", observed_model},
    {"mac_addresses", pair_mac},
    {"ip_addresses", pair_address},
    {"os_name", observed_system},
    {"os_version", observed_release},
    {"cpu_model", observed_cpu},
    {"cpu_cores", observed_cores},
    {"memory_mb", observed_memory},
    {"disk_gb", observed_disk},
    {"location", observed_place},
    {"observed_at", append_observed_at},
    {"address", pair_address},
    {"method", append_method},
    {"asset_tag", observed_label},
};

const struct pair_kind pair_realistic = {.name = "realistic",
                                         .ledger = ledger,
                                         .snapshot = snapshot,
                                         .ledger_count = ARRAY_LEN(ledger),
                                         .snapshot_count = ARRAY_LEN(snapshot),
                                         .ledger_line_end = "\r\n",
                                         .has_blanks = true};
