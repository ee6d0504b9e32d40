#include "findings/finding_sink.h"

#include "base/arena.h"
#include "base/hash.h"
#include "findings/finding_key.h"
#include "findings/id_check.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/shuffled.h"

#include <stdio.h>
#include <stdlib.h>

#define TMPDIR "/tmp"

static struct finding attribute(const char *asset, const char *observed, const char *evidence) {
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, MESSAGE_ATTRIBUTE);

    finding.subject = finding.asset_id = str_from(asset);
    finding.field = STR("memory_mb");
    finding.observed = str_from(observed);
    finding.ledger_evidence = str_from(evidence);
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, STR("16GB"));
    finding_add_text(&finding, finding.observed);
    return finding;
}

static struct finding_sink *new_sink(size_t run_bytes) {
    struct finding_sink *sink = NULL;

    assert_int_equal(finding_sink_new(1, run_bytes, TMPDIR, &sink, NULL), ERR_OK);
    return sink;
}

static void add(struct finding_sink *sink, struct finding finding) {
    assert_int_equal(finding_sink_add(sink, 0, &finding, NULL), ERR_OK);
}

static struct finding next(struct finding_sink *sink) {
    struct finding finding;
    bool more = false;

    assert_int_equal(finding_sink_next(sink, &more, &finding, NULL), ERR_OK);
    assert_true(more);
    return finding;
}

static void assert_end(struct finding_sink *sink) {
    struct finding finding;
    bool more = true;

    assert_int_equal(finding_sink_next(sink, &more, &finding, NULL), ERR_OK);
    assert_false(more);
}

/* Ids from `printf … | xxhsum -H3`: ids that people keep must not change. */
static void test_ids(void **state) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = new_sink(0);
    struct finding software = finding_make(CODE_DIF_SW_UNREGISTERED, MESSAGE_SW_UNREGISTERED);
    struct finding finding;

    (void)state;
    software.subject_kind = SUBJECT_DEVICE;
    software.subject = STR("d\\\x1f"
                           "1");
    software.field = STR("文書作成");
    add(sink, software);
    add(sink, attribute("A-001", "2048", "devices.csv:2"));
    add(sink, attribute("A-001", "4096", "devices.csv:3"));
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);

    finding = next(sink);
    assert_int_equal(finding.id, 0x8419516149d3ecacU); /* …memory_mb\x1f0 */
    assert_int_equal(finding.ordinal, 0);
    assert_true(str_eq(finding.observed, STR("4096"))); /* its content hashes to 27a9b2cacfb3c722 */
    finding = next(sink);
    assert_int_equal(finding.id, 0x12632c9d19b05a65U); /* …memory_mb\x1f1 */
    assert_int_equal(finding.ordinal, 1);
    assert_true(str_eq(finding.observed, STR("2048"))); /* 9f63ee68f40c1250 */
    finding = next(sink);
    assert_int_equal(finding.id,
                     0x32edb8264bd982ceU); /* DIF-SW-UNREGISTERED\x1fdevice\x1fd\\\\\\x1f1\x1f文書作成\x1f0 */
    assert_true(str_eq(finding.subject, software.subject));
    assert_end(sink);
}

static struct finding country(const char *product, int64_t days) {
    struct finding finding = finding_make(CODE_LIC_COUNTRY, MESSAGE_COUNTRY_OTHER);

    finding.subject = finding.asset_id = STR("PC-01");
    finding.field = STR("country");
    finding.distinct = str_from(product);
    finding_add_number(&finding, days);
    return finding;
}

