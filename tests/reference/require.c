#include "tests/reference/require.h"

#include <stdio.h>
#include <stdlib.h>

void require(bool condition, const char *what) {
    if (!condition) {
        fprintf(stderr, "%s failed\n", what);
        abort();
    }
}
