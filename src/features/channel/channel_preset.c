#include "channel/channel_preset.h"

#include "http/language.h"

typedef struct ChannelPreset {
    const char *name;
    const char *title;
    const char *domains; /* separated by spaces: addresses that surely are of this provider */
    const char *imap_host;
    const char *smtp_host;
    int smtp_port; /* 465: tls, 587: starttls */
    const char *login;
    const char *thread_tag;
    const char *token_url; /* NULL: no XOAUTH2 */
    const char *scope;
    const char *hint[LANGUAGE_COUNT];
} ChannelPreset;

#define HINT(en, es, pt)                                                                                               \
    {                                                                                                                  \
        [LANGUAGE_EN] = en, [LANGUAGE_ES] = es, [LANGUAGE_PT] = pt                                                     \
    }
#define HINT_APP_PASSWORD                                                                                                  \
    HINT(                                                                                                                  \
        "The account's own password is refused: make an app password in the account's security settings and use that.",    \
        "La contraseña de la cuenta no sirve aquí: crea una contraseña de aplicación en los ajustes de seguridad de "  \
        "la cuenta y usa esa.",                                                                                            \
        "A senha da conta não serve aqui: crie uma senha de aplicativo nas configurações de segurança da conta e use " \
        "essa.")
#define HINT_MAILBOX_PASSWORD                                                                                          \
    HINT("Use the mailbox's own password; the user name is the whole address.",                                        \
         "Usa la contraseña del buzón; el usuario es la dirección completa.",                                          \
         "Use a senha da caixa de correio; o usuário é o endereço completo.")

static const ChannelPreset presets[] = {
    {"google", "Google (Gmail, Workspace)", "gmail.com googlemail.com", "imap.gmail.com", "smtp.gmail.com", 465,
     "password", "address", "https://oauth2.googleapis.com/token", "https://mail.google.com/",
     HINT(
         "Turn on 2-step verification and use an app password; where Workspace forbids those, sign in with XOAUTH2 and "
         "a client of your own.",
         "Activa la verificación en dos pasos y usa una contraseña de aplicación; si Workspace no las permite, entra "
         "con XOAUTH2 y un cliente propio.",
         "Ative a verificação em duas etapas e use uma senha de app; se o Workspace não as permitir, entre com XOAUTH2 "
         "e um cliente próprio.")},
    {"microsoft", "Microsoft 365, Outlook.com", "outlook.com hotmail.com live.com msn.com", "outlook.office365.com",
     "smtp.office365.com", 587, "xoauth2", "address", "https://login.microsoftonline.com/common/oauth2/v2.0/token",
     "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
     HINT("Microsoft takes no passwords: register an application in Entra ID with IMAP and SMTP permissions, and give "
          "its client id and a refresh token; an administrator must allow authenticated SMTP for the mailbox.",
          "Microsoft no acepta contraseñas: registre una aplicación en Entra ID con permisos de IMAP y SMTP y ponga su "
          "id de cliente y un token de renovación; un administrador debe permitir SMTP autenticado en el buzón.",
          "A Microsoft não aceita senhas: registre um aplicativo no Entra ID com permissões de IMAP e SMTP e informe o "
          "id do cliente e um token de renovação; um administrador deve permitir SMTP autenticado na caixa.")},
    {"yahoo", "Yahoo", "yahoo.com yahoo.com.mx yahoo.com.ar yahoo.com.br yahoo.es ymail.com", "imap.mail.yahoo.com",
     "smtp.mail.yahoo.com", 465, "password", "subject", NULL, NULL, HINT_APP_PASSWORD},
    {"icloud", "Apple iCloud", "icloud.com me.com mac.com", "imap.mail.me.com", "smtp.mail.me.com", 587, "password",
     "address", NULL, NULL, HINT_APP_PASSWORD},
    {"zoho", "Zoho Mail", "zoho.com zohomail.com", "imappro.zoho.com", "smtppro.zoho.com", 465, "password", "subject",
     NULL, NULL,
     HINT("Allow IMAP in Zoho's settings and use an app password; accounts in Europe have servers ending in .eu.",
          "Permite IMAP en los ajustes de Zoho y usa una contraseña de aplicación; las cuentas de Europa tienen "
          "servidores que terminan en .eu.",
          "Permita IMAP nas configurações do Zoho e use uma senha de aplicativo; contas da Europa têm servidores que "
          "terminam em .eu.")},
    {"fastmail", "Fastmail", "fastmail.com fastmail.fm", "imap.fastmail.com", "smtp.fastmail.com", 465, "password",
     "address", NULL, NULL, HINT_APP_PASSWORD},
    {"hostinger", "Hostinger", "", "imap.hostinger.com", "smtp.hostinger.com", 465, "password", "subject", NULL, NULL,
     HINT_MAILBOX_PASSWORD},
    {"ionos", "IONOS", "", "imap.ionos.com", "smtp.ionos.com", 465, "password", "subject", NULL, NULL,
     HINT(
         "Use the mailbox's own password; contracts in Spain and Mexico have servers ending in .es and .mx.",
         "Usa la contraseña del buzón; los contratos de España y México tienen servidores que terminan en .es y .mx.",
         "Use a senha da caixa de correio; contratos da Espanha e do México têm servidores que terminam em .es e .mx.")},
    {"godaddy", "GoDaddy Workspace", "", "imap.secureserver.net", "smtpout.secureserver.net", 465, "password",
     "subject", NULL, NULL, HINT_MAILBOX_PASSWORD},
    {"titan", "Titan", "", "imap.titan.email", "smtp.titan.email", 465, "password", "subject", NULL, NULL,
     HINT("Turn on access by third-party apps in Titan's settings and use the mailbox's own password.",
          "Activa el acceso de aplicaciones de terceros en los ajustes de Titan y usa la contraseña del buzón.",
          "Ative o acesso de aplicativos de terceiros nas configurações do Titan e use a senha da caixa.")},
    {"namecheap", "Namecheap Private Email", "", "mail.privateemail.com", "mail.privateemail.com", 465, "password",
     "address", NULL, NULL, HINT_MAILBOX_PASSWORD},
    {"ovh", "OVHcloud", "", "ssl0.ovh.net", "ssl0.ovh.net", 465, "password", "subject", NULL, NULL,
     HINT_MAILBOX_PASSWORD},
    {"gmx", "GMX", "gmx.com gmx.net gmx.es gmx.de", "imap.gmx.com", "mail.gmx.com", 465, "password", "subject", NULL,
     NULL,
     HINT(
         "Allow IMAP in GMX's settings first, then use the account's password, or an app password with 2-step sign-in.",
         "Primero permita IMAP en los ajustes de GMX; luego use la contraseña de la cuenta, o una de aplicación si "
         "entra en dos pasos.",
         "Primeiro permita IMAP nas configurações do GMX; depois use a senha da conta, ou uma de aplicativo com "
         "verificação em duas etapas.")},
    {"uol", "UOL", "uol.com.br bol.com.br", "imap.uol.com.br", "smtps.uol.com.br", 587, "password", "subject", NULL,
     NULL, HINT_MAILBOX_PASSWORD},
    {"locaweb", "Locaweb", "", "email-ssl.com.br", "email-ssl.com.br", 465, "password", "subject", NULL, NULL,
     HINT_MAILBOX_PASSWORD},
};

