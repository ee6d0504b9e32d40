#include "cli/examined.h"

#include "inventory/snapshot.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A ledger and what was observed; of A-1 all was read, of A-2 no software and no memory, of A-3 nothing; A-4 is gone,
 * A-5 is stopped, of A-6 several candidates were seen, d-7 is on no paper and was read whole, d-8 in part. */
static const struct {
    const char *id, *hostname, *memory_mb, *sections_missing, *kind;
} devices[] = {
    {"d-1", "srv-1", "65536", "", ""},
    {"d-2", "srv-2", "", "identity;packages", ""},
    {"d-7", "srv-7", "65536", "", ""},
    {"d-8", "srv-8", "65536", "neighbors", ""},
    {"d-9", "switch-9", "", "packages", "switch"},
};

static const struct {
    const char *target, *address, *outcome, *reached, *device_id, *complete;
} probes[] = {
    {"10.0.1.2", "10.0.1.2", "answered", "yes", "d-1", "packages;logins;updates"},
    {"10.0.1.8", "10.0.1.8", "partial", "yes", "d-2", "network"},
    {"gate.example.jp:2222", "10.0.1.3", "auth-refused", "yes", "", ""},
    {"10.0.1.0/24", "10.0.1.4", "excluded", "no", "", ""},
    {"10.0.1.0/24", "10.0.1.5", "no-answer", "no", "", ""},
    {"10.0.1.0/24", "10.0.1.6", "host-key-changed", "no", "", ""}, /* a jump host's */
};

static const struct {
    enum verdict_kind kind;
    const char *asset, *device;
    uint32_t row;
    bool software;
    bool is_unknown; /* what is installed on it */
} verdicts[] = {
    {VERDICT_MATCHED, "A-1", "d-1", 0, true, false},
    {VERDICT_DIFFERENT, "A-2", "d-2", 1, false, true},
    {VERDICT_UNVERIFIED, "A-3", "", VERDICT_NO_ROW, false, true},
    {VERDICT_MISSING, "A-4", "", VERDICT_NO_ROW, false, false},
    {VERDICT_NOT_EXPECTED, "A-5", "", VERDICT_NO_ROW, false, false},
    {VERDICT_AMBIGUOUS, "A-6", "", VERDICT_NO_ROW, false, true},
    {VERDICT_UNVERIFIED, "A-7", "", VERDICT_NO_ROW, false, false}, /* a printer */
    {VERDICT_MATCHED, "A-8", "d-9", 4, false, false},              /* a switch, of which no list came */
    {VERDICT_UNREGISTERED, "", "d-7", 2, false, false},
    {VERDICT_UNREGISTERED, "", "d-8", 3, false, false},
};

/* Rows of devices.csv by the verdict's asset. */
static const char ledger_devices[] = "asset_id,hostname,ip_addresses,kind\n"
                                     "A-1,srv-1,10.0.1.1,server\nA-3,silent,,pc\nA-7,print,,printer\n";
enum { ROW_OF_PRINTER = 2 };

struct made {
    struct inventory *ledger;
    struct snapshot *snapshot;
    struct verdict_sink *verdicts;
    struct diagnostics *problems;
};

static const struct read_options options = {.tmpdir = "/tmp"};

static struct snapshot *make_snapshot(struct diagnostics *problems) {
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    struct snapshot *snapshot = NULL;

