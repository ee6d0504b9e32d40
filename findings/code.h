#pragma once
/* The catalogue of finding codes: what each is about, its outcome, its case of the guideline, and what it means in
 * plain words, in both languages. One line a code in findings/code.def; to add a check, add its code there and its
 * sentences to findings/message.def. Constant data; any thread. */

#include "base/str.h"

enum language { LANGUAGE_EN, LANGUAGE_JA, LANGUAGE_COUNT };

enum outcome { OUTCOME_CONFORMING, OUTCOME_NOTICE, OUTCOME_UNDETERMINED, OUTCOME_VIOLATION, OUTCOME_COUNT };

enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITY_COUNT };

/* The column `viewpoint`: the six licence viewpoints, or the group. */
enum viewpoint {
    VIEWPOINT_PURPOSE = 1,
    VIEWPOINT_QUANTITY,
    VIEWPOINT_PERIOD,
    VIEWPOINT_COUNTRY,
    VIEWPOINT_SHARED,
    VIEWPOINT_MULTI,
    VIEWPOINT_DIFFERENCE,
    VIEWPOINT_SUPPORT,
    VIEWPOINT_CONTRACT,
    VIEWPOINT_REUSE,
    VIEWPOINT_INPUT,
    VIEWPOINT_RUN,
};

enum finding_code {
#define CODE(ID, ...) CODE_##ID,
#include "findings/code.def"
    CODE_COUNT
};

struct code_def {
    const char *name;     /* "DIF-MISSING" */
    enum outcome outcome; /* unless the check says otherwise */
    enum viewpoint viewpoint;
    unsigned guideline_case;             /* 1…4, 0 for input and run */
    const char *title[LANGUAGE_COUNT];   /* a few words */
    const char *meaning[LANGUAGE_COUNT]; /* what it means, on what evidence, what to do: for `genkyo explain` */
    const char *fields; /* what the column `field` may hold: "a devices column", reason words … (English) */
};

const struct code_def *code_def(enum finding_code code);
/* By name, case ignored; false when there is none. */
bool code_by_name(struct str name, enum finding_code *ret_code);
const char *outcome_name(enum outcome outcome); /* "violation" */
const char *severity_name(enum severity severity);
bool severity_by_name(struct str name, enum severity *ret_severity);
const char *viewpoint_name(enum viewpoint viewpoint); /* "2", "difference" */
bool outcome_by_name(struct str name, enum outcome *ret_outcome);
/* The rule of severities, but for findings that are critical of themselves (findings/finding.h): critical
 * LIC-UNLICENSED; high other violations of cases 2 and 3; medium violations of case 1; low undetermined; info notices.
 */
enum severity code_severity(enum finding_code code, enum outcome outcome);
/* "標準ガイドライン 第3編第9章 2.3)[1]", or empty. */
const char *code_guideline(enum finding_code code);
