#include "notify/webhook_url.h"

#include "notify/server_name.h"

#define URL_MAX 2000

/* Printable ASCII without what programs read in different ways. */
static bool is_clean(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] <= ' ' || text.p[i] > '~' || strchr("\\\"<>^`{}|@#", text.p[i])) {
            return false;
        }
    }
    return text.n <= URL_MAX;
}

/* host, host:port, [address] or [address]:port */
static bool split_server(struct str server, struct str *ret_host) {
    struct str rest = server, port;
    uint64_t number;
    ptrdiff_t end;

    if (str_drop_prefix(&rest, STR("["))) {
        end = str_find_char(rest, ']');
        *ret_host = str_sub(rest, 0, end < 0 ? 0 : (size_t)end);
        rest = str_sub(rest, end < 0 ? 0 : (size_t)end + 1, SIZE_MAX);
        if (!server_name_is_ipv6(*ret_host)) {
            return false;
        }
    } else {
        end = str_find_char(rest, ':');
        *ret_host = str_sub(rest, 0, end < 0 ? SIZE_MAX : (size_t)end);
        rest = str_sub(rest, end < 0 ? SIZE_MAX : (size_t)end, SIZE_MAX);
    }
    port = rest;
    return server_name_is_sound(*ret_host) &&
           (rest.n == 0 || (str_drop_prefix(&port, STR(":")) && str_to_u64(port, &number) && number && number < 65536));
}

static enum err_code refuse(const char *allowed, struct err *err) {
    return err_set(err, ERR_USAGE, NULL, STR("url"), str_from(allowed));
}

/* Where the server's part ends. */
static size_t server_length(struct str rest) {
    size_t n = 0;

    while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?') {
        n++;
    }
    return n;
}

enum err_code webhook_url_read(struct str text, bool is_plain_allowed, struct webhook_url *ret_url, struct err *err) {
    struct webhook_url url = {0};
    struct str rest = text;

    url.is_encrypted = str_drop_prefix(&rest, STR("https://"));
    if (!is_clean(text) || (!url.is_encrypted && !str_drop_prefix(&rest, STR("http://")))) {
        return refuse("https://server/path", err);
    }
    url.server = str_sub(rest, 0, server_length(rest));
    url.rest = str_sub(rest, url.server.n, SIZE_MAX);
    if (!split_server(url.server, &url.host)) {
        return refuse("https://server/path", err);
    }
    if (!url.is_encrypted && !is_plain_allowed && !server_name_is_loopback(url.host)) {
        return refuse("https (http only on this machine, or where it is allowed)", err);
    }
    *ret_url = url;
    return ERR_OK;
}
