#include "report/result_files.h"

#include "base/file.h"
#include "base/json_read.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static struct str take_large_file(const char *name, struct arena *arena) {
    struct str bytes = STR_NONE;

    assert_int_equal(file_read_all(AT_FDCWD, name, 1 << 26, arena, &bytes, NULL), ERR_OK);
    assert_int_equal(unlink(name), 0);
    return bytes;
}

static struct str take_file(const char *name, struct arena *arena) {
    struct str bytes = take_large_file(name, arena);

    assert_true(bytes.n < 1 << 20);
    return bytes;
}

static struct finding memory_finding(void) {
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, MESSAGE_ATTRIBUTE);

    finding.subject = finding.asset_id = STR("A-001");
    finding.device_id = STR("d0123456789abcdef");
    finding.hostname = STR("=cmd");
    finding.system = STR("財務会計システム");
    finding.location = STR("霞が関, 5F");
    finding.field = STR("memory_mb");
    finding.documented = STR("16GB");
    finding.observed = STR("8192");
    finding.ledger_evidence = STR("ledger/devices.csv:2");
    finding.snapshot_evidence = STR("devices.csv:3");
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    return finding;
}

static struct finding serial_finding(void) {
    struct finding finding = finding_make(CODE_DIF_IDENTITY, MESSAGE_IDENTITY_AMBIGUOUS);

    finding.subject_kind = SUBJECT_DEVICE;
    finding.subject = finding.device_id = STR("d2");
    finding.field = STR("serial");
    finding.observed = STR("a\"\n\x01");
    finding_add_field(&finding, STR("serial"));
    finding_add_number(&finding, 3);
    return finding;
}

static void write_both(enum language language, struct summary *summary) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
    struct report_context context = {.dir_fd = AT_FDCWD, .language = language};
    struct finding findings[] = {serial_finding(), memory_finding()};

    assert_true(date_from_civil((struct civil){2027, 3, 31}, &context.as_of));
    assert_int_equal(finding_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(findings); i++) {
        assert_int_equal(finding_sink_add(sink, 0, &findings[i], NULL), ERR_OK);
    }
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_int_equal(report_findings(&context, sink, summary, NULL), ERR_OK);
}

#define HEADINGS                                                                                                       \
    "id,code,outcome,severity,viewpoint,asset_id,device_id,hostname,system,department,location,subject,field,"         \
    "documented,observed,message,remedy,ledger_evidence,snapshot_evidence,guideline,status,first_seen,last_seen,"      \
    "cause,prevention,action,owner,due,disposition_state,waived_until\r\n"

/* The second id is `printf 'DIF-IDENTITY\x1fdevice\x1fd2\x1fserial\x1f0' | xxhsum -H3`. */
static void test_csv(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(arena_free_cleanup) struct arena *unused = arena_new();
    struct summary summary = {0};

    (void)state;
    write_both(LANGUAGE_JA, &summary);
    assert_string_equal(
        take_file("findings.csv", arena).p,
        "\xef\xbb\xbf" HEADINGS
        "8419516149d3ecac,DIF-ATTRIBUTE,violation,medium,difference,A-001,d0123456789abcdef,'=cmd,財務会計システム,,"
        "\"霞が関, 5F\",A-001,memory_mb,16GB,8192,メモリは、台帳では「16GB」ですが、現況は「8192」です,"
        "台帳のメモリを更新するか機器を戻し、相違の理由と再発防止策を記録してください,ledger/devices.csv:2,"
        "devices.csv:3,標準ガイドライン 第3編第9章 2.3)[1],new,2027-03-31,2027-03-31,,,,,,,\r\n"
        "80a2a03ae0316903,DIF-IDENTITY,undetermined,low,difference,,d2,,,,,d2,serial,,\"a\"\"\n\x01\","
        "シリアル番号が複数の行で重複しているため（相手側の候補3件）、一つに決められません,"
        "シリアル番号など、機器を区別できる項目を台帳に記入してください,,,"
        "標準ガイドライン 第3編第9章 2.3)[1],new,2027-03-31,2027-03-31,,,,,,,\r\n");
    take_file("findings.jsonl", unused);
    assert_int_equal(summary.by_code[CODE_DIF_ATTRIBUTE][OUTCOME_VIOLATION], 1);
    assert_int_equal(summary.by_code[CODE_DIF_IDENTITY][OUTCOME_UNDETERMINED], 1);
}

