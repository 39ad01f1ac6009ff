#include "channel/channel_problem.h"

#define WORDS(en, es, pt)                                                                                              \
    {                                                                                                                  \
        [LANGUAGE_EN] = en, [LANGUAGE_ES] = es, [LANGUAGE_PT] = pt                                                     \
    }

static const char *const problem_words[PROBLEM_COUNT][LANGUAGE_COUNT] = {
    [PROBLEM_NONE] = WORDS("It works.", "Funciona.", "Está funcionando."),
    [PROBLEM_NAME] = WORDS("There is no server of this name. Check how it is written.",
                           "No existe un servidor con ese nombre. Revisa cómo está escrito.",
                           "Não existe um servidor com esse nome. Verifique como está escrito."),
    [PROBLEM_REFUSED] = WORDS("Nothing answers at this port of the server. Check the port.",
                              "Nada responde en ese puerto del servidor. Revisa el puerto.",
                              "Nada responde nessa porta do servidor. Verifique a porta."),
    [PROBLEM_UNREACHABLE] = WORDS("The server cannot be reached from here. Check the network and the server's name.",
                                  "No se llega al servidor desde aquí. Revisa la red y el nombre del servidor.",
                                  "Não se chega ao servidor daqui. Verifique a rede e o nome do servidor."),
    [PROBLEM_TIMEOUT] = WORDS("The server did not answer in time. A firewall, or a wrong port, may be the cause.",
                              "El servidor no respondió a tiempo. Puede ser un cortafuegos o un puerto equivocado.",
                              "O servidor não respondeu a tempo. Pode ser um firewall ou uma porta errada."),
    [PROBLEM_CLOSED] = WORDS("The server closed the connection. It will be tried again.",
                             "El servidor cerró la conexión. Se intentará de nuevo.",
                             "O servidor fechou a conexão. Será tentado de novo."),
    [PROBLEM_TLS] = WORDS("No encrypted connection could be made. Check that port and security belong together: "
                          "993 and 465 are TLS, 143 and 587 are STARTTLS.",
                          "No se pudo abrir una conexión cifrada. Revisa que el puerto y la seguridad correspondan: "
                          "993 y 465 son TLS, 143 y 587 son STARTTLS.",
                          "Não foi possível abrir uma conexão cifrada. Verifique se porta e segurança combinam: 993 e "
                          "465 são TLS, 143 e 587 são STARTTLS."),
    [PROBLEM_TLS_ABSENT] =
        WORDS("The server does not offer STARTTLS here, so the password was not sent. Use TLS with its own port.",
              "El servidor no ofrece STARTTLS aquí, así que no se envió la contraseña. Usa TLS con su propio puerto.",
              "O servidor não oferece STARTTLS aqui, então a senha não foi enviada. Use TLS com a porta própria."),
    [PROBLEM_CERTIFICATE_NAME] =
        WORDS("The server's certificate is for another name, so the password was not sent. Use the server name that "
              "your provider states.",
              "El certificado del servidor es de otro nombre, así que no se envió la contraseña. Usa el nombre de "
              "servidor que indica tu proveedor.",
              "O certificado do servidor é de outro nome, então a senha não foi enviada. Use o nome de servidor que o "
              "seu provedor indica."),
    [PROBLEM_CERTIFICATE_EXPIRED] =
        WORDS("The server's certificate has expired or is not valid yet, so the password was not sent. Its "
              "administrator must renew it; check this machine's clock too.",
              "El certificado del servidor venció o aún no vale, así que no se envió la contraseña. Su administrador "
              "debe renovarlo; revisa también el reloj de esta máquina.",
              "O certificado do servidor venceu ou ainda não vale, então a senha não foi enviada. O administrador deve "
              "renová-lo; verifique também o relógio desta máquina."),
    [PROBLEM_CERTIFICATE_UNKNOWN] =
        WORDS("Nobody this machine trusts vouches for the server's certificate, so the password was not sent. Use a "
              "public certificate, or install the authority that signed it on this machine.",
              "Nadie en quien esta máquina confíe avala el certificado del servidor, así que no se envió la "
              "contraseña. Usa un certificado público o instala en esta máquina la autoridad que lo firmó.",
              "Ninguém em quem esta máquina confie avaliza o certificado do servidor, então a senha não foi enviada. "
              "Use um certificado público ou instale nesta máquina a autoridade que o assinou."),
    [PROBLEM_SECRET_ABSENT] =
        WORDS("No password or token is kept for this channel, or it cannot be read with this machine's key. Set it "
              "again.",
              "Este canal no tiene contraseña ni token, o no se puede leer con la clave de esta máquina. Ponlo de "
              "nuevo.",
              "Este canal não tem senha nem token, ou não pode ser lido com a chave desta máquina. Defina-o de novo."),
    [PROBLEM_LOGIN] = WORDS("The server refused the user name or the password. Check both; many providers want an app "
                            "password.",
                            "El servidor rechazó el usuario o la contraseña. Revisa ambos; muchos proveedores piden "
                            "una contraseña de aplicación.",
                            "O servidor recusou o usuário ou a senha. Verifique os dois; muitos provedores pedem uma "
                            "senha de aplicativo."),
    [PROBLEM_LOGIN_ABSENT] =
        WORDS("The server does not take this way of signing in. Choose another one, or allow it at the provider.",
              "El servidor no acepta esta forma de entrar. Elige otra o permítela en el proveedor.",
              "O servidor não aceita esta forma de entrar. Escolha outra ou permita-a no provedor."),
    [PROBLEM_TOKEN] = WORDS("The access token is refused. Sign in at the provider again and set a new refresh token.",
                            "Se rechaza el token de acceso. Entra de nuevo en el proveedor y pon un nuevo token de "
                            "renovación.",
                            "O token de acesso é recusado. Entre de novo no provedor e defina um novo token de "
                            "renovação."),
    [PROBLEM_TOKEN_SOURCE] = WORDS("The provider could not be asked for an access token. It will be tried again.",
                                   "No se pudo pedir al proveedor un token de acceso. Se intentará de nuevo.",
                                   "Não foi possível pedir ao provedor um token de acesso. Será tentado de novo."),
    [PROBLEM_FOLDER] = WORDS("There is no such folder in the mailbox. Check its name.",
                             "No hay una carpeta con ese nombre en el buzón. Revisa el nombre.",
                             "Não há uma pasta com esse nome na caixa. Verifique o nome."),
    [PROBLEM_MOVED_TO] = WORDS("The folder that taken messages are to be moved to does not exist. Make it in the "
                               "mailbox, or choose another one.",
                               "No existe la carpeta a la que se mueven los mensajes tomados. Créala en el buzón o "
                               "elige otra.",
                               "Não existe a pasta para onde as mensagens tomadas são movidas. Crie-a na caixa ou "
                               "escolha outra."),
    [PROBLEM_READ_ONLY] = WORDS("The folder may only be read, so taken messages could not be marked. Give this user "
                                "the right to change it.",
                                "La carpeta solo se puede leer, así que no se podrían marcar los mensajes tomados. Da "
                                "a este usuario permiso de cambiarla.",
                                "A pasta só pode ser lida, então as mensagens tomadas não poderiam ser marcadas. Dê a "
                                "este usuário permissão de alterá-la."),
    [PROBLEM_MARK] = WORDS("A message was taken, but the server did not mark it. It is not taken twice; marking will "
                           "be tried again.",
                           "Se tomó un mensaje, pero el servidor no lo marcó. No se toma dos veces; se intentará "
                           "marcarlo de nuevo.",
                           "Uma mensagem foi tomada, mas o servidor não a marcou. Ela não é tomada duas vezes; será "
                           "tentado marcá-la de novo."),
    [PROBLEM_PROTOCOL] = WORDS("The server's answer could not be understood. Check that host and port are those of "
                               "this protocol.",
                               "No se entendió la respuesta del servidor. Revisa que servidor y puerto sean los de "
                               "este protocolo.",
                               "A resposta do servidor não foi compreendida. Verifique se servidor e porta são os "
                               "deste protocolo."),
    [PROBLEM_OURS] = WORDS("Messages could not be kept here, so they were left in the mailbox. Look at the disk and "
                           "the database.",
                           "No se pudieron guardar los mensajes aquí, así que se dejaron en el buzón. Revisa el disco "
                           "y la base de datos.",
                           "Não foi possível guardar as mensagens aqui, então ficaram na caixa. Verifique o disco e o "
                           "banco de dados."),
    [PROBLEM_STOPPED] = WORDS("It was stopped.", "Se detuvo.", "Foi parado."),
};

static const char *const said_words[LANGUAGE_COUNT] =
    WORDS("The server said:", "El servidor dijo:", "O servidor disse:");

Text channel_foreign_words(Arena *arena, Text words)
{
    Text sane = text_make_utf8(arena, text_slice(text_trim(words), 0, (size_t)4 * CHANNEL_WORDS_BYTES_MAX));
    Buffer out = buffer_new(arena, (size_t)16 * CHANNEL_WORDS_BYTES_MAX);
    for (size_t at = 0; at < sane.length;) {
        uint32_t codepoint = text_next_codepoint(sane, &at);
        buffer_add_codepoint(&out, codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0) ? ' ' : codepoint);
    }
    return text_trim(text_cut(buffer_text(&out), CHANNEL_WORDS_BYTES_MAX));
}

Text channel_problem_words(Arena *arena, Language language, const ChannelTrouble *trouble)
{
    const char *words = problem_words[trouble->problem][language];
    if (text_is_empty(trouble->words))
        return text_of(words);
    return text_format(arena, "%s %s %.*s", words, said_words[language], TEXT_ARG(trouble->words));
}
