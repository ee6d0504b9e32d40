#include "notify/webhook_body.h"

#include "base/json_write.h"
#include "base/text.h"

#include <assert.h>

#define FORMAT_VERSION 1

typedef void body_writer(struct json_writer *json, const struct notification *notification, size_t lines,
                         struct buffer *text);

/* --- our own --- */

static void member_count(struct json_writer *json, const char *key, uint64_t count) {
    json_member_number(json, key, count > INT64_MAX ? INT64_MAX : (int64_t)count);
}

/* Whatever shows it is spared control characters, and texts without end. */
static void member_text(struct json_writer *json, const char *key, struct str text, size_t most,
                        struct buffer *scratch) {
    buffer_reset(scratch);
    text_for_terminal(text, most, scratch);
    json_member_string(json, key, buffer_view(scratch));
}

static void write_line(struct json_writer *json, const struct notice_line *line, struct buffer *scratch) {
    const struct {
        const char *key;
        struct str text;
        size_t most;
    } members[] = {
        {"id", line->id, NOTIFICATION_NAME_MAX},           {"code", line->code, NOTIFICATION_NAME_MAX},
        {"outcome", line->outcome, NOTIFICATION_NAME_MAX}, {"subject", line->subject, NOTIFICATION_NAME_MAX},
        {"place", line->place, NOTIFICATION_NAME_MAX},     {"message", line->message, NOTIFICATION_MESSAGE_MAX},
        {"owner", line->owner, NOTIFICATION_NAME_MAX},     {"due", line->due, NOTIFICATION_NAME_MAX},
    };

    json_begin_object(json);
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        member_text(json, members[i].key, members[i].text, members[i].most, scratch);
    }
    json_end_object(json);
}

static void write_lines(struct json_writer *json, const char *key, const struct notice_line *lines, size_t count,
                        struct buffer *scratch) {
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        write_line(json, &lines[i], scratch);
    }
    json_end_array(json);
}

static void write_counts(struct json_writer *json, const struct notification *notification) {
    json_key(json, "counts");
    json_begin_object(json);
    member_count(json, "new", notification->new_total);
    member_count(json, "resolved", notification->resolved_total);
    member_count(json, "continuing", notification->continuing);
    member_count(json, "waived", notification->waived);
    json_end_object(json);
}

static size_t at_most(size_t count, size_t lines) {
    return count < lines ? count : lines;
}

static void write_genkyo(struct json_writer *json, const struct notification *notification, size_t lines,
                         struct buffer *text) {
    static const char *const languages[LANGUAGE_COUNT] = {[LANGUAGE_EN] = "en", [LANGUAGE_JA] = "ja"};
    char as_of[11];

    date_format(notification->as_of, as_of);
    json_member_number(json, "format", FORMAT_VERSION);
    json_member_string(json, "id", notification->id);
    member_text(json, "title", notification->title, NOTIFICATION_NAME_MAX, text);
    json_member_string(json, "as_of", str_from(as_of));
    json_member_string(json, "language", str_from(languages[notification->language]));
    buffer_reset(text);
    notification_render_subject(notification, text);
    json_member_string(json, "subject", buffer_view(text));
    json_member_number(json, "exit_status", notification->exit_status);
    member_text(json, "output", notification->output, SIZE_MAX, text);
    write_counts(json, notification);
    write_lines(json, "new", notification->new_lines, at_most(notification->new_count, lines), text);
    write_lines(json, "resolved", notification->resolved_lines, at_most(notification->resolved_count, lines), text);
    write_lines(json, "run", notification->run_lines, at_most(notification->run_count, lines), text);
}

/* --- Slack --- */

/* Its three control characters; without mrkdwn no other means anything. */
static void append_for_slack(struct str text, struct buffer *out) {
    for (size_t i = 0; i < text.n; i++) {
        switch (text.p[i]) {
        case '&':
            buffer_append_cstr(out, "&amp;");
            break;
        case '<':
            buffer_append_cstr(out, "&lt;");
            break;
        case '>':
            buffer_append_cstr(out, "&gt;");
            break;
        default:
            buffer_append_char(out, text.p[i]);
        }
    }
}

static void write_slack(struct json_writer *json, const struct notification *notification, size_t lines,
                        struct buffer *text) {
    struct buffer escaped = {0};

    notification_render_subject(notification, text);
    buffer_append_char(text, '\n');
    notification_render_brief(notification, lines, text);
    append_for_slack(buffer_view(text), &escaped);
    text->failed |= escaped.failed;
    json_member_string(json, "text", buffer_view(&escaped));
    json_member_bool(json, "mrkdwn", false);
    buffer_done(&escaped);
}

