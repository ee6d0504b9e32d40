/* Releases and what is asked of them. The input is lines: the product's name; releases, as name|label|codename|latest;
 * a blank line; version, title, edition. What must hold for any of them: candidates are releases, in order and once, as
 * many as the kind of the answer says; only what was found can be behind; asked twice, the answer is the same; a
 * release's latest version is not behind itself. */

#include "products/release_match.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RELEASES_MAX = 80, SIZE_LIMIT = 8192 };

static struct str take_line(struct str *rest) {
    struct str line = STR_NONE;

    return str_cut(rest, '\n', &line) ? line : STR_NONE;
}

static struct release_def read_release(struct str line) {
    struct release_def release = {.released_on = DATE_NONE};

    (void)(str_cut(&line, '|', &release.name) && str_cut(&line, '|', &release.label) &&
           str_cut(&line, '|', &release.codename) && str_cut(&line, '|', &release.latest));
    return release;
}

static void check_answer(const struct release_answer *answer, uint32_t count) {
    CHECK(answer->kind <= RELEASE_UNREADABLE && answer->count <= RELEASE_CANDIDATES_MAX);
    CHECK((answer->kind == RELEASE_FOUND) == (answer->count == 1));
    CHECK((answer->kind == RELEASE_SEVERAL) == (answer->count > 1));
    CHECK(!answer->is_behind || answer->count > 0);
    for (unsigned i = 0; i < answer->count; i++) {
        CHECK(answer->candidates[i] < count && (i == 0 || answer->candidates[i] > answer->candidates[i - 1]));
    }
}

static struct release_answer find(const struct release_set *set, struct release_query query) {
    struct release_answer answer;
    struct err err = {0};

    CHECK(release_set_find(set, &query, &answer, &err) == ERR_OK);
    check_answer(&answer, release_set_count(set));
    return answer;
}

static bool is_one_word(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (!str_is_alnum(text.p[i]) && text.p[i] != '.') {
            return false;
        }
    }
    return true;
}

static void check_set(const struct release_set *set, struct str rest) {
    struct release_query query = {0};

    query.version = take_line(&rest);
    query.title = take_line(&rest);
    query.edition = take_line(&rest);
    struct release_answer answer = find(set, query), again = find(set, query);
    CHECK(answer.kind == again.kind && answer.count == again.count && answer.is_behind == again.is_behind);
    CHECK(memcmp(answer.candidates, again.candidates, answer.count * sizeof answer.candidates[0]) == 0);
    if (answer.kind == RELEASE_FOUND) {
        struct str latest = release_set_get(set, answer.candidates[0])->latest;
        struct release_answer own = find(set, (struct release_query){.version = latest});
        CHECK(!is_one_word(latest) || own.kind != RELEASE_FOUND || own.candidates[0] != answer.candidates[0] ||
              !own.is_behind);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str rest = {(const char *)data, size}, product, line;
    struct release_def releases[RELEASES_MAX];
    struct release_set *set = NULL;
    struct err err = {0};
    uint32_t count = 0;

    if (size > SIZE_LIMIT) {
        return 0;
    }
    product = take_line(&rest);
    while ((line = take_line(&rest)).n > 0) {
        if (count < RELEASES_MAX) {
            releases[count++] = read_release(line);
        }
    }
    CHECK(release_set_new(product, releases, count, &set, &err) == ERR_OK);
    check_set(set, rest);
    release_set_free(set);
    return 0;
}
