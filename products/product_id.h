#pragma once
/* Identifiers of products, Package URLs and CPE names: in one form, without what names a version; and with one. Pure;
 * any thread. */

#include "base/buffer.h"

/* "pkg:deb/debian/openssl@1.1.1n?arch=amd64" gives "pkg:deb/debian/openssl". False, and nothing appended, for what is
 * no Package URL. */
bool product_purl(struct str purl, struct buffer *out);
/* "cpe:2.3:a:apache:tomcat:9.0.75:*:…" and "cpe:/a:apache:tomcat" both give "cpe:a:apache:tomcat". */
bool product_cpe(struct str cpe, struct buffer *out);
/* The Package URL of a product with the version in it, unless it has one already: "pkg:generic/tomcat?os=linux" and 9.0
 * give "pkg:generic/tomcat@9.0?os=linux". False, and nothing appended, for what is no Package URL. */
bool product_purl_at_version(struct str purl, struct str version, struct buffer *out);
/* The CPE name of a product, of either form, as a formatted string of version 2.3 (NISTIR 7695) with the version in it,
 * unless it has one already: "cpe:/a:google:chrome" and 134.0 give "cpe:2.3:a:google:chrome:134.0:*:*:*:*:*:*:*". A
 * version that no name can say is left out. False, and nothing appended, for what is no CPE name. */
bool product_cpe_at_version(struct str cpe, struct str version, struct buffer *out);
