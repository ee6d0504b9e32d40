#include "inventory/table.h"

#include "inventory/inventory.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

static const struct read_options options = {.tmpdir = "/tmp"};

static struct inventory *read_ledger(void) {
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory = NULL;

    assert_int_equal(ledger_read(".", &options, diagnostics, &inventory, NULL), ERR_OK);
    diagnostics_free(diagnostics);
    return inventory;
}

/* How many different texts a column has among 100,000 devices of a ministry; 0: as many as rows. Columns that are not
 * here hold one of eight words. */
struct spread {
    unsigned column;
    uint32_t count;
};

static const struct spread devices_spread[] = {
    {DEVICES_ASSET_ID, 0},      {DEVICES_SERIAL, 0},
    {DEVICES_UUID, 0},          {DEVICES_HOSTNAME, 0},
    {DEVICES_MAC_ADDRESSES, 0}, {DEVICES_IP_ADDRESSES, 0},
    {DEVICES_NOTE, 0},          {DEVICES_CONTRACT_ID, 400},
    {DEVICES_MODEL, 250},       {DEVICES_MODEL_NUMBER, 400},
    {DEVICES_USER_NAME, 60000}, {DEVICES_USER_ID, 60000},
    {DEVICES_LOCATION, 900},    {DEVICES_VIRTUAL_HOST, 800},
    {DEVICES_ACQUIRED_ON, 600}, {DEVICES_COST, 500},
    {DEVICES_CPU_MODEL, 180},   {DEVICES_FIRMWARE_VERSION, 250},
    {DEVICES_DEPARTMENT, 240},  {DEVICES_MANAGER, 120},
    {DEVICES_SYSTEM, 150},      {DEVICES_LEASE_END, 80},
    {DEVICES_SUPPORT_END, 120}, {DEVICES_STORAGE_LOCATION, 40},
    {DEVICES_OS_NAME, 30},      {DEVICES_OS_VERSION, 90},
    {DEVICES_MANUFACTURER, 60}, {DEVICES_INVENTORIED_ON, 60},
    {DEVICES_DISPOSED_ON, 200}, {DEVICES_STOPPED_ON, 200},
    {DEVICES_PLANNED_END, 60},  {DEVICES_RENEWAL_PLANNED_ON, 60},
};

static const struct spread software_spread[] = {
    {SOFTWARE_ASSET_ID, 20000},   {SOFTWARE_PRODUCT, 3000},  {SOFTWARE_VERSION, 2000},     {SOFTWARE_VENDOR, 250},
    {SOFTWARE_LICENSE_ID, 400},   {SOFTWARE_MEDIA_ID, 200},  {SOFTWARE_INSTALLED_ON, 200}, {SOFTWARE_USER_ID, 0},
    {SOFTWARE_LAST_USED_ON, 100}, {SOFTWARE_USE_COUNT, 200},
};

static uint32_t spread_of(const struct spread *spread, size_t count, unsigned column) {
    for (size_t i = 0; i < count; i++) {
        if (spread[i].column == column) {
            return spread[i].count;
        }
    }
    return 8;
}

/* Text number K of a column, as people would write one. */
static void write_cell(FILE *file, const struct column_def *column, uint32_t k) {
    char date[11];
    unsigned words = 0;

    switch (column->type) {
    case TYPE_DATE:
        date_format((struct date){20000 - (int32_t)k}, date);
        fputs(date, file);
        break;
    case TYPE_WORD:
        while (schema_word(column, words).p) {
            words++;
        }
        fprintf(file, "%.*s", STR_FMT(schema_word(column, k % words)));
        break;
    case TYPE_BOOL:
        fputs(k % 2 ? "yes" : "no", file);
        break;
    case TYPE_MAC_LIST:
        fprintf(file, "00:1a:2b:%02x:%02x:%02x", k >> 16 & 255, k >> 8 & 255, k & 255);
        break;
    case TYPE_IP_LIST:
        fprintf(file, "10.%u.%u.%u", k >> 16 & 255, k >> 8 & 255, k & 255);
        break;
    case TYPE_UUID:
        fprintf(file, "4c4c4544-0042-3510-8052-%012x", k);
        break;
    case TYPE_INTEGER:
    case TYPE_AMOUNT:
    case TYPE_CORES:
    case TYPE_MEMORY_MB:
    case TYPE_DISK_GB:
        fprintf(file, "%u", k + 1);
        break;
    default:
        fprintf(file, "%s %u", column->name, k);
        break;
    }
}

