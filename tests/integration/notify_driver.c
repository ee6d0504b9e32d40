/* Sends a mail or posts a notification, to see what arrives:
 *   notify_driver mail KEY=VALUE…      the body is standard input
 *   notify_driver webhook KEY=VALUE…   the sample notification below
 *   notify_driver body form=FORM       prints what a webhook posts
 *   notify_driver metrics file=PATH    writes metrics of a run
 * Keys are the members of the settings; to=ADDRESS may repeat. Prints "sent", or why not and exits with 1. */

#include "findings/error_text.h"
#include "notify/mail.h"
#include "notify/webhook.h"
#include "report/prometheus.h"

#include <stdio.h>
#include <stdlib.h>

#define BODY_BYTES 65536

static struct mail_settings mail = {.attempts = 1, .timeout_ms = 20000, .pause_ms = 1};
static struct webhook_settings webhook = {.attempts = 1, .timeout_ms = 20000, .pause_ms = 1};
static struct str to[MAIL_RECIPIENTS_MAX + 1], subject, date, mail_id, security, form, file;
static uint64_t attempts = 1, timeout_ms = 20000, pause_ms = 1, port, plain;

static const struct key {
    const char *name;
    struct str *text;
    uint64_t *number;
} keys[] = {
    {"host", &mail.host, NULL},  {"port", NULL, &port},         {"security", &security, NULL},
    {"ca", &mail.ca_file, NULL}, {"user", &mail.user, NULL},    {"password", &mail.password, NULL},
    {"from", &mail.from, NULL},  {"subject", &subject, NULL},   {"date", &date, NULL},
    {"id", &mail_id, NULL},      {"attempts", NULL, &attempts}, {"timeout", NULL, &timeout_ms},
    {"pause", NULL, &pause_ms},  {"url", &webhook.url, NULL},   {"proxy", &webhook.proxy, NULL},
    {"form", &form, NULL},       {"file", &file, NULL},         {"authorization", &webhook.authorization, NULL},
    {"plain", NULL, &plain},
};

static const struct notice_line new_lines[] = {
    {STR("00112233445566aa"), STR("DIF-ATTRIBUTE"), STR("violation"), STR("SV-0001"), STR("本省A棟3階"),
     STR("所在が台帳では「本省B棟1階」、現況では「本省A棟3階」"), STR_NONE, STR_NONE},
    {STR("00112233445566bb"), STR("SUP-SOON"), STR("notice"), STR("<!channel> *x* [y](http://z)"), STR_NONE,
     STR("a\r\nb & <http://example.jp|click>\x1b[31m\xff"), STR("佐藤"), STR("2027-04-30")},
};
static const struct notification sample = {
    .id = STR("4fb5e0a1-0c5e-4a53-9a5e-0f3a6a1c9d10"),
    .language = LANGUAGE_JA,
    .title = STR("総務部 文書管理システム"),
    .as_of = {20909}, /* 2027-04-01 */
    .new_lines = new_lines,
    .new_count = ARRAY_LEN(new_lines),
    .new_total = ARRAY_LEN(new_lines),
    .continuing = 12,
    .exit_status = 1,
    .output = STR("/srv/genkyo/out"),
};

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "notify_driver: %s\n", what);
    exit(2);
}

static void set_key(struct str argument) {
    struct str value = argument, name;
    bool is_known = str_cut(&value, '=', &name) && value.p;

    if (is_known && str_eq(name, STR("to")) && mail.to_count < ARRAY_LEN(to)) {
        to[mail.to_count++] = value;
        return;
    }
    for (size_t i = 0; is_known && i < ARRAY_LEN(keys); i++) {
        if (str_eq(name, str_from(keys[i].name))) {
            if (keys[i].text) {
                *keys[i].text = value;
            } else if (!str_to_u64(value, keys[i].number)) {
                fail("not a number");
            }
            return;
        }
    }
    fail("unknown key");
}

static void read_form(void) {
    for (unsigned i = 0; form.n && i < WEBHOOK_FORM_COUNT; i++) {
        if (str_eq(form, str_from(webhook_form_words[i]))) {
            webhook.form = (enum webhook_form)i;
            return;
        }
    }
    if (form.n) {
        fail("unknown form");
    }
}

static void finish_settings(void) {
    static const char *const securities[] = {[MAIL_PLAIN] = "plain", [MAIL_STARTTLS] = "starttls", [MAIL_TLS] = "tls"};

    for (unsigned i = 0; i < ARRAY_LEN(securities); i++) {
        if (str_eq(security, str_from(securities[i]))) {
            mail.security = (enum mail_security)i;
        }
    }
    mail.to = to;
    mail.port = (uint16_t)port;
    mail.attempts = webhook.attempts = (unsigned)attempts;
    mail.timeout_ms = webhook.timeout_ms = (uint32_t)timeout_ms;
    mail.pause_ms = webhook.pause_ms = (uint32_t)pause_ms;
    webhook.ca_file = mail.ca_file;
    webhook.is_plain_allowed = plain != 0;
    read_form();
}

static int tell(enum err_code code, const struct err *err) {
    struct buffer text = {0};

    if (code == ERR_OK) {
        puts("sent");
        return 0;
    }
    error_render(err, LANGUAGE_EN, &text);
    printf("%.*s\n", STR_FMT(buffer_view(&text)));
    buffer_done(&text);
    return 1;
}

static int send_mail(void) {
    static char body[BODY_BYTES];
    struct err err = {0};
    size_t n = fread(body, 1, sizeof body, stdin);

    return tell(mail_send(&mail, subject, (struct str){body, n}, date, mail_id, &err), &err);
}

static int send_webhook(void) {
    struct err err = {0};

    return tell(webhook_send(&webhook, &sample, &err), &err);
}

static int print_body(void) {
    struct buffer out = {0};
    struct err err = {0};
    enum err_code code = webhook_body_write(webhook.form, &sample, &out, &err);

    fwrite(out.p, 1, out.n, stdout);
    buffer_done(&out);
    return code == ERR_OK ? 0 : 1;
}

static int write_metrics(void) {
    static struct summary summary = {.coverage = {.expected = 7, .examined = 6}};
    const struct prometheus_run run = {&summary, STR("文書 \"A\\B\"\nx"), 1806451200, 3};
    struct err err = {0};

    summary.by_code[CODE_DIF_ATTRIBUTE][OUTCOME_VIOLATION] = 4;
    summary.by_code[CODE_DIF_ATTRIBUTE][OUTCOME_NOTICE] = 2;
    return tell(report_prometheus(file.p, &run, true, &err), &err);
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        int (*run)(void);
    } commands[] = {{"mail", send_mail}, {"webhook", send_webhook}, {"body", print_body}, {"metrics", write_metrics}};

    for (int i = 2; i < argc; i++) {
        set_key(str_from(argv[i]));
    }
    finish_settings();
    for (size_t i = 0; argc > 1 && i < ARRAY_LEN(commands); i++) {
        if (str_eq(str_from(argv[1]), str_from(commands[i].name))) {
            return commands[i].run();
        }
    }
    fail("usage: notify_driver mail|webhook|body|metrics KEY=VALUE…");
}
