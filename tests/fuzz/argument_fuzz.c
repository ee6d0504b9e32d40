/* What stands on command lines and in cells alike: days, horizons, addresses, blocks and ranges, ways through hosts,
 * ids of findings, shell words. What must hold for any text: what is read is within its bounds, and is read as the same
 * from its usual form; a range holds its first and its last address and not the one behind. */

#include "base/date_read.h"
#include "cli/horizon.h"
#include "findings/finding.h"
#include "scanner/target/exclusions.h"
#include "scanner/target/hop.h"
#include "scanner/target/shell_words.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_day(struct str text) {
    struct date date, again;
    char iso[11];

    if (date_read(text, &date) == DATE_READ) {
        date_format(date, iso);
        CHECK(date_read(str_from(iso), &again) == DATE_READ && again.days == date.days);
    }
}

static void check_instant(struct str text) {
    struct instant instant, again;
    char written[26];

    if (instant_read(text, &instant)) {
        instant_format(instant, written);
        CHECK(instant_read(str_from(written), &again) && again.seconds == instant.seconds);
        CHECK(again.utc_offset == instant.utc_offset);
    }
}

static void check_horizon(const char *text) {
    const struct date as_of = {20000};
    struct horizon horizon = {0};

    if (horizon_read(text, as_of, &horizon)) {
        CHECK(horizon.is_given && horizon.last.days >= as_of.days && horizon.last.days <= as_of.days + 37000);
    }
}

static void check_address(struct str text) {
    struct net_address address, again;
    char written[NET_ADDRESS_TEXT_MAX];

    if (net_address_read(text, &address)) {
        net_address_format(&address, written);
        CHECK(net_address_read(str_from(written), &again) && net_address_cmp(&address, &again) == 0);
    }
}

static void check_range(struct str text) {
    CLEANUP(exclusions_free_cleanup) struct exclusions *exclusions = exclusions_new();
    struct net_range range;

    CHECK(exclusions);
    enum net_range_result result = net_range_read(text, &range);
    CHECK(exclusions_add(exclusions, text) == result && !exclusions_failed(exclusions));
    exclusions_finish(exclusions);
    if (result == NET_RANGE_READ) {
        struct net_address behind = range.last;
        CHECK(net_address_cmp(&range.first, &range.last) <= 0 && net_range_count(&range) > 0);
        CHECK(net_range_holds(&range, &range.first) && net_range_holds(&range, &range.last));
        CHECK(exclusions_hold_address(exclusions, &range.first) && exclusions_hold_address(exclusions, &range.last));
        CHECK(!net_address_next(&behind) || !exclusions_hold_address(exclusions, &behind));
    }
}

static void check_hops(struct str text, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer written = {0};
    struct hop *hops, *again;
    size_t count, again_count;
    struct str bad = STR_NONE;

    if (!hops_read(text, arena, &hops, &count, &bad)) {
        CHECK(bad.n <= text.n);
        return;
    }
    CHECK(count <= HOPS_MAX);
    hops_write(hops, count, &written);
    CHECK(count == 0 || hops_read(buffer_view(&written), arena, &again, &again_count, &bad));
    for (size_t i = 0; i < count; i++) {
        CHECK(host_is_writable(hops[i].address) && (hops[i].user.n == 0 || user_is_writable(hops[i].user)));
        CHECK(str_eq(hops[i].address, again[i].address) && str_eq(hops[i].user, again[i].user));
        CHECK((hops[i].port ? hops[i].port : 22) == (again[i].port ? again[i].port : 22));
    }
}

static void check_id(struct str text) {
    uint64_t id, again;
    char written[17];

    if (finding_id_read(text, &id)) {
        snprintf(written, sizeof written, "%016llx", (unsigned long long)id);
        CHECK(finding_id_read(str_from(written), &again) && id == again);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str text = arena_dup(arena, (struct str){size ? (const char *)data : "", size});

    if (size > 4096 || !text.p) {
        return 0;
    }
    check_day(text);
    check_instant(text);
    check_horizon(text.p);
    check_address(text);
    check_range(text);
    check_hops(text, arena);
    check_id(text);
    return 0;
}
