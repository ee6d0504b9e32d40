#pragma once
/* The identity of findings: the bytes that their ids are made of. Stable for ever, since histories, waivers and
 * dispositions match on them. Any thread. */

#include "base/buffer.h"
#include "findings/finding.h"

/* Appends `code US kind US subject US field`, and `US distinct` where that is not empty. US = 0x1F; in values 0x1F is
 * written \x1f and \ is written \\. */
void finding_key(const struct finding *finding, struct buffer *out);
#define FINDING_KEY_SEPARATOR '\x1f'
/* Appends a US and the value, written as in keys. */
void finding_key_append(struct buffer *out, struct str value);
/* The value that is written so: TEXT itself where nothing is escaped, else appended to ROOM, which must have room for
 * it already. */
struct str finding_key_unescape(struct str text, struct buffer *room);
/* The code, the kind of subject, the subject, the field and, where there is one, the distinct value of KEY, borrowed
 * from KEY and ROOM as above. False when it is no key, or one with a code that is not known. */
bool finding_key_read(struct str key, struct buffer *room, struct finding *finding);
/* The id of ORDINAL among the findings with this key: XXH3-64 of `key US ordinal`. SCRATCH is overwritten; false when
 * memory is out. */
bool finding_key_id(struct str key, unsigned ordinal, struct buffer *scratch, uint64_t *ret_id);
/* Appends what the finding says, written in the same way: the content that ranks findings with one key. It has neither
 * figures, as of days that have passed, nor the outcome, nor the place, which change from night to night while the
 * matter is the same. */
void finding_content(const struct finding *finding, struct buffer *out);
/* Appends these: what ranks findings whose content is one. Evidence is part of neither. */
void finding_circumstances(const struct finding *finding, struct buffer *out);
