#include "lifecycle/calendar_row_index.h"

#include "base/intern.h"
#include "lifecycle/calendar_feed.h"
#include "products/version.h"

enum err_code calendar_row_index_init(struct calendar_row_index *index, struct arena *arena, struct err *err) {
    *index = (struct calendar_row_index){.arena = arena, .keys = intern_new()};
    return index->keys ? ERR_OK : err_no_memory(err);
}

void calendar_row_index_done(struct calendar_row_index *index) {
    intern_free(index->keys);
    *index = (struct calendar_row_index){0};
}

/* --- bins ----------------------------------------------------------------------------------------------------------
 */

/* All rows; those without a version that begins with a number; those about a release; those whose version is no more
 * than what the bin says, and those whose version goes on. */
static const char bin_of_all[] = "a ", bin_without_number[] = "n ";
static const char mark_of_release = 'r', mark_of_end = '=', mark_of_more = '>';

static void add_version_bin(char mark, struct str lead, struct buffer *out) {
    buffer_append_char(out, mark);
    buffer_append(out, lead);
    buffer_append_char(out, ' ');
}

static void add_release_bin(uint32_t release, struct buffer *out) {
    buffer_append_char(out, mark_of_release);
    buffer_append_u64(out, release);
    buffer_append_char(out, ' ');
}

void calendar_row_bins(const uint32_t *links, unsigned link_count, struct str said, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer text = {0};
    struct version_lead lead = version_lead_read(said, &text);

    buffer_append_cstr(out, bin_of_all);
    for (unsigned i = 0; i < link_count; i++) {
        add_release_bin(links[i], out);
    }
    if (lead.count == 0) {
        buffer_append_cstr(out, bin_without_number);
    }
    for (unsigned i = 0; i < lead.count; i++) {
        add_version_bin(i + 1 < lead.count ? mark_of_more : mark_of_end, (struct str){text.p, lead.ends[i]}, out);
    }
    out->failed |= text.failed;
}

/* Rows that say less than the version in use, or as much, and those that say more. False: any may fit. */
static bool add_search_bins(struct str version, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer text = {0};
    struct version_lead lead = version_lead_read(version, &text);

    for (unsigned i = 0; i < lead.count; i++) {
        add_version_bin(mark_of_end, (struct str){text.p, lead.ends[i]}, out);
    }
    if (lead.count) {
        add_version_bin(mark_of_more, (struct str){text.p, lead.ends[lead.count - 1]}, out);
    }
    out->failed |= text.failed;
    return lead.count > 0;
}

void calendar_row_search_bins(uint32_t release, const struct str *versions, size_t count, struct buffer *out) {
    size_t begin = out->n;
    bool is_any_said = false, are_numbered = true;

    if (release != FEED_NONE) {
        add_release_bin(release, out);
    }
    for (size_t i = 0; i < count; i++) {
        is_any_said |= versions[i].n > 0;
        are_numbered &= versions[i].n == 0 || add_search_bins(versions[i], out);
    }
    if (is_any_said && are_numbered) {
        buffer_append_cstr(out, bin_without_number);
        return;
    }
    out->n = begin;
    buffer_append_cstr(out, bin_of_all);
}

/* --- keys ----------------------------------------------------------------------------------------------------------
 */

static bool make_key(enum calendar_row_key kind, struct str text, struct str bin, struct buffer *out) {
    static const char marks[] = {[ROW_KEY_NAME] = 'n', [ROW_KEY_ENDOFLIFE] = 'e', [ROW_KEY_RULE] = 'r'};
    bool has_failed = out->failed;

    buffer_reset(out);
    buffer_append_char(out, marks[kind]);
    buffer_append(out, bin);
    buffer_append_char(out, ' ');
    buffer_append(out, text);
    out->failed |= has_failed;
    return text.n && !out->failed;
}

static enum err_code add(struct calendar_row_index *index, struct str key, uint32_t row, struct err *err) {
    uint32_t before = intern_count(index->keys), number = intern_add(index->keys, key);
    struct calendar_row_node *node = arena_alloc(index->arena, sizeof *node);

    if (number == INTERN_NONE || !node) {
        return err_no_memory(err);
    }
    if (number == before) {
        struct calendar_row_node **by_key = arena_grow(index->arena, index->by_key, before, 1, &index->key_capacity,
                                                       sizeof(struct calendar_row_node *));
        if (!by_key) {
            return err_no_memory(err);
        }
        index->by_key = by_key;
        by_key[number] = NULL;
    }
    *node = (struct calendar_row_node){row, index->by_key[number]};
    index->by_key[number] = node;
    return ERR_OK;
}

enum err_code calendar_row_index_add(struct calendar_row_index *index, enum calendar_row_key kind, struct str text,
                                     struct str bins, uint32_t row, struct err *err) {
    CLEANUP(buffer_done) struct buffer key = {0};
    enum err_code code = ERR_OK;
    struct str bin;

    while (!code && text.n && str_cut(&bins, ' ', &bin)) {
        if (bin.n) {
            code = make_key(kind, text, bin, &key) ? add(index, buffer_view(&key), row, err) : err_no_memory(err);
        }
    }
    return code;
}

const struct calendar_row_node *calendar_row_index_find(const struct calendar_row_index *index,
                                                        enum calendar_row_key kind, struct str text, struct str bin,
                                                        struct buffer *key) {
    uint32_t number = make_key(kind, text, bin, key) ? intern_find(index->keys, buffer_view(key)) : INTERN_NONE;

    return number == INTERN_NONE ? NULL : index->by_key[number];
}
