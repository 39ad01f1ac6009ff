/* The page by which a customer follows a ticket without signing in: /t/TOKEN. Who holds the link may read the public
 * messages and answer, and nothing else. The token is signed, not stored (mail_tag.h, under a secret of its own). */
#ifndef LAZO_SELFSERVE_TICKET_PAGE_H
#define LAZO_SELFSERVE_TICKET_PAGE_H

#include "desk/message.h"
#include "selfserve/public_page.h"

#define TICKET_PAGE_MESSAGES_MAX 200         /* the newest are shown */
#define TICKET_PAGE_CLOSED_MS (365 * DAY_MS) /* a link works for so long after the ticket was closed */
#define TICKET_PAGE_TEXT_MAX 20000           /* code points of an answer */
#define TICKET_PAGE_FILES_MAX 10

MUST_CHECK Result ticket_page_token(Work *work, int64_t ticket_id, Text *out_token);
/* "/t/TOKEN". */
MUST_CHECK Result ticket_page_path(Work *work, int64_t ticket_id, Text *out_path);

/* The ticket behind a token, whatever the caller may otherwise see; one that was merged is followed. FAULT_NOT_FOUND for
 * a token that is not ours, for deleted tickets and for those closed too long ago. */
MUST_CHECK Result ticket_page_find(Work *work, Text token, Ticket *out_ticket);

typedef struct TicketPageMessage {
    int64_t id;
    bool is_customer;
    Text who;  /* empty: nobody in particular */
    Text text; /* what was written, without quotes */
    int64_t at_ms;
} TicketPageMessage;
typedef struct TicketPageFile {
    int64_t id;
    int64_t message_id;
    Text name;
    int64_t bytes;
} TicketPageFile;
typedef struct TicketPage {
    Ticket ticket;
    PublicLanguage language;
    const Zone *zone; /* the customer's, else the workspace's */
    TicketPageMessage *messages;
    size_t message_count;
    bool has_earlier;
    TicketPageFile *files;
    size_t file_count;
} TicketPage;
/* What the customer may see of it, in the arena. */
MUST_CHECK Result ticket_page_load(Work *work, const Ticket *ticket, TicketPage *out_page);

/* The HTML; `sent`, `fault` (words or NULL) and `draft` belong to an answer that was just given. */
typedef struct TicketPageSaid {
    bool is_sent;
    bool is_preview; /* an agent looks: without the form, so that nobody writes as the customer by mistake */
    const char *fault;
    Text draft;
} TicketPageSaid;
MUST_CHECK Result ticket_page_show(Work *work, const TicketPage *page, Text token, const TicketPageSaid *said,
                                   int status, Answer *answer);

/* The customer writes into the ticket, with files that were added as theirs; the same words within ten minutes are taken
 * for the same click. work->actor becomes the customer. On the lane. */
MUST_CHECK Result ticket_page_write(Work *work, Ticket *ticket, Text text, const int64_t *files, size_t file_count,
                                    Text channel);
/* work->actor becomes the customer: what follows is theirs. */
void ticket_page_act(Work *work, int64_t customer_id);

extern const Route ticket_page_routes[];

#endif
