#include "findings/finding.h"

#include "base/compiler.h"
#include "base/hash.h"

#include <assert.h>

static const char *const subject_kind_names[] = {
    [SUBJECT_ASSET] = "asset",         [SUBJECT_DEVICE] = "device",   [SUBJECT_LICENSE] = "license",
    [SUBJECT_CONTRACT] = "contract",   [SUBJECT_TITLE] = "title",     [SUBJECT_FILE] = "file",
    [SUBJECT_NEIGHBOUR] = "neighbour", [SUBJECT_PORT] = "port",       [SUBJECT_GUEST] = "guest",
    [SUBJECT_USER] = "user",           [SUBJECT_PRODUCT] = "product",
};

struct finding finding_make(enum finding_code code, enum message message) {
    return (struct finding){.code = code, .outcome = code_def(code)->outcome, .message = message};
}

static void add(struct finding *finding, struct argument argument) {
    assert(finding->argument_count < MESSAGE_ARGUMENTS_MAX);
    finding->arguments[finding->argument_count++] = argument;
}

void finding_add_text(struct finding *finding, struct str text) {
    add(finding, (struct argument){.kind = ARGUMENT_TEXT, .text = text});
}

void finding_add_number(struct finding *finding, int64_t number) {
    add(finding, (struct argument){.kind = ARGUMENT_NUMBER, .number = number});
}

void finding_add_field(struct finding *finding, struct str column) {
    add(finding, (struct argument){.kind = ARGUMENT_FIELD, .text = column});
}

void finding_add_word(struct finding *finding, struct str word) {
    add(finding, (struct argument){.kind = ARGUMENT_WORD, .text = word});
}

enum severity finding_severity(const struct finding *finding) {
    bool is_critical = finding->is_critical && finding->outcome == OUTCOME_VIOLATION;
    return is_critical ? SEVERITY_CRITICAL : code_severity(finding->code, finding->outcome);
}

const char *subject_kind_name(enum subject_kind kind) {
    assert((unsigned)kind < ARRAY_LEN(subject_kind_names));
    return subject_kind_names[kind];
}

bool finding_id_read(struct str text, uint64_t *ret_id) {
    str_drop_prefix(&text, STR("'"));
    return hash64_read(text, ret_id);
}

struct str evidence_file(struct str place) {
    size_t n = place.n;

    while (n > 0 && str_is_digit(place.p[n - 1])) {
        n--;
    }
    return n > 1 && n < place.n && place.p[n - 1] == ':' ? str_sub(place, 0, n - 1) : place;
}

static bool ends_with_line(struct str text) {
    return evidence_file(text).n < text.n;
}

bool evidence_cut(struct str *places, struct str *ret_place) {
    for (size_t end = 1; end <= places->n; end++) {
        if (end == places->n || (places->p[end] == ' ' && ends_with_line(str_sub(*places, 0, end)))) {
            *ret_place = str_sub(*places, 0, end);
            *places = str_sub(*places, end + 1, SIZE_MAX);
            return true;
        }
    }
    return false;
}
