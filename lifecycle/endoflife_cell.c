#include "lifecycle/endoflife_cell.h"

#include "base/date_read.h"

#define OVER          "over"
#define NOT_ANNOUNCED "not announced"
#define NO_STAGE      "-"

#define A_TEXT STR("a text of at most 1000 bytes without control characters, or null")
#define A_DAY  STR("YYYY-MM-DD, or null")

static const struct endoflife_stage_def stages[ENDOFLIFE_STAGE_COUNT] = {
    [ENDOFLIFE_EOAS] = {"isEoas", "eoasFrom", "support", "eoas", true, OVER, CALENDAR_ACTIVE, CALENDAR_ACTIVE_LABEL},
    [ENDOFLIFE_EOL] = {"isEol", "eolFrom", "eol", "eol", false, NOT_ANNOUNCED, CALENDAR_SUPPORT,
                       CALENDAR_SUPPORT_LABEL},
    /* In v0 false is an extension that is over as well as none at all; either way it extends nothing. */
    [ENDOFLIFE_EOES] = {"isEoes", "eoesFrom", "extendedSupport", "eoes", true, NO_STAGE, CALENDAR_EXTENDED,
                        CALENDAR_EXTENDED_LABEL},
    [ENDOFLIFE_DISCONTINUED] = {"isDiscontinued", "discontinuedFrom", "discontinued", "discontinued", false,
                                NOT_ANNOUNCED, CALENDAR_DISCONTINUED, CALENDAR_DISCONTINUED_LABEL},
};

const struct endoflife_stage_def *endoflife_stage_def(enum endoflife_stage stage) {
    return &stages[stage];
}

enum err_code endoflife_refuse(const struct endoflife_place *place, const char *member, struct str allowed,
                               struct err *err) {
    CLEANUP(buffer_done) struct buffer key = {0};

    buffer_append(&key, place->product);
    buffer_append_cstr(&key, place->product.n ? " " : "");
    buffer_append(&key, place->release);
    buffer_append_cstr(&key, place->release.n ? " " : "");
    buffer_append_cstr(&key, member);
    return err_set(err, ERR_VALUE, place->file->path, buffer_view(&key), allowed);
}

/* --- texts ---------------------------------------------------------------------------------------------------------
 */

static bool is_printable(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7F) {
            return false;
        }
    }
    return text.n <= ENDOFLIFE_TEXT_MAX;
}

/* Of the tag that TEXT begins with; 0 when it begins with none. */
static size_t tag_length(struct str text) {
    bool is_tag = text.n > 1 && text.p[0] == '<' && (text.p[1] == '/' || str_is_alnum(text.p[1]));
    ptrdiff_t end = is_tag ? str_find_char(text, '>') : -1;

    return end < 0 ? 0 : (size_t)end + 1;
}

/* Labels are written for web pages. */
static struct str without_markup(struct str text, struct buffer *out) {
    for (struct str rest = text; rest.n;) {
        size_t skip = tag_length(rest);
        bool is_blank = strchr(" \t\n", rest.p[0]) != NULL;
        if (!skip && !(is_blank && (out->n == 0 || out->p[out->n - 1] == ' '))) {
            buffer_append_char(out, is_blank ? ' ' : rest.p[0]);
        }
        rest = str_sub(rest, skip ? skip : 1, SIZE_MAX);
    }
    return str_trim(buffer_view(out));
}

static enum err_code keep_text(const struct endoflife_place *place, struct str text, struct str *ret_cell,
                               struct err *err) {
    CLEANUP(buffer_done) struct buffer plain = {0};
    struct str clean = without_markup(text, &plain);

    *ret_cell = arena_dup(place->file->arena, clean);
    return plain.failed || arena_failed(place->file->arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code endoflife_text(const struct endoflife_place *place, const struct json_node *object, const char *member,
                             struct str *ret_cell, struct err *err) {
    const struct json_node *node = json_get(object, member);
    enum json_node_kind kind = json_node_kind(node);

    if (kind == JSON_NODE_MISSING || kind == JSON_NODE_NULL) {
        *ret_cell = STR_NONE;
        return ERR_OK;
    }
    if (kind != JSON_NODE_TEXT || !is_printable(json_text(node))) {
        return endoflife_refuse(place, member, A_TEXT, err);
    }
    return keep_text(place, json_text(node), ret_cell, err);
}

enum err_code endoflife_version(const struct endoflife_place *place, const struct json_node *object, const char *member,
                                struct str *ret_cell, struct err *err) {
    char digits[STR_I64_SIZE];
    int64_t number;

    if (!json_to_integer(json_get(object, member), &number)) {
        return endoflife_text(place, object, member, ret_cell, err);
    }
    return keep_text(place, str_format_i64(number, digits), ret_cell, err);
}

/* --- days ----------------------------------------------------------------------------------------------------------
 */

static bool is_day(struct str text) {
    struct date day;

    return text.n == 10 && text.p[4] == '-' && text.p[7] == '-' && date_read(text, &day) == DATE_READ;
}

enum err_code endoflife_day(const struct endoflife_place *place, const struct json_node *object, const char *member,
                            struct str *ret_cell, struct err *err) {
    const struct json_node *node = json_get(object, member);
    enum json_node_kind kind = json_node_kind(node);

    if (kind == JSON_NODE_MISSING || kind == JSON_NODE_NULL) {
        *ret_cell = STR_NONE;
        return ERR_OK;
    }
    return is_day(json_text(node)) ? keep_text(place, json_text(node), ret_cell, err)
                                   : endoflife_refuse(place, member, A_DAY, err);
}

/* The day goes before what is said to be so today. */
enum err_code endoflife_stage_v1(const struct endoflife_place *place, const struct json_node *release,
                                 enum endoflife_stage stage, struct str *ret_cell, struct err *err) {
    static const char *const words[] = {[JSON_NODE_MISSING] = "",
                                        [JSON_NODE_NULL] = NO_STAGE,
                                        [JSON_NODE_FALSE] = NOT_ANNOUNCED,
                                        [JSON_NODE_TRUE] = OVER};
    enum json_node_kind kind = json_node_kind(json_get(release, stages[stage].is));
    struct str day = STR_NONE;
    enum err_code code = endoflife_day(place, release, stages[stage].from, &day, err);

    if (code) {
        return code;
    }
    if (kind > JSON_NODE_TRUE) {
        return endoflife_refuse(place, stages[stage].is, STR("true, false or null"), err);
    }
    *ret_cell = day.n ? day : str_from(words[kind]);
    return ERR_OK;
}

enum err_code endoflife_stage_v0(const struct endoflife_place *place, const struct json_node *release,
                                 enum endoflife_stage stage, struct str *ret_cell, struct err *err) {
    const struct endoflife_stage_def *def = &stages[stage];
    const struct json_node *node = json_get(release, def->v0);
    const char *word = "";

    switch (json_node_kind(node)) {
    case JSON_NODE_TEXT:
        return is_day(json_text(node)) ? keep_text(place, json_text(node), ret_cell, err)
                                       : endoflife_refuse(place, def->v0, STR("YYYY-MM-DD, true or false"), err);
    case JSON_NODE_TRUE:
        word = def->is_inverted ? NOT_ANNOUNCED : OVER;
        break;
    case JSON_NODE_FALSE:
        word = def->v0_false;
        break;
    case JSON_NODE_NULL:
        word = NO_STAGE;
        break;
    case JSON_NODE_MISSING:
        break;
    default:
        return endoflife_refuse(place, def->v0, STR("YYYY-MM-DD, true or false"), err);
    }
    *ret_cell = str_from(word);
    return ERR_OK;
}
