/* Named by base/str.c, whose reading of whole numbers the module does not use. */
#ifndef QINGCE_FREESTANDING_ERRNO_H
#define QINGCE_FREESTANDING_ERRNO_H

extern int errno;

#endif
