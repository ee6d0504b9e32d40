#include "cli/software_scope.h"

#include <stddef.h>

const char *const software_words[] = {"listed", "all", NULL};
