#pragma once
/* What rows of devices say is in use: the model, its firmware, the operating system. Internal to the stock. */

#include "lifecycle/stock_build.h"

/* Reads the machines, and ranks them. */
MUST_CHECK enum err_code stock_devices_read(struct stock_build *build, struct err *err);
