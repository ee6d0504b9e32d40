#include "report/report.h"

const struct report_format report_formats[] = {
    {"html", "report.html", false, report_html},
    {.name = NULL},
};
