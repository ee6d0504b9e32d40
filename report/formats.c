#include "report/report.h"

const struct report_format report_formats[] = {
    {"relations", "relations.svg", true, report_relations},
    {.name = NULL},
};
