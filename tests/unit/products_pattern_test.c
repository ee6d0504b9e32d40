#include "products/pattern.h"

#include "base/compiler.h"
#include "products/title.h"
#include "tests/unit/support/cmocka.h"

static const struct {
    const char *text;
    enum pattern_kind kind;
    const char *body, *declared;
} kinds[] = {
    {"Google Chrome", PATTERN_PLAIN, "Google Chrome", ""},
    {"  7-Zip ", PATTERN_PLAIN, "7-Zip", ""},
    {"Microsoft Office *", PATTERN_GLOB, "Microsoft Office *", ""},
    {"一太郎202?", PATTERN_GLOB, "一太郎202?", ""},
    {"/^foo/", PATTERN_REGEX, "^foo", ""},
    {"/a/b/", PATTERN_REGEX, "a/b", ""},
    {"/(foo|bar) baz/ baz", PATTERN_REGEX, "(foo|bar) baz", "baz"},
    {"/foo", PATTERN_PLAIN, "/foo", ""},
    {"//", PATTERN_PLAIN, "//", ""},
    {"", PATTERN_PLAIN, "", ""},
};

static void test_kinds(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct pattern pattern = pattern_read(str_from(kinds[i].text));
        if (pattern.kind != kinds[i].kind || !str_eq(pattern.body, str_from(kinds[i].body)) ||
            !str_eq(pattern.declared, str_from(kinds[i].declared))) {
            fail_msg("%s: kind %d, \"%.*s\", \"%.*s\"", kinds[i].text, (int)pattern.kind, STR_FMT(pattern.body),
                     STR_FMT(pattern.declared));
        }
    }
}

static const struct {
    const char *text, *literal;
} literals[] = {
    {"Microsoft Office * Standard*", "microsoft office"},
    {"*Visio*", "visio"},
    {"ＡＢＣ＊", "abc"},
    {"ab*cde*fgh", "cde"},
    {"ab?cd", ""},
    {"*", ""},
    {"ウイルスバスター*", "ウイルスバスター"},
    {"一太*", ""},
    {"一太郎*", "一太郎"},
    /* characters outside of all brackets */
    {"/^Adobe Acrobat (?<edition>Pro|Standard) DC/", "adobe acrobat"},
    {"/foo(bar)?bazz/", "bazz"},
    {"/foo\\.bar/", "foo.bar"},
    {"/\\(kb\\d+\\)/", "(kb"},
    {"/fooo?barr/", "barr"},
    {"/fooo?ba/", "foo"},
    {"/foo+bar/", "foo"},
    {"/foo{2}ba/", ""},
    {"/fooo{2,3}ba/", "foo"},
    {"/ab{ 2, 3 }cde/", "cde"},
    {"/[abc]def[]gh]ij/", "def"},
    {"/[^]abc]def/", "def"},
    {"/[[:alpha:]]def/", "def"},
    {"/[\\]abcd]ef/", ""},
    {"/(?i)office/", "office"},
    {"/(?:a(b[)]c)d)office/", "office"},
    {"/\\d\\sabc\\b/", "abc"},
    {"/^一太郎(?<version>\\d+)/", "一太郎"},
    /* what folding changes never stands in a folded title */
    {"/ＡＢＣabc/", "abc"},
    {"/abcＡＢＣＤ/", "abc"},
    {"/髙橋abc/", "橋abc"},
    /* nothing is certain */
    {"/abc|def/", ""},
    {"/(abc|def)/", ""},
    {"/(?x) abc def/", ""},
    {"/(?ix:abc)def/", ""},
    {"/\\Qabc\\E/", ""},
    {"/abc(*ACCEPT)def/", ""},
    {"/abc(?# (note)def/", ""},
    {"/(x\\c)abc|y)def/", ""},
    {"/\\N{U+41}bcd/", ""},
    {"/\\x61\\x62\\x63def/", ""},
    {"/\\p{Lu}abc/", ""},
    {"/(\\p{Lu})abc/", "abc"},
    {"/abc)def/", ""},
    {"/abc[def/", ""},
    {"/abc\\/", ""},
    /* unless it is declared, folded like a title */
    {"/abc|abcd/ ABC", "abc"},
    {"/(foo|food) bar/ ａｂｃｄ", "abcd"},
    {"/(foo|food) bar/ab", ""},
};

static void test_literals(void **state) {
    struct buffer folded = {0}, literal = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(literals); i++) {
        struct pattern pattern = pattern_read(str_from(literals[i].text));
        buffer_reset(&folded);
        buffer_reset(&literal);
        title_fold(pattern.body, &folded);
        pattern_literal(&pattern, buffer_view(&folded), &literal);
        if (!str_eq(buffer_view(&literal), str_from(literals[i].literal))) {
            fail_msg("%s: \"%.*s\"", literals[i].text, STR_FMT(buffer_view(&literal)));
        }
    }
    buffer_done(&folded);
    buffer_done(&literal);
}

static const struct {
    const char *glob, *title;
    bool matches;
} globs[] = {
    {"abc", "abc", true},       {"abc", "abcd", false},  {"abc*", "abc", true},
    {"abc*", "abcd", true},     {"*abc", "xabc", true},  {"*abc", "abcx", false},
    {"a*b*c", "aXbXbXc", true}, {"a*b*c", "acb", false}, {"a?c", "abc", true},
    {"a?c", "ac", false},       {"a?c", "a郎c", true},   {"一??", "一太郎", true},
    {"一?", "一太郎", false},   {"*", "", true},         {"", "", true},
    {"?", "", false},           {"**", "x", true},       {"*a*a*a*b", "aaaaaaaaaaaa", false},
    {"*?郎", "一太郎", true},   {"*?郎", "郎", false},
};

static void test_globs(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(globs); i++) {
        if (pattern_glob_matches(str_from(globs[i].glob), str_from(globs[i].title)) != globs[i].matches) {
            fail_msg("%s and %s", globs[i].glob, globs[i].title);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_globs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
