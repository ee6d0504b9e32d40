#include "notify/server_name.h"

#include <arpa/inet.h>
#include <stdio.h>

#define NAME_MAX_BYTES 253

/* ADDRESS has room for any. */
static bool read_address(int family, struct str name, void *address) {
    char text[INET6_ADDRSTRLEN];

    if (name.n == 0 || name.n >= sizeof text || memchr(name.p, '\0', name.n)) {
        return false;
    }
    snprintf(text, sizeof text, "%.*s", STR_FMT(name));
    return inet_pton(family, text, address) == 1;
}

bool server_name_is_ipv6(struct str name) {
    struct in6_addr address;

    return read_address(AF_INET6, name, &address);
}

bool server_name_is_sound(struct str name) {
    if (name.n == 0 || name.n > NAME_MAX_BYTES || name.p[0] == '-') {
        return false;
    }
    for (size_t i = 0; i < name.n; i++) {
        if (!str_is_alnum(name.p[i]) && name.p[i] != '-' && name.p[i] != '.' && name.p[i] != '_') {
            return server_name_is_ipv6(name);
        }
    }
    return true;
}

bool server_name_is_loopback(struct str name) {
    struct in_addr v4;
    struct in6_addr v6;

    if (read_address(AF_INET, name, &v4)) {
        return ntohl(v4.s_addr) >> 24 == 127;
    }
    if (read_address(AF_INET6, name, &v6)) {
        return IN6_IS_ADDR_LOOPBACK(&v6);
    }
    return str_eq_ignore_case(name, STR("localhost"));
}
