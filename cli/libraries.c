#include "cli/libraries.h"

#include "base/csv_read.h"
#include "base/database.h"
#include "base/hash.h"
#include "base/json_read.h"
#include "base/system_calls.h"
#include "base/text.h"
#include "base/xlsx_xml.h"
#include "base/yaml_read.h"
#include "base/zip_write.h"
#include "licenses/relaxation.h"
#include "notify/transfer.h"
#include "products/regex.h"
#include "report/workbook/excel_write.h"
#include "scanner/scan.h"
#include "scanner/sha256.h"
#include "scanner/snmp/agent.h"
#include "scanner/ssh/session.h"

#include <gnu/libc-version.h>

static struct library_version libc_library(void) {
    return library_version_of(LIBRARY_NUMBER(__GLIBC__) "." LIBRARY_NUMBER(__GLIBC_MINOR__), gnu_get_libc_version());
}

/* What tells a version is not there in builds without the library. */
#define IF_(HAS, FUNCTION) IF_##HAS(FUNCTION)
#define IF(HAS, FUNCTION)  IF_(HAS, FUNCTION)
#define IF_0(FUNCTION)     NULL
#define IF_1(FUNCTION)     FUNCTION

const struct library libraries[] = {
#define LIBRARY(HAS, NAME, VERSION, PACKAGE, LICENCE, PURPOSE) {NAME, IF(HAS, VERSION), PACKAGE, LICENCE, PURPOSE},
#include "cli/library.def"
#undef LIBRARY
};
const size_t libraries_count = ARRAY_LEN(libraries);
