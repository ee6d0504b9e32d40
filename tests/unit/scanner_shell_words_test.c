#include "scanner/target/shell_words.h"

#include "base/buffer.h"
#include "tests/unit/support/cmocka.h"

/* The words of TEXT in angle brackets; ! for a quote that is not closed. */
static void assert_words(const char *text, bool has_comments, const char *expected) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(buffer_done) struct buffer words = {0};
    struct str rest = str_from(text), word;
    enum shell_word result;

    while ((result = shell_word_next(&rest, has_comments, arena, &word)) == SHELL_WORD_READ) {
        buffer_printf(&words, "<%.*s>", STR_FMT(word));
    }
    buffer_append_cstr(&words, result == SHELL_WORD_OPEN ? "!" : "");
    buffer_append_char(&words, '\0');
    assert_string_equal(words.p, expected);
}

/* What sh makes of the same: printf '<%s>' … */
static void test_words(void **state) {
    (void)state;
    assert_words("", false, "");
    assert_words(" \t\r", false, "");
    assert_words("a  b\tc", false, "<a><b><c>");
    assert_words("key=\"a b\"'c d'e", false, "<key=a bc de>");
    assert_words("''", false, "<>");
    assert_words("a\\ b \\\"c\\\" \\\\", false, "<a b><\"c\"><\\>");
    assert_words("\"a\\\"b\\$c\\d\"", false, "<a\"b$c\\d>");
    assert_words("'a\\'", false, "<a\\>");
    assert_words("-o ProxyCommand=\"ssh -W %h:%p 'gate'\"", false, "<-o><ProxyCommand=ssh -W %h:%p 'gate'>");
    assert_words("a \"b", false, "<a>!");
    assert_words("a 'b\"", false, "<a>!");
    assert_words("a\\", false, "<a\\>");
}

static void test_comments(void **state) {
    (void)state;
    assert_words("a # b", true, "<a>");
    assert_words("a # b", false, "<a><#><b>");
    assert_words("a '#' \\# # b", true, "<a><#><#>");
    assert_words("a#b", true, "<a>");
    assert_words("#a", true, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_comments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
