#pragma once
/* The steps of the nightly run that tell of it: metrics for monitoring, mails and webhooks. They are done after any
 * failure, of which they tell too. One thread. */

#include "cli/run/steps.h"

/* Metrics of the latest results, in the textfile of Prometheus. */
bool run_report_is_wanted(const struct run *run);
enum exit_status run_report(struct run *run);
/* What changed, by mail and webhooks, each of which is tried whatever became of the others. */
bool run_notify_is_wanted(const struct run *run);
enum exit_status run_notify(struct run *run);
/* Before a run replaces the latest results: tells of them if an earlier one should have and did not. What cannot be
 * delivered this time either is said. */
void run_tell_untold(const struct run *run);
