#include "products/pattern.h"

#include "base/text.h"

static bool has_wildcard(struct str text) {
    return str_find_char(text, '*') >= 0 || str_find_char(text, '?') >= 0;
}

/* Offset of the last slash. */
static size_t last_slash(struct str text) {
    size_t at = text.n;
    while (at > 0 && text.p[at - 1] != '/') {
        at--;
    }
    return at ? at - 1 : 0;
}

struct pattern pattern_read(struct str text) {
    text = str_trim(text);
    size_t end = last_slash(text);

    if (end > 1 && text.p[0] == '/') {
        return (struct pattern){PATTERN_REGEX, str_sub(text, 1, end - 1), str_trim(str_sub(text, end + 1, SIZE_MAX))};
    }
    return (struct pattern){has_wildcard(text) ? PATTERN_GLOB : PATTERN_PLAIN, text, STR_NONE};
}

/* --- literals ------------------------------------------------------------------------------------------------------
 */

/* Keeps the longest run of literal characters seen so far. */
struct run {
    struct buffer now, best;
    size_t last; /* bytes of `now` before its last character */
};

static void run_end(struct run *run) {
    struct str now = str_trim(buffer_view(&run->now));
    if (text_count(now) > text_count(buffer_view(&run->best))) {
        buffer_reset(&run->best);
        buffer_append(&run->best, now);
    }
    buffer_reset(&run->now);
    run->last = 0;
}

/* The last character may be missing in a match. */
static void run_end_optional(struct run *run) {
    run->now.n = run->last;
    run_end(run);
}

/* A character that folding would change never stands in a folded title. */
static void run_add(struct run *run, struct str character) {
    struct buffer folded = {0};

    text_fold(character, &folded);
    bool is_blank = str_eq(character, STR(" "));
    bool is_ascii = character.n == 1;
    if (is_blank || is_ascii || str_eq(buffer_view(&folded), character)) {
        run->last = run->now.n;
        buffer_append(&run->now, is_blank ? character : buffer_view(&folded));
    } else {
        run_end(run);
    }
    run->now.failed |= folded.failed;
    buffer_done(&folded);
}

static void run_finish(struct run *run, bool is_known, struct buffer *out) {
    run_end(run);
    if (is_known && text_count(buffer_view(&run->best)) >= PATTERN_LITERAL_MIN) {
        buffer_append(out, buffer_view(&run->best));
    }
    out->failed |= run->now.failed || run->best.failed;
    buffer_done(&run->now);
    buffer_done(&run->best);
}

static size_t character_bytes(struct str s) {
    size_t n = 1;
    while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80) {
        n++;
    }
    return n;
}

static void glob_literal(struct str folded, struct buffer *out) {
    struct run run = {0};

    for (size_t at = 0; at < folded.n;) {
        size_t n = character_bytes(str_sub(folded, at, SIZE_MAX));
        if (folded.p[at] == '*' || folded.p[at] == '?') {
            run_end(&run);
        } else {
            buffer_append(&run.now, str_sub(folded, at, n));
        }
        at += n;
    }
    run_finish(&run, true, out);
}

/* --- literals of regular expressions -------------------------------------------------------------------------------
 * The expression is walked once. Only characters outside of all brackets count: they stand in every match, unless there
 * are alternatives out there. What is not understood gives up, which is always safe. */

struct walk {
    struct str text;
    size_t at;
    unsigned depth;
    struct run run;
};

static char peek(const struct walk *walk, size_t ahead) {
    return walk->at + ahead < walk->text.n ? walk->text.p[walk->at + ahead] : '\0';
}

/* Syntax that changes what the rest means, wherever it stands. */
static bool has_rare_syntax(struct str text) {
    return str_contains(text, STR("\\Q")) || str_contains(text, STR("\\E")) || str_contains(text, STR("\\c")) ||
           str_contains(text, STR("(*")) || str_contains(text, STR("(?#")) || str_contains(text, STR("(?C"));
}

static bool walk_escape(struct walk *walk) {
    static const char classes[] = "dDwWsSbBAzZGhHvVRXKtnrfea";
    char c = peek(walk, 1);

    bool is_letter = str_is_alnum(c) || (unsigned char)c >= 0x80;

    if (c == '\0' || (walk->depth == 0 && is_letter && !strchr(classes, c))) {
        return false;
    }
    if (is_letter) {
        run_end(&walk->run);
    } else if (walk->depth == 0) {
        run_add(&walk->run, str_sub(walk->text, walk->at + 1, 1));
    }
    walk->at += 2;
    return true;
}

