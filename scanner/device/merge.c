#include "scanner/device/merge.h"

#include "base/text.h"
#include "inventory/cell_key.h"
#include "scanner/device/maker_name.h"
#include "scanner/device/table_sources.h"

#define NOTES_MAX 8192
#define SAID_MAX  256 /* bytes of a text in a note */

enum group_state { GROUP_BLANK, GROUP_PARTIAL, GROUP_WHOLE };

/* --- columns that belong together --- */

enum column_group {
    GROUP_NONE, /* each by itself */
    GROUP_MODEL,
    GROUP_OS,
    GROUP_CPU,
    GROUP_MEMORY,
    GROUP_DISK,
    GROUP_MAC,
    GROUP_VIRTUAL,
    GROUP_LOGIN,
    GROUP_COUNT
};

static const unsigned char group_of[DEVICES_COLUMN_COUNT] = {
    [DEVICES_MANUFACTURER] = GROUP_MODEL,
    [DEVICES_MODEL] = GROUP_MODEL,
    [DEVICES_MODEL_NUMBER] = GROUP_MODEL,
    [DEVICES_MANUFACTURED_AS] = GROUP_MODEL,
    [DEVICES_OS_NAME] = GROUP_OS,
    [DEVICES_OS_VERSION] = GROUP_OS,
    [DEVICES_OS_EDITION] = GROUP_OS,
    [DEVICES_CPU_MODEL] = GROUP_CPU,
    [DEVICES_CPU_SOCKETS] = GROUP_CPU,
    [DEVICES_CORES_PER_SOCKET] = GROUP_CPU,
    [DEVICES_CPU_CORES] = GROUP_CPU,
    [DEVICES_CPU_THREADS] = GROUP_CPU,
    [DEVICES_MEMORY_MB] = GROUP_MEMORY,
    [DEVICES_DISK_GB] = GROUP_DISK,
    [DEVICES_MAC_ADDRESSES] = GROUP_MAC,
    [DEVICES_VIRTUAL] = GROUP_VIRTUAL,
    [DEVICES_VIRTUAL_HOST] = GROUP_VIRTUAL,
    [DEVICES_LAST_LOGIN_AT] = GROUP_LOGIN,
    [DEVICES_LAST_LOGIN_USER] = GROUP_LOGIN,
};

/* The part whose absence makes them wrong, and not only blank: a sum of some of the disks, the last of some logins. */
static const char *const part_of[GROUP_COUNT] = {
    [GROUP_OS] = "os",      [GROUP_CPU] = "cpu",     [GROUP_MEMORY] = "memory",
    [GROUP_DISK] = "disks", [GROUP_MAC] = "network", [GROUP_LOGIN] = "logins",
};

/* What a management controller knows of the server around it. Name, addresses, system and firmware are its own. */
static const bool is_hardware[DEVICES_COLUMN_COUNT] = {
    [DEVICES_SERIAL] = true,         [DEVICES_UUID] = true,         [DEVICES_MANUFACTURER] = true,
    [DEVICES_MODEL] = true,          [DEVICES_MODEL_NUMBER] = true, [DEVICES_MANUFACTURED_AS] = true,
    [DEVICES_CPU_MODEL] = true,      [DEVICES_CPU_SOCKETS] = true,  [DEVICES_CORES_PER_SOCKET] = true,
    [DEVICES_CPU_CORES] = true,      [DEVICES_CPU_THREADS] = true,  [DEVICES_MEMORY_MB] = true,
    [DEVICES_CHASSIS_SERIAL] = true, [DEVICES_BOARD_SERIAL] = true, [DEVICES_ASSET_TAG] = true,
};

static const char hardware_parts[] = "identity|cpu|memory|disks";

static bool is_beside(const struct device_merge *merge, const struct device_view *view) {
    return view->kind == VIEW_MANAGEMENT && merge->first != VIEW_MANAGEMENT;
}

/* The view's cell, where it may tell that. */
static struct str cell_of(const struct device_merge *merge, const struct device_view *view, size_t column) {
    return is_hardware[column] || !is_beside(merge, view) ? view->cells[column] : STR_NONE;
}

static void take_group(struct device_merge *merge, const struct device_view *view, enum column_group group) {
    for (size_t column = 0; column < DEVICES_COLUMN_COUNT; column++) {
        if (group_of[column] == group) {
            merge->cells[column] = arena_dup(merge->arena, cell_of(merge, view, column));
        }
    }
}

static bool has_group(const struct device_merge *merge, const struct device_view *view, enum column_group group) {
    for (size_t column = 0; column < DEVICES_COLUMN_COUNT; column++) {
        if (group_of[column] == group && !str_is_empty(cell_of(merge, view, column))) {
            return true;
        }
    }
    return false;
}

