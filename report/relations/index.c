#include "report/relations/index.h"

#include "report/drawing/svg.h"
#include "report/drawing/text.h"

#include <stdio.h>
#include <stdlib.h>

enum { SLUG_MAX = 40 };

char *relation_file_name(uint32_t number, struct str name) {
    char *file = malloc(SLUG_MAX + 16);
    size_t n;
    bool is_gap = true; /* one hyphen stands for all that lies between */

    if (!file) {
        return NULL;
    }
    n = (size_t)snprintf(file, 16, "%03u", number);
    for (size_t i = 0, end = n + SLUG_MAX; i < name.n && n + 1 < end; i++) {
        char c = name.p[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || str_is_digit(c);
        if (is_letter && is_gap) {
            file[n++] = '-';
        }
        if (is_letter) {
            file[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
        is_gap = !is_letter;
    }
    file[n] = '\0';
    return file;
}

/* --- the page ------------------------------------------------------------------------------------------------------
 */

static const enum relation_kind counted[] = {NODE_HARDWARE, NODE_VM,      NODE_OS,
                                             NODE_SOFTWARE, NODE_LICENSE, NODE_CONTRACT};

static void append_entry(const struct relation_entry *entry, struct buffer *out) {
    buffer_append(out, STR("<tr><th scope=\"row\">"));
    xml_append(out, entry->name);
    buffer_append(out, STR("</th>"));
    for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
        buffer_printf(out, "<td>%llu</td>", (unsigned long long)entry->counts[counted[i]]);
    }
    buffer_printf(out, "<td><a href=\"%s.svg\">%s.svg</a></td><td><a href=\"%s.dot\">%s.dot</a></td></tr>\n",
                  entry->file, entry->file, entry->file, entry->file);
}

void relation_index_write(const struct relation_entry *entries, uint32_t count, enum language language,
                          struct str as_of, struct buffer *out) {
    const char *title = drawing_text(DRAWING_TEXT_TITLE, language);

    buffer_printf(out,
                  "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n"
                  "<style>body{font-family:sans-serif;margin:2em;color:#1b1f24;background:#fff}"
                  "table{border-collapse:collapse}th,td{border:1px solid #b7bdc5;padding:.3em .6em;text-align:right}"
                  "th{text-align:left;background:#f3f5f8}</style>\n</head>\n<body>\n<h1>%s</h1>\n<p>%s ",
                  language == LANGUAGE_JA ? "ja" : "en", title, title, drawing_text(DRAWING_TEXT_AS_OF, language));
    xml_append(out, as_of);
    buffer_printf(out, "</p>\n<p><a href=\"../relations.svg\">%s</a></p>\n<table>\n<thead><tr><th>%s</th>",
                  drawing_text(DRAWING_TEXT_OVERVIEW, language), drawing_kind(NODE_SYSTEM, language));
    for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
        buffer_printf(out, "<th>%s</th>", drawing_kind(counted[i], language));
    }
    buffer_printf(out, "<th>%s</th><th>%s</th></tr></thead>\n<tbody>\n", drawing_text(DRAWING_TEXT_DRAWING, language),
                  drawing_text(DRAWING_TEXT_SOURCE_DOT, language));
    for (uint32_t i = 0; i < count; i++) {
        append_entry(&entries[i], out);
    }
    buffer_append(out, STR("</tbody>\n</table>\n</body>\n</html>\n"));
}
