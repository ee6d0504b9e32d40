#include "cli/run/config_reading.h"

#include "base/file.h"
#include "cli/surroundings.h"
#include "notify/attempts.h"
#include "notify/template.h"
#include "notify/webhook_body.h"
#include "scanner/credential/secret.h"

#include <fcntl.h>
#include <unistd.h>

enum {
    TIMEOUT_MAX = 600,
    PORT_MAX = 65535,
    ATTEMPTS_USUAL = 3,
    TIMEOUT_S = 30,
    PAUSE_MS = 2000,
    TEMPLATE_BYTES_MAX = 1 << 16
};

/* As they stand in the file. */
struct mail_yaml {
    const struct yaml_node *node;
    struct str host, user, password, password_from, from, ca_file, subject_template, text_template;
    struct yaml_texts to;
    int64_t port, attempts, timeout_s;
    int security;
};

struct webhook_yaml {
    const struct yaml_node *node;
    struct str url, url_from, proxy, ca_file, authorization, authorization_from;
    int64_t attempts, timeout_s;
    bool allow_plain;
    int form;
};

struct notify_yaml {
    bool only_changes;
    const struct yaml_node *mail, *webhooks;
};

/* In the order of enum mail_security. */
static const char *const security_words[] = {"plain", "starttls", "tls", NULL};

