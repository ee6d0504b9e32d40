#pragma once
/* The least that a right says by itself must be licensed: the column minimum_rule. Pure functions; any thread.
 *
 *   rule    = none | numbers | figures
 *   none    = なし | 無し | 無 | none | no minimum | 制限なし         nothing is a minimum of cores
 *   numbers = number [unit]                                      "16", "16コア": of a server
 *           | number [unit] ("/" | ",") number [unit]            "8/16": of a socket, of a server
 *   figures = figure { [";" | "," | "/" | "、" | "・"] figure }      "ソケット8 サーバ16", "socket 8 server 16 vm 8"
 *   figure  = word [":" | "="] number [unit]
 *   word    = ソケット | CPU | socket …, サーバ | ホスト | server …, VM | 仮想マシン …, ユーザー | user …
 *   unit    = コア | コア数 | 個 | core | cores; of users 人 | ユーザー | user | users
 *
 * Users are for each processor. あたり behind a word and per, 最小 or min before it say nothing more.
 *
 * Numbers are whole, without separators; 0 says that there is no such minimum. Width and case of characters do not
 * matter. Anything else is not understood. */

#include "licenses/minimums.h"

/* Changes in MINIMUM what TEXT speaks of, and leaves the rest; a blank one changes nothing. False, and nothing changed,
 * when it is not understood. */
bool minimum_text_apply(struct str text, struct minimum *minimum);
