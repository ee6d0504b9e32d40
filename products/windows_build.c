#include "products/windows_build.h"

#include "base/compiler.h"
#include "base/text.h"

#define FIRST_MONTH 1507
#define LAST_MONTH  1909
#define ODD_MONTH   2004

bool windows_is_month(uint64_t number) {
    return (number >= FIRST_MONTH && number <= LAST_MONTH) || number == ODD_MONTH;
}

bool windows_is_feature(struct str word) {
    uint64_t number;

    if (word.n != 4) {
        return false;
    }
    if (str_lower_char(word.p[2]) == 'h' && str_is_digit(word.p[0]) && str_is_digit(word.p[1]) &&
        str_is_digit(word.p[3])) {
        return true;
    }
    return str_to_u64(word, &number) && windows_is_month(number);
}

/* --- names of builds -----------------------------------------------------------------------------------------------
 */

/* learn.microsoft.com, release information of Windows 10, 11 and Server. */
static const struct build {
    uint64_t number;
    const char *feature;
    const char *client; /* NULL: a server's alone */
    const char *years;  /* of servers and long-term releases, separated by |; may be NULL */
} builds[] = {
    {10240, "1507", "10", "2015"}, {10586, "1511", "10", NULL},        {14393, "1607", "10", "2016"},
    {15063, "1703", "10", NULL},   {16299, "1709", "10", NULL},        {17134, "1803", "10", NULL},
    {17763, "1809", "10", "2019"}, {18362, "1903", "10", NULL},        {18363, "1909", "10", NULL},
    {19041, "2004", "10", NULL},   {19042, "20h2", "10", NULL},        {19043, "21h1", "10", NULL},
    {19044, "21h2", "10", "2021"}, {19045, "22h2", "10", NULL},        {20348, "21h2", NULL, "2022"},
    {22000, "21h2", "11", NULL},   {22621, "22h2", "11", NULL},        {22631, "23h2", "11", NULL},
    {25398, "23h2", NULL, NULL},   {26100, "24h2", "11", "2024|2025"}, {26200, "25h2", "11", NULL},
};

static const struct build *find_build(uint64_t number) {
    for (size_t i = 0; i < ARRAY_LEN(builds); i++) {
        if (builds[i].number == number) {
            return &builds[i];
        }
    }
    return NULL;
}

static bool is_year(struct str word) {
    for (size_t i = 0; i < ARRAY_LEN(builds); i++) {
        if (builds[i].years && str_is_listed(builds[i].years, word)) {
            return true;
        }
    }
    return false;
}

/* --- what a version says -------------------------------------------------------------------------------------------
 */

struct said {
    uint64_t build;      /* 0: not said */
    struct str revision; /* the 4460 of 10.0.22631.4460 */
    struct str feature, year, client;
    bool is_build_in_full; /* with 10.0 before it */
};

static bool is_build(struct str digits, uint64_t *ret_number) {
    return digits.n == 5 && str_to_u64(digits, ret_number) && *ret_number >= builds[0].number;
}

/* 10.0.22631.4460 or 22631.4460 */
static bool read_build(struct str word, struct said *said) {
    struct str rest = word, part;
    bool is_in_full = str_drop_prefix(&rest, STR("10.0."));
    uint64_t number;

    if (!str_cut(&rest, '.', &part) || !is_build(part, &number)) {
        return false;
    }
    if (said->build == 0 || (is_in_full && !said->is_build_in_full)) {
        said->build = number;
        said->is_build_in_full = is_in_full;
        str_cut(&rest, '.', &said->revision);
    }
    return true;
}

/* The first one counts. */
static void take_word(struct str word, struct said *said) {
    struct str *place = windows_is_feature(word)                             ? &said->feature
                        : is_year(word)                                      ? &said->year
                        : str_eq(word, STR("10")) || str_eq(word, STR("11")) ? &said->client
                                                                             : NULL;

    if (!read_build(word, said) && place && place->n == 0) {
        *place = word;
    }
}

static bool is_in_word(char c) {
    return str_is_alnum(c) || c == '.';
}

/* The next run of letters, figures and dots, from its first figure on: of "ver.22h2" the 22h2. */
static struct str next_word(struct str *rest) {
    size_t begin = 0, end;

    while (begin < rest->n && !str_is_digit(rest->p[begin])) {
        begin++;
    }
    for (end = begin; end < rest->n && is_in_word(rest->p[end]);) {
        end++;
    }
    struct str word = str_sub(*rest, begin, end - begin);
    *rest = str_sub(*rest, end, SIZE_MAX);
    while (word.n && word.p[word.n - 1] == '.') {
        word.n--;
    }
    return word;
}

static struct said read_said(struct str folded) {
    struct said said = {.build = 0};

    for (struct str word = next_word(&folded); word.n; word = next_word(&folded)) {
        take_word(word, &said);
    }
    return said;
}

/* Only 11 by itself: 10 is how the build of both begins. */
static bool is_name_said(const struct said *name) {
    return name->feature.n || name->year.n || str_eq(name->client, STR("11"));
}

static enum windows_agreement agree_by_name(const struct said *name, const struct build *build) {
    bool is_feature = name->feature.n == 0 || str_eq(name->feature, str_from(build->feature));
    bool is_year = name->year.n == 0 || (build->years && str_is_listed(build->years, name->year));
    bool is_client = name->client.n == 0 || (build->client && str_eq(name->client, str_from(build->client)));

    return is_feature && is_year && is_client ? WINDOWS_AGREES : WINDOWS_DIFFERS;
}

static enum windows_agreement agree(const struct said *full, const struct said *name) {
    const struct build *build = find_build(full->build);

    if (name->build && (name->build != full->build ||
                        (name->revision.n && full->revision.n && !str_eq(name->revision, full->revision)))) {
        return WINDOWS_DIFFERS;
    }
    if (is_name_said(name) && build) {
        return agree_by_name(name, build);
    }
    if (name->build) {
        return WINDOWS_AGREES;
    }
    return is_name_said(name) ? WINDOWS_BUILD_UNKNOWN : WINDOWS_NOT_SAID;
}

struct str windows_feature_of(struct str version) {
    struct said said = read_said(version);
    const struct build *build = said.is_build_in_full ? find_build(said.build) : NULL;

    return build ? str_from(build->feature) : STR_NONE;
}

enum windows_agreement windows_versions_agree(struct str a, struct str b) {
    CLEANUP(buffer_done) struct buffer folded_a = {0}, folded_b = {0};

    if (!str_contains(a, STR("10.0.")) && !str_contains(b, STR("10.0."))) {
        return WINDOWS_NOT_SAID;
    }
    text_fold(a, &folded_a);
    text_fold(b, &folded_b);
    struct said x = read_said(buffer_view(&folded_a)), y = read_said(buffer_view(&folded_b));
    if (folded_a.failed || folded_b.failed || x.is_build_in_full == y.is_build_in_full) {
        return WINDOWS_NOT_SAID;
    }
    return x.is_build_in_full ? agree(&x, &y) : agree(&y, &x);
}
