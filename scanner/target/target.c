#include "scanner/target/target.h"

#include "base/csv_read.h"
#include "base/encoding_detector.h"
#include "base/file.h"
#include "base/text.h"
#include "scanner/ssh/config.h"
#include "scanner/target/exclusions.h"
#include "scanner/target/gathering.h"
#include "scanner/target/hop.h"

#include <fcntl.h>

#define FILE_MAX ((size_t)256 * 1024 * 1024)

/* --- methods --- */

static const struct {
    const char *word;
    uint16_t port;
} methods[SCAN_METHODS] = {
    [SCAN_SSH] = {"ssh", DEFAULT_SSH_PORT},
    [SCAN_SNMP] = {"snmp", DEFAULT_SNMP_PORT},
};

const char *scan_method_word(enum scan_method method) {
    return methods[method].word;
}

uint16_t scan_method_port(enum scan_method method) {
    return methods[method].port;
}

static bool are_one_host(const struct target *ssh, const struct target *snmp) {
    return ssh->method == SCAN_SSH && snmp->method == SCAN_SNMP && !ssh->hop_count &&
           str_eq(ssh->address, snmp->address);
}

size_t target_counterpart(const struct target *items, size_t count, size_t index) {
    if (index > 0 && are_one_host(&items[index - 1], &items[index])) {
        return index - 1;
    }
    return index + 1 < count && are_one_host(&items[index], &items[index + 1]) ? index + 1 : SIZE_MAX;
}

enum heading {
    HEADING_ADDRESS,
    HEADING_PORT,
    HEADING_METHOD,
    HEADING_USER,
    HEADING_CREDENTIAL,
    HEADING_SITE,
    HEADING_JUMP,
    HEADINGS
};

static const char *const heading_names[HEADINGS] = {"address", "port", "method", "user", "credential", "site", "jump"};

/* --- reading CSV --- */

struct reading {
    struct gathering gathering;
    bool (*read_row)(struct reading *reading, const struct csv_row *row); /* behind the headings */
    const char *path;
    struct str text; /* the whole file, UTF-8 */
    bool has_headings;
    size_t cell_of[HEADINGS]; /* SIZE_MAX: the file lacks it */
    size_t heading_count;
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