    assert_int_equal(snapshot_writer_new("snapshot", "/tmp", &writer, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(devices); i++) {
        struct str cells[DEVICES_COLUMN_COUNT] = {STR_NONE};
        cells[DEVICES_DEVICE_ID] = str_from(devices[i].id);
        cells[DEVICES_HOSTNAME] = str_from(devices[i].hostname);
        cells[DEVICES_MEMORY_MB] = str_from(devices[i].memory_mb);
        cells[DEVICES_KIND] = str_from(devices[i].kind);
        cells[DEVICES_SECTIONS_MISSING] = str_from(devices[i].sections_missing);
        assert_int_equal(snapshot_writer_row(writer, TABLE_DEVICES, cells, NULL), ERR_OK);
    }
    for (size_t i = 0; i < ARRAY_LEN(probes); i++) {
        struct str cells[PROBES_COLUMN_COUNT] = {STR_NONE};
        cells[PROBES_TARGET] = str_from(probes[i].target);
        cells[PROBES_ADDRESS] = str_from(probes[i].address);
        cells[PROBES_OUTCOME] = str_from(probes[i].outcome);
        cells[PROBES_REACHED] = str_from(probes[i].reached);
        cells[PROBES_DEVICE_ID] = str_from(probes[i].device_id);
        cells[PROBES_SECTIONS_COMPLETE] = str_from(probes[i].complete);
        assert_int_equal(snapshot_writer_row(writer, TABLE_PROBES, cells, NULL), ERR_OK);
    }
    assert_int_equal(snapshot_writer_commit(writer, &(struct snapshot_info){.scanner_version = STR("test")}, NULL),
                     ERR_OK);
    assert_int_equal(snapshot_read("snapshot", &options, problems, &snapshot, NULL), ERR_OK);
    return snapshot;
}

static uint32_t ledger_row(size_t verdict) {
    if (str_eq(str_from(verdicts[verdict].asset), STR("A-7"))) {
        return ROW_OF_PRINTER;
    }
    return *verdicts[verdict].asset ? 0 : VERDICT_NO_ROW;
}

static void add_verdicts(struct made *made, bool all_are_known) {
    assert_int_equal(verdict_sink_new(1, 0, "/tmp", &made->verdicts, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
        const struct verdict verdict = {
            .kind = verdicts[i].kind,
            .asset_id = str_from(verdicts[i].asset),
            .device_id = str_from(verdicts[i].device),
            .asset = ledger_row(i),
            .device = verdicts[i].row,
            .software_checked = verdicts[i].software,
        };
        if (!all_are_known || !verdicts[i].is_unknown) {
            assert_int_equal(verdict_sink_add(made->verdicts, 0, &verdict, NULL), ERR_OK);
        }
    }
    assert_int_equal(verdict_sink_finish(made->verdicts, NULL, NULL), ERR_OK);
}

static struct made make(bool all_are_known) {
    struct made made = {.problems = diagnostics_new()};

    assert_int_equal(mkdir("ledger", 0755), 0);
    scratch_write("ledger/devices.csv", str_from(ledger_devices));
    scratch_write("ledger/contracts.csv", STR("contract_id,title\nK-1,\"保守\n")); /* refused */
    scratch_write("ledger/licenses.csv", STR("license_id,product,metric,quantity\nL-1,Visio,device,1\n"));
    scratch_write("ledger/products.csv", STR("pattern,class,product\nVisio*,product,Visio\n"));
    scratch_write("ledger/support.csv",
                  STR("product,version,support_end,risk_security,risk_withdrawal,risk_failure,decision,decided_by,"
                      "decided_on\n"
                      "PostgreSQL,14,2026-11-12,a,b,c,renew,d,2027-03-01\n"
                      "PostgreSQL,13,2025-11-12,a,b,c,renew,d,2027-04-01\n"));
    assert_int_equal(ledger_read("ledger", &options, made.problems, &made.ledger, NULL), ERR_OK);
    made.snapshot = make_snapshot(made.problems);
    assert_non_null(inventory_table(made.ledger, TABLE_LICENSES));
    assert_true(inventory_is_refused(made.ledger, TABLE_CONTRACTS));
    add_verdicts(&made, all_are_known);
    return made;
}

static void made_done(struct made *made) {
    inventory_free(made->ledger);
    snapshot_free(made->snapshot);
    verdict_sink_free(made->verdicts);
    diagnostics_free(made->problems);
}

/* What stands in the store, and whether the run looked at it: as a comparison alone, as an audit, and as an audit of a
 * snapshot that lists every machine. */
static const struct {
    enum finding_code code;
    enum subject_kind kind;
    const char *subject, *asset, *device, *field; /* field=observed, where that matters */
    bool compared, audited, whole;
} cases[] = {
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-1", "A-1", "d-1", "memory_mb", true, true, true},
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-1", "A-1", "d-0", "memory_mb", true, true, true}, /* by another id then */
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-1", "A-1", "d-1", "serial", false, false, false}, /* not read */
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-1", "A-1", "d-1", "connection=srv-7.example Gi1/0/1", true, true, true},
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-1", "A-1", "d-1", "connection=srv-8 Gi1/0/1", false, false, false},
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-1", "A-1", "d-1", "virtual_host=SRV-7", true, true, true},
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-1", "A-1", "d-1", "virtual_host=silent", false, false, false},
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-1", "A-1", "d-1", "virtual_host=nobody", true, true, true},
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-2", "A-2", "d-2", "memory_mb", false, false, false},
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-2", "A-2", "d-2", "hostname", true, true, true},
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-3", "A-3", "d-3", "memory_mb", false, false, false},
    {CODE_DIF_ATTRIBUTE, SUBJECT_ASSET, "A-4", "A-4", "d-4", "memory_mb", true, true, true},
    {CODE_DIF_STATUS, SUBJECT_ASSET, "A-5", "A-5", "d-5", "status", true, true, true},
    {CODE_DIF_IDENTITY, SUBJECT_ASSET, "A-1", "A-1", "d-1", "serial", true, true, true},
    {CODE_DIF_IDENTITY, SUBJECT_ASSET, "A-2", "A-2", "d-2", "serial", false, false, false}, /* not read */
    {CODE_USE_IDLE, SUBJECT_ASSET, "A-1", "A-1", "d-1", "last_login_at", true, true, true},
    {CODE_USE_IDLE, SUBJECT_ASSET, "A-2", "A-2", "d-2", "last_login_at", false, false, false}, /* nobody tells */
    {CODE_SUP_PATCH, SUBJECT_ASSET, "A-1", "A-1", "d-1", "updates", false, true, true},
    {CODE_SUP_PATCH, SUBJECT_ASSET, "A-2", "A-2", "d-2", "updates", false, false, false},
    {CODE_SUP_PLATFORM, SUBJECT_ASSET, "A-1", "A-1", "d-1", "hostname", false, true, true},
    {CODE_SUP_PLATFORM, SUBJECT_ASSET, "A-2", "A-2", "d-2", "hostname", false, false, false},
    {CODE_DIF_IDENTITY, SUBJECT_ASSET, "A-6", "A-6", "", "serial", false, false, false},
    {CODE_DIF_MISSING, SUBJECT_ASSET, "A-9", "A-9", "", "vm-gone", true, true, true}, /* on no paper any more */
    {CODE_DIF_UNVERIFIED, SUBJECT_ASSET, "A-3", "A-3", "", "no-credential", true, true, true},
    {CODE_DIF_SW_MISSING, SUBJECT_ASSET, "A-1", "A-1", "d-1", "Visio", true, true, true},
    {CODE_DIF_SW_MISSING, SUBJECT_ASSET, "A-2", "A-2", "d-2", "Visio", false, false, false},
    {CODE_DIF_SW_MISSING, SUBJECT_ASSET, "A-4", "A-4", "d-4", "Visio", true, true, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_DEVICE, "d-1", "", "d-1", "answered", true, true, true}, /* is A-1 now */
    {CODE_DIF_UNREGISTERED, SUBJECT_DEVICE, "d-10", "", "d-10", "answered", false, false, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_PORT, "A-1 Gi1/0/1", "A-1", "d-1", "neighbour", true, true, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_PORT, "A-2 Gi1/0/1", "A-2", "d-2", "neighbour", false, false, false},
    {CODE_DIF_UNREGISTERED, SUBJECT_GUEST, "uuid", "A-3", "d-3", "guest", false, false, false},
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "10.0.0.9", "", "d-7", "neighbour", true, true, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "10.0.0.9", "", "d-8", "neighbour", false, false, false},
    /* who answered and was not read: registered since, read, refused again as somebody else, left out; and silent */
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "10.0.1.1", "", "", "unread", true, true, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "10.0.1.2", "", "", "unread", true, true, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "10.0.1.3", "", "", "unread", true, true, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "10.0.1.4", "", "", "unread", true, true, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "gate", "", "", "unread", true, true, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "silent", "", "", "unread", true, true, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "10.0.1.5", "", "", "unread", false, false, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "10.0.1.6", "", "", "unread", false, false, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_NEIGHBOUR, "10.0.1.7", "", "", "unread", false, false, true},
    {CODE_LIC_TITLE, SUBJECT_TITLE, "Odd", "", "", "Odd", false, false, false},
    {CODE_LIC_UNLICENSED, SUBJECT_PRODUCT, "Visio", "", "", "Visio", false, false, false},
    {CODE_LIC_UNLICENSED, SUBJECT_ASSET, "A-1", "A-1", "d-1", "Visio", false, false, false},
    {CODE_LIC_UNLICENSED, SUBJECT_ASSET, "A-4", "A-4", "d-4", "Visio", false, true, true}, /* it is gone */
    {CODE_LIC_UNLICENSED, SUBJECT_ASSET, "A-2", "A-2", "d-2", "Visio", false, false, false},
    {CODE_LIC_UNLICENSED, SUBJECT_DEVICE, "d-7", "", "d-7", "Visio", false, false, false},
    {CODE_LIC_UNLICENSED, SUBJECT_DEVICE, "d-8", "", "d-8", "Visio", false, false, false},
    {CODE_LIC_RENEWAL, SUBJECT_LICENSE, "L-1", "", "", "end_on", false, true, true},
    {CODE_LIC_ASSIGNMENT, SUBJECT_USER, "U-1", "", "", "left", false, false, false},
    {CODE_SUP_ENDED, SUBJECT_ASSET, "A-2", "A-2", "d-2", "hostname", false, true, true},
    {CODE_SUP_ENDED, SUBJECT_ASSET, "A-2", "A-2", "d-2", "PostgreSQL 14", false, false, false},
    {CODE_SUP_ENDED, SUBJECT_ASSET, "A-1", "A-1", "d-1", "PostgreSQL 14", false, true, true},
    {CODE_SUP_DECISION, SUBJECT_PRODUCT, "Debian 11", "", "", "decision", false, false, false},
    {CODE_CON_EXPIRED, SUBJECT_CONTRACT, "K-1", "", "", "end_on", false, false, false}, /* its table was refused */
    {CODE_CON_UNCOVERED, SUBJECT_ASSET, "A-1", "A-1", "d-1", "contract_id", false, false, false},
    {CODE_REU_CANDIDATE, SUBJECT_ASSET, "A-3", "A-3", "", "stopped_on", false, true, true},
    {CODE_INP_VALUE, SUBJECT_FILE, "devices.csv", "", "", "status", true, true, true},
    {CODE_INP_VALUE, SUBJECT_FILE, "contracts.csv", "", "", "kind", false, false, false},
    {CODE_INP_VALUE, SUBJECT_FILE, "gone.csv", "", "", "kind", true, true, true},
    {CODE_INP_VALUE, SUBJECT_FILE, "snapshot/devices.csv", "", "", "kind", true, true, true},
    {CODE_RUN_WAIVER, SUBJECT_ASSET, "A-3", "A-3", "", "expired", true, true, true},
};

