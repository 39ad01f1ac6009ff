/* A message of a ticket: what the customer or the house wrote, in public or as an internal note. Messages never change
 * but by having their content taken out (message_redact.h); their text is not in the event log. */
#ifndef LAZO_DESK_MESSAGE_H
#define LAZO_DESK_MESSAGE_H

#include "desk/message_mention.h"
#include "desk/message_recipients.h"
#include "desk/ticket.h"

typedef enum MessageAuthor { AUTHOR_CUSTOMER, AUTHOR_AGENT, AUTHOR_BOT, AUTHOR_SYSTEM } MessageAuthor;
typedef enum MessageDirection { DIRECTION_IN, DIRECTION_OUT } MessageDirection;
typedef enum MessageKind {
    MESSAGE_PLAIN, /* "message" */
    MESSAGE_AUTO_REPLY,
    MESSAGE_AUTO_GENERATED,
    MESSAGE_BOUNCE,
    MESSAGE_DELAY,
    MESSAGE_DELIVERED,
    MESSAGE_FEEDBACK,
    MESSAGE_LIST,
    MESSAGE_LOOP,
} MessageKind;
typedef enum DeliveryState {
    DELIVERY_QUEUED,
    DELIVERY_SENT,
    DELIVERY_DELIVERED,
    DELIVERY_READ,
    DELIVERY_FAILED
} DeliveryState;
extern const char *const message_author_names[];
extern const char *const message_direction_names[];
extern const char *const message_kind_names[];
extern const char *const delivery_state_names[];

typedef struct Message {
    FieldSet has; /* MESSAGE_HAS(…) */
    int64_t id;
    int64_t ticket_id;
    int64_t author_kind; /* MessageAuthor */
    int64_t author_id;
    Text author_name;
    Text channel;
    int64_t direction; /* MessageDirection */
    int64_t is_public; /* "public" */
    int64_t kind;      /* MessageKind */
    Text subject;
    Text text;
    Text html;           /* sanitised */
    Text reply;          /* what the sender wrote now, without quotes and signature */
    int64_t raw_blob_id; /* hidden */
    int64_t delivery_state;
    int64_t delivery_at;
    Text delivery_detail;
    Text recipients; /* recipients_write */
    int64_t created_at;
    int64_t recorded_at;
    int64_t redacted_at; /* its content was taken out */
    int64_t redacted_by;
    /* Not stored; for the reactors of the transaction that adds it. */
    const MessageRoute *route; /* NULL: nothing was asked for */
} Message;
enum {
    MESSAGE_FIELD_ID,
    MESSAGE_FIELD_TICKET_ID,
    MESSAGE_FIELD_AUTHOR_KIND,
    MESSAGE_FIELD_AUTHOR_ID,
    MESSAGE_FIELD_AUTHOR_NAME,
    MESSAGE_FIELD_CHANNEL,
    MESSAGE_FIELD_DIRECTION,
    MESSAGE_FIELD_PUBLIC,
    MESSAGE_FIELD_KIND,
    MESSAGE_FIELD_SUBJECT,
    MESSAGE_FIELD_TEXT,
    MESSAGE_FIELD_HTML,
    MESSAGE_FIELD_REPLY,
    MESSAGE_FIELD_RAW_BLOB_ID,
    MESSAGE_FIELD_DELIVERY_STATE,
    MESSAGE_FIELD_DELIVERY_AT,
    MESSAGE_FIELD_DELIVERY_DETAIL,
    MESSAGE_FIELD_RECIPIENTS,
    MESSAGE_FIELD_CREATED_AT,
    MESSAGE_FIELD_RECORDED_AT,
    MESSAGE_FIELD_REDACTED_AT,
    MESSAGE_FIELD_REDACTED_BY,
    MESSAGE_FIELD_COUNT,
};
#define MESSAGE_HAS(NAME) FIELD_BIT(MESSAGE_FIELD_##NAME)
#define MESSAGE_TEXT_BYTES_MAX 1000000
#define MESSAGE_ATTACHMENTS_MAX 50

extern const Entity message_entity;
extern EntityExtensions message_extensions; /* what channels know of a message hangs here */