    reading->code =
        err_at(reading->gathering.err, code, reading->path, row->line, column, str_from(arg0), str_from(arg1));
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
            reading->code = err_at(reading->gathering.err, ERR_UNKNOWN_KEY, reading->path, row->line,
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

/* [2001:db8::1] is read as the address in it. */
static struct str without_brackets(struct str text) {
    bool has_both = text.n > 2 && text.p[0] == '[' && text.p[text.n - 1] == ']';

    return has_both ? str_sub(text, 1, text.n - 2) : text;
}

/* Takes the next entry off the cell's text; blanks and semicolons stand between them. */
static bool next_entry(struct str *rest, struct str *ret_entry) {
    size_t start = 0, end;

    while (start < rest->n && memchr(" \t\r\n;", rest->p[start], 5)) {
        start++;
    }
    for (end = start; end < rest->n && !memchr(" \t\r\n;", rest->p[end], 5);) {
        end++;
    }
    *ret_entry = str_sub(*rest, start, end - start);
    *rest = str_sub(*rest, end, SIZE_MAX);
    return end > start;
}

static bool fail_entry(struct reading *reading, const struct csv_row *row, struct str entry, const char *allowed) {
    const struct csv_cell *cell = cell_of(reading, row, HEADING_ADDRESS);
    /* The cell's text is the file's, but for its quotes: none of those stands in an entry that is one. */
    uint64_t offset = row->offset + cell->start + cell->quoted + (uint64_t)(entry.p - cell->text.p);

    reading->code = err_at(reading->gathering.err, ERR_VALUE, reading->path, row->line,
                           column_at(reading->text, offset), STR("address"), str_from(allowed));
    return false;
}

static const char *const range_problems[] = {
    [NET_RANGE_MALFORMED] = "a name, an address, a block or a range",
    [NET_RANGE_HOST_BITS] = "a block by its first address, or one address without a prefix length",
    [NET_RANGE_REVERSED] = "a range from the lower to the higher address",
};

/* Is it an entry at all? Then *RET_RESULT is NET_RANGE_READ or NET_RANGE_IS_NAME. */
static bool check_entry(struct reading *reading, const struct csv_row *row, struct str entry,
                        enum net_range_result result) {
    if (result == NET_RANGE_IS_NAME && !host_is_writable(entry)) {
        result = NET_RANGE_MALFORMED;
    }
    return !range_problems[result] || fail_entry(reading, row, entry, range_problems[result]);
}

/* The first pass: an entry with a ! holds for all of the list, wherever it stands. */
static bool read_exclusions(struct reading *reading, const struct csv_row *row) {
    const struct csv_cell *cell = cell_of(reading, row, HEADING_ADDRESS);
    struct str rest = cell ? cell->text : STR_NONE, entry;

    while (next_entry(&rest, &entry)) {
        struct str excluded = entry;
        if (!str_drop_prefix(&excluded, STR("!"))) {
            continue;
        }
        excluded = without_brackets(excluded);
        if (!check_entry(reading, row, excluded, exclusions_add(reading->gathering.exclusions, excluded))) {
            return false;
        }
    }
    return true;
}

static bool read_port(struct reading *reading, const struct csv_row *row, struct target *target) {
    struct str text = text_of(reading, row, HEADING_PORT);
    uint64_t port = 0;

    if (!str_is_empty(text) && (!str_to_u64(text, &port) || port == 0 || port > UINT16_MAX)) {
        return fail_at(reading, row, cell_of(reading, row, HEADING_PORT), ERR_VALUE, "port", "1-65535");
    }
    target->port = (uint16_t)port;
    return true;
}

/* A port is one method's: without its name, SSH's. */
static bool read_method(struct reading *reading, const struct csv_row *row, struct target *target,
                        bool *ret_has_method) {
    struct str text = text_of(reading, row, HEADING_METHOD);

    *ret_has_method = !str_is_empty(text) || target->port;
    if (str_is_empty(text)) {
        return true;
    }
    for (unsigned i = 0; i < SCAN_METHODS; i++) {
        if (str_eq_ignore_case(text, str_from(methods[i].word))) {
            target->method = (enum scan_method)i;
            return true;
        }
    }
    return fail_at(reading, row, cell_of(reading, row, HEADING_METHOD), ERR_VALUE, "method", "ssh, snmp, or nothing");
}

/* What is for SSH alone would be passed over, and be thought to hold. */
static bool check_snmp(struct reading *reading, const struct csv_row *row, const struct target *target) {
    if (target->method == SCAN_SNMP && target->hop_count) {
        return fail_at(reading, row, cell_of(reading, row, HEADING_JUMP), ERR_VALUE, "jump",
                       "none, or nothing, as SNMP does not pass jump hosts");
    }
    if (target->method == SCAN_SNMP && !str_is_empty(target->user)) {
        return fail_at(reading, row, cell_of(reading, row, HEADING_USER), ERR_VALUE, "user",
                       "nothing, as the user of SNMP is the credential's");
    }
    return true;
}

static bool read_hops(struct reading *reading, const struct csv_row *row, struct target *target) {
    struct gathering *gathering = &reading->gathering;
    struct hop *hops;
    size_t count;
    struct str bad;

    if (!hops_read(text_of(reading, row, HEADING_JUMP), gathering->list.arena, &hops, &count, &bad)) {
        return fail_at(reading, row, cell_of(reading, row, HEADING_JUMP), ERR_VALUE, "jump",
                       "[user@]host[:port], up to 8 with commas between; none");
    }
    reading->code =
        ssh_config_resolve_hops(gathering->ssh_config, hops, count, &target->hops, &target->hop_count, gathering->err);
    return !reading->code;
}

/* What the entries of a row have in common. */
struct row_reading {
    struct reading *reading;
    const struct csv_row *row;
    struct target common;
    bool has_way, has_method;
};

/* Members of a block share the text, as long as they share the port. */
struct scope {
    struct str text;
    uint16_t port;
};

static struct str share_scope(struct scope *scope, struct str entry, const struct target *target, struct arena *arena) {
    if (scope->port != target->port) {
        scope->port = target->port;
        scope->text = gathering_scope(arena_dup(arena, entry), target, arena);
    }
    return scope->text;
}

/* One address or name that ENTRY, as given, stands for; SCOPES has room for one a method. */
static bool add_target(const struct row_reading *at, struct str entry, struct str address, bool is_single,
                       struct scope scopes[SCAN_METHODS]) {
    struct gathering *gathering = &at->reading->gathering;
    struct arena *arena = gathering->list.arena;
    struct target common = at->common, targets[SCAN_METHODS];
    struct str kept = STR_NONE;
    size_t count = 0;

    common.address = address;
    common.is_single = is_single;
    at->reading->code = gathering_complete(gathering, common, at->has_way, at->has_method, targets, &count);
    for (size_t i = 0; !at->reading->code && i < count; i++) {
        struct target *target = &targets[i];
        if (target->is_excluded && !is_single) {
            continue;
        }
        if (gathering->list.count == TARGETS_MAX) {
            return fail_entry(at->reading, at->row, entry, "at most 1,000,000 targets in all");
        }
        target->scope = share_scope(&scopes[target->method], entry, target, arena);
        if (str_eq(target->address, address)) {
            target->address = kept = kept.n ? kept : arena_dup(arena, address);
        }
        at->reading->code = gathering_add(gathering, target);
    }
    return !at->reading->code;
}

static bool add_range(const struct row_reading *at, struct str entry, const struct net_range *range) {
    struct net_range hosts = net_range_hosts(range);
    uint64_t count = net_range_count(&hosts);
    struct net_address address = hosts.first;
    struct scope scopes[SCAN_METHODS] = {0};
    char text[NET_ADDRESS_TEXT_MAX];

    if (count > TARGET_ENTRY_MAX) {
        return fail_entry(at->reading, at->row, entry, "a block or range of at most 65,536 addresses");
    }
    for (uint64_t i = 0; i < count; i++) {
        net_address_format(&address, text);
        if (!add_target(at, entry, str_from(text), count == 1, scopes)) {
            return false;
        }
        (void)net_address_next(&address);
    }
    return true;
}

static bool add_entry(const struct row_reading *at, struct str entry) {
    struct str text = without_brackets(entry);
    struct scope scopes[SCAN_METHODS] = {0};
    struct net_range range;
    struct net_address address;
    enum net_range_result result = net_range_read(text, &range);

    if (!check_entry(at->reading, at->row, text, result)) {
        return false;
    }
    if (result == NET_RANGE_IS_NAME || net_address_read(text, &address)) {
        return add_target(at, text, text, true, scopes);
    }
    return add_range(at, text, &range);
}

static bool read_common(struct row_reading *at) {
    struct reading *reading = at->reading;
    const struct csv_row *row = at->row;
    struct arena *arena = reading->gathering.list.arena;

    if (row->cell_count > reading->heading_count) {
        return fail_at(reading, row, &row->cells[reading->heading_count], ERR_SYNTAX, "no more cells than headings",
                       NULL);
    }
    if (str_is_empty(text_of(reading, row, HEADING_ADDRESS))) {
        return fail_at(reading, row, cell_of(reading, row, HEADING_ADDRESS), ERR_MISSING_KEY, "address", "target");
    }
    at->common.user = arena_dup(arena, text_of(reading, row, HEADING_USER));
    at->common.credential = arena_dup(arena, text_of(reading, row, HEADING_CREDENTIAL));
    at->common.site = arena_dup(arena, text_of(reading, row, HEADING_SITE));
    at->has_way = !str_is_empty(text_of(reading, row, HEADING_JUMP));
    if (!read_port(reading, row, &at->common) || !read_method(reading, row, &at->common, &at->has_method) ||
        !read_hops(reading, row, &at->common)) {
        return false;
    }
    return check_snmp(reading, row, &at->common);
}

/* The second pass. */
static bool read_targets(struct reading *reading, const struct csv_row *row) {
    struct row_reading at = {.reading = reading, .row = row};
    struct str rest, entry;

    if (!read_common(&at)) {
        return false;
    }
    rest = cell_of(reading, row, HEADING_ADDRESS)->text;
    while (next_entry(&rest, &entry)) {
        if (entry.p[0] != '!' && !add_entry(&at, entry)) {
            return false;
        }
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
    return reading->has_headings ? reading->read_row(reading, row) : read_headings(reading, row);
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
        reading->code = err_at(reading->gathering.err, ERR_SYNTAX, reading->path, line,
                               column_at(reading->text, offset), str_from(problem_texts[problem]), STR_NONE);
    }
}

static enum err_code read_rows(struct reading *reading) {
    const struct csv_options options = {.delimiter = ',', .max_row = 64 * 1024};
    const struct csv_handler handler = {reading, on_row, on_problem};
    CLEANUP(csv_reader_free_cleanup) struct csv_reader *reader = NULL;
    enum err_code code = csv_reader_new(&options, &handler, &reader, reading->gathering.err);

    if (!code) {
        code = csv_feed(reader, reading->text, reading->gathering.err);
    }
    if (!code) {
        code = csv_finish(reader, reading->gathering.err);
    }
    if (reading->code) {
        return reading->code;
    }
    if (!code && !reading->has_headings) {
        code = err_set(reading->gathering.err, ERR_MISSING_KEY, reading->path, STR("address"), STR("targets"));
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
        return err_no_memory(reading->gathering.err);
    }
    encoding_detector_feed(detector, bytes);
    guess = encoding_detector_result(detector);
    code = decoder_new(guess.encoding, &decoder, reading->gathering.err);
    if (code) {
        return code;
    }
    if (decoder_decode(decoder, str_sub(bytes, guess.bom_length, SIZE_MAX), out) != SIZE_MAX) {
        struct str head = str_sub(bytes, 0, guess.bad_offset == UINT64_MAX ? 0 : (size_t)guess.bad_offset);
        return err_at(reading->gathering.err, ERR_ENCODING, reading->path, count_lines(head), 0,
                      str_from(encoding_name(guess.encoding)), STR_NONE);
    }
    return out->failed ? err_no_memory(reading->gathering.err) : ERR_OK;
}

/* Twice: what is excluded is known before anything is made of a block. */
static enum err_code read_passes(struct reading *reading) {
    enum err_code code;

    reading->read_row = read_exclusions;
    code = read_rows(reading);
    if (!code && exclusions_failed(reading->gathering.exclusions)) {
        code = err_no_memory(reading->gathering.err);
    }
    if (code) {
        return code;
    }
    exclusions_finish(reading->gathering.exclusions);
    reading->has_headings = false;
    reading->read_row = read_targets;
    return read_rows(reading);
}

static enum err_code read_list(struct reading *reading, struct str bytes, struct target_list *ret_list) {
    CLEANUP(buffer_done) struct buffer text = {0};
    enum err_code code = to_utf8(reading, bytes, &text);

    if (!code) {
        reading->text = buffer_view(&text);
        code = read_passes(reading);
    }
    return code ? code : target_builder_finish(&reading->gathering.list, ret_list, reading->gathering.err);
}

enum err_code target_read_csv(const char *path, const struct target_options *options, struct arena *arena,
                              struct target_list *ret_list, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *scratch = arena_new();
    CLEANUP(exclusions_free_cleanup) struct exclusions *own = exclusions_new();
    struct reading reading = {.gathering = {.list = {.arena = arena}, .exclusions = own, .err = err}, .path = path};
    struct str bytes;
    enum err_code code =
        scratch && own ? file_read_all(AT_FDCWD, path, FILE_MAX, scratch, &bytes, err) : err_no_memory(err);

    if (options) {
        gathering_set_options(&reading.gathering, options);
    }
    if (!code) {
        code = read_list(&reading, bytes, ret_list);
    }
    target_builder_done(&reading.gathering.list);
    return code;
}