/* [a-z], []x], [^[:alpha:]]: to behind the bracket that closes it. */
static bool walk_class(struct walk *walk) {
    run_end(&walk->run);
    walk->at += peek(walk, 1) == '^' ? 2 : 1;
    bool is_first = true;
    for (; walk->at < walk->text.n; is_first = false) {
        char c = peek(walk, 0);
        if (c == ']' && !is_first) {
            walk->at++;
            return true;
        }
        ptrdiff_t end =
            c == '[' && peek(walk, 1) == ':' ? str_find(str_sub(walk->text, walk->at, SIZE_MAX), STR(":]")) : -1;
        walk->at += end > 0 ? (size_t)end + 2 : c == '\\' ? 2 : 1;
    }
    return false;
}

/* (?x) and the like let blanks and # mean something else. */
static bool walk_open(struct walk *walk) {
    run_end(&walk->run);
    if (peek(walk, 1) == '?') {
        for (size_t i = 2; str_is_alnum(peek(walk, i)) || peek(walk, i) == '-' || peek(walk, i) == '^'; i++) {
            if (peek(walk, i) == 'x') {
                return false;
            }
        }
    }
    walk->depth++;
    walk->at++;
    return true;
}

static bool walk_close(struct walk *walk) {
    if (walk->depth == 0) {
        return false;
    }
    walk->depth--;
    walk->at++;
    return true;
}

/* {2,3} or { 2, 3 }: what stands between is no literal. */
static void walk_braces(struct walk *walk) {
    run_end_optional(&walk->run);
    walk->at++;
    while (str_is_digit(peek(walk, 0)) || peek(walk, 0) == ',' || peek(walk, 0) == ' ') {
        walk->at++;
    }
    walk->at += peek(walk, 0) == '}';
}

static void walk_character(struct walk *walk) {
    struct str character = str_sub(walk->text, walk->at, character_bytes(str_sub(walk->text, walk->at, SIZE_MAX)));
    if (walk->depth == 0) {
        run_add(&walk->run, character);
    }
    walk->at += character.n;
}

/* False when nothing can be said. */
static bool walk_step(struct walk *walk) {
    switch (peek(walk, 0)) {
    case '\\':
        return walk_escape(walk);
    case '[':
        return walk_class(walk);
    case '(':
        return walk_open(walk);
    case ')':
        return walk_close(walk);
    case '|':
        walk->at++;
        return walk->depth > 0;
    case '?':
    case '*':
        run_end_optional(&walk->run);
        walk->at++;
        return true;
    case '{':
        walk_braces(walk);
        return true;
    case '+':
    case '.':
    case '^':
    case '$':
        run_end(&walk->run);
        walk->at++;
        return true;
    case '\0':
        return false;
    default:
        walk_character(walk);
        return true;
    }
}

static void regex_literal(struct str text, struct buffer *out) {
    struct walk walk = {.text = text};
    bool is_known = !has_rare_syntax(text);

    while (is_known && walk.at < text.n) {
        is_known = walk_step(&walk);
    }
    run_finish(&walk.run, is_known, out);
}

void pattern_literal(const struct pattern *pattern, struct str folded, struct buffer *out) {
    if (pattern->kind == PATTERN_REGEX && pattern->declared.n) {
        struct buffer declared = {0};
        text_fold(pattern->declared, &declared);
        if (text_count(buffer_view(&declared)) >= PATTERN_LITERAL_MIN) {
            buffer_append(out, buffer_view(&declared));
        }
        out->failed |= declared.failed;
        buffer_done(&declared);
    } else if (pattern->kind == PATTERN_REGEX) {
        regex_literal(pattern->body, out);
    } else {
        glob_literal(folded, out);
    }
}

/* --- globs ---------------------------------------------------------------------------------------------------------
 */

bool pattern_glob_matches(struct str glob, struct str title) {
    size_t g = 0, t = 0, star = SIZE_MAX, resume = 0;

    while (t < title.n) {
        if (g < glob.n && glob.p[g] == '*') {
            star = ++g;
            resume = t;
        } else if (g < glob.n && glob.p[g] == '?') {
            g++;
            t += character_bytes(str_sub(title, t, SIZE_MAX));
        } else if (g < glob.n && glob.p[g] == title.p[t]) {
            g++;
            t++;
        } else if (star != SIZE_MAX) { /* the last * takes one character more */
            g = star;
            resume += character_bytes(str_sub(title, resume, SIZE_MAX));
            t = resume;
        } else {
            return false;
        }
    }
    while (g < glob.n && glob.p[g] == '*') {
        g++;
    }
    return g == glob.n;
}
