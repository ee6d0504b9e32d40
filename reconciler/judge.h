#pragma once
/* The verdict on one documented asset or one observed device, with the findings that lead to it. Internal to
 * reconciler/. */

#include "reconciler/run.h"

void judge_asset(struct worker *worker, uint32_t asset);
/* Devices that are paired were judged with their asset: nothing is done for them. */
void judge_device(struct worker *worker, uint32_t device);
