/* Excel workbooks. Bytes that start like a zip archive are taken for a whole workbook; all others for its parts (sheet,
 * shared strings, styles, workbook, relationships), a NUL between them, which are zipped first: no fuzzer gets past the
 * checksums of an archive. What must hold for any bytes: reading ends, with rows in order or with an error about the
 * data; all text is well-formed; and as a ledger, rows keep the workbook's numbers. */

#include "base/xlsx_read.h"
#include "inventory/intake_xlsx.h"
#include "tests/fuzz/check_inventory.h"
#include "tests/fuzz/memory_directory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const part_names[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",       "xl/styles.xml",
                                         "xl/workbook.xml",          "xl/_rels/workbook.xml.rels", "_rels/.rels"};
#define PARTS ARRAY_LEN(part_names)

#define RELATIONSHIPS                  "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define RELATIONSHIP(ID, TYPE, TARGET) "<Relationship Id=\"" ID "\" Type=\"/" TYPE "\" Target=\"" TARGET "\"/>"

/* For parts that the bytes do not give. */
static const char *const usual_parts[PARTS] = {
    NULL,
    NULL,
    NULL,
    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
    "<sheet name=\"devices\" r:id=\"a\"/></sheets></workbook>",
    RELATIONSHIPS RELATIONSHIP("a", "worksheet", "worksheets/sheet1.xml")
        RELATIONSHIP("b", "sharedStrings", "sharedStrings.xml")
            RELATIONSHIP("c", "styles", "styles.xml") "</Relationships>",
    RELATIONSHIPS RELATIONSHIP("a", "officeDocument", "xl/workbook.xml") "</Relationships>",
};

static uint32_t checksum(struct str bytes) {
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < bytes.n; i++) {
        crc ^= (uint8_t)bytes.p[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
        }
    }
    return ~crc;
}

static void append_number(struct buffer *out, uint32_t number, int bytes) {
    for (; bytes > 0; bytes--, number >>= 8) {
        buffer_append_char(out, (char)(number & 0xFF));
    }
}

/* From "version needed" to the length of the name; the same in both headers of an entry that is stored. */
static void append_entry(struct buffer *out, struct str bytes, size_t name_length) {
    append_number(out, 20, 2);
    append_number(out, 0, 4); /* flags, method */
    append_number(out, 0, 4); /* time */
    append_number(out, checksum(bytes), 4);
    append_number(out, (uint32_t)bytes.n, 4);
    append_number(out, (uint32_t)bytes.n, 4);
    append_number(out, (uint32_t)name_length, 2);
}

static void append_archive(struct buffer *out, const struct str *parts) {
    struct buffer directory = {0};
    uint32_t count = 0;

    for (size_t i = 0; i < PARTS; i++) {
        struct str name = str_from(part_names[i]);
        if (!parts[i].p) {
            continue;
        }
        count++;
        buffer_append(&directory, (struct str){"PK\1\2\24\0", 6});
        append_entry(&directory, parts[i], name.n);
        append_number(&directory, 0, 4); /* extra, comment */
        append_number(&directory, 0, 4); /* disk, attributes */
        append_number(&directory, 0, 4);
        append_number(&directory, (uint32_t)out->n, 4);
        buffer_append(&directory, name);
        buffer_append(out, (struct str){"PK\3\4", 4});
        append_entry(out, parts[i], name.n);
        append_number(out, 0, 2);
        buffer_append(out, name);
        buffer_append(out, parts[i]);
    }
    uint32_t offset = (uint32_t)out->n;
    buffer_append(out, buffer_view(&directory));
    buffer_append(out, (struct str){"PK\5\6\0\0\0\0", 8});
    append_number(out, count, 2);
    append_number(out, count, 2);
    append_number(out, (uint32_t)directory.n, 4);
    append_number(out, offset, 4);
    append_number(out, 0, 2);
    buffer_done(&directory);
}

