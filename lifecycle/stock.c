#include "lifecycle/stock.h"

#include <stdlib.h>

struct stock {
    const struct lifecycle_run *run;
};

struct stock_reader {
    const struct stock *stock;
};

const char *plan_source_column(enum plan_source source) {
    static const char *const columns[] = {"", "planned_end", "planned_end", "renewal_planned_on", "planned_end",
                                          "lease_end"};
    return columns[source];
}

enum err_code stock_read(const struct lifecycle_run *run, struct stock **ret_stock, struct err *err) {
    struct stock *stock = calloc(1, sizeof *stock);

    if (!stock) {
        return err_no_memory(err);
    }
    stock->run = run;
    *ret_stock = stock;
    return ERR_OK;
}

void stock_free(struct stock *stock) {
    free(stock);
}

uint32_t stock_item_count(const struct stock *stock) {
    (void)stock;
    return 0;
}

const struct stock_item *stock_item(const struct stock *stock, uint32_t number) {
    (void)stock;
    (void)number;
    return NULL;
}

const struct stock_use *stock_use(const struct stock *stock, uint32_t number) {
    (void)stock;
    (void)number;
    return NULL;
}

uint32_t stock_machine_numbers(const struct stock *stock) {
    (void)stock;
    return 0;
}

const struct stock_machine *stock_machine(const struct stock *stock, uint32_t machine) {
    (void)stock;
    (void)machine;
    return NULL;
}

enum err_code stock_reader_new(const struct stock *stock, struct stock_reader **ret_reader, struct err *err) {
    struct stock_reader *reader = calloc(1, sizeof *reader);

    if (!reader) {
        return err_no_memory(err);
    }
    reader->stock = stock;
    *ret_reader = reader;
    return ERR_OK;
}

void stock_reader_free(struct stock_reader *reader) {
    free(reader);
}

struct row_reader *stock_reader_asset(struct stock_reader *reader, uint32_t machine) {
    (void)reader;
    (void)machine;
    return NULL;
}

struct row_reader *stock_reader_device(struct stock_reader *reader, uint32_t machine) {
    (void)reader;
    (void)machine;
    return NULL;
}

void stock_reader_set_machine(struct stock_reader *reader, struct finding *finding, uint32_t machine) {
    (void)reader;
    (void)finding;
    (void)machine;
}

void stock_reader_set_use(struct stock_reader *reader, struct finding *finding, const struct stock_use *use) {
    (void)reader;
    (void)finding;
    (void)use;
}

void stock_reader_reset(struct stock_reader *reader) {
    (void)reader;
}

enum err_code stock_reader_error(const struct stock_reader *reader, struct err *err) {
    (void)reader;
    (void)err;
    return ERR_OK;
}
