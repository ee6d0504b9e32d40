/* Prints docs/formats/ledger.md from the schema: genkyo-doc-ledger > docs/formats/ledger.md. A test compares the two.
 */

#include "base/compiler.h"
#include "inventory/schema.h"

#include <stdio.h>

static const char introduction[] =
    "# Ledgers\n"
    "\n"
    "<!-- Printed by genkyo-doc-ledger (docs/generate.c) from inventory/schema/*.def: change those, then print again. "
    "-->\n"
    "\n"
    "The tables that a ledger directory may hold, with the headings and words that are recognised. `genkyo init` "
    "writes a\n"
    "template of each ledger, `genkyo check` says how files were read. How text is split into cells is in "
    "[csv.md](csv.md).\n"
    "\n"
    "## Headings\n"
    "\n"
    "A file is matched to its table by its name, then by its headings. Headings are compared without regard to width, "
    "case,\n"
    "blanks, line breaks, `※` and `*`; long-vowel marks, dashes and waves are one. What stands in brackets is read "
    "before it\n"
    "is dropped: `(GB)` and other units, `(自)` and `(至)`, `from` and `to`. Title rows above the headings are "
    "skipped. Columns\n"
    "with other headings are kept and written back as they were.\n"
    "\n"
    "- A heading that fits two columns is reported and not used.\n"
    "- Two headings of one column refuse the table, and both are named: delete one, or map them in `ledger.yaml`.\n"
    "- Where a table has `使用期間(自)` and `使用期間(至)`, a single `使用期間` with two days "
    "(`2026-04-01～2027-03-31`) fills both.\n"
    "- コア数 beside ソケット数, without cores per socket, is reported: of one socket, or of all?\n"
    "- 延長サポート終了日 beside another サポート終了日 is reported: part of the standard support, or paid for?\n"
    "\n"
    "A row whose first cell starts with `#` is a comment; rows of totals (合計, 計), notes that stand alone in "
    "their row (`※…`,\n"
    "`（注）…`) and empty rows are skipped. `〃`, `同上` and `\"\"` repeat the cell above.\n"
    "\n"
    "In the tables below, **M** marks a column without which the table is refused, and whose cells must be filled; "
    "**1** one\n"
    "of several columns of which one is needed; **E** a column that is expected: what needs it is undetermined "
    "without.\n"
    "\n"
    "## Cells\n"
    "\n"
    "| type | what a cell may hold |\n"
    "|---|---|\n";

static const char *const forms[TYPE_KIND_COUNT] = {
    [TYPE_REFERENCE] = "the id of a row of another table, or its name",
    [TYPE_ID] = "any text that names one thing",
    [TYPE_SERIAL] = "a serial number; `To be filled by O.E.M.` and its like are none",
    [TYPE_UUID] = "32 hexadecimal digits, with or without hyphens and braces",
    [TYPE_HOSTNAME] = "one or more names, parted by `/` `;` `、` or a line break",
    [TYPE_MAC_LIST] =
        "`00-1A-2B-3C-4D-5E` `001a.2b3c.4d5e` `001A2B3C4D5E`; several are parted by `/` `;` `、` or a line break",
    [TYPE_IP_LIST] = "IPv4 or IPv6 addresses, parted by `;` `、` or a line break",
    [TYPE_NOTE] = "any text; never compared",
    [TYPE_TEXT] = "any text",
    [TYPE_VENDOR] = "a maker's name; 株式会社, ㈱ and spellings in Latin letters are one",
    [TYPE_MODEL] = "a model or part number",
    [TYPE_PERSON] = "a person's name",
    [TYPE_PLACE] = "a place",
    [TYPE_VERSION] = "a version; `17.06` is `17.6`",
    [TYPE_TITLE] = "the name of a product",
    [TYPE_WORD] = "one of the words of the column; the first of each group is the canonical one",
    [TYPE_BOOL] = "`有 可 済 ○ はい yes true 1` or `無 不可 否 未 × いいえ no false 0`, and the words of the column",
    [TYPE_DATE] = ("`2027-03-31` `2027/3/31` `20270331` `2027年3月31日` `R9.3.31` `令和9年3月31日`, an Excel serial "
                   "number; `27/03/31` is ambiguous and refused"),
    [TYPE_TIME] = "`2027-03-31T09:00:00+09:00`",
    [TYPE_INTEGER] = "`1,024` `２０` `12台`",
    [TYPE_AMOUNT] = "`1,234,567` `￥1,234` `120千円`; a heading with `(千円)` sets the unit",
    [TYPE_CORES] = "`16` `16コア`; `8コア×2` is 16 cores on 2 sockets",
    [TYPE_MEMORY_MB] = "`16GB` `16,384 MB`; a heading with `(GB)` sets the unit, otherwise MB",
    [TYPE_DISK_GB] = "`512GB` `1TB`; a heading with `(TB)` sets the unit, otherwise GB",
    [TYPE_ID_LIST] = "identifiers, parted by `,` `;` `、` or a line break",
    [TYPE_TEXT_LIST] = "words, parted by `;` `、` or a line break",
    [TYPE_QUANTITY] =
        "`1,024` `10本`; `無制限` `∞` `unlimited` `サイト` `-1` are unlimited, `9999` and `99999` draw a notice",
    [TYPE_RATIO] = "`0.5` `1/4` `12.75`, kept exactly",
    [TYPE_DAYS] = "`90` `90日` `2週間`",
    [TYPE_PERIOD] =
        "`3か月` `60日` `2週間` `1年6か月`; a heading with `(日)` or `(か月)` sets the unit of bare numbers",
    [TYPE_MILESTONE] = "a date; `未定` `未公表`: not announced; `終了済`: over, the day is not known; `無期限`: never",
    [TYPE_EXPIRY] = "a date; `永続` `無期限`: never; `自動更新`: renews itself, also `2027-03-31（自動更新）`",
    [TYPE_MOMENT] =
        ("`2027-03-31 09:00` `2027/3/31 9:00:00` `令和9年3月31日 9時30分`, local unless an offset is given: "
         "`2027-03-31T09:00:00+09:00`"),
    [TYPE_SECRET] = "any text; never shown, logged or compared",
};

