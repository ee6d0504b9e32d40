/* Prints the words that stand in our JSON, a line each: what they are words of, a tab, the word. The enumerations of
 * docs/formats/schema/ are held to them. */

#include "base/encoding.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/run/night_record.h"
#include "findings/drift_records.h"
#include "findings/finding_state.h"
#include "findings/lifecycle_records.h"
#include "findings/message.h"
#include "findings/summary.h"
#include "findings/verdict.h"
#include "inventory/conversions.h"
#include "inventory/manifest.h"
#include "inventory/problem.h"

#include <stdio.h>

/* The words FIRST…COUNT-1 of an enumeration. */
#define PRINT_FROM(KIND, NAME, TYPE, FIRST, COUNT)                                                                     \
    for (int i = (FIRST); i < (int)(COUNT); i++) {                                                                     \
        printf("%s\t%s\n", KIND, NAME((TYPE)i));                                                                       \
    }
#define PRINT(KIND, NAME, TYPE, COUNT) PRINT_FROM(KIND, NAME, TYPE, 0, COUNT)

static const char *code_name(enum finding_code code) {
    return code_def(code)->name;
}

static void print_of_findings(void) {
    PRINT("code", code_name, enum finding_code, CODE_COUNT)
    PRINT("outcome", outcome_name, enum outcome, OUTCOME_COUNT)
    PRINT("severity", severity_name, enum severity, SEVERITY_COUNT)
    PRINT_FROM("viewpoint", viewpoint_name, enum viewpoint, VIEWPOINT_PURPOSE, VIEWPOINT_RUN + 1)
    PRINT("status", finding_status_name, enum finding_status, FINDING_STATUS_COUNT)
    PRINT("verdict", verdict_name, enum verdict_kind, VERDICT_KIND_COUNT)
    PRINT("cause", unverified_cause_name, enum unverified_cause, CAUSE_COUNT)
    PRINT("argument", argument_kind_name, enum argument_kind, ARGUMENT_WORD + 1)
    PRINT("support-class", support_class_name, enum support_class, SUPPORT_CLASS_COUNT)
    PRINT("contract-state", contract_state_name, enum contract_state, CONTRACT_STATE_COUNT)
    PRINT("drift-state", drift_state_name, enum drift_state, DRIFT_STATE_COUNT)
}

/* Of the codes those that problems of the data have. */
static void print_codes_of_input(void) {
    for (int code = 0; code < (int)CODE_COUNT; code++) {
        for (int problem = PROBLEM_NONE + 1; problem < (int)PROBLEM_COUNT; problem++) {
            if (strcmp(problem_code((enum problem)problem), code_name((enum finding_code)code)) == 0) {
                printf("input-code\t%s\n", code_name((enum finding_code)code));
                break;
            }
        }
    }
}

static void print_of_tables(void) {
    char name[64];

    for (int table = 0; table < (int)TABLE_COUNT; table++) {
        printf("table\t%s\n", schema_table((enum table_id)table)->name);
        if (manifest_file_name((enum table_id)table, name)) {
            printf("snapshot-file\t%s\n", name);
        }
    }
    PRINT("encoding", encoding_name, enum encoding, ENCODING_COUNT)
    PRINT("conversion", conversion_name, enum conversion, CONVERSION_COUNT)
}

/* The first of each group is the canonical word. */
static void print_of_column(const char *kind, enum table_id table, unsigned column) {
    struct str groups = str_from(schema_column(table, column)->words), group, word;

    while (str_cut(&groups, ';', &group)) {
        if (str_cut(&group, '|', &word)) {
            printf("%s\t%.*s\n", kind, STR_FMT(word));
        }
    }
}

/* What an option of the command may be given. */
static void print_choices(const char *kind, const struct command *command, const char *option) {
    for (size_t i = 0; i < command->option_count; i++) {
        for (size_t k = 0; strcmp(command->options[i].name, option) == 0 && command->options[i].choices[k]; k++) {
            printf("%s\t%s\n", kind, command->options[i].choices[k]);
        }
    }
}

static void print_of_runs(void) {
    PRINT_FROM("step-outcome", night_outcome_name, enum night_outcome, STEP_WAITING, STEP_SKIPPED + 1)
    print_choices("run-from", &command_run, "from");
    print_choices("profile", &command_run, "profile");
    for (size_t i = 0; i < COMMON_OPTION_COUNT; i++) {
        for (size_t k = 0; strcmp(common_options[i].name, "lang") == 0 && common_options[i].choices[k]; k++) {
            printf("language\t%s\n", common_options[i].choices[k]);
        }
    }
}

int main(void) {
    print_of_findings();
    print_codes_of_input();
    print_of_tables();
    print_of_column("disposition-state", TABLE_DISPOSITIONS, DISPOSITIONS_STATE);
    print_of_runs();
    return 0;
}
