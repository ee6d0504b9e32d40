#include "cli/export/plan.h"

#include "cli/commands.h"
#include "cli/options.h"

static bool read_aim(const struct export_options *given, struct sample_aim *ret_aim) {
    struct sample_aim aim;

    if (!given->confidence || !given->tolerable) {
        options_usage_error(&command_export, _("--size N is missing, or --confidence and --tolerable together"));
        return false;
    }
    if (!rational_read(str_from(given->confidence), &aim.confidence) ||
        !rational_read(str_from(given->tolerable), &aim.tolerable) || !sample_aim_is_valid(&aim)) {
        options_usage_error(&command_export, _("--confidence and --tolerable are above 0 and below 100: 95, 0.5"));
        return false;
    }
    *ret_aim = aim;
    return true;
}

bool export_plan_read(const struct export_options *given, struct check_plan *ret_plan) {
    struct check_plan plan = {
        .scope = {.system = str_from(given->system), .location = str_from(given->location)},
        .seed = given->seed,
        .size = (uint64_t)given->size,
        .is_from_book = given->from != EXPORT_FROM_FLOOR,
        .is_from_floor = given->from != EXPORT_FROM_BOOK,
        .is_by_location = given->by >= 0,
    };

    if (plan.size && (given->confidence || given->tolerable)) {
        options_usage_error(&command_export, _("either --size, or --confidence and --tolerable"));
        return false;
    }
    if (!plan.size && plan.is_by_location) {
        options_usage_error(&command_export, _("--by is for --size: a confidence is that of a simple random sample"));
        return false;
    }
    if (!plan.size && !read_aim(given, &plan.aim)) {
        return false;
    }
    *ret_plan = plan;
    return true;
}

const char *export_plan_option(const struct export_options *given) {
    const struct {
        const char *name;
        bool is_given;
    } options[] = {
        {"size", given->size},      {"confidence", given->confidence},
        {"seed", given->seed >= 0}, {"tolerable", given->tolerable},
        {"by", given->by >= 0},     {"from", given->from != EXPORT_FROM_BOTH},
        {"system", given->system},  {"location", given->location},
    };

    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        if (options[i].is_given) {
            return options[i].name;
        }
    }
    return NULL;
}
