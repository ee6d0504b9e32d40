#include "scanner/ssh/pattern.h"

/* Each * is retried only as long as no later one has been met. */
bool ssh_pattern_fits(struct str pattern, struct str name) {
    size_t p = 0, n = 0, star = SIZE_MAX, resume = 0;

    while (n < name.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            resume = n;
        } else if (p < pattern.n && (pattern.p[p] == '?' || pattern.p[p] == name.p[n])) {
            p++;
            n++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*') {
        p++;
    }
    return p == pattern.n;
}
