/* What rows of five ledgers say as contracts. */

#include "lifecycle/contract_list.h"

#include "tests/unit/support/ledger_text.h"

static struct contract_list read_list(struct ledger_text *ledger) {
    struct lifecycle_input input = {.ledger = ledger->inventory, .as_of = ledger_day("2027-03-31")};
    struct lifecycle_run run = {.input = &input};
    struct contract_list list;

    assert_int_equal(contract_list_read(&run, &list, NULL), ERR_OK);
    return list;
}

static void add_day(struct buffer *out, const char *name, struct date day) {
    char text[11];

    date_format(day, text);
    if (text[0]) {
        buffer_printf(out, " %s=%s", name, text);
    }
}

/* "contract K1: start=… end=… notice=… flags next=K2 parts=2" */
static void describe(const struct contract_list *list, struct buffer *out) {
    static const char *words[] = {"", "", "", " endless", " renewing"};

    for (uint32_t i = 0; i < list->count; i++) {
        const struct contract *contract = &list->items[i];
        const struct contract_terms *terms = &contract->terms;
        buffer_printf(out, "%d %.*s:", (int)contract->ledger->kind, STR_FMT(contract->id));
        add_day(out, "start", terms->start_on);
        add_day(out, "end", terms->end_on.day);
        buffer_append_cstr(out, words[terms->end_on.word]);
        add_day(out, "notice", terms->notice_deadline);
        add_day(out, "until", contract->needed_until);
        buffer_printf(out, "%s%s%s%s%s%s", terms->renews_itself ? " renews" : "",
                      terms->must_be_ended ? " must-be-ended" : "", terms->is_single_year ? " single-year" : "",
                      terms->is_renewed ? " renewed" : "", terms->is_ending ? " ending" : "",
                      terms->is_start_unclear ? " start-unclear" : "");
        if (contract->next != CONTRACT_NONE) {
            buffer_printf(out, " next=%u", contract->next);
        }
        if (contract->agreement != i) {
            buffer_printf(out, " of=%u", contract->agreement);
        }
        buffer_printf(out, contract->part_count ? " parts=%u\n" : "\n", contract->part_count);
    }
    buffer_append_char(out, '\0');
}

static void expect(const char *name, const char *text, const char *expected) {
    CLEANUP(buffer_done) struct buffer out = {0};
    struct ledger_file file = {name, text};
    struct ledger_text ledger = ledger_text_read(&file, 1);
    struct contract_list list = read_list(&ledger);

    describe(&list, &out);
    if (strcmp(out.p, expected) != 0) {
        fail_msg("got:\n%sexpected:\n%s", out.p, expected);
    }
    contract_list_done(&list);
    ledger_text_done(&ledger);
}

#define HEAD "contract_id,start_on,end_on,targets,renewal,notice_period,renewal_status,next_contract\n"

static void test_contracts(void **state) {
    (void)state;
    expect("contracts.csv",
           HEAD "K1,2026-04-01,2027-05-31,\"SN1,SN2、SN3\",,3か月,,\n"
                "K2,令和8年4月1日,令和9年3月31日,,単年度,2週間,手続中,\n"
                "K3,,無期限,SN1,自動,3か月,,\n"
                "K4,2026-04-01,2027-03-31（自動更新）,SN1,,1年,,\n"
                "K5,2026-04-01,2027-03-31,SN1,自動,,更新しない,\n"
                "K6,きのう,2027-02-29,SN1,手動,すぐ,更新済,\n"
                "K7,2026-04-01,,SN1,,60日,,\n",
           "0 K1: start=2026-04-01 end=2027-05-31 notice=2027-02-28 parts=3\n"
           "0 K2: start=2026-04-01 end=2027-03-31 notice=2027-03-17 single-year\n"
           "0 K3: endless renews parts=1\n"
           "0 K4: start=2026-04-01 end=2027-03-31 renewing notice=2026-03-31 renews parts=1\n"
           "0 K5: start=2026-04-01 end=2027-03-31 must-be-ended ending parts=1\n"
           "0 K6: renewed start-unclear parts=1\n"
           "0 K7: start=2026-04-01 parts=1\n");
}

