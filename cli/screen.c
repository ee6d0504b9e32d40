#include "cli/screen.h"

#include "base/date_read.h"
#include "base/text.h"

#include <stdio.h>

enum { FINDINGS_SHOWN = 20, LINE_CHARACTERS = 400 };

static uint64_t count_outcome(const struct summary *summary, enum outcome outcome) {
    uint64_t count = 0;
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        count += summary->by_code[code][outcome];
    }
    return count;
}

static unsigned long long rows_of(const struct inventory *inventory, enum table_id table) {
    const struct table *rows = inventory_table(inventory, table);
    return rows ? table_rows(rows) : 0;
}

static void print_rate(const char *label, uint64_t part, uint64_t whole) {
    unsigned permille = coverage_permille(part, whole);
    printf("  %s %llu/%llu (%u.%u %%)", label, (unsigned long long)part, (unsigned long long)whole, permille / 10,
           permille % 10);
}

/* The yearly check is of what is there by then. */
enum { SNAPSHOT_OLD_DAYS = 366 };

static void print_age(const struct summary *summary) {
    struct date ended;
    int64_t days;

    if (date_read(summary->snapshot_ended, &ended) != DATE_READ) {
        return;
    }
    days = (int64_t)summary->as_of.days - ended.days;
    if (days >= SNAPSHOT_OLD_DAYS) {
        printf(_("  that is %lld days before the day it is judged for: take a new one\n"), (long long)days);
    }
}

static void print_inputs(const struct inputs *inputs, const struct summary *summary) {
    const struct inventory *snapshot = snapshot_inventory(inputs->snapshot);
    char day[11];

    date_format(summary->as_of, day);
    printf(_("As of %s\n"), day);
    if (inputs->ledger) {
        printf(_("Ledger    %s: %llu assets, %llu software rows\n"), inputs->paths.ledger,
               rows_of(inputs->ledger, TABLE_DEVICES), rows_of(inputs->ledger, TABLE_SOFTWARE));
    }
    if (inputs->earlier) {
        const struct inventory *earlier = snapshot_inventory(inputs->earlier);
        printf(_("Earlier   %s: %llu devices, %llu software rows, finished %.*s\n"), inputs->paths.earlier,
               rows_of(earlier, TABLE_DEVICES), rows_of(earlier, TABLE_SOFTWARE), STR_FMT(summary->drift->ended));
    }
    printf(_("Snapshot  %s: %llu devices, %llu software rows, finished %.*s\n"), inputs->paths.snapshot,
           rows_of(snapshot, TABLE_DEVICES), rows_of(snapshot, TABLE_SOFTWARE), STR_FMT(summary->snapshot_ended));
    print_age(summary);
}

static void print_coverage(const struct cli *cli, const struct coverage *coverage) {
    fputs(_("Examined"), stdout);
    print_rate(_("assets"), coverage->examined, coverage->expected);
    print_rate(_("place"), coverage->place, coverage->expected);
    print_rate(_("user"), coverage->user, coverage->expected);
    print_rate(_("software"), coverage->software, coverage->expected);
    putchar('\n');
    for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
        if (coverage->causes[cause]) {
            struct str word =
                message_word(str_from(unverified_cause_name((enum unverified_cause)cause)), cli->language);
            printf("  %.*s: %llu\n", STR_FMT(word), (unsigned long long)coverage->causes[cause]);
        }
    }
}

static void print_verdicts(const struct cli *cli, const struct summary *summary) {
    fputs(_("Verdicts"), stdout);
    for (unsigned kind = 0; kind < VERDICT_KIND_COUNT; kind++) {
        if (summary->by_verdict[kind]) {
            struct str word = message_word(str_from(verdict_name((enum verdict_kind)kind)), cli->language);
            printf("  %.*s %llu", STR_FMT(word), (unsigned long long)summary->by_verdict[kind]);
        }
    }
    putchar('\n');
}

