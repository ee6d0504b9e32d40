#include "report/html/looks.h"

#include "base/file.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <unistd.h>

/* The table's section in English. LOOKS may be NULL. */
static struct str section_of(enum html_table_id id, struct str csv, struct html_looks *looks, struct output *output) {
    const char *name = html_table_spec(id)->file;
    struct html_table *table;
    struct html html;

    scratch_write(name, csv);
    assert_int_equal(html_table_read(id, AT_FDCWD, LANGUAGE_EN, looks, &table, NULL), ERR_OK);
    assert_int_equal(unlinkat(AT_FDCWD, name, 0), 0);
    html_init(&html, output);
    html_table_write(table, &html);
    html_done(&html);
    html_table_free(table);
    return output_bytes(output);
}

static void assert_in_order(struct str text, const struct str *parts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t at = str_find(text, parts[i]);
        if (at < 0) {
            fail_msg("%.*s is not there, or before what should come first", STR_FMT(parts[i]));
        }
        text = str_sub(text, (size_t)at + parts[i].n, SIZE_MAX);
    }
}

/* Rows stand in their groups, what needs attention first; the order of the file plays no part. */
static void test_groups(void **state) {
    static const struct str parts[] = {
        STR("<tbody id=\"assets-missing\">"),
        STR(">A-3 d3<"),
        STR("<tbody id=\"assets-unverified-no-answer\">"),
        STR("unverified – no answer"),
        STR(">A-2<"),
        STR("<tbody id=\"assets-unverified\">"),
        STR(">A-5<"),
        STR("<tbody id=\"assets-matched\">"),
        STR(">A-1<"),
        STR("A&lt;4"),
        STR("<tbody id=\"assets-others\">"),
        STR(">A-6<"),
    };
    struct output *output;

    (void)state;
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    struct str section =
        section_of(HTML_TABLE_ASSETS,
                   STR("\xef\xbb\xbf"
                       "verdict,cause,asset_id,device_id\r\nmatched,,A-1,\r\nunverified,no-answer,A-2,\r\n"
                       "missing,,A-3,d3\r\nmatched,,A<4,\r\nunverified,of another version,A-5,\r\n"
                       "of another version,,A-6,\r\n"),
                   NULL, output);
    assert_in_order(section, parts, ARRAY_LEN(parts));
    output_abandon(output);
}

/* Of a group so many rows; the others are counted, and the file is named. */
static void test_bound(void **state) {
    CLEANUP(buffer_done) struct buffer csv = {0};
    struct output *output;

    (void)state;
    buffer_append_cstr(&csv, "verdict,cause,asset_id\r\n");
    for (unsigned i = 0; i < HTML_GROUP_ROWS + 1234; i++) {
        buffer_printf(&csv, "matched,,A-%u\r\n", i);
    }
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    struct str section = section_of(HTML_TABLE_ASSETS, buffer_view(&csv), NULL, output);
    assert_true(str_contains(section, STR(">A-499<")));
    assert_false(str_contains(section, STR(">A-500<")));
    assert_true(str_contains(section, STR("1,234 more rows of this group are in assets.csv.")));
    assert_true(str_contains(section, STR("<span class=count>1,734</span>")));
    output_abandon(output);
}

static struct date day(int year, int month, int day) {
    struct date date = DATE_NONE;

    assert_true(date_from_civil((struct civil){year, month, day}, &date));
    return date;
}

/* By hand: 2027-02-10 is in fiscal year 2026, the next one ends in March 2028: 14 months. At the end of the calendar
 * the next one ends on no day that can be written, but in a month all the same. */
static void test_months(void **state) {
    (void)state;
    assert_int_equal(html_months(day(2027, 2, 10)), 14);
    assert_int_equal(html_months(day(2027, 3, 31)), 13);
    assert_int_equal(html_months(day(2027, 4, 1)), HTML_MONTHS_MAX);
    assert_int_equal(html_months(day(9998, 5, 1)), 23);
    assert_int_equal(html_months(day(9999, 12, 31)), 16);
    assert_int_equal(html_month_of(day(2027, 2, 10), day(2027, 2, 28)), 0);
    assert_int_equal(html_month_of(day(2027, 2, 10), day(2028, 1, 1)), 11);
    assert_int_equal(html_month_of(day(2027, 2, 10), day(2027, 1, 31)), -1);
}

static void test_deadlines(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct html_looks looks = {.arena = arena, .as_of = day(2027, 2, 10)};
    struct output *output;

    (void)state;
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    (void)section_of(HTML_TABLE_SUPPORT,
                     STR("class,product,version,count,effective_end\r\nended,Old,1,4,2027-02-09\r\n"
                         "standard,Today,,3,2027-02-10\r\nstandard,Late,2,1,2028-04-01\r\nstandard,Never,,1,endless\r\n"
                         "standard,March,5,2,2027-03-31\r\n"),
                     &looks, output);
    output_reset(output);
    (void)section_of(
        HTML_TABLE_CONTRACTS,
        STR("state,kind,id,title,due_on\r\ndue,domain,x.example,,2027-03-01\r\nactive,contract,K-1,A lease,\r\n"),
        &looks, output);
    const struct html_deadlines *deadlines = &looks.deadlines;
    assert_int_equal(deadlines->past.support, 1);
    assert_int_equal(deadlines->months[0].support, 1);
    assert_int_equal(deadlines->months[1].support, 1);
    assert_int_equal(deadlines->months[1].contracts, 1);
    assert_int_equal(deadlines->later.support, 1);
    assert_int_equal(deadlines->count, 4);
    assert_true(str_eq(deadlines->nearest[0].what, STR("Today")));
    assert_int_equal(deadlines->nearest[0].machines, 3);
    assert_true(str_eq(deadlines->nearest[1].what, STR("x.example")));
    assert_true(deadlines->nearest[1].is_contract);
    assert_true(str_eq(deadlines->nearest[2].what, STR("March 5")));
    assert_true(str_eq(deadlines->nearest[3].what, STR("Late 2")));
    output_abandon(output);
}

/* What is surely missing comes before what may be. */
static void test_shortages(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct html_looks looks = {.arena = arena, .as_of = day(2027, 2, 10)};
    struct output *output;

    (void)state;
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    (void)section_of(
        HTML_TABLE_LICENSES,
        STR("outcome,product,edition,need_max,short_min,short_max\r\nconforming,A,,5,0,0\r\n"
            "undetermined,B,,50,0,50\r\nviolation,C,Pro,9,2,3\r\nviolation,D,,9,2,2\r\nviolation,E,,1,,\r\n"),
        &looks, output);
    assert_int_equal(looks.shortages.certain, 2);
    assert_int_equal(looks.shortages.possible, 1);
    assert_int_equal(looks.shortages.count, 3);
    assert_true(str_eq(looks.shortages.worst[0].product, STR("C Pro")));
    assert_true(str_eq(looks.shortages.worst[1].product, STR("D")));
    assert_true(str_eq(looks.shortages.worst[2].product, STR("B")));
    output_abandon(output);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups),    cmocka_unit_test(test_bound),     cmocka_unit_test(test_months),
        cmocka_unit_test(test_deadlines), cmocka_unit_test(test_shortages),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