static struct examined *look(const struct made *made, bool is_audit, bool is_whole) {
    struct date as_of = DATE_NONE;

    assert_true(date_from_civil((struct civil){2027, 3, 31}, &as_of));
    const struct examined_scope scope = {
        .ledger = made->ledger,
        .snapshot = snapshot_inventory(made->snapshot),
        .is_whole = is_whole,
        .with_licenses = is_audit,
        .with_lifecycle = is_audit,
        .verdicts = made->verdicts,
        .as_of = as_of,
    };
    struct examined *examined = NULL;

    assert_int_equal(examined_new(&scope, &examined, NULL), ERR_OK);
    return examined;
}

static void expect(struct examined *examined, size_t i, bool expected, const char *how) {
    struct str observed = str_from(cases[i].field), field = STR_NONE;

    (void)str_cut(&observed, '=', &field);
    const struct finding finding = {
        .code = cases[i].code,
        .subject_kind = cases[i].kind,
        .subject = str_from(cases[i].subject),
        .asset_id = str_from(cases[i].asset),
        .device_id = str_from(cases[i].device),
        .field = field,
        .observed = observed,
    };

    if (examined_finding(examined, &finding) != expected) {
        fail_msg("%s: %s %s %s", how, code_def(finding.code)->name, cases[i].subject, cases[i].field);
    }
}

