#pragma once
/* What tests cannot do without where no assertion can be made: a failure ends the test program. */

#include <stdbool.h>

void require(bool condition, const char *what);
