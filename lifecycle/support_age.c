#include "lifecycle/support_age.h"

int64_t support_age_of(const struct lifecycle_input *input, struct date day) {
    return date_is_set(day) ? (int64_t)input->as_of.days - day.days : 0;
}

bool support_day_is_old(const struct lifecycle_input *input, struct date day) {
    return support_age_of(input, day) > input->policy->support_max_age_days;
}

bool support_release_is_old(const struct lifecycle_input *input, const struct calendar_release *release) {
    return support_day_is_old(input, release->checked_on) || support_day_is_old(input, release->known_on);
}

bool support_answer_is_old(const struct lifecycle_input *input, const struct calendar_answer *answer) {
    for (unsigned i = 0; i < answer->count; i++) {
        if (support_release_is_old(input, answer->releases[i])) {
            return true;
        }
    }
    return false;
}
