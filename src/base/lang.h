/* The languages of the product: of its pages, its words and what the calculation core explains. */
#ifndef QINGCE_BASE_LANG_H
#define QINGCE_BASE_LANG_H

typedef enum Lang { ZH, EN, LANG_COUNT } Lang;

#endif
