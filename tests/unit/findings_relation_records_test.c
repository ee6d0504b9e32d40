#include "findings/relation_records.h"

#include "base/buffer.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>

#define TMPDIR "/tmp"

static const struct relation_record runs = {
    .system = {"erp", sizeof("erp") - 1},
    .relation = RELATION_RUNS,
    .from = {NODE_HARDWARE, {"P1", sizeof("P1") - 1}, {"db1", sizeof("db1") - 1}},
    .to = {NODE_SOFTWARE, {"PostgreSQL", sizeof("PostgreSQL") - 1}, {NULL, 0}},
    .basis = BASIS_LEDGER,
    .ledger_evidence = {"software.csv:2", sizeof("software.csv:2") - 1},
};

/* All of them, in order, one a line. The caller frees it. */
static char *tell(const struct relation_record *records, size_t count, unsigned lanes, size_t run_bytes) {
    struct relation_records *set = NULL;
    struct relation_record record;
    struct buffer out = {0};
    bool more = true;

    assert_int_equal(relation_records_new(lanes, run_bytes, TMPDIR, &set, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(relation_records_add(set, (unsigned)i % lanes, &records[i], NULL), ERR_OK);
    }
    assert_int_equal(relation_records_finish(set, NULL, NULL), ERR_OK);
    for (unsigned pass = 0; pass < 2; pass++) {
        buffer_reset(&out);
        relation_records_rewind(set);
        more = true;
        while (relation_records_next(set, &more, &record, NULL) == ERR_OK && more) {
            buffer_printf(&out, "%.*s %s %s/%.*s(%.*s) %s/%.*s(%.*s) %lld %s [%.*s] [%.*s]\n", STR_FMT(record.system),
                          relation_name(record.relation), relation_kind_name(record.from.kind), STR_FMT(record.from.id),
                          STR_FMT(record.from.label), relation_kind_name(record.to.kind), STR_FMT(record.to.id),
                          STR_FMT(record.to.label), (long long)record.count, relation_basis_name(record.basis),
                          STR_FMT(record.ledger_evidence), STR_FMT(record.snapshot_evidence));
        }
    }
    relation_records_free(set);
    buffer_append_char(&out, '\0');
    assert_false(out.failed);
    return out.p;
}

static void assert_told(const struct relation_record *records, size_t count, const char *expected) {
    static const struct {
        unsigned lanes;
        size_t run_bytes;
    } ways[] = {{1, 0}, {3, 0}, {2, 1}};

    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        char *told = tell(records, count, ways[i].lanes, ways[i].run_bytes);
        assert_string_equal(told, expected);
        free(told);
    }
}

static void is_one_where_both_sides_say_it(void **state) {
    struct relation_record records[] = {runs, runs, runs};

    (void)state;
    records[0].basis = BASIS_OBSERVED;
    records[0].ledger_evidence = STR_NONE;
    records[0].snapshot_evidence = STR("software.csv:9");
    records[0].from.label = STR("db1.example");
    records[2].ledger_evidence = STR("software.csv:3");
    assert_told(records, ARRAY_LEN(records),
                "erp runs hardware/P1(db1) software/PostgreSQL() 1 both [software.csv:2 software.csv:3] "
                "[software.csv:9]\n");
}

static void counts_what_the_larger_side_counts(void **state) {
    struct relation_record records[] = {runs, runs, runs, runs};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(records); i++) {
        records[i].count = 10;
        records[i].ledger_evidence = STR_NONE;
    }
    records[1].basis = BASIS_OBSERVED;
    records[2].basis = BASIS_OBSERVED;
    records[3].basis = BASIS_OBSERVED;
    assert_told(records, ARRAY_LEN(records), "erp runs hardware/P1(db1) software/PostgreSQL() 30 both [] []\n");
    records[3].basis = BASIS_BOTH;
    records[2].basis = BASIS_LEDGER;
    assert_told(records, ARRAY_LEN(records), "erp runs hardware/P1(db1) software/PostgreSQL() 20 both [] []\n");
}

static void names_ten_rows_at_most(void **state) {
    struct relation_record records[12];
    char rows[12][24];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(records); i++) {
        snprintf(rows[i], sizeof rows[i], "s.csv:%02zu", i);
        records[i] = runs;
        records[i].ledger_evidence = str_from(rows[i]);
    }
    assert_told(records, ARRAY_LEN(records),
                "erp runs hardware/P1(db1) software/PostgreSQL() 1 ledger [s.csv:00 s.csv:01 s.csv:02 s.csv:03 "
                "s.csv:04 s.csv:05 s.csv:06 s.csv:07 s.csv:08 s.csv:09 …] []\n");
}

static void stands_in_order(void **state) {
    struct relation_record records[] = {runs, runs, runs, runs, runs};

    (void)state;
    records[0].system = STR("zzz");
    records[1].relation = RELATION_HOSTS;
    records[2].from.kind = NODE_VM;
    records[3].to.id = STR("Apache");
    assert_told(records, ARRAY_LEN(records),
                "erp hosts hardware/P1(db1) software/PostgreSQL() 1 ledger [software.csv:2] []\n"
                "erp runs hardware/P1(db1) software/Apache() 1 ledger [software.csv:2] []\n"
                "erp runs hardware/P1(db1) software/PostgreSQL() 1 ledger [software.csv:2] []\n"
                "erp runs vm/P1(db1) software/PostgreSQL() 1 ledger [software.csv:2] []\n"
                "zzz runs hardware/P1(db1) software/PostgreSQL() 1 ledger [software.csv:2] []\n");
    assert_told(records, 0, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_one_where_both_sides_say_it),
        cmocka_unit_test(counts_what_the_larger_side_counts),
        cmocka_unit_test(names_ten_rows_at_most),
        cmocka_unit_test(stands_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
