#include "report/report.h"

const struct report_format report_formats[] = {
    {NULL},
};
