#pragma once
/* A directory of its own for a test, which is also its working directory. As setup and teardown of cmocka. */

#include "base/str.h"

int scratch_make(void **state);
int scratch_remove(void **state);
/* A directory and all that is in it. */
bool scratch_remove_tree(const char *path);
/* Creates or replaces a file; a failure ends the test program. */
void scratch_write(const char *path, struct str bytes);
/* The whole file; the caller frees the bytes. */
struct str scratch_read(const char *path);
/* UTF-8 text in another encoding, by iconv; the caller frees the bytes. */
struct str scratch_encode(const char *encoding, struct str utf8);
