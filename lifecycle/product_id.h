#pragma once
/* Identifiers of products in one form, without what names a version: Package URLs and CPE names. Pure; any thread.
 * Internal to lifecycle/. */

#include "base/buffer.h"

/* "pkg:deb/debian/openssl@1.1.1n?arch=amd64" gives "pkg:deb/debian/openssl". False, and nothing appended, for what is
 * no Package URL. */
bool product_purl(struct str purl, struct buffer *out);
/* "cpe:2.3:a:apache:tomcat:9.0.75:*:…" and "cpe:/a:apache:tomcat" both give "cpe:a:apache:tomcat". */
bool product_cpe(struct str cpe, struct buffer *out);
