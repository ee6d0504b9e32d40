#pragma once
/* Cells of generated files. Written by hand where printf would take most of the time. A buffer that fails says so
 * itself (base/buffer.h). */

#include "base/buffer.h"

/* At least WIDTH digits. */
void cell_decimal(struct buffer *out, uint64_t number, unsigned width);
/* The low DIGITS hexadecimal digits, in lower or in capital letters. */
void cell_hex(struct buffer *out, uint64_t number, unsigned digits);
void cell_hex_capital(struct buffer *out, uint64_t number, unsigned digits);
/* 0x1a2b3c4d5e6f as 1a:2b:3c:4d:5e:6f and as 1A-2B-3C-4D-5E-6F. */
void cell_mac(struct buffer *out, uint64_t mac);
void cell_mac_capital(struct buffer *out, uint64_t mac);
/* The low 24 bits behind 10. */
void cell_address(struct buffer *out, uint64_t number);
/* In quotes where CSV asks for them. */
void cell_quoted(struct buffer *out, const char *text);
/* ASCII in the wide letters of Japanese text: HW-1 as ＨＷ－１. */
void cell_wide(struct buffer *out, struct str ascii);
