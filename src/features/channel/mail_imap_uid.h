/* Lists of UIDs. Pure. */
#ifndef LAZO_CHANNEL_MAIL_IMAP_UID_H
#define LAZO_CHANNEL_MAIL_IMAP_UID_H

#include <stddef.h>
#include <stdint.h>

/* Ascending, each once, without 0 (no message has it); at most `most`, the lowest. Answers how many there are. */
size_t imap_uids_settle(uint32_t *uids, size_t count, size_t most);
/* Where `uid` stands in an ascending list; `count` when it does not. */
size_t imap_uid_index(const uint32_t *uids, size_t count, uint32_t uid);

#endif
