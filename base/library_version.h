#pragma once
/* Which version of somebody else's library is at work. Each file that includes a library's header says it of its
 * library, in a function NAME_library; cli/library.def lists them. Pure; any thread. */

#include "base/compiler.h"
#include "base/str.h"

/* The value of a header's macro, a number, as text. */
#define LIBRARY_NUMBER(MACRO)      LIBRARY_NUMBER_TEXT(MACRO)
#define LIBRARY_NUMBER_TEXT(VALUE) #VALUE

enum { LIBRARY_VERSION_SIZE = 32 }; /* with a NUL */

struct library_version {
    char built[LIBRARY_VERSION_SIZE];  /* of the headers that were compiled; empty: they do not say */
    char loaded[LIBRARY_VERSION_SIZE]; /* of the library that runs; empty: it is compiled in, or does not say */
};

/* From what headers and libraries call themselves, "expat_2.5.0" or "OpenSSL 3.0.9 30 May 2023": from the first digit
 * to the next blank, cut where it is too long. NULL is empty. */
struct library_version library_version_of(const char *built, const char *loaded);
