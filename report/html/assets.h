#pragma once
/* The style sheet and the script of report.html, from report/html/assets/, which scripts/embed.sh makes C of; and what
 * the content security policy says of them. Constant data. */

#include "base/str.h"

extern const struct str html_style, html_script;
/* SHA-256 in base64. */
extern const char html_style_digest[], html_script_digest[];
