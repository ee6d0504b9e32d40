/* Every release of endoflife.date: its latest version, its name and its label lead back to it, or to several among
 * which it is. What leads elsewhere is named here, with the reason. */

#include "products/release_match.h"

#include "base/json_read.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/shared_data.h"

#include <stdio.h>

/* Of the file of 2026-08-22; WITHOUT_TEXT: the latest version has no text. */
enum { PRODUCTS = 464, RELEASES = 8351, WITH_LATEST = 6232, WITHOUT_TEXT = 9 };

/* What of a release is asked for as a version. */
enum asked { ASKED_LATEST, ASKED_NAME, ASKED_LABEL, ASKED_COUNT };
/* Several: where an edition, a service pack or a platform is not said. */
static const struct expected {
    const char *what;
    unsigned exact, several;
} expected[ASKED_COUNT] = {
    [ASKED_LATEST] = {"latest", 6082, 98},
    [ASKED_NAME] = {"name", 8341, 10},
    [ASKED_LABEL] = {"label", 8333, 18},
};

/* Release "*": COUNT releases of the product. */
static const struct exception {
    const char *product, *release, *answer;
    unsigned count;
    const char *why;
} exceptions[] = {
    {"amazon-rds-mysql", "8.0", "8.0.46", 1, "its latest version is a release of its own"},
    {"azul-zulu", "6", "(unreadable)", 1, "latest is N/A"},
    {"azure-devops-server", "continuous", "(unreadable)", 1, "latest is \"Patch 7\", of what is not said"},
    {"bellsoft-liberica", "*", "(unreadable)", 2, "latest is \"unknown\""},
    {"couchbase-server", "4.6", "5.0", 1, "data: latest is of 5.0"},
    {"dce", "*", "(unreadable)", 2, "latest begins with a date"},
    {"icinga", "2.10", "2.12", 1, "data: latest is of 2.12"},
    {"kindle", "*", "(unreadable)", 27, "releases are models, latest is their firmware"},
    {"mautic", "3.2", "3.3", 1, "data: latest is of 3.3"},
    {"pan-cortex-xdr", "7.9", "7.9-ce", 1, "data: latest is of 7.9-ce"},
    {"unity", "2021", "2021.3", 1, "the year has the latest version of its last release"},
    {"visual-studio", "*", "(unreadable)", 4, "latest is \"Update 3\" or \"Service Pack 1\", of what is not said"},
};

struct counts {
    unsigned products, releases, with_latest, exact, several, excepted, wrong;
};

struct product {
    struct str name, label;
    struct release_def *releases;
    uint32_t count;
    struct release_set *set;
};

static struct str text_of(const struct json_node *object, const char *key) {
    return json_text(json_get(object, key));
}

static void product_open(const struct json_node *node, struct arena *arena, struct product *product) {
    const struct json_node *releases = json_get(node, "releases");
    struct err err = {0};

    *product =
        (struct product){.name = text_of(node, "name"),
                         .label = text_of(node, "label"),
                         .releases = arena_alloc_array(arena, json_length(releases) + 1, sizeof(struct release_def)),
                         .count = (uint32_t)json_length(releases)};
    assert_non_null(product->releases);
    for (uint32_t i = 0; i < product->count; i++) {
        const struct json_node *release = json_at(releases, i);
        product->releases[i] = (struct release_def){.name = text_of(release, "name"),
                                                    .label = text_of(release, "label"),
                                                    .codename = text_of(release, "codename"),
                                                    .latest = text_of(json_get(release, "latest"), "name"),
                                                    .released_on = DATE_NONE};
    }
    assert_int_equal(release_set_new(product->name, product->releases, product->count, &product->set, &err), ERR_OK);
}

static void describe(const struct product *product, const struct release_answer *answer, char *text, size_t size) {
    static const char *const kinds[] = {
        [RELEASE_OLDER] = "older",           [RELEASE_NEWER] = "newer",           [RELEASE_BETWEEN] = "between",
        [RELEASE_NO_VERSION] = "no version", [RELEASE_UNREADABLE] = "unreadable",
    };
    size_t n = 0;

    if (answer->count == 0) {
        snprintf(text, size, "(%s)", kinds[answer->kind]);
    }
    for (unsigned i = 0; i < answer->count && n < size; i++) {
        n += (size_t)snprintf(text + n, size - n, "%s%.*s", i ? " " : "",
                              STR_FMT(product->releases[answer->candidates[i]].name));
    }
}

static bool is_excepted(const struct product *product, uint32_t number, const char *answer) {
    for (size_t i = 0; i < ARRAY_LEN(exceptions); i++) {
        const struct exception *exception = &exceptions[i];
        if (str_eq(product->name, str_from(exception->product)) && strcmp(exception->answer, answer) == 0 &&
            (strcmp(exception->release, "*") == 0 ||
             str_eq(product->releases[number].name, str_from(exception->release)))) {
            return true;
        }
    }
    return false;
}

static unsigned count_exceptions(void) {
    unsigned count = 0;

    for (size_t i = 0; i < ARRAY_LEN(exceptions); i++) {
        count += exceptions[i].count;
    }
    return count;
}

static bool has_candidate(const struct release_answer *answer, uint32_t number) {
    for (unsigned i = 0; i < answer->count; i++) {
        if (answer->candidates[i] == number) {
            return true;
        }
    }
    return false;
}

static struct str asked_text(const struct release_def *release, enum asked asked) {
    return asked == ASKED_LATEST ? release->latest : asked == ASKED_NAME ? release->name : release->label;
}

