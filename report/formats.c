#include "report/report.h"

const struct report_format report_formats[] = {
    {"html", "report.html", false, report_html},
#if HAVE_WORKBOOK
    {"xlsx", "report.xlsx", false, report_workbook},
#endif
    {NULL},
};
