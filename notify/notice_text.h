#pragma once
/* The sentences that notifications are made of (notify/notice_text.def), in both languages. Any thread. */

#include "base/buffer.h"
#include "findings/code.h"

enum notice {
#define NOTICE(ID, ...) NOTICE_##ID,
#include "notify/notice_text.def"
    NOTICE_COUNT
};

#define NOTICE_ARGUMENTS_MAX 4

/* Appends the sentence with its arguments, which are put in as they are. */
void notice_append(enum notice notice, enum language language, const struct str *arguments, size_t count,
                   struct buffer *out);
/* One that is a number. */
void notice_append_number(enum notice notice, enum language language, uint64_t number, struct buffer *out);
