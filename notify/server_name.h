#pragma once
/* Names and addresses of servers as settings have them. Pure; any thread. */

#include "base/str.h"

/* A name of letters, digits, hyphens, underlines and dots, or an IPv4 or IPv6 address without brackets: nothing else
 * can be meant by it where it stands in a URL. */
bool server_name_is_sound(struct str name);
bool server_name_is_ipv6(struct str name);
/* The machine itself: 127.0.0.0/8, ::1, localhost. */
bool server_name_is_loopback(struct str name);
