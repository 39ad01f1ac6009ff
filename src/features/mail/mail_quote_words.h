/* The words by which mail programs introduce what they quote; folded (lower case, no accents). */
#ifndef LAZO_MAIL_MAIL_QUOTE_WORDS_H
#define LAZO_MAIL_MAIL_QUOTE_WORDS_H

/* Lists end with NULL. */
extern const char *const quote_verbs[];         /* "wrote", "escribio" … */
extern const char *const quote_starts[];        /* "on ", "el " … with the space */
extern const char *const quote_reply_phrases[]; /* "original message" … */
extern const char *const quote_forward_phrases[];
extern const char *const quote_mobile_starts[]; /* certain beginnings of a mobile signature */
extern const char *const quote_sent_starts[];   /* beginnings that need a device to go with them */
extern const char *const quote_devices[];

typedef enum QuoteLabel {
    LABEL_NONE,
    LABEL_FROM,
    LABEL_DATE,
    LABEL_TO,
    LABEL_CC,
    LABEL_SUBJECT,
    LABEL_OTHER, /* belongs to a header block but proves nothing */
} QuoteLabel;

typedef struct QuoteLabelName {
    const char *name;
    QuoteLabel label;
} QuoteLabelName;
extern const QuoteLabelName quote_labels[]; /* ends with a NULL name */

#endif
