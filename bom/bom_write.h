#pragma once
/* A bill of materials as JSON. Internal to bom/. */

#include "base/json_write.h"
#include "bom/bom_software.h"

struct bom_content {
    const struct bom_request *request;
    const struct bom_systems *systems;
    const struct bom_software *software;
    const char *serial;
};

MUST_CHECK enum err_code bom_write_json(const struct bom_content *content, struct json_writer *json, struct err *err);
