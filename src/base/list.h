/* A list of rows of one type that grows in an arena: `list`, `count` and `cap` are variables of the caller,
 * zeroed at first. After it there is room for one more. */
#ifndef QINGCE_BASE_LIST_H
#define QINGCE_BASE_LIST_H

#include "base/arena.h"

#include <string.h>

#define LIST_ROOM(mem, list, count, cap)                                                                     \
	do {                                                                                                 \
		if ((count) == (cap)) {                                                                      \
			size_t more_ = (cap) ? (cap)*2 : 16;                                                 \
			void *grown_ = arena_array((mem), sizeof *(list), more_);                            \
			if (count)                                                                           \
				memcpy(grown_, (list), (count) * sizeof *(list));                            \
			(list) = grown_;                                                                     \
			(cap) = more_;                                                                       \
		}                                                                                            \
	} while (0)

#endif
