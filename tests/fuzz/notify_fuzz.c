/* What people and servers give for notifications: lines are an address, a URL, a name of a server, a title, and all
 * that follows is a template. What must hold for any text: what is taken holds nothing that ends a line or a command; a
 * template that is one can be rendered; mails are lines of ASCII with the headers that we wrote and no others; bodies
 * of webhooks are one line of JSON. */

#include "base/json_read.h"
#include "base/text.h"
#include "notify/mail_message.h"
#include "notify/secret_echo.h"
#include "notify/server_name.h"
#include "notify/template.h"
#include "notify/webhook_body.h"
#include "notify/webhook_url.h"
#include "tests/fuzz/check.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_printable(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] <= ' ' || text.p[i] >= 0x7f) {
            return false;
        }
    }
    return true;
}

/* --- mails --- */

static bool is_ours(struct str line) {
    static const char *const headers[] = {
        "From:",           "To:",           "Subject:",      "Date:",
        "Message-ID:",     "MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:",
        "Auto-Submitted:", "Reply-To:",     "References:",   "X-",
        "Precedence:"};

    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        if (str_starts_with(line, str_from(headers[i]))) {
            return true;
        }
    }
    return str_starts_with(line, STR(" ")) || str_starts_with(line, STR("\t"));
}

static void check_mail_bytes(struct str rest) {
    struct str line;
    bool is_head = true;

    while (rest.n && str_cut(&rest, '\n', &line)) {
        CHECK(str_ends_with(line, STR("\r")));
        line.n--;
        CHECK(line.n <= 998 && str_find_char(line, '\r') < 0);
        for (size_t i = 0; i < line.n; i++) {
            CHECK((line.p[i] >= ' ' && line.p[i] < 0x7f) || line.p[i] == '\t');
        }
        is_head = is_head && line.n > 0;
        CHECK(!is_head || is_ours(line));
    }
}

static void check_mail(struct str address, struct str subject, struct str body) {
    CLEANUP(buffer_done) struct buffer out = {0};
    struct mail_message message = {
        .subject = subject, .body = body, .date = STR("2027-03-31T09:00:00+09:00"), .message_id = STR("a@b")};

    if (mail_address_read(address, &message.from, NULL) != ERR_OK) {
        return;
    }
    CHECK(is_printable(message.from.box) && str_ends_with(message.from.box, message.from.domain));
    CHECK(str_find_char(message.from.name, '\n') < 0 && str_find_char(message.from.box, '>') < 0);
    message.to = &message.from;
    message.to_count = 1;
    CHECK(mail_message_write(&message, &out, NULL) == ERR_OK);
    check_mail_bytes(buffer_view(&out));
}

/* --- the rest --- */

static void check_url(struct str text) {
    struct webhook_url strict, lax;

    if (webhook_url_read(text, false, &strict, NULL) == ERR_OK) {
        CHECK(webhook_url_read(text, true, &lax, NULL) == ERR_OK && str_eq(strict.server, lax.server));
        CHECK(strict.is_encrypted || server_name_is_loopback(strict.host));
    }
    if (webhook_url_read(text, true, &lax, NULL) == ERR_OK) {
        CHECK(is_printable(text) && server_name_is_sound(lax.host) && str_find_char(lax.server, '@') < 0);
    }
    CHECK(!server_name_is_sound(text) || (is_printable(text) && text.n > 0));
    CHECK(text.n < 8 || secret_is_echoed(text, str_sub(text, text.n / 4, 8)));
}

static void check_bodies(const struct notification *notification) {
    for (enum webhook_form form = 0; form < WEBHOOK_FORM_COUNT; form++) {
        CLEANUP(buffer_done) struct buffer out = {0};
        CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
        CHECK(webhook_body_write(form, notification, &out, NULL) == ERR_OK);
        CHECK(str_find_char(buffer_view(&out), '\n') == (ptrdiff_t)out.n - 1);
        CHECK(json_parse(buffer_view(&out), "body", &document, NULL) == ERR_OK);
    }
}

static void check_template(struct str text, const struct notification *notification) {
    CLEANUP(buffer_done) struct buffer out = {0};
    struct err err = {0};
    enum err_code code = template_check(text, "template", &err);

    CHECK(template_render(text, "template", notification, &out, NULL) == code);
    CHECK(!code || (err.line > 0 && err.column > 0));
    CHECK(code || text_first_invalid(buffer_view(&out)) == SIZE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str rest = {size ? (const char *)data : "", size}, lines[4] = {STR_NONE};

    for (size_t i = 0; i < ARRAY_LEN(lines) && str_cut(&rest, '\n', &lines[i]); i++) {
    }
    const struct notice_line notice = {lines[0], STR("DIF-ATTRIBUTE"), STR("violation"), lines[1], lines[2], lines[3],
                                       lines[0], STR("2027-04-30")};
    const struct notification notification = {.id = STR("a-b"),
                                              .language = size % 2 ? LANGUAGE_JA : LANGUAGE_EN,
                                              .title = lines[3],
                                              .as_of = {20908},
                                              .new_lines = &notice,
                                              .new_count = 1,
                                              .new_total = 3,
                                              .output = lines[1]};
    check_mail(lines[0], lines[3], rest);
    check_url(lines[1]);
    check_url(lines[2]);
    check_bodies(&notification);
    check_template(rest, &notification);
    return 0;
}
