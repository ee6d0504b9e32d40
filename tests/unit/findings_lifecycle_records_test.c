#include "findings/lifecycle_records.h"

#include "base/arena.h"
#include "findings/lifecycle_record.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/shuffled.h"

#include <stdio.h>
#include <stdlib.h>

#define TMPDIR "/tmp"

static struct lifecycle_records *new_records(unsigned lanes, size_t run_bytes) {
    struct lifecycle_records *records = NULL;

    assert_int_equal(lifecycle_records_new(lanes, run_bytes, TMPDIR, &records, NULL), ERR_OK);
    return records;
}

/* --- what a record says, a word a member ---------------------------------------------------------------------------
 */

static void tell_texts(struct buffer *out, const struct str *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "[%.*s] ", STR_FMT(texts[i]));
    }
}

static void tell_day(struct buffer *out, struct date day) {
    buffer_printf(out, date_is_set(day) ? "%d " : "none ", day.days);
}

static void tell_milestone(struct buffer *out, struct milestone milestone) {
    buffer_printf(out, "%d:", (int)milestone.word);
    tell_day(out, milestone.day);
}

static void tell_support(struct buffer *out, const struct support_record *s) {
    const struct str texts[] = {s->product, s->version, s->decision, s->source, s->release, s->evidence};

    tell_milestone(out, s->effective_end);
    tell_texts(out, texts, ARRAY_LEN(texts));
    tell_day(out, s->planned_end);
    tell_milestone(out, s->active_end);
    tell_milestone(out, s->support_end);
    tell_milestone(out, s->extended_end);
    tell_day(out, s->checked_on);
    buffer_printf(out, "%lld %d %lld %s %s %s\n", (long long)s->count, s->has_gap, (long long)s->gap_days,
                  support_class_name(s->support), support_subject_name(s->subject), outcome_name(s->outcome));
}

static void tell_contract(struct buffer *out, const struct contract_record *c) {
    const struct str texts[] = {c->id, c->title, c->vendor, c->next, c->evidence};

    tell_day(out, c->due_on);
    buffer_printf(out, "%s ", contract_kind_name(c->kind));
    tell_texts(out, texts, ARRAY_LEN(texts));
    tell_day(out, c->start_on);
    tell_milestone(out, c->end_on);
    tell_day(out, c->notice_deadline);
    buffer_printf(out, "%d %lld %s\n", c->has_days_left, (long long)c->days_left, contract_state_name(c->state));
}

static void tell_reuse(struct buffer *out, const struct reuse_record *r) {
    const struct str texts[] = {r->asset_id,    r->license_id, r->model,       r->storage_location,
                                r->status,      r->working,    r->data_erased, r->accounting_status,
                                r->hold_reason, r->evidence};

    buffer_printf(out, "%s ", code_def(r->code)->name);
    tell_texts(out, texts, ARRAY_LEN(texts));
    tell_day(out, r->stopped_on);
    tell_milestone(out, r->support_end);
    buffer_printf(out, "%lld\n", (long long)r->quantity);
}

#define TELL_KIND(KIND)                                                                                                \
    static void tell_all_##KIND(struct lifecycle_records *records, struct buffer *out) {                               \
        for (;;) {                                                                                                     \
            struct KIND##_record record;                                                                               \
            bool more = true;                                                                                          \
            assert_int_equal(lifecycle_records_next_##KIND(records, &more, &record, NULL), ERR_OK);                    \
            if (!more) {                                                                                               \
                break;                                                                                                 \
            }                                                                                                          \
            tell_##KIND(out, &record);                                                                                 \
        }                                                                                                              \
    }
TELL_KIND(support)
TELL_KIND(contract)
TELL_KIND(reuse)

static void tell_all(struct lifecycle_records *records, struct buffer *out) {
    tell_all_support(records, out);
    tell_all_contract(records, out);
    tell_all_reuse(records, out);
    assert_false(out->failed);
}

/* --- members: no two of a record have one value, so that none can stand in for another -----------------------------
 */

#define DAY(NUMBER)                                                                                                    \
    { NUMBER }
