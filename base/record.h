#pragma once
/* Flat encoding of a record as bytes: a sequence of integers and length-prefixed strings, in the order written. For
 * sorter payloads and journals of one machine; not a file format. */

#include "base/buffer.h"

/* The bytes of integers sort (memcmp) as the numbers do. */
void record_put_u64(struct buffer *buffer, uint64_t value);
void record_put_str(struct buffer *buffer, struct str s);
/* Each takes its part off the front of *REST; false (and REST unchanged) when the bytes do not hold one. Strings are
 * borrowed from the record. */
bool record_get_u64(struct str *rest, uint64_t *ret_value);
bool record_get_str(struct str *rest, struct str *ret_s);
/* A number below LIMIT, such as that of an enum; false for any other. */
bool record_get_below(struct str *rest, unsigned limit, unsigned *ret_number);
