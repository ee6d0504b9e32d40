#include "scanner/target.h"

#include "base/csv_read.h"
#include "base/encoding_detector.h"
#include "base/file.h"
#include "base/text.h"
#include "inventory/identity.h"
#include "scanner/net_address.h"
#include "scanner/target_list.h"

#include <fcntl.h>

#define FILE_MAX         ((size_t)256 * 1024 * 1024)
#define NAME_MAX_LENGTH  253
#define DEFAULT_SSH_PORT 22

enum heading {
    HEADING_ADDRESS,
    HEADING_PORT,
    HEADING_METHOD,
    HEADING_USER,
    HEADING_CREDENTIAL,
    HEADING_SITE,
    HEADINGS
};

static const char *const heading_names[HEADINGS] = {"address", "port", "method", "user", "credential", "site"};

/* --- reading CSV --- */

struct reading {
    struct target_builder list;
    const char *path;
    struct str text; /* the whole file, UTF-8 */
    bool has_headings;
    size_t cell_of[HEADINGS]; /* SIZE_MAX: the file lacks it */
    size_t heading_count;
    struct err *err;
    enum err_code code;
};

/* 1-based character on its line at which byte OFFSET of the file stands. */
static uint64_t column_at(struct str text, uint64_t offset) {
    struct str head = str_sub(text, 0, (size_t)offset);
    size_t start = head.n;

    while (start > 0 && head.p[start - 1] != '\n' && head.p[start - 1] != '\r') {
        start--;
    }
    return text_count(str_sub(head, start, SIZE_MAX)) + 1;
}

static bool fail_at(struct reading *reading, const struct csv_row *row, const struct csv_cell *cell, enum err_code code,
                    const char *arg0, const char *arg1) {
    uint64_t column = cell ? column_at(reading->text, row->offset + cell->start) : 0;

    reading->code = err_at(reading->err, code, reading->path, row->line, column, str_from(arg0), str_from(arg1));
    return false;
}

static size_t find_heading(struct str name) {
    size_t heading = 0;

    while (heading < HEADINGS && !str_eq_ignore_case(name, str_from(heading_names[heading]))) {
        heading++;
    }
    return heading;
}

static bool read_headings(struct reading *reading, const struct csv_row *row) {
    for (size_t i = 0; i < HEADINGS; i++) {
        reading->cell_of[i] = SIZE_MAX;
    }
    for (size_t i = 0; i < row->cell_count; i++) {
        struct str name = str_trim(row->cells[i].text);
        size_t heading = find_heading(name);
        if (heading == HEADINGS) {
            reading->code = err_at(reading->err, ERR_UNKNOWN_KEY, reading->path, row->line,
                                   column_at(reading->text, row->offset + row->cells[i].start), name, STR_NONE);
            return false;
        }
        if (reading->cell_of[heading] != SIZE_MAX) {
            return fail_at(reading, row, &row->cells[i], ERR_VALUE, heading_names[heading], "each heading once");
        }
        reading->cell_of[heading] = i;
    }
    if (reading->cell_of[HEADING_ADDRESS] == SIZE_MAX) {
        return fail_at(reading, row, NULL, ERR_MISSING_KEY, "address", "targets");
    }
    reading->heading_count = row->cell_count;
    return reading->has_headings = true;
}

static const struct csv_cell *cell_of(const struct reading *reading, const struct csv_row *row, enum heading heading) {
    size_t at = reading->cell_of[heading];

    return at < row->cell_count ? &row->cells[at] : NULL;
}

static struct str text_of(const struct reading *reading, const struct csv_row *row, enum heading heading) {
    const struct csv_cell *cell = cell_of(reading, row, heading);

    return cell ? str_trim(cell->text) : STR_NONE;
}

/* 10.0.0.1-10.0.0.9 or 10.0.0.1-9: only digits, dots and a hyphen, which no host name that people use is made of. */
static bool is_range(struct str address) {
    bool has_hyphen = false;

    for (size_t i = 0; i < address.n; i++) {
        if (!str_is_digit(address.p[i]) && address.p[i] != '.' && address.p[i] != '-') {
            return false;
        }
        has_hyphen |= address.p[i] == '-';
    }
    return has_hyphen;
}