static const struct support_record full_support = {
    .product = STR("PostgreSQL"),
    .version = STR("14.9"),
    .count = 12,
    .support = SUPPORT_EXTENDED,
    .active_end = {DATE_WORD_NOT_ANNOUNCED, DAY(INT32_MIN)},
    .support_end = {DATE_WORD_NONE, DAY(-5)},
    .extended_end = {DATE_WORD_OVER, DAY(INT32_MIN)},
    .effective_end = {DATE_WORD_RENEWING, DAY(20910)},
    .planned_end = DAY(21200),
    .has_gap = true,
    .gap_days = INT64_MIN,
    .decision = STR("replace"),
    .source = STR("出典"),
    .checked_on = DAY(20800),
    .subject = SUPPORT_OF_FIRMWARE,
    .release = STR("postgresql/14"),
    .outcome = OUTCOME_VIOLATION,
    .evidence = STR("support.csv:2"),
};
static const struct contract_record full_contract = {
    .kind = CONTRACT_OF_CLOUD,
    .id = STR("C-1"),
    .title = STR("保守"),
    .vendor = STR("Kakuu"),
    .start_on = DAY(1),
    .end_on = {DATE_WORD_RENEWING, DAY(2)},
    .notice_deadline = DAY(3),
    .due_on = DAY(INT32_MAX),
    .has_days_left = true,
    .days_left = -31,
    .state = CONTRACT_ENDED,
    .next = STR("C-2"),
    .evidence = STR("contracts.csv:2"),
};
static const struct reuse_record full_reuse = {
    .asset_id = STR("A-1"),
    .license_id = STR("L-1"),
    .model = STR("Kakuu KD-100"),
    .quantity = 3,
    .stopped_on = DAY(20900),
    .storage_location = STR("倉庫"),
    .status = STR("停止"),
    .working = STR("yes"),
    .data_erased = STR("no"),
    .support_end = {DATE_WORD_ENDLESS, DAY(INT32_MIN)},
    .accounting_status = STR("物品管理簿"),
    .code = CODE_REU_HOLD,
    .hold_reason = STR("working data_erased"),
    .evidence = STR("devices.csv:3"),
};
static const char full_text[] =
    "4:20910 [PostgreSQL] [14.9] [replace] [出典] [postgresql/14] [support.csv:2] 21200 1:none 0:-5 2:none 20800 12 1 "
    "-9223372036854775808 extended firmware violation\n"
    "2147483647 cloud [C-1] [保守] [Kakuu] [C-2] [contracts.csv:2] 1 4:2 3 1 -31 ended\n"
    "REU-HOLD [A-1] [L-1] [Kakuu KD-100] [倉庫] [停止] [yes] [no] [物品管理簿] [working data_erased] [devices.csv:3] "
    "20900 3:none 3\n";

static void test_members(void **state) {
    CLEANUP(lifecycle_records_free_cleanup) struct lifecycle_records *records = new_records(1, 0);
    CLEANUP(buffer_done) struct buffer told = {0};

    (void)state;
    assert_int_equal(lifecycle_records_add_support(records, 0, &full_support, NULL), ERR_OK);
    assert_int_equal(lifecycle_records_add_contract(records, 0, &full_contract, NULL), ERR_OK);
    assert_int_equal(lifecycle_records_add_reuse(records, 0, &full_reuse, NULL), ERR_OK);
    assert_int_equal(lifecycle_records_finish(records, NULL, NULL), ERR_OK);
    for (int round = 0; round < 2; round++) {
        buffer_reset(&told);
        tell_all(records, &told);
        assert_true(str_eq(buffer_view(&told), str_from(full_text)));
        lifecycle_records_rewind(records);
    }
}

/* --- order: what stands here, added from its end, comes out as it stands -------------------------------------------
 */

#define NEVER                                                                                                          \
    { DATE_WORD_NONE, DAY(INT32_MIN) }
#define ON(NUMBER)                                                                                                     \
    { DATE_WORD_NONE, DAY(NUMBER) }
