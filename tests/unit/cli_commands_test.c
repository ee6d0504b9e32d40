#include "cli/commands.h"
#include "cli/options.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORDS_MAX = 32, LINE_MAX_BYTES = 512 };

/* LINE is cut into words as a shell would; '…' is one. */
static int split(char *line, char *words[WORDS_MAX]) {
    int count = 0;

    while (*line) {
        char end = *line == '\'' ? '\'' : ' ';
        line += end == '\'';
        assert_true(count < WORDS_MAX);
        words[count++] = line;
        line += strcspn(line, (char[]){end, '\0'});
        if (*line) {
            *line++ = '\0';
        }
        line += strspn(line, " ");
    }
    return count;
}

/* Every option of an example is one of its command, has a value that it takes, and none that is required is left out.
 */
static void check_example(const struct command *command, const char *line) {
    char copy[LINE_MAX_BYTES], *words[WORDS_MAX];
    struct cli cli = {0};
    int first = 0;

    assert_true(strlen(line) < sizeof copy);
    memcpy(copy, line, strlen(line) + 1);
    int count = split(copy, words);
    void *options = calloc(1, command->options_size);
    assert_non_null(options);
    assert_string_equal(words[0], command->name);
    if (!options_parse(command, count, words, options, &cli, &first)) {
        fail_msg("genkyo %s", line);
    }
    bool has_arguments = first < count;
    if (command->parts) {
        int part = has_arguments ? commands_find_part(command, words[first]) : -1;
        assert_true(part >= 0);
    } else if (!command->operand) {
        assert_false(has_arguments);
    }
    free(options);
}

static void test_examples(void **state) {
    (void)state;
    for (size_t i = 0; i < commands_count(); i++) {
        const struct command *command = commands_at(i);
        assert_true(command->example_count > 0);
        for (size_t j = 0; j < command->example_count; j++) {
            check_example(command, command->examples[j].line);
        }
    }
}

/* What no part takes could not be given at all; a part that takes a group that no option is in was mistyped. */
static void test_groups(void **state) {
    (void)state;
    for (size_t i = 0; i < commands_count(); i++) {
        const struct command *command = commands_at(i);
        unsigned taken = 0, there = 0;
        for (size_t j = 0; j < command->part_count; j++) {
            taken |= command->parts[j].takes;
        }
        for (size_t j = 0; j < command->option_count; j++) {
            there |= command->options[j].group;
        }
        assert_int_equal(taken, there);
    }
}

static void test_names(void **state) {
    (void)state;
    for (size_t i = 0; i < commands_count(); i++) {
        const struct command *command = commands_at(i);
        assert_ptr_equal(commands_find(command->name), command);
        for (size_t j = 0; j < command->part_count; j++) {
            assert_int_equal(commands_find_part(command, command->parts[j].name), j);
        }
        assert_int_equal(commands_find_part(command, "nothing"), -1);
        assert_int_equal(commands_find_part(command, NULL), -1);
    }
    assert_null(commands_find("nothing"));
}

/* An option that is there twice would hide one of them. */
static void test_no_option_is_common_as_well(void **state) {
    (void)state;
    for (size_t i = 0; i < commands_count(); i++) {
        const struct command *command = commands_at(i);
        for (size_t j = 0; j < command->option_count; j++) {
            for (size_t k = 0; k < COMMON_OPTION_COUNT; k++) {
                assert_string_not_equal(command->options[j].name, common_options[k].name);
            }
        }
    }
}

/* docs/formats has them. */
static void test_formats(void **state) {
    char path[256];

    (void)state;
    for (size_t i = 0; i < commands_count(); i++) {
        struct str rest = str_from(commands_at(i)->formats), format;
        assert_true(rest.n > 0);
        while (str_cut(&rest, ' ', &format)) {
            snprintf(path, sizeof path, SOURCE_ROOT "/docs/formats/%.*s.md", STR_FMT(format));
            FILE *file = fopen(path, "r");
            if (!file) {
                fail_msg("%s", path);
            }
            fclose(file);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples), cmocka_unit_test(test_groups),
        cmocka_unit_test(test_names),    cmocka_unit_test(test_no_option_is_common_as_well),
        cmocka_unit_test(test_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
