#include "findings/record_parts.h"

#include "base/record.h"
#include "findings/license_records.h"
#include "inventory/milestone.h"

#include <assert.h>

static_assert(sizeof(enum outcome) == sizeof(unsigned) && sizeof(enum license_right) == sizeof(unsigned),
              "words are put as unsigned numbers");

static void put_number(int64_t number, struct buffer *out) {
    record_put_u64(out, (uint64_t)number);
}

static void put_count(const struct unit_count *count, struct buffer *out) {
    record_put_u64(out, (count->is_unknown ? 1U : 0U) | (count->is_unlimited ? 2U : 0U));
    put_number(count->count, out);
}

/* Days as numbers that sort as they do; behind all of them, no day. */
static void put_date_in_order(struct date date, struct buffer *out) {
    record_put_u64(out, date_is_set(date) ? (uint64_t)((int64_t)date.days - INT32_MIN) : UINT64_MAX);
}

static void put_milestone(const struct milestone *milestone, struct buffer *out) {
    record_put_u64(out, milestone->word);
    put_number(milestone->day.days, out);
}

/* The bytes of texts that end with NUL sort as the texts do, one after the other. */
static void put_key(const struct record_part *part, const void *member, struct buffer *key) {
    if (part->type == RECORD_KEY_DATE) {
        put_date_in_order(*(const struct date *)member, key);
    } else if (part->type == RECORD_KEY_WORD) {
        record_put_u64(key, *(const unsigned *)member);
    } else {
        buffer_append(key, *(const struct str *)member);
        buffer_append_char(key, '\0');
    }
}

static void put_part(const struct record_part *part, const void *member, struct buffer *key, struct buffer *payload) {
    switch (part->type) {
    case RECORD_KEY:
    case RECORD_KEY_DATE:
    case RECORD_KEY_WORD:
        put_key(part, member, key);
        break;
    case RECORD_TEXT:
        record_put_str(payload, *(const struct str *)member);
        break;
    case RECORD_NUMBER:
        put_number(*(const int64_t *)member, payload);
        break;
    case RECORD_COUNT:
        put_count(member, payload);
        break;
    case RECORD_FLAG:
        record_put_u64(payload, *(const bool *)member);
        break;
    case RECORD_WORD:
        record_put_u64(payload, *(const unsigned *)member);
        break;
    case RECORD_DATE:
        put_number(((const struct date *)member)->days, payload);
        break;
    case RECORD_MILESTONE:
        put_milestone(member, payload);
        break;
    }
}

void record_parts_put(const struct record_shape *shape, const void *record, struct buffer *key,
                      struct buffer *payload) {
    for (size_t i = 0; i < shape->count; i++) {
        const struct record_part *part = &shape->parts[i];
        put_part(part, (const char *)record + part->offset, key, payload);
    }
}

/* A text without its NUL was cut off. */
static bool get_key(struct str *rest, struct str *ret_text) {
    return rest->n && memchr(rest->p, '\0', rest->n) && str_cut(rest, '\0', ret_text);
}

static bool get_number(struct str *rest, int64_t *ret_number) {
    uint64_t number;

    if (!record_get_u64(rest, &number)) {
        return false;
    }
    *ret_number = (int64_t)number;
    return true;
}

static bool get_flag(struct str *rest, bool *ret_flag) {
    unsigned flag;

    if (!record_get_below(rest, 2, &flag)) {
        return false;
    }
    *ret_flag = flag != 0;
    return true;
}

static bool get_count(struct str *rest, struct unit_count *ret_count) {
    unsigned flags;

    if (!record_get_below(rest, 4, &flags)) {
        return false;
    }
    ret_count->is_unknown = (flags & 1) != 0;
    ret_count->is_unlimited = (flags & 2) != 0;
    return get_number(rest, &ret_count->count);
}

static bool get_date(struct str *rest, struct date *ret_date) {
    int64_t days;

    if (!get_number(rest, &days) || days < INT32_MIN || days > INT32_MAX) {
        return false;
    }
    ret_date->days = (int32_t)days;
    return true;
}

static bool get_date_in_order(struct str *rest, struct date *ret_date) {
    uint64_t number;

    if (!record_get_u64(rest, &number) || (number > UINT32_MAX && number != UINT64_MAX)) {
        return false;
    }
    *ret_date = number == UINT64_MAX ? DATE_NONE : (struct date){(int32_t)((int64_t)number + INT32_MIN)};
    return true;
}

static bool get_milestone(struct str *rest, struct milestone *ret_milestone) {
    unsigned word;

    if (!record_get_below(rest, DATE_WORD_RENEWING + 1, &word)) {
        return false;
    }
    ret_milestone->word = (enum date_word)word;
    return get_date(rest, &ret_milestone->day);
}

static bool get_part(const struct record_part *part, struct str *key, struct str *payload, void *member) {
    switch (part->type) {
    case RECORD_KEY:
        return get_key(key, member);
    case RECORD_KEY_DATE:
        return get_date_in_order(key, member);
    case RECORD_KEY_WORD:
        return record_get_below(key, part->limit, member);
    case RECORD_TEXT:
        return record_get_str(payload, member);
    case RECORD_NUMBER:
        return get_number(payload, member);
    case RECORD_COUNT:
        return get_count(payload, member);
    case RECORD_FLAG:
        return get_flag(payload, member);
    case RECORD_WORD:
        return record_get_below(payload, part->limit, member);
    case RECORD_DATE:
        return get_date(payload, member);
    case RECORD_MILESTONE:
        return get_milestone(payload, member);
    }
    return false;
}

bool record_parts_get(const struct record_shape *shape, struct str key, struct str payload, void *ret_record) {
    _Alignas(max_align_t) char record[RECORD_SIZE_MAX] = {0};

    assert(shape->size <= sizeof record);
    for (size_t i = 0; i < shape->count; i++) {
        const struct record_part *part = &shape->parts[i];
        if (!get_part(part, &key, &payload, record + part->offset)) {
            return false;
        }
    }
    if (key.n || payload.n) {
        return false;
    }
    memcpy(ret_record, record, shape->size);
    return true;
}