static void write_spread(enum table_id table, const struct spread *spread, size_t count, uint32_t rows) {
    const struct table_def *def = schema_table(table);
    char name[64];
    FILE *file;

    snprintf(name, sizeof name, "%s.csv", def->name);
    file = fopen(name, "we");
    assert_non_null(file);
    for (unsigned i = 0; i < def->column_count; i++) {
        if (def->columns[i].need != NEED_OBSERVED) {
            fprintf(file, "%s%s", i ? "," : "", def->columns[i].name);
        }
    }
    for (uint32_t row = 0; row < rows; row++) {
        fputc('\n', file);
        for (unsigned i = 0; i < def->column_count; i++) {
            uint32_t texts = spread_of(spread, count, i);
            if (def->columns[i].need != NEED_OBSERVED) {
                fputs(i ? "," : "", file);
                write_cell(file, &def->columns[i], texts ? row % texts : row);
            }
        }
    }
    assert_int_equal(fclose(file), 0);
}

static void check_budget(enum table_id table, const struct spread *spread, size_t count, size_t budget) {
    struct inventory *inventory;
    const struct table *read;

    write_spread(table, spread, count, 100000);
    inventory = read_ledger();
    read = inventory_table(inventory, table);
    assert_int_equal(table_rows(read), 100000);
    printf("%s: %zu bytes a row\n", schema_table(table)->name, table_row_footprint(read));
    assert_in_range(table_row_footprint(read), 13, budget);
    assert_true(table_footprint(read) > table_row_footprint(read) * 99999);
    inventory_free(inventory);
}

static void test_budget(void **state) {
    (void)state;
    check_budget(TABLE_DEVICES, devices_spread, ARRAY_LEN(devices_spread), 64);
    check_budget(TABLE_SOFTWARE, software_spread, ARRAY_LEN(software_spread), 32);
}

/* Row I has the model m<I>: codes go through 4, 8, 16 and 32 bits. */
static void test_codes_widen(void **state) {
    enum { ROWS = 70000 };
    struct buffer text = {0};
    struct inventory *inventory;
    const struct table *table;

    (void)state;
    buffer_append_cstr(&text, "asset_id,model\n");
    for (uint32_t i = 0; i < ROWS; i++) {
        buffer_printf(&text, "A%u,m%u\n", i, i);
    }
    scratch_write("devices.csv", buffer_view(&text));
    inventory = read_ledger();
    table = inventory_table(inventory, TABLE_DEVICES);
    assert_int_equal(table_code_count(table, DEVICES_MODEL), ROWS + 1);
    for (uint32_t i = 0; i < ROWS; i++) {
        char model[16];
        struct str found = table_code_text(table, DEVICES_MODEL, table_code(table, DEVICES_MODEL, i));
        snprintf(model, sizeof model, "m%u", i);
        assert_true(str_eq(found, str_from(model)));
    }
    inventory_free(inventory);
    buffer_done(&text);
}

/* Past 2^20 texts the column is read from the file; dittos met before still say what they said. */
static void test_column_becomes_uncoded(void **state) {
    enum { ROWS = (1 << 20) + 10 };
    struct buffer text = {0};
    struct inventory *inventory;
    const struct table *table;
    struct row_reader *reader;

    (void)state;
    buffer_append_cstr(&text, "asset_id,model,kind\n");
    for (uint32_t i = 0; i < ROWS; i++) {
        if (i == 7) {
            buffer_append_cstr(&text, "A7,〃,pc\n");
        } else {
            buffer_printf(&text, "A%x,m%x,pc\n", i, i);
        }
    }
    scratch_write("devices.csv", buffer_view(&text));
    buffer_done(&text);
    inventory = read_ledger();
    table = inventory_table(inventory, TABLE_DEVICES);
    assert_int_equal(table_rows(table), ROWS);
    assert_int_equal(table_code(table, DEVICES_MODEL, 5), TABLE_UNCODED);
    assert_int_equal(table_code_count(table, DEVICES_MODEL), 0);
    assert_int_equal(table_code(table, DEVICES_KIND, ROWS - 1), 1);
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t i = 0; i < 100; i++) {
        uint32_t row = i * 7919 % ROWS;
        char model[16];
        row_reader_move(reader, i == 0 ? 7 : row);
        snprintf(model, sizeof model, "m%x", i == 0 ? 6 : row);
        assert_true(str_eq(row_reader_text(reader, DEVICES_MODEL), str_from(model)));
    }
    assert_int_equal(row_reader_error(reader, NULL), ERR_OK);
    row_reader_free(reader);
    inventory_free(inventory);
}

static void append_quoted(struct buffer *out, struct str text, bool is_quoted) {
    buffer_append_cstr(out, is_quoted ? "\"" : "");
    for (size_t i = 0; i < text.n; i++) {
        buffer_append_char(out, text.p[i]);
        if (text.p[i] == '"') {
            buffer_append_char(out, '"');
        }
    }
    buffer_append_cstr(out, is_quoted ? "\"" : "");
}

struct notes {
    struct buffer texts[64];
    size_t count;
};

