#pragma once
/* The patterns of the products table:
 *
 *   Google Chrome                   plain: the title, folded
 *   Microsoft Office Standard *     glob: * any characters, ? one character; the whole title, folded
 *   /^一太郎 ?(?<version>\d{4})/    regular expression (products/regex.h), anywhere in the folded title
 *   /(foo|food) bar/bar             with a declared literal: text that every title it is meant for contains
 *
 * Folding (base/text.h) takes case, width and blanks away, so that regular expressions are written in lower case or
 * without regard to it, and with one blank between words.
 *
 * So that a title need not be held against every pattern, a pattern has a literal: folded text that must stand in the
 * title. Globs and expressions yield their longest one, the first among equals; an expression yields none when it has
 * alternatives at its outermost level or uses rare syntax, and may declare one. Pure; any thread. */

#include "base/buffer.h"

enum pattern_kind { PATTERN_PLAIN, PATTERN_GLOB, PATTERN_REGEX };

/* Slices of the text that was read. */
struct pattern {
    enum pattern_kind kind;
    struct str body;     /* the expression between the slashes; else the whole text */
    struct str declared; /* the literal behind the slashes; usually empty */
};

enum { PATTERN_LITERAL_MIN = 3 /* characters */ };

struct pattern pattern_read(struct str text);
/* Appends the literal; nothing when the pattern yields none of at least PATTERN_LITERAL_MIN characters. FOLDED is the
 * folded body (plain and glob). */
void pattern_literal(const struct pattern *pattern, struct str folded, struct buffer *out);
/* Does the folded glob fit the whole folded title? At most GLOB.n × TITLE.n steps. */
bool pattern_glob_matches(struct str glob, struct str title);