static bool is_name_or_address(struct str text) {
    if (text.n == 0 || text.n > NAME_MAX_LENGTH || text.p[0] == '-') {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        if (!str_is_alnum(text.p[i]) && !strchr("._-:", text.p[i])) {
            return false;
        }
    }
    return true;
}

/* [2001:db8::1] is read as the address in it. */
static struct str without_brackets(struct str text) {
    bool has_both = text.n > 2 && text.p[0] == '[' && text.p[text.n - 1] == ']';

    return has_both ? str_sub(text, 1, text.n - 2) : text;
}

static bool read_address(struct reading *reading, const struct csv_row *row, struct target *target) {
    const struct csv_cell *cell = cell_of(reading, row, HEADING_ADDRESS);
    struct str text = without_brackets(text_of(reading, row, HEADING_ADDRESS));
    struct net_address address;

    if (str_is_empty(text)) {
        return fail_at(reading, row, cell, ERR_MISSING_KEY, "address", "target");
    }
    if (str_find_char(text, '/') >= 0 || is_range(text)) {
        return fail_at(reading, row, cell, ERR_VALUE, "address",
                       "one name or address; ranges and CIDR blocks are not supported yet");
    }
    /* A colon only stands in an IPv6 address; host:port would otherwise pass as a name. */
    if (!is_name_or_address(text) || (str_find_char(text, ':') >= 0 && !net_address_read(text, &address))) {
        return fail_at(reading, row, cell, ERR_VALUE, "address", "one name or address");
    }
    target->address = arena_dup(reading->list.arena, text);
    return true;
}

static bool read_port(struct reading *reading, const struct csv_row *row, struct target *target) {
    struct str text = text_of(reading, row, HEADING_PORT);
    uint64_t port = DEFAULT_SSH_PORT;

    if (!str_is_empty(text) && (!str_to_u64(text, &port) || port == 0 || port > UINT16_MAX)) {
        return fail_at(reading, row, cell_of(reading, row, HEADING_PORT), ERR_VALUE, "port", "1-65535");
    }
    target->port = (uint16_t)port;
    return true;
}

static bool check_method(struct reading *reading, const struct csv_row *row) {
    struct str text = text_of(reading, row, HEADING_METHOD);
    const char *allowed = str_eq_ignore_case(text, STR("snmp")) ? "ssh; snmp is not supported yet" : "ssh";

    if (!str_is_empty(text) && !str_eq_ignore_case(text, STR("ssh"))) {
        return fail_at(reading, row, cell_of(reading, row, HEADING_METHOD), ERR_VALUE, "method", allowed);
    }
    return true;
}

/* As given; with the port where it is not the usual one, so that two entries of one host can be told apart. */
static struct str scope_of(const struct target *target, struct arena *arena) {
    bool has_colon = str_find_char(target->address, ':') >= 0;

    if (target->port == DEFAULT_SSH_PORT) {
        return target->address;
    }
    return arena_printf(arena, has_colon ? "[%.*s]:%u" : "%.*s:%u", STR_FMT(target->address), target->port);
}

static bool read_target(struct reading *reading, const struct csv_row *row) {
    struct arena *arena = reading->list.arena;
    struct target target = {.is_single = true};

    if (row->cell_count > reading->heading_count) {
        return fail_at(reading, row, &row->cells[reading->heading_count], ERR_SYNTAX, "no more cells than headings",
                       NULL);
    }
    if (!read_address(reading, row, &target) || !read_port(reading, row, &target) || !check_method(reading, row)) {
        return false;
    }
    target.scope = scope_of(&target, arena);
    target.user = arena_dup(arena, text_of(reading, row, HEADING_USER));
    target.credential = arena_dup(arena, text_of(reading, row, HEADING_CREDENTIAL));
    target.site = arena_dup(arena, text_of(reading, row, HEADING_SITE));
    if (!target_builder_add(&reading->list, &target)) {
        reading->code = err_no_memory(reading->err);
        return false;
    }
    return true;
}

