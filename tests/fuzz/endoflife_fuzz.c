/* Support data in JSON. What must hold for any bytes: a refusal says what it is about; what is taken is within its
 * bounds, and each product stands once; cells of stages hold nothing but what the table's readers know. */

#include "inventory/value.h"
#include "lifecycle/endoflife_read.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refusal(const struct err *err) {
    switch (err->code) {
    case ERR_SYNTAX:
    case ERR_ENCODING:
        CHECK(err->line > 0 && err->column > 0);
        break;
    case ERR_VALUE:
    case ERR_MISSING_KEY:
    case ERR_VERSION:
    case ERR_TOO_LARGE:
        CHECK(err->arg[0][0]);
        break;
    default:
        CHECK(false);
    }
}

/* Every cell is read without a problem, and no text is longer than it may be. */
static void check_row(const struct endoflife_row *row) {
    for (unsigned i = 0; i < CALENDAR_COLUMN_COUNT; i++) {
        const struct column_def *column = schema_column(TABLE_CALENDAR, i);
        struct str cell = row->cells[i];
        CHECK(cell.n <= ENDOFLIFE_TEXT_MAX);
        CHECK(cell.n == 0 || value_read(column, UNIT_NONE, cell).problem == PROBLEM_NONE);
    }
    CHECK(row->cells[CALENDAR_PRODUCT].n && row->cells[CALENDAR_RELEASE].n);
}

static void check_products(const struct endoflife *endoflife) {
    uint32_t count;
    const struct endoflife_product *products = endoflife_products(endoflife, &count);

    CHECK(count <= ENDOFLIFE_PRODUCTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < products[i].row_count; k++) {
            check_row(&products[i].rows[k]);
            CHECK(str_eq(products[i].rows[k].cells[CALENDAR_PRODUCT], products[i].name));
        }
        for (uint32_t k = 0; k < products[i].id_count; k++) {
            CHECK(products[i].ids[k].id.n > 0 && products[i].ids[k].id.n <= ENDOFLIFE_TEXT_MAX);
        }
        for (uint32_t k = 0; k < i && i < 50; k++) {
            CHECK(!str_eq(products[i].name, products[k].name));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
    const struct endoflife_options options = {.observed_on = DATE_NONE};
    struct err err = {0};

    CHECK(endoflife);
    enum err_code code =
        endoflife_read(endoflife, (struct str){(const char *)data, size}, "tomcat.json", &options, &err);
    CHECK(err.code == code);
    if (code) {
        check_refusal(&err);
    } else {
        check_products(endoflife);
    }
    return 0;
}