/* Which row the next contract is: one that ends later, of several the first. */
static void test_next(void **state) {
    (void)state;
    expect("contracts.csv",
           HEAD "K3,2028-04-01,2029-03-31,,,,,\n"
                "k1,2026-04-01,2027-03-31,,,,,Ｋ２\n"
                "K2,2027-04-01,2028-03-31,,,,,K1\n" /* K1 ends before it */
                "K3,2027-04-01,2028-03-31,,,,,K3\n"
                "K3,2026-04-01,2027-03-31,,,,,K3\n"
                "K4,2026-04-01,2030-03-31,,,,,K3\n"
                "K5,2026-04-01,2027-03-31,,,,,K5\n"
                "K6,2026-04-01,2027-03-31,,,,,K7\n"
                "K8,2026-04-01,2027-03-31,,,,,K9\n"
                "K9,2027-04-01,無期限,,,,,K9\n",
           "0 k1: start=2026-04-01 end=2027-03-31 next=1\n"
           "0 K2: start=2027-04-01 end=2028-03-31\n"
           "0 K3: start=2026-04-01 end=2027-03-31 next=3\n"
           "0 K3: start=2027-04-01 end=2028-03-31 next=4 of=2\n"
           "0 K3: start=2028-04-01 end=2029-03-31 of=2\n"
           "0 K4: start=2026-04-01 end=2030-03-31\n"
           "0 K5: start=2026-04-01 end=2027-03-31\n"
           "0 K6: start=2026-04-01 end=2027-03-31\n"
           "0 K8: start=2026-04-01 end=2027-03-31 next=9\n"
           "0 K9: start=2027-04-01 endless\n");
}

static void test_other_ledgers(void **state) {
    (void)state;
    expect("domains.csv",
           "domain,registrar,expires_on,auto_renew,certificate_end,retire_on\n"
           "b.example.jp,R,2027-12-31,自動,2027-06-30,2029-03-31\n"
           "a.example.jp,R,自動更新,,,\n",
           "1 a.example.jp: renewing renews\n"
           "1 b.example.jp: end=2027-12-31 until=2029-03-31 renews\n"
           "2 b.example.jp: end=2027-06-30 until=2029-03-31\n");
    expect("circuits.csv",
           "circuit_id,carrier,使用期間,device\n"
           "C1,T,2024-04-01～2027-03-31,R1\n"
           "C2,T,無期限,\n",
           "3 C1: start=2024-04-01 end=2027-03-31 parts=1\n"
           "3 C2: endless\n");
    expect("cloud.csv",
           "service_id,provider,service,start_on,end_on\n"
           "V1,T,S,2024-04-01,2027-03-31\n",
           "4 V1: start=2024-04-01 end=2027-03-31\n");
}

static void test_names(void **state) {
    static const char text[] = "contract_id,title,vendor,end_on\n"
                               "K1,令和８年度　サーバ保守,A社,2027-03-31\n"
                               "K2,令和9年度 ｻｰﾊﾞ保守,B社,2028-03-31\n"
                               "K3,,株式会社A社,2027-03-31\n"
                               "K4,,A社,2028-03-31\n";
    struct ledger_file file = {"contracts.csv", text};
    struct ledger_text ledger = ledger_text_read(&file, 1);
    struct contract_list list = read_list(&ledger);

    (void)state;
    assert_int_equal(list.count, 4);
    assert_true(str_eq(list.items[0].name, list.items[1].name));
    assert_true(str_eq(list.items[2].name, list.items[3].name));
    assert_false(str_eq(list.items[0].name, list.items[2].name));
    contract_list_done(&list);
    ledger_text_done(&ledger);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contracts),
        cmocka_unit_test(test_next),
        cmocka_unit_test(test_other_ledgers),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
