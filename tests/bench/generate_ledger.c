/* A large device ledger, as an office of some size would keep it: for timing, and the same for every run.
 *
 *   generate_ledger MEGABYTES ENCODING LINE_END FILE     ENCODING: UTF-8 or CP932; LINE_END: lf, crlf or cr
 *
 * Fails when a heading is not recognised, as the timing would then be that of doing less. */

#include "base/encoding.h"
#include "tests/bench/cell.h"
#include "tests/bench/sheet.h"

#include <errno.h>
#include <stdio.h>

/* What cells of a column say; NULL-terminated. */
static const char *const kinds[] = {"サーバ", "パソコン", "ノートPC", "ノートPC", "ノートPC",
                                    "L2SW",   "ルータ",   "複合機",   NULL};
static const char *const makers[] = {"富士通", "日本電気", "㈱日立製作所", "Dell", "HPE", "パナソニック コネクト",
                                     NULL};
static const char *const systems[] = {"Windows 11 Pro", "Windows Server 2022", "Red Hat Enterprise Linux", "Ubuntu",
                                      NULL};
static const char *const versions[] = {"23H2", "24H2", "21H2", "9.4", "22.04", "10.0.20348", NULL};
static const char *const processors[] = {"Intel Core i5-1345U", "Xeon Gold 6430", "AMD EPYC 9354", NULL};
static const char *const cores[] = {"8", "16", "8コア×2", "１２", NULL};
static const char *const memories[] = {"16GB", "32GB", "１６ＧＢ", "16,384 MB", "65536", NULL};
static const char *const disks[] = {"512", "1TB", "256GB", NULL};
static const char *const families[] = {"佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺",
                                       "山本", "中村", "小林", "斎藤", NULL};
static const char *const names[] = {"一郎", "花子", "健", "由美子", "翔太", "さくら", NULL};
static const char *const departments[] = {"総務課",           "会計課",       "情報システム課", "政策企画室",
                                          "地方出先機関担当", "監査・統計課", "広報室",         NULL};
static const char *const places[] = {
    "本庁舎3階 執務室", "本庁舎地下 サーバ室", "第二庁舎5階", "東京データセンター A-12", "大阪支所", NULL};
static const char *const states[] = {"運用中", "運用中", "使用中", "予備", "保管", "停止", NULL};
static const char *const acquisitions[] = {"購入", "リース", "レンタル", NULL};
static const char *const notes[] = {
    "", "", "", "", "更改時に回収", "庁内LAN接続, 共用", "画面に \"傷\" あり", "一行目\r\n二行目", NULL};

enum cell_kind {
    CELL_WORD,
    CELL_ASSET_ID,
    CELL_SERIAL,
    CELL_HOSTNAME,
    CELL_MODEL,
    CELL_MAC,
    CELL_ADDRESS,
    CELL_PERSON,
    CELL_DATE,
    CELL_NOTE,
};

static const struct ledger_column {
    const char *heading;
    enum cell_kind kind;
    const char *const *words; /* CELL_WORD */
} ledger_columns[] = {
    {"資産管理番号", CELL_ASSET_ID, NULL},
    {"シリアル番号", CELL_SERIAL, NULL},
    {"ホスト名", CELL_HOSTNAME, NULL},
    {"機器種別", CELL_WORD, kinds},
    {"メーカー", CELL_WORD, makers},
    {"型番", CELL_MODEL, NULL},
    {"MACアドレス", CELL_MAC, NULL},
    {"IPアドレス", CELL_ADDRESS, NULL},
    {"OS", CELL_WORD, systems},
    {"OSバージョン", CELL_WORD, versions},
    {"CPU", CELL_WORD, processors},
    {"総コア数", CELL_WORD, cores},
    {"メモリ容量", CELL_WORD, memories},
    {"ディスク容量(GB)", CELL_WORD, disks},
    {"利用者", CELL_PERSON, NULL},
    {"使用部門", CELL_WORD, departments},
    {"設置場所", CELL_WORD, places},
    {"資産状態", CELL_WORD, states},
    {"調達形態", CELL_WORD, acquisitions},
    {"取得日", CELL_DATE, NULL},
    {"備考", CELL_NOTE, NULL},
};

