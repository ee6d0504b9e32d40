#include "products/version.h"

#include "base/compiler.h"
#include "base/text.h"

/* One part of a version: digits without leading zeros, or letters. n == 0 at the end. */
struct part {
    struct str text;
    bool is_number;
};

struct cursor {
    struct str rest;
};

/* Folded, and without blanks around it: VERSION itself where folding changes nothing, as of most, else what is appended
 * to BUFFER. */
static struct str fold(struct str version, struct buffer *buffer) {
    size_t plain = 0;

    while (plain < version.n && version.p[plain] > ' ' && version.p[plain] < 0x7F &&
           str_lower_char(version.p[plain]) == version.p[plain]) {
        plain++;
    }
    if (plain == version.n) {
        return version;
    }
    text_fold(version, buffer);
    return str_trim(buffer_view(buffer));
}

/* ASCII digits and letters make parts, and so does any byte of another script. */
static bool is_word_byte(char c) {
    return str_is_alnum(c) || (unsigned char)c >= 0x80;
}

static struct part next_part(struct cursor *cursor) {
    size_t begin = 0;
    struct str s = cursor->rest;

    while (begin < s.n && !is_word_byte(s.p[begin])) {
        begin++;
    }
    bool is_number = begin < s.n && str_is_digit(s.p[begin]);
    size_t end = begin;
    while (end < s.n && is_word_byte(s.p[end]) && str_is_digit(s.p[end]) == is_number) {
        end++;
    }
    cursor->rest = str_sub(s, end, SIZE_MAX);
    struct str text = str_sub(s, begin, end - begin);
    while (is_number && text.n > 1 && text.p[0] == '0') {
        text = str_sub(text, 1, SIZE_MAX);
    }
    return (struct part){text, is_number};
}

/* Are the parts of one the first parts of the other? */
static bool parts_agree(struct str a, struct str b) {
    struct cursor left = {a}, right = {b};

    for (;;) {
        struct part x = next_part(&left), y = next_part(&right);
        if (x.text.n == 0 || y.text.n == 0) {
            return true;
        }
        if (x.is_number != y.is_number || !str_eq(x.text, y.text)) {
            return false;
        }
    }
}

static struct str from_first_digit(struct str s) {
    size_t i = 0;
    while (i < s.n && !str_is_digit(s.p[i])) {
        i++;
    }
    return str_sub(s, i, SIZE_MAX);
}

/* Takes "1:" off the front. */
static bool take_epoch(struct str *version, struct str *ret_epoch) {
    ptrdiff_t colon = str_find_char(*version, ':');
    if (colon <= 0) {
        return false;
    }
    for (ptrdiff_t i = 0; i < colon; i++) {
        if (!str_is_digit(version->p[i])) {
            return false;
        }
    }
    *ret_epoch = str_sub(*version, 0, (size_t)colon);
    *version = str_sub(*version, (size_t)colon + 1, SIZE_MAX);
    return true;
}

/* Splits "7.0 u3 (x)" into the version proper and what is said behind the first blank or bracket. */
static struct str take_head(struct str *version) {
    size_t n = 0;
    while (n < version->n && version->p[n] != ' ' && version->p[n] != '(') {
        n++;
    }
    struct str head = str_sub(*version, 0, n);
    *version = str_sub(*version, n, SIZE_MAX);
    return head;
}

static bool folded_agree(struct str a, struct str b) {
    if (!str_has_digit(a) || !str_has_digit(b)) {
        return str_eq(a, b);
    }
    a = from_first_digit(a);
    b = from_first_digit(b);
    struct str epoch_a = STR_NONE, epoch_b = STR_NONE;
    bool has_a = take_epoch(&a, &epoch_a), has_b = take_epoch(&b, &epoch_b);
    if (has_a && has_b && !parts_agree(epoch_a, epoch_b)) {
        return false;
    }
    struct str head_a = take_head(&a), head_b = take_head(&b);
    if (!parts_agree(head_a, head_b)) {
        return false;
    }
    return !str_has_digit(a) || !str_has_digit(b) || parts_agree(a, b);
}

