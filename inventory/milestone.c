#include "inventory/milestone.h"

struct str date_word_name(enum date_word word) {
    static const char *const names[] = {
        [DATE_WORD_NONE] = "",           [DATE_WORD_NOT_ANNOUNCED] = "not-announced", [DATE_WORD_OVER] = "over",
        [DATE_WORD_ENDLESS] = "endless", [DATE_WORD_RENEWING] = "renewing",
    };
    return str_from(names[word]);
}

struct str milestone_text(struct milestone milestone, char room[11]) {
    if (!milestone_is_day(milestone)) {
        return date_word_name(milestone.word);
    }
    date_format(milestone.day, room);
    return str_from(room);
}
