#include "tests/unit/support/require.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void require(bool condition, const char *what) {
    if (!condition) {
        fprintf(stderr, "%s failed (%s)\n", what, strerror(errno));
        abort();
    }
}
