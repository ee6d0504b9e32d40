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
    const char *id, *hostname, *memory_mb, *sections_missing;
} devices[] = {
    {"d-1", "srv-1", "65536", ""},
    {"d-2", "srv-2", "", "packages"},
    {"d-7", "srv-7", "65536", ""},
    {"d-8", "srv-8", "65536", "neighbors"},
};

static const struct {
    const char *target, *address, *outcome, *reached, *device_id;
} probes[] = {
    {"10.0.1.2", "10.0.1.2", "answered", "yes", "d-1"},
    {"gate.example.jp:2222", "10.0.1.3", "auth-refused", "yes", ""},
    {"10.0.1.0/24", "10.0.1.4", "excluded", "no", ""},
    {"10.0.1.0/24", "10.0.1.5", "no-answer", "no", ""},
    {"10.0.1.0/24", "10.0.1.6", "host-key-changed", "no", ""}, /* a jump host's */
};

static const struct {
    enum verdict_kind kind;
    const char *asset, *device;
    uint32_t row;
    bool software;
} verdicts[] = {
    {VERDICT_MATCHED, "A-1", "d-1", 0, true},
    {VERDICT_DIFFERENT, "A-2", "d-2", 1, false},
    {VERDICT_UNVERIFIED, "A-3", "", VERDICT_NO_ROW, false},
    {VERDICT_MISSING, "A-4", "", VERDICT_NO_ROW, false},
    {VERDICT_NOT_EXPECTED, "A-5", "", VERDICT_NO_ROW, false},
    {VERDICT_AMBIGUOUS, "A-6", "", VERDICT_NO_ROW, false},
    {VERDICT_UNREGISTERED, "", "d-7", 2, false},
    {VERDICT_UNREGISTERED, "", "d-8", 3, false},
};

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
        assert_int_equal(snapshot_writer_row(writer, TABLE_PROBES, cells, NULL), ERR_OK);
    }
    assert_int_equal(snapshot_writer_commit(writer, &(struct snapshot_info){.scanner_version = STR("test")}, NULL),
                     ERR_OK);
    assert_int_equal(snapshot_read("snapshot", &options, problems, &snapshot, NULL), ERR_OK);
    return snapshot;
}

static struct made make(void) {
    struct made made = {.problems = diagnostics_new()};

    assert_int_equal(mkdir("ledger", 0755), 0);
    scratch_write("ledger/devices.csv", STR("asset_id,hostname,ip_addresses\nA-1,srv-1,10.0.1.1\nA-3,silent,\n"));
    scratch_write("ledger/contracts.csv", STR("contract_id,title\nK-1,\"保守\n")); /* refused */
    scratch_write("ledger/licenses.csv", STR("license_id,product,metric,quantity\nL-1,Visio,device,1\n"));
    assert_int_equal(ledger_read("ledger", &options, made.problems, &made.ledger, NULL), ERR_OK);
    made.snapshot = make_snapshot(made.problems);
    assert_non_null(inventory_table(made.ledger, TABLE_LICENSES));
    assert_true(inventory_is_refused(made.ledger, TABLE_CONTRACTS));
    assert_int_equal(verdict_sink_new(1, 0, "/tmp", &made.verdicts, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
        const struct verdict verdict = {
            .kind = verdicts[i].kind,
            .asset_id = str_from(verdicts[i].asset),
            .device_id = str_from(verdicts[i].device),
            .asset = *verdicts[i].asset ? (uint32_t)i : VERDICT_NO_ROW,
            .device = verdicts[i].row,
            .software_checked = verdicts[i].software,
        };
        assert_int_equal(verdict_sink_add(made.verdicts, 0, &verdict, NULL), ERR_OK);
    }
    assert_int_equal(verdict_sink_finish(made.verdicts, NULL, NULL), ERR_OK);
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
    {CODE_DIF_IDENTITY, SUBJECT_ASSET, "A-6", "A-6", "", "serial", false, false, false},
    {CODE_DIF_MISSING, SUBJECT_ASSET, "A-9", "A-9", "", "vm-gone", true, true, true}, /* on no paper any more */
    {CODE_DIF_UNVERIFIED, SUBJECT_ASSET, "A-3", "A-3", "", "no-credential", true, true, true},
    {CODE_DIF_SW_MISSING, SUBJECT_ASSET, "A-1", "A-1", "d-1", "Visio", true, true, true},
    {CODE_DIF_SW_MISSING, SUBJECT_ASSET, "A-2", "A-2", "d-2", "Visio", false, false, false},
    {CODE_DIF_SW_MISSING, SUBJECT_ASSET, "A-4", "A-4", "d-4", "Visio", true, true, true},
    {CODE_DIF_UNREGISTERED, SUBJECT_DEVICE, "d-1", "", "d-1", "answered", true, true, true}, /* is A-1 now */
    {CODE_DIF_UNREGISTERED, SUBJECT_DEVICE, "d-9", "", "d-9", "answered", false, false, true},
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
    {CODE_LIC_TITLE, SUBJECT_TITLE, "Odd", "", "", "Odd", true, true, true},
    {CODE_LIC_UNLICENSED, SUBJECT_PRODUCT, "Visio", "", "", "Visio", false, true, true},
    {CODE_LIC_UNLICENSED, SUBJECT_ASSET, "A-1", "A-1", "d-1", "Visio", false, true, true},
    {CODE_LIC_UNLICENSED, SUBJECT_ASSET, "A-2", "A-2", "d-2", "Visio", false, false, false},
    {CODE_LIC_UNLICENSED, SUBJECT_DEVICE, "d-7", "", "d-7", "Visio", false, true, true},
    {CODE_LIC_UNLICENSED, SUBJECT_DEVICE, "d-8", "", "d-8", "Visio", false, false, false},
    {CODE_LIC_RENEWAL, SUBJECT_LICENSE, "L-1", "", "", "end_on", false, true, true},
    {CODE_LIC_ASSIGNMENT, SUBJECT_USER, "U-1", "", "", "left", false, true, true},
    {CODE_SUP_ENDED, SUBJECT_ASSET, "A-2", "A-2", "d-2", "hostname", false, true, true},
    {CODE_SUP_ENDED, SUBJECT_ASSET, "A-2", "A-2", "d-2", "PostgreSQL 14", false, false, false},
    {CODE_SUP_ENDED, SUBJECT_ASSET, "A-1", "A-1", "d-1", "PostgreSQL 14", false, true, true},
    {CODE_SUP_DECISION, SUBJECT_PRODUCT, "Debian 11", "", "", "decision", false, true, true},
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
    const struct examined_scope scope = {
        .ledger = made->ledger,
        .snapshot = snapshot_inventory(made->snapshot),
        .is_whole = is_whole,
        .with_licenses = is_audit,
        .with_lifecycle = is_audit,
        .verdicts = made->verdicts,
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
    CLEANUP(made_done) struct made made = make();
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
    scratch_write("refused/devices.csv", STR("asset_id,hostname,ip_addresses\nA-1,srv-1,10.0.1.1\nA-3,silent,\n"));
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
    CLEANUP(made_done) struct made made = make();

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
        CODE_RUN_WAIVER,    CODE_DIF_UNVERIFIED, CODE_LIC_PROOF,  CODE_LIC_RENEWAL, CODE_SUP_DECISION,
        CODE_REU_CANDIDATE, CODE_REU_HOLD,       CODE_REU_RETURN, CODE_REU_LICENSE,
    };
    CLEANUP(made_done) struct made made = make();
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
        cmocka_unit_test_setup_teardown(test_refused, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_all_codes, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests_name("cli_examined", tests, NULL, NULL);
}
