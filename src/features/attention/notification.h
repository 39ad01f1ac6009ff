/* A notification: something happened that an agent wants to know of. One row an agent, ticket and kind as long as it is
 * unread: what happens meanwhile is counted in it. Rows go after NOTIFICATION_KEEPS_MS. */
#ifndef LAZO_ATTENTION_NOTIFICATION_H
#define LAZO_ATTENTION_NOTIFICATION_H

#include "attention/attention.h"
#include "desk/ticket.h"
#include "http/server.h"

#define NOTIFICATION_KEEPS_MS (90 * DAY_MS)
#define NOTIFICATION_EXCERPT_CHARACTERS 160

typedef struct Notification {
    FieldSet has;
    int64_t id;
    int64_t version;
    int64_t agent_id;
    int64_t kind; /* NotificationKind */
    int64_t ticket_id;
    int64_t message_id;
    int64_t event_id;
    Text actor_kind;
    int64_t actor_id;
    Text facts; /* JSON: subject, actor, excerpt, survey, score, due_at */
    int64_t times;
    int64_t in_bell;
    int64_t created_at;
    int64_t updated_at;
    int64_t read_at;
} Notification;

extern const Entity notification_entity; /* each agent sees its own */
extern const Route notification_routes[];

/* What happened, for whoever is to be told. */
typedef struct Notice {
    NotificationKind kind;
    const Ticket *ticket; /* id, subject, team_id, is_spam, deleted_at */
    int64_t message_id;   /* 0: none */
    int64_t event_id;     /* 0: the clock's doing */
    const char *actor_kind;
    int64_t actor_id; /* 0: none */
    Text actor_name;
    Text excerpt;
    Text survey; /* of a score; empty: none */
    double score;
    int64_t due_at; /* 0: none */
} Notice;
/* Tells one agent, by the ways it chose; nobody who may not see the ticket, no disabled agent, nothing of spam or of what
 * is deleted. The agent's streams hear of it after the commit as `event: notification`. */
MUST_CHECK Result notification_add(Work *work, int64_t agent_id, const Notice *notice);

/* Marks as read or unread what `of` names of an agent's; *out_ids (in work->arena) are those that changed. */
typedef struct NotificationSet {
    const int64_t *ids; /* NULL: not by id */
    size_t id_count;
    int64_t ticket_id; /* 0: not by ticket; neither: all */
    int64_t until_ms;  /* only what happened until then; 0: no bound */
} NotificationSet;
#define NOTIFICATIONS_MARKED_MAX 5000
MUST_CHECK Result notification_mark(Work *work, int64_t agent_id, const NotificationSet *of, bool is_read,
                                    int64_t **out_ids, size_t *out_count);
/* How many are unread, and in which tickets, by their ids; both stop at NOTIFICATIONS_UNREAD_MAX. */
#define NOTIFICATIONS_UNREAD_MAX 1000
MUST_CHECK Result notification_find_unread(Work *work, int64_t agent_id, int64_t *out_count, int64_t **out_tickets,
                                           size_t *out_ticket_count);

/* The streams' ears for kind "notification". */
void notification_heard(StreamHub *hub, const JsonValue *data);

/* Reacts to messages, tickets and answers to surveys. */
MUST_CHECK Result notification_react(Work *work, const Event *event);
/* Tells of promised updates that are due within PROMISE_NOTICE_MS; every minute. */
#define PROMISE_NOTICE_MS (15 * MINUTE_MS)
MUST_CHECK Result promise_run_watch(Workspace *workspace, Arena *arena);
/* Removes what is older than NOTIFICATION_KEEPS_MS. */
MUST_CHECK Result notification_run_sweep(Workspace *workspace, Arena *arena);
/* Sends by mail what its agents have not read: one mail an agent for all that came within NOTIFICATION_MAIL_WAIT_MS, at most
 * one in NOTIFICATION_MAIL_EVERY_MS, none in quiet hours; nothing without a mailbox that sends. Every minute. */
#define NOTIFICATION_MAIL_WAIT_MS (3 * MINUTE_MS)
#define NOTIFICATION_MAIL_EVERY_MS (10 * MINUTE_MS)
MUST_CHECK Result notification_run_mail(Workspace *workspace, Arena *arena);

#endif
