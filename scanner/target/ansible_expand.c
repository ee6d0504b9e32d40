#include "scanner/target/ansible_inventory.h"

#include "scanner/net_address.h"

#include <stdio.h>

#define NAMES_MAX   65536
#define RANGES_MAX  8
#define DIGITS_MAX  9
#define NAME_LENGTH 1024

/* The letters that ranges go through, in their order. */
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

struct span {
    uint64_t first, last, step;
    bool has_letters;
    int width; /* numbers are filled up with zeros to it */
};

struct expanding {
    bool (*each)(void *context, struct str name);
    void *context;
    char name[NAME_LENGTH];
    size_t count;
};

static bool read_letter(struct str text, uint64_t *ret_place) {
    const char *found = text.n == 1 && text.p[0] ? strchr(letters, text.p[0]) : NULL;

    if (found) {
        *ret_place = (uint64_t)(found - letters);
    }
    return found;
}

static bool read_number(struct str text, uint64_t *ret_number) {
    return text.n <= DIGITS_MAX && str_to_u64(text, ret_number);
}

/* Nothing before the colon is 0. Zeros in front ask for as many digits in all of the names. */
static bool read_ends(struct str first, struct str last, struct span *span) {
    if (first.n == 0) {
        first = STR("0");
    }
    span->has_letters = read_letter(first, &span->first);
    if (span->has_letters) {
        return read_letter(last, &span->last);
    }
    if (first.n > 1 && first.p[0] == '0') {
        span->width = (int)first.n;
    }
    return read_number(first, &span->first) && read_number(last, &span->last) && (!span->width || first.n == last.n);
}

/* first:last or first:last:step */
static bool read_span(struct str text, struct span *ret_span) {
    struct span span = {.step = 1};
    struct str first, last, step;

    if (!str_cut(&text, ':', &first) || !str_cut(&text, ':', &last) || !read_ends(first, last, &span)) {
        return false;
    }
    if (str_cut(&text, ':', &step) && (text.p || !read_number(step, &span.step) || span.step == 0)) {
        return false;
    }
    *ret_span = span;
    return span.first <= span.last;
}

static bool deliver(struct expanding *expanding, size_t length) {
    return ++expanding->count <= NAMES_MAX &&
           expanding->each(expanding->context, (struct str){expanding->name, length});
}

/* REST follows the first LENGTH bytes of the name, which stand already. */
static bool expand(struct expanding *expanding, size_t length, struct str rest, unsigned ranges) {
    ptrdiff_t open = str_find_char(rest, '['), close = str_find_char(rest, ']');
    size_t head = open < 0 ? rest.n : (size_t)open;
    struct span span;

    if (head + DIGITS_MAX + 1 > NAME_LENGTH - length) {
        return false;
    }
    memcpy(expanding->name + length, rest.p, head);
    length += head;
    if (open < 0) {
        return close < 0 && deliver(expanding, length);
    }
    if (close < open || ranges == RANGES_MAX || !read_span(str_sub(rest, head + 1, (size_t)close - head - 1), &span)) {
        return false;
    }
    for (uint64_t i = span.first; i <= span.last; i += span.step) {
        int written = span.has_letters
                          ? snprintf(expanding->name + length, DIGITS_MAX + 1, "%c", letters[i])
                          : snprintf(expanding->name + length, DIGITS_MAX + 1, "%0*u", span.width, (unsigned)i);
        if (!expand(expanding, length + (size_t)written, str_sub(rest, (size_t)close + 1, SIZE_MAX), ranges + 1)) {
            return false;
        }
    }
    return true;
}

bool ansible_expand(struct str pattern, bool (*each)(void *context, struct str name), void *context) {
    struct expanding expanding = {.each = each, .context = context};

    return pattern.n > 0 && expand(&expanding, 0, pattern, 0);
}

/* Where the port's colon stands; SIZE_MAX where there is none. */
static size_t find_port(struct str *pattern) {
    struct str text = *pattern, inner;
    ptrdiff_t close = str_find_char(text, ']');
    struct net_address address;
    size_t end = text.n;

    if (net_address_read(text, &address)) {
        return SIZE_MAX;
    }
    inner = text.n && text.p[0] == '[' && close > 0 ? str_sub(text, 1, (size_t)close - 1) : STR_NONE;
    if (net_address_read(inner, &address)) {
        *pattern = inner;
        return (size_t)close + 1 < text.n ? (size_t)close + 1 : SIZE_MAX;
    }
    while (end > 0 && text.p[end - 1] != ':' && text.p[end - 1] != ']') {
        end--;
    }
    if (end == 0 || text.p[end - 1] == ']') {
        return SIZE_MAX;
    }
    *pattern = str_sub(text, 0, end - 1);
    return end - 1;
}

bool ansible_split_port(struct str *pattern, struct str *ret_port) {
    struct str text = *pattern;
    size_t colon = find_port(pattern);

    *ret_port = colon == SIZE_MAX ? STR_NONE : str_sub(text, colon + 1, SIZE_MAX);
    return colon == SIZE_MAX || (text.p[colon] == ':' && ret_port->n > 0);
}