/* --- Teams --- */

/* A line as a block of its own. Text runs know no markup, so that no name can become a link. */
static void write_block(struct json_writer *json, struct str line, bool is_title, bool is_apart) {
    json_begin_object(json);
    json_member_string(json, "type", STR("RichTextBlock"));
    json_member_string(json, "spacing", is_apart ? STR("Medium") : STR("None"));
    json_key(json, "inlines");
    json_begin_array(json);
    json_begin_object(json);
    json_member_string(json, "type", STR("TextRun"));
    json_member_string(json, "text", line);
    if (is_title) {
        json_member_string(json, "weight", STR("Bolder"));
    }
    json_end_object(json);
    json_end_array(json);
    json_end_object(json);
}

static void write_blocks(struct json_writer *json, struct str text) {
    bool is_title = true, is_apart = false;
    struct str line;

    while (str_cut(&text, '\n', &line)) {
        if (line.n == 0) {
            is_apart = true;
            continue;
        }
        write_block(json, line, is_title, is_apart);
        is_title = is_apart = false;
    }
}

static void write_card(struct json_writer *json, struct str text) {
    json_begin_object(json);
    json_member_string(json, "$schema", STR("http://adaptivecards.io/schemas/adaptive-card.json"));
    json_member_string(json, "type", STR("AdaptiveCard"));
    json_member_string(json, "version", STR("1.4"));
    json_key(json, "msteams");
    json_begin_object(json);
    json_member_string(json, "width", STR("Full"));
    json_end_object(json);
    json_key(json, "body");
    json_begin_array(json);
    write_blocks(json, text);
    json_end_array(json);
    json_end_object(json);
}

static void write_teams(struct json_writer *json, const struct notification *notification, size_t lines,
                        struct buffer *text) {
    notification_render_subject(notification, text);
    buffer_append_char(text, '\n');
    notification_render_brief(notification, lines, text);
    json_member_string(json, "type", STR("message"));
    json_key(json, "attachments");
    json_begin_array(json);
    json_begin_object(json);
    json_member_string(json, "contentType", STR("application/vnd.microsoft.card.adaptive"));
    json_key(json, "contentUrl");
    json_write_null(json);
    json_key(json, "content");
    write_card(json, buffer_view(text));
    json_end_object(json);
    json_end_array(json);
}

/* --- all --- */

const char *const webhook_form_words[] = {"genkyo", "slack", "teams", NULL};
static_assert(ARRAY_LEN(webhook_form_words) == WEBHOOK_FORM_COUNT + 1, "a form lacks its word");

/* MOST bytes: Slack cuts a text beyond 40,000 characters, Teams refuses a message over 28 KB. */
static const struct form_def {
    body_writer *write;
    size_t most;
} forms[] = {
    [WEBHOOK_GENKYO] = {write_genkyo, SIZE_MAX},
    [WEBHOOK_SLACK] = {write_slack, 36000},
    [WEBHOOK_TEAMS] = {write_teams, 25000},
};
static_assert(ARRAY_LEN(forms) == WEBHOOK_FORM_COUNT, "a form lacks its writer");

static enum err_code write_once(const struct form_def *form, const struct notification *notification, size_t lines,
                                struct output *output, struct err *err) {
    CLEANUP(json_writer_free_cleanup) struct json_writer *json = json_writer_new(output, 0);
    struct buffer text = {0};
    bool has_failed;

    if (!json) {
        return err_no_memory(err);
    }
    json_begin_object(json);
    form->write(json, notification, lines, &text);
    json_end_object(json);
    json_newline(json);
    has_failed = text.failed;
    buffer_done(&text);
    return has_failed ? err_no_memory(err) : output_error(output, err);
}

enum err_code webhook_body_write(enum webhook_form form, const struct notification *notification, struct buffer *out,
                                 struct err *err) {
    struct output *output = NULL;
    enum err_code code = output_in_memory(&output, err);

    assert((unsigned)form < WEBHOOK_FORM_COUNT);
    for (size_t lines = NOTIFICATION_LINES_MAX; !code; lines /= 2) {
        output_reset(output);
        code = write_once(&forms[form], notification, lines, output, err);
        if (!code && (lines == 0 || output_bytes(output).n <= forms[form].most)) {
            break;
        }
    }
    if (!code) {
        buffer_append(out, output_bytes(output));
        code = out->failed ? err_no_memory(err) : ERR_OK;
    }
    output_abandon(output);
    return code;
}