/* What tells findings of one field apart is part of their ids: who comes and goes beside one changes nothing. */
static void test_distinct(void **state) {
    static const struct {
        const char *product;
        uint64_t id;
    } expected[] = {
        {"", 0},                              /* that of the key without it */
        {"Kakuu CAD", 0x1862ecbf98855f08U},   /* LIC-COUNTRY\x1fasset\x1fPC-01\x1fcountry\x1fKakuu CAD\x1f0 */
        {"Kakuu Writer", 0x130c6bdcbb5129f2U} /* …\x1fKakuu Writer\x1f0 */
    };

    (void)state;
    for (unsigned members = 1; members < 1U << ARRAY_LEN(expected); members++) {
        CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = new_sink(0);
        for (unsigned i = 0; i < ARRAY_LEN(expected); i++) {
            if (members >> i & 1) {
                add(sink, country(expected[i].product, members));
            }
        }
        assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
        for (unsigned i = 0; i < ARRAY_LEN(expected); i++) {
            if (members >> i & 1) {
                struct finding finding = next(sink);
                assert_true(str_eq(finding.distinct, str_from(expected[i].product)));
                assert_int_equal(finding.ordinal, 0);
                assert_true(!expected[i].id || finding.id == expected[i].id);
            }
        }
        assert_end(sink);
    }
}

static void test_content_kept(void **state) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = new_sink(0);
    struct finding given = finding_make(CODE_DIF_UNREGISTERED, MESSAGE_UNREGISTERED_ANSWERED), got;

    (void)state;
    given.outcome = OUTCOME_UNDETERMINED;
    given.is_critical = true;
    given.field = STR("neighbour");
    given.subject_kind = SUBJECT_DEVICE;
    given.subject = given.device_id = STR("d01");
    given.hostname = STR("sw-1");
    given.system = STR("基盤");
    given.department = STR("総務課");
    given.location = STR("霞が関");
    given.documented = STR("doc");
    given.observed = STR("obs");
    given.ledger_evidence = STR("devices.csv:3");
    given.snapshot_evidence = STR("neighbors.csv:9");
    finding_add_word(&given, STR("partial"));
    finding_add_number(&given, INT64_MIN);
    add(sink, given);
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    got = next(sink);
    assert_int_equal(got.code, CODE_DIF_UNREGISTERED);
    assert_int_equal(got.outcome, OUTCOME_UNDETERMINED);
    assert_true(got.is_critical);
    assert_int_equal(got.message, MESSAGE_UNREGISTERED_ANSWERED);
    assert_int_equal(got.subject_kind, SUBJECT_DEVICE);
    assert_int_equal(got.argument_count, 2);
    assert_int_equal(got.arguments[0].kind, ARGUMENT_WORD);
    assert_true(str_eq(got.arguments[0].text, STR("partial")));
    assert_int_equal(got.arguments[1].kind, ARGUMENT_NUMBER);
    assert_true(got.arguments[1].number == INT64_MIN);
    assert_true(str_eq(got.hostname, given.hostname) && str_eq(got.system, given.system) &&
                str_eq(got.department, given.department) && str_eq(got.location, given.location) &&
                str_eq(got.documented, given.documented) && str_eq(got.observed, given.observed) &&
                str_eq(got.ledger_evidence, given.ledger_evidence) && str_eq(got.device_id, given.device_id) &&
                str_eq(got.snapshot_evidence, given.snapshot_evidence) && str_eq(got.subject, given.subject) &&
                str_eq(got.field, given.field) && str_is_empty(got.asset_id));
    assert_end(sink);
    finding_sink_rewind(sink);
    assert_int_equal(next(sink).id, got.id);
}

/* Evidence plays no part in ranks: moving rows about may swap evidence among equals, nothing else. */
static void test_evidence_is_not_content(void **state) {
    struct buffer a = {0}, b = {0}, c = {0};
    struct finding one = attribute("A", "1", "devices.csv:2"), two = attribute("A", "1", "devices.csv:9"),
                   three = attribute("A", "2", "devices.csv:2");

    (void)state;
    finding_content(&one, &a);
    finding_content(&two, &b);
    finding_content(&three, &c);
    assert_true(str_eq(buffer_view(&a), buffer_view(&b)));
    assert_false(str_eq(buffer_view(&a), buffer_view(&c)));
    buffer_done(&a);
    buffer_done(&b);
    buffer_done(&c);
}