static const struct support_record supports[] = {
    {.effective_end = ON(-1), .product = STR("z"), .planned_end = DAY(9)},
    {.effective_end = ON(0), .product = STR("z"), .planned_end = DAY(9)},
    {.effective_end = ON(7), .product = STR("a"), .version = STR("9"), .planned_end = DAY(9)},
    {.effective_end = ON(7), .product = STR("a b"), .version = STR("1"), .planned_end = DAY(INT32_MAX)},
    {.effective_end = ON(7), .product = STR("a b"), .version = STR("1"), .planned_end = DAY(INT32_MIN)},
    {.effective_end = ON(7), .product = STR("a b"), .version = STR("10"), .planned_end = DAY(-3)},
    {.effective_end = ON(7), .product = STR("a b"), .version = STR("10"), .planned_end = DAY(2), .release = STR("b")},
    {.effective_end = ON(7), .product = STR("a b"), .version = STR("10"), .planned_end = DAY(2), .release = STR("c")},
    {.effective_end = ON(INT32_MAX), .product = STR("a"), .planned_end = DAY(1)},
    {.effective_end = {DATE_WORD_OVER, DAY(INT32_MIN)}, .product = STR("a"), .planned_end = DAY(1)},
    {.effective_end = NEVER, .product = STR("b"), .planned_end = DAY(1)},
};
static const struct contract_record contracts[] = {
    {.due_on = DAY(-9), .kind = CONTRACT_OF_CLOUD, .id = STR("z")},
    {.due_on = DAY(9), .kind = CONTRACT_OF_MAINTENANCE, .id = STR("a")},
    {.due_on = DAY(9), .kind = CONTRACT_OF_MAINTENANCE, .id = STR("b")},
    {.due_on = DAY(9), .kind = CONTRACT_OF_DOMAIN, .id = STR("a"), .title = STR("1")},
    {.due_on = DAY(9), .kind = CONTRACT_OF_DOMAIN, .id = STR("a"), .title = STR("2")},
    {.due_on = DAY(INT32_MIN), .kind = CONTRACT_OF_MAINTENANCE, .id = STR("a")},
};
static const struct reuse_record reuses[] = {
    {.code = CODE_REU_CANDIDATE, .asset_id = STR("b")}, {.code = CODE_REU_HOLD, .asset_id = STR("a")},
    {.code = CODE_REU_RETURN, .asset_id = STR("a")},    {.code = CODE_REU_RETURN, .asset_id = STR("b")},
    {.code = CODE_REU_LICENSE, .license_id = STR("a")}, {.code = CODE_REU_LICENSE, .license_id = STR("b")},
};

static void test_order(void **state) {
    CLEANUP(lifecycle_records_free_cleanup) struct lifecycle_records *records = new_records(1, 0);
    CLEANUP(buffer_done) struct buffer told = {0}, expected = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(supports); i++) {
        tell_support(&expected, &supports[i]);
        assert_int_equal(lifecycle_records_add_support(records, 0, &supports[ARRAY_LEN(supports) - 1 - i], NULL),
                         ERR_OK);
    }
    for (size_t i = 0; i < ARRAY_LEN(contracts); i++) {
        tell_contract(&expected, &contracts[i]);
        assert_int_equal(lifecycle_records_add_contract(records, 0, &contracts[ARRAY_LEN(contracts) - 1 - i], NULL),
                         ERR_OK);
    }
    for (size_t i = 0; i < ARRAY_LEN(reuses); i++) {
        tell_reuse(&expected, &reuses[i]);
        assert_int_equal(lifecycle_records_add_reuse(records, 0, &reuses[ARRAY_LEN(reuses) - 1 - i], NULL), ERR_OK);
    }
    assert_int_equal(lifecycle_records_finish(records, NULL, NULL), ERR_OK);
    tell_all(records, &told);
    assert_true(str_eq(buffer_view(&told), buffer_view(&expected)));
}

/* --- any order of adding, several lanes, little memory -------------------------------------------------------------
 */

#define RECORDS 300

/* Few values, so that many records agree in what they are sorted by, or altogether. */
static struct support_record make_support(struct arena *arena, unsigned roll) {
    return (struct support_record){.product = arena_printf(arena, "製品%u", roll % 7),
                                   .effective_end = {DATE_WORD_NONE, {roll % 3 ? (int32_t)(roll % 5) : INT32_MIN}},
                                   .planned_end = {(int32_t)(roll / 8 % 4)},
                                   .count = roll / 64 % 3};
}

