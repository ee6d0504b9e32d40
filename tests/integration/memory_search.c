/* How often a text stands in the writable memory of a process:
 *   memory_search PID <TEXT
 * Prints the number; exits 1 when the memory cannot be read. */

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK      ((size_t)1 << 20)
#define TEXT_MAX   256
#define REGION_MAX (1UL << 32) /* larger ones are a sanitizer's own accounts */

struct search {
    char text[TEXT_MAX];
    size_t length;
    int memory;
    char *chunk;
    unsigned long found;
};

/* Also those that overlap. */
static void search_bytes(struct search *search, const char *bytes, size_t size) {
    const char *end = bytes + size;
    const char *hit = memmem(bytes, size, search->text, search->length);

    while (hit) {
        search->found++;
        hit++;
        hit = memmem(hit, (size_t)(end - hit), search->text, search->length);
    }
}

/* Chunks overlap by a byte less than the text has, so that none is missed or counted twice. */
static bool search_range(struct search *search, unsigned long begin, unsigned long end) {
    size_t overlap = search->length - 1;

    for (unsigned long at = begin; at + overlap < end; at += CHUNK - overlap) {
        size_t size = end - at < CHUNK ? end - at : CHUNK;
        ssize_t n = pread(search->memory, search->chunk, size, (off_t)at);
        if (n != (ssize_t)size) {
            return false;
        }
        search_bytes(search, search->chunk, size);
    }
    return true;
}

static bool search_all(struct search *search, FILE *maps) {
    char line[512], rights[8];
    unsigned long begin, end, regions = 0;

    while (fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx %7s", &begin, &end, rights) == 3 && rights[0] == 'r' && rights[1] == 'w' &&
            end - begin < REGION_MAX) {
            if (!search_range(search, begin, end)) {
                return false;
            }
            regions++;
        }
    }
    return regions > 0;
}

static bool read_text(struct search *search) {
    search->length = fread(search->text, 1, sizeof search->text, stdin);
    return search->length > 0 && search->length < sizeof search->text;
}

int main(int argc, char **argv) {
    struct search search = {.memory = -1};
    char path[64];
    FILE *maps;
    bool is_done;

    if (argc != 2 || !read_text(&search)) {
        fprintf(stderr, "usage: memory_search PID <TEXT\n");
        return 1;
    }
    snprintf(path, sizeof path, "/proc/%s/mem", argv[1]);
    search.memory = open(path, O_RDONLY | O_CLOEXEC);
    snprintf(path, sizeof path, "/proc/%s/maps", argv[1]);
    maps = fopen(path, "re");
    search.chunk = malloc(CHUNK);
    is_done = search.memory >= 0 && maps && search.chunk && search_all(&search, maps);
    if (is_done) {
        printf("%lu\n", search.found);
    }
    free(search.chunk);
    if (maps) {
        fclose(maps);
    }
    return is_done ? 0 : 1;
}
