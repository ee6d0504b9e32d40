#include "base/xlsx_strings.h"

#include "base/xlsx_text.h"

#include <stdlib.h>

struct xlsx_strings {
    struct buffer text;
    uint64_t *ends; /* of each string in the text */
    size_t count, capacity;
};

/* The part while it is read. */
struct reading {
    struct xlsx_strings *strings;
    struct xlsx_rich rich;
    bool is_open; /* a si element */
    uint64_t limit;
    const char *path;
};

static void reading_done(struct reading *reading) {
    xlsx_rich_done(&reading->rich);
}

static enum err_code on_start(void *context, struct str name, struct xlsx_attributes attributes, struct err *err) {
    struct reading *reading = context;

    if (reading->is_open) {
        xlsx_rich_start(&reading->rich, name, attributes);
        return str_eq(name, STR("si")) ? xlsx_unexpected(name, err) : ERR_OK;
    }
    reading->is_open = str_eq(name, STR("si"));
    return ERR_OK;
}

static enum err_code on_text(void *context, struct str text, struct err *err) {
    struct reading *reading = context;

    xlsx_rich_text(&reading->rich, text);
    if (reading->rich.run.n > reading->limit) {
        return err_too_large(err, reading->path, reading->limit);
    }
    return reading->rich.run.failed ? err_no_memory(err) : ERR_OK;
}

static enum err_code add(struct reading *reading, struct err *err) {
    struct xlsx_strings *strings = reading->strings;

    if (strings->text.failed) {
        return err_no_memory(err);
    }
    if (strings->text.n + strings->count * sizeof *strings->ends > reading->limit) {
        return err_too_large(err, reading->path, reading->limit);
    }
    if (strings->count == strings->capacity) {
        size_t capacity = strings->capacity ? strings->capacity * 2 : 256;
        uint64_t *ends = reallocarray(strings->ends, capacity, sizeof *ends);
        if (!ends) {
            return err_no_memory(err);
        }
        strings->ends = ends;
        strings->capacity = capacity;
    }
    strings->ends[strings->count++] = strings->text.n;
    return ERR_OK;
}

static enum err_code on_end(void *context, struct str name, struct err *err) {
    struct reading *reading = context;

    if (!reading->is_open) {
        return ERR_OK;
    }
    if (!str_eq(name, STR("si"))) {
        xlsx_rich_end(&reading->rich, name, &reading->strings->text);
        return ERR_OK;
    }
    reading->is_open = false;
    return add(reading, err);
}

enum err_code xlsx_strings_read(struct xlsx_package *package, const char *part, struct xlsx_strings **ret_strings,
                                struct err *err) {
    CLEANUP(xlsx_strings_free_cleanup) struct xlsx_strings *strings = calloc(1, sizeof *strings);
    CLEANUP(reading_done)
    struct reading reading = {
        .strings = strings, .limit = xlsx_package_limits(package)->string_bytes, .path = xlsx_package_path(package)};
    struct xlsx_xml_handler handler = {.context = &reading, .start = on_start, .end = on_end, .text = on_text};
    enum err_code code = ERR_OK;

    if (!strings) {
        return err_no_memory(err);
    }
    if (part) {
        code = xlsx_xml_read_part(package, part, "sst", &handler, err);
    }
    if (code) {
        return code;
    }
    *ret_strings = TAKE_PTR(strings);
    return ERR_OK;
}

void xlsx_strings_free(struct xlsx_strings *strings) {
    if (strings) {
        buffer_done(&strings->text);
        free(strings->ends);
        free(strings);
    }
}

bool xlsx_strings_get(const struct xlsx_strings *strings, uint64_t index, struct str *ret_text) {
    uint64_t begin;

    if (index >= strings->count) {
        return false;
    }
    begin = index ? strings->ends[index - 1] : 0;
    *ret_text = str_sub(buffer_view(&strings->text), begin, strings->ends[index] - begin);
    return true;
}
