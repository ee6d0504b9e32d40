#pragma once
/* What a calendar answers when it is asked for titles of software, systems and machines, and what must come of it. */

#include "tests/unit/support/calendar_made.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>

#define SOFTWARE SUPPORT_OF_SOFTWARE
#define SYSTEM   SUPPORT_OF_OS
#define HARDWARE SUPPORT_OF_HARDWARE
#define FIRMWARE SUPPORT_OF_FIRMWARE
/* Imported support data. */
#define SAMPLE "fixtures/support/endoflife.json"

/* What is found, and where it leads: the product, and the releases if they are told. */
struct lookup {
    enum support_subject subject;
    const char *title, *vendor, *version, *edition, *purl, *cpe;
    const char *product;                     /* "" when nobody knows it */
    const char *releases;                    /* separated by blanks; NULL: not looked at */
    const char *active, *support, *extended; /* of the first; NULL: not looked at */
};

static inline struct str lookup_text(const char *text) {
    return text ? str_from(text) : STR_NONE;
}

static inline struct calendar_answer lookup_ask(struct calendar_made *made, const struct lookup *lookup) {
    const struct calendar_query query = {
        .subject = lookup->subject,
        .title = lookup_text(lookup->title),
        .vendor = lookup_text(lookup->vendor),
        .version = lookup_text(lookup->version),
        .edition = lookup_text(lookup->edition),
        .purl = lookup_text(lookup->purl),
        .cpe = lookup_text(lookup->cpe),
    };

    return calendar_made_find(made, &query);
}

static inline void lookup_releases(const struct calendar_answer *answer, char *to, size_t size) {
    size_t n = 0;

    to[0] = '\0';
    for (unsigned i = 0; i < answer->count; i++) {
        n += (size_t)snprintf(to + n, size - n, "%s%.*s", i ? " " : "", STR_FMT(answer->releases[i]->name));
    }
}

static inline bool lookup_is_day(const char *expected, struct milestone milestone) {
    char day[16];

    return !expected || strcmp(expected, calendar_made_day(milestone, day)) == 0;
}

static inline bool check_lookup(struct calendar_made *made, const struct lookup *lookup) {
    struct calendar_answer answer = lookup_ask(made, lookup);
    const struct calendar_release *first = answer.count ? answer.releases[0] : NULL;
    char releases[512];

    lookup_releases(&answer, releases, sizeof releases);
    bool is_right = str_eq(answer.product, str_from(lookup->product)) &&
                    (!lookup->releases || strcmp(lookup->releases, releases) == 0) &&
                    (!first || (lookup_is_day(lookup->active, first->active_end) &&
                                lookup_is_day(lookup->support, first->support_end) &&
                                lookup_is_day(lookup->extended, first->extended_end)));
    if (!is_right) {
        print_error("%s %s: kind %d, product %.*s, releases %s\n", lookup->title,
                    lookup->version ? lookup->version : "", (int)answer.kind, STR_FMT(answer.product), releases);
    }
    return is_right;
}

static inline void check_lookups(const struct calendar_text *text, const struct lookup *lookups, size_t count) {
    struct calendar_made *made = calendar_make(text);
    size_t wrong = 0;

    for (size_t i = 0; i < count; i++) {
        wrong += !check_lookup(made, &lookups[i]);
    }
    calendar_made_free(made);
    assert_int_equal(wrong, 0);
}