/* Products by the outcome of their position, where licences were audited. */
static void print_licenses(const struct cli *cli, const struct summary *summary) {
    static const enum outcome shown[] = {OUTCOME_CONFORMING, OUTCOME_VIOLATION, OUTCOME_UNDETERMINED};
    unsigned long long products = 0;

    if (!summary->is_audited) {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        products += summary->by_position[shown[i]];
    }
    printf(_("Licences  products %llu:"), products);
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        struct str word = message_word(str_from(outcome_name(shown[i])), cli->language);
        printf("%s%.*s %llu", i ? "  " : " ", STR_FMT(word), (unsigned long long)summary->by_position[shown[i]]);
    }
    putchar('\n');
}

/* Those of WORDS that COUNTS has any of. */
static void print_rows(const struct cli *cli, const char *label, const char *const *words, const uint64_t *counts,
                       size_t count) {
    unsigned long long total = 0;
    const char *before = ":";

    for (size_t i = 0; i < count; i++) {
        total += counts[i];
    }
    printf("%s%llu", label, total);
    for (size_t i = 0; i < count; i++) {
        if (counts[i]) {
            struct str word = message_word(str_from(words[i]), cli->language);
            printf("%s %.*s %llu", before, STR_FMT(word), (unsigned long long)counts[i]);
            before = " ";
        }
    }
    putchar('\n');
}

/* Changes by what is to be said of them. */
static void print_drift(const struct cli *cli, const struct summary *summary) {
    const struct summary_drift *drift = summary->drift;
    unsigned long long changes = 0;

    for (unsigned state = 0; state < DRIFT_STATE_COUNT; state++) {
        changes += state == DRIFT_FIRST_SEEN ? 0 : summary->by_drift[state];
    }
    printf(_("Machines  compared %llu, of these changed %llu; first seen %llu; not seen again %llu\n"),
           (unsigned long long)drift->machines, (unsigned long long)drift->changed,
           (unsigned long long)drift->first_seen, (unsigned long long)drift->not_seen);
    printf(_("Changes   %llu"), changes);
    for (unsigned state = 0; state < DRIFT_STATE_COUNT; state++) {
        if (state != DRIFT_FIRST_SEEN && summary->by_drift[state]) {
            struct str word = message_word(str_from(drift_state_name((enum drift_state)state)), cli->language);
            printf("  %.*s %llu", STR_FMT(word), (unsigned long long)summary->by_drift[state]);
        }
    }
    putchar('\n');
}

/* What has an end, by where it stands, and what was stopped, where they were audited. */
static void print_lifecycle(const struct cli *cli, const struct summary *summary) {
    static const enum finding_code codes[] = {CODE_REU_CANDIDATE, CODE_REU_HOLD, CODE_REU_RETURN, CODE_REU_LICENSE};
    const char *classes[SUPPORT_CLASS_COUNT], *states[CONTRACT_STATE_COUNT], *names[ARRAY_LEN(codes)];
    uint64_t reuse[ARRAY_LEN(codes)];

    if (!summary->has_lifecycle) {
        return;
    }
    for (unsigned i = 0; i < SUPPORT_CLASS_COUNT; i++) {
        classes[i] = support_class_name((enum support_class)i);
    }
    for (unsigned i = 0; i < CONTRACT_STATE_COUNT; i++) {
        states[i] = contract_state_name((enum contract_state)i);
    }
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        names[i] = code_def(codes[i])->title[cli->language];
        reuse[i] = summary->by_reuse[codes[i]];
    }
    print_rows(cli, _("Support   products "), classes, summary->by_support, SUPPORT_CLASS_COUNT);
    print_rows(cli, _("Contracts "), states, summary->by_contract, CONTRACT_STATE_COUNT);
    print_rows(cli, _("Stopped   "), names, reuse, ARRAY_LEN(codes));
}