static void make_workbook(struct str bytes, struct buffer *out) {
    struct str parts[PARTS] = {STR_NONE};
    struct str rest = {bytes.n ? bytes.p : "", bytes.n};

    if (str_starts_with(bytes, STR("PK"))) {
        buffer_append(out, bytes);
        return;
    }
    for (size_t i = 0; i < PARTS; i++) {
        bool is_given = str_cut(&rest, '\0', &parts[i]);
        if (!is_given || parts[i].n == 0) {
            parts[i] = str_from(usual_parts[i]);
        }
    }
    append_archive(out, parts);
}

struct last {
    uint32_t row;
};

static enum err_code check_row(void *context, const struct xlsx_row *row, struct err *err) {
    struct last *last = context;

    (void)err;
    CHECK(row->number > last->row && row->number <= XLSX_ROWS_MAX && row->cell_count > 0);
    last->row = row->number;
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct xlsx_cell *cell = &row->cells[i];
        char name[XLSX_CELL_NAME_MAX];
        uint32_t number, column;
        CHECK(cell->column < XLSX_COLUMNS_MAX && (i == 0 || cell->column > row->cells[i - 1].column));
        CHECK(cell->text.n > 0 || cell->state != XLSX_CELL_TEXT);
        CHECK(text_first_invalid(cell->text) == SIZE_MAX);
        xlsx_cell_name(row->number, cell->column, name);
        CHECK(xlsx_cell_place(str_from(name), &number, &column));
        CHECK(number == row->number && column == cell->column);
    }
    return ERR_OK;
}

static enum err_code check_merge(void *context, const struct xlsx_merge *merge, struct err *err) {
    (void)context;
    (void)err;
    CHECK(merge->first_row <= merge->last_row && merge->last_row <= XLSX_ROWS_MAX);
    CHECK(merge->first_column <= merge->last_column && merge->last_column < XLSX_COLUMNS_MAX);
    return ERR_OK;
}

static bool is_about_data(enum err_code code) {
    return code == ERR_OK || code == ERR_SYNTAX || code == ERR_TOO_LARGE || code == ERR_UNSUPPORTED;
}

static const struct xlsx_limits limits = {.unpacked_bytes = 16 << 20, .string_bytes = 4 << 20, .ratio = 200};

static void check_file(const struct file *file) {
    struct xlsx_workbook *workbook = NULL;
    enum err_code code = xlsx_open(file, &limits, &workbook, NULL);

    CHECK(is_about_data(code));
    for (size_t i = 0; workbook && i < xlsx_sheet_count(workbook) && i < 4; i++) {
        struct last last = {0};
        struct xlsx_handler handler = {.context = &last, .row = check_row, .merge = check_merge};
        CHECK(xlsx_sheet_at(workbook, i)->name.n > 0);
        CHECK(is_about_data(xlsx_read_sheet(workbook, i, &handler, NULL)));
    }
    xlsx_close(workbook);
}

static void check_lines(const struct table *table) {
    for (uint32_t row = 0; row < table_rows(table); row++) {
        CHECK(table_line(table, row) <= XLSX_ROWS_MAX);
    }
}

static void check_ledger(int directory, const char *name) {
    struct inventory *inventory = inventory_new();
    struct diagnostics *diagnostics = diagnostics_new();
    struct intake_options options = {.tmpdir = memory_directory_tmpdir()};

    CHECK(inventory && diagnostics);
    CHECK(intake_workbook(inventory, directory, name, &options, diagnostics, NULL) == ERR_OK);
    inventory_finish(inventory);
    check_inventory(inventory);
    for (enum table_id id = 0; id < TABLE_COUNT; id++) {
        if (inventory_table(inventory, id)) {
            check_lines(inventory_table(inventory, id));
        }
    }
    diagnostics_free(diagnostics);
    inventory_free(inventory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct buffer bytes = {0};
    int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = memfd_create("book.xlsx", MFD_CLOEXEC);
    struct file *file;
    char name[16];

    make_workbook((struct str){(const char *)data, size}, &bytes);
    CHECK(!bytes.failed && directory >= 0 && fd >= 0);
    CHECK(write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
    snprintf(name, sizeof name, "%d", fd);
    CHECK(file_open(directory, name, &file, NULL) == ERR_OK);
    check_file(file);
    check_ledger(directory, name);
    file_free(file);
    close(fd);
    close(directory);
    buffer_done(&bytes);
    return 0;
}
