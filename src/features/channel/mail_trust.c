#include "channel/mail_trust.h"

#include "model/value.h"

const char *const mail_suspicion_names[SUSPICION_COUNT] = {
    [SUSPICION_NONE] = NULL,
    [SUSPICION_SPOOFED] = "spoofed",
    [SUSPICION_UNAUTHENTICATED_COLLEAGUE] = "unauthenticated_colleague",
    [SUSPICION_UNKNOWN_PARTICIPANT] = "unknown_participant",
};

bool mail_is_spoofed(const MailAuthentication *verdicts)
{
    return text_is(verdicts->dmarc, "fail") || (text_is(verdicts->spf, "fail") && text_is(verdicts->dkim, "fail"));
}

/* `domain` or a subdomain of it: DMARC aligns by the organisation's domain (RFC 7489 section 3.1). */
static bool is_within(Text name, Text domain)
{
    if (text_is_empty(domain) || name.length < domain.length)
        return false;
    Text end = text_slice(name, name.length - domain.length, name.length);
    bool is_whole = name.length == domain.length || name.data[name.length - domain.length - 1] == '.';
    return is_whole && text_equals_ascii_case(end, domain);
}

bool mail_is_proven(const MailAuthentication *verdicts, bool has_relay, Text address)
{
    size_t at = text_find_byte(address, '@', 0);
    if (!has_relay || at == SIZE_MAX || !text_is(verdicts->dmarc, "pass"))
        return false;
    return is_within(text_slice(address, at + 1, address.length), verdicts->dmarc_domain);
}

Result mail_is_colleague(Work *work, Text address, bool *out_is_colleague)
{
    int64_t id;
    *out_is_colleague = false;
    if (!email_is_valid(address))
        return done();
    Result result = db_one_int(work->db, DB_SQL("SELECT id FROM agents WHERE email_key = $1"),
                               DB_VALUES(db_text(email_key(work->arena, address))), &id);
    *out_is_colleague = is_ok(result);
    return result.fault == FAULT_NOT_FOUND ? done() : result;
}
