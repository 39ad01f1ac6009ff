#include "channel/channel_check.h"

static bool has(const Channel *channel, const char *name)
{
    return (channel->has & entity_bit(&channel_entity, name)) != 0;
}

static void fill_int(Channel *channel, const char *name, int64_t *member, int64_t value)
{
    if (has(channel, name))
        return;
    *member = value;
    channel->has |= entity_bit(&channel_entity, name);
}

static void fill_text(Channel *channel, const char *name, Text *member, Text value)
{
    if (has(channel, name))
        return;
    *member = value;
    channel->has |= entity_bit(&channel_entity, name);
}

static int64_t imap_port_of(int64_t security)
{
    return security == CHANNEL_TLS ? 993 : 143;
}

static int64_t smtp_port_of(int64_t security)
{
    return security == CHANNEL_TLS ? 465 : security == CHANNEL_STARTTLS ? 587 : 25;
}

/* is_default is the use case's. */
void channel_fill(Channel *channel)
{
    bool by_imap = has(channel, "imap_host");
    bool by_smtp = has(channel, "smtp_host");
    fill_int(channel, "kind", &channel->kind, 0);
    fill_int(channel, "is_active", &channel->is_active, 1);
    fill_int(channel, "thread_tag", &channel->thread_tag, CHANNEL_TAG_SUBJECT);
    fill_int(channel, "receives", &channel->receives, by_imap ? CHANNEL_RECEIVES_IMAP : CHANNEL_RECEIVES_HANDED);
    fill_int(channel, "imap_security", &channel->imap_security, CHANNEL_TLS);
    fill_int(channel, "imap_port", &channel->imap_port, imap_port_of(channel->imap_security));
    fill_text(channel, "imap_folder", &channel->imap_folder, TEXT("INBOX"));
    fill_int(channel, "imap_after", &channel->imap_after, CHANNEL_AFTER_SEEN);
    fill_int(channel, "sends", &channel->sends, by_smtp ? CHANNEL_SENDS_SMTP : CHANNEL_SENDS_NONE);
    fill_int(channel, "smtp_security", &channel->smtp_security, CHANNEL_TLS);
    fill_int(channel, "smtp_port", &channel->smtp_port, smtp_port_of(channel->smtp_security));
    fill_int(channel, "login", &channel->login,
             channel->receives == CHANNEL_RECEIVES_IMAP || has(channel, "user_name") ? CHANNEL_LOGIN_PASSWORD
                                                                                     : CHANNEL_LOGIN_NONE);
    if (channel->login != CHANNEL_LOGIN_NONE)
        fill_text(channel, "user_name", &channel->user_name, channel->address);
    fill_int(channel, "receive_state", &channel->receive_state, CHANNEL_IDLE);
    fill_int(channel, "send_state", &channel->send_state, CHANNEL_IDLE);
}

/* A name of RFC 1123, or an IPv4 or IPv6 address without brackets. */
static bool host_is_valid(Text host)
{
    bool is_plain = host.length > 0 && host.data[0] != '-' && host.data[0] != '.';
    for (size_t i = 0; i < host.length; i++) {
        char c = host.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        is_plain = is_plain && (is_letter || c == '-' || c == '.' || c == ':');
    }
    return is_plain;
}

static void host_check(Work *work, const Channel *channel, const char *name, Text host, bool is_needed)
{
    Text pointer = text_format(work->arena, "/%s", name);
    if (has(channel, name) && !host_is_valid(host))
        work_note_fault(work, pointer, "wrong_format",
                        "A server is named as in imap.example.com, without a port or protocol.");
    else if (is_needed && !has(channel, name))
        work_note_fault(work, pointer, "required", "Name the server.");
}

static void folders_check(Work *work, const Channel *channel)
{
    if (channel->receives != CHANNEL_RECEIVES_IMAP || channel->imap_after != CHANNEL_AFTER_MOVED)
        return;
    if (!has(channel, "imap_moved_to"))
        work_note_fault(work, TEXT("/imap_moved_to"), "required", "Name the folder that taken messages are moved to.");
    else if (text_equals(channel->imap_moved_to, channel->imap_folder))
        work_note_fault(work, TEXT("/imap_moved_to"), "out_of_range",
                        "Taken messages must be moved to another folder than the one they are read from.");
}

static bool url_is_good(Text url)
{
    static const char *const loopback[] = {"http://127.0.0.1:", "http://127.0.0.1/", "http://localhost:",
                                           "http://localhost/", "http://[::1]:",     "http://[::1]/"};
    if (text_find_byte(url, '@', 0) != SIZE_MAX || text_find_byte(url, ' ', 0) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < sizeof loopback / sizeof loopback[0]; i++)
        if (text_starts_with(url, text_of(loopback[i])))
            return true;
    return text_starts_with(url, TEXT("https://")) && url.length > sizeof "https://";
}

static void login_check(Work *work, const Channel *channel)
{
    if (has(channel, "oauth_token_url") && !url_is_good(channel->oauth_token_url))
        work_note_fault(work, TEXT("/oauth_token_url"), "wrong_format", "This must be an https:// address.");
    if (channel->login != CHANNEL_LOGIN_XOAUTH2)
        return;
    if (!has(channel, "oauth_token_url"))
        work_note_fault(work, TEXT("/oauth_token_url"), "required", "Name the address that tokens come from.");
    if (!has(channel, "oauth_client_id"))
        work_note_fault(work, TEXT("/oauth_client_id"), "required", "Name the application's client id.");
}

Result channel_check(Work *work, const Channel *channel)
{
    size_t faults = work->field_fault_count;
    host_check(work, channel, "imap_host", channel->imap_host, channel->receives == CHANNEL_RECEIVES_IMAP);
    host_check(work, channel, "smtp_host", channel->smtp_host, channel->sends == CHANNEL_SENDS_SMTP);
    if (has(channel, "relay") && !host_is_valid(channel->relay))
        work_note_fault(work, TEXT("/relay"), "wrong_format", "This is the name of a server.");
    folders_check(work, channel);
    login_check(work, channel);
    if (work->field_fault_count > faults)
        return fail(FAULT_INVALID, "The channel's settings do not fit together.");
    return done();
}

bool channel_connects_otherwise(const Channel *before, const Channel *after)
{
    return before->is_active != after->is_active || before->receives != after->receives ||
           !text_equals(before->imap_host, after->imap_host) || before->imap_port != after->imap_port ||
           before->imap_security != after->imap_security || !text_equals(before->imap_folder, after->imap_folder) ||
           !text_equals(before->smtp_host, after->smtp_host) || before->smtp_port != after->smtp_port ||
           before->smtp_security != after->smtp_security || before->sends != after->sends ||
           !text_equals(before->user_name, after->user_name) || before->login != after->login ||
           !text_equals(before->oauth_token_url, after->oauth_token_url) ||
           !text_equals(before->oauth_client_id, after->oauth_client_id);
}
