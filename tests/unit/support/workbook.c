#include "tests/unit/support/workbook.h"

#include "tests/unit/support/require.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#define HEAD                           "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define PACKAGE                        "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\""
#define OFFICE                         "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define RELATIONSHIP(ID, TYPE, TARGET) "<Relationship Id=\"" ID "\" Type=\"" OFFICE TYPE "\" Target=\"" TARGET "\"/>"

void workbook_zip(const char *path, const struct workbook_part *parts, const char *password) {
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

    require(zip, path);
    for (; parts->name; parts++) {
        zip_source_t *source = zip_source_buffer(zip, parts->text.p, parts->text.n, 0);
        zip_int64_t index = zip_file_add(zip, parts->name, source, ZIP_FL_ENC_UTF_8);
        require(index >= 0, parts->name);
        require(!password || zip_file_set_encryption(zip, (zip_uint64_t)index, ZIP_EM_AES_256, password) == 0,
                "password");
    }
    require(zip_close(zip) == 0, path);
}

/* A part's text around what a test gives. */
static struct str wrap(char **ret_text, const char *before, const char *text, const char *behind) {
    require(asprintf(ret_text, HEAD "%s%s%s", before, text ? text : "", behind) >= 0, "memory");
    return str_from(*ret_text);
}

void workbook_write(const char *path, const struct workbook_text *text) {
    char *memory[4] = {NULL};
    struct str workbook = wrap(&memory[0], "<workbook " WORKBOOK_MAIN " " WORKBOOK_RELATIONS "><workbookPr ",
                               text->is_1904 ? "date1904=\"1\"" : "",
                               "/><sheets><sheet name=\"機器台帳\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
    const struct workbook_part parts[] = {
        {"_rels/.rels", STR(HEAD "<Relationships " PACKAGE
                                 ">" RELATIONSHIP("rId1", "officeDocument", "xl/workbook.xml") "</Relationships>")},
        {"xl/_rels/workbook.xml.rels",
         STR(HEAD "<Relationships " PACKAGE ">" RELATIONSHIP("rId1", "worksheet", "worksheets/sheet1.xml")
                 RELATIONSHIP("rId2", "sharedStrings", "/xl/sharedStrings.xml")
                     RELATIONSHIP("rId3", "styles", "../xl/./styles.xml") "</Relationships>")},
        {"xl/workbook.xml", text->workbook ? str_from(text->workbook) : workbook},
        {"xl/sharedStrings.xml", wrap(&memory[1], "<sst " WORKBOOK_MAIN ">", text->strings, "</sst>")},
        {"xl/styles.xml", wrap(&memory[2], "<styleSheet " WORKBOOK_MAIN ">", text->styles, "</styleSheet>")},
        {"xl/worksheets/sheet1.xml", wrap(&memory[3], "<worksheet " WORKBOOK_MAIN ">", text->sheet, "</worksheet>")},
        {NULL, STR_NONE},
    };

    workbook_zip(path, parts, NULL);
    for (size_t i = 0; i < sizeof memory / sizeof *memory; i++) {
        free(memory[i]);
    }
}
