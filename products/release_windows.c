/* Windows: a build is shared by releases that differ in their editions, and a year or a feature update tells the others
 * apart. What is known narrows the releases down, one thing after the other; what fits none of those that are left is
 * not believed ("Windows 10" with a build of 11). */

#include "products/release_set.h"
#include "products/windows_build.h"

/* Numbers from here on are builds: below are names (11, 2025), and what the system calls itself (10.0). */
#define FIRST_BUILD 2195

/* What is known of the system in use. */
struct windows_known {
    const struct release_asking *asking;
    struct release_tuple build;       /* 10.0.19045; with count 1 the build alone; 0: not known */
    struct release_tuple name;        /* 10, 8.1, 2012, 10.0 */
    struct str feature;               /* "1809" */
    unsigned classes, second_classes; /* enum windows_class: those that fit, and those in their place */
    bool is_r2;
};

typedef bool (*windows_fits)(const struct windows_known *known, const struct windows_release *release);

/* --- names of releases ---------------------------------------------------------------------------------------------
 */

static unsigned classes_of(struct str name) {
    static const struct {
        const char *end;
        enum windows_class is;
    } ends[] = {
        {"-iot-lts", WINDOWS_IOT_LTS}, {"-e-lts", WINDOWS_LTS}, {"-lts", WINDOWS_LTS},
        {"-iot", WINDOWS_IOT},         {"-e", WINDOWS_WORK},    {"-w", WINDOWS_HOME},
    };

    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (str_ends_with(name, str_from(ends[i].end))) {
            return ends[i].is;
        }
    }
    return WINDOWS_ANY;
}

void windows_release_read(const struct release_set *set, uint32_t number, struct windows_release *ret_release) {
    struct str name = set->texts[number].name, rest = name, word;
    struct windows_release release = {.build = set->latest[number], .classes = classes_of(name)};
    bool is_first = true;

    while (str_cut(&rest, '-', &word)) {
        if (windows_is_feature(word)) {
            release.feature = word;
        } else if (str_eq_ignore_case(word, STR("r2"))) {
            release.is_r2 = true;
        } else if (str_starts_with(word, STR("sp"))) {
            release.pack = word;
        } else if (is_first) {
            (void)release_tuple_next(set->rule, &word, &release.number);
        }
        is_first = false;
    }
    *ret_release = release;
}

/* --- what is known -------------------------------------------------------------------------------------------------
 */

/* What editions are called in titles and by the registry (EditionID): the first row with a word that is said. */
static const struct {
    const char *words; /* separated by |; all words of one must be said */
    unsigned classes, second_classes;
} editions[] = {
    {"iotenterprises|iot ltsc|iot ltsb", WINDOWS_IOT_LTS, WINDOWS_LTS},
    {"enterprises|enterprisesn|ltsc|ltsb", WINDOWS_LTS, 0},
    {"pro education|professionaleducation|professionaleducationn|pro workstations|professionalworkstation|"
     "professionalworkstationn",
     WINDOWS_HOME | WINDOWS_ANY, 0},
    {"enterprise|enterprisen|education|educationn|iotenterprise|iotenterprisek|エンタープライズ",
     WINDOWS_WORK | WINDOWS_ANY, 0},
    {"iot|iotuap", WINDOWS_IOT, WINDOWS_ANY},
    {"home|pro|professional|professionaln|pron|core|coren|coresinglelanguage|corecountryspecific|ホーム|プロ",
     WINDOWS_HOME | WINDOWS_ANY, 0},
};

static bool is_one_said(const struct release_asking *asking, const char *words) {
    struct str rest = str_from(words), name;

    while (str_cut(&rest, '|', &name)) {
        bool is_ascii = str_is_alnum(name.p[0]);
        if (is_ascii
                ? release_words_are_said(asking->texts, name)
                : str_contains(asking->texts[ASKED_TITLE], name) || str_contains(asking->texts[ASKED_EDITION], name)) {
            return true;
        }
    }
    return false;
}