static void fill_groups(struct device_merge *merge, const struct device_view *view) {
    for (unsigned group = GROUP_NONE + 1; group < GROUP_COUNT; group++) {
        bool is_whole = !part_of[group] || part_is_listed(view->complete, str_from(part_of[group]));
        enum group_state state = is_whole ? GROUP_WHOLE : GROUP_PARTIAL;
        if (state > merge->states[group] && has_group(merge, view, (enum column_group)group)) {
            merge->states[group] = state;
            take_group(merge, view, (enum column_group)group);
        }
    }
}

static void fill_cells(struct device_merge *merge, const struct device_view *view) {
    fill_groups(merge, view);
    for (size_t column = 0; column < DEVICES_COLUMN_COUNT; column++) {
        if (group_of[column] == GROUP_NONE && str_is_empty(merge->cells[column])) {
            merge->cells[column] = arena_dup(merge->arena, cell_of(merge, view, column));
        }
    }
}

/* --- where views disagree --- */

enum likeness { AS_KEY, AS_MAKER, AS_DESIGNATION, AS_VERSION, AS_COUNT, AS_MEMORY };

static const struct fact {
    unsigned column;
    enum likeness likeness;
    unsigned of; /* compared only where this column agrees; 0: always */
} facts[] = {
    {DEVICES_SERIAL, AS_KEY, 0},
    {DEVICES_UUID, AS_KEY, 0},
    {DEVICES_HOSTNAME, AS_KEY, 0},
    {DEVICES_ASSET_TAG, AS_KEY, 0},
    {DEVICES_CHASSIS_SERIAL, AS_KEY, 0},
    {DEVICES_MANUFACTURER, AS_MAKER, 0},
    {DEVICES_MODEL, AS_DESIGNATION, 0},
    {DEVICES_OS_VERSION, AS_VERSION, DEVICES_OS_NAME},
    {DEVICES_FIRMWARE_VERSION, AS_VERSION, 0},
    {DEVICES_CPU_CORES, AS_COUNT, 0},
    {DEVICES_MEMORY_MB, AS_MEMORY, 0},
};

/* Letters and digits only, folded. */
static void append_bare(struct str text, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    text_fold(text, &folded);
    for (size_t i = 0; i < folded.n; i++) {
        if (str_is_alnum(folded.p[i]) || (unsigned char)folded.p[i] >= 0x80) {
            buffer_append_char(out, folded.p[i]);
        }
    }
    out->failed |= folded.failed;
}

static void append_form(const struct fact *fact, struct str text, struct buffer *out) {
    if (fact->likeness == AS_KEY) {
        cell_key_form(cell_key_kind(schema_column(TABLE_DEVICES, fact->column)->type), text, out);
    } else if (fact->likeness == AS_MAKER) {
        maker_name_form(text, out);
    } else if (fact->likeness == AS_DESIGNATION) {
        append_bare(text, out);
    } else {
        buffer_append(out, str_trim(text));
    }
}

/* "8.4" is a version that "8.4.1" is, too. */
static bool is_version_of(struct str shorter, struct str longer) {
    return str_starts_with(longer, shorter) && (longer.n == shorter.n || !str_is_alnum(longer.p[shorter.n]));
}

/* Within what firmware keeps for itself. */
static bool is_about(struct str a, struct str b) {
    uint64_t left, right;

    if (!str_to_u64(a, &left) || !str_to_u64(b, &right) || left > UINT32_MAX || right > UINT32_MAX) {
        return str_eq(a, b);
    }
    return (left > right ? left - right : right - left) * 10 <= (left > right ? left : right);
}

static bool are_alike(enum likeness likeness, struct str a, struct str b) {
    switch (likeness) {
    case AS_DESIGNATION:
        return str_contains(a, b) || str_contains(b, a);
    case AS_VERSION:
        return is_version_of(a, b) || is_version_of(b, a);
    case AS_MEMORY:
        return is_about(a, b);
    default:
        return str_eq(a, b);
    }
}

/* What serves as no key, or is blank, says nothing. */
static bool disagrees(const struct device_merge *merge, const struct fact *fact, struct str said) {
    CLEANUP(buffer_done) struct buffer left = {0};
    CLEANUP(buffer_done) struct buffer right = {0};

    append_form(fact, merge->cells[fact->column], &left);
    append_form(fact, said, &right);
    return left.n > 0 && right.n > 0 && !are_alike(fact->likeness, buffer_view(&left), buffer_view(&right));
}

