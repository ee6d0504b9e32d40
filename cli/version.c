#include "cli/version.h"

#include "cli/command.h"
#include "cli/libraries.h"

#include <stdio.h>

/* What is loaded may be newer than what was compiled for; what does not say so is of the headers. */
static void print_library(const struct library *library) {
    struct library_version version = library->version();

    printf("  %-14s %s", library->name, version.loaded[0] ? version.loaded : version.built);
    if (!version.loaded[0]) {
        printf(" (%s)", _("of its header"));
    } else if (version.built[0] && strcmp(version.built, version.loaded) != 0) {
        printf(" (");
        printf(_("built with %s"), version.built);
        printf(")");
    }
    printf("\n");
}

static void print_left_out(void) {
    const char *before = _("Built without: ");

    for (size_t i = 0; i < libraries_count; i++) {
        if (!libraries[i].version) {
            printf("%s%s", before, libraries[i].name);
            before = ", ";
        }
    }
    if (before[0] == ',') {
        printf("\n");
    }
}

void version_print(void) {
    printf("genkyo " GENKYO_VERSION "\n\n%s\n", _("Libraries:"));
    for (size_t i = 0; i < libraries_count; i++) {
        if (libraries[i].version) {
            print_library(&libraries[i]);
        }
    }
    print_left_out();
    printf(_("Built by %s for %s\n"), BUILD_COMPILER, BUILD_MACHINE);
}
