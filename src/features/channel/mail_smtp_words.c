/* Why mail was not taken, for a person. */
#include "channel/mail_smtp_dialogue.h"

typedef struct ReasonWords {
    const char *es, *en, *pt; /* %.*s: the server's name */
} ReasonWords;

static const ReasonWords reasons[SMTP_REASON_COUNT] = {
    [SMTP_REASON_NONE] = {"", "", ""},
    [SMTP_REASON_NAME] = {"No se encuentra el servidor «%.*s»: revisa su nombre en el canal.",
                          "The server \"%.*s\" is not found: check its name in the channel.",
                          "O servidor \"%.*s\" não foi encontrado: confira o nome dele no canal."},
    [SMTP_REASON_REFUSED] = {"No se puede conectar con %.*s: revisa el puerto, o si el servidor está en marcha.",
                             "No connection to %.*s: check the port, or whether the server is up.",
                             "Não foi possível conectar a %.*s: confira a porta, ou se o servidor está no ar."},
    [SMTP_REASON_SLOW] = {"%.*s no respondió a tiempo.", "%.*s did not answer in time.", "%.*s não respondeu a tempo."},
    [SMTP_REASON_CERTIFICATE] =
        {"El certificado de %.*s no se pudo comprobar (es de otro nombre, venció o no es de una autoridad conocida): no "
         "se envió nada.",
         "The certificate of %.*s could not be verified (another name, expired, or no known authority): nothing was "
         "sent.",
         "O certificado de %.*s não pôde ser verificado (é de outro nome, venceu ou não é de uma autoridade conhecida): "
         "nada foi enviado."},
    [SMTP_REASON_NO_TLS] = {"%.*s no ofrece STARTTLS: elige TLS u otro puerto en el canal.",
                            "%.*s does not offer STARTTLS: choose TLS or another port in the channel.",
                            "%.*s não oferece STARTTLS: escolha TLS ou outra porta no canal."},
    [SMTP_REASON_TLS] = {"La conexión segura con %.*s no se logró: revisa si ese puerto es de TLS o de STARTTLS.",
                         "No secure connection to %.*s: check whether that port speaks TLS or STARTTLS.",
                         "A conexão segura com %.*s falhou: confira se essa porta é de TLS ou de STARTTLS."},
    [SMTP_REASON_LOGIN] = {"%.*s rechazó el usuario o la contraseña del canal.",
                           "%.*s refused the channel's user name or password.",
                           "%.*s recusou o usuário ou a senha do canal."},
    [SMTP_REASON_GREETING] = {"%.*s no acepta correo por ahora.", "%.*s takes no mail at the moment.",
                              "%.*s não aceita mensagens no momento."},
    [SMTP_REASON_SENDER] = {"%.*s no acepta la dirección del canal como remitente.",
                            "%.*s does not accept the channel's address as the sender.",
                            "%.*s não aceita o endereço do canal como remetente."},
    [SMTP_REASON_RECIPIENT] = {"%.*s rechazó a los destinatarios.", "%.*s refused the recipients.",
                               "%.*s recusou os destinatários."},
    [SMTP_REASON_MESSAGE] = {"%.*s rechazó el mensaje.", "%.*s refused the message.", "%.*s recusou a mensagem."},
    [SMTP_REASON_TOO_LARGE] = {"El mensaje es demasiado grande para %.*s.", "The message is too large for %.*s.",
                               "A mensagem é grande demais para %.*s."},
    [SMTP_REASON_BUSY] = {"%.*s pide intentarlo más tarde.", "%.*s asks to try again later.",
                          "%.*s pede para tentar de novo mais tarde."},
    [SMTP_REASON_BROKEN] = {"%.*s cortó la conexión.", "%.*s closed the connection.", "%.*s fechou a conexão."},
    [SMTP_REASON_LOST] = {"%.*s recibió el mensaje, pero su respuesta se perdió: se repite con el mismo Message-ID.",
                          "%.*s got the message, but its answer was lost: it is sent again with the same Message-ID.",
                          "%.*s recebeu a mensagem, mas a resposta se perdeu: é repetida com o mesmo Message-ID."},
    [SMTP_REASON_STOPPED] = {"Lazo se detuvo mientras hablaba con %.*s.", "Lazo stopped while talking to %.*s.",
                             "O Lazo parou enquanto falava com %.*s."},
};

Text smtp_reason_words(Arena *arena, SmtpReason reason, const char *language, Text host, Text server_words)
{
    const ReasonWords *words = &reasons[reason];
    const char *format = strncmp(language, "en", 2) == 0   ? words->en
                         : strncmp(language, "pt", 2) == 0 ? words->pt
                                                           : words->es;
    if (reason == SMTP_REASON_NONE)
        return TEXT_NONE;
    Text sentence = text_format(arena, format, TEXT_ARG(host));
    if (text_is_empty(server_words))
        return sentence;
    return text_cut(text_format(arena, "%.*s (%.*s)", TEXT_ARG(sentence), TEXT_ARG(server_words)),
                    SMTP_WORDS_BYTES_MAX);
}