#define TEXT(TYPE, MEMBER)                                                                                             \
    { .key = #MEMBER, .type = YAML_TEXT, .offset = offsetof(TYPE, MEMBER) }
#define NEEDED(TYPE, MEMBER)                                                                                           \
    { .key = #MEMBER, .type = YAML_TEXT, .offset = offsetof(TYPE, MEMBER), .required = true }
#define SECRET(TYPE, MEMBER, OTHER)                                                                                    \
    { .key = #MEMBER, .type = YAML_TEXT, .offset = offsetof(TYPE, MEMBER), .excludes = (OTHER) }
#define NUMBER(TYPE, KEY, MEMBER, MOST)                                                                                \
    { .key = (KEY), .type = YAML_INTEGER, .offset = offsetof(TYPE, MEMBER), .minimum = 1, .maximum = (MOST) }

static const struct yaml_field notify_fields[] = {
    {.key = "only_changes", .type = YAML_BOOL, .offset = offsetof(struct notify_yaml, only_changes)},
    {.key = "mail", .type = YAML_NODE, .offset = offsetof(struct notify_yaml, mail)},
    {.key = "webhooks", .type = YAML_NODE, .offset = offsetof(struct notify_yaml, webhooks)},
};

static const struct yaml_field mail_fields[] = {
    NEEDED(struct mail_yaml, host),
    NUMBER(struct mail_yaml, "port", port, PORT_MAX),
    {.key = "security", .type = YAML_CHOICE, .offset = offsetof(struct mail_yaml, security), .choices = security_words},
    TEXT(struct mail_yaml, ca_file),
    TEXT(struct mail_yaml, subject_template),
    TEXT(struct mail_yaml, text_template),
    TEXT(struct mail_yaml, user),
    SECRET(struct mail_yaml, password, "password_from"),
    SECRET(struct mail_yaml, password_from, "password"),
    NEEDED(struct mail_yaml, from),
    {.key = "to", .type = YAML_TEXT_LIST, .offset = offsetof(struct mail_yaml, to), .required = true},
    NUMBER(struct mail_yaml, "attempts", attempts, ATTEMPTS_MAX),
    NUMBER(struct mail_yaml, "timeout", timeout_s, TIMEOUT_MAX),
};

static const struct yaml_field webhook_fields[] = {
    SECRET(struct webhook_yaml, url, "url_from"),
    SECRET(struct webhook_yaml, url_from, "url"),
    {.key = "form", .type = YAML_CHOICE, .offset = offsetof(struct webhook_yaml, form), .choices = webhook_form_words},
    {.key = "allow_plain", .type = YAML_BOOL, .offset = offsetof(struct webhook_yaml, allow_plain)},
    TEXT(struct webhook_yaml, proxy),
    TEXT(struct webhook_yaml, ca_file),
    SECRET(struct webhook_yaml, authorization, "authorization_from"),
    SECRET(struct webhook_yaml, authorization_from, "authorization"),
    NUMBER(struct webhook_yaml, "attempts", attempts, ATTEMPTS_MAX),
    NUMBER(struct webhook_yaml, "timeout", timeout_s, TIMEOUT_MAX),
};

#define SECRET_CELL(YAML, NAME)                                                                                        \
    (&(const struct secret_cell){(YAML)->node, #NAME, #NAME "_from", (YAML)->NAME, (YAML)->NAME##_from})

static enum err_code read_secret(struct run_config_reading *reading, struct secret_reading *secrets,
                                 const struct secret_cell *cell, struct str *ret_secret) {
    char *secret = NULL;
    enum err_code code = secret_read(secrets, cell, &secret);

    reading->has_inline_secret |= cell->value.n > 0;
    *ret_secret = str_from(secret);
    return code;
}

/* --- mail ----------------------------------------------------------------------------------------------------------
 */

static enum err_code check_login(const struct run_config_reading *reading, const struct mail_yaml *yaml) {
    bool has_password = yaml->password.n || yaml->password_from.n;

    if (yaml->user.n && !has_password) {
        return run_config_missing(reading, yaml->node, "password_from", "mail");
    }
    return has_password && !yaml->user.n ? run_config_missing(reading, yaml->node, "user", "mail") : ERR_OK;
}

/* Is it the value, or one of its list, that is refused, or the key that is named? */
static const struct yaml_node *refused_part(const struct yaml_node *key, const struct yaml_node *value,
                                            struct str refused) {
    struct str name = yaml_text(key);

    for (size_t i = 0; i < yaml_length(value); i++) {
        if (str_eq(yaml_text(yaml_at(value, i)), refused)) {
            return yaml_at(value, i);
        }
    }
    str_drop_suffix(&name, STR("_from"));
    return str_eq(name, refused) || str_eq(yaml_text(value), refused) ? value : NULL;
}

static const struct yaml_node *place_of(const struct yaml_node *section, struct str refused) {
    const struct yaml_node *place = NULL;

    for (size_t i = 0; !place && i < yaml_pair_count(section); i++) {
        place = refused_part(yaml_key_at(section, i), yaml_value_at(section, i), refused);
    }
    return place ? place : section;
}

/* Settings that notify/ refuses, with their place. */
static enum err_code refuse_settings(const struct run_config_reading *reading, const struct yaml_node *section,
                                     const struct err *refused) {
    const struct yaml_node *place = place_of(section, str_from(refused->arg[0]));

    return err_at(reading->err, refused->code, reading->path, yaml_line(place), yaml_column(place),
                  str_from(refused->arg[0]), str_from(refused->arg[1]));
}

static enum err_code read_template(const struct run_config_reading *reading, struct str path,
                                   struct run_template *ret_template) {
    struct run_template template = {.path = run_config_resolve(reading, path).p};

    if (!path.n) {
        return ERR_OK;
    }
    if (!template.path) {
        return err_no_memory(reading->err);
    }
    enum err_code code =
        file_read_all(AT_FDCWD, template.path, TEMPLATE_BYTES_MAX, reading->arena, &template.text, reading->err);
    if (code == ERR_OK) {
        code = template_check(template.text, template.path, reading->err);
    }
    if (code == ERR_OK) {
        *ret_template = template;
    }
    return code;
}

static enum err_code read_templates(const struct run_config_reading *reading, const struct mail_yaml *yaml,
                                    struct run_notify *notify) {
    enum err_code code = read_template(reading, yaml->subject_template, &notify->subject);

    return code == ERR_OK ? read_template(reading, yaml->text_template, &notify->text) : code;
}

static enum err_code read_mail(struct run_config_reading *reading, struct secret_reading *secrets,
                               const struct yaml_node *node, struct run_notify *notify) {
    struct mail_yaml yaml = {
        .node = node, .security = MAIL_STARTTLS, .attempts = ATTEMPTS_USUAL, .timeout_s = TIMEOUT_S};
    enum err_code code = yaml_read_mapping(node, reading->path, mail_fields, ARRAY_LEN(mail_fields), &yaml,
                                           reading->arena, reading->err);

    if (code == ERR_OK && !yaml.to.count) {
        code = run_config_refuse(reading, yaml_get(node, "to"), "to", "one address or more");
    }
    if (code == ERR_OK) {
        code = check_login(reading, &yaml);
    }
    notify->mail = (struct mail_settings){
        .host = yaml.host,
        .port = (uint16_t)yaml.port,
        .security = (enum mail_security)yaml.security,
        .ca_file = run_config_resolve(reading, yaml.ca_file),
        .user = yaml.user,
        .from = yaml.from,
        .to = yaml.to.items,
        .to_count = yaml.to.count,
        .attempts = (unsigned)yaml.attempts,
        .timeout_ms = (uint32_t)yaml.timeout_s * 1000,
        .pause_ms = PAUSE_MS,
    };
    struct err refused = {0};
    if (code == ERR_OK) {
        code = read_templates(reading, &yaml, notify);
    }
    if (code == ERR_OK) {
        code = read_secret(reading, secrets, SECRET_CELL(&yaml, password), &notify->mail.password);
    }
    return code == ERR_OK && mail_settings_check(&notify->mail, &refused) != ERR_OK
               ? refuse_settings(reading, node, &refused)
               : code;
}

/* --- webhooks ------------------------------------------------------------------------------------------------------
 */

static enum err_code read_webhook(struct run_config_reading *reading, struct secret_reading *secrets,
                                  const struct yaml_node *node, struct webhook_settings *webhook) {
    struct webhook_yaml yaml = {.node = node, .attempts = ATTEMPTS_USUAL, .timeout_s = TIMEOUT_S};
    enum err_code code = yaml_read_mapping(node, reading->path, webhook_fields, ARRAY_LEN(webhook_fields), &yaml,
                                           reading->arena, reading->err);

    *webhook = (struct webhook_settings){
        .form = (enum webhook_form)yaml.form,
        .is_plain_allowed = yaml.allow_plain,
        .proxy = yaml.proxy,
        .ca_file = run_config_resolve(reading, yaml.ca_file),
        .attempts = (unsigned)yaml.attempts,
        .timeout_ms = (uint32_t)yaml.timeout_s * 1000,
        .pause_ms = PAUSE_MS,
    };
    if (code == ERR_OK && !yaml.url.n && !yaml.url_from.n) {
        code = run_config_missing(reading, node, "url_from", "webhooks");
    }
    if (code == ERR_OK) {
        code = read_secret(reading, secrets, SECRET_CELL(&yaml, url), &webhook->url);
    }
    if (code == ERR_OK) {
        code = read_secret(reading, secrets, SECRET_CELL(&yaml, authorization), &webhook->authorization);
    }
    struct err refused = {0};
    return code == ERR_OK && webhook_settings_check(webhook, &refused) != ERR_OK
               ? refuse_settings(reading, node, &refused)
               : code;
}

static enum err_code read_webhooks(struct run_config_reading *reading, struct secret_reading *secrets,
                                   const struct yaml_node *node, struct run_notify *notify) {
    size_t count = yaml_length(node);
    enum err_code code = ERR_OK;

    if (!yaml_is_sequence(node)) {
        return run_config_refuse(reading, node, "webhooks", "a list: - url_from: …");
    }
    notify->webhooks = arena_alloc_array(reading->arena, count + 1, sizeof *notify->webhooks);
    if (!notify->webhooks) {
        return err_no_memory(reading->err);
    }
    for (size_t i = 0; code == ERR_OK && i < count; i++) {
        code = read_webhook(reading, secrets, yaml_at(node, i), &notify->webhooks[i]);
    }
    notify->webhook_count = count;
    return code;
}

static enum err_code read_ways(struct run_config_reading *reading, struct secret_reading *secrets,
                               const struct notify_yaml *yaml, struct run_notify *notify) {
    enum err_code code = ERR_OK;

    if (yaml->mail) {
        notify->has_mail = true;
        code = read_mail(reading, secrets, yaml->mail, notify);
    }
    return code == ERR_OK && yaml->webhooks ? read_webhooks(reading, secrets, yaml->webhooks, notify) : code;
}

enum err_code run_config_read_notify(struct run_config_reading *reading, const struct yaml_node *node,
                                     struct run_notify *notify) {
    static const struct credential_sources sources = {surroundings_variable, surroundings_forget_variable};
    struct secret_reading secrets = {.path = reading->path,
                                     .sources = &sources,
                                     .vault = reading->vault,
                                     .scratch = reading->arena,
                                     .err = reading->err};
    struct notify_yaml yaml = {.only_changes = true};

    if (!node) {
        return ERR_OK;
    }
    enum err_code code = yaml_read_mapping(node, reading->path, notify_fields, ARRAY_LEN(notify_fields), &yaml,
                                           reading->arena, reading->err);
    notify->only_changes = yaml.only_changes;
    if (code != ERR_OK) {
        return code;
    }
    const char *directory = reading->directory.n ? arena_dup_cstr(reading->arena, reading->directory) : ".";
    secrets.directory = directory ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (secrets.directory < 0) {
        return directory ? err_system(reading->err, directory, "open") : err_no_memory(reading->err);
    }
    code = read_ways(reading, &secrets, &yaml, notify);
    secret_forget_variables(&secrets);
    close(secrets.directory);
    return code;
}
