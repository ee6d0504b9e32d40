#pragma once
/* The identity of findings: the bytes that their ids are made of. Stable for ever, since histories, waivers and
 * dispositions match on them. Any thread. */

#include "base/buffer.h"
#include "findings/finding.h"

/* Appends `code US kind US subject US field`, US = 0x1F; in values 0x1F is written \x1f and \ is written \\. */
void finding_key(const struct finding *finding, struct buffer *out);
/* The id of ORDINAL among the findings with this key: XXH3-64 of `key US ordinal`. SCRATCH is overwritten; false when
 * memory is out. */
bool finding_key_id(struct str key, unsigned ordinal, struct buffer *scratch, uint64_t *ret_id);
/* Appends what the finding says, written in the same way and without the evidence columns: the content that ranks
 * findings with one key. */
void finding_content(const struct finding *finding, struct buffer *out);
