#include "scanner/target/ansible_targets.h"

#include "base/csv_write.h"
#include "scanner/target/hop.h"
#include "scanner/target/shell_words.h"

/* What is made of a host. */
struct row {
    struct str address, user, jump;
    uint16_t port;
};

struct writing {
    struct ansible_inventory *inventory;
    struct arena *arena; /* of the host at hand */
    struct csv_writer *writer;
    struct str site;
    struct ansible_counts counts;
    struct err *err;
};

/* Why a host has no row. */
enum outcome { OUTCOME_WRITTEN, OUTCOME_OTHER_CONNECTION, OUTCOME_UNUSABLE };

bool ansible_is_template(const struct ansible_setting *setting) {
    return str_contains(setting->text, STR("{{")) || str_contains(setting->text, STR("{%")) ||
           str_starts_with(setting->text, STR("$ANSIBLE_VAULT"));
}

static enum err_code refuse(const struct writing *writing, const struct ansible_setting *setting, const char *allowed) {
    return err_at(writing->err, ERR_VALUE, setting->place.file, setting->place.line, setting->place.column,
                  str_from(ansible_variable_name(setting->variable)), str_from(allowed));
}

/* --- the way --- */

/* The hop of "ssh [-q] [-p port] [-l user] -W %h:%p [user@]host", which is what people wrote before there was
 * ProxyJump; false for any other command. */
struct command {
    struct str host, user, port;
    bool forwards;
};

static bool read_flag(struct command *command, struct str *rest, struct str word, struct arena *arena) {
    char flag = word.n > 1 ? word.p[1] : '\0';
    struct str value = str_sub(word, 2, SIZE_MAX);

    if (flag && memchr("qAaTxC", flag, 6) && value.n == 0) {
        return true;
    }
    if (!flag || !memchr("Wplio", flag, 5) ||
        (value.n == 0 && shell_word_next(rest, false, arena, &value) != SHELL_WORD_READ)) {
        return false;
    }
    switch (flag) {
    case 'W':
        command->forwards = str_eq(value, STR("%h:%p")) || str_eq(value, STR("[%h]:%p"));
        return command->forwards;
    case 'p':
        command->port = value;
        return true;
    case 'l':
        command->user = value;
        return true;
    case 'o':
        return !str_starts_with(value, STR("Proxy"));
    default:
        return true; /* -i: keys are the credentials' */
    }
}

static bool read_command(struct command *command, struct str text, struct arena *arena) {
    enum shell_word result;
    struct str word;

    if (shell_word_next(&text, false, arena, &word) != SHELL_WORD_READ ||
        !(str_eq(word, STR("ssh")) || str_ends_with(word, STR("/ssh")))) {
        return false;
    }
    while ((result = shell_word_next(&text, false, arena, &word)) == SHELL_WORD_READ) {
        if (str_starts_with(word, STR("-"))) {
            if (!read_flag(command, &text, word, arena)) {
                return false;
            }
        } else if (command->host.n) {
            return false;
        } else {
            command->host = word;
        }
    }
    return result == SHELL_WORD_END && command->forwards && command->host.n;
}

/* As ProxyJump writes it; STR_NONE for a command that is no such hop. */
static struct str jump_of_command(struct str text, struct arena *arena) {
    struct command command = {0};
    struct str jump;

    if (!read_command(&command, text, arena)) {
        return STR_NONE;
    }
    jump = command.host;
    if (command.user.n && str_find_char(jump, '@') < 0) {
        jump = arena_printf(arena, "%.*s@%.*s", STR_FMT(command.user), STR_FMT(jump));
    }
    return command.port.n ? arena_printf(arena, "%.*s:%.*s", STR_FMT(jump), STR_FMT(command.port)) : jump;
}

/* Key=Value or Key Value, as behind -o. */
static bool split_option(struct str option, struct str *ret_key, struct str *ret_value) {
    size_t length = 0;

    while (length < option.n && str_is_alnum(option.p[length])) {
        length++;
    }
    *ret_key = str_sub(option, 0, length);
    *ret_value = str_trim(str_sub(option, length, SIZE_MAX));
    (void)str_drop_prefix(ret_value, STR("="));
    *ret_value = str_trim(*ret_value);
    return length > 0;
}

/* What the arguments of ssh say of the way, in *RET_JUMP, if it is empty: the first wins. False for a command that is
 * no hop. */
