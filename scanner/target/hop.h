#pragma once
/* The hosts on the way to a target, as OpenSSH's ProxyJump writes them: [user@]host[:port], separated by commas, an
 * IPv6 address with a port in brackets; none for no hosts at all. Pure; any thread. */

#include "base/buffer.h"
#include "scanner/target/target.h"

/* More on one way is a mistake. */
#define HOPS_MAX 8

/* A name as DNS, hosts files and ssh_config write them, or an address without brackets. */
bool host_is_writable(struct str text);
/* A user's name: no blanks, quotes, commas or control characters, and no hyphen at its start. */
bool user_is_writable(struct str text);
/* Ports that are not given are 0. Names are kept in lower case. False when the text is no list of hops; *RET_BAD is
 * then the part that is none, or the first that is too many. Texts and the array live in ARENA. */
bool hops_read(struct str text, struct arena *arena, struct hop **ret_hops, size_t *ret_count, struct str *ret_bad);
/* The other way round; ports that are 0 or 22 are left out. */
void hops_write(const struct hop *hops, size_t count, struct buffer *out);
/* The order of two ways: <0, 0 (the same) or >0. */
int hops_cmp(const struct hop *left, size_t left_count, const struct hop *right, size_t right_count);
