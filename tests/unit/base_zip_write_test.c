#include "base/file.h"
#include "base/zip_write.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zip.h>

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

static void write_files(void) {
    assert_int_equal(mkdir("in", 0777), 0);
    assert_int_equal(mkdir("in/below", 0777), 0);
    scratch_write("in/a.csv", STR("a,b\r\n1,2\r\n"));
    scratch_write("in/below/図.svg", STR("<svg/>"));
}

static const struct str names[] = {{"a.csv", 5}, {"below/図.svg", 13}};

static struct zip_request request_of(const char *path) {
    struct zip_request request = {
        .path = path, .directory = "in", .folder = "set", .names = names, .count = ARRAY_LEN(names)};

    assert_true(date_from_civil((struct civil){2027, 3, 31}, &request.date));
    return request;
}

static struct str read_whole(const char *path, struct arena *arena) {
    struct str bytes;

    assert_int_equal(file_read_all(AT_FDCWD, path, 1 << 20, arena, &bytes, NULL), ERR_OK);
    return bytes;
}

/* What libzip reads back; the days as MS-DOS counts them: (2027 - 1980) << 9 | 3 << 5 | 31. */
static void test_entries(void **state) {
    const struct zip_request request = request_of("out.zip");
    char text[64];
    zip_stat_t status;

    (void)state;
    write_files();
    assert_int_equal(zip_write(&request, NULL), ERR_OK);
    zip_t *archive = zip_open("out.zip", ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    assert_non_null(archive);
    assert_int_equal(zip_get_num_entries(archive, 0), 2);
    assert_string_equal(zip_get_name(archive, 0, 0), "set/a.csv");
    assert_string_equal(zip_get_name(archive, 1, 0), "set/below/図.svg");
    assert_int_equal(zip_stat_index(archive, 1, 0, &status), 0);
    struct tm *local = localtime(&status.mtime);
    assert_int_equal(local->tm_year, 127);
    assert_int_equal(local->tm_mon, 2);
    assert_int_equal(local->tm_mday, 31);
    zip_file_t *file = zip_fopen_index(archive, 0, 0);
    assert_int_equal(zip_fread(file, text, sizeof text), 10);
    assert_memory_equal(text, "a,b\r\n1,2\r\n", 10);
    assert_int_equal(zip_fclose(file), 0);
    zip_discard(archive);
}

static void test_is_the_same_again(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct zip_request first = request_of("first.zip");
    struct zip_request second = request_of("second.zip");
    const struct timespec long_ago[] = {{.tv_sec = 1}, {.tv_sec = 1}};

    (void)state;
    write_files();
    assert_int_equal(zip_write(&first, NULL), ERR_OK);
    assert_int_equal(utimensat(AT_FDCWD, "in/a.csv", long_ago, 0), 0);
    second.sync = true;
    assert_int_equal(zip_write(&second, NULL), ERR_OK);
    assert_int_not_equal(access("second.zip.partial", F_OK), 0);
    assert_true(str_eq(read_whole("first.zip", arena), read_whole("second.zip", arena)));
}

/* An archive that is there stays when another cannot be made. */
static void test_failure_leaves_what_was(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    static const struct str missing[] = {{"none.csv", 8}};
    struct zip_request request = request_of("out.zip");
    struct err err = {0};

    (void)state;
    scratch_write("out.zip", STR("of before"));
    request.names = missing;
    request.count = 1;
    assert_int_equal(zip_write(&request, &err), ERR_NOT_FOUND);
    assert_true(str_eq(read_whole("out.zip", arena), STR("of before")));
    request.path = "nowhere/out.zip";
    assert_int_not_equal(zip_write(&request, &err), ERR_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_entries, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_is_the_same_again, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_failure_leaves_what_was, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