static bool read_option(struct str option, struct arena *arena, struct str *ret_jump) {
    struct str key, value;

    if (ret_jump->n || !split_option(option, &key, &value)) {
        return true;
    }
    if (str_eq_ignore_case(key, STR("ProxyJump"))) {
        *ret_jump = value;
    } else if (str_eq_ignore_case(key, STR("ProxyCommand"))) {
        *ret_jump = str_eq_ignore_case(value, STR("none")) ? value : jump_of_command(value, arena);
        return ret_jump->n > 0;
    }
    return true;
}

static enum err_code read_arguments(const struct writing *writing, struct ansible_setting *setting,
                                    struct str *ret_jump, bool *ret_usable) {
    struct str rest = setting->text, word;
    enum shell_word result;

    while ((result = shell_word_next(&rest, false, writing->arena, &word)) == SHELL_WORD_READ) {
        bool is_jump = str_drop_prefix(&word, STR("-J"));
        if (!is_jump && !str_drop_prefix(&word, STR("-o"))) {
            continue;
        }
        if (word.n == 0 && shell_word_next(&rest, false, writing->arena, &word) != SHELL_WORD_READ) {
            return refuse(writing, setting, "arguments of ssh, with a value behind -J and -o");
        }
        if (is_jump) {
            *ret_jump = ret_jump->n ? *ret_jump : word;
        } else if (!read_option(word, writing->arena, ret_jump)) {
            *ret_usable = false;
            return ERR_OK;
        }
    }
    if (result == SHELL_WORD_NO_MEMORY) {
        return err_no_memory(writing->err);
    }
    return result == SHELL_WORD_OPEN ? refuse(writing, setting, "arguments of ssh, with quotes that close") : ERR_OK;
}

/* The way as targets have it: checked, and in one spelling. That there is none has to be said: nothing would leave it
 * to later arguments, and to the configuration of whoever scans. */
static enum err_code check_jump(const struct writing *writing, const struct ansible_setting *setting,
                                struct str *jump) {
    CLEANUP(buffer_done) struct buffer text = {0};
    struct hop *hops;
    size_t count;
    struct str bad;

    if (!hops_read(*jump, writing->arena, &hops, &count, &bad)) {
        return refuse(writing, setting, "ProxyJump with [user@]host[:port], up to 8 with commas between");
    }
    if (count == 0) {
        *jump = STR("none");
        return ERR_OK;
    }
    hops_write(hops, count, &text);
    *jump = arena_dup(writing->arena, buffer_view(&text));
    return text.failed ? err_no_memory(writing->err) : ERR_OK;
}

static enum err_code set_jump(const struct writing *writing, struct ansible_setting *const settings[], struct row *row,
                              bool *ret_usable) {
    static const enum ansible_variable variables[] = {ANSIBLE_SSH_ARGS, ANSIBLE_COMMON_ARGS, ANSIBLE_EXTRA_ARGS};
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && *ret_usable && row->jump.n == 0 && i < ARRAY_LEN(variables); i++) {
        struct ansible_setting *setting = settings[variables[i]];
        if (!setting) {
            continue;
        }
        *ret_usable = !ansible_is_template(setting);
        if (*ret_usable) {
            code = read_arguments(writing, setting, &row->jump, ret_usable);
        }
        if (!code && row->jump.n) {
            code = check_jump(writing, setting, &row->jump);
        }
        setting->unusable += !*ret_usable;
    }
    return code;
}

/* --- the rest --- */

/* The setting that holds of two names of one variable. */
static struct ansible_setting *pick(struct ansible_setting *const settings[], enum ansible_variable newer) {
    struct ansible_setting *older = settings[newer + 1];

    return older ? older : settings[newer];
}

static enum err_code set_address(const struct writing *writing, const struct ansible_host *host,
                                 struct ansible_setting *const settings[], struct row *row, bool *ret_usable) {
    struct ansible_setting *setting = pick(settings, ANSIBLE_HOST);

    row->address = setting ? setting->text : host->name;
    if (setting && ansible_is_template(setting)) {
        *ret_usable = false;
        setting->unusable++;
    } else if (!host_is_writable(row->address)) {
        return setting ? refuse(writing, setting, "a name or an address")
                       : err_at(writing->err, ERR_VALUE, host->place.file, host->place.line, host->place.column,
                                host->name, STR("a name or an address, or ansible_host"));
    }
    return ERR_OK;
}

static enum err_code set_port(const struct writing *writing, struct ansible_setting *const settings[], struct row *row,
                              bool *ret_usable) {
    struct ansible_setting *setting = pick(settings, ANSIBLE_PORT);
    uint64_t port = DEFAULT_SSH_PORT;

    if (setting && ansible_is_template(setting)) {
        *ret_usable = false;
        setting->unusable++;
    } else if (setting && (!str_to_u64(setting->text, &port) || port == 0 || port > UINT16_MAX)) {
        return refuse(writing, setting, "1-65535");
    }
    row->port = (uint16_t)port;
    return ERR_OK;
}