static void add_note(struct device_merge *merge, struct str note) {
    if (note.n > 0 && merge->notes.n + note.n < NOTES_MAX && !part_is_listed(buffer_view(&merge->notes), note)) {
        buffer_append_cstr(&merge->notes, merge->notes.n ? ";" : "");
        buffer_append(&merge->notes, note);
    }
}

/* At most SAID_MAX bytes of it, no half character, and nothing that separates notes. */
static void append_said(struct str said, struct buffer *out) {
    size_t n = said.n < SAID_MAX ? said.n : SAID_MAX;

    while (n > 0 && n < said.n && ((unsigned char)said.p[n] & 0xc0) == 0x80) {
        n--;
    }
    for (size_t i = 0; i < n; i++) {
        buffer_append_char(out, said.p[i] == ';' ? ',' : said.p[i]);
    }
}

static bool may_be_compared(const struct device_merge *merge, const struct device_view *view, const struct fact *fact) {
    if (is_beside(merge, view) && !is_hardware[fact->column]) {
        return false;
    }
    return !fact->of || str_eq_ignore_case(merge->cells[fact->of], view->cells[fact->of]);
}

static void note_disagreements(struct device_merge *merge, const struct device_view *view) {
    static const char *const who[VIEW_KINDS] = {
        [VIEW_SSH] = "ssh", [VIEW_SNMP] = "snmp", [VIEW_MANAGEMENT] = "management controller"};

    for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
        CLEANUP(buffer_done) struct buffer note = {0};
        struct str said = view->cells[facts[i].column];
        if (!may_be_compared(merge, view, &facts[i]) || !disagrees(merge, &facts[i], said)) {
            continue;
        }
        buffer_printf(&note, "%s says %s: ", who[view->kind], schema_column(TABLE_DEVICES, facts[i].column)->name);
        append_said(said, &note);
        merge->notes.failed |= note.failed;
        add_note(merge, buffer_view(&note));
    }
}

/* --- lists --- */

static void add_to_list(struct device_merge *merge, struct str *list, struct str part) {
    if (part.n == 0 || part_is_listed(*list, part)) {
        return;
    }
    *list = list->n ? arena_printf(merge->arena, "%.*s;%.*s", STR_FMT(*list), STR_FMT(part))
                    : arena_dup(merge->arena, part);
}

static void add_parts(struct device_merge *merge, const struct device_view *view) {
    struct str complete = view->complete, missing = view->kind == merge->first ? view->missing : STR_NONE, part;

    while (str_cut(&complete, ';', &part)) {
        if (!is_beside(merge, view) || str_is_listed(hardware_parts, part)) {
            add_to_list(merge, &merge->complete, part);
        }
    }
    while (str_cut(&missing, ';', &part)) {
        add_to_list(merge, &merge->missing, part);
    }
}

/* What its collectors noted, once for each kind: views of a kind note the same. */
static void add_notes(struct device_merge *merge, const struct device_view *view) {
    struct str notes = merge->has[view->kind] ? STR_NONE : view->notes, note;

    while (str_cut(&notes, ';', &note)) {
        add_note(merge, note);
    }
}

/* --- all together --- */

void device_merge_init(struct device_merge *merge, struct arena *arena) {
    *merge = (struct device_merge){.arena = arena};
}

void device_merge_done(struct device_merge *merge) {
    buffer_done(&merge->notes);
}

void device_merge_add(struct device_merge *merge, const struct device_view *view) {
    struct str method = merge->cells[DEVICES_METHOD];

    merge->first = merge->has_any ? merge->first : view->kind;
    merge->has_any = true;
    fill_cells(merge, view);
    note_disagreements(merge, view);
    add_notes(merge, view);
    add_parts(merge, view);
    merge->cells[DEVICES_METHOD] = method;
    add_to_list(merge, &merge->cells[DEVICES_METHOD], view->cells[DEVICES_METHOD]);
    merge->has[view->kind] = true;
}

bool device_merge_finish(struct device_merge *merge, struct str ret_cells[DEVICES_COLUMN_COUNT],
                         struct str *ret_notes) {
    struct str missing = merge->missing, part, left = STR_NONE;

    while (str_cut(&missing, ';', &part)) {
        if (!part_is_listed(merge->complete, part)) {
            add_to_list(merge, &left, part);
        }
    }
    memcpy(ret_cells, merge->cells, sizeof merge->cells);
    ret_cells[DEVICES_SECTIONS_MISSING] = left;
    *ret_notes = buffer_view(&merge->notes);
    return !merge->notes.failed && !arena_failed(merge->arena);
}
