#include "lifecycle/support_stage.h"

struct support_stage support_stage_at(const struct calendar_release *release, bool has_extension, struct date day) {
    (void)release;
    (void)has_extension;
    (void)day;
    return (struct support_stage){.effective_end = MILESTONE_NONE};
}

bool support_extension_is_bought(const struct calendar_release *release, struct date day) {
    (void)release;
    (void)day;
    return false;
}
