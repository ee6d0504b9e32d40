#include "report/html/strings.h"

#include "base/intern.h"

#include <stdlib.h>

#define STRINGS_MAX ((uint32_t)1 << 16)
#define BYTES_MAX   ((size_t)16 << 20)

struct html_strings {
    struct intern *texts;
    size_t bytes;
};

struct html_strings *html_strings_new(void) {
    struct html_strings *strings = calloc(1, sizeof *strings);

    if (strings) {
        strings->texts = intern_new();
    }
    if (!strings || !strings->texts || intern_add(strings->texts, STR("")) == INTERN_NONE) {
        html_strings_free(strings);
        return NULL;
    }
    return strings;
}

void html_strings_free(struct html_strings *strings) {
    if (strings) {
        intern_free(strings->texts);
        free(strings);
    }
}

enum err_code html_strings_write(struct html_strings *strings, struct json_writer *json, struct str text,
                                 struct err *err) {
    uint32_t number = intern_find(strings->texts, text);
    bool has_room = intern_count(strings->texts) < STRINGS_MAX && strings->bytes + text.n <= BYTES_MAX;

    if (number == INTERN_NONE && !has_room) {
        json_write_string(json, text);
        return ERR_OK;
    }
    if (number == INTERN_NONE) {
        strings->bytes += text.n;
        number = intern_add(strings->texts, text);
    }
    if (number == INTERN_NONE) {
        return err_no_memory(err);
    }
    json_write_number(json, number);
    return ERR_OK;
}

size_t html_strings_count(const struct html_strings *strings) {
    return intern_count(strings->texts);
}

struct str html_strings_text(const struct html_strings *strings, size_t number) {
    return intern_text(strings->texts, (uint32_t)number);
}