static void test_cases(void **state) {
    CLEANUP(made_done) struct made made = make(false);
    CLEANUP(examined_free_cleanup) struct examined *compared = look(&made, false, false);
    CLEANUP(examined_free_cleanup) struct examined *audited = look(&made, true, false);
    CLEANUP(examined_free_cleanup) struct examined *whole = look(&made, true, true);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        expect(compared, i, cases[i].compared, "compared");
        expect(audited, i, cases[i].audited, "audited");
        expect(whole, i, cases[i].whole, "whole");
    }
    assert_int_equal(examined_error(audited, NULL), ERR_OK);
}

/* What rests on all machines, or on what is on paper: looked at when of some machines it is not known what is installed
 * on them, and when it is known of all. */
static const struct {
    enum finding_code code;
    enum subject_kind kind;
    const char *subject, *asset, *field;
    bool some, all;
    enum message message;
    const char *day; /* its second argument */
} shared_cases[] = {
    {CODE_LIC_QUANTITY, SUBJECT_ASSET, "A-1", "A-1", "Visio", false, true, 0, NULL},
    {CODE_LIC_MULTI, SUBJECT_ASSET, "A-1", "A-1", "devices_per_user", false, true, 0, NULL},
    {CODE_LIC_QUANTITY, SUBJECT_ASSET, "A-8", "A-8", "Visio", false, false, 0, NULL},
    {CODE_SUP_ENDED, SUBJECT_ASSET, "A-8", "A-8", "Visio", false, false, 0, NULL},
    {CODE_LIC_QUANTITY, SUBJECT_PRODUCT, "Visio", "", "Visio", false, true, 0, NULL},
    {CODE_LIC_ASSIGNMENT, SUBJECT_USER, "U-1", "", "unassigned", false, true, 0, NULL},
    {CODE_LIC_SPARE, SUBJECT_PRODUCT, "Visio", "", "Visio", false, true, 0, NULL},
    {CODE_REU_LICENSE, SUBJECT_LICENSE, "L-1", "", "Visio", false, true, 0, NULL},
    {CODE_LIC_INCOMPLETE, SUBJECT_LICENSE, "L-1", "", "purposes", false, true, 0, NULL},
    {CODE_LIC_INCOMPLETE, SUBJECT_LICENSE, "L-1", "", "metric", true, true, 0, NULL}, /* is there now */
    {CODE_LIC_QUANTITY, SUBJECT_LICENSE, "L-1", "", "quantity", false, true, 0, NULL},
    {CODE_LIC_QUANTITY, SUBJECT_LICENSE, "L-9", "", "quantity", true, true, 0, NULL}, /* is no more */
    {CODE_LIC_TITLE, SUBJECT_TITLE, "Odd", "", "Odd", false, true, 0, NULL},
    {CODE_LIC_TITLE, SUBJECT_TITLE, "Visio 2019", "", "Visio 2019", true, true, 0, NULL}, /* is known now */
    {CODE_SUP_UNKNOWN, SUBJECT_PRODUCT, "Odd", "", "product", false, true, 0, NULL},
    {CODE_SUP_DECISION, SUBJECT_PRODUCT, "Debian 11", "", "decision", false, true, 0, NULL},
    {CODE_SUP_DECISION, SUBJECT_PRODUCT, "PostgreSQL 14", "", "decision", true, true, 0, NULL},  /* decided */
    {CODE_SUP_DECISION, SUBJECT_PRODUCT, "PostgreSQL 13", "", "decision", false, true, 0, NULL}, /* not yet */
    {CODE_SUP_SOON, SUBJECT_PRODUCT, "Mate", "", "support_end", true, true, MESSAGE_SUPPORT_SOON, "2027-03-30"},
    {CODE_SUP_SOON, SUBJECT_PRODUCT, "Mate", "", "support_end", false, true, MESSAGE_SUPPORT_SOON, "2027-03-31"},
    {CODE_SUP_SOON, SUBJECT_PRODUCT, "Mate", "", "sale_end", false, true, MESSAGE_SUPPORT_SALE_ENDED, "2027-03-30"},
    {CODE_SUP_DECISION, SUBJECT_PRODUCT, "PostgreSQL 1", "", "decision", false, true, 0, NULL},
};