/* A row whose cells are all blank, as spreadsheets leave behind. */
static bool is_blank_row(const struct csv_row *row) {
    for (size_t i = 0; i < row->cell_count; i++) {
        if (!str_is_empty(str_trim(row->cells[i].text))) {
            return false;
        }
    }
    return true;
}

static bool on_row(void *context, const struct csv_row *row) {
    struct reading *reading = context;

    if (reading->code) {
        return false;
    }
    if (is_blank_row(row)) {
        return true;
    }
    return reading->has_headings ? read_target(reading, row) : read_headings(reading, row);
}

static const char *const problem_texts[] = {
    [CSV_PROBLEM_QUOTE_IN_CELL] = "no quote inside an unquoted cell",
    [CSV_PROBLEM_TEXT_AFTER_QUOTE] = "nothing between a closing quote and the comma",
    [CSV_PROBLEM_UNCLOSED_QUOTE] = "a closing quote",
    [CSV_PROBLEM_STRAY_CR] = "no lone CR",
    [CSV_PROBLEM_NUL] = "no NUL byte",
    [CSV_PROBLEM_ROW_TOO_LONG] = "a shorter row",
};

static void on_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line, uint64_t line_offset) {
    struct reading *reading = context;

    (void)line_offset;
    if (problem != CSV_PROBLEM_CTRL_Z && !reading->code) {
        reading->code = err_at(reading->err, ERR_SYNTAX, reading->path, line, column_at(reading->text, offset),
                               str_from(problem_texts[problem]), STR_NONE);
    }
}

static enum err_code read_rows(struct reading *reading) {
    const struct csv_options options = {.delimiter = ',', .max_row = 64 * 1024};
    const struct csv_handler handler = {reading, on_row, on_problem};
    CLEANUP(csv_reader_free_cleanup) struct csv_reader *reader = NULL;
    enum err_code code = csv_reader_new(&options, &handler, &reader, reading->err);

    if (!code) {
        code = csv_feed(reader, reading->text, reading->err);
    }
    if (!code) {
        code = csv_finish(reader, reading->err);
    }
    if (reading->code) {
        return reading->code;
    }
    if (!code && !reading->has_headings) {
        code = err_set(reading->err, ERR_MISSING_KEY, reading->path, STR("address"), STR("targets"));
    }
    return code;
}

static uint64_t count_lines(struct str text) {
    uint64_t lines = 1;

    for (size_t i = 0; i < text.n; i++) {
        lines += text.p[i] == '\n';
    }
    return lines;
}

/* Spreadsheets write CP932 or UTF-16 as readily as UTF-8. */
static enum err_code to_utf8(struct reading *reading, struct str bytes, struct buffer *out) {
    CLEANUP(encoding_detector_free_cleanup) struct encoding_detector *detector = encoding_detector_new();
    CLEANUP(decoder_free_cleanup) struct decoder *decoder = NULL;
    struct encoding_guess guess;
    enum err_code code;

    if (!detector) {
        return err_no_memory(reading->err);
    }
    encoding_detector_feed(detector, bytes);
    guess = encoding_detector_result(detector);
    code = decoder_new(guess.encoding, &decoder, reading->err);
    if (code) {
        return code;
    }
    if (decoder_decode(decoder, str_sub(bytes, guess.bom_length, SIZE_MAX), out, NULL) != SIZE_MAX) {
        struct str head = str_sub(bytes, 0, guess.bad_offset == UINT64_MAX ? 0 : (size_t)guess.bad_offset);
        return err_at(reading->err, ERR_ENCODING, reading->path, count_lines(head), 0,
                      str_from(encoding_name(guess.encoding)), STR_NONE);
    }
    return out->failed ? err_no_memory(reading->err) : ERR_OK;
}

