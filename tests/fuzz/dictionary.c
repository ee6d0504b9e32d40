/* dictionary TARGET: words that a target's inputs are made of, one "word" a line in libFuzzer's form, as far as the
 * program has them in tables; nothing for a target that has none there. dictionaries/TARGET.dict has the others. */

#include "findings/code.h"
#include "findings/relation_records.h"
#include "inventory/schema.h"
#include "scanner/collect/collect.h"

#include <stdio.h>

static void print_word(struct str word) {
    if (word.n == 0) {
        return;
    }
    putchar('"');
    for (size_t i = 0; i < word.n; i++) {
        unsigned char c = (unsigned char)word.p[i];
        if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
            printf("\\x%02x", c);
        } else {
            putchar(c);
        }
    }
    puts("\"");
}

/* A list of words as tables have it, | and ; between them. */
static void print_list(const char *list) {
    struct str rest = str_from(list), group, word;

    while (rest.n && str_cut(&rest, ';', &group)) {
        while (group.n && str_cut(&group, '|', &word)) {
            print_word(str_trim(word));
        }
    }
}

static void print_table(enum table_id id) {
    const struct table_def *table = schema_table(id);

    for (unsigned i = 0; i < table->column_count; i++) {
        print_word(str_from(table->columns[i].name));
        print_list(table->columns[i].headings);
        if (table->columns[i].words) {
            print_list(table->columns[i].words);
        }
    }
}

/* --- what targets are made of --- */

static void print_ledgers(void) {
    for (enum table_id id = 0; id < TABLE_COUNT; id++) {
        if (schema_table(id)->is_ledger) {
            printf("\"\\x0a=== %s.csv\\x0a\"\n", schema_table(id)->name);
            print_table(id);
        }
    }
}

static void print_snapshots(void) {
    for (enum table_id id = 0; id < TABLE_COUNT; id++) {
        if (schema_table(id)->is_snapshot) {
            printf("\"\\x0a=== %s.csv\\x0a\"\n", schema_table(id)->name);
            print_word(str_from(schema_table(id)->name));
            print_table(id);
        }
    }
}

static void print_imports(void) {
    static const char *const aliases[] = {
#define ALIAS(TABLE, COLUMN, HEADINGS) HEADINGS,
#include "inventory/import_alias.def"
    };

    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        print_list(aliases[i]);
    }
    print_table(TABLE_DEVICES);
    print_table(TABLE_SOFTWARE);
}

static void print_devices(void) {
    print_table(TABLE_DEVICES);
}

static void print_checks(void) {
    print_table(TABLE_CHECKS);
}

static void print_dispositions(void) {
    print_table(TABLE_DISPOSITIONS);
}

static void print_sections(void) {
    const struct collector_set *set;

    for (size_t number = 0; (set = collect_set(number)); number++) {
        for (size_t i = 0; i < set->count; i++) {
            print_word(str_from(set->items[i].section));
        }
    }
}

static void print_codes(void) {
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        print_word(str_from(code_def((enum finding_code)code)->name));
    }
}

static void print_relations(void) {
    for (unsigned relation = 0; relation < RELATION_COUNT; relation++) {
        print_word(str_from(relation_name((enum relation)relation)));
    }
}

static const struct {
    const char *target;
    void (*print)(void);
} targets[] = {
    {"apply", print_dispositions},  {"checks", print_checks},  {"collect", print_sections},
    {"import", print_imports},      {"intake", print_devices}, {"ledger", print_ledgers},
    {"relations", print_relations}, {"result", print_codes},   {"section", print_sections},
    {"snapshot", print_snapshots},  {"value", print_devices},  {"xlsx", print_devices},
};

int main(int argc, char **argv) {
    for (size_t i = 0; argc == 2 && i < sizeof targets / sizeof *targets; i++) {
        if (str_eq(str_from(argv[1]), str_from(targets[i].target))) {
            targets[i].print();
        }
    }
    return argc != 2 || fflush(stdout) != 0 || ferror(stdout);
}
