#include "reconciler/sighting_text.h"

#include "inventory/identity.h"

enum { TEXT_BYTES_MAX = 120 };

/* --- lists ---------------------------------------------------------------------------------------------------------
 */

/* Not in the middle of a character. */
static struct str cut(struct str text) {
    size_t n = text.n < TEXT_BYTES_MAX ? text.n : TEXT_BYTES_MAX;

    while (n < text.n && n > 0 && (text.p[n] & 0xC0) == 0x80) {
        n--;
    }
    return str_sub(text, 0, n);
}

void text_list_add(struct text_list *list, struct arena *arena, struct str text) {
    struct str added = cut(text);
    unsigned place = 0;

    while (place < list->count && str_cmp(list->items[place], added) < 0) {
        place++;
    }
    if (str_is_empty(added) || (place < list->count && str_eq(list->items[place], added))) {
        return;
    }
    bool is_full = list->count == TEXTS_MAX;
    list->has_more |= is_full;
    if (place == TEXTS_MAX) {
        return;
    }
    unsigned last = is_full ? TEXTS_MAX - 1 : list->count++;
    memmove(&list->items[place + 1], &list->items[place], (last - place) * sizeof list->items[0]);
    list->items[place] = arena_dup(arena, added);
}

void text_list_append(const struct text_list *list, const char *separator, struct buffer *out) {
    for (unsigned i = 0; i < list->count; i++) {
        buffer_append_cstr(out, i ? separator : "");
        buffer_append(out, list->items[i]);
    }
    buffer_append_cstr(out, list->has_more ? "…" : "");
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static const struct part_source {
    enum machine_text_part part;
    unsigned column;
} neighbor_parts[] =
    {
        {TEXT_NAME, NEIGHBORS_REMOTE_NAME},     {TEXT_MODEL, NEIGHBORS_REMOTE_MODEL},
        {TEXT_SERIAL, NEIGHBORS_REMOTE_SERIAL}, {TEXT_ASSET_TAG, NEIGHBORS_REMOTE_ASSET_TAG},
        {TEXT_MAC, NEIGHBORS_REMOTE_MAC},       {TEXT_ADDRESS, NEIGHBORS_REMOTE_ADDRESS},
},
  guest_parts[] = {
      {TEXT_NAME, GUESTS_NAME},
      {TEXT_MODEL, GUESTS_OS},
      {TEXT_SERIAL, GUESTS_UUID},
      {TEXT_MAC, GUESTS_MAC_ADDRESSES},
};

/* One notation of an address for all of them. */
static void add_part(struct machine_text *text, struct arena *arena, enum machine_text_part part, struct str cell) {
    CLEANUP(buffer_done) struct buffer mac = {0};
    bool is_mac = part == TEXT_MAC && identity_normalise(KEY_MAC, cell, &mac);

    text_list_add(&text->parts[part], arena, is_mac ? buffer_view(&mac) : cell);
}

static void add_parts(struct machine_text *text, struct arena *arena, struct row_reader *reader, enum table_id table,
                      const struct part_source *sources, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct str rest = row_reader_text(reader, sources[i].column), part;
        while (value_next_part(schema_column(table, sources[i].column), &rest, &part)) {
            add_part(text, arena, sources[i].part, part);
        }
    }
}

void machine_text_add_guest(struct machine_text *text, struct arena *arena, struct row_reader *reader) {
    struct value state = row_reader_value(reader, GUESTS_STATE);

    add_parts(text, arena, reader, TABLE_GUESTS, guest_parts, ARRAY_LEN(guest_parts));
    text->states |= state.is_set ? 1U << state.number : 0;
}

void machine_text_add(struct machine_text *text, struct arena *arena, struct row_reader *reader) {
    struct value protocol = row_reader_value(reader, NEIGHBORS_PROTOCOL);
    struct str id = row_reader_text(reader, NEIGHBORS_REMOTE_ID);
    uint8_t mac[6];

    add_parts(text, arena, reader, TABLE_NEIGHBORS, neighbor_parts, ARRAY_LEN(neighbor_parts));
    if (!str_is_empty(id)) {
        add_part(text, arena, identity_read_mac(id, mac) ? TEXT_MAC : TEXT_ID, id);
    }
    text_list_add(&text->vlans, arena, row_reader_text(reader, NEIGHBORS_VLAN));
    text->protocols |= protocol.is_set ? 1U << protocol.number : 0;
}

/* The words of the column whose bits are set. */
static void append_words(enum table_id table, unsigned column, unsigned bits, struct buffer *out) {
    buffer_append_cstr(out, " (");
    for (unsigned i = 0, count = 0; bits >> i; i++) {
        if (bits & 1U << i) {
            buffer_append_cstr(out, count++ ? " " : "");
            buffer_append(out, schema_word(schema_column(table, column), i));
        }
    }
    buffer_append_char(out, ')');
}

void machine_text_append(const struct machine_text *text, struct buffer *out) {
    size_t begin = out->n;

    for (unsigned part = 0; part < TEXT_ID; part++) {
        bool is_nameless = part == TEXT_NAME && !text->parts[TEXT_NAME].count;
        const struct text_list *list = &text->parts[is_nameless ? TEXT_ID : part];
        if (list->count) {
            buffer_append_cstr(out, out->n == begin ? "" : ", ");
            text_list_append(list, ", ", out);
        }
    }
    if (text->protocols) {
        append_words(TABLE_NEIGHBORS, NEIGHBORS_PROTOCOL, text->protocols, out);
    }
    if (text->states) {
        append_words(TABLE_GUESTS, GUESTS_STATE, text->states, out);
    }
}

/* --- ports ---------------------------------------------------------------------------------------------------------
 */

struct str sighting_where(const struct sightings *sightings, uint32_t port, const struct text_list *vlans,
                          struct row_reader *devices, struct arena *arena) {
    const struct sighting_seer *seer = &sightings->seers[sightings->port_items[port].seer];
    struct str name = STR_NONE, text = sightings_port_text(sightings, port);
    CLEANUP(buffer_done) struct buffer where = {0};

    if (devices && seer->device != SIGHTING_NONE) {
        row_reader_move(devices, seer->device);
        name = row_reader_text(devices, DEVICES_HOSTNAME);
    }
    buffer_append(&where, str_is_empty(name) ? sightings_port_device(sightings, port) : name);
    buffer_append_cstr(&where, str_is_empty(text) ? "" : " ");
    buffer_append(&where, text);
    if (vlans && vlans->count) {
        buffer_append_cstr(&where, " VLAN ");
        text_list_append(vlans, ", ", &where);
    }
    return arena_dup(arena, buffer_view(&where));
}
