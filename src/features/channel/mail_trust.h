/* What is suspicious about who a message says it is from. */
#ifndef LAZO_CHANNEL_MAIL_TRUST_H
#define LAZO_CHANNEL_MAIL_TRUST_H

#include "channel/mail_source.h"

typedef enum MailSuspicion {
    SUSPICION_NONE,
    SUSPICION_SPOOFED,                   /* the relay says that it is not from where it says */
    SUSPICION_UNAUTHENTICATED_COLLEAGUE, /* from an agent's address, and nothing proves it */
    SUSPICION_UNKNOWN_PARTICIPANT,       /* bears the tag of a ticket that its sender takes no part in */
    SUSPICION_COUNT
} MailSuspicion;
/* "spoofed", …; NULL for none. */
extern const char *const mail_suspicion_names[SUSPICION_COUNT];

/* dmarc=fail, or both spf and dkim failed (RFC 7489, RFC 8601). Pure. */
bool mail_is_spoofed(const MailAuthentication *verdicts);
/* dmarc=pass for the domain of the address, by a relay that was asked by name. Pure. */
bool mail_is_proven(const MailAuthentication *verdicts, bool has_relay, Text address);

/* Whether the address is one that an agent signs in with. */
MUST_CHECK Result mail_is_colleague(Work *work, Text address, bool *out_is_colleague);

#endif
