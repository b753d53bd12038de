/* A word that people see, in both languages. tools/words.c makes one constant each from x.zh.po and x.en.po
 * beside the C: the key x.step.info in them is W_x_step_info of "room/x.po.h". */
#ifndef QINGCE_BASE_WORD_H
#define QINGCE_BASE_WORD_H

#include "base/lang.h"

typedef struct WordText {
	const char *text[LANG_COUNT];
	const char *html[LANG_COUNT]; /* escaped */
	unsigned short html_len[LANG_COUNT];
} WordText;

typedef const WordText *Word;

#define W_NONE ((Word)0) /* the empty text */

#endif
