#include "channel/mail_lmtp_data.h"

static void keep(LmtpData *data, const char *bytes, size_t length)
{
    if (is_ok(data->stored))
        data->stored = mail_room_add(&data->room, bytes, length);
    if (is_ok(data->stored))
        return;
    mail_room_free(&data->room);
    data->dropped += length;
}

static LmtpDataState after_byte(char byte)
{
    return byte == '\r' ? LMTP_DATA_CR : LMTP_DATA_TEXT;
}

/* Bytes at the beginning of `bytes` that no state but TEXT has to look at. */
static size_t plain_run(Text bytes)
{
    const char *stop = bytes.length > 0 ? memchr(bytes.data, '\r', bytes.length) : NULL;
    return stop ? (size_t)(stop - bytes.data) : bytes.length;
}

/* One byte outside a plain run; true when it ends the data. */
static bool step(LmtpData *data, char byte)
{
    switch (data->state) {
    case LMTP_DATA_LINE_START:
        if (byte == '.') {
            data->state = LMTP_DATA_DOT;
            return false;
        }
        break;
    case LMTP_DATA_DOT: /* ".." at the start of a line is "."; so is ".x" */
        if (byte == '\r') {
            data->state = LMTP_DATA_DOT_CR;
            return false;
        }
        break;
    case LMTP_DATA_DOT_CR:
        if (byte == '\n')
            return true;
        keep(data, "\r", 1); /* the dot was one too many, the CR was not */
        break;
    case LMTP_DATA_CR:
        if (byte == '\n') {
            keep(data, &byte, 1);
            data->state = LMTP_DATA_LINE_START;
            return false;
        }
        break;
    case LMTP_DATA_TEXT: break;
    }
    keep(data, &byte, 1);
    data->state = after_byte(byte);
    return false;
}

bool lmtp_data_take(LmtpData *data, Text bytes, size_t *out_used)
{
    size_t at = 0;
    while (at < bytes.length) {
        if (data->state == LMTP_DATA_TEXT) {
            size_t run = plain_run(text_slice(bytes, at, bytes.length));
            keep(data, bytes.data + at, run);
            at += run;
            if (at == bytes.length)
                break;
        }
        if (step(data, bytes.data[at++])) {
            *out_used = at;
            return true;
        }
    }
    *out_used = at;
    return false;
}

void lmtp_data_free(LmtpData *data)
{
    mail_room_free(&data->room);
    *data = (LmtpData){0};
}
