/* The state directory of the nightly run (memory_directory.h): who holds its lock, what runs did, what the latest audit
 * counted, what years rest on, and support data that were imported. What must hold for any bytes: an error names its
 * file; texts end; what a new run is called comes after all that are there; cells are text. */

#include "cli/run/freeze.h"
#include "cli/run/lock.h"
#include "cli/run/night_record.h"
#include "cli/run/results.h"
#include "inventory/state_read.h"
#include "tests/fuzz/check_inventory.h"
#include "tests/fuzz/memory_directory.h"

#include <sys/file.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW 1806364800

static void check_error(enum err_code code, const struct err *err) {
    CHECK(!code || (code == err->code && err->file[0]));
}

/* Another process holds it. */
static void check_lock(const struct run_state *state) {
    int fd = openat(state->fd, "lock", O_RDWR | O_CLOEXEC);
    struct run_holder holder;
    struct run_lock *lock = NULL;
    struct err err = {0};

    if (fd >= 0) {
        CHECK(flock(fd, LOCK_EX | LOCK_NB) == 0);
        CHECK(run_lock_take(state->fd, "lock", STR("2027-03-31T02:00:00Z"), &lock, &holder, &err) == ERR_BUSY);
        CHECK(strnlen(holder.host, sizeof holder.host) < sizeof holder.host);
        CHECK(strnlen(holder.since, sizeof holder.since) < sizeof holder.since);
        close(fd);
    }
}

static void check_runs(const struct run_state *state, struct arena *arena) {
    struct err err = {0}, of_name = {0};
    char id[UUID_TEXT_SIZE] = "", name[RUN_NAME_SIZE] = "";
    struct str *names;
    size_t count;
    bool untold;

    check_error(night_record_find_untold(state, "20270331T173000Z", &untold, id, &err), &err);
    CHECK(strnlen(id, sizeof id) < sizeof id);
    CHECK(run_state_list(state->runs_fd, ".json", arena, &names, &count, NULL) == ERR_OK);
    if (run_state_new_name(state, NOW, name, &of_name) == ERR_OK) {
        CHECK(strlen(name) == RUN_NAME_SIZE - 1 && date_is_set(run_name_day(str_from(name))));
        CHECK(count == 0 || str_cmp(names[count - 1], str_from(name)) < 0);
    } else {
        CHECK(of_name.code == ERR_EXISTS);
    }
}

static void check_results(const struct run_state *state, struct arena *arena) {
    struct summary summary = {0};
    struct notice_line run_lines[4];
    struct notification notification = {.id = STR("x")};
    struct err err = {0}, of_news = {0}, of_years = {0};
    struct str *names;
    size_t count;
    bool found;

    check_error(run_results_counts(state, &summary, &found, &err), &err);
    check_error(run_results_news(state, arena, &notification, run_lines, ARRAY_LEN(run_lines), &of_news), &of_news);
    if (!of_news.code) {
        CHECK(notification.new_count <= notification.new_total && notification.run_count <= ARRAY_LEN(run_lines));
    }
    check_error(run_freeze_snapshots(state, arena, &names, &count, &of_years), &of_years);
}

static void check_support(const struct memory_directory *directory) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = NULL;
    const struct read_options options = {.tmpdir = memory_directory_tmpdir()};
    struct err err = {0};
    char path[PATH_MAX];

    memory_directory_path(directory, "support", path, sizeof path);
    check_error(state_read(path, &options, diagnostics, &inventory, &err), &err);
    if (inventory) {
        check_inventory(inventory);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(memory_directory_done) struct memory_directory directory = memory_directory(data, size);
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct run_state state;

    CHECK(arena);
    check_support(&directory);
    if (run_state_open(directory.path, &state, NULL) == ERR_OK) {
        check_lock(&state);
        check_runs(&state, arena);
        check_results(&state, arena);
        run_state_close(&state);
    }
    return 0;
}
