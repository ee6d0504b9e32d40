#include "reconciler/unknown_titles.h"

#include "reconciler/labels.h"

#include <stdlib.h>

enum { DEVICES_PER_TASK = 4096 };

/* What one thread has seen of a title; by number of the title. */
struct sight {
    uint32_t last_device; /* + 1 */
    uint32_t devices;
    uint32_t first_row;
};

struct counter {
    struct row_reader *reader;
    struct sight *sights;
};

struct counting {
    const struct run *run;
    bool *is_known; /* by number of the title: listed, however it is spelled; NULL: every row must be looked at */
    struct counter *counters;
};

static void see_row(const struct run *run, struct counter *counter, uint32_t device, uint32_t row) {
    row_reader_move(counter->reader, row);
    struct title title = titles_of_row(run->titles, run->installed, counter->reader, row);
    struct sight *sight = &counter->sights[title.exact];

    if (sight->last_device == device + 1 || titles_text(run->titles, title.exact).n == 0) {
        return;
    }
    struct str source = row_reader_text(counter->reader, SOFTWARE_SOURCE);
    if (titles_class(run->titles, title, source) != TITLE_UNKNOWN || titles_is_listed(run->titles, title)) {
        return;
    }
    sight->first_row = sight->devices && sight->first_row < row ? sight->first_row : row;
    sight->last_device = device + 1;
    sight->devices++;
}

/* The member of a group need not be looked at: its label says that the title is known, or was seen on the device. */
static bool is_dealt_with(const struct counting *counting, const struct counter *counter, uint32_t device,
                          uint32_t member) {
    const struct run *run = counting->run;
    uint64_t label = row_groups_label(&run->installed_by_device, member);
    uint32_t title = label_title(run->labels, label);

    return counting->is_known && (label == LABEL_BLANK || counting->is_known[title - 1] ||
                                  counter->sights[title - 1].last_device == device + 1);
}

static void count_task(void *context, size_t task, unsigned number) {
    const struct counting *counting = context;
    const struct run *run = counting->run;
    uint32_t begin = (uint32_t)task * DEVICES_PER_TASK, rows = table_rows(run->devices);
    uint32_t end = rows - begin < DEVICES_PER_TASK ? rows : begin + DEVICES_PER_TASK;

    for (uint32_t device = begin; device < end; device++) {
        for (uint32_t i = run->installed_by_device.first[device]; i < run->installed_by_device.first[device + 1]; i++) {
            if (!is_dealt_with(counting, &counting->counters[number], device, i)) {
                see_row(run, &counting->counters[number], device, row_groups_row(&run->installed_by_device, i));
            }
        }
    }
}

/* Adds up in the first thread's sights. */
static void merge(struct counter *counters, unsigned count, uint32_t titles) {
    for (unsigned i = 1; i < count; i++) {
        for (uint32_t number = 0; number < titles; number++) {
            struct sight *total = &counters[0].sights[number];
            const struct sight *part = &counters[i].sights[number];
            if (part->devices && (!total->devices || part->first_row < total->first_row)) {
                total->first_row = part->first_row;
            }
            total->devices += part->devices;
        }
    }
}

static enum err_code report_one(const struct run *run, struct row_reader *reader, const struct sight *sight,
                                struct err *err) {
    CLEANUP(buffer_done) struct buffer title = {0}, vendor = {0}, evidence = {0};
    struct finding finding = finding_make(CODE_LIC_TITLE, MESSAGE_TITLE_UNKNOWN);

    row_reader_move(reader, sight->first_row);
    buffer_append(&title, row_reader_text(reader, SOFTWARE_PRODUCT));
    buffer_append(&vendor, row_reader_text(reader, SOFTWARE_VENDOR));
    table_evidence(run->installed, sight->first_row, &evidence);
    if (title.failed || vendor.failed || evidence.failed) {
        return err_no_memory(err);
    }
    finding.subject_kind = SUBJECT_TITLE;
    finding.subject = finding.field = buffer_view(&title);
    finding.snapshot_evidence = buffer_view(&evidence);
    finding_add_text(&finding, finding.subject);
    finding_add_number(&finding, sight->devices);
    enum err_code code = finding_sink_add(run->findings, 0, &finding, err);
    if (code == ERR_OK && run->input->unknown_titles) {
        struct unknown_title unknown = {buffer_view(&title), buffer_view(&vendor), sight->devices};
        code = title_list_add(run->input->unknown_titles, &unknown, err);
    }
    return code;
}

