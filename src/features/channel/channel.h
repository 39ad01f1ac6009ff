/* Channels: the ways by which customers reach the house and are answered. Today each is a mailbox: how its mail comes in
 * (IMAP, or handed over by LMTP or a pipe), how answers leave (SMTP), and under which address and name. */
#ifndef LAZO_CHANNEL_CHANNEL_H
#define LAZO_CHANNEL_CHANNEL_H

#include "mail/mail_message.h"
#include "http/route.h"

typedef enum ChannelTag { CHANNEL_TAG_ADDRESS, CHANNEL_TAG_SUBJECT, CHANNEL_TAG_NONE } ChannelTag;
typedef enum ChannelReceives { CHANNEL_RECEIVES_IMAP, CHANNEL_RECEIVES_HANDED } ChannelReceives;
typedef enum ChannelSends { CHANNEL_SENDS_SMTP, CHANNEL_SENDS_NONE } ChannelSends;
typedef enum ChannelSecurity { CHANNEL_TLS, CHANNEL_STARTTLS, CHANNEL_PLAIN } ChannelSecurity;
typedef enum ChannelAfter { CHANNEL_AFTER_SEEN, CHANNEL_AFTER_MOVED, CHANNEL_AFTER_DELETED } ChannelAfter;
typedef enum ChannelLogin { CHANNEL_LOGIN_PASSWORD, CHANNEL_LOGIN_XOAUTH2, CHANNEL_LOGIN_NONE } ChannelLogin;
typedef enum ChannelState { CHANNEL_IDLE, CHANNEL_OK, CHANNEL_FAILING } ChannelState;
typedef enum ChannelSide { CHANNEL_RECEIVE, CHANNEL_SEND } ChannelSide;

#define CHANNELS_MAX 200
#define CHANNEL_DETAIL_BYTES_MAX 500

/* Which members are there says `has`, by entity_bit(&channel_entity, "imap_host"); what has a default always is: kind,
 * is_active, is_default, has_page_link, thread_tag, receives, sends, login, imap_folder, imap_after, both securities and ports. */
typedef struct Channel {
    FieldSet has;
    int64_t id;
    int64_t version;
    int64_t kind;
    Text name;
    int64_t is_active;
    int64_t is_default;
    Text address;
    Text from_name;
    int64_t team_id;
    Text language;
    Text signature;        /* Markdown */
    int64_t has_page_link; /* answers carry the link to the customer's page */
    Text relay;
    int64_t thread_tag; /* ChannelTag */
    Text preset;
    int64_t receives; /* ChannelReceives */
    Text imap_host;
    int64_t imap_port;
    int64_t imap_security; /* ChannelSecurity */
    Text imap_folder;      /* UTF-8 */
    int64_t imap_after;    /* ChannelAfter */
    Text imap_moved_to;
    int64_t sends; /* ChannelSends */
    Text smtp_host;
    int64_t smtp_port;
    int64_t smtp_security; /* ChannelSecurity */
    Text user_name;
    int64_t login; /* ChannelLogin */
    Text oauth_token_url;
    Text oauth_client_id;
    Text oauth_scope;
    int64_t receive_state; /* ChannelState */
    Text receive_detail;
    int64_t receive_at;
    int64_t received_at;
    int64_t send_state; /* ChannelState */
    Text send_detail;
    int64_t send_at;
    int64_t created_at;
    int64_t updated_at;
} Channel;

extern const Entity channel_entity;
extern const Route channel_routes[];
extern const char *const channel_security_names[]; /* "tls", "starttls", "none" */
extern const char *const channel_state_names[];    /* "idle", "ok", "failing" */

/* FAULT_NOT_FOUND when there is none. */
MUST_CHECK Result channel_find(Work *work, int64_t id, Channel *out_channel);
/* By its name or address, whatever case and accents; inactive ones too. */
MUST_CHECK Result channel_by_name(Work *work, Text name, Channel *out_channel, bool *out_found);
/* The active channel that a recipient's address belongs to; a +tag in it does not count. */
MUST_CHECK Result channel_for_address(Work *work, Text address, int64_t *out_id, bool *out_found);
/* What answers a ticket: the channel its latest mail went through, when that is active and sends; else the default one that
 * does; else the oldest one that does. */
MUST_CHECK Result channel_for_ticket(Work *work, int64_t ticket_id, Channel *out_channel, bool *out_found);

/* "channel:7": the mailbox of mail_ids and mail_spool. */
Text channel_mailbox(Arena *arena, int64_t channel_id);
/* Right-hand side of the Message-IDs of what this channel sends: "lazo." and the domain of its address. */
Text channel_id_domain(Arena *arena, const Channel *channel);
/* `address` without the +tag of its local part, and the tag (empty when there is none); views of `address`, but for the
 * address itself, which is a copy when there was a tag. */
Text channel_untagged(Arena *arena, Text address, Text *out_tag);

/* How to read mail that came by `channel` (NULL: by none). Own addresses are those of all channels. */
MUST_CHECK Result channel_mail_options(Work *work, const Channel *channel, MailOptions *out_options);

/* Notes how a side of a channel goes, durably and with an event, when that differs from what is noted. `detail` (empty:
 * none) is words a person can act on, cut to CHANNEL_DETAIL_BYTES_MAX. Not from a lane thread. A channel that is gone
 * meanwhile is fine. */
MUST_CHECK Result channel_note(Workspace *workspace, Arena *arena, int64_t id, ChannelSide side, ChannelState state,
                               Text detail);
/* Notes that a message was taken; at most once a minute a row is written. */
MUST_CHECK Result channel_note_received(Work *work, int64_t id);

#endif