static void read_edition(struct windows_known *known) {
    for (size_t i = 0; i < ARRAY_LEN(editions); i++) {
        if (is_one_said(known->asking, editions[i].words)) {
            known->classes = editions[i].classes;
            known->second_classes = editions[i].second_classes;
            return;
        }
    }
}

/* Long-term releases are called by years: LTSC 2019 is 1809. */
static const struct {
    const char *year, *feature;
} long_terms[] = {{"2015", "1507"}, {"2016", "1607"}, {"2019", "1809"}, {"2021", "21h2"}, {"2024", "24h2"}};

static void read_feature(struct windows_known *known) {
    const struct release_set *set = known->asking->set;
    bool is_long_term = (known->classes & (WINDOWS_LTS | WINDOWS_IOT_LTS)) != 0;

    for (size_t i = 0; i < ARRAY_LEN(long_terms) && is_long_term; i++) {
        if (release_word_is_said(known->asking->texts, str_from(long_terms[i].year))) {
            known->feature = str_from(long_terms[i].feature);
        }
    }
    for (uint32_t i = 0; i < set->count && known->feature.n == 0; i++) {
        struct str feature = set->windows[i].feature;
        if (feature.n > 0 && release_word_is_said(known->asking->texts, feature)) {
            known->feature = feature;
        }
    }
}

/* Names that are no numbers. */
static void read_old_name(struct windows_known *known) {
    if (release_word_is_said(known->asking->texts, STR("vista"))) {
        known->name = (struct release_tuple){.at = {6}, .count = 1};
    } else if (release_word_is_said(known->asking->texts, STR("xp"))) {
        known->name = (struct release_tuple){.at = {5}, .count = 1};
    }
}

static bool is_build(const struct release_tuple *tuple) {
    return tuple->count >= 3 || tuple->at[0] >= FIRST_BUILD;
}

/* The 22 of 22H2, or 1809 */
static bool is_of_feature(const struct release_tuple *tuple) {
    return tuple->count == 1 &&
           (windows_is_month(tuple->at[0]) ||
            (tuple->rest.n >= 2 && str_lower_char(tuple->rest.p[0]) == 'h' && str_is_digit(tuple->rest.p[1])));
}

/* The first build of a text, and its first other number that is none of a feature. */
static void read_numbers(struct windows_known *known, struct str text) {
    struct release_tuple tuple;

    while (release_tuple_next(known->asking->set->rule, &text, &tuple)) {
        if (is_build(&tuple)) {
            if (known->build.count == 0) {
                known->build = tuple;
            }
        } else if (known->name.count == 0 && !is_of_feature(&tuple)) {
            known->name = tuple;
        }
    }
}

/* --- narrowing -----------------------------------------------------------------------------------------------------
 */

/* Without what stands before the build, the builds alone are compared; of 10.0.19045.3803 its first three. */
static int compare_builds(const struct release_tuple *known, const struct release_tuple *build) {
    struct release_tuple a = *known, b = *build;

    if (a.count < 3) {
        a.count = 1;
        b = (struct release_tuple){.at = {build->at[2]}, .count = 1};
    } else {
        a.count = b.count = 3;
    }
    return release_tuple_compare(&a, &b);
}

static bool has_build(const struct windows_known *known, const struct windows_release *release) {
    return release->build.count >= 3 && compare_builds(&known->build, &release->build) == 0;
}

/* 2012 by its own number, 6.2 by that of its build. */
static bool has_name(const struct windows_known *known, const struct windows_release *release) {
    return (release->number.count > 0 && release_tuple_compare(&known->name, &release->number) == 0) ||
           (known->name.count == 2 && release->build.count > 0 && release_tuple_begins(&release->build, &known->name));
}

static bool has_r2(const struct windows_known *known, const struct windows_release *release) {
    return release->is_r2 == known->is_r2;
}

