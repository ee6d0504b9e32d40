#pragma once
/* How often the randomised tests repeat: tests/counts.txt has a line a name, with the number for ordinary runs and the
 * number for long ones (GENKYO_TEST_LONG=1). */

/* The number for NAME; a name that the file lacks fails the test. */
long test_count(const char *name);
/* The seed of this run: GENKYO_TEST_SEED, or the time. Printed once, so that a failure can be replayed. */
unsigned long test_seed(void);