/* The numbers of titles follow the order of rows; what is written must not. */
static int compare_titles(const void *left, const void *right, void *context) {
    const struct titles *titles = context;
    return str_cmp(titles_text(titles, *(const uint32_t *)left), titles_text(titles, *(const uint32_t *)right));
}

static enum err_code report_all(const struct run *run, const struct counter *counter, struct err *err) {
    uint32_t count = 0, titles = titles_count(run->titles);
    uint32_t *seen = calloc((size_t)titles + 1, sizeof *seen);
    enum err_code code = seen ? ERR_OK : err_no_memory(err);

    for (uint32_t number = 0; seen && number < titles; number++) {
        if (counter->sights[number].devices) {
            seen[count++] = number;
        }
    }
    if (count) {
        qsort_r(seen, count, sizeof *seen, compare_titles, run->titles);
    }
    for (uint32_t i = 0; code == ERR_OK && i < count; i++) {
        code = report_one(run, counter->reader, &counter->sights[seen[i]], err);
    }
    free(seen);
    return code == ERR_OK ? row_reader_error(counter->reader, err) : code;
}

static enum err_code open_counters(const struct run *run, struct counter *counters, unsigned count, struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned i = 0; code == ERR_OK && i < count; i++) {
        counters[i].sights = calloc((size_t)titles_count(run->titles) + 1, sizeof *counters[i].sights);
        code = counters[i].sights ? row_reader_new(run->installed, &counters[i].reader, err) : err_no_memory(err);
    }
    return code;
}

/* A title is known when the ledger lists every spelling of it. */
static enum err_code find_known(const struct run *run, bool **ret_is_known, struct err *err) {
    uint32_t titles = titles_count(run->titles);

    if (!run->labels->are_kept) {
        return ERR_OK;
    }
    bool *is_known = malloc((size_t)titles + 1);
    if (!is_known) {
        return err_no_memory(err);
    }
    memset(is_known, true, titles);
    for (uint32_t code = 0; code < table_code_count(run->installed, SOFTWARE_PRODUCT); code++) {
        struct title title = titles_of_code(run->titles, run->installed, code);
        is_known[title.exact] = is_known[title.exact] && titles_is_listed(run->titles, title);
    }
    *ret_is_known = is_known;
    return ERR_OK;
}

static enum err_code count_and_report(struct counting *counting, struct pool *pool, unsigned count, struct err *err) {
    const struct run *run = counting->run;
    struct counter *counters = counting->counters;
    size_t tasks = ((size_t)table_rows(run->devices) + DEVICES_PER_TASK - 1) / DEVICES_PER_TASK;
    enum err_code code = open_counters(run, counters, count, err);

    if (code == ERR_OK) {
        code = find_known(run, &counting->is_known, err);
    }
    if (code != ERR_OK) {
        return code;
    }
    parallel_for(pool, tasks, count_task, counting);
    for (unsigned i = 0; code == ERR_OK && i < count; i++) {
        code = row_reader_error(counters[i].reader, err);
    }
    if (code != ERR_OK) {
        return code;
    }
    merge(counters, count, titles_count(run->titles));
    return report_all(run, &counters[0], err);
}

enum err_code unknown_titles_report(const struct run *run, struct pool *pool, struct err *err) {
    unsigned count = pool_threads(pool);

    if (!run->installed || !run->devices) {
        return ERR_OK;
    }
    struct counter *counters = calloc(count, sizeof *counters);
    struct counting counting = {.run = run, .counters = counters};
    enum err_code code = counters ? count_and_report(&counting, pool, count, err) : err_no_memory(err);
    for (unsigned i = 0; counters && i < count; i++) {
        row_reader_free(counters[i].reader);
        free(counters[i].sights);
    }
    free(counters);
    free(counting.is_known);
    return code;
}
