#include "scanner/collect/guests/libvirt.h"

#include "base/buffer.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/guests/guest.h"

#define KIBIBYTES_PER_MB 1024
#define PAUSED_MAX       512 /* are looked through for each guest */

/* What stands before the guest's own lines. */
struct context {
    struct str paused[PAUSED_MAX];
    size_t paused_count;
    bool is_paused; /* says the file */
};

/* What stands between the line's first > and the next <. */
static struct str content(struct str line) {
    struct str text = STR_NONE;

    return str_cut(&line, '>', &text) && str_cut(&line, '<', &text) ? str_trim(text) : STR_NONE;
}

static struct str unescape(struct arena *arena, struct str text) {
    static const char *const entities[][2] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}};
    CLEANUP(buffer_done) struct buffer out = {0};

    while (text.n > 0) {
        size_t i = 0;
        while (i < ARRAY_LEN(entities) && !str_drop_prefix(&text, str_from(entities[i][0]))) {
            i++;
        }
        if (i < ARRAY_LEN(entities)) {
            buffer_append_cstr(&out, entities[i][1]);
        } else {
            buffer_append_char(&out, text.p[0]);
            text = str_sub(text, 1, SIZE_MAX);
        }
    }
    return out.failed ? STR_NONE : arena_dup(arena, buffer_view(&out));
}

/* "<memory unit='KiB'>4194304</memory>", before 0.9.11 without the unit; libvirt writes no other. */
static uint64_t memory_mb(struct str line) {
    struct str unit = fields_attribute(line, " unit");
    uint64_t kibibytes;

    return (str_is_empty(unit) || str_eq(unit, STR("KiB"))) && str_to_u64(content(line), &kibibytes)
               ? kibibytes / KIBIBYTES_PER_MB
               : 0;
}

/* "<vcpu placement='static' current='2'>4</vcpu>": it may have four, and has two. */
static uint64_t cpus(struct str line) {
    struct str current = fields_attribute(line, " current");
    uint64_t count;

    return str_to_u64(str_is_empty(current) ? content(line) : current, &count) ? count : 0;
}

/* The first of a kind counts: devices have elements of the same names. */
static void take_line(struct str line, struct guest *guest, struct arena *arena) {
    if (str_starts_with(line, STR("<name>"))) {
        guest->name = str_is_empty(guest->name) ? unescape(arena, content(line)) : guest->name;
    } else if (str_starts_with(line, STR("<uuid>"))) {
        guest->uuid = str_is_empty(guest->uuid) ? guest_uuid(arena, content(line)) : guest->uuid;
    } else if (str_starts_with(line, STR("<libosinfo:os "))) {
        guest->os = str_is_empty(guest->os) ? unescape(arena, fields_attribute(line, " id")) : guest->os;
    } else if (str_starts_with(line, STR("<memory"))) {
        guest->memory_mb = guest->memory_mb == 0 ? memory_mb(line) : guest->memory_mb;
    } else if (str_starts_with(line, STR("<vcpu"))) {
        guest->cpus = guest->cpus == 0 ? cpus(line) : guest->cpus;
    } else if (str_starts_with(line, STR("<mac "))) {
        guest_add_mac(arena, guest, fields_attribute(line, " address"));
    }
}

static bool is_paused(const struct context *context, const struct guest *guest) {
    for (size_t i = 0; i < context->paused_count; i++) {
        if (!str_is_empty(guest->uuid) && str_eq(context->paused[i], guest->uuid)) {
            return true;
        }
    }
    return context->is_paused;
}

/* One that runs, or is paused, has a number. */
static void begin_guest(struct str line, struct guest *guest) {
    *guest = (struct guest){.state = str_is_empty(fields_attribute(line, " id")) ? STR("off") : STR("on")};
}

static void end_guest(struct context *context, struct guest *guest, struct observation *observation) {
    if (str_eq(guest->state, STR("on")) && is_paused(context, guest)) {
        guest->state = STR("suspended");
    }
    guest_report(guest, observation);
    *guest = (struct guest){0};
    context->is_paused = false;
}

static void take_paused(struct context *context, struct str text, struct arena *arena) {
    struct str uuid = guest_uuid(arena, text);

    if (!str_is_empty(uuid) && context->paused_count < PAUSED_MAX) {
        context->paused[context->paused_count++] = uuid;
    }
}

void collect_guests_libvirt(struct str body, struct observation *observation) {
    struct context context = {0};
    struct guest guest = {0};
    size_t count = 0;
    struct str line;

    while (count < GUESTS_MAX && fields_next_line(&body, &line)) {
        line = str_trim(line);
        if (str_drop_prefix(&line, STR("paused="))) {
            take_paused(&context, line, observation->arena);
        } else if (str_starts_with(line, STR("<domstatus "))) {
            context.is_paused = str_is_listed("paused|pmsuspended", fields_attribute(line, " state"));
        } else if (str_starts_with(line, STR("<domain "))) {
            begin_guest(line, &guest);
        } else if (str_starts_with(line, STR("</domain>"))) {
            end_guest(&context, &guest, observation);
            count++;
        } else {
            take_line(line, &guest, observation->arena);
        }
    }
}
