#include "scanner/target/hop.h"

#include "scanner/net_address.h"

#define NAME_MAX_LENGTH 253

bool host_is_writable(struct str text) {
    struct net_address address;

    if (text.n == 0 || text.n > NAME_MAX_LENGTH || text.p[0] == '-') {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        if (!str_is_alnum(text.p[i]) && !memchr("._-:", text.p[i], 4)) {
            return false;
        }
    }
    /* A colon only stands in an IPv6 address; host:port would otherwise pass as a name. */
    return str_find_char(text, ':') < 0 || net_address_read(text, &address);
}

bool user_is_writable(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] <= ' ' || text.p[i] == 0x7F || strchr("'\"`;|&<>(){},", text.p[i])) {
            return false;
        }
    }
    return text.n > 0 && text.p[0] != '-';
}

/* Takes the port off host:port and [address]:port; an IPv6 address may stand without brackets when it has no port. */
static bool split_port(struct str *host, uint16_t *ret_port) {
    struct str text = *host;
    ptrdiff_t end = text.n && text.p[0] == '[' ? str_find_char(text, ']') : str_find_char(text, ':');
    struct net_address address;
    uint64_t port = 0;

    if (end < 0 || net_address_read(text, &address)) {
        return text.n && text.p[0] != '[';
    }
    if (text.p[0] == '[') {
        *host = str_sub(text, 1, (size_t)end - 1);
        end++;
    } else {
        *host = str_sub(text, 0, (size_t)end);
    }
    if ((size_t)end == text.n) {
        return true;
    }
    if (text.p[end] != ':' || !str_to_u64(str_sub(text, (size_t)end + 1, SIZE_MAX), &port) || port == 0 ||
        port > UINT16_MAX) {
        return false;
    }
    *ret_port = (uint16_t)port;
    return true;
}

static ptrdiff_t find_last_at(struct str text) {
    ptrdiff_t i = (ptrdiff_t)text.n;

    while (--i >= 0 && text.p[i] != '@') {
    }
    return i;
}

static bool read_hop(struct str text, struct arena *arena, struct hop *hop) {
    ptrdiff_t at;
    struct str host;

    (void)str_drop_prefix(&text, STR("ssh://"));
    at = find_last_at(text);
    host = str_sub(text, (size_t)(at + 1), SIZE_MAX);
    if (at >= 0 && !user_is_writable(str_sub(text, 0, (size_t)at))) {
        return false;
    }
    /* "none" alone is no way at all, so that a host of this name could not be written. */
    if (!split_port(&host, &hop->port) || !host_is_writable(host) || str_eq_ignore_case(host, STR("none"))) {
        return false;
    }
    hop->user = at >= 0 ? arena_dup(arena, str_sub(text, 0, (size_t)at)) : STR_NONE;
    hop->address = arena_dup_lower(arena, host);
    return true;
}

bool hops_read(struct str text, struct arena *arena, struct hop **ret_hops, size_t *ret_count, struct str *ret_bad) {
    struct hop hops[HOPS_MAX] = {0};
    struct hop *copy;
    size_t count = 0;
    struct str part;

    text = str_trim(text);
    if (text.n == 0 || str_eq_ignore_case(text, STR("none"))) {
        *ret_hops = NULL;
        *ret_count = 0;
        return true;
    }
    while (str_cut(&text, ',', &part)) {
        *ret_bad = part = str_trim(part);
        if (count == HOPS_MAX || !read_hop(part, arena, &hops[count++])) {
            return false;
        }
    }
    copy = arena_alloc_array(arena, count, sizeof *copy);
    if (copy) {
        memcpy(copy, hops, count * sizeof *copy);
    }
    *ret_hops = copy;
    *ret_count = copy ? count : 0;
    return true;
}

void hops_write(const struct hop *hops, size_t count, struct buffer *out) {
    for (size_t i = 0; i < count; i++) {
        bool has_port = hops[i].port && hops[i].port != DEFAULT_SSH_PORT;
        bool has_brackets = has_port && str_find_char(hops[i].address, ':') >= 0;
        buffer_append_cstr(out, i ? "," : "");
        buffer_append(out, hops[i].user);
        buffer_append_cstr(out, hops[i].user.n ? "@" : "");
        buffer_append_cstr(out, has_brackets ? "[" : "");
        buffer_append(out, hops[i].address);
        buffer_append_cstr(out, has_brackets ? "]" : "");
        if (has_port) {
            buffer_printf(out, ":%u", hops[i].port);
        }
    }
}

static int compare_hops(const struct hop *left, const struct hop *right) {
    int order = str_cmp(left->address, right->address);

    if (order == 0) {
        order = (left->port > right->port) - (left->port < right->port);
    }
    return order ? order : str_cmp(left->user, right->user);
}

int hops_cmp(const struct hop *left, size_t left_count, const struct hop *right, size_t right_count) {
    int order = (left_count > right_count) - (left_count < right_count);

    for (size_t i = 0; order == 0 && left != right && i < left_count; i++) {
        order = compare_hops(&left[i], &right[i]);
    }
    return order;
}
