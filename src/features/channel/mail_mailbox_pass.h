/* One pass over a mailbox's folder: what is new is fetched, taken durably, and only then flagged, moved or deleted. */
#ifndef LAZO_CHANNEL_MAIL_MAILBOX_PASS_H
#define LAZO_CHANNEL_MAIL_MAILBOX_PASS_H

#include "channel/mail_imap.h"

#define PASS_TOGETHER_MAX 25 /* messages that are marked together once they are taken */

/* A message at which sessions end; lives as long as the mailbox is received from. */
#define PASS_STUCK_TIMES 3
typedef struct PassStuck {
    uint32_t uid;
    int times; /* begun and not ended */
} PassStuck;

typedef struct MailboxPass {
    Workspace *workspace;
    Arena *arena; /* of the session */
    const Channel *channel;
    MailImap *imap;
    int stop_fd;
    PassStuck *stuck;
    ChannelTrouble trouble; /* when a pass ends with false */
    bool has_more;          /* there were more than one pass takes */
    size_t together;        /* grows from 1: over a line that breaks often, each session still gets on */
    /* UIDs of this session that were dealt with though a search may find them again: left for a reason, or marked by a
     * server that forgets; ascending. */
    uint32_t *settled;
    size_t settled_count;
    size_t settled_capacity;
} MailboxPass;

/* False on a problem; after a true one the server may be waited for, unless has_more, or the stop is asked for. */
bool mailbox_pass(MailboxPass *pass);

#endif