/* Days that pass, and where the machine stands, rank nothing unless all else is equal. */
static void test_circumstances_rank_last(void **state) {
    static const char *const products[] = {"1.0", "2.0", "3.0", "4.0"};
    struct str first = STR_NONE;

    (void)state;
    for (int64_t day = 0; day < 20; day++) {
        CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = new_sink(0);
        for (size_t i = 0; i < ARRAY_LEN(products); i++) {
            struct finding finding = country("", day * 7 + (int64_t)i);
            finding.observed = str_from(products[i]);
            finding.location = str_from(day % 2 ? "A" : "B");
            finding.outcome = day % 3 ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
            add(sink, finding);
        }
        assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
        struct str observed = next(sink).observed;
        first = day ? first : str_from(products[(size_t)(observed.p[0] - '1')]);
        assert_true(str_eq(observed, first));
    }

    struct buffer a = {0}, b = {0};
    struct finding one = country("", 1), two = country("", 2);
    finding_circumstances(&one, &a);
    finding_circumstances(&two, &b);
    assert_false(str_eq(buffer_view(&a), buffer_view(&b)));
    buffer_done(&a);
    buffer_done(&b);
}

/* What is read of a key makes that key. */
static void test_key_is_read(void **state) {
    static const struct {
        struct str subject, field, distinct;
    } parts[] = {
        {STR("PC-01"), STR("country"), STR("Kakuu CAD")},
        {STR("PC-01"), STR("country"), STR("")},
        {STR(""), STR(""), STR("")},
        {STR("a\\b"), STR("c\x1f"), STR("\\x1f\x1f")},
    };
    static const char *const refused[] = {
        "",
        "LIC-COUNTRY\x1f"
        "asset\x1fPC-01",
        "LIC-COUNTRY\x1f"
        "asset\x1fPC-01\x1f"
        "country\x1f"
        "CAD\x1f"
        "0",
        "NO-CODE\x1f"
        "asset\x1fPC-01\x1f"
        "country",
        "LIC-COUNTRY\x1fnothing\x1fPC-01\x1f"
        "country",
    };
    struct buffer key = {0}, again = {0}, room = {0};
    struct finding read;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        struct finding finding = country("", 0);
        finding.subject = parts[i].subject;
        finding.field = parts[i].field;
        finding.distinct = parts[i].distinct;
        buffer_reset(&key);
        finding_key(&finding, &key);
        buffer_reset(&room);
        assert_non_null(buffer_reserve(&room, key.n));
        read = (struct finding){.code = CODE_INP_DATE};
        assert_true(finding_key_read(buffer_view(&key), &room, &read));
        assert_int_equal(read.code, CODE_LIC_COUNTRY);
        assert_true(str_eq(read.distinct, parts[i].distinct));
        buffer_reset(&again);
        finding_key(&read, &again);
        assert_true(str_eq(buffer_view(&again), buffer_view(&key)));
    }
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        assert_false(finding_key_read(str_from(refused[i]), &room, &read));
    }
    buffer_done(&key);
    buffer_done(&again);
    buffer_done(&room);
}

/* Values that run into each other without the escapes are different keys. */
static void test_key_is_injective(void **state) {
    static const struct {
        struct str subject, field;
    } pairs[] = {
        {STR("a\x1f"), STR("b")},
        {STR("a"), STR("\x1f"
                       "b")},
        {STR("a\\x1f"), STR("b")},
        {STR("a"), STR("\\x1fb")},
        {STR("a\\"), STR("x1fb")},
        {STR("a\\\\"), STR("x1fb")},
    };
    struct buffer keys[ARRAY_LEN(pairs)] = {{0}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        struct finding finding = finding_make(CODE_DIF_STATUS, MESSAGE_STATUS_ALIVE);
        finding.subject = pairs[i].subject;
        finding.field = pairs[i].field;
        finding_key(&finding, &keys[i]);
        for (size_t k = 0; k < i; k++) {
            assert_false(str_eq(buffer_view(&keys[i]), buffer_view(&keys[k])));
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        buffer_done(&keys[i]);
    }
}

static void test_order(void **state) {
    static const char *const names[] = {"A-1", "A-10", "A-2"}; /* order of bytes */
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = new_sink(0);
    struct finding late = finding_make(CODE_INP_DATE, MESSAGE_INPUT_DATE_IMPOSSIBLE);

    (void)state;
    add(sink, late);
    add(sink, attribute("A-2", "1", ""));
    add(sink, attribute("A-10", "1", ""));
    add(sink, attribute("A-1", "1", ""));
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_true(str_eq(next(sink).subject, str_from(names[i])));
    }
    assert_int_equal(next(sink).code, CODE_INP_DATE);
    assert_end(sink);
}

