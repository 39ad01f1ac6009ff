#include "mail/mail_reason.h"

typedef struct ReasonWords {
    const char *reason;
    const char *words[44];
} ReasonWords;

/* Looked through in order; folded. */
static const ReasonWords by_words[] = {
    {"mailbox_full",
     {"mailbox full",
      "mailbox is full",
      "mailbox for user is full",
      "over quota",
      "quota exceed",
      "exceeded quota",
      "overquota",
      "out of storage",
      "quota is full",
      "insufficient storage",
      "mailbox size limit",
      "exceeded storage",
      "disk quota",
      "mailbox has exceeded",
      "inbox is full",
      "account is full",
      "buzon lleno",
      "caixa de correio cheia",
      "postfach ist voll",
      "storage allocation",
      "exceeded the local limit",
      "mbox full",
      "mailfolder is full",
      "not enough storage",
      "over the maximum allowed number"}},
    {"user_unknown", {"recipient address rejected: access denied", "recipient address rejected: user unknown"}},
    {"host_unknown", {"destination mailbox address: domain", "type=mx: host not found", "type=mx: malformed"}},
    {"sender_rejected", {"sender address rejected", "sender verify failed", "sender domain not found"}},
    {"expired", {"retry timeout exceeded", "in the queue too long", "message expired", "delivery time expired"}},
    {"system", {"local error in processing", "command died", "command failed", "internal server error", "i/o error"}},
    {"too_large",
     {"message too large", "message size exceeds", "size limit", "message is too big", "too big", "exceeds maximum",
      "exceeds administrative limit", "message file too big", "exceeded maximum allowed size", "message length exceeds",
      "larger than the current system limit"}},
    {"virus", {"virus", "malware", "infected", "executable content"}},
    {"authentication",
     {"dmarc", "spf check", "spf:", "not allowed to send mail from", "not permitted to send mail from", "spf record",
      "spf fail", "dkim", "unauthenticated email", "spf validation", "sender policy framework"}},
    {"relay_denied",
     {"relaying denied", "relay access denied", "unable to relay", "relay not permitted", "relaying not allowed",
      "we do not relay", "not permitted to relay", "relaying is prohibited", "not local; please try"}},
    {"rate_limited",
     {"rate limit", "receiving mail at a rate", "receiving mail too quickly", "sending rate", "too fast",
      "too many messages", "too many connections", "throttl", "sending limit", "try again later due to",
      "too much mail", "exceeded the maximum number of", "too many recipients", "unusual rate"}},
    {"blocked", {"blocklist",      "blacklist",     "user complaints",  "temporarily deferred due to",
                 "block list",     "spamhaus",      "spamcop",          "barracuda",
                 "dnsbl",          " rbl",          "bad reputation",   "poor reputation",
                 "low reputation", "listed in",     "listed at",        "access denied",
                 "your ip",        "ip address is", "reverse dns",      "ptr record",
                 "bannedip",       "is blocked",    "has been blocked", "client host",
                 "dynamic ip",     "fix reverse"}},
    {"spam",
     {"spam", "junk mail", "unsolicited", "bulk mail", "content reject", "message content", "looks like",
      "suspicious"}},
    {"loop",
     {"mail loop", "message looping", "looping", "too many hops", "hop count", "routing loop",
      "maximum allowed times"}},
    {"moved",
     {"has moved", "no longer works", "no longer on server", "new address", "address has changed",
      "user not local; please try"}},
    {"mailbox_disabled",
     {"account disabled", "account has been disabled", "mailbox disabled", "mailbox is disabled", "account is disabled",
      "account suspended", "account is suspended", "has been suspended", "mailbox suspended", "user suspended",
      "inactive", "deactivated", "account expired", "mailbox unavailable or disabled", "is currently unable to receive",
      "account that you tried to reach is disabled", "account locked", "not active", "discontinued"}},
    {"user_unknown",
     {"user unknown",
      "unknown user",
      "no such user",
      "unknown recipient",
      "recipient unknown",
      "user not found",
      "no such recipient",
      "does not exist",
      "doesn't exist",
      "unknown address",
      "no mailbox here",
      "invalid recipient",
      "invalid mailbox",
      "mailbox not found",
      "unknown local",
      "not a known user",
      "recipnotfound",
      "recipient not found",
      "unrouteable address",
      "recipient name is not recognized",
      "user doesn't have",
      "no such mailbox",
      "address rejected",
      "bad destination mailbox",
      "not listed in",
      "mailbox unavailable",
      "is not a valid",
      "no account",
      "unknown or illegal alias",
      "recipient address rejected",
      "address unknown",
      "wasn't found",
      "could not be found",
      "couldn't be found"}},
    {"host_unknown",
     {"host unknown", "unknown host", "host not found", "domain not found", "name or service not known", "nxdomain",
      "no such domain", "unknown domain", "name service error", "domain does not exist", "unrouteable mail domain",
      "no mx", "illegal host"}},
    {"sender_rejected",
     {"sender address rejected", "sender rejected", "sender denied", "domain of sender", "bad sender", "invalid sender",
      "sender verify failed"}},
    {"expired",
     {"delivery time expired", "retry time", "retry timeout", "too long", "expired", "gave up", "given up on",
      "message could not be delivered for", "cannot send message for", "queue too long", "has been in the queue",
      "delivery expired"}},
    {"network",
     {"connection timed out", "connection refused", "timed out", "no route to host", "network is unreachable",
      "host not reachable", "connection lost", "connection reset", "unable to connect", "not responding",
      "could not connect", "cannot connect", "conversation with", "host is down", "connection dropped"}},
    {"policy",
     {"policy", "administrative prohibition", "not authorized", "not allowed", "refused", "prohibited", "security",
      "permission", "restricted", "you may not", "denied", "not accept", "rejected"}},
    {"system",
     {"system error", "local error", "internal error", "i/o error", "configuration error", "command output",
      "mailer error", "service unavailable", "temporary failure", "insufficient system", "resources",
      "unable to open"}},
};

