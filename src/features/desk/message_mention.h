/* Whom a note calls: agents, by @name in its words and by id beside them. Rows of message_mentions, written with the note. */
#ifndef LAZO_DESK_MESSAGE_MENTION_H
#define LAZO_DESK_MESSAGE_MENTION_H

#include "model/entity.h"

#define MESSAGE_MENTIONS_MAX 50

typedef struct MessageMention {
    FieldSet has;
    int64_t id; /* the agent's: the list of one message is told apart by it */
    int64_t agent_id;
} MessageMention;
extern const Entity message_mention_entity;

typedef struct MentionList {
    const int64_t *ids;
    size_t count;
} MentionList;
/* A JSON list of ids of active agents, nobody twice. Faults point below `pointer`: wrong_type, too_many, unknown_reference. */
MUST_CHECK Result mention_list_read(Work *work, Text source, Text pointer, MentionList *out_list);
MUST_CHECK Result mention_list_store(Work *work, int64_t message_id, const MentionList *list);

#endif
