#include "findings/error_text.h"

#include "base/text.h"
#include "findings/message.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* Longer than any text an error can hold. */
#define TEXT_MAX 256

/* {0} and {1} are the arguments, {w} is {1} as a word of the catalogue, {s} is {0} as libyaml says it, {e} is what the
 * system said. The file and the position stand before the sentence. */
static const char *const sentences[ERR_CODE_COUNT][LANGUAGE_COUNT] = {
    [ERR_OK] = {"no error", "エラーはありません"},
    [ERR_NO_MEMORY] = {"memory is out", "メモリが不足しています"},
    [ERR_SYSTEM] = {"the system refused ({0}): {e}", "システムの処理に失敗しました（{0}）: {e}"},
    [ERR_NOT_FOUND] = {"there is no such file or directory", "ファイル又はディレクトリがありません"},
    [ERR_EXISTS] = {"it exists already and is not replaced; name another place or remove it",
                    "既にあるため置き換えません。別の場所を指定するか、取り除いてください"},
    [ERR_BUSY] = {"another process is using it; wait for it to end",
                  "別の処理が使用しています。終了を待って再実行してください"},
    [ERR_TOO_LARGE] = {"it is larger than allowed ({0})", "上限（{0}）を超えています"},
    [ERR_NOT_A_FILE] = {"it is not a regular file", "通常のファイルではありません"},
    [ERR_NOT_A_DIRECTORY] = {"it is not a directory; name the directory that holds the files",
                             "ディレクトリではありません。ファイルを入れたディレクトリを指定してください"},
    [ERR_NOT_PRIVATE] = {"others can read it; take the permissions away (chmod 600) and make sure it is yours",
                         "他の利用者が読めます。自分の所有とし、アクセス権を絞ってください（chmod 600）"},
    [ERR_PASSPHRASE] = {"the passphrase of the credential “{0}” does not open its key ({1})",
                        "認証情報「{0}」のパスフレーズでは、その鍵（{1}）を開けません"},
    [ERR_NOT_ON_DISK] = {"it is memory itself (tmpfs); name a directory on a disk",
                         "メモリ上の領域（tmpfs）です。ディスク上のディレクトリを指定してください"},
    [ERR_SYNTAX] = {"it cannot be read here: {0}", "この位置で読み取れません: {s}"},
    [ERR_UNKNOWN_KEY] = {"the key “{0}” is not known", "キー「{0}」は使えません"},
    [ERR_MISSING_KEY] = {"the key “{0}” is missing", "キー「{0}」がありません"},
    [ERR_VALUE] = {"“{0}” has a value that is not allowed; allowed: {1}",
                   "「{0}」の値が正しくありません（指定できる値: {1}）"},
    [ERR_DIGEST] = {"the content is not what was written, or not what the manifest says; restore it or make it anew",
                    "内容が書き込み時又は目録（manifest）と一致しません。復元するか作り直してください"},
    [ERR_DAMAGED] = {"the database is damaged ({0}); put a copy of it back, or move it away to begin anew",
                     "データベースが壊れています（{0}）。控えから戻すか、別の場所に移して新しく始めてください"},
    [ERR_FOREIGN] = {"it is another program's database and is left alone; name another file",
                     "他のプログラムのデータベースのため変更しません。別のファイルを指定してください"},
    [ERR_VERSION] = {"its format has version {0}, and this program knows {1}",
                     "形式の版が{0}です（このプログラムで扱える版: {1}）"},
    [ERR_ENCODING] = {"the bytes here are not text in {0}", "この位置のバイト列は{0}の文字として読めません"},
    [ERR_REFUSED] = {"the table cannot be used; the problems listed say why",
                     "この表は使えません。理由は、表示した問題を確認してください"},
    [ERR_NONE_LEFT] = {"no row of “{0}” is left that could be chosen", "「{0}」に対象となる行がありません"},
    [ERR_USAGE] = {"“{0}” cannot be used here; allowed: {1}", "「{0}」は指定できません（指定できるもの: {1}）"},
    [ERR_UNSUPPORTED] = {"{0} is not supported", "{0}には対応していません"},
    [ERR_TIMEOUT] = {"the time for {0} ran out", "{0}の待ち時間が過ぎました"},
    [ERR_UNFINISHED] = {"it holds an interrupted scan; go on with it (--resume) or remove it",
                        "中断した調査の記録があります。--resumeで続行するか、取り除いてください"},
    [ERR_OTHER_WORK] =
        {"the interrupted scan in it cannot be gone on with, as {0} is not what it was; give what it was "
         "begun with, or remove it",
         "中断した調査を続行できません。{0}が開始時と異なります。開始時のものを指定するか、取り除いてください"},
    [ERR_DELIVERY] = {"{0} could not be given the message: {w}", "{0}に通知を渡せませんでした: {w}"},
    [ERR_COLLISION] = {"two findings have the same id: “{0}” and “{1}”",
                       "異なる二つの指摘の識別子が同じになりました: 「{0}」と「{1}」"},
    [ERR_ID_TWICE] = {"several rows have “{0}” as their {1}; each needs one of its own",
                      "{1}が「{0}」の行が複数あります。行ごとに異なる値としてください"},
    [ERR_KEY_CLASH] = {"“{0}” and “{1}” could, by chance, not be told apart; run it again",
                       "「{0}」と「{1}」を偶然区別できませんでした。もう一度実行してください"},
};