static bool has_pack(const struct windows_known *known, const struct windows_release *release) {
    return release->pack.n > 0 && release_word_is_said(known->asking->texts, release->pack);
}

static bool has_feature(const struct windows_known *known, const struct windows_release *release) {
    return str_eq_ignore_case(release->feature, known->feature);
}

static bool has_class(const struct windows_known *known, const struct windows_release *release) {
    return (release->classes & known->classes) != 0;
}

static bool has_second_class(const struct windows_known *known, const struct windows_release *release) {
    return (release->classes & known->second_classes) != 0;
}

/* Leaves the candidates that fit, if there are any. */
static bool narrow(const struct windows_known *known, windows_fits fits, struct release_hit *hit) {
    struct release_hit left = {0};

    for (unsigned i = 0; i < hit->count; i++) {
        if (fits(known, &known->asking->set->windows[hit->candidates[i]])) {
            release_hit_add(&left, hit->candidates[i]);
        }
    }
    if (left.count > 0) {
        left.tuple = hit->tuple;
        *hit = left;
    }
    return left.count > 0;
}

static bool narrow_by_name(const struct windows_known *known, struct release_hit *hit) {
    return known->name.count > 0 && narrow(known, has_name, hit);
}

/* Is anything left that was said? */
static bool narrow_down(const struct windows_known *known, bool is_known, struct release_hit *hit) {
    is_known = narrow_by_name(known, hit) || is_known;
    if (known->feature.n > 0) {
        is_known = narrow(known, has_feature, hit) || is_known;
    }
    (void)narrow(known, has_r2, hit);
    (void)narrow(known, has_pack, hit);
    if (!narrow(known, has_class, hit)) {
        (void)narrow(known, has_second_class, hit);
    }
    return is_known;
}

/* Where a build lies that no release has. */
static enum release_answer_kind place(const struct windows_known *known) {
    const struct release_set *set = known->asking->set;
    bool is_above = false, is_below = false;

    for (uint32_t i = 0; i < set->count; i++) {
        if (set->windows[i].build.count >= 3) {
            int order = compare_builds(&known->build, &set->windows[i].build);
            is_above = is_above || order > 0;
            is_below = is_below || order < 0;
        }
    }
    if (is_above == is_below) {
        return is_above ? RELEASE_BETWEEN : RELEASE_UNREADABLE;
    }
    return is_above ? RELEASE_NEWER : RELEASE_OLDER;
}

static void read_known(struct windows_known *known) {
    const struct release_asking *asking = known->asking;

    read_old_name(known);
    read_numbers(known, asking->texts[ASKED_VERSION]);
    /* a name in the title goes before 10.0 in the version, which is that of several */
    struct release_tuple by_version = known->name;
    known->name.count = known->name.count == 2 ? 0 : known->name.count;
    read_numbers(known, asking->texts[ASKED_TITLE]);
    known->name = known->name.count == 0 ? by_version : known->name;
    known->is_r2 = release_word_is_said(asking->texts, STR("r2"));
    read_edition(known);
    read_feature(known);
}

void release_find_windows(const struct release_asking *asking, struct release_hit *hit) {
    struct windows_known known = {.asking = asking};
    bool is_said = asking->texts[ASKED_VERSION].n > 0;

    read_known(&known);
    hit->tuple = known.build;
    for (uint32_t i = 0; i < asking->set->count; i++) {
        if (known.build.count == 0 || has_build(&known, &asking->set->windows[i])) {
            release_hit_add(hit, i);
        }
    }
    if (known.build.count > 0 && hit->count == 0) {
        hit->kind = place(&known);
        return;
    }
    if (!narrow_down(&known, known.build.count > 0, hit)) {
        *hit = (struct release_hit){.kind = is_said || known.name.count > 0 ? RELEASE_UNREADABLE : RELEASE_NO_VERSION};
        return;
    }
    release_hit_settle(hit, RELEASE_UNREADABLE);
}
