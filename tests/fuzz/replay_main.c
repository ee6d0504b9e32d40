/* Runs a fuzz target once on every file of the directories given and of the directories in them, so that a corpus is an
 * ordinary test. */

#include "base/arena.h"
#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Few targets have it. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

#define FILE_MAX ((size_t)64 << 20)

static bool replay_file(const char *path) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str bytes;
    uint8_t *copy;

    if (!arena || file_read_all(AT_FDCWD, path, FILE_MAX, arena, &bytes, NULL) != ERR_OK) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return false;
    }
    /* A copy of the exact size, so that a step behind the end is seen by the sanitizer. */
    copy = malloc(bytes.n ? bytes.n : 1);
    if (!copy)
        return false;
    if (bytes.n)
        memcpy(copy, bytes.p, bytes.n);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(copy, bytes.n);
    free(copy);
    return true;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static int replay_directory(const char *directory, int levels);

/* The number of files replayed, or -1. */
static int replay_entry(const char *directory, const struct dirent *entry, int levels) {
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);

    if (n < 0 || (size_t)n >= sizeof path) {
        return -1;
    }
    if (entry->d_type == DT_DIR) {
        return levels > 0 ? replay_directory(path, levels - 1) : -1;
    }
    return replay_file(path) ? 1 : -1;
}

/* The same. */
static int replay_directory(const char *directory, int levels) {
    struct dirent **entries;
    int count = scandir(directory, &entries, is_visible, alphasort), total = 0;

    if (count < 0) {
        perror(directory);
        return -1;
    }
    for (int i = 0; i < count; i++) {
        int replayed = replay_entry(directory, entries[i], levels);
        total = replayed < 0 || total < 0 ? -1 : total + replayed;
        free(entries[i]);
    }
    free(entries);
    return total;
}

int main(int argc, char **argv) {
    int total = 0;

    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++) {
        int count = replay_directory(argv[i], 1);
        if (count < 0)
            return 1;
        total += count;
    }
    if (total == 0)
        fprintf(stderr, "no files to replay\n");
    return total == 0;
}