/* The system's own words exist in English only. These are the ones that people meet. */
static const struct system_text {
    int number;
    const char *japanese;
} system_texts[] = {
    {EACCES, "アクセス権がありません"},
    {EPERM, "許可されていない操作です"},
    {ENOSPC, "空き容量がありません"},
    {EDQUOT, "ディスクの割当量を超えています"},
    {EROFS, "読み取り専用です"},
    {EIO, "入出力エラーです"},
    {EMFILE, "開いているファイルが多すぎます"},
    {ENFILE, "システム全体で開いているファイルが多すぎます"},
    {ENOTDIR, "ディレクトリではありません"},
    {EISDIR, "ディレクトリです"},
    {ENOTEMPTY, "ディレクトリが空ではありません"},
    {ENAMETOOLONG, "名前が長すぎます"},
    {ELOOP, "シンボリックリンクが循環しています"},
    {EEXIST, "既に存在します"},
    {EFBIG, "ファイルが大きすぎます"},
    {ECONNREFUSED, "接続を拒否されました"},
    {ETIMEDOUT, "時間内に応答がありません"},
    {EHOSTUNREACH, "到達できません"},
};

static struct str system_text(int number, enum language language) {
    const char *text = strerrordesc_np(number);

    for (size_t i = 0; language == LANGUAGE_JA && i < ARRAY_LEN(system_texts); i++) {
        if (system_texts[i].number == number) {
            return str_from(system_texts[i].japanese);
        }
    }
    return text ? str_from(text) : STR("?");
}

/* So do libyaml's. These are the ones of slips in files that people write. */
static const struct syntax_text {
    const char *english, *japanese;
} syntax_texts[] = {
    {"found a tab character that violates indentation", "字下げにタブ文字があります（空白を使ってください）"},
    {"found a tab character where an indentation space is expected",
     "字下げにタブ文字があります（空白を使ってください）"},
    {"found character that cannot start any token",
     "使えない文字で始まっています（タブ文字、@、`など。値であれば引用符で囲んでください）"},
    {"could not find expected ':'", "キーの後に「:」がありません"},
    {"mapping values are not allowed in this context",
     "ここに「:」は書けません（字下げを確かめ、値に「: 」を含む場合は引用符で囲んでください）"},
    {"block sequence entries are not allowed in this context", "ここに「-」は書けません（字下げを確かめてください）"},
    {"did not find expected key", "キーがありません（字下げを確かめてください）"},
    {"did not find expected '-' indicator", "「-」がありません（字下げを確かめてください）"},
    {"did not find expected ',' or ']'", "「,」又は「]」がありません"},
    {"did not find expected ',' or '}'", "「,」又は「}」がありません"},
    {"did not find expected node content", "値がありません"},
    {"did not find expected alphabetic or numeric character", "「*」又は「&」で始まる値は引用符で囲んでください"},
    {"found unexpected end of stream", "引用符が閉じていません"},
    {"found unknown escape character", "「\\」の後の文字が正しくありません（「'」で囲めばそのまま書けます）"},
};

static struct str syntax_text(const char *english) {
    for (size_t i = 0; i < ARRAY_LEN(syntax_texts); i++) {
        if (strcmp(syntax_texts[i].english, english) == 0) {
            return str_from(syntax_texts[i].japanese);
        }
    }
    return str_from(english);
}

static void append_place(const struct err *err, struct buffer *out) {
    if (err->file[0] == '\0') {
        return;
    }
    text_for_terminal(str_from(err->file), TEXT_MAX, out);
    if (err->line) {
        buffer_printf(out, ":%" PRIu64, err->line);
    }
    if (err->line && err->column) {
        buffer_printf(out, ":%" PRIu64, err->column);
    }
    buffer_append_cstr(out, ": ");
}

/* Appends what stands for {c}; false when that is no placeholder. */
static bool append_part(const struct err *err, char c, enum language language, struct buffer *out) {
    switch (c) {
    case '0':
    case '1':
        text_for_terminal(str_from(err->arg[c - '0']), TEXT_MAX, out);
        return true;
    case 'w':
        text_for_terminal(message_word(str_from(err->arg[1]), language), TEXT_MAX, out);
        return true;
    case 's':
        text_for_terminal(syntax_text(err->arg[0]), TEXT_MAX, out);
        return true;
    case 'e':
        buffer_append(out, system_text(err->os_errno, language));
        return true;
    default:
        return false;
    }
}

void error_render(const struct err *err, enum language language, struct buffer *out) {
    const char *sentence;

    assert((unsigned)err->code < ERR_CODE_COUNT);
    append_place(err, out);
    sentence = sentences[err->code][language];
    while (*sentence) {
        if (sentence[0] == '{' && sentence[1] && sentence[2] == '}' && append_part(err, sentence[1], language, out)) {
            sentence += 3;
        } else {
            buffer_append_char(out, *sentence++);
        }
    }
}

const char *error_no_memory_text(enum language language) {
    return sentences[ERR_NO_MEMORY][language];
}