/* xorshift64*, so that every machine writes the same ledger. */
static unsigned draw(uint64_t *state, unsigned below) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (unsigned)((*state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static const char *pick(uint64_t *state, const char *const *list) {
    unsigned count = 0;

    while (list[count]) {
        count++;
    }
    return list[draw(state, count)];
}

static void append_date(struct buffer *out, uint64_t *state) {
    unsigned year = 2015 + draw(state, 11), month = 1 + draw(state, 12), day = 1 + draw(state, 28);

    switch (draw(state, 4)) {
    case 0:
        buffer_printf(out, "%u-%02u-%02u", year, month, day);
        break;
    case 1:
        buffer_printf(out, "%u年%u月%u日", year, month, day);
        break;
    default:
        buffer_printf(out, "%u/%u/%u", year, month, day);
        break;
    }
}

static void append_cell(struct buffer *out, const struct ledger_column *column, unsigned row, uint64_t *state) {
    switch (column->kind) {
    case CELL_WORD:
        cell_quoted(out, pick(state, column->words));
        break;
    case CELL_ASSET_ID:
        buffer_printf(out, "HW-%08u", row);
        break;
    case CELL_SERIAL:
        buffer_printf(out, "%c%c%07X", 'A' + draw(state, 26), 'A' + draw(state, 26), draw(state, 1u << 28));
        break;
    case CELL_HOSTNAME:
        buffer_printf(out, "pc%07u.example.go.jp", row);
        break;
    case CELL_MODEL:
        buffer_printf(out, "型式-%u%c", 100 + draw(state, 300), 'A' + draw(state, 4));
        break;
    case CELL_MAC:
        buffer_printf(out, "00:1a:%02x:%02x:%02x:%02x", draw(state, 256), row >> 16 & 255, row >> 8 & 255, row & 255);
        break;
    case CELL_ADDRESS:
        buffer_printf(out, "10.%u.%u.%u", row >> 16 & 255, row >> 8 & 255, row & 255);
        break;
    case CELL_PERSON:
        buffer_append_cstr(out, pick(state, families));
        buffer_append_cstr(out, "　");
        buffer_append_cstr(out, pick(state, names));
        break;
    case CELL_DATE:
        append_date(out, state);
        break;
    case CELL_NOTE:
        cell_quoted(out, pick(state, notes));
        break;
    }
}

static void append_row(struct buffer *out, unsigned row, const char *line_end, uint64_t *state) {
    for (size_t i = 0; i < ARRAY_LEN(ledger_columns); i++) {
        if (i > 0) {
            buffer_append_char(out, ',');
        }
        if (row == 0) {
            buffer_append_cstr(out, ledger_columns[i].heading);
        } else {
            append_cell(out, &ledger_columns[i], row, state);
        }
    }
    buffer_append_cstr(out, line_end);
}

static void expect_headings(void) {
    bool is_taken[COLUMNS_MAX] = {false};

    for (size_t i = 0; i < ARRAY_LEN(ledger_columns); i++) {
        sheet_expect_heading(TABLE_DEVICES, ledger_columns[i].heading, is_taken);
    }
}

/* Rows are written in blocks, the block then encoded as a whole. */
static void write_ledger(FILE *file, uint64_t size, enum encoding encoding, const char *line_end) {
    CLEANUP(buffer_done) struct buffer rows = {0}, bytes = {0};
    uint64_t state = 20270331, written = 0;

    for (unsigned row = 0; written < size; row++) {
        append_row(&rows, row, line_end, &state);
        if (rows.n < (size_t)1 << 16) {
            continue;
        }
        buffer_reset(&bytes);
        if (rows.failed || !encoding_encode(encoding, buffer_view(&rows), &bytes)) {
            generator_fail("cannot encode");
        }
        if (fwrite(bytes.p, 1, bytes.n, file) != bytes.n) {
            generator_fail(strerror(errno));
        }
        written += bytes.n;
        buffer_reset(&rows);
    }
}

static const char *line_end_of(const char *name) {
    static const char *const line_ends[][2] = {{"lf", "\n"}, {"crlf", "\r\n"}, {"cr", "\r"}};

    for (size_t i = 0; i < ARRAY_LEN(line_ends); i++) {
        if (strcmp(name, line_ends[i][0]) == 0) {
            return line_ends[i][1];
        }
    }
    return NULL;
}

int main(int argument_count, char **arguments) {
    enum encoding encoding;
    const char *line_end = argument_count == 5 ? line_end_of(arguments[3]) : NULL;
    uint64_t megabytes;
    FILE *file;

    if (!line_end || !str_to_u64(str_from(arguments[1]), &megabytes) ||
        !encoding_from_name(str_from(arguments[2]), &encoding)) {
        generator_fail("usage: generate_ledger MEGABYTES UTF-8|CP932 lf|crlf|cr FILE");
    }
    expect_headings();
    file = fopen(arguments[4], "wb");
    if (!file) {
        generator_fail(strerror(errno));
    }
    write_ledger(file, megabytes * 1000000, encoding, line_end);
    if (fclose(file) != 0) {
        generator_fail(strerror(errno));
    }
    return 0;
}