/* A finding may be worse than others of its code; that goes through the sink, and is counted. */
static void test_critical(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
    struct report_context context = {.dir_fd = AT_FDCWD, .language = LANGUAGE_EN};
    struct finding finding = finding_make(CODE_SUP_ENDED, MESSAGE_SUPPORT_ENDED_NO_DAY);
    struct summary summary = {0};

    (void)state;
    finding.subject_kind = SUBJECT_ASSET;
    finding.subject = STR("A-001");
    assert_true(date_from_civil((struct civil){2027, 3, 31}, &context.as_of));
    assert_int_equal(finding_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    assert_int_equal(finding_sink_add(sink, 0, &finding, NULL), ERR_OK);
    finding.subject = STR("A-002");
    finding.is_critical = true;
    assert_int_equal(finding_sink_add(sink, 0, &finding, NULL), ERR_OK);
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_int_equal(report_findings(&context, sink, &summary, NULL), ERR_OK);
    struct str csv = take_file("findings.csv", arena);
    assert_true(str_contains(csv, STR("SUP-ENDED,violation,high,support,,,,,,,A-001,")));
    assert_true(str_contains(csv, STR("SUP-ENDED,violation,critical,support,,,,,,,A-002,")));
    take_file("findings.jsonl", arena);
    assert_int_equal(summary.by_code[CODE_SUP_ENDED][OUTCOME_VIOLATION], 2);
    assert_int_equal(summary.raised[CODE_SUP_ENDED], 1);
}

/* A store that knows the first finding since long, and that somebody answers for it; one more is resolved. */
static struct finding_state known_state(void *context, uint64_t id) {
    const struct date *as_of = context;
    bool is_first = id == 0x8419516149d3ecac;

    return (struct finding_state){is_first ? FINDING_WAIVED : FINDING_NEW,
                                  {is_first ? as_of->days - 365 : as_of->days},
                                  *as_of,
                                  DATE_NONE,
                                  is_first};
}

/* Nobody asks for that of a finding about which nothing was decided. */
static enum err_code decision_of(void *context, uint64_t id, struct arena *arena, struct finding_decision *ret_decision,
                                 struct err *err) {
    const struct date *as_of = context;

    (void)err;
    assert_true(id == 0x8419516149d3ecac || id == 0xabc);
    *ret_decision = (struct finding_decision){.due = DATE_NONE, .waived_until = DATE_NONE};
    if (id == 0xabc) {
        ret_decision->has_disposition = true;
        ret_decision->cause = arena_dup(arena, STR("=増設"));
        ret_decision->prevention = arena_dup(arena, STR("申請"));
        ret_decision->action = arena_dup(arena, STR("台帳, 更新"));
        ret_decision->owner = arena_dup(arena, STR("佐藤"));
        ret_decision->disposition_state = arena_dup(arena, STR("in-progress"));
        ret_decision->due = (struct date){as_of->days + 30};
    } else {
        ret_decision->has_waiver = true;
        ret_decision->waived_by = arena_dup(arena, STR("鈴木"));
        ret_decision->waive_why = arena_dup(arena, STR("更改まで"));
        ret_decision->waived_until = (struct date){as_of->days + 1};
    }
    return ERR_OK;
}

static enum err_code resolved(void *context, size_t number, const struct finding **ret_finding,
                              struct finding_state *ret_state, struct err *err) {
    static struct finding finding;
    const struct date *as_of = context;

    (void)err;
    finding = memory_finding();
    finding.id = 0xabc;
    finding.subject = finding.asset_id = STR("A-000");
    *ret_state = (struct finding_state){FINDING_RESOLVED, {as_of->days - 2}, {as_of->days - 1}, *as_of, true};
    *ret_finding = number == 0 ? &finding : NULL;
    return ERR_OK;
}

/* What is waived counts apart; what is resolved comes behind all others, and counts apart as well. */
static void test_memory(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
    struct report_context context = {.dir_fd = AT_FDCWD, .language = LANGUAGE_EN};
    const struct finding_memory memory = {&context.as_of, known_state, decision_of, resolved};
    struct finding findings[] = {serial_finding(), memory_finding()};
    struct summary summary = {0};
    struct str rest, line;

    (void)state;
    context.memory = &memory;
    assert_true(date_from_civil((struct civil){2027, 3, 31}, &context.as_of));
    assert_int_equal(finding_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(findings); i++) {
        assert_int_equal(finding_sink_add(sink, 0, &findings[i], NULL), ERR_OK);
    }
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_int_equal(report_findings(&context, sink, &summary, NULL), ERR_OK);
    struct str csv = take_file("findings.csv", arena);
    assert_true(str_contains(csv, STR(",waived,2026-03-31,2027-03-31,,,,,,,2027-04-01\r\n80a2a03ae0316903,")));
    assert_true(str_contains(csv, STR(",new,2027-03-31,2027-03-31,,,,,,,\r\n0000000000000abc,DIF-ATTRIBUTE,")));
    assert_true(str_ends_with(csv, STR(",resolved,2027-03-29,2027-03-30,'=増設,申請,\"台帳, 更新\",佐藤,2027-04-30,"
                                       "in-progress,\r\n")));
    rest = take_file("findings.jsonl", arena);
    assert_true(str_cut(&rest, '\n', &line));
    assert_true(str_ends_with(line, STR("\"last_seen\":\"2027-03-31\",\"waiver\":{\"who\":\"鈴木\","
                                        "\"why\":\"更改まで\",\"until\":\"2027-04-01\"}}")));
    assert_true(str_cut(&rest, '\n', &line));
    assert_true(str_ends_with(line, STR("\"last_seen\":\"2027-03-31\"}")));
    assert_true(str_cut(&rest, '\n', &line));
    assert_true(str_ends_with(
        line, STR("\"status\":\"resolved\",\"first_seen\":\"2027-03-29\",\"last_seen\":\"2027-03-30\","
                  "\"disposition\":{\"cause\":\"=増設\",\"prevention\":\"申請\",\"action\":\"台帳, 更新\","
                  "\"owner\":\"佐藤\",\"due\":\"2027-04-30\",\"state\":\"in-progress\"}}")));
    assert_int_equal(summary.by_code[CODE_DIF_ATTRIBUTE][OUTCOME_VIOLATION], 0);
    assert_int_equal(summary.by_code[CODE_DIF_IDENTITY][OUTCOME_UNDETERMINED], 1);
    assert_int_equal(summary.by_status[FINDING_WAIVED], 1);
    assert_int_equal(summary.by_status[FINDING_NEW], 1);
    assert_int_equal(summary.by_status[FINDING_RESOLVED], 1);
    assert_int_equal(summary.by_status[FINDING_CONTINUING], 0);
}

/* JSONL stays raw. */
static void test_jsonl(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct summary summary = {0};
    struct str rest, line;

    (void)state;
    write_both(LANGUAGE_EN, &summary);
    take_file("findings.csv", arena);
    rest = take_file("findings.jsonl", arena);
    assert_true(str_cut(&rest, '\n', &line));
    assert_true(str_eq(
        line,
        STR("{\"id\":\"8419516149d3ecac\",\"code\":\"DIF-ATTRIBUTE\",\"outcome\":\"violation\",\"severity\":\"medium\","
            "\"viewpoint\":\"difference\",\"asset_id\":\"A-001\",\"device_id\":\"d0123456789abcdef\","
            "\"hostname\":\"=cmd\",\"system\":\"財務会計システム\",\"department\":\"\",\"location\":\"霞が関, 5F\","
            "\"subject\":\"A-001\",\"field\":\"memory_mb\",\"documented\":\"16GB\",\"observed\":\"8192\","
            "\"message\":\"memory_mb is “16GB” in the ledger and “8192” in fact\",\"message_id\":\"attribute-differs\","
            "\"args\":[{\"kind\":\"field\",\"value\":\"memory_mb\"},{\"kind\":\"text\",\"value\":\"16GB\"},"
            "{\"kind\":\"text\",\"value\":\"8192\"}],\"remedy\":\"Update memory_mb in the ledger or restore the "
            "device, "
            "and record the cause and the prevention\",\"ledger_evidence\":\"ledger/devices.csv:2\","
            "\"snapshot_evidence\":\"devices.csv:3\",\"guideline\":\"標準ガイドライン 第3編第9章 2.3)[1]\","
            "\"status\":\"new\",\"first_seen\":\"2027-03-31\",\"last_seen\":\"2027-03-31\"}")));
    assert_true(str_cut(&rest, '\n', &line));
    assert_true(line.n > 0);
    assert_int_equal(rest.n, 0);
}

/* What another program reads back; and the sentence can be made again in the other language from it. */
static void test_jsonl_read_back(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    struct summary summary = {0};
    struct str rest, line;
    const struct json_node *root, *args;
    int64_t number;

    (void)state;
    write_both(LANGUAGE_JA, &summary);
    take_file("findings.csv", arena);
    rest = take_file("findings.jsonl", arena);
    assert_true(str_cut(&rest, '\n', &line) && str_cut(&rest, '\n', &line));
    assert_int_equal(json_parse(line, "findings.jsonl", &document, NULL), ERR_OK);
    root = json_root(document);
    assert_true(str_eq(json_text(json_get(root, "observed")), STR("a\"\n\x01")));
    assert_true(str_eq(json_text(json_get(root, "id")), STR("80a2a03ae0316903")));
    assert_true(str_eq(json_text(json_get(root, "message_id")), str_from(message_id(MESSAGE_IDENTITY_AMBIGUOUS))));
    args = json_get(root, "args");
    assert_int_equal(json_length(args), 2);
    assert_true(str_eq(json_text(json_get(json_at(args, 0), "kind")), STR("field")));
    assert_true(str_eq(json_text(json_get(json_at(args, 1), "kind")), STR("number")));
    assert_true(json_to_integer(json_get(json_at(args, 1), "value"), &number));
    assert_int_equal(number, 3);
}

/* Many findings, many of them with one key, in several ranges: the files are the same for any number of threads. */
static void test_threads(void **state) {
    enum { COUNT = 6000 };
    static const unsigned threads[] = {1, 2, 7};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str expected[2] = {STR_NONE, STR_NONE};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
        CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
        struct report_context context = {.dir_fd = AT_FDCWD, .language = LANGUAGE_JA};
        struct summary summary = {0};
        assert_int_equal(pool_new(threads[i], &pool, NULL), ERR_OK);
        assert_int_equal(finding_sink_new(threads[i], i == 1 ? 100000 : 0, "/tmp", &sink, NULL), ERR_OK);
        for (unsigned k = 0; k < COUNT; k++) {
            struct finding finding = memory_finding();
            finding.subject = arena_printf(arena, "HW-%03u", k % 2 ? 500 : k * 7919 % 1000);
            finding.observed = arena_printf(arena, "%u", k);
            assert_int_equal(finding_sink_add(sink, k % threads[i], &finding, NULL), ERR_OK);
        }
        assert_int_equal(finding_sink_finish(sink, pool, NULL), ERR_OK);
        assert_true(finding_sink_ranges(sink) > 1);
        context.pool = pool;
        assert_int_equal(report_findings(&context, sink, &summary, NULL), ERR_OK);
        struct str files[] = {take_large_file("findings.csv", arena), take_large_file("findings.jsonl", arena)};
        assert_int_equal(summary.by_code[CODE_DIF_ATTRIBUTE][OUTCOME_VIOLATION], COUNT);
        for (size_t k = 0; k < ARRAY_LEN(files); k++) {
            expected[k] = i ? expected[k] : files[k];
            assert_true(str_eq(files[k], expected[k]));
        }
    }
}

/* A file that is there already is not ours to replace; nothing leaks. */
static void test_existing_file(void **state) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
    struct report_context context = {.dir_fd = AT_FDCWD};
    struct summary summary = {0};
    int fd = open("findings.jsonl", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct err err;

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(finding_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_int_equal(report_findings(&context, sink, &summary, &err), ERR_EXISTS);
    assert_string_equal(err.file, "findings.jsonl");
    assert_int_equal(unlink("findings.jsonl"), 0);
    assert_int_equal(unlink("findings.csv"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory),        cmocka_unit_test(test_critical),        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_jsonl),         cmocka_unit_test(test_jsonl_read_back), cmocka_unit_test(test_threads),
        cmocka_unit_test(test_existing_file),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
