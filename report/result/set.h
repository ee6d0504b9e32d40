#pragma once
/* The results of a run, as their directory has them: what reports are made of. So a report shows what the files say,
 * and can be made again later, and in another language. One thread at a time. */

#include "base/json_read.h"
#include "findings/code.h"

struct result_set;
/* The directory PATH; one without summary.json, or with one of another format, is refused. */
MUST_CHECK enum err_code result_set_open(const char *path, struct result_set **ret_set, struct err *err);
/* The same by a descriptor, which stays the caller's; PATH is for messages. */
MUST_CHECK enum err_code result_set_open_fd(int dir_fd, const char *path, struct result_set **ret_set, struct err *err);
void result_set_free(struct result_set *set);
DEFINE_CLEANUP(result_set, result_set_free)
/* For result_read_rows, result_read_findings and output_create; the set's. */
int result_set_fd(const struct result_set *set);
/* The object that summary.json is. */
const struct json_node *result_set_summary(const struct result_set *set);
/* Is there such a file? Which there are depends on the command. */
bool result_set_has(const struct result_set *set, const char *name);
/* That in which its files for people are. */
enum language result_set_language(const struct result_set *set);
