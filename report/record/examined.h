#pragma once
/* What there was to examine: a check that had nothing to look at says nothing. Pure; any thread. */

#include "base/json_read.h"
#include "findings/code.h"

/* Each is more than the one before. */
enum record_extent {
    EXTENT_NOT_LOOKED, /* the command does not look for it */
    EXTENT_NOTHING,    /* it does, but there is nothing on paper or in fact to compare */
    EXTENT_EXAMINED,
};
/* How far the results with SUMMARY say anything of CODE. */
enum record_extent record_examined(const struct json_node *summary, enum finding_code code);
