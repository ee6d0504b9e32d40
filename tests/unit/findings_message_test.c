#include "findings/message.h"

#include "findings/summary.h"
#include "tests/unit/support/cmocka.h"

static const struct {
    const char *id, *texts[2][LANGUAGE_COUNT]; /* sentence, remedy */
    enum finding_code code;
} rows[] = {
#define MESSAGE(ID, STABLE_ID, CODE_ID, SENTENCE_EN, SENTENCE_JA, REMEDY_EN, REMEDY_JA)                                \
    {STABLE_ID, {{SENTENCE_EN, SENTENCE_JA}, {REMEDY_EN, REMEDY_JA}}, CODE_##CODE_ID},
#include "findings/message.def"
};

/* Bit i stands for {i}. */
static unsigned placeholders(const char *text) {
    unsigned set = 0;

    for (; *text; text++) {
        if (text[0] == '{') {
            assert_true(text[1] >= '0' && text[1] < '0' + MESSAGE_ARGUMENTS_MAX && text[2] == '}');
            set |= 1U << (text[1] - '0');
        }
    }
    return set;
}

/* 0, 1, 3, 7 or 15: no number is left out. */
static bool is_dense(unsigned set) {
    return (set & (set + 1)) == 0;
}

static void test_catalogue(void **state) {
    (void)state;
    assert_int_equal(ARRAY_LEN(rows), MESSAGE_COUNT);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        unsigned used = 0;
        for (size_t k = 0; k < ARRAY_LEN(rows[i].texts); k++) {
            const char *en = rows[i].texts[k][LANGUAGE_EN], *ja = rows[i].texts[k][LANGUAGE_JA];
            if (!en[0] || !ja[0] || placeholders(en) != placeholders(ja)) {
                fail_msg("%s", rows[i].id);
            }
            assert_null(strstr(en, "breach"));
            assert_null(strstr(ja, "契約違反"));
            assert_null(strstr(ja, "条件違反"));
            used |= placeholders(en);
        }
        assert_true(is_dense(used));
        assert_string_equal(message_id((enum message)i), rows[i].id);
        assert_int_equal(message_code((enum message)i), rows[i].code);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(rows[k].id, rows[i].id);
        }
    }
}

static void test_by_id(void **state) {
    enum message found = MESSAGE_COUNT;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_true(message_by_id(str_from(rows[i].id), &found));
        assert_int_equal(found, i);
    }
    assert_false(message_by_id(STR("attribute-differ"), &found));
    assert_false(message_by_id(STR_NONE, &found));
    assert_int_equal(found, ARRAY_LEN(rows) - 1);
}

static struct argument text_argument(const char *text) {
    return (struct argument){.kind = ARGUMENT_TEXT, .text = str_from(text)};
}

static void check(enum message message, const struct argument *arguments, size_t count, enum language language,
                  const char *sentence, const char *remedy) {
    struct buffer out = {0};

    message_render(message, arguments, count, language, &out);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.p, sentence);
    buffer_reset(&out);
    message_render_remedy(message, arguments, count, language, &out);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.p, remedy);
    buffer_done(&out);
}

static void test_render(void **state) {
    const struct argument differs[] = {
        {.kind = ARGUMENT_FIELD, .text = STR("memory_mb")}, text_argument("16GB"), text_argument("{0}8192")};
    const struct argument ambiguous[] = {{.kind = ARGUMENT_FIELD, .text = STR("serial")},
                                         {.kind = ARGUMENT_NUMBER, .number = 12}};
    const struct argument cause[] = {{.kind = ARGUMENT_WORD, .text = STR("no-answer")}};

    (void)state;
    check(MESSAGE_ATTRIBUTE, differs, 3, LANGUAGE_EN, "memory_mb is “16GB” in the ledger and “{0}8192” in fact",
          "Update memory_mb in the ledger or restore the device, and record the cause and the prevention");
    check(MESSAGE_ATTRIBUTE, differs, 3, LANGUAGE_JA, "メモリは、台帳では「16GB」ですが、現況は「{0}8192」です",
          "台帳のメモリを更新するか機器を戻し、相違の理由と再発防止策を記録してください");
    check(MESSAGE_IDENTITY_AMBIGUOUS, ambiguous, 2, LANGUAGE_JA,
          "シリアル番号が複数の行で重複しているため（相手側の候補12件）、一つに決められません",
          "シリアル番号など、機器を区別できる項目を台帳に記入してください");
    check(MESSAGE_UNVERIFIED, cause, 1, LANGUAGE_EN, "The asset could not be examined: no answer",
          "Remove the cause and scan again, or check the asset by hand");
    check(MESSAGE_UNVERIFIED, cause, 1, LANGUAGE_JA, "この資産の現況を確認できませんでした（応答なし）",
          "原因を取り除いて再度スキャンするか、実地確認票で確認してください");
}