static void check_release(const struct product *product, uint32_t number, enum asked asked, struct counts *counts) {
    const struct release_query query = {.title = product->label,
                                        .version = asked_text(&product->releases[number], asked)};
    struct release_answer answer;
    struct err err = {0};
    char text[1024];

    if (query.version.n == 0) {
        return;
    }
    assert_int_equal(release_set_find(product->set, &query, &answer, &err), ERR_OK);
    if (has_candidate(&answer, number)) {
        assert_false(asked == ASKED_LATEST && answer.is_behind);
        counts->exact += answer.kind == RELEASE_FOUND;
        counts->several += answer.kind == RELEASE_SEVERAL;
        return;
    }
    describe(product, &answer, text, sizeof text);
    bool is_known = asked == ASKED_LATEST && is_excepted(product, number, text);
    counts->excepted += is_known;
    counts->wrong += !is_known;
    printf("  %s: %.*s %.*s: \"%.*s\" gives %s\n", is_known ? "known" : "WRONG", STR_FMT(product->name),
           STR_FMT(product->releases[number].name), STR_FMT(query.version), text);
}

static void check_product(const struct json_node *node, struct arena *arena, enum asked asked, struct counts *counts) {
    const struct json_node *releases = json_get(node, "releases");
    struct product product;
    unsigned several = counts->several;

    product_open(node, arena, &product);
    counts->products++;
    counts->releases += product.count;
    for (uint32_t i = 0; i < product.count; i++) {
        const struct json_node *latest = json_get(json_at(releases, i), "latest");
        counts->with_latest += json_node_kind(latest) > JSON_NODE_NULL;
        check_release(&product, i, asked, counts);
    }
    if (counts->several > several) {
        printf("  several: %.*s, %u of %u releases\n", STR_FMT(product.name), counts->several - several, product.count);
    }
    release_set_free(product.set);
}

static void check_all(const struct json_node *products, enum asked asked) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct counts counts = {0};

    assert_non_null(arena);
    for (size_t i = 0; i < json_length(products); i++) {
        check_product(json_at(products, i), arena, asked, &counts);
    }
    printf("%u products, %u releases, %u with a latest version. By their %s:\n"
           "%u lead back to the release alone, %u to several with it, %u elsewhere for known reasons, %u wrongly\n",
           counts.products, counts.releases, counts.with_latest, expected[asked].what, counts.exact, counts.several,
           counts.excepted, counts.wrong);
    assert_int_equal(counts.wrong, 0);
    assert_int_equal(counts.products, PRODUCTS);
    assert_int_equal(counts.releases, RELEASES);
    assert_int_equal(counts.with_latest, WITH_LATEST);
    assert_int_equal(counts.exact, expected[asked].exact);
    assert_int_equal(counts.several, expected[asked].several);
    assert_int_equal(counts.excepted, asked == ASKED_LATEST ? count_exceptions() : 0);
}

static void with_products(void (*check)(const struct json_node *products)) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    struct str bytes;
    struct err err = {0};

    assert_non_null(arena);
    if (!shared_data_read("endoflife/products-full.json", arena, &bytes)) {
        skip();
    }
    assert_int_equal(json_parse(bytes, "products-full.json", &document, &err), ERR_OK);
    check(json_get(json_root(document), "result"));
}

static void check_latest(const struct json_node *products) {
    check_all(products, ASKED_LATEST);
}

static void check_name(const struct json_node *products) {
    check_all(products, ASKED_NAME);
}

static void check_label(const struct json_node *products) {
    check_all(products, ASKED_LABEL);
}

static void test_latest(void **state) {
    (void)state;
    assert_int_equal(expected[ASKED_LATEST].exact + expected[ASKED_LATEST].several + count_exceptions(),
                     WITH_LATEST - WITHOUT_TEXT);
    with_products(check_latest);
}

static void test_name(void **state) {
    (void)state;
    with_products(check_name);
}

static void test_label(void **state) {
    (void)state;
    with_products(check_label);
}

/* --- the tables ----------------------------------------------------------------------------------------------------
 */

static const struct table_row {
    const char *product, *release; /* no release: the product is enough */
} table_rows[] = {
#define RULE(PRODUCT, KIND, HEADS, JOINS, OPEN, TRAITS) {PRODUCT, NULL},
#include "products/release_rules.def"
#define NUMBER(PRODUCT, RELEASE, TEXT) {PRODUCT, RELEASE},
#define FIRST(PRODUCT, RELEASE, TEXT)  {PRODUCT, RELEASE},
#include "products/release_numbers.def"
};

static bool is_in_data(const struct json_node *list, const char *name, const struct json_node **ret_node) {
    for (size_t i = 0; i < json_length(list); i++) {
        *ret_node = json_at(list, i);
        if (str_eq(text_of(*ret_node, "name"), str_from(name))) {
            return true;
        }
    }
    return false;
}

/* A row of the tables that is of nothing would go unnoticed. */
static void check_tables(const struct json_node *products) {
    const struct json_node *product, *release;
    unsigned missing = 0;

    for (size_t i = 0; i < ARRAY_LEN(table_rows); i++) {
        const struct table_row *row = &table_rows[i];
        if (!is_in_data(products, row->product, &product) ||
            (row->release && !is_in_data(json_get(product, "releases"), row->release, &release))) {
            printf("  not in the data: %s %s\n", row->product, row->release ? row->release : "");
            missing++;
        }
    }
    assert_int_equal(missing, 0);
}

static void test_tables(void **state) {
    (void)state;
    with_products(check_tables);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latest),
        cmocka_unit_test(test_name),
        cmocka_unit_test(test_label),
        cmocka_unit_test(test_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
