/* A listening socket for LMTP from its written address. Inside mail_lmtp only. */
#ifndef LAZO_CHANNEL_MAIL_LMTP_LISTEN_H
#define LAZO_CHANNEL_MAIL_LMTP_LISTEN_H

#include "base/text.h"

/* As lmtp_start says. *out_address is the address as it became, in `arena`; *out_path the file of a Unix socket, else NULL. */
MUST_CHECK Result lmtp_listen(Arena *arena, Text where, int *out_fd, Text *out_address, const char **out_path);

#endif
