#pragma once
/* By what people go, in the form in which it is compared: folded (base/text.h), logins without their domain. Pure
 * functions; any thread. */

#include "base/buffer.h"

/* Appends the folded form, without the blank between the two names of a person (山田 太郎). False, and nothing
 * appended, for a blank and for words that stand in its place (なし, none).
 */
bool person_name_fold(struct str text, struct buffer *out);
/* Of folded text, the part that is the login: "mof\sato" and "sato@example.go.jp" are "sato". */
struct str person_name_login(struct str folded);
