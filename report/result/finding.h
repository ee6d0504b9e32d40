#pragma once
/* Findings read back from findings.jsonl, with their sentences in any language: they are made again from what the line
 * says they are made of. One thread for each reading. */

#include "base/calendar.h"
#include "findings/finding.h"
#include "findings/finding_state.h"
#include "report/result/read.h"

/* Texts are UTF-8 and borrowed for the call. */
struct result_finding {
    struct str id;          /* 16 hex digits */
    struct finding finding; /* without id, subject_kind and ordinal */
    enum severity severity;
    struct str message, remedy;
    enum finding_status status;
    struct str first_seen, last_seen; /* YYYY-MM-DD */
    const struct json_node *line;     /* all that the line says */
};

/* What they are in. */
#define RESULT_FINDINGS "findings.jsonl"
typedef enum err_code result_finding_take(void *context, const struct result_finding *finding, struct err *err);
/* Calls TAKE for each line of the file in the directory. A line that is no finding, or one with a code that is not
 * known, is ERR_SYNTAX; a sentence that is not known is left in the language of the line. */
MUST_CHECK enum err_code result_read_findings(int dir_fd, enum language language, result_finding_take *take,
                                              void *context, struct err *err);