static enum err_code read_list(struct reading *reading, struct str bytes, struct target_list *ret_list) {
    CLEANUP(buffer_done) struct buffer text = {0};
    enum err_code code = to_utf8(reading, bytes, &text);

    if (code) {
        return code;
    }
    reading->text = buffer_view(&text);
    code = read_rows(reading);
    return code ? code : target_builder_finish(&reading->list, ret_list, reading->err);
}

enum err_code target_read_csv(const char *path, struct arena *arena, struct target_list *ret_list, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *scratch = arena_new();
    struct reading reading = {.list = {.arena = arena}, .path = path, .err = err};
    struct str bytes;
    enum err_code code = scratch ? file_read_all(AT_FDCWD, path, FILE_MAX, scratch, &bytes, err) : err_no_memory(err);

    if (!code) {
        code = read_list(&reading, bytes, ret_list);
    }
    target_builder_done(&reading.list);
    return code;
}

/* --- from a ledger --- */

/* Machines that are written off, stored or away are not asked; a blank state is taken for "in use". */
static bool is_expected_alive(struct row_reader *reader) {
    struct str status = row_reader_text(reader, DEVICES_STATUS);
    unsigned word;

    if (str_is_empty(status)) {
        return true;
    }
    return schema_word_index(schema_column(TABLE_DEVICES, DEVICES_STATUS), status, &word) &&
           str_eq(schema_word(schema_column(TABLE_DEVICES, DEVICES_STATUS), word), STR("active"));
}

/* Appends the first part of the cell that the key's rules accept. */
static bool first_usable(struct row_reader *reader, unsigned column, enum identity_key key, struct buffer *out) {
    struct str rest = row_reader_text(reader, column);
    struct str part;

    while (value_next_part(schema_column(TABLE_DEVICES, column), &rest, &part)) {
        if (identity_normalise(key, part, out)) {
            return true;
        }
    }
    return false;
}

/* The whole name, not its first label: that is what resolves. */
static bool first_hostname(struct row_reader *reader, struct buffer *out) {
    struct str rest = row_reader_text(reader, DEVICES_HOSTNAME);
    struct str part;
    CLEANUP(buffer_done) struct buffer normal = {0};

    while (value_next_part(schema_column(TABLE_DEVICES, DEVICES_HOSTNAME), &rest, &part)) {
        if (is_name_or_address(part) && identity_normalise(KEY_HOSTNAME, part, &normal)) {
            buffer_append(out, part);
            return true;
        }
    }
    return false;
}

static enum err_code add_row(struct row_reader *reader, struct target_builder *list, struct err *err) {
    CLEANUP(buffer_done) struct buffer address = {0};
    struct target target = {.port = DEFAULT_SSH_PORT, .is_single = true};

    if (!is_expected_alive(reader)) {
        return ERR_OK;
    }
    if (!first_usable(reader, DEVICES_IP_ADDRESSES, KEY_ADDRESS, &address) && !first_hostname(reader, &address)) {
        return ERR_OK;
    }
    target.address = arena_dup(list->arena, buffer_view(&address));
    target.scope = target.address;
    return address.failed || !target_builder_add(list, &target) ? err_no_memory(err) : ERR_OK;
}

enum err_code target_from_ledger(const struct inventory *ledger, struct arena *arena, struct target_list *ret_list,
                                 struct err *err) {
    const struct table *devices = inventory_table(ledger, TABLE_DEVICES);
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    struct target_builder list = {.arena = arena};
    enum err_code code;

    if (!devices) {
        return err_set(err, ERR_NOT_FOUND, "devices", STR_NONE, STR_NONE);
    }
    code = row_reader_new(devices, &reader, err);
    for (uint32_t row = 0; !code && row < table_rows(devices); row++) {
        row_reader_move(reader, row);
        code = add_row(reader, &list, err);
    }
    if (!code) {
        code = row_reader_error(reader, err);
    }
    if (!code) {
        code = target_builder_finish(&list, ret_list, err);
    }
    target_builder_done(&list);
    return code;
}
