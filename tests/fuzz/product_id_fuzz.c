/* Identifiers of products: an identifier, a version, and what a package manager says of a package, a line each. What
 * must hold for any text: an identifier with a version put in is of the same product; a Package URL that is made is
 * one, in printable ASCII. */

#include "base/text.h"
#include "products/package_url.h"
#include "products/product_id.h"
#include "tests/fuzz/check.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef bool make_plain(struct str id, struct buffer *out);
typedef bool make_at_version(struct str id, struct str version, struct buffer *out);

static void check_at_version(struct str id, struct str version, make_plain *plain, make_at_version *at_version) {
    CLEANUP(buffer_done) struct buffer product = {0};
    CLEANUP(buffer_done) struct buffer with = {0};
    CLEANUP(buffer_done) struct buffer without = {0};
    bool is_id = plain(id, &product);

    CHECK(is_id == (product.n > 0));
    if (at_version(id, version, &with)) {
        CHECK(is_id && plain(buffer_view(&with), &without));
        CHECK(str_eq(buffer_view(&without), buffer_view(&product)));
    } else {
        CHECK(with.n == 0);
    }
}

static void check_plain(struct str id) {
    CLEANUP(buffer_done) struct buffer plain = {0};

    if (product_purl(id, &plain)) {
        CHECK(str_starts_with(buffer_view(&plain), STR("pkg:")) && plain.n <= id.n);
        CHECK(str_find_char(id, '%') >= 0 || str_find_char(buffer_view(&plain), '?') < 0);
    }
}

static void check_url(struct str url) {
    CLEANUP(buffer_done) struct buffer product = {0};

    CHECK(product_purl(url, &product) && product.n <= url.n);
    for (size_t i = 0; i < url.n; i++) {
        CHECK(url.p[i] > ' ' && url.p[i] < 0x7f);
    }
}

/* SOURCE|NAME|VERSION|ARCHITECTURE|SYSTEM|VERSION OF THE SYSTEM */
static void check_package(struct str line) {
    CLEANUP(buffer_done) struct buffer distro = {0};
    CLEANUP(buffer_done) struct buffer url = {0};
    struct str cells[6] = {STR_NONE};

    for (size_t i = 0; i < ARRAY_LEN(cells) && str_cut(&line, '|', &cells[i]); i++) {
    }
    const struct package package = {cells[0], cells[1], cells[2], cells[3],
                                    package_distribution_of(cells[4], cells[5], &distro)};
    struct str upstream = package_upstream_version(cells[0], cells[2]);
    CHECK(upstream.n <= cells[2].n);
    if (package_url(&package, &url)) {
        CHECK(package_has_url(cells[0]));
        check_url(buffer_view(&url));
    } else {
        CHECK(url.n == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str rest = {(const char *)data, size}, id, version = STR_NONE, package = STR_NONE;

    if (size == 0 || size > 4096 || text_first_invalid(rest) != SIZE_MAX || !str_cut(&rest, '\n', &id)) {
        return 0;
    }
    if (str_cut(&rest, '\n', &version)) {
        str_cut(&rest, '\n', &package);
    }
    check_plain(id);
    check_at_version(id, version, product_purl, product_purl_at_version);
    check_at_version(id, version, product_cpe, product_cpe_at_version);
    check_package(package);
    return 0;
}
