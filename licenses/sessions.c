#include "licenses/sessions.h"

#include "base/intern.h"

#include <stdlib.h>

enum { DAY_SECONDS = 24 * 60 * 60 };

struct logged {
    uint32_t product;
    uint32_t row;
    struct peak_session session;
    bool is_inside; /* some of it may be in the window */
};

struct session_log {
    const struct table *table;
    struct logged *items; /* by product, those inside first, by their start */
    uint32_t count;
    int64_t from, to; /* the window */
};

struct log_reader {
    const struct session_products *products;
    struct session_window window;
    struct row_reader *row;
    struct intern *titles;
    struct buffer numbers; /* the product of each title, uint32_t */
};

static void reader_done(struct log_reader *reader) {
    row_reader_free(reader->row);
    intern_free(reader->titles);
    buffer_done(&reader->numbers);
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static enum err_code find_product(struct log_reader *reader, uint32_t *ret_product, struct err *err) {
    uint32_t known = intern_count(reader->titles), product;
    struct str title = row_reader_text(reader->row, SESSIONS_PRODUCT);
    uint32_t number = intern_add(reader->titles, title);

    if (number == INTERN_NONE) {
        return err_no_memory(err);
    }
    if (number == known) {
        enum err_code code = reader->products->number(reader->products->context, title, &product, err);
        if (code) {
            return code;
        }
        buffer_append(&reader->numbers, (struct str){(const char *)&product, sizeof product});
    }
    if (reader->numbers.failed) {
        return err_no_memory(err);
    }
    memcpy(ret_product, reader->numbers.p + (size_t)number * sizeof *ret_product, sizeof *ret_product);
    return ERR_OK;
}

/* False when there is no instant in the cell. */
static bool read_instant(const struct log_reader *reader, unsigned column, int64_t *ret_at) {
    struct value value = row_reader_value(reader->row, column);

    if (!value.is_set) {
        return false;
    }
    *ret_at = value.instant.seconds - (value.is_local ? reader->window.utc_offset : 0);
    return true;
}

static enum err_code read_session(struct log_reader *reader, const struct session_log *log, uint32_t row,
                                  struct logged *logged, struct err *err) {
    struct peak_session *session = &logged->session;

    row_reader_move(reader->row, row);
    *logged = (struct logged){.row = row};
    session->has_start = read_instant(reader, SESSIONS_STARTED_AT, &session->start);
    session->has_end = read_instant(reader, SESSIONS_ENDED_AT, &session->end);
    logged->is_inside = peak_session_is_in(session, log->from, log->to);
    return find_product(reader, &logged->product, err);
}

static int compare_numbers(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int compare_logged(const void *a, const void *b) {
    const struct logged *x = a, *y = b;
    int sign = (x->product > y->product) - (x->product < y->product);

    sign = sign ? sign : y->is_inside - x->is_inside;
    sign = sign ? sign : x->session.has_start - y->session.has_start;
    sign = sign ? sign : compare_numbers(x->session.start, y->session.start);
    sign = sign ? sign : x->session.has_end - y->session.has_end;
    sign = sign ? sign : compare_numbers(x->session.end, y->session.end);
    return sign ? sign : (x->row > y->row) - (x->row < y->row);
}

static enum err_code read_rows(struct log_reader *reader, struct session_log *log, struct err *err) {
    uint32_t rows = table_rows(log->table);

    for (uint32_t row = 0; row < rows; row++) {
        struct logged *logged = &log->items[log->count];
        enum err_code code = read_session(reader, log, row, logged, err);
        if (code) {
            return code;
        }
        log->count += logged->product != SESSION_PRODUCT_NONE;
    }
    qsort(log->items, log->count, sizeof *log->items, compare_logged);
    return row_reader_error(reader->row, err);
}

static enum err_code read_table(const struct session_products *products, struct session_window window,
                                struct session_log *log, struct err *err) {
    CLEANUP(reader_done)
    struct log_reader reader = {.products = products, .window = window, .titles = intern_new()};

    log->items = budget_alloc(table_budget(log->table), (size_t)table_rows(log->table) + 1, sizeof *log->items);
    if (!reader.titles || !log->items) {
        return err_no_memory(err);
    }
    enum err_code code = row_reader_new(log->table, &reader.row, err);
    return code ? code : read_rows(&reader, log, err);
}

enum err_code session_log_read(const struct table *table, const struct session_products *products,
                               struct session_window window, struct session_log **ret_log, struct err *err) {
    CLEANUP(session_log_free_cleanup) struct session_log *log = calloc(1, sizeof *log);

    if (!log) {
        return err_no_memory(err);
    }
    log->table = table;
    log->from = (int64_t)window.from.days * DAY_SECONDS - window.utc_offset;
    log->to = ((int64_t)window.to.days + 1) * DAY_SECONDS - window.utc_offset;
    enum err_code code = table ? read_table(products, window, log, err) : ERR_OK;
    if (!code) {
        *ret_log = TAKE_PTR(log);
    }
    return code;
}

void session_log_free(struct session_log *log) {
    if (log) {
        budget_drop(log->items);
        free(log);
    }
}

/* --- asking --------------------------------------------------------------------------------------------------------
 */

/* The first session of the product, or where it would be. */
static uint32_t first_of(const struct session_log *log, uint32_t product) {
    uint32_t low = 0, high = log->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (log->items[middle].product < product) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_of(const struct session_log *log, uint32_t number, uint32_t product) {
    return number < log->count && log->items[number].product == product;
}

bool session_log_has(const struct session_log *log, uint32_t product) {
    uint32_t first = first_of(log, product);

    return is_of(log, first, product) && log->items[first].is_inside;
}

/* What is certain of a session is certain only if both of its ends are on record. */
static struct peak_session session_to_count(const struct logged *logged) {
    struct peak_session session = logged->session;

    if (logged->is_inside && !session.has_start) {
        session.has_end = false;
    }
    return session;
}

enum err_code session_log_peak(const struct session_log *log, uint32_t product, struct peak *ret_peak,
                               struct err *err) {
    CLEANUP(peak_sweep_free_cleanup) struct peak_sweep *sweep = NULL;
    struct budget *budget = log->table ? table_budget(log->table) : NULL;
    enum err_code code = peak_sweep_new(budget, log->from, log->to, &sweep, err);

    for (uint32_t i = first_of(log, product); !code && is_of(log, i, product); i++) {
        code = peak_sweep_add(sweep, session_to_count(&log->items[i]), err);
    }
    if (!code) {
        *ret_peak = peak_sweep_find(sweep);
    }
    return code;
}

void session_log_evidence(const struct session_log *log, uint32_t product, int64_t at, unsigned most,
                          struct buffer *out) {
    unsigned count = 0;

    for (uint32_t i = first_of(log, product); is_of(log, i, product) && log->items[i].is_inside && count < most; i++) {
        struct peak_session session = session_to_count(&log->items[i]);
        if ((!session.has_start || session.start <= at) && (!session.has_end || at < session.end)) {
            if (count++) {
                buffer_append_char(out, ' ');
            }
            table_evidence(log->table, log->items[i].row, out);
        }
    }
}
