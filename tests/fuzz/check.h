#pragma once
/* What fuzz targets assert, in builds without assertions as well. */

#include <stdio.h>
#include <stdlib.h>

#define CHECK(CONDITION)                                                                                               \
    do {                                                                                                               \
        if (!(CONDITION)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #CONDITION);                                            \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)
