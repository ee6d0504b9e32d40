#pragma once
/* What a set of releases is made of. Constant once built. Internal to products/release_*. */

#include "base/arena.h"
#include "products/release_match.h"
#include "products/release_tuple.h"
#include "products/release_words.h"

/* A number by which a release is known: its name's, its label's, or one of release_numbers.def. tuple.before and
 * tuple.rest have the words that go with it. */
struct release_key {
    struct release_tuple tuple; /* count 0: the name has no number, and tuple.before is the name */
    uint32_t release;
    bool is_name;
    bool is_first; /* goes on until the next one of these */
};

/* What the name of a release of Windows says: "11-24h2-e-lts". */
enum windows_class {
    WINDOWS_ANY = 1,      /* any edition */
    WINDOWS_HOME = 2,     /* Home, Pro and what goes with them: (W) */
    WINDOWS_WORK = 4,     /* Enterprise, Education, IoT Enterprise: (E) */
    WINDOWS_LTS = 8,      /* Enterprise LTSC, LTSB */
    WINDOWS_IOT_LTS = 16, /* IoT Enterprise LTSC */
    WINDOWS_IOT = 32      /* IoT Core */
};

struct windows_release {
    struct release_tuple build;  /* 10.0.19045; count 0: not known */
    struct release_tuple number; /* 10, 8.1, 2012; count 0 of a release that is known by its feature alone */
    struct str feature;          /* "22h2", "1809" */
    struct str pack;             /* "sp1" */
    bool is_r2;
    unsigned classes; /* enum windows_class */
};

struct release_set {
    struct arena *arena;
    struct str product;
    const struct release_def *releases; /* as given */
    uint32_t count;
    const struct release_rule *rule;
    struct release_def *texts; /* the same, folded */
    struct release_key *keys;
    uint32_t key_count;
    struct release_tuple *latest;    /* of each release; count 0: not known, or no number */
    struct windows_release *windows; /* of each release of Windows; NULL of other products */
};

/* What is asked, folded and cut to a length that no version needs. */
struct release_asking {
    const struct release_set *set;
    struct str texts[RELEASE_TEXTS]; /* version, title, edition */
};
enum { ASKED_VERSION, ASKED_TITLE, ASKED_EDITION };

/* What came of it. */
struct release_hit {
    enum release_answer_kind kind;
    uint32_t candidates[RELEASE_CANDIDATES_MAX];
    unsigned count;
    struct release_tuple tuple; /* the version that was read; count 0: none */
    bool is_counted;            /* found by a number that counts on for good, and so belongs to nothing else */
};

static inline bool release_hit_is_any(const struct release_hit *hit) {
    return hit->kind == RELEASE_FOUND || hit->kind == RELEASE_SEVERAL;
}
/* Adds a release once. */
void release_hit_add(struct release_hit *hit, uint32_t release);
/* FOUND or SEVERAL by the number of candidates; KIND without any. */
void release_hit_settle(struct release_hit *hit, enum release_answer_kind kind);

/* The version is a release's name or label, letters and all: "java17.al2023". Numbers alone say less: 13.0 may be any
 * service pack of it. False when it is none. */
bool release_find_whole(const struct release_asking *asking, struct release_hit *hit);
/* How a version is found, by kind of product. HIT is empty before. */
void release_find_number(const struct release_asking *asking, struct release_hit *hit);
void release_find_model(const struct release_asking *asking, struct release_hit *hit);
void release_find_windows(const struct release_asking *asking, struct release_hit *hit);
void windows_release_read(const struct release_set *set, uint32_t number, struct windows_release *ret_release);

/* Is the version of TUPLE earlier than the latest of the release, for certain? */
bool release_is_behind(const struct release_set *set, uint32_t release, const struct release_tuple *tuple);