/* What is to be written. Texts that are empty and ids that are 0 are absent. */
typedef struct MessageDraft {
    MessageAuthor author_kind;
    int64_t author_id; /* customer or agent */
    Text author_name;
    Text channel; /* empty: the ticket's */
    MessageDirection direction;
    bool is_public;
    MessageKind kind;
    Text subject;
    Text text;
    Text html; /* already sanitised */
    Text reply;
    int64_t raw_blob_id;
    bool has_delivery;
    DeliveryState delivery_state;
    const int64_t *attachments; /* ids of attachments that the actor brought and nobody bound yet */
    size_t attachment_count;
    Text recipients;           /* of one that came in: recipients_write; else the channel that sends it fills it in */
    const MessageRoute *route; /* of one that goes out: what the writer asked for; NULL: nothing */
    MentionList mentions;      /* of a note: whom it calls */
    int64_t created_at;        /* 0: work->now */
} MessageDraft;

/* Adds a message to the stored ticket `*ticket`, which is moved along: counters, first reply, clocks; a public reply of an
 * agent opens a new ticket, and the customer's own public words (kind "message") reopen one that is pending, solved or
 * closed. Appends message.received, message.sent or note.added, and the ticket's events. FAULT_INVALID when it has neither
 * text nor html nor attachments, or an attachment is not the actor's to give. */
MUST_CHECK Result message_add(Work *work, Ticket *ticket, const MessageDraft *draft, Message *out_message);
/* The faults of that which can be told without adding it. */
MUST_CHECK Result message_may_be_added(Work *work, const Ticket *ticket, const MessageDraft *draft);

/* Counts the message into the ticket's record (pure; nothing is stored). */
void message_count(Ticket *ticket, const MessageDraft *draft, int64_t at_ms);
/* Stores the message of a ticket that was counted already, binds attachments, appends its event. */
MUST_CHECK Result message_store(Work *work, const Ticket *ticket, const MessageDraft *draft, Message *out_message);

/* How a message of the house gets along; `detail` (may be empty) is words a person can act on. Appends
 * message.delivery_changed when that is new. FAULT_NOT_FOUND for no such message that the actor may see. */
#define MESSAGE_DELIVERY_DETAIL_BYTES_MAX 1000
MUST_CHECK Result message_set_delivery(Work *work, int64_t message_id, DeliveryState state, Text detail);

/* What POST of a message takes. */
typedef struct MessageInput {
    FieldSet has;
    int64_t id;
    Text text;
    Text html;
    int64_t is_public; /* true */
    int64_t direction; /* default: in for the first message of a ticket, else out */
    Text channel;
    Text attachments; /* JSON list of ids */
    Text to;          /* JSON lists of addresses */
    Text cc;
    Text bcc;
    int64_t channel_id;
    Text mentions; /* JSON list of ids */
    bool is_prepared; /* html was sanitised and text derived before the lane */
} MessageInput;
enum {
    MESSAGE_INPUT_ID,
    MESSAGE_INPUT_TEXT,
    MESSAGE_INPUT_HTML,
    MESSAGE_INPUT_PUBLIC,
    MESSAGE_INPUT_DIRECTION,
    MESSAGE_INPUT_CHANNEL,
    MESSAGE_INPUT_ATTACHMENTS,
    MESSAGE_INPUT_TO,
    MESSAGE_INPUT_CC,
    MESSAGE_INPUT_BCC,
    MESSAGE_INPUT_CHANNEL_ID,
    MESSAGE_INPUT_MENTIONS,
};
extern const Entity message_input_entity;
/* A draft of it; faults point below `pointer`. customer_id: who speaks when the direction is in. */
MUST_CHECK Result message_from_input(Work *work, const MessageInput *input, MessageDirection direction,
                                     int64_t customer_id, Text pointer, MessageDraft *out_draft);

/* HTML of strangers is made harmless, and turned into text, by channel/, which stands above: wiring sets how. Without it
 * html is refused. `to_text` never fails. */
void message_set_html_hooks(Result (*sanitise)(Arena *arena, Text html, Text *out_html),
                            Text (*to_text)(Arena *arena, Text html));
/* Sanitises the HTML of a request's message and derives the text when none is given; for `prepare`. */
MUST_CHECK Result message_prepare_html(Arena *arena, MessageInput *input);

extern const Route message_routes[];

#endif
