#include "inventory/example.h"

#include "base/compiler.h"

struct example {
    const char *japanese, *english;
};

static const struct example type_examples[TYPE_KIND_COUNT] = {
#define OF_TYPE(TYPE, JAPANESE, ENGLISH) [TYPE_##TYPE] = {JAPANESE, ENGLISH},
#define OF_COLUMN(TABLE, COLUMN, JAPANESE, ENGLISH)
#include "inventory/example.def"
};

static const struct column_example {
    enum table_id table;
    unsigned column;
    struct example example;
} column_examples[] = {
#define OF_TYPE(TYPE, JAPANESE, ENGLISH)
#define OF_COLUMN(TABLE, COLUMN, JAPANESE, ENGLISH) {TABLE_##TABLE, TABLE##_##COLUMN, {JAPANESE, ENGLISH}},
#include "inventory/example.def"
};

static struct str in_language(const struct example *example, bool is_japanese) {
    return str_from(is_japanese ? example->japanese : example->english);
}

struct str example_cell(enum table_id table, unsigned column, bool is_japanese) {
    const struct column_def *def = schema_column(table, column);
    for (size_t i = 0; i < ARRAY_LEN(column_examples); i++) {
        if (column_examples[i].table == table && column_examples[i].column == column) {
            return in_language(&column_examples[i].example, is_japanese);
        }
    }
    return def->type == TYPE_WORD ? schema_word(def, 0) : in_language(&type_examples[def->type], is_japanese);
}
