#include "scanner/collect/section.h"

#define NAME_MAX_BYTES 32

/* A line of the script's own: what stands after the marker, and where the next line begins. */
struct marker_line {
    struct str text;
    const char *begin, *next;
};

/* The marker counts at the start of a line and before a blank only; a section cannot know it, but it may be read twice.
 */
static bool next_marker_line(struct str output, struct str marker, const char *from, struct marker_line *ret_line) {
    const char *end = output.p + output.n;

    while (from < end) {
        const char *hit = memmem(from, (size_t)(end - from), marker.p, marker.n);
        if (!hit) {
            return false;
        }
        const char *text = hit + marker.n;
        const char *newline = text < end ? memchr(text, '\n', (size_t)(end - text)) : NULL;
        if (!newline) {
            return false; /* cut off within the line: it says nothing */
        }
        if (*text == ' ' && (hit == output.p || hit[-1] == '\n')) {
            *ret_line = (struct marker_line){str_trim(str_range(text, newline)), hit, newline + 1};
            return true;
        }
        from = text;
    }
    return false;
}

static bool is_section_name(struct str name) {
    if (name.n == 0 || name.n > NAME_MAX_BYTES) {
        return false;
    }
    for (size_t i = 0; i < name.n; i++) {
        if (!str_is_alnum(name.p[i]) && name.p[i] != '_') {
            return false;
        }
    }
    return true;
}

/* "STATUS MILLISECONDS" */
static bool read_outcome(struct str text, struct section *section) {
    struct str duration = text, status;
    uint64_t number, milliseconds;

    if (!str_cut(&duration, ' ', &status) || !str_to_u64(status, &number) || number > 255 ||
        !str_to_u64(duration, &milliseconds)) {
        return false;
    }
    section->status = (int)number;
    return true;
}

/* The script ends the body with a newline of its own, which is not part of it. */
static void close_section(struct section *section, const char *begin, const char *end) {
    section->body = str_range(begin, end > begin && end[-1] == '\n' ? end - 1 : end);
}

struct splitter {
    struct section_list list;
    struct section *open; /* NULL between sections, and in one whose name came before */
    const char *body;     /* where the open section's bytes begin */
};

static bool open_section(struct splitter *splitter, struct str name, const char *body) {
    splitter->open = NULL;
    for (size_t i = 0; i < splitter->list.count; i++) {
        if (str_eq(splitter->list.items[i].name, name)) {
            return true;
        }
    }
    if (splitter->list.count == SECTIONS_MAX) {
        return false;
    }
    splitter->open = &splitter->list.items[splitter->list.count++];
    *splitter->open = (struct section){.name = name, .body = {body, 0}, .status = -1};
    splitter->body = body;
    return true;
}

/* False when there are too many sections. */
static bool take_line(struct splitter *splitter, struct marker_line line) {
    struct str rest = line.text, word, name;
    bool has_name = str_cut(&rest, ' ', &word) && str_cut(&rest, ' ', &name) && is_section_name(name);

    if (splitter->open) {
        close_section(splitter->open, splitter->body, line.begin);
    }
    if (str_eq(line.text, STR("done"))) {
        splitter->list.is_done = true;
    } else if (has_name && !rest.p && str_eq(word, STR("begin"))) {
        return open_section(splitter, name, line.next);
    } else if (has_name && splitter->open && str_eq(word, STR("end")) && str_eq(name, splitter->open->name)) {
        splitter->open->is_complete = read_outcome(rest, splitter->open);
    }
    splitter->open = NULL;
    return true;
}

enum err_code section_split(struct str output, struct str marker, struct arena *arena, struct section_list *ret_list,
                            struct err *err) {
    struct splitter splitter = {0};
    struct marker_line line;

    if (str_is_empty(marker)) {
        return err_set(err, ERR_USAGE, NULL, marker, STR("a marker"));
    }
    splitter.list.items = arena_alloc_array(arena, SECTIONS_MAX, sizeof(*splitter.list.items));
    if (!splitter.list.items) {
        return err_no_memory(err);
    }
    for (const char *at = output.p; !splitter.list.is_done && next_marker_line(output, marker, at, &line);
         at = line.next) {
        if (!take_line(&splitter, line)) {
            return err_set(err, ERR_TOO_LARGE, NULL, STR("256 sections"), STR_NONE);
        }
    }
    if (splitter.open) {
        close_section(splitter.open, splitter.body, output.p + output.n);
    }
    *ret_list = splitter.list;
    return ERR_OK;
}

const struct section *section_find(const struct section_list *list, const char *name) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i].name, str_from(name))) {
            return &list->items[i];
        }
    }
    return NULL;
}
