#include "docs/roff.h"

#include <stdio.h>

/* The characters that roff has another meaning for, or prints as another. */
static const char *escape_of(char c) {
    switch (c) {
    case '\\':
        return "\\e";
    case '-':
        return "\\-";
    case '\'':
        return "\\(aq";
    case '`':
        return "\\(ga";
    case '"':
        return "\\(dq";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    default:
        return NULL;
    }
}

void roff_print(struct str text, bool is_first) {
    if (is_first && text.n && text.p[0] == '.') {
        fputs("\\&", stdout);
    }
    for (size_t i = 0; i < text.n; i++) {
        const char *escape = escape_of(text.p[i]);
        if (escape) {
            fputs(escape, stdout);
        } else {
            putchar(text.p[i]);
        }
    }
}

static void print_in_font(char font, struct str text) {
    printf("\\f%c", font);
    roff_print(text, false);
    printf("\\fR");
}

void roff_print_bold(struct str text) {
    print_in_font('B', text);
}

void roff_print_italic(struct str text) {
    print_in_font('I', text);
}

static bool is_ascii(char c) {
    return (unsigned char)c < 0x80;
}

/* How a line goes on with the one before. Roff makes a blank of a line end; Japanese has none there. */
static const char *between(struct str before, struct str line) {
    bool is_japanese = before.n && line.n && !is_ascii(before.p[before.n - 1]) && !is_ascii(line.p[0]);
    return before.n == 0 || is_japanese ? "" : "\n";
}

static size_t indentation(struct str line) {
    size_t n = 0;
    while (n < line.n && line.p[n] == ' ') {
        n++;
    }
    return n;
}

/* *BEFORE is the line that was printed last, without its end. */
static void begin_block(const char *request, struct str *before) {
    printf("%s%s\n", before->n ? "\n" : "", request);
    *before = STR_NONE;
}

enum { ITEM_INDENTATION = 2 };

static void print_paragraph(struct str text, bool is_first) {
    struct str line, before = STR_NONE;
    bool is_in_item = false;

    if (!is_first) {
        puts(".PP");
    }
    while (str_cut(&text, '\n', &line)) {
        size_t indented = indentation(line);
        line = str_trim(line);
        if (indented == ITEM_INDENTATION) {
            begin_block(".IP \\(bu 2", &before);
            is_in_item = true;
        } else if (indented == 0 && is_in_item) {
            begin_block(".PP", &before);
            is_in_item = false;
        }
        const char *separator = between(before, line);
        fputs(separator, stdout);
        roff_print(line, before.n == 0 || *separator);
        before = line;
    }
    putchar('\n');
}

void roff_print_paragraphs(struct str text) {
    for (bool is_first = true; text.n; is_first = false) {
        size_t end = 0;
        while (end < text.n && !(text.p[end] == '\n' && end + 1 < text.n && text.p[end + 1] == '\n')) {
            end++;
        }
        print_paragraph((struct str){text.p, end}, is_first);
        size_t skipped = end + 2 < text.n ? end + 2 : text.n;
        text = (struct str){text.p + skipped, text.n - skipped};
    }
}