bool version_agrees(struct str a, struct str b) {
    CLEANUP(buffer_done) struct buffer folded_a = {0}, folded_b = {0};
    struct str x = fold(a, &folded_a), y = fold(b, &folded_b);
    bool agrees = x.n == 0 || y.n == 0 || folded_agree(x, y);
    if (folded_a.failed || folded_b.failed) {
        agrees = str_eq(a, b);
    }
    return agrees;
}

static unsigned count_parts(struct str s) {
    struct cursor cursor = {s};
    unsigned count = 0;

    while (next_part(&cursor).text.n) {
        count++;
    }
    return count;
}

/* The version proper of a folded one that has a digit; what is said behind it stays in *REST. */
static struct str head_of(struct str folded, struct str *ret_rest) {
    struct str epoch;

    *ret_rest = from_first_digit(folded);
    take_epoch(ret_rest, &epoch);
    return take_head(ret_rest);
}

unsigned version_exactness(struct str version) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct str rest, text = fold(version, &folded);

    if (!str_has_digit(text)) {
        return text.n > 0;
    }
    struct str head = head_of(text, &rest);
    return count_parts(head) + (str_has_digit(rest) ? count_parts(rest) : 0);
}

struct version_lead version_lead_read(struct str version, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct version_lead lead = {.count = 0};
    struct str rest;
    size_t begin = out->n;

    struct cursor cursor = {head_of(fold(version, &folded), &rest)};
    struct part part;
    while (lead.count < VERSION_LEAD_MAX && (part = next_part(&cursor)).text.n) {
        buffer_append(out, part.text);
        buffer_append_char(out, '.');
        lead.ends[lead.count++] = out->n - begin;
    }
    out->failed |= folded.failed;
    return lead;
}

/* --- order ---------------------------------------------------------------------------------------------------------
 */

#define FIRST_YEAR STR("1990")
#define LAST_YEAR  STR("2100")

/* By length first, as they have no leading zeros. */
static int compare_digits(struct str a, struct str b) {
    return a.n != b.n ? (a.n > b.n ? 1 : -1) : str_cmp(a, b);
}

static bool is_year(struct str digits) {
    return compare_digits(digits, FIRST_YEAR) >= 0 && compare_digits(digits, LAST_YEAR) <= 0;
}

/* Both begin with a digit. */
static enum version_order compare_parts(struct str a, struct str b) {
    struct cursor left = {a}, right = {b};
    struct part x = next_part(&left), y = next_part(&right);

    if (is_year(x.text) != is_year(y.text)) {
        return VERSION_INCOMPARABLE;
    }
    while (x.is_number && y.is_number) {
        int order = compare_digits(x.text, y.text);
        if (order != 0) {
            return order < 0 ? VERSION_EARLIER : VERSION_LATER;
        }
        x = next_part(&left);
        y = next_part(&right);
    }
    return VERSION_INCOMPARABLE;
}

enum version_order version_compare(struct str a, struct str b) {
    CLEANUP(buffer_done) struct buffer folded_a = {0}, folded_b = {0};
    struct str epoch_x = STR_NONE, epoch_y = STR_NONE;

    struct str x = from_first_digit(fold(a, &folded_a)), y = from_first_digit(fold(b, &folded_b));
    if (x.n == 0 || y.n == 0 || folded_a.failed || folded_b.failed) {
        return VERSION_INCOMPARABLE;
    }
    if (version_agrees(a, b)) {
        return VERSION_SAME;
    }
    bool has_x = take_epoch(&x, &epoch_x), has_y = take_epoch(&y, &epoch_y);
    enum version_order order = has_x && has_y ? compare_parts(epoch_x, epoch_y) : VERSION_INCOMPARABLE;
    return order != VERSION_INCOMPARABLE ? order : compare_parts(x, y);
}

bool version_is_of_title(struct str version, struct str title, struct str installed) {
    return !str_is_empty(title) && version_agrees(version, title) &&
           (version_exactness(version) <= version_exactness(title) ||
            version_compare(version, installed) == VERSION_INCOMPARABLE);
}
