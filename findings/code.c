#include "findings/code.h"

#include "base/compiler.h"

#include <assert.h>

#define GUIDELINE "標準ガイドライン 第3編第9章 "

static const struct code_def codes[] = {
#define CODE(ID, NAME, OUTCOME, VIEWPOINT, CASE, TITLE_EN, TITLE_JA, MEANING_EN, MEANING_JA, FIELDS)                   \
    [CODE_##ID] = {                                                                                                    \
        NAME, OUTCOME_##OUTCOME, VIEWPOINT_##VIEWPOINT, CASE, {TITLE_EN, TITLE_JA}, {MEANING_EN, MEANING_JA}, FIELDS},
#include "findings/code.def"
};

static const char *const outcome_names[] = {
    [OUTCOME_CONFORMING] = "conforming",
    [OUTCOME_NOTICE] = "notice",
    [OUTCOME_UNDETERMINED] = "undetermined",
    [OUTCOME_VIOLATION] = "violation",
};
static_assert(ARRAY_LEN(outcome_names) == OUTCOME_COUNT, "an outcome lacks its name");

static const char *const severity_names[] = {
    [SEVERITY_INFO] = "info", [SEVERITY_LOW] = "low",           [SEVERITY_MEDIUM] = "medium",
    [SEVERITY_HIGH] = "high", [SEVERITY_CRITICAL] = "critical",
};
static_assert(ARRAY_LEN(severity_names) == SEVERITY_COUNT, "a severity lacks its name");

static const char *const viewpoint_names[] = {
    [VIEWPOINT_PURPOSE] = "1",
    [VIEWPOINT_QUANTITY] = "2",
    [VIEWPOINT_PERIOD] = "3",
    [VIEWPOINT_COUNTRY] = "4",
    [VIEWPOINT_SHARED] = "5",
    [VIEWPOINT_MULTI] = "6",
    [VIEWPOINT_DIFFERENCE] = "difference",
    [VIEWPOINT_SUPPORT] = "support",
    [VIEWPOINT_CONTRACT] = "contract",
    [VIEWPOINT_REUSE] = "reuse",
    [VIEWPOINT_INPUT] = "input",
    [VIEWPOINT_RUN] = "run",
};

static const char *const guideline_cases[] = {
    "", GUIDELINE "2.3)[1]", GUIDELINE "2.3)[2]", GUIDELINE "2.3)[3]", GUIDELINE "2.3)[4]",
};

/* Codes that rest on more than their case of the list: the tables of the same chapter, and its commentary (解説). */
static const char *const guideline_of_code[CODE_COUNT] = {
    [CODE_CHG_UNAPPROVED] = GUIDELINE "2.3)[1]、表9-4キ", [CODE_CHG_UNAPPLIED] = GUIDELINE "2.3)[1]、表9-4キ",
    [CODE_USE_IDLE] = GUIDELINE "2.3)[1]、解説2.(2)",     [CODE_LIC_INCOMPLETE] = GUIDELINE "2.3)[2]、表9-10",
    [CODE_LIC_RENEWAL] = GUIDELINE "2.3)[2]、表9-7[7]",   [CODE_SUP_PATCH] = GUIDELINE "2.3)[3]、表9-8[4]",
    [CODE_SUP_DECISION] = GUIDELINE "2.3)[3]、解説2.(4)", [CODE_CON_EXPIRED] = GUIDELINE "2.3)[3]、表9-7[7]",
    [CODE_CON_NOTICE] = GUIDELINE "2.3)[3]、表9-7[7]",    [CODE_CON_GAP] = GUIDELINE "2.3)[3]、表9-7[7]",
    [CODE_CON_UNCOVERED] = GUIDELINE "2.3)[3]、表9-7[7]", [CODE_CON_OVERPAID] = GUIDELINE "2.3)[3]、表9-7[7]",
};

const struct code_def *code_def(enum finding_code code) {
    assert((unsigned)code < CODE_COUNT);
    return &codes[code];
}

bool code_by_name(struct str name, enum finding_code *ret_code) {
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        if (str_eq_ignore_case(name, str_from(codes[i].name))) {
            *ret_code = (enum finding_code)i;
            return true;
        }
    }
    return false;
}

const char *outcome_name(enum outcome outcome) {
    assert((unsigned)outcome < OUTCOME_COUNT);
    return outcome_names[outcome];
}

const char *severity_name(enum severity severity) {
    assert((unsigned)severity < SEVERITY_COUNT);
    return severity_names[severity];
}

bool severity_by_name(struct str name, enum severity *ret_severity) {
    for (size_t i = 0; i < ARRAY_LEN(severity_names); i++) {
        if (str_eq(name, str_from(severity_names[i]))) {
            *ret_severity = (enum severity)i;
            return true;
        }
    }
    return false;
}

const char *viewpoint_name(enum viewpoint viewpoint) {
    assert((unsigned)viewpoint < ARRAY_LEN(viewpoint_names) && viewpoint_names[viewpoint]);
    return viewpoint_names[viewpoint];
}

bool outcome_by_name(struct str name, enum outcome *ret_outcome) {
    for (size_t i = 0; i < ARRAY_LEN(outcome_names); i++) {
        if (str_eq(name, str_from(outcome_names[i]))) {
            *ret_outcome = (enum outcome)i;
            return true;
        }
    }
    return false;
}

static enum severity violation_severity(enum finding_code code) {
    unsigned guideline_case = code_def(code)->guideline_case;

    if (code == CODE_LIC_UNLICENSED) {
        return SEVERITY_CRITICAL;
    }
    return guideline_case == 2 || guideline_case == 3 ? SEVERITY_HIGH : SEVERITY_MEDIUM;
}

enum severity code_severity(enum finding_code code, enum outcome outcome) {
    switch (outcome) {
    case OUTCOME_VIOLATION:
        return violation_severity(code);
    case OUTCOME_UNDETERMINED:
        return SEVERITY_LOW;
    case OUTCOME_NOTICE:
    case OUTCOME_CONFORMING:
    case OUTCOME_COUNT:
        break;
    }
    return SEVERITY_INFO;
}

const char *code_guideline(enum finding_code code) {
    const char *own = guideline_of_code[code];

    return own ? own : guideline_cases[code_def(code)->guideline_case];
}
