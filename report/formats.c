#include "report/report.h"

const struct report_format report_formats[] = {
    {"html", "report.html", false, false, report_html},
#if HAVE_WORKBOOK
    {"xlsx", "report.xlsx", false, false, report_workbook},
#endif
    {"relations", "relations.svg", true, true, report_relations},
    {.name = NULL},
};