typedef struct ReasonStatus {
    const char *status; /* without its class */
    const char *reason;
} ReasonStatus;
static const ReasonStatus by_status[] = {
    {"1.0", "user_unknown"},     {"1.1", "user_unknown"},     {"1.2", "host_unknown"},
    {"1.3", "user_unknown"},     {"1.4", "user_unknown"},     {"1.6", "moved"},
    {"1.7", "sender_rejected"},  {"1.8", "sender_rejected"},  {"1.10", "host_unknown"},
    {"2.0", "mailbox_disabled"}, {"2.1", "mailbox_disabled"}, {"2.2", "mailbox_full"},
    {"2.3", "too_large"},        {"2.4", "system"},           {"3.1", "system"},
    {"3.2", "system"},           {"3.4", "too_large"},        {"4.1", "network"},
    {"4.2", "network"},          {"4.4", "host_unknown"},     {"4.6", "loop"},
    {"4.7", "expired"},          {"5.3", "rate_limited"},     {"6.0", "policy"},
    {"7.1", "policy"},           {"7.20", "authentication"},  {"7.23", "authentication"},
    {"7.25", "blocked"},         {"7.26", "authentication"},  {"7.27", "authentication"},
    {"7.28", "rate_limited"},
};

/* Statuses that say one thing only, whatever words stand beside them. */
static const ReasonStatus by_sure_status[] = {
    {"2.2", "mailbox_full"},    {"3.4", "too_large"},       {"4.6", "loop"},
    {"1.6", "moved"},           {"7.20", "authentication"}, {"7.23", "authentication"},
    {"7.26", "authentication"}, {"7.27", "authentication"}, {"7.28", "rate_limited"},
};

static const char *reason_of_status(Text status, const ReasonStatus *list, size_t count)
{
    Text rest = status.length > 2 ? text_slice(status, 2, status.length) : TEXT_NONE;
    for (size_t i = 0; i < count; i++) {
        if (text_is(rest, list[i].status))
            return list[i].reason;
    }
    return NULL;
}

const char *mail_reason(Arena *arena, Text status, Text words)
{
    const char *reason = reason_of_status(status, by_sure_status, sizeof by_sure_status / sizeof *by_sure_status);
    if (reason)
        return reason;
    Text folded = text_fold(arena, text_cut(words, 2000));
    for (size_t i = 0; i < sizeof by_words / sizeof *by_words; i++) {
        for (const char *const *word = by_words[i].words; *word; word++) {
            if (text_find(folded, text_of(*word), 0) != SIZE_MAX)
                return by_words[i].reason;
        }
    }
    reason = reason_of_status(status, by_status, sizeof by_status / sizeof *by_status);
    return reason ? reason : "unknown";
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static size_t digits_at(Text words, size_t at)
{
    size_t count = 0;
    while (at + count < words.length && is_digit(words.data[at + count]))
        count++;
    return count;
}

Text mail_status_find(Text words)
{
    for (size_t i = 0; i + 4 < words.length; i++) {
        char class = words.data[i];
        if ((class != '2' && class != '4' && class != '5') || words.data[i + 1] != '.' ||
            (i > 0 && (is_digit(words.data[i - 1]) || words.data[i - 1] == '.')))
            continue;
        size_t subject = digits_at(words, i + 2);
        size_t dot = i + 2 + subject;
        if (subject < 1 || subject > 3 || dot >= words.length || words.data[dot] != '.')
            continue;
        size_t detail = digits_at(words, dot + 1);
        size_t end = dot + 1 + detail;
        bool goes_on = end + 1 < words.length && words.data[end] == '.' && is_digit(words.data[end + 1]);
        if (detail >= 1 && detail <= 3 && !goes_on)
            return text_slice(words, i, end);
    }
    return TEXT("");
}

int mail_reply_code_find(Text words)
{
    for (size_t i = 0; i + 2 < words.length; i++) {
        bool starts = i == 0 || !(is_digit(words.data[i - 1]) || words.data[i - 1] == '.' || words.data[i - 1] == '-');
        if (!starts || (words.data[i] != '4' && words.data[i] != '5') || digits_at(words, i) != 3)
            continue;
        char after = i + 3 < words.length ? words.data[i + 3] : ' ';
        if (words.data[i + 1] <= '5' && (after == ' ' || after == '-' || after == '\n' || after == ',' || after == ':'))
            return (words.data[i] - '0') * 100 + (words.data[i + 1] - '0') * 10 + (words.data[i + 2] - '0');
    }
    return 0;
}
