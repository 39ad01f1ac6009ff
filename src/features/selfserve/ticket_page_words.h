/* What the page of a ticket says, in three languages. */
#ifndef LAZO_SELFSERVE_TICKET_PAGE_WORDS_H
#define LAZO_SELFSERVE_TICKET_PAGE_WORDS_H

#include "desk/ticket.h"
#include "selfserve/public_page.h"

typedef enum PageWords {
    WORDS_NUMBER,  /* one slot: the number */
    WORDS_OPENED,  /* one slot: the time */
    WORDS_PROMISE, /* one slot: the time */
    WORDS_STEPS,
    WORDS_RECEIVED,
    WORDS_IN_COURSE,
    WORDS_DONE,
    WORDS_THREAD,
    WORDS_EARLIER,
    WORDS_YOU,
    WORDS_TEAM,
    WORDS_FILES,
    WORDS_REPLY,
    WORDS_REPLY_AGAIN, /* of a ticket that is settled */
    WORDS_MESSAGE,
    WORDS_ATTACH,
    WORDS_ATTACH_HINT,
    WORDS_SEND,
    WORDS_SENT,
    WORDS_EMPTY,
    WORDS_TOO_LONG,
    WORDS_BAD_FILE,
    WORDS_PERSONAL,
    WORDS_PREVIEW,
    WORDS_GONE,
    WORDS_GONE_DETAIL,
    WORDS_COUNT,
} PageWords;

const char *page_words(PublicLanguage language, PageWords words);
/* How a status is called towards the customer, and what happens next. */
const char *page_status(PublicLanguage language, TicketStatus status);
const char *page_next_step(PublicLanguage language, TicketStatus status);

#endif