/* Notes of random characters, some of them larger than any window or row word. */
static void make_notes(struct notes *notes, struct buffer *file) {
    static const char *const parts[] = {"a", "表", "\"", "\n", ",", "\r\n", "x y", "é", "\x1A"};

    notes->count = 5 + (size_t)rand() % 59;
    buffer_append_cstr(file, "asset_id,note,serial\n");
    for (size_t i = 0; i < notes->count; i++) {
        struct buffer *text = &notes->texts[i];
        int parts_count = rand() % 40 == 0 ? 300000 : rand() % 12;
        bool is_quoted = false;
        *text = (struct buffer){0};
        buffer_append_char(text, '<');
        for (int part = 0; part < parts_count; part++) {
            size_t chosen = (size_t)rand() % ARRAY_LEN(parts);
            is_quoted |= chosen >= 2 && chosen <= 5;
            buffer_append_cstr(text, parts[chosen]);
        }
        buffer_append_char(text, '>');
        buffer_printf(file, "A%zu,", i);
        append_quoted(file, buffer_view(text), is_quoted || rand() % 2);
        buffer_printf(file, ",S%zu%s", i, i + 1 < notes->count || rand() % 2 ? "\n" : "");
    }
}

static void check_notes(const struct notes *notes, const struct table *table) {
    struct row_reader *reader;

    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    assert_int_equal(table_rows(table), notes->count);
    for (size_t i = 0; i < 4 * notes->count; i++) {
        /* In order first, then in any. */
        size_t row = i < notes->count ? i : (size_t)rand() % notes->count;
        char serial[32];
        snprintf(serial, sizeof serial, "S%zu", row);
        row_reader_move(reader, (uint32_t)row);
        assert_true(str_eq(row_reader_text(reader, DEVICES_NOTE), buffer_view(&notes->texts[row])));
        assert_true(str_eq(row_reader_text(reader, DEVICES_SERIAL), str_from(serial)));
    }
    assert_int_equal(row_reader_error(reader, NULL), ERR_OK);
    row_reader_free(reader);
}

static void test_rows_are_reopened(void **state) {
    (void)state;
    srand((unsigned)test_seed());
    for (long i = test_count("table_reopens"); i > 0; i--) {
        struct notes notes;
        struct buffer file = {0};
        struct inventory *inventory;
        make_notes(&notes, &file);
        remove("devices.csv");
        scratch_write("devices.csv", buffer_view(&file));
        inventory = read_ledger();
        check_notes(&notes, inventory_table(inventory, TABLE_DEVICES));
        inventory_free(inventory);
        buffer_done(&file);
        for (size_t n = 0; n < notes.count; n++) {
            buffer_done(&notes.texts[n]);
        }
    }
}

/* 24 bits do not hold the length of the second row; what is too long are cells behind the last heading. */
static void test_row_longer_than_its_word(void **state) {
    enum { LENGTH = 1 << 16, CELLS = 260 };
    struct buffer text = {0};
    struct inventory *inventory;
    struct row_reader *reader;

    (void)state;
    buffer_append_cstr(&text, "asset_id,note\nA1,one\nA2");
    for (int i = 0; i < CELLS; i++) {
        buffer_append_char(&text, ',');
        memset(buffer_reserve(&text, LENGTH), 'x', LENGTH);
        text.n += LENGTH;
    }
    buffer_append_cstr(&text, "\nA3,three\n");
    scratch_write("devices.csv", buffer_view(&text));
    buffer_done(&text);
    inventory = read_ledger();
    assert_int_equal(row_reader_new(inventory_table(inventory, TABLE_DEVICES), &reader, NULL), ERR_OK);
    row_reader_move(reader, 1);
    assert_int_equal(row_reader_text(reader, DEVICES_NOTE).n, LENGTH);
    row_reader_move(reader, 2);
    assert_true(str_eq(row_reader_text(reader, DEVICES_NOTE), STR("three")));
    assert_int_equal(table_line(inventory_table(inventory, TABLE_DEVICES), 2), 4);
    row_reader_free(reader);
    inventory_free(inventory);
}

static void test_file_that_shrinks_is_an_error(void **state) {
    struct inventory *inventory;
    struct row_reader *reader;

    (void)state;
    scratch_write("devices.csv", STR("asset_id,note\nA1,one\nA2,two\n"));
    inventory = read_ledger();
    scratch_write("devices.csv", STR("x"));
    assert_int_equal(row_reader_new(inventory_table(inventory, TABLE_DEVICES), &reader, NULL), ERR_OK);
    row_reader_move(reader, 1);
    assert_int_equal(row_reader_text(reader, DEVICES_NOTE).n, 0);
    assert_int_equal(row_reader_error(reader, NULL), ERR_DIGEST);
    row_reader_free(reader);
    inventory_free(inventory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_budget),
        SCRATCH_TEST(test_codes_widen),
        SCRATCH_TEST(test_column_becomes_uncoded),
        SCRATCH_TEST(test_rows_are_reopened),
        SCRATCH_TEST(test_row_longer_than_its_word),
        SCRATCH_TEST(test_file_that_shrinks_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
