#pragma once
/* For tests of collectors: what a section's bytes make of the devices row, and how many rows of other tables. */

#include "tests/unit/support/observed.h"

#define CELLS_MAX 12

struct cell {
    unsigned column; /* of the devices row */
    const char *text;
};

struct cell_case {
    const char *what;
    struct str body;
    struct cell cells[CELLS_MAX]; /* up to the first without a text */
    size_t components, software;
};

static inline void check_cells(const struct cell_case *cases, size_t count,
                               void (*collect)(struct str, struct observation *)) {
    for (size_t i = 0; i < count; i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect, cases[i].body);
        print_message("%s\n", cases[i].what);
        for (size_t n = 0; n < CELLS_MAX && cases[i].cells[n].text; n++) {
            assert_device(&observed, cases[i].cells[n].column, cases[i].cells[n].text);
        }
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), cases[i].components);
        assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), cases[i].software);
    }
}

/* What a section about the network comes to. */
struct network_case {
    const char *what;
    struct str body;
    const char *macs, *addresses;
    size_t rows;
};

static inline void check_networks(const struct network_case *cases, size_t count,
                                  void (*collect)(struct str, struct observation *)) {
    for (size_t i = 0; i < count; i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect, cases[i].body);
        print_message("%s\n", cases[i].what);
        assert_device(&observed, DEVICES_MAC_ADDRESSES, cases[i].macs);
        assert_device(&observed, DEVICES_IP_ADDRESSES, cases[i].addresses);
        assert_int_equal(observed_count(&observed, TABLE_INTERFACES), cases[i].rows);
    }
}

/* What a section about logins comes to: the last one, and how many accounts there are. */
struct login_case {
    const char *what;
    struct str body;
    const char *user, *at;
    size_t accounts;
};

static inline void check_logins(const struct login_case *cases, size_t count,
                                void (*collect)(struct str, struct observation *)) {
    for (size_t i = 0; i < count; i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect, cases[i].body);
        print_message("%s\n", cases[i].what);
        assert_device(&observed, DEVICES_LAST_LOGIN_USER, cases[i].user);
        assert_device(&observed, DEVICES_LAST_LOGIN_AT, cases[i].at);
        assert_int_equal(observed_count(&observed, TABLE_ACCOUNTS), cases[i].accounts);
    }
}

/* Row INDEX of a table, as its columns' texts with | between them. */
static inline struct str row_text(const struct observed *observed, enum table_id table, size_t index,
                                  const unsigned *columns, size_t count) {
    const struct observation_row *row = observed_row(observed, table, index);
    CLEANUP(buffer_done) struct buffer text = {0};

    for (size_t i = 0; i < count; i++) {
        buffer_append_cstr(&text, i ? "|" : "");
        buffer_append(&text, row->cells[columns[i]]);
    }
    return arena_dup(observed->arena, buffer_view(&text));
}

/* All rows of a table, in this form; of ROWS those up to the first without a text. */
static inline void assert_rows(const struct observed *observed, enum table_id table, const unsigned *columns,
                               size_t column_count, const char *const *rows, size_t most) {
    size_t count = 0;

    for (; count < most && rows[count]; count++) {
        assert_text(row_text(observed, table, count, columns, column_count), rows[count]);
    }
    assert_int_equal(observed_count(observed, table), count);
}

static const unsigned software_columns[] = {SOFTWARE_PRODUCT, SOFTWARE_VERSION,      SOFTWARE_VENDOR,  SOFTWARE_ARCH,
                                            SOFTWARE_SOURCE,  SOFTWARE_INSTALLED_ON, SOFTWARE_LOCATION};
static const unsigned component_columns[] = {COMPONENTS_NAME,   COMPONENTS_MANUFACTURER, COMPONENTS_MODEL,
                                             COMPONENTS_SERIAL, COMPONENTS_FIRMWARE,     COMPONENTS_CAPACITY};

/* product|version|vendor|arch|source|installed_on|location */
#define assert_software(OBSERVED, INDEX, EXPECTED)                                                                     \
    assert_text(row_text(OBSERVED, TABLE_SOFTWARE, INDEX, software_columns, ARRAY_LEN(software_columns)), EXPECTED)
/* name|manufacturer|model|serial|firmware|capacity */
#define assert_component(OBSERVED, INDEX, EXPECTED)                                                                    \
    assert_text(row_text(OBSERVED, TABLE_COMPONENTS, INDEX, component_columns, ARRAY_LEN(component_columns)), EXPECTED)
