#pragma once
/* Builds of Windows from 10 on, and what people call them: 10.0.22631 is the feature update 23H2 of Windows
 * 11, 10.0.17763 is 1809, which servers and long-term releases call 2019. Pure; any thread. */

#include "base/str.h"

/* Feature updates by year and month: 1507 to 1909, and 2004, which reads like a year after which no Windows is named.
 */
bool windows_is_month(uint64_t number);
/* 22H2, 1809, 2004 in whatever case: half-years, and months. */
bool windows_is_feature(struct str word);

enum windows_agreement {
    WINDOWS_NOT_SAID, /* not a build on one side and another name of one on the other: they are versions like others */
    WINDOWS_AGREES,
    WINDOWS_DIFFERS,
    WINDOWS_BUILD_UNKNOWN, /* what the build is called is not known */
};
/* The feature update that a build (10.0.22631) is: 23h2. Empty for what is none, or not known. */
struct str windows_feature_of(struct str version);
/* Is one of two versions a build (10.0.22631, 10.0.22631.4460), and the other what it is called: "23H2", "Version 1809
 * (OS Build 17763.292)", "Build 22631", "2019", "11"? */
enum windows_agreement windows_versions_agree(struct str a, struct str b);