static void print_counts(const struct cli *cli, const struct summary *summary) {
    fputs(_("Findings"), stdout);
    for (enum outcome outcome = OUTCOME_COUNT; outcome-- > OUTCOME_NOTICE;) {
        struct str word = message_word(str_from(outcome_name(outcome)), cli->language);
        printf("  %.*s %llu", STR_FMT(word), (unsigned long long)count_outcome(summary, outcome));
    }
    putchar('\n');
}

/* Where there is a store: what is waived or resolved is in no other count. */
static void print_statuses(const struct cli *cli, const struct summary *summary) {
    if (!summary->has_history) {
        return;
    }
    fputs(_("Status  "), stdout);
    for (unsigned status = 0; status < FINDING_STATUS_COUNT; status++) {
        struct str word = message_word(str_from(finding_status_name((enum finding_status)status)), cli->language);
        printf("  %.*s %llu", STR_FMT(word), (unsigned long long)summary->by_status[status]);
    }
    if (summary->not_examined) {
        printf(_("  still open, not examined %llu"), (unsigned long long)summary->not_examined);
    }
    putchar('\n');
}

static bool is_waived(const struct finding_memory *memory, const struct finding *finding) {
    return memory && memory->state_of(memory->context, finding->id).status == FINDING_WAIVED;
}

static void print_finding(const struct cli *cli, const struct finding *finding) {
    struct buffer sentence = {0}, line = {0};

    buffer_printf(&line, "%s  %.*s  ", code_def(finding->code)->name, STR_FMT(finding->subject));
    message_render(finding->message, finding->arguments, finding->argument_count, cli->language, &sentence);
    buffer_append(&line, buffer_view(&sentence));
    buffer_reset(&sentence);
    text_for_terminal(buffer_view(&line), LINE_CHARACTERS, &sentence);
    printf("  %.*s\n", STR_FMT(buffer_view(&sentence)));
    buffer_done(&sentence);
    buffer_done(&line);
}

/* The first findings of the worst outcome there is, but for notices. */
static enum err_code print_findings(const struct cli *cli, struct finding_sink *findings,
                                    const struct finding_memory *memory, const struct summary *summary,
                                    struct err *err) {
    enum outcome worst = count_outcome(summary, OUTCOME_VIOLATION) ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    uint64_t shown = 0, total = count_outcome(summary, worst);
    enum err_code code = ERR_OK;

    finding_sink_rewind(findings);
    while (code == ERR_OK && shown < total && shown < FINDINGS_SHOWN) {
        struct finding finding;
        bool has_more = false;
        code = finding_sink_next(findings, &has_more, &finding, err);
        if (code != ERR_OK || !has_more) {
            break;
        }
        if (finding.outcome == worst && !is_waived(memory, &finding)) {
            print_finding(cli, &finding);
            shown++;
        }
    }
    if (code == ERR_OK && shown < total) {
        printf(_("  and %llu more\n"), (unsigned long long)(total - shown));
    }
    return code;
}

enum err_code screen_summary(const struct cli *cli, const struct inputs *inputs, struct finding_sink *findings,
                             const struct finding_memory *memory, const struct summary *summary, const char *out,
                             struct err *err) {
    print_inputs(inputs, summary);
    if (summary->drift) {
        print_drift(cli, summary);
    } else {
        print_coverage(cli, &summary->coverage);
        print_verdicts(cli, summary);
    }
    print_licenses(cli, summary);
    print_lifecycle(cli, summary);
    print_counts(cli, summary);
    print_statuses(cli, summary);
    enum err_code code = print_findings(cli, findings, memory, summary, err);
    if (summary->drift) {
        printf(_("Results   %s: findings.csv findings.jsonl drift.csv summary.json\n"), out);
        return code;
    }
    printf(_("Results   %s: findings.csv findings.jsonl assets.csv %s%stitles.csv summary.json\n"), out,
           summary->is_audited ? "license_position.csv license_allocation.csv license_demand.csv " : "",
           summary->has_lifecycle ? "support.csv contracts.csv reuse_candidates.csv deadlines.ics " : "");
    return code;
}