/* What is licensed against what is done, in both languages: words are shown as people say them. */
static void test_render_licenses(void **state) {
    const struct argument purpose[] = {text_argument("Visual Studio"),
                                       text_argument("L-003"),
                                       text_argument("開発;検証"),
                                       {.kind = ARGUMENT_WORD, .text = STR("production")}};
    const struct argument version[] = {text_argument("Office"), text_argument("2019"), text_argument("L-001 (2016)")};
    const struct argument edition[] = {text_argument("Oracle Database SE2"),
                                       {.kind = ARGUMENT_NUMBER, .number = 4},
                                       {.kind = ARGUMENT_NUMBER, .number = 2}};

    (void)state;
    check(MESSAGE_PURPOSE_OTHER, purpose, 4, LANGUAGE_EN,
          "Visual Studio is used for “production”, but the purposes of licence L-003, which covers it, are: 開発;検証",
          "Use a licence that is for this purpose, move the installation, or correct environment or purposes in the "
          "ledger");
    check(MESSAGE_PURPOSE_OTHER, purpose, 4, LANGUAGE_JA,
          "「Visual Studio」の利用は「本番」ですが、充当したライセンスL-003の利用目的は「開発;検証」です",
          "目的に合うライセンスに替えるか、導入先を移すか、台帳の環境・用途・利用目的を訂正してください");
    check(MESSAGE_QUANTITY_VERSION, version, 3, LANGUAGE_JA,
          "「Office」のバージョン2019を利用していますが、台帳の権利は別のバージョンのものです（L-001 (2016)）",
          "権利のあるバージョンに替えるか、このバージョンの権利を取得してください。ダウングレード権があればダウングレー"
          "ド表に登録し"
          "てください");
    check(
        MESSAGE_QUANTITY_EDITION_SOCKETS, edition, 3, LANGUAGE_EN,
        "Oracle Database SE2 is used on a machine with more sockets than the edition permits (occupied: 4, at most: 2)",
        "Use a smaller machine, or an edition without that limit");
}

static void test_missing_arguments(void **state) {
    const struct argument one[] = {text_argument("Acrobat"), text_argument("")};

    (void)state;
    check(MESSAGE_SW_UNREGISTERED, one, 2, LANGUAGE_EN,
          "Acrobat (version –) is installed, but not in the software ledger",
          "Add it to the ledger if it is approved, else remove it, and record the cause");
    check(MESSAGE_SW_UNREGISTERED, one, 1, LANGUAGE_EN,
          "Acrobat (version –) is installed, but not in the software ledger",
          "Add it to the ledger if it is approved, else remove it, and record the cause");
}

static void check_field(const char *column, enum language language, const char *expected) {
    struct str field = message_field(str_from(column), language);

    assert_true(str_eq(field, str_from(expected)));
}

static void test_fields(void **state) {
    (void)state;
    check_field("memory_mb", LANGUAGE_EN, "memory_mb");
    check_field("location", LANGUAGE_JA, "設置場所");
    check_field("product", LANGUAGE_JA, "ソフトウェア名");  /* no devices column */
    check_field("observed_at", LANGUAGE_JA, "observed_at"); /* nobody writes it by hand */
    check_field("mac", LANGUAGE_JA, "MACアドレス");         /* a word */
    check_field("such_a_thing", LANGUAGE_JA, "such_a_thing");
}

static void test_words_are_distinct(void **state) {
    static const char *const words[] = {
#define WORD(WORD_, EN, JA) WORD_,
#include "findings/word.def"
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(words[k], words[i]);
        }
    }
}

static void assert_word(const char *word) {
    for (unsigned language = 0; language < LANGUAGE_COUNT; language++) {
        assert_true(message_word(str_from(word), (enum language)language).n > 0);
    }
    if (str_eq(message_word(str_from(word), LANGUAGE_JA), str_from(word))) {
        fail_msg("no word for %s", word);
    }
}

static void test_words(void **state) {
    (void)state;
    for (unsigned i = 0; i < CAUSE_COUNT; i++) {
        assert_word(unverified_cause_name((enum unverified_cause)i));
    }
    for (unsigned i = 0; i < VERDICT_KIND_COUNT; i++) {
        assert_word(verdict_name((enum verdict_kind)i));
    }
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        assert_word(outcome_name((enum outcome)i));
    }
    for (unsigned i = 0; i < SEVERITY_COUNT; i++) {
        assert_word(severity_name((enum severity)i));
    }
    for (unsigned i = VIEWPOINT_DIFFERENCE; i <= VIEWPOINT_RUN; i++) {
        assert_word(viewpoint_name((enum viewpoint)i));
    }
    assert_true(str_eq(message_word(STR("undetermined"), LANGUAGE_JA), STR("判定不能")));
    assert_true(str_eq(message_word(STR("unheard-of"), LANGUAGE_JA), STR("unheard-of")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalogue),
        cmocka_unit_test(test_by_id),
        cmocka_unit_test(test_render),
        cmocka_unit_test(test_render_licenses),
        cmocka_unit_test(test_missing_arguments),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_words_are_distinct),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
