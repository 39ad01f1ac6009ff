#include "channel/mail_intake_words.h"

typedef enum Language { LANGUAGE_ES, LANGUAGE_EN, LANGUAGE_PT, LANGUAGE_COUNT } Language;

static Language language_of(const char *code)
{
    if (strncmp(code, "en", 2) == 0)
        return LANGUAGE_EN;
    return strncmp(code, "pt", 2) == 0 ? LANGUAGE_PT : LANGUAGE_ES;
}

Text mail_words_no_subject(const char *language)
{
    static const char *const words[LANGUAGE_COUNT] = {"(sin asunto)", "(no subject)", "(sem assunto)"};
    return text_of(words[language_of(language)]);
}

Text mail_words_stranger(Arena *arena, const char *language, int64_t ticket_id)
{
    static const char *const words[LANGUAGE_COUNT] = {
        "Este mensaje responde a otro del ticket %lld, pero quien lo envía no participa en él: por eso está en un "
        "ticket aparte.",
        "This mail answers one of ticket %lld, but its sender takes no part in that: so it is a ticket of its own.",
        "Esta mensagem responde a outra do ticket %lld, mas quem a enviou não participa dele: por isso está em um "
        "ticket à parte.",
    };
    return text_format(arena, words[language_of(language)], (long long)ticket_id);
}

Text mail_words_unheard(Arena *arena, const char *language, MailSuspicion suspicion, Text address)
{
    static const char *const strangers[LANGUAGE_COUNT] = {
        "%.*s respondió a este ticket sin participar en él. El cliente no ve este mensaje:",
        "%.*s answered this ticket without taking part in it. The customer does not see this message:",
        "%.*s respondeu a este ticket sem participar dele. O cliente não vê esta mensagem:",
    };
    static const char *const spoofed[LANGUAGE_COUNT] = {
        "Este mensaje dice venir de %.*s, pero el servidor de correo comprobó que no es así. El cliente no lo ve:",
        "This mail says it is from %.*s, but the mail server found that it is not. The customer does not see it:",
        "Esta mensagem diz vir de %.*s, mas o servidor de e-mail verificou que não é verdade. O cliente não a vê:",
    };
    const char *const *words = suspicion == SUSPICION_SPOOFED ? spoofed : strangers;
    Text who = text_is_empty(address) ? TEXT("?") : address;
    return text_format(arena, words[language_of(language)], TEXT_ARG(who));
}