static void domains_write(const char *domains, Json *json)
{
    Text rest = text_of(domains);
    Text domain;
    json_name(json, "domains");
    json_list(json);
    while (text_next_part(&rest, ' ', &domain))
        if (!text_is_empty(domain))
            json_text(json, domain);
    json_end_list(json);
}

static void preset_write(const ChannelPreset *preset, Language language, Json *json)
{
    json_object(json);
    json_put_string(json, "name", preset->name);
    json_put_string(json, "title", preset->title);
    domains_write(preset->domains, json);
    json_put_string(json, "imap_host", preset->imap_host);
    json_put_int(json, "imap_port", 993);
    json_put_string(json, "imap_security", "tls");
    json_put_string(json, "smtp_host", preset->smtp_host);
    json_put_int(json, "smtp_port", preset->smtp_port);
    json_put_string(json, "smtp_security", preset->smtp_port == 465 ? "tls" : "starttls");
    json_put_string(json, "login", preset->login);
    json_put_string(json, "thread_tag", preset->thread_tag);
    json_put_string(json, "oauth_token_url", preset->token_url);
    json_put_string(json, "oauth_scope", preset->scope);
    json_put_string(json, "hint", preset->hint[language]);
    json_end_object(json);
}

Result channel_presets_show(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    Language language = language_of(work->actor.language);
    json_object(&answer->json);
    json_name(&answer->json, "data");
    json_list(&answer->json);
    for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++)
        preset_write(&presets[i], language, &answer->json);
    json_end_list(&answer->json);
    json_end_object(&answer->json);
    return done();
}

#define SCHEMA_STRING(name_) "\"" name_ "\":{\"type\":\"string\"}"
#define SCHEMA_NULLABLE(name_) "\"" name_ "\":{\"type\":[\"string\",\"null\"]}"
#define SCHEMA_CHOICE(name_, choices_) "\"" name_ "\":{\"type\":\"string\",\"enum\":[" choices_ "]}"
const char channel_presets_schema[] =
    "{\"type\":\"object\",\"required\":[\"data\"],\"additionalProperties\":false,\"properties\":{\"data\":{\"type\":"
    "\"array\",\"items\":{\"type\":\"object\",\"required\":[\"name\",\"title\",\"domains\",\"imap_host\",\"imap_port\","
    "\"imap_security\",\"smtp_host\",\"smtp_port\",\"smtp_security\",\"login\",\"thread_tag\",\"oauth_token_url\","
    "\"oauth_scope\",\"hint\"],\"additionalProperties\":false,\"properties\":{" SCHEMA_STRING("name") "," SCHEMA_STRING(
        "title") ",\"domains\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"description\":\"Addresses of these "
                 "domains are surely of this provider.\"}," SCHEMA_STRING(
                     "imap_host") ",\"imap_port\":{\"type\":"
                                  "\"integer\"}," SCHEMA_CHOICE("imap_security", "\"tls\",\"starttls\",\"none\"") "," SCHEMA_STRING(
                                      "smtp_host") ",\"smtp_port\":{\"type\":"
                                                   "\"integer\"}," SCHEMA_CHOICE("smtp_security", "\"tls\",\"starttls\",\"none\"") "," SCHEMA_CHOICE("login", "\"password\",\"xoauth2\"") "," SCHEMA_CHOICE(
                                                       "thread_tag",
                                                       "\"address\",\"subject\"") "," SCHEMA_NULLABLE("oauth_token_url") "," SCHEMA_NULLABLE("oauth_scope") ",\"hint\":{\"type\":\"string\",\"description\":\"One sentence, in the caller's "
                                                                                                                                                            "language.\"}}}}}}";
