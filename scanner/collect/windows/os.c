#include "scanner/collect/windows/os.h"

#include "base/buffer.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/windows/rows.h"

/* Without what people leave out: the maker, and the marks that older versions carry. */
static bool is_left_out(struct str word) {
    return str_eq(word, STR("Microsoft"));
}

static struct str without_marks(struct arena *arena, struct str text) {
    static const char *const marks[] = {"\xc2\xae", "\xe2\x84\xa2", "(R)", "(TM)"};
    CLEANUP(buffer_done) struct buffer out = {0};

    for (size_t at = 0; at < text.n;) {
        size_t skip = 0;
        for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
            struct str mark = str_from(marks[i]);
            skip = str_starts_with(str_sub(text, at, SIZE_MAX), mark) ? mark.n : skip;
        }
        if (skip == 0) {
            buffer_append_char(&out, text.p[at]);
        }
        at += skip > 0 ? skip : 1;
    }
    return out.failed ? STR_NONE : arena_dup(arena, buffer_view(&out));
}

/* "Microsoft® Windows Server® 2008 Standard " → "Windows Server 2008 Standard" */
static void set_name(struct observation *observation, struct str caption) {
    struct str rest = without_marks(observation->arena, caption), word;
    CLEANUP(buffer_done) struct buffer name = {0};

    while (fields_next_word(&rest, &word)) {
        if (name.n == 0 && is_left_out(word)) {
            continue;
        }
        buffer_append_cstr(&name, name.n > 0 ? " " : "");
        buffer_append(&name, word);
    }
    if (!name.failed) {
        observation_set(observation, DEVICES_OS_NAME, buffer_view(&name));
    }
}

/* The update build revision is what tells whether this month's updates are there: 10.0.22631 and 4460. */
static void set_version(struct observation *observation, const struct json_document *document, struct str version) {
    uint64_t revision;

    if (!str_is_empty(version) && windows_number(windows_first(document, "CurrentVersion"), "UBR", &revision)) {
        version = arena_printf(observation->arena, "%.*s.%llu", STR_FMT(version), (unsigned long long)revision);
    }
    observation_set(observation, DEVICES_OS_VERSION, version);
}

void collect_windows_os(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    const struct json_node *system = document ? windows_first(document, "Win32_OperatingSystem") : NULL;
    int64_t seconds;

    if (!document) {
        return;
    }
    set_name(observation, windows_text(observation, system, "Caption"));
    set_version(observation, document, windows_text(observation, system, "Version"));
    observation_set(observation, DEVICES_OS_EDITION,
                    windows_text(observation, windows_first(document, "CurrentVersion"), "EditionID"));
    if (windows_instant(system, "InstallDate", &seconds)) {
        observation_set_instant(observation, DEVICES_INSTALLED_AT, seconds);
    }
    if (windows_instant(system, "LastBootUpTime", &seconds)) {
        observation_set_instant(observation, DEVICES_BOOT_AT, seconds);
    }
}
