#pragma once
/* Regular expressions (PCRE2) over folded titles: caseless, UTF-8, with the captures `version` and `edition`. \d and \w
 * mean ASCII. Patterns are untrusted: what compiling and matching may cost is bounded, and the bounds are steps, not
 * seconds, so that a match ends alike on every machine. For that reason nothing is compiled to machine code either: the
 * two engines of PCRE2 count their steps differently.
 *
 * A compiled expression is constant, any thread; a matcher belongs to one thread. */

#include "base/compiler.h"
#include "base/library_version.h"
#include "base/str.h"

struct regex;

enum { REGEX_MESSAGE_MAX = 96 };

/* Why a pattern cannot be used. */
struct regex_error {
    size_t offset; /* bytes into the pattern */
    char message[REGEX_MESSAGE_MAX];
};

/* NULL when it cannot be compiled; *ret_error then says why (memory being out as well). */
struct regex *regex_new(struct str pattern, struct regex_error *ret_error);
void regex_free(struct regex *regex);
DEFINE_CLEANUP(regex, regex_free)
/* Bytes of memory it holds. */
size_t regex_footprint(const struct regex *regex);

enum regex_result { REGEX_NO, REGEX_YES, REGEX_LIMIT /* given up: counts as no match */ };

/* The parts of the subject that the named groups took; p == NULL where there is no such group or it took no part. */
struct regex_captures {
    struct str version, edition;
};

struct regex_matcher;
/* NULL when memory is out. */
struct regex_matcher *regex_matcher_new(void);
void regex_matcher_free(struct regex_matcher *matcher);
DEFINE_CLEANUP(regex_matcher, regex_matcher_free)
/* SUBJECT must be well-formed UTF-8. *ret_captures is filled on REGEX_YES only. */
enum regex_result regex_match(const struct regex *regex, struct regex_matcher *matcher, struct str subject,
                              struct regex_captures *ret_captures);
/* Of PCRE2. */
struct library_version regex_library(void);
