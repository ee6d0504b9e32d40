#include "tests/unit/support/counts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

long test_count(const char *name) {
    FILE *file = fopen(TEST_COUNTS_FILE, "re");
    const char *is_long = getenv("GENKYO_TEST_LONG");
    char word[64];
    long counts[2];

    if (!file) {
        perror(TEST_COUNTS_FILE);
        exit(1);
    }
    while (fscanf(file, "%63s %ld %ld", word, &counts[0], &counts[1]) == 3) {
        if (strcmp(word, name) == 0) {
            fclose(file);
            return counts[is_long && strcmp(is_long, "1") == 0];
        }
    }
    fprintf(stderr, "%s has no line for %s\n", TEST_COUNTS_FILE, name);
    exit(1);
}

unsigned long test_seed(void) {
    static unsigned long seed;

    if (!seed) {
        const char *given = getenv("GENKYO_TEST_SEED");
        seed = given ? strtoul(given, NULL, 10) : (unsigned long)time(NULL);
        printf("seed: GENKYO_TEST_SEED=%lu\n", seed);
    }
    return seed;
}
