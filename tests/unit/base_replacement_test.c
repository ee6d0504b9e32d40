#include "base/replacement.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <sys/stat.h>
#include <unistd.h>

static void write_file(const char *path, const char *text, bool commits) {
    CLEANUP(replacement_free_cleanup) struct replacement *file = NULL;

    assert_int_equal(replacement_begin(path, &file, NULL), ERR_OK);
    assert_int_equal(replacement_set_mode(file, 0640, NULL), ERR_OK);
    output_cstr(replacement_output(file), text);
    if (commits) {
        assert_int_equal(replacement_commit(file, true, NULL), ERR_OK);
    }
}

/* For the end of a test: the directory has nothing in it. */
static void assert_nothing_left(const char *directory) {
    assert_int_equal(rmdir(directory), 0);
    assert_int_equal(mkdir(directory, 0700), 0);
}

static void test_replacing(void **state) {
    struct stat status;

    write_file("a", "first", true);
    scratch_expect("a", "first");
    assert_int_equal(stat("a", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    write_file("a", "dropped", false);
    scratch_expect("a", "first");
    write_file("a.partial", "of a killed process", true);
    write_file("a", "second", true);
    scratch_expect("a", "second");
    assert_int_not_equal(access("a.partial", F_OK), 0);
    assert_int_equal(unlink("a"), 0);
    assert_nothing_left(*state);
}

/* Where nothing may be replaced: not what was there before, nor what came meanwhile; a link that leads nowhere is
 * something, too. */
static void test_new_one(void **state) {
    struct replacement *file = NULL;

    assert_int_equal(replacement_begin_new("a", &file, NULL), ERR_OK);
    output_cstr(replacement_output(file), "new");
    assert_int_not_equal(access("a", F_OK), 0);
    assert_int_equal(replacement_commit(file, true, NULL), ERR_OK);
    replacement_free(file);
    scratch_expect("a", "new");
    assert_int_equal(replacement_begin_new("a", &file, NULL), ERR_EXISTS);

    assert_int_equal(replacement_begin_new("b", &file, NULL), ERR_OK);
    write_file("b", "meanwhile", true); /* takes b.partial over */
    output_cstr(replacement_output(file), "late");
    assert_int_not_equal(replacement_commit(file, false, NULL), ERR_OK);
    replacement_free(file);
    scratch_expect("b", "meanwhile");

    assert_int_equal(symlink("nowhere", "c"), 0);
    assert_int_equal(replacement_begin_new("c", &file, NULL), ERR_EXISTS);
    assert_int_equal(unlink("a") || unlink("b") || unlink("c"), 0);
    assert_nothing_left(*state);
}

static void test_failure(void **state) {
    struct replacement *file = NULL;

    (void)state;
    assert_int_equal(replacement_begin("/nowhere/a", &file, NULL), ERR_NOT_FOUND);
    assert_null(file);
    /* the path is a directory: what was written is removed */
    assert_int_equal(mkdir("directory", 0700), 0);
    assert_int_equal(replacement_begin("directory", &file, NULL), ERR_OK);
    assert_int_equal(replacement_commit(file, false, NULL), ERR_SYSTEM);
    replacement_free(file);
    assert_int_equal(rmdir("directory"), 0);
    assert_nothing_left(*state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_replacing, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_new_one, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_failure, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
