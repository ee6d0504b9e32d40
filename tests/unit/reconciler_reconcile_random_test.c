/* Neither the order of rows nor the number of threads has a part in what is found. */
#include "tests/unit/support/chance.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/results.h"
#include "tests/unit/support/tally.h"

#include <stdio.h>

enum { ROWS = 24, ROW = 200 };

/* Rows of one file; the first is the headings. */
struct sheet {
    char rows[ROWS * 4][ROW];
    int count;
};

static void add(struct sheet *sheet, const char *format, ...) PRINTF_LIKE(2, 3);
static void add(struct sheet *sheet, const char *format, ...) {
    va_list arguments;

    assert_true(sheet->count < ROWS * 4);
    va_start(arguments, format);
    vsnprintf(sheet->rows[sheet->count++], ROW, format, arguments);
    va_end(arguments);
}

static const char *write_sheet(struct sheet *sheet, bool is_shuffled, char *text) {
    for (int i = sheet->count - 1; is_shuffled && i > 1; i--) {
        unsigned j = 1 + pick((unsigned)i);
        char other[ROW];
        memcpy(other, sheet->rows[i], ROW);
        memcpy(sheet->rows[i], sheet->rows[j], ROW);
        memcpy(sheet->rows[j], other, ROW);
    }
    text[0] = '\0';
    for (int i = 0; i < sheet->count; i++) {
        told_append(text, "%s\n", sheet->rows[i]);
    }
    return text;
}

struct world {
    struct sheet assets, listed, devices, installed, probes;
};

/* The machine's own number, or now and then any other one's. */
static unsigned number_of(unsigned machine) {
    return one_in(6) ? pick(20) : machine % 20;
}

static void random_world(struct world *world) {
    static const char *const statuses[] = {"active", "", "disposed", "stock", "spare"};
    static const char *const memories[] = {"16GB", "8192", "多数", "", "-"};
    static const char *const places[] = {"髙橋ビル", "高橋ビル", "東京", ""};
    static const char *const titles[] = {"Foo", "Foo 1.1",    "Foo 1.2 (x64)", "Ｆｏｏ",
                                         "Bar", "Bar 64 bit", "bash",          "Debian"};
    static const char *const missing[] = {"", "", "packages", "identity"};
    static const char *const outcomes[] = {"no-answer", "answered", "auth-refused", "partial"};

    memset(world, 0, sizeof *world);
    add(&world->assets, "asset_id,serial,hostname,ip_addresses,status,memory_mb,location,mac_addresses");
    add(&world->listed, "asset_id,product,version");
    add(&world->devices,
        "device_id,serial,hostname,ip_addresses,memory_mb,location,mac_addresses,os_name,os_version,sections_missing");
    add(&world->installed, "device_id,product,version,source");
    add(&world->probes, "target,address,outcome");
    for (unsigned i = 0, count = 1 + pick(ROWS - 2); i < count; i++) {
        add(&world->assets, "A-%02u,SN10%u,h%u,10.0.0.%u,%s,%s,%s,00:1b:21:00:00:%02x", i, number_of(i), number_of(i),
            1 + number_of(i), statuses[pick(5)], memories[pick(5)], places[pick(4)], number_of(i));
        for (unsigned n = pick(3); n > 0; n--) {
            add(&world->listed, "%s%02u,%s,%u.%u", pick(3) ? "A-" : "h", pick(3) ? i : pick(20), titles[pick(8)],
                1 + pick(2), pick(3));
        }
    }
    for (unsigned i = 0, count = pick(ROWS); i < count; i++) {
        add(&world->devices, "d%02u,SN10%u,H%u.example.jp,10.0.0.%u,%u,%s,00:1b:21:00:00:%02x,%s,12,%s", i,
            number_of(i), number_of(i), 1 + number_of(i), 8192 * (1 + pick(2)), places[pick(4)], number_of(i),
            pick(2) ? "Debian" : "", missing[pick(4)]);
        for (unsigned n = pick(4); n > 0; n--) {
            add(&world->installed, "d%02u,%s,%u.%u,%s", i, titles[pick(8)], 1 + pick(2), pick(3),
                pick(2) ? "registry" : "dpkg");
        }
    }
    for (unsigned i = pick(6); i > 0; i--) {
        add(&world->probes, "10.0.0.%u,10.0.0.%u,%s", 1 + pick(20), 1 + pick(20), outcomes[pick(4)]);
    }
}

static struct ministry *found(struct world *world, bool is_shuffled) {
    static char assets[TOLD_MAX], listed[TOLD_MAX], devices[TOLD_MAX], installed[TOLD_MAX], probes[TOLD_MAX];
    struct ministry_text text = {
        .assets = write_sheet(&world->assets, is_shuffled, assets),
        .listed = write_sheet(&world->listed, is_shuffled, listed),
        .devices = write_sheet(&world->devices, is_shuffled, devices),
        .installed = write_sheet(&world->installed, is_shuffled, installed),
        .probes = write_sheet(&world->probes, is_shuffled, probes),
    };

    return ministry_new(&text);
}

static void test_order_and_threads_play_no_part(void **state) {
    static const unsigned threads[] = {1, 2, 3, 7};
    static struct results first, other;
    static struct world world;
    struct tally tally = {.words = {"DIF-ATTRIBUTE violation", "DIF-ATTRIBUTE notice", "DIF-ATTRIBUTE undetermined",
                                    "DIF-STATUS", "DIF-IDENTITY", "DIF-UNREGISTERED", "DIF-UNVERIFIED",
                                    "DIF-SW-MISSING", "DIF-SW-VERSION", "DIF-SW-UNREGISTERED", " matched", " different",
                                    " ambiguous", " not-expected"}};
    long count = test_count("reconcile_random");
    srandom((unsigned)test_seed());

    (void)state;
    for (long round = 0; round < count; round++) {
        random_world(&world);
        bool all_software = one_in(4);
        struct ministry *ministry = found(&world, false);
        results_of(ministry, 1, all_software, &first);
        ministry_free(ministry);
        for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
            ministry = found(&world, true);
            results_of(ministry, threads[i], all_software, &other);
            ministry_free(ministry);
            assert_string_equal(other.full, first.full);
            assert_memory_equal(&other.coverage, &first.coverage, sizeof first.coverage);
        }
        tally_count(&tally, first.brief);
    }
    tally_assert(&tally);
}

/* More rows than one task takes, so that several threads really share the work. */
static void test_many_rows(void **state) {
    enum { MANY = 3000 };
    static const unsigned threads[] = {1, 3, 7};
    char *assets = calloc(MANY, 64), *devices = calloc(MANY, 64), *a = assets, *d = devices;
    static struct results first, other;

    (void)state;
    a += sprintf(a, AD);
    d += sprintf(d, DD);
    for (int i = 0; i < MANY; i++) {
        a += sprintf(a, "A-%04d,h%d,%s\n", i, i, i % 300 ? "stock" : "active");
        d += i % 400 ? 0 : sprintf(d, "d%04d,h%d,\n", i, i % 1200 ? i : i + MANY);
    }
    struct ministry *ministry =
        ministry_new(&(struct ministry_text){.assets = assets, .listed = NO_LIST, .devices = devices});
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        struct results *results = i ? &other : &first;
        results_without_verdicts(ministry, threads[i], results);
        assert_int_equal(results->coverage.expected, 10);
        assert_int_equal(results->coverage.examined, 0);
        assert_string_equal(results->full, first.full);
    }
    ministry_free(ministry);
    free(assets);
    free(devices);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_threads_play_no_part),
        cmocka_unit_test(test_many_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
