/* license_position.csv, license_allocation.csv and license_demand.csv: a table of columns each, and one way to write
 * them. */

#include "base/csv_write.h"
#include "report/result_files.h"

enum cell {
    CELL_TEXT,   /* struct str */
    CELL_NUMBER, /* int64_t */
    CELL_PRICE,  /* int64_t of a position; empty where it has no price */
    CELL_UNITS,  /* int64_t of a demand; empty where it could not be counted */
    CELL_COUNT,  /* struct unit_count */
    CELL_FLAG,   /* bool */
    CELL_OUTCOME,
    CELL_RIGHT,
    CELL_STATE,
};

struct column {
    const char *name;
    enum cell cell;
    size_t offset; /* in the record */
};

#define POSITION(MEMBER, CELL)                                                                                         \
    { #MEMBER, CELL_##CELL, offsetof(struct license_position, MEMBER) }
static const struct column position_columns[] = {
    POSITION(vendor, TEXT),
    POSITION(product, TEXT),
    POSITION(edition, TEXT),
    POSITION(version, TEXT),
    POSITION(metric, TEXT),
    POSITION(entitled, COUNT),
    POSITION(effective, COUNT),
    POSITION(need_min, NUMBER),
    POSITION(need_max, NUMBER),
    POSITION(allocated_direct, NUMBER),
    POSITION(allocated_downgrade, NUMBER),
    POSITION(allocated_suite, NUMBER),
    POSITION(allocated_second, NUMBER),
    POSITION(exempt, NUMBER),
    POSITION(short_min, NUMBER),
    POSITION(short_max, NUMBER),
    POSITION(spare, COUNT),
    POSITION(outcome, OUTCOME),
    POSITION(unit_price, PRICE),
    POSITION(true_up, PRICE),
    POSITION(recoverable, NUMBER),
    POSITION(unexamined, NUMBER),
    POSITION(evidence, TEXT),
};

#define ALLOCATION(MEMBER, CELL)                                                                                       \
    { #MEMBER, CELL_##CELL, offsetof(struct license_allocation, MEMBER) }
static const struct column allocation_columns[] = {
    ALLOCATION(license_id, TEXT), ALLOCATION(product, TEXT), ALLOCATION(asset_id, TEXT), ALLOCATION(user_id, TEXT),
    ALLOCATION(quantity, NUMBER), ALLOCATION(right, RIGHT),  ALLOCATION(reason, TEXT),
};

#define DEMAND(MEMBER, CELL)                                                                                           \
    { #MEMBER, CELL_##CELL, offsetof(struct license_demand, MEMBER) }
static const struct column demand_columns[] = {
    DEMAND(product, TEXT),  DEMAND(version, TEXT),
    DEMAND(metric, TEXT),   DEMAND(asset_id, TEXT),
    DEMAND(user_id, TEXT),  {"certain", CELL_FLAG, offsetof(struct license_demand, is_certain)},
    DEMAND(state, STATE),   DEMAND(units, UNITS),
    DEMAND(missing, UNITS), DEMAND(arithmetic, TEXT),
    DEMAND(evidence, TEXT),
};

static void write_count(struct csv_writer *csv, const struct unit_count *count) {
    if (count->is_unknown || count->is_unlimited) {
        csv_write_cstr(csv, count->is_unknown ? "" : "unlimited");
    } else {
        csv_write_number(csv, count->count);
    }
}

static void write_number_if(struct csv_writer *csv, bool is_known, int64_t number) {
    if (is_known) {
        csv_write_number(csv, number);
    } else {
        csv_write_cstr(csv, "");
    }
}

static void write_cell(struct csv_writer *csv, enum cell cell, const void *record, const void *member) {
    switch (cell) {
    case CELL_TEXT:
        csv_write_cell(csv, *(const struct str *)member);
        break;
    case CELL_NUMBER:
        csv_write_number(csv, *(const int64_t *)member);
        break;
    case CELL_PRICE:
        write_number_if(csv, ((const struct license_position *)record)->has_price, *(const int64_t *)member);
        break;
    case CELL_UNITS:
        write_number_if(csv, ((const struct license_demand *)record)->state != DEMAND_UNKNOWN,
                        *(const int64_t *)member);
        break;
    case CELL_COUNT:
        write_count(csv, member);
        break;
    case CELL_FLAG:
        csv_write_cstr(csv, *(const bool *)member ? "yes" : "no");
        break;
    case CELL_OUTCOME:
        csv_write_cstr(csv, outcome_name(*(const enum outcome *)member));
        break;
    case CELL_RIGHT:
        csv_write_cstr(csv, license_right_name(*(const enum license_right *)member));
        break;
    case CELL_STATE:
        csv_write_cstr(csv, demand_state_name(*(const enum demand_state *)member));
        break;
    }
}

/* One of the files on its way. */
struct sheet {
    const struct column *columns;
    size_t count;
    struct csv_writer *csv;
};

static void write_headings(struct sheet *sheet) {
    for (size_t i = 0; i < sheet->count; i++) {
        csv_write_cstr(sheet->csv, sheet->columns[i].name);
    }
    csv_end_row(sheet->csv);
}

static void write_record(struct sheet *sheet, const void *record) {
    for (size_t i = 0; i < sheet->count; i++) {
        const struct column *column = &sheet->columns[i];
        write_cell(sheet->csv, column->cell, record, (const char *)record + column->offset);
    }
    csv_end_row(sheet->csv);
}

typedef enum err_code write_rows(struct sheet *sheet, struct license_records *records, struct summary *summary,
                                 struct err *err);

static enum err_code write_positions(struct sheet *sheet, struct license_records *records, struct summary *summary,
                                     struct err *err) {
    for (;;) {
        struct license_position position;
        bool more;
        enum err_code code = license_records_next_position(records, &more, &position, err);
        if (code || !more) {
            return code;
        }
        summary->by_position[position.outcome]++;
        write_record(sheet, &position);
    }
}

static enum err_code write_allocations(struct sheet *sheet, struct license_records *records, struct summary *summary,
                                       struct err *err) {
    (void)summary;
    for (;;) {
        struct license_allocation allocation;
        bool more;
        enum err_code code = license_records_next_allocation(records, &more, &allocation, err);
        if (code || !more) {
            return code;
        }
        write_record(sheet, &allocation);
    }
}

static enum err_code write_demands(struct sheet *sheet, struct license_records *records, struct summary *summary,
                                   struct err *err) {
    (void)summary;
    for (;;) {
        struct license_demand demand;
        bool more;
        enum err_code code = license_records_next_demand(records, &more, &demand, err);
        if (code || !more) {
            return code;
        }
        write_record(sheet, &demand);
    }
}

static const struct license_file {
    const char *name;
    const struct column *columns;
    size_t count;
    write_rows *write;
} files[] = {
    {"license_position.csv", position_columns, ARRAY_LEN(position_columns), write_positions},
    {"license_allocation.csv", allocation_columns, ARRAY_LEN(allocation_columns), write_allocations},
    {"license_demand.csv", demand_columns, ARRAY_LEN(demand_columns), write_demands},
};

static enum err_code write_file(const struct report_context *context, const struct license_file *file,
                                struct license_records *records, struct summary *summary, struct err *err) {
    struct sheet sheet = {.columns = file->columns, .count = file->count};
    struct output *output;
    enum err_code code = output_create(context->dir_fd, file->name, &output, err);

    if (code) {
        return code;
    }
    sheet.csv = csv_writer_new(output, CSV_FOR_PEOPLE);
    if (sheet.csv) {
        write_headings(&sheet);
        code = file->write(&sheet, records, summary, err);
    } else {
        code = err_no_memory(err);
    }
    csv_writer_free(sheet.csv);
    if (code) {
        output_abandon(output);
        return code;
    }
    return output_close(output, context->sync, NULL, err);
}

enum err_code report_licenses(const struct report_context *context, struct license_records *records,
                              struct summary *summary, struct err *err) {
    enum err_code code = ERR_OK;

    license_records_rewind(records);
    summary->is_audited = true;
    for (size_t i = 0; !code && i < ARRAY_LEN(files); i++) {
        code = write_file(context, &files[i], records, summary, err);
    }
    return code;
}
