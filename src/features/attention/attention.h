/* What an agent chose: how present it is to its colleagues, and by which ways it is told of what. */
#ifndef LAZO_ATTENTION_ATTENTION_H
#define LAZO_ATTENTION_ATTENTION_H

#include "http/route.h"

/* What an agent may be told of; the order is that of the page of preferences. */
typedef enum NotificationKind {
    NOTIFY_ASSIGNED,   /* a ticket became mine, by another */
    NOTIFY_MENTION,    /* a note calls me by name */
    NOTIFY_REPLY,      /* the customer wrote in a ticket of mine */
    NOTIFY_FOLLOWED,   /* somebody wrote in a ticket that I follow */
    NOTIFY_UNASSIGNED, /* a new ticket of my team is nobody's */
    NOTIFY_LOW_SCORE,  /* a customer of mine is not content */
    NOTIFY_PROMISE,    /* an update that I promised is due soon */
    NOTIFY_DELIVERY,   /* an answer of mine could not be delivered */
    NOTIFY_COUNT,
} NotificationKind;
extern const char *const notification_kind_names[]; /* "assigned", … NULL at the end */

/* By which ways: bits of a set. */
enum { WAY_BELL = 1, WAY_DESKTOP = 2, WAY_SOUND = 4, WAY_MAIL = 8 };
#define WAY_COUNT 4
extern const char *const notification_way_names[]; /* "bell", "desktop", "sound", "mail", NULL */

typedef enum Availability { AVAILABLE, AWAY, OFFLINE } Availability;
extern const char *const availability_names[];

typedef struct Attention {
    int64_t agent_id;
    int64_t version; /* 0: nothing was chosen yet */
    Availability availability;
    uint8_t ways[NOTIFY_COUNT];
    bool has_quiet;
    int quiet_from; /* minute of the local day; from later than to: over midnight */
    int quiet_to;
    bool is_weekend_quiet; /* Saturday and Sunday, all day */
} Attention;

/* How it is without a choice. */
Attention attention_defaults(int64_t agent_id);
MUST_CHECK Result attention_load(Work *work, int64_t agent_id, Attention *out_attention);
/* Takes the stored columns: `ways` as JSON by the names above; what it does not name stays as it is by default. */
void attention_read_ways(Arena *arena, Text ways, Attention *attention);
/* Pure: whether the agent wants its quiet at this instant of its zone: no sound, no desktop, no mail. */
bool attention_is_quiet(const Attention *attention, const Zone *zone, int64_t at_ms);

/* Hung on agents by wiring: availability, availability_at. */
extern const EntityExtension agent_attention_extension;
/* Of events `availability.changed`; no list. */
extern const Entity availability_entity;
/* PUT /api/v1/me/availability; GET and PUT /api/v1/me/notifications */
extern const Route attention_routes[];

#endif