static void tell_added(const struct support_record items[RECORDS], unsigned lanes, size_t run_bytes, struct pool *pool,
                       struct buffer *told) {
    CLEANUP(lifecycle_records_free_cleanup) struct lifecycle_records *records = new_records(lanes, run_bytes);

    for (unsigned i = 0; i < RECORDS; i++) {
        assert_int_equal(lifecycle_records_add_support(records, i % lanes, &items[i], NULL), ERR_OK);
    }
    assert_int_equal(lifecycle_records_finish(records, pool, NULL), ERR_OK);
    tell_all(records, told);
}

static void test_shuffled_and_external(void **state) {
    static const size_t run_bytes[] = {0, 1, 3000};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
    CLEANUP(buffer_done) struct buffer expected = {0}, told = {0};
    struct support_record items[RECORDS];
    unsigned seed = (unsigned)test_seed();
    long rounds = test_count("lifecycle_records_random");

    (void)state;
    assert_int_equal(pool_new(2, &pool, NULL), ERR_OK);
    for (size_t i = 0; i < RECORDS; i++) {
        items[i] = make_support(arena, (unsigned)rand_r(&seed));
    }
    tell_added(items, 1, 0, NULL, &expected);
    for (long i = 0; i < rounds; i++) {
        shuffle_items(items, RECORDS, sizeof *items, &seed);
        buffer_reset(&told);
        tell_added(items, 1 + (unsigned)i % 3, run_bytes[i % 3], i % 2 ? pool : NULL, &told);
        assert_true(str_eq(buffer_view(&told), buffer_view(&expected)));
    }
}

/* --- bytes that are no record --------------------------------------------------------------------------------------
 */

static void check_beginnings(enum lifecycle_record_kind kind, const void *record) {
    const struct record_shape *shape = &lifecycle_record_shapes[kind];
    CLEANUP(buffer_done) struct buffer key = {0}, payload = {0};
    _Alignas(max_align_t) char read[RECORD_SIZE_MAX];

    record_parts_put(shape, record, &key, &payload);
    for (size_t n = 0; n < payload.n; n++) {
        assert_false(record_parts_get(shape, buffer_view(&key), str_sub(buffer_view(&payload), 0, n), read));
    }
    for (size_t n = 0; n < key.n; n++) {
        assert_false(record_parts_get(shape, str_sub(buffer_view(&key), 0, n), buffer_view(&payload), read));
    }
    assert_true(record_parts_get(shape, buffer_view(&key), buffer_view(&payload), read));
    buffer_append_char(&key, '\0');
    assert_false(record_parts_get(shape, buffer_view(&key), buffer_view(&payload), read));
}

static void check_refused(enum lifecycle_record_kind kind, const void *record) {
    const struct record_shape *shape = &lifecycle_record_shapes[kind];
    CLEANUP(buffer_done) struct buffer key = {0}, payload = {0};
    _Alignas(max_align_t) char read[RECORD_SIZE_MAX];

    record_parts_put(shape, record, &key, &payload);
    assert_false(record_parts_get(shape, buffer_view(&key), buffer_view(&payload), read));
}

static void test_broken_bytes(void **state) {
    struct support_record support = full_support;
    struct contract_record contract = full_contract;
    struct reuse_record reuse = full_reuse;

    (void)state;
    check_beginnings(LIFECYCLE_RECORD_SUPPORT, &full_support);
    check_beginnings(LIFECYCLE_RECORD_CONTRACT, &full_contract);
    check_beginnings(LIFECYCLE_RECORD_REUSE, &full_reuse);
    support.active_end.word = DATE_WORD_RENEWING + 1;
    check_refused(LIFECYCLE_RECORD_SUPPORT, &support);
    support = full_support;
    support.support = SUPPORT_CLASS_COUNT;
    check_refused(LIFECYCLE_RECORD_SUPPORT, &support);
    contract.kind = CONTRACT_KIND_COUNT;
    check_refused(LIFECYCLE_RECORD_CONTRACT, &contract);
    reuse.code = CODE_COUNT;
    check_refused(LIFECYCLE_RECORD_REUSE, &reuse);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_shuffled_and_external),
        cmocka_unit_test(test_broken_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