/* A user's name that is a template leaves the credential's. */
static enum err_code set_user(const struct writing *writing, struct ansible_setting *const settings[],
                              struct row *row) {
    struct ansible_setting *setting = pick(settings, ANSIBLE_USER);

    if (!setting || setting->text.n == 0) {
        return ERR_OK;
    }
    if (ansible_is_template(setting)) {
        setting->unusable++;
        return ERR_OK;
    }
    row->user = setting->text;
    return user_is_writable(row->user) ? ERR_OK : refuse(writing, setting, "a user's name");
}

static enum outcome check_connection(struct ansible_setting *const settings[]) {
    struct ansible_setting *setting = settings[ANSIBLE_CONNECTION];
    struct str plugin = setting ? setting->text : STR_NONE;

    if (!setting) {
        return OUTCOME_WRITTEN;
    }
    (void)str_drop_prefix(&plugin, STR("ansible.builtin."));
    if (str_is_listed("ssh|smart|paramiko|paramiko_ssh", plugin)) {
        return OUTCOME_WRITTEN;
    }
    if (!ansible_is_template(setting)) {
        return OUTCOME_OTHER_CONNECTION;
    }
    setting->unusable++;
    return OUTCOME_UNUSABLE;
}

static enum err_code make_row(const struct writing *writing, const struct ansible_host *host,
                              struct ansible_setting *const settings[], struct row *row, enum outcome *ret_outcome) {
    bool is_usable = true;
    enum err_code code;

    *ret_outcome = check_connection(settings);
    if (*ret_outcome != OUTCOME_WRITTEN) {
        return ERR_OK;
    }
    code = set_address(writing, host, settings, row, &is_usable);
    if (!code) {
        code = set_port(writing, settings, row, &is_usable);
    }
    if (!code && is_usable) {
        code = set_jump(writing, settings, row, &is_usable);
    }
    if (!code && is_usable) {
        code = set_user(writing, settings, row);
    }
    *ret_outcome = is_usable ? OUTCOME_WRITTEN : OUTCOME_UNUSABLE;
    return code;
}

static void write_row(struct writing *writing, const struct row *row) {
    char port[STR_U64_SIZE];
    const struct str cells[] = {
        row->address, row->port == DEFAULT_SSH_PORT ? STR_NONE : str_format_u64(row->port, port),
        STR("ssh"),   row->user,
        STR_NONE,     writing->site,
        row->jump,
    };

    csv_write_row(writing->writer, cells, ARRAY_LEN(cells));
}

static enum err_code write_host(struct writing *writing, size_t index) {
    struct ansible_setting *settings[ANSIBLE_VARIABLE_COUNT];
    struct row row = {0};
    enum outcome outcome;
    enum err_code code;

    arena_reset(writing->arena);
    ansible_settings_of(writing->inventory, index, settings);
    code = make_row(writing, ansible_host_at(writing->inventory, index), settings, &row, &outcome);
    if (!code && arena_failed(writing->arena)) {
        code = err_no_memory(writing->err);
    }
    if (code) {
        return code;
    }
    if (outcome == OUTCOME_WRITTEN) {
        write_row(writing, &row);
    }
    writing->counts.written += outcome == OUTCOME_WRITTEN;
    writing->counts.other_connections += outcome == OUTCOME_OTHER_CONNECTION;
    writing->counts.unusable += outcome == OUTCOME_UNUSABLE;
    return ERR_OK;
}

enum err_code ansible_targets_write(struct ansible_inventory *inventory, struct str site, struct output *output,
                                    struct ansible_counts *ret_counts, struct err *err) {
    static const struct str headings[] = {STR("address"),    STR("port"), STR("method"), STR("user"),
                                          STR("credential"), STR("site"), STR("jump")};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *writer = csv_writer_new(output, CSV_CANONICAL);
    struct writing writing = {.inventory = inventory, .arena = arena, .writer = writer, .site = site, .err = err};
    enum err_code code = arena && writer ? ERR_OK : err_no_memory(err);

    if (!code) {
        csv_write_row(writer, headings, ARRAY_LEN(headings));
    }
    for (size_t i = 0; !code && i < ansible_host_count(inventory); i++) {
        code = write_host(&writing, i);
    }
    if (!code) {
        *ret_counts = writing.counts;
    }
    return code;
}
