#include "attention/notification_words.h"

typedef enum Tongue { TONGUE_ES, TONGUE_EN, TONGUE_PT, TONGUE_COUNT } Tongue;

static Tongue tongue_of(Text language)
{
    if (text_starts_with(language, TEXT("en")))
        return TONGUE_EN;
    return text_starts_with(language, TEXT("pt")) ? TONGUE_PT : TONGUE_ES;
}

#define SLOT TEXT("{}")

/* The words with `value` in their slot, if they have one. */
static Text fill(Arena *arena, const char *words, Text value)
{
    Text text = text_of(words);
    size_t slot = text_find(text, SLOT, 0);
    if (slot == SIZE_MAX)
        return text;
    return text_format(arena, "%.*s%.*s%.*s", TEXT_ARG(text_slice(text, 0, slot)), TEXT_ARG(value),
                       TEXT_ARG(text_slice(text, slot + 2, text.length)));
}

/* The slot is who did it. */
static const char *const kind_words[TONGUE_COUNT][NOTIFY_COUNT] = {
    {"{} te asignó un caso", "{} te mencionó", "{} respondió", "{} escribió en un caso que sigues",
     "Caso nuevo sin asignar en tu equipo", "{} dejó una nota baja", "Prometiste novedades", "Tu respuesta no llegó"},
    {"{} assigned a ticket to you", "{} mentioned you", "{} replied", "{} wrote in a ticket you follow",
     "New unassigned ticket of your team", "{} gave a low score", "You promised an update",
     "Your reply was not delivered"},
    {"{} atribuiu um caso a você", "{} mencionou você", "{} respondeu", "%.*s escreveu em um caso que você segue",
     "Caso novo sem atribuição na sua equipe", "{} deu uma nota baixa", "Você prometeu novidades",
     "A sua resposta não chegou"},
};
static const char *const somebody[TONGUE_COUNT] = {"Alguien", "Somebody", "Alguém"};
static const char *const many_subjects[TONGUE_COUNT] = {"Tienes {} avisos sin leer", "You have {} unread notices",
                                                        "Você tem {} avisos não lidos"};
static const char *const reasons[TONGUE_COUNT] = {
    "Te escribimos porque así lo elegiste. [Cambiar qué llega por correo]({}/app/me)",
    "We write because you chose so. [Change what comes by mail]({}/app/me)",
    "Escrevemos porque você escolheu assim. [Mudar o que chega por e-mail]({}/app/me)",
};

Text notification_words(Arena *arena, const MailedNotice *notice, Text language, const Zone *zone)
{
    Tongue tongue = tongue_of(language);
    Text actor = notice->actor.length > 0 ? notice->actor : text_of(somebody[tongue]);
    Text words = fill(arena, kind_words[tongue][notice->kind], actor);
    if (notice->kind == NOTIFY_LOW_SCORE && notice->survey.length > 0)
        words = text_format(arena, "%.*s: %.*s %g", TEXT_ARG(words), TEXT_ARG(notice->survey), notice->score);
    if (notice->due_at != 0) {
        int64_t local = notice->due_at + zone_offset_ms(zone, notice->due_at);
        int minute = (int)((local % DAY_MS + DAY_MS) % DAY_MS / MINUTE_MS);
        words = text_format(arena, "%.*s (%02d:%02d)", TEXT_ARG(words), minute / 60, minute % 60);
    }
    if (notice->times > 1)
        words = text_format(arena, "%.*s (%lld)", TEXT_ARG(words), (long long)notice->times);
    return words;
}

/* Whatever stands in it, it is no Markdown. */
static void add_plain(Buffer *out, Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i];
        if (byte == '\n' || byte == '\r')
            byte = ' ';
        if (byte > ' ' && byte < 0x7F && strchr("\\`*_{}[]()#+-.!|<>~&:=@/^\"'", byte))
            buffer_add_byte(out, '\\');
        buffer_add_byte(out, byte);
    }
}

static void add_notice(Buffer *out, const MailedNotice *notice, Text words, Text url)
{
    buffer_add_string(out, "**");
    add_plain(out, words);
    buffer_addf(out, "**  \n[#%lld · ", (long long)notice->ticket_id);
    add_plain(out, notice->subject);
    buffer_addf(out, "](%.*s/app/tickets/%lld)\n\n", TEXT_ARG(url), (long long)notice->ticket_id);
    if (notice->excerpt.length == 0)
        return;
    buffer_add_string(out, "> ");
    add_plain(out, notice->excerpt);
    buffer_add_string(out, "\n\n");
}

#define LETTER_BYTES_MAX 200000

void notification_letter(Arena *arena, const MailedNotice *notices, size_t count, Text language, const Zone *zone,
                         Text url, Text *out_subject, Text *out_text)
{
    Tongue tongue = tongue_of(language);
    Buffer out = buffer_new(arena, LETTER_BYTES_MAX);
    for (size_t i = 0; i < count; i++)
        add_notice(&out, &notices[i], notification_words(arena, &notices[i], language, zone), url);
    buffer_add_text(&out, fill(arena, reasons[tongue], url));
    buffer_add_byte(&out, '\n');
    *out_text = buffer_text(&out);
    if (count == 1) {
        *out_subject =
            text_format(arena, "%.*s · %.*s", TEXT_ARG(notification_words(arena, &notices[0], language, zone)),
                        TEXT_ARG(text_cut(notices[0].subject, 120)));
        return;
    }
    Text number = text_from_int(arena, (int64_t)count);
    *out_subject = fill(arena, many_subjects[tongue], number);
}