#define FINDINGS 400

/* Few subjects and values, so that many findings share a key or are equal altogether. */
static void make_findings(struct arena *arena, struct finding findings[FINDINGS], unsigned seed) {
    for (unsigned i = 0; i < FINDINGS; i++) {
        unsigned roll = (unsigned)rand_r(&seed);
        findings[i] = attribute(arena_printf(arena, "A-%u", roll % 37).p, arena_printf(arena, "%u", roll / 64 % 5).p,
                                arena_printf(arena, "devices.csv:%u", i).p);
    }
}

/* All that comes out, as text. */
static struct str drain(struct arena *arena, struct finding_sink *sink) {
    struct buffer out = {0};
    struct str text;

    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    for (size_t i = 0; i < FINDINGS; i++) {
        struct finding finding = next(sink);
        buffer_printf(&out, "%016lx %u %.*s %.*s %.*s\n", (unsigned long)finding.id, finding.ordinal,
                      STR_FMT(finding.subject), STR_FMT(finding.observed), STR_FMT(finding.ledger_evidence));
    }
    assert_end(sink);
    text = arena_dup(arena, buffer_view(&out));
    buffer_done(&out);
    return text;
}

static struct str run(struct arena *arena, const struct finding findings[FINDINGS], size_t run_bytes) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = new_sink(run_bytes);

    for (size_t i = 0; i < FINDINGS; i++) {
        add(sink, findings[i]);
    }
    return drain(arena, sink);
}

static void test_shuffled_and_external(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct finding findings[FINDINGS];
    unsigned seed = (unsigned)test_seed();
    long rounds = test_count("finding_sink_random");
    struct str expected;

    (void)state;
    make_findings(arena, findings, seed);
    expected = run(arena, findings, 0);
    assert_int_equal(str_find(expected, STR(" 9 ")) >= 0, true); /* there are equals */
    for (long i = 0; i < rounds; i++) {
        shuffle_items(findings, FINDINGS, sizeof *findings, &seed);
        assert_true(str_eq(run(arena, findings, i % 2 ? 0 : 2048), expected));
    }
}

/* What another sink has, one that was read in part, is the same as if it had been added to this one. */
static void test_add_all(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct finding findings[FINDINGS];

    (void)state;
    make_findings(arena, findings, 1);
    struct str expected = run(arena, findings, 0);
    for (size_t run_bytes = 0; run_bytes <= 2048; run_bytes += 2048) {
        CLEANUP(finding_sink_free_cleanup) struct finding_sink *from = new_sink(run_bytes);
        CLEANUP(finding_sink_free_cleanup) struct finding_sink *to = new_sink(run_bytes);
        for (size_t i = 0; i < FINDINGS; i++) {
            add(i % 3 ? from : to, findings[i]);
        }
        assert_int_equal(finding_sink_finish(from, NULL, NULL), ERR_OK);
        next(from);
        assert_int_equal(finding_sink_add_all(to, from, NULL), ERR_OK);
        assert_true(str_eq(drain(arena, to), expected));
    }
}

static void mark_seen(struct str observed, bool seen[], size_t count) {
    uint64_t number;

    assert_true(str_to_u64(observed, &number) && number < count && !seen[number]);
    seen[number] = true;
}

/* Thousands of findings with one key, spread over ranges in memory and in the file: ordinals go on from one range to
 * the next, and the readers of ranges agree with the one over all of them. */
