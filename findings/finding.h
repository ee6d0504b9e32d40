#pragma once
/* One statement about a difference or a breach, with its evidence. */

#include "findings/message.h"

enum subject_kind {
    SUBJECT_ASSET,
    SUBJECT_DEVICE,
    SUBJECT_LICENSE,
    SUBJECT_CONTRACT,
    SUBJECT_TITLE,
    SUBJECT_FILE,
    SUBJECT_NEIGHBOUR, /* a machine that nobody has read, but neighbours or the scan met: by its address or name */
    SUBJECT_PORT,      /* of a switch: its asset_id, else device_id, and the port */
    SUBJECT_GUEST,     /* a virtual machine that only its host knows: UUID or MAC address, else host and name */
    SUBJECT_USER,      /* user_id, else the name or account by which somebody is known */
    SUBJECT_PRODUCT,   /* as the rules call it, with its edition */
    SUBJECT_KIND_COUNT
};

/* All slices are UTF-8. The ones that a sink hands out are borrowed until its next call. */
struct finding {
    enum finding_code code;
    enum outcome outcome;
    bool is_critical; /* a violation that is worse than others of its code */
    enum message message;
    struct argument arguments[MESSAGE_ARGUMENTS_MAX];
    unsigned argument_count;
    enum subject_kind subject_kind;
    struct str subject; /* asset_id, else device_id, license_id, contract_id, title, file; see above */
    struct str field;   /* a column, a product or a fixed reason word; code.def lists which */
    /* What tells it apart, where several findings may agree in all of the above: the product of what is said of one
     * column of a machine, the value of a cell. docs/formats/results.md lists which. Mostly empty. It must be the same
     * from night to night as long as the matter is: waivers match on it. */
    struct str distinct;
    struct str asset_id, device_id, hostname, system, department, location;
    struct str documented, observed; /* raw values */
    struct str ledger_evidence;      /* file:line */
    struct str snapshot_evidence;    /* file:line; of what rests on several rows a list, separated by blanks */
    /* set by the sink */
    uint64_t id; /* of (code, subject kind, subject, field, distinct, ordinal); see finding_sink.h */
    unsigned ordinal;
};

/* A finding of the code with its usual outcome and everything else empty. */
struct finding finding_make(enum finding_code code, enum message message);
void finding_add_text(struct finding *finding, struct str text);
void finding_add_number(struct finding *finding, int64_t number);
void finding_add_field(struct finding *finding, struct str column);
void finding_add_word(struct finding *finding, struct str word);
/* That of its code and outcome, unless it is critical. */
enum severity finding_severity(const struct finding *finding);
const char *subject_kind_name(enum subject_kind kind); /* "asset" */
/* The id as people give it: 16 hexadecimal digits, maybe with the ' before them that keeps spreadsheets from making a
 * number of it. False, and *RET_ID unchanged, for anything else. */
bool finding_id_read(struct str text, uint64_t *ret_id);
/* Takes the first "file:line" off a list of evidence; a file may have blanks in its name. What is no such place, as the
 * … at the end of a long list, is taken as it is. False at the end. */
bool evidence_cut(struct str *places, struct str *ret_place);
/* The file of "devices.csv:5"; what has no line behind it is given back as it is. */
struct str evidence_file(struct str place);
