/* One session with an IMAP server (RFC 3501, 2177, 4315, 6851), by libetpan behind a guard of what it is given to parse.
 * Everything of it is made, used and closed by one thread. Every function that can fail answers false; then
 * mail_imap_trouble says why, and unless it says otherwise the session is only good for mail_imap_close. */
#ifndef LAZO_CHANNEL_MAIL_IMAP_H
#define LAZO_CHANNEL_MAIL_IMAP_H

#include "channel/channel.h"
#include "channel/channel_problem.h"

#define MAIL_IMAP_UIDS_MAX 100000
#define MAIL_IMAP_SIZES_AT_ONCE 200

typedef struct MailImap MailImap;
typedef struct MailImapTo {
    Text host;
    int port;
    ChannelSecurity security;
    Text user_name;
    ChannelLogin login;
    Text secret;         /* the password, or the access token */
    int stop_fd;         /* readable: every wait ends at once; -1: none */
    int64_t patience_ms; /* for each step, while a person waits; 0: as long as servers may take */
} MailImapTo;

/* Connected and signed in; NULL at a problem, which is then in *out_trouble. Lives in `arena` until mail_imap_close. */
MailImap *mail_imap_open(Arena *arena, const MailImapTo *to, ChannelTrouble *out_trouble);
void mail_imap_close(MailImap *imap); /* NULL is fine; says goodbye only where nothing went wrong */
ChannelTrouble mail_imap_trouble(const MailImap *imap);

typedef struct MailImapFolder {
    uint32_t uid_validity;
    bool is_read_only;
} MailImapFolder;
/* PROBLEM_FOLDER when there is none; the session stays good. */
bool mail_imap_select(MailImap *imap, Text folder, MailImapFolder *out_folder);

/* UIDs of what is not deleted, and not seen where asked; ascending, each once, in `arena`; at most MAIL_IMAP_UIDS_MAX, the
 * lowest. */
bool mail_imap_search(MailImap *imap, Arena *arena, bool only_unseen, uint32_t **out_uids, size_t *out_count);
/* Sizes of at most MAIL_IMAP_SIZES_AT_ONCE messages; 0 for one that is gone. */
bool mail_imap_sizes(MailImap *imap, const uint32_t *uids, size_t count, uint64_t *out_sizes);
/* The message byte for byte, without a flag being changed; *out_raw is valid until mail_imap_release. Not there any more:
 * true, and *out_raw without data. `size` as mail_imap_sizes said. */
bool mail_imap_fetch(MailImap *imap, uint32_t uid, uint64_t size, Text *out_raw);
/* Its header lines alone, at most `bytes_max` of them; likewise. */
bool mail_imap_fetch_headers(MailImap *imap, uint32_t uid, uint32_t bytes_max, Text *out_headers);
void mail_imap_release(MailImap *imap);

/* Flags, moves or deletes messages that were taken. PROBLEM_MARK or PROBLEM_MOVED_TO when the server refuses; the session
 * stays good. */
bool mail_imap_mark(MailImap *imap, const uint32_t *uids, size_t count, ChannelAfter after, Text moved_to);

/* Waits until the server has news, or the time is over: by IDLE, or without it just waits and asks (RFC 2177 wants an end
 * within 29 minutes). */
bool mail_imap_has_idle(const MailImap *imap);
bool mail_imap_wait(MailImap *imap, int64_t milliseconds);

#endif