static void test_equals_across_ranges(void **state) {
    enum { COUNT = 20000 };
    static const size_t run_bytes[] = {0, 300000};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(run_bytes); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
        CLEANUP(finding_reader_free_cleanup) struct finding_reader *reader = NULL;
        CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
        bool *seen = calloc(COUNT, sizeof *seen);
        unsigned told = 0;
        assert_int_equal(pool_new(3, &pool, NULL), ERR_OK);
        assert_int_equal(finding_sink_new(2, run_bytes[i], TMPDIR, &sink, NULL), ERR_OK);
        for (unsigned k = 0; k < COUNT; k++) {
            struct finding finding = attribute(k % 10 ? "B" : "A", arena_printf(arena, "%u", k).p, "");
            assert_int_equal(finding_sink_add(sink, k % 2, &finding, NULL), ERR_OK);
        }
        assert_int_equal(finding_sink_finish(sink, pool, NULL), ERR_OK);
        assert_true(finding_sink_ranges(sink) > 2);
        assert_int_equal(finding_reader_new(sink, &reader, NULL), ERR_OK);
        for (size_t range = 0; range < finding_sink_ranges(sink); range++) {
            bool more = true;
            assert_int_equal(finding_reader_open(reader, range, NULL), ERR_OK);
            for (;;) {
                struct finding finding, same;
                assert_int_equal(finding_reader_next(reader, &more, &finding, NULL), ERR_OK);
                if (!more) {
                    break;
                }
                assert_int_equal(finding.ordinal, told < COUNT / 10 ? told : told - COUNT / 10);
                told++;
                mark_seen(finding.observed, seen, COUNT);
                same = next(sink);
                assert_int_equal(same.id, finding.id);
                assert_int_equal(same.ordinal, finding.ordinal);
            }
        }
        assert_int_equal(told, COUNT);
        assert_end(sink);
        free(seen);
    }
}

/* No two texts with one XXH3-64 are at hand, so the check is shown two keys under one id. */
static void test_collision(void **state) {
    CLEANUP(id_check_free_cleanup) struct id_check *check = NULL;
    struct err err;

    (void)state;
    assert_int_equal(id_check_new(1, 0, TMPDIR, &check, NULL), ERR_OK);
    assert_int_equal(id_check_add(check, 0, 7, STR("one"), NULL), ERR_OK);
    assert_int_equal(id_check_add(check, 0, 8, STR("two"), NULL), ERR_OK);
    assert_int_equal(id_check_add(check, 0, 7, STR("three"), NULL), ERR_OK);
    assert_int_equal(id_check_finish(check, NULL, &err), ERR_COLLISION);
    assert_string_equal(err.arg[0], "one");
    assert_string_equal(err.arg[1], "three");
}

static void test_no_collision(void **state) {
    CLEANUP(id_check_free_cleanup) struct id_check *check = NULL;

    (void)state;
    assert_int_equal(id_check_new(1, 64, TMPDIR, &check, NULL), ERR_OK);
    for (uint64_t i = 0; i < 300; i++) { /* ids that differ in the first or in the last byte only */
        assert_int_equal(id_check_add(check, 0, i % 2 ? i : i << 55, STR("key"), NULL), ERR_OK);
    }
    assert_int_equal(id_check_finish(check, NULL, NULL), ERR_OK);
}

static void test_empty(void **state) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = new_sink(0);

    (void)state;
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_end(sink);
    assert_end(sink);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_distinct),
        cmocka_unit_test(test_content_kept),
        cmocka_unit_test(test_evidence_is_not_content),
        cmocka_unit_test(test_circumstances_rank_last),
        cmocka_unit_test(test_key_is_read),
        cmocka_unit_test(test_key_is_injective),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_shuffled_and_external),
        cmocka_unit_test(test_add_all),
        cmocka_unit_test(test_equals_across_ranges),
        cmocka_unit_test(test_collision),
        cmocka_unit_test(test_no_collision),
        cmocka_unit_test(test_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