static void test_shared(bool all_are_known) {
    CLEANUP(made_done) struct made made = make(all_are_known);
    CLEANUP(examined_free_cleanup) struct examined *audited = look(&made, true, false);

    for (size_t i = 0; i < ARRAY_LEN(shared_cases); i++) {
        struct finding finding = {
            .code = shared_cases[i].code,
            .message = shared_cases[i].message,
            .subject_kind = shared_cases[i].kind,
            .subject = str_from(shared_cases[i].subject),
            .asset_id = str_from(shared_cases[i].asset),
            .field = str_from(shared_cases[i].field),
        };
        finding_add_text(&finding, str_from(shared_cases[i].subject));
        finding_add_text(&finding, str_from(shared_cases[i].day ? shared_cases[i].day : ""));
        bool expected = all_are_known ? shared_cases[i].all : shared_cases[i].some;
        if (examined_finding(audited, &finding) != expected) {
            fail_msg("%s: %s %s", all_are_known ? "all" : "some", code_def(finding.code)->name,
                     shared_cases[i].subject);
        }
    }
    assert_int_equal(examined_error(audited, NULL), ERR_OK);
}

static void test_some_unknown(void **state) {
    (void)state;
    test_shared(false);
}

static void test_all_known(void **state) {
    (void)state;
    test_shared(true);
}

