/* Who a message is from and for: what the writer asked for, and what is kept of it. General: an address is an e-mail address
 * or a phone number; what leaves by a channel checks for itself what that channel can reach. */
#ifndef LAZO_DESK_MESSAGE_RECIPIENTS_H
#define LAZO_DESK_MESSAGE_RECIPIENTS_H

#include "model/entity.h"

#define RECIPIENTS_GIVEN_MAX 50 /* of each list that a person writes */
#define RECIPIENTS_KEPT_MAX 200 /* of each list of a message that came in; the rest is in the original */
#define RECIPIENT_NAME_BYTES_MAX 250
#define RECIPIENT_ADDRESS_BYTES_MAX 320
#define RECIPIENTS_JSON_BYTES_MAX ((size_t)1 << 20)

typedef struct Recipient {
    Text name; /* may be empty */
    Text address;
} Recipient;

typedef struct RecipientList {
    const Recipient *items;
    size_t count;
    bool is_given; /* by the writer; an empty list that is given means nobody */
} RecipientList;

typedef struct Recipients {
    RecipientList from;
    RecipientList to;
    RecipientList cc;
    RecipientList bcc;
} Recipients;

/* What the writer of a message asked for besides its words. */
typedef struct MessageRoute {
    Recipients recipients;
    int64_t channel_id; /* of the house by which it is to leave; 0: whichever fits the ticket */
    Text pointer;       /* where in the request it stood, for faults */
} MessageRoute;

/* messages.recipients: {"from", "to", "cc", "bcc"}, lists of {"name", "address"}; names and addresses are cut to their
 * bounds, lists to RECIPIENTS_KEPT_MAX. */
Text recipients_write(Arena *arena, const Recipients *recipients);
/* Reads that again; FAULT_INVALID for anything else. Texts live in the arena. */
MUST_CHECK Result recipients_read(Arena *arena, Text source, Recipients *out_recipients);

/* A list of a request: addresses as texts, or {"name", "address"}. Faults point below `pointer`: wrong_type, too_many,
 * wrong_format. The same address twice counts once. */
MUST_CHECK Result recipient_list_read(Work *work, Text source, Text pointer, RecipientList *out_list);
/* Whether the list has the address, case aside. */
bool recipient_list_has(const RecipientList *list, Text address);

#endif