static const struct section {
    enum table_kind kind;
    const char *title, *text;
} sections[] = {
    {TABLE_KIND_LEDGER, "Ledgers", "What people keep."},
    {TABLE_KIND_RECORD, "Records",
     "Logs and extracts. Each is optional; a check that needs one and has none is undetermined. There are no "
     "templates: an\n"
     "empty file would say that nothing happened. Only `genkyo import checks` reads hand checks (`checks`): in a "
     "ledger "
     "they are\n"
     "passed over, with a notice."},
    {TABLE_KIND_RULE, "Rules",
     "Knowledge that checks rest on: reviewable rows, each with its source and the day it was checked."},
};

/* No heading has a bar or a backtick: nothing to escape. */
static void print_list(const char *list, const char *between) {
    struct str rest = str_from(list), part;
    const char *separator = "";

    while (list[0] && str_cut(&rest, '|', &part)) {
        printf("%s%.*s", separator, STR_FMT(part));
        separator = between;
    }
}

static void print_words(const struct column_def *column) {
    struct str groups = str_from(column->words), group, word;
    const char *separator = "";

    while (str_cut(&groups, ';', &group)) {
        printf("%s", separator);
        for (bool is_first = true; str_cut(&group, '|', &word); is_first = false) {
            printf(is_first && column->type == TYPE_WORD ? "`%.*s`" : is_first ? "%.*s" : ", %.*s", STR_FMT(word));
        }
        separator = column->type == TYPE_WORD ? "; " : " / ";
    }
}

static void print_column(const struct column_def *column) {
    static const char *const marks[] = {
        [NEED_MANDATORY] = "**M**", [NEED_ONE_OF] = "**1**", [NEED_EXPECTED] = "**E**", [NEED_OPTIONAL] = ""};

    printf("| `%s` | %s | %s | ", column->name, marks[column->need], schema_type(column->type)->name);
    print_list(column->headings, ", ");
    printf(" | ");
    if (column->words) {
        print_words(column);
    }
    printf(" |\n");
}

static void print_table(const struct table_def *table) {
    printf("\n### %s\n\n", table->name);
    printf("`%s.csv`, or a file with one of these in its name: ", table->name);
    print_list(table->file_names, ", ");
    printf("\n\n| column | | type | headings | words |\n|---|---|---|---|---|\n");
    for (unsigned i = 0; i < table->column_count; i++) {
        if (table->columns[i].need != NEED_OBSERVED) {
            print_column(&table->columns[i]);
        }
    }
}

static void print_types(void) {
    for (unsigned i = 0; i < TYPE_KIND_COUNT; i++) {
        printf("| %s | %s |\n", schema_type((enum column_type)i)->name, forms[i]);
    }
}

int main(void) {
    fputs(introduction, stdout);
    print_types();
    for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
        printf("\n## %s\n\n%s\n", sections[i].title, sections[i].text);
        for (unsigned table = 0; table < TABLE_COUNT; table++) {
            if (schema_table((enum table_id)table)->kind == sections[i].kind) {
                print_table(schema_table((enum table_id)table));
            }
        }
    }
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