/* A table that an engine reads, and what it finds by it. */
static const struct {
    const char *file;
    enum finding_code code;
} refusals[] = {
    {"products.csv", CODE_DIF_SW_UNREGISTERED},
    {"products.csv", CODE_SUP_DECISION},
    {"products.csv", CODE_SUP_ENDED},
    {"products.csv", CODE_LIC_TITLE},
    {"software.csv", CODE_SUP_ENDED},
    {"software.csv", CODE_LIC_QUANTITY},
    {"feeds.csv", CODE_SUP_UNKNOWN},
    {"people.csv", CODE_LIC_COUNTRY},
    {"places.csv", CODE_LIC_COUNTRY},
    {"places.csv", CODE_DIF_ATTRIBUTE},
    {"minimums.csv", CODE_LIC_QUANTITY},
    {"core_factors.csv", CODE_LIC_QUANTITY},
    {"downgrades.csv", CODE_LIC_QUANTITY},
    {"releases.csv", CODE_LIC_QUANTITY},
    {"access.csv", CODE_LIC_UNLICENSED},
    {"aliases.csv", CODE_LIC_PURPOSE},
    {"support.csv", CODE_REU_CANDIDATE},
    {"licenses.csv", CODE_INP_REFERENCE},
    {"licenses.csv", CODE_CON_EXPIRED},
    {"facilities.csv", CODE_CON_EXPIRED},
    {"clusters.csv", CODE_DIF_MISSING},
    {"connections.csv", CODE_DIF_ATTRIBUTE},
};

/* Of an asset that no machine has a say in any more. */
static void expect_refusal(const struct made *made, size_t i, bool is_refused) {
    const struct finding finding = {
        .code = refusals[i].code, .subject_kind = SUBJECT_ASSET, .subject = STR("A-9"), .asset_id = STR("A-9")};
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = NULL;
    char path[64];

    (void)snprintf(path, sizeof path, "refused/%s", refusals[i].file);
    scratch_write("refused/devices.csv", str_from(ledger_devices));
    scratch_write("refused/licenses.csv", STR("license_id,product,metric,quantity\nL-1,Visio,device,1\n"));
    if (is_refused) {
        scratch_write(path, STR("a,b\n1,\"2\n"));
    }
    assert_int_equal(ledger_read("refused", &options, made->problems, &ledger, NULL), ERR_OK);
    struct made other = {ledger, made->snapshot, made->verdicts, made->problems};
    CLEANUP(examined_free_cleanup) struct examined *audited = look(&other, true, false);
    if (examined_finding(audited, &finding) == is_refused) {
        fail_msg("%s, %s %s", code_def(finding.code)->name, refusals[i].file, is_refused ? "refused" : "not there");
    }
    if (is_refused) {
        assert_int_equal(unlink(path), 0);
    }
}

static void test_refused(void **state) {
    CLEANUP(made_done) struct made made = make(true);

    (void)state;
    assert_int_equal(mkdir("refused", 0755), 0);
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        expect_refusal(&made, i, false);
        expect_refusal(&made, i, true);
    }
}

/* Every code has its rule: without one, a finding of a machine that did not answer would count as looked at. */
static void test_all_codes(void **state) {
    static const enum finding_code on_paper[] = {
        CODE_RUN_WAIVER,    CODE_DIF_UNVERIFIED, CODE_LIC_PROOF,  CODE_LIC_RENEWAL,
        CODE_REU_CANDIDATE, CODE_REU_HOLD,       CODE_REU_RETURN,
    };
    CLEANUP(made_done) struct made made = make(false);
    CLEANUP(examined_free_cleanup) struct examined *audited = look(&made, true, false);

    (void)state;
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        struct finding finding = {.code = (enum finding_code)code,
                                  .subject_kind = SUBJECT_ASSET,
                                  .subject = STR("A-3"),
                                  .asset_id = STR("A-3"),
                                  .field = STR("x")};
        bool is_paper = code_def(finding.code)->viewpoint == VIEWPOINT_INPUT && code != CODE_INP_REFERENCE;
        for (size_t i = 0; i < ARRAY_LEN(on_paper); i++) {
            is_paper = is_paper || on_paper[i] == finding.code;
        }
        if (examined_finding(audited, &finding) != is_paper) {
            fail_msg("%s", code_def(finding.code)->name);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cases, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_some_unknown, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_all_known, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_refused, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_all_codes, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests_name("cli_examined", tests, NULL, NULL);
}
