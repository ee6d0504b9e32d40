#pragma once
/* Which release of a product a version is, and whether a later one of that release is out. Releases are those of
 * support data: "9.0" of Tomcat, "10-22h2" of Windows, "1.1.1" of OpenSSL, "sn210w" of a firewall's models.
 *
 * A release's name is read as numbers and what follows them. It fits a version whose numbers begin with its own,
 * compared as integers: 17.06 is 17.6, 2.10 is not 2.1, 11 is not 1. Of several that fit the longest counts. How a
 * version must be read first (1.8.0_382 is Java 8, 17.03.04a is 17.3.4) and what else tells releases apart (builds and
 * editions of Windows) is a table by product, release_rules.def. Built once, then constant: any thread. */

#include "base/calendar.h"
#include "base/error.h"

struct release_def {
    struct str name;         /* "10-22h2" */
    struct str label;        /* "10 22H2", may be empty */
    struct str codename;     /* may be empty */
    struct str latest;       /* the latest version of the release; empty: the data do not say */
    struct date released_on; /* DATE_NONE: they do not say */
};

/* What is known of what is in use. Each may be empty. */
struct release_query {
    struct str title;   /* as observed: "Microsoft Windows 10 Enterprise LTSC 2019", "Java SE 8 Update 202 (64-bit)" */
    struct str version; /* "10.0.17763", "9.0.75"; of a model its name: "SN210W" */
    struct str edition;
};

enum release_answer_kind {
    RELEASE_FOUND,      /* exactly one */
    RELEASE_SEVERAL,    /* more than one fits: what tells them apart is not known */
    RELEASE_OLDER,      /* than any in the data */
    RELEASE_NEWER,      /* than any in the data */
    RELEASE_BETWEEN,    /* fits none, and lies among them */
    RELEASE_NO_VERSION, /* neither version nor title says one */
    RELEASE_UNREADABLE, /* what is said cannot be read as a version of this product */
};

enum { RELEASE_CANDIDATES_MAX = 64 };

struct release_answer {
    enum release_answer_kind kind;
    uint32_t candidates[RELEASE_CANDIDATES_MAX]; /* numbers of releases as given, in that order; FOUND: one */
    unsigned count;                              /* at most RELEASE_CANDIDATES_MAX: of more the first ones */
    bool is_behind; /* FOUND, or all of SEVERAL: the version is said exactly enough to know that it is earlier than the
                       latest of the release */
};

struct release_set;
/* PRODUCT is its name in support data ("oracle-jdk"), which selects how versions are read; one that has no row of its
 * own is read in the usual way. The texts are borrowed. */
MUST_CHECK enum err_code release_set_new(struct str product, const struct release_def *releases, uint32_t count,
                                         struct release_set **ret_set, struct err *err);
void release_set_free(struct release_set *set);
DEFINE_CLEANUP(release_set, release_set_free)
/* The set has what it was made of. */
const struct release_def *release_set_get(const struct release_set *set, uint32_t number);
uint32_t release_set_count(const struct release_set *set);
MUST_CHECK enum err_code release_set_find(const struct release_set *set, const struct release_query *query,
                                          struct release_answer *ret_answer, struct err *err);
