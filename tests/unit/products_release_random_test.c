/* Releases and versions made up, against a second method: texts split at their points, and every rule written down once
 * more over all releases. */

#include "products/release_match.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

enum { RELEASES = 12, PARTS = 5, TEXT = 64 };

struct numbers {
    unsigned long at[PARTS];
    int count;
};

struct world {
    char names[RELEASES][TEXT], latest[RELEASES][TEXT];
    struct release_def releases[RELEASES];
    unsigned count;
};

/* --- making up -----------------------------------------------------------------------------------------------------
 */

static unsigned long below(unsigned long limit) {
    return (unsigned long)random() % limit;
}

/* Few numbers, so that they meet; some with zeros before them, some beyond one digit. */
static void append_number(char *text) {
    static const char *const zeros[] = {"", "", "", "0", "00"};
    size_t n = strlen(text);

    snprintf(text + n, TEXT - n, "%s%s%lu", n ? "." : "", zeros[below(5)], below(4) ? below(4) : below(25));
}

static void make_numbers(char *text, unsigned long most) {
    text[0] = '\0';
    for (unsigned long i = below(most) + 1; i > 0; i--) {
        append_number(text);
    }
}

static void make_world(struct world *world) {
    world->count = (unsigned)below(RELEASES) + 1;
    for (unsigned i = 0; i < world->count; i++) {
        make_numbers(world->names[i], 3);
        world->latest[i][0] = '\0';
        if (below(2)) {
            memcpy(world->latest[i], world->names[i], TEXT);
            append_number(world->latest[i]);
        } else if (below(3) == 0) {
            make_numbers(world->latest[i], 4);
        }
        world->releases[i] = (struct release_def){.name = str_from(world->names[i]),
                                                  .label = str_from(world->names[i]),
                                                  .latest = str_from(world->latest[i]),
                                                  .released_on = DATE_NONE};
    }
}

/* --- the second method ---------------------------------------------------------------------------------------------
 */

static struct numbers split(const char *text) {
    struct numbers numbers = {.count = 0};
    int used = 0;

    while (numbers.count < PARTS && sscanf(text, "%lu%n", &numbers.at[numbers.count], &used) == 1) {
        numbers.count++;
        text += used;
        text += *text == '.';
    }
    return numbers;
}

static bool begins(struct numbers whole, struct numbers part) {
    if (part.count > whole.count) {
        return false;
    }
    for (int i = 0; i < part.count; i++) {
        if (part.at[i] != whole.at[i]) {
            return false;
        }
    }
    return true;
}

/* Shorter ones are padded with what is less than any number. */
static int order(struct numbers a, struct numbers b) {
    for (int i = 0; i < PARTS; i++) {
        long x = i < a.count ? (long)a.at[i] : -1, y = i < b.count ? (long)b.at[i] : -1;
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return 0;
}

static bool is_behind(struct numbers version, struct numbers latest) {
    if (latest.count == 0 || version.at[0] != latest.at[0]) {
        return false;
    }
    for (int i = 1; i < version.count && i < latest.count; i++) {
        if (version.at[i] != latest.at[i]) {
            return version.at[i] < latest.at[i];
        }
    }
    return false;
}

static void add(struct release_answer *answer, unsigned number) {
    answer->candidates[answer->count++] = number;
}

static void add_longest(const struct world *world, struct numbers version, struct release_answer *answer) {
    for (int length = PARTS; length > 0 && answer->count == 0; length--) {
        for (unsigned i = 0; i < world->count; i++) {
            struct numbers name = split(world->names[i]);
            if (name.count == length && begins(version, name)) {
                add(answer, i);
            }
        }
    }
}

static struct release_answer find_again(const struct world *world, struct numbers version) {
    struct release_answer answer = {.count = 0};
    unsigned greater = 0;

    add_longest(world, version, &answer);
    for (unsigned i = 0; i < world->count && answer.count == 0; i++) {
        for (unsigned j = i; j < world->count && begins(split(world->names[i]), version); j++) {
            if (begins(split(world->names[j]), version)) {
                add(&answer, j);
            }
        }
    }
    bool is_none = answer.count == 0;
    for (unsigned i = 0; i < world->count && is_none; i++) {
        struct numbers latest = split(world->latest[i]);
        if (latest.count > 0 && order(split(world->names[i]), version) <= 0 && order(version, latest) <= 0) {
            add(&answer, i);
        }
    }
    for (unsigned i = 0; i < world->count; i++) {
        greater += order(version, split(world->names[i])) > 0;
    }
    answer.kind = answer.count == 1         ? RELEASE_FOUND
                  : answer.count > 1        ? RELEASE_SEVERAL
                  : greater == world->count ? RELEASE_NEWER
                  : greater == 0            ? RELEASE_OLDER
                                            : RELEASE_BETWEEN;
    answer.is_behind = answer.count > 0;
    for (unsigned i = 0; i < answer.count; i++) {
        answer.is_behind = answer.is_behind && is_behind(version, split(world->latest[answer.candidates[i]]));
    }
    return answer;
}

/* -------------------------------------------------------------------------------------------------------------------
 */

/* The version in one of the ways in which it is written; true for those of a distribution. */
static bool dress(const char *version, char text[2 * TEXT]) {
    static const struct {
        const char *before, *behind;
    } ways[] = {{"", ""},   {"v", ""},        {"Ver. ", " (x64)"}, {"", " for 64-bit"},
                {"1:", ""}, {"Release ", ""}, {"", "-1.el8"}};
    size_t way = below(ARRAY_LEN(ways));

    snprintf(text, 2 * TEXT, "%s%s%s", ways[way].before, version, ways[way].behind);
    return way == ARRAY_LEN(ways) - 1;
}

static void check(const struct world *world, const struct release_set *set, const char *version) {
    char text[2 * TEXT];
    struct release_answer again = find_again(world, split(version)), answer;
    struct err err = {0};

    if (dress(version, text)) {
        again.is_behind = false;
    }
    bool is_title = below(2);
    const struct release_query query = {.title = str_from(is_title ? text : "Product (64-bit)"),
                                        .version = str_from(is_title ? "" : text)};
    assert_int_equal(release_set_find(set, &query, &answer, &err), ERR_OK);
    if (answer.kind != again.kind || answer.count != again.count || answer.is_behind != again.is_behind ||
        memcmp(answer.candidates, again.candidates, again.count * sizeof again.candidates[0]) != 0) {
        for (unsigned i = 0; i < world->count; i++) {
            printf("  %s (%s)\n", world->names[i], world->latest[i]);
        }
        fail_msg("\"%s\": kind %d, %u candidates, first %u, behind %d; not %d, %u, %u, %d", text, answer.kind,
                 answer.count, answer.candidates[0], answer.is_behind, again.kind, again.count, again.candidates[0],
                 again.is_behind);
    }
}

static void test_random(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (long i = test_count("release_match_random"); i > 0; i--) {
        struct world world;
        struct release_set *set = NULL;
        struct err err = {0};
        make_world(&world);
        assert_int_equal(release_set_new(STR("product"), world.releases, world.count, &set, &err), ERR_OK);
        for (int j = 0; j < 10; j++) {
            char version[TEXT];
            make_numbers(version, PARTS - 1);
            check(&world, set, version);
        }
        release_set_free(set);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
