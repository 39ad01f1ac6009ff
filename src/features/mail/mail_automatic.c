#include "mail/mail_automatic.h"

#include "mail/mail_byte.h"
#include "mail/mail_list.h"

static bool contains(Text text, const char *words)
{
    return text_find_ascii_case(text, text_of(words), 0) != SIZE_MAX;
}

/* The first token of an unfolded value, without comments: "auto-replied (vacation); x=y" gives "auto-replied". */
static Text first_token(Arena *arena, const MailHeaders *headers, const char *name)
{
    Text line = mail_header_line(arena, headers, name);
    while (line.length > 0 && line.data[0] == '(') {
        size_t close = text_find_byte(line, ')', 0);
        line = close == SIZE_MAX ? TEXT_NONE : text_trim(text_slice(line, close + 1, line.length));
    }
    size_t end = 0;
    while (end < line.length && !byte_is_in(line.data[end], " \t;(,"))
        end++;
    return text_lower_ascii(arena, text_slice(line, 0, end));
}

/* Subjects that programs answering by themselves write, folded; they are the only sign where Exchange strips the
 * headers. Behind these stands the end, a sign, or a word such as "from": a person goes on differently. */
static const char *const automatic_starts[] = {
    /* en */
    "automatic reply", "automatic response", "automated reply", "automated response", "automatic answer", "auto reply",
    "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "autoresponder", "auto responder",
    "auto-responder", "auto", "[auto-reply]", "[autoreply]", "[auto reply]", "[automatic reply]", "(auto reply)",
    "(auto-reply)", "(autoreply)", "(automatic reply)", "vacation", "vacation reply", "vacation response",
    "vacation message", "away", "away message", "ooo", "on vacation", "on holiday", "on leave", "annual leave",
    "parental leave", "maternity leave",
    /* es, pt, ca */
    "respuesta automatica", "contestacion automatica", "autorespuesta", "auto respuesta", "auto-respuesta",
    "mensaje automatico", "respuesta de ausencia", "aviso de ausencia", "mensaje de ausencia", "ausencia", "vacaciones",
    "de vacaciones", "resposta automatica", "resposta-automatica", "auto-resposta", "auto resposta", "autoresposta",
    "mensagem automatica", "aviso de ferias", "aviso de ausencia", "ferias", "em ferias",
    /* fr, it */
    "reponse automatique", "reponse auto", "reponse d'absence", "message automatique", "message d'absence",
    "notification d'absence", "absence", "absent", "absente", "en conge", "conges", "risposta automatica",
    "risponditore automatico", "autorisposta", "messaggio automatico", "assenza", "assente", "in ferie", "ferie",
    /* de, nl */
    "automatische antwort", "automatische ruckmeldung", "automatische nachricht", "automatische e-mail-antwort",
    "autoantwort", "auto-antwort", "abwesenheit", "abwesend", "urlaub", "im urlaub", "automatisch antwoord",
    "automatische antwoord", "automatische reactie", "afwezig", "afwezigheid",
    /* sv, no, da, fi */
    "autosvar", "auto svar", "automatiskt svar", "automatisk svar", "automatisk respons", "automatisk besvarelse",
    "franvaro", "franvarande", "fravaer", "fravær", "automaattinen vastaus", "automaattivastaus", "poissaolo",
    /* pl, cs, sk, hu, ro, tr, ru, uk, el */
    "odpowiedz automatyczna", "automatyczna odpowiedz", "autoodpowiedz", "nieobecnosc", "nieobecnosc",
    "automaticka odpoved", "automatikus valasz", "raspuns automat", "otomatik yanit", "otomatik yanıt",
    "otomatik cevap", "yanit:otomatik", "автоответ", "автоматическии ответ", "автоматическии ответ",
    "автоматическое сообщение", "автоматична відповідь", "автоматичен отговор", "αυτοματη απαντηση", NULL};
/* Behind these stands what programs put behind an absence: "until", "reply", a date. A question is a person's. */
static const char *const absence_starts[] = {"abwesenheit",
                                             "abwesend",
                                             "afwezig",
                                             "afwezigheid",
                                             "nieobecnosc",
                                             "poissaolo",
                                             "out of office",
                                             "out-of-office",
                                             "out of the office",
                                             "away from my mail",
                                             "away from the office",
                                             "away from my desk",
                                             "i am out of the office",
                                             "i'm out of the office",
                                             "i am out of office",
                                             "i am on vacation",
                                             "i am on leave",
                                             "i am away",
                                             "i'm away",
                                             "ooo re:",
                                             "currently out of",
                                             "on vacation until",
                                             "on leave until",
                                             "away until",
                                             "fuera de la oficina",
                                             "fuera de oficina",
                                             "ausente de la oficina",
                                             "estoy fuera de la oficina",
                                             "estoy de vacaciones",
                                             "fora do escritorio",
                                             "fora da empresa",
                                             "ausencia temporaria",
                                             "ausencia do escritorio",
                                             "estou de ferias",
                                             "absence du bureau",
                                             "absent du bureau",
                                             "je suis absent",
                                             "absence jusqu",
                                             "absent jusqu",
                                             "abwesenheitsnotiz",
                                             "abwesenheitsassistent",
                                             "abwesenheitsnachricht",
                                             "abwesenheitsmeldung",
                                             "abwesenheitsbenachrichtigung",
                                             "nicht im buro",
                                             "ausser haus",
                                             "ausser haus",
                                             "ich bin im urlaub",
                                             "ich bin derzeit nicht",
                                             "fuori sede",
                                             "fuori ufficio",
                                             "assente dall'ufficio",
                                             "sono assente",
                                             "afwezigheidsbericht",
                                             "afwezigheidsmelding",
                                             "niet aanwezig",
                                             "niet op kantoor",
                                             "franvaromeddelande",
                                             "franvarobesked",
                                             "fravaersmelding",
                                             "fraværsmelding",
                                             "ikke til stede",
                                             "ikke pa kontoret",
                                             "poissa toimistolta",
                                             "poza biurem",
                                             "mimo kancelar",
                                             "hazon kivul",
                                             "ofis disinda",
                                             "вне офиса",
                                             "отсутствие на рабочем месте",
                                             "自動応答",
                                             "自動返信",
                                             "不在",
                                             "自动回复",
                                             "自动答复",
                                             "自動回覆",
                                             "外出自动",
                                             "자동 회신",
                                             "자동 응답",
                                             "부재중",
                                             NULL};
static const char *const automatic_inside[] = {"out of office autoreply",
                                               "out of office auto-reply",
                                               "out of office reply",
                                               "(out of office)",
                                               "[out of office]",
                                               "auto-reply:",
                                               "autoreply:",
                                               "automatic reply:",
                                               "respuesta automatica:",
                                               "resposta automatica:",
                                               "automatische antwort:",
                                               "is out of the office",
                                               "will be out of the office",
                                               "vacation auto",
                                               NULL};
static const char *const answer_starts[] = {"re:", "aw:", "rv:", "res:", "fwd:", "fw:", "tr:", "wg:", "enc:", NULL};

/* What follows a phrase of a program: nothing, a sign, a date, or one of `words`. */
static bool goes_on_like_a_program(Text start, Text rest, const char *const *words)
{
    bool has_space = rest.length > 0 && rest.data[0] == ' ';
    rest = text_trim(rest);
    if (rest.length == 0)
        return true;
    bool is_sign = byte_is_in(rest.data[0], ":-([.!|>/*,") || (unsigned char)rest.data[0] >= 0xe2;
    bool is_digit = has_space && rest.data[0] >= '0' && rest.data[0] <= '9';
    bool is_closed = byte_is_in(start.data[start.length - 1], "])");
    return is_sign || is_digit || is_closed || (has_space && mail_starts_with_one_of(rest, words));
}

static bool starts_like_a_reply(Text folded, bool is_question)
{
    static const char *const from[] = {"from ", "von ", "vom ", "de ",   "da ", "di ",      "do ", "del ",
                                       "of ",   "by ",  "for ", "re:",   "fw:", "aw:",      "rv:", "bei ",
                                       "auf ",  "du ",  "van ", "fran ", "od ", "to your ", NULL};
    static const char *const nothing[] = {NULL};
    for (size_t i = 0; automatic_starts[i]; i++) {
        Text start = text_of(automatic_starts[i]);
        if (!text_starts_with(folded, start))
            continue;
        Text rest = text_slice(folded, start.length, folded.length);
        Text next = text_trim(rest);
        bool has_colon = next.length > 0 && (next.data[0] == ':' || text_starts_with(next, TEXT("\xef\xbc\x9a")));
        bool is_reply = text_find(start, TEXT("aut"), 0) != SIZE_MAX || text_find(start, TEXT("авт"), 0) != SIZE_MAX;
        if (has_colon ||
            (start.length > 5 && !is_question && goes_on_like_a_program(start, rest, is_reply ? from : nothing)))
            return true;
    }
    return false;
}

static bool starts_like_an_absence(Text folded)
{
    static const char *const until[] = {
        "until",    "till ",  "from ",   "through", "re:",      "fw:",   "reply", "auto",   "message", "notification",
        "notice",   "respon", "on ",     "this ",   "today",    "next ", "back",  "return", "hasta",   "desde",
        "del ",     "el ",    "por ",    "ate ",    "a partir", "de ",   "do ",   "em ",    "bis ",    "ab ",
        "vom ",     "von ",   "wegen ",  "am ",     "fino",     "dal ",  "sino",  "dal",    "jusqu",   "du ",
        "le ",      "tot ",   "vanaf",   "van ",    "till",     "fran ", "til ",  "fra ",   "saakka",  "asti",
        "w dniach", "od ",    "do dnia", "с ",      "до ",      NULL};
    for (size_t i = 0; absence_starts[i]; i++) {
        Text start = text_of(absence_starts[i]);
        if (!text_starts_with(folded, start))
            continue;
        Text rest = text_slice(folded, start.length, folded.length);
        bool is_whole = text_ends_with(start, TEXT("until")) || text_ends_with(start, TEXT("jusqu")) ||
                        (unsigned char)start.data[start.length - 1] >= 128;
        if (is_whole || goes_on_like_a_program(start, rest, until))
            return true;
    }
    return false;
}

static bool starts_like_a_program(Text folded)
{
    bool is_question = text_ends_with(folded, TEXT("?"));
    return starts_like_a_reply(folded, is_question) || (!is_question && starts_like_an_absence(folded));
}

static bool subject_is_automatic(Arena *arena, Text subject)
{
    Text folded = text_trim(text_fold(arena, text_cut(subject, 300)));
    if (starts_like_a_program(folded))
        return true;
    /* "Re: Automatic reply: …" is a person's answer to one. */
    if (mail_starts_with_one_of(folded, answer_starts))
        return false;
    for (size_t i = 0; automatic_inside[i]; i++) {
        if (text_find(folded, text_of(automatic_inside[i]), 0) != SIZE_MAX)
            return !text_ends_with(folded, TEXT("?"));
    }
    return false;
}

/* Headers that only programs answering by themselves set. */
static bool has_reply_header(Arena *arena, const MailHeaders *headers)
{
    /* Not X-MS-Exchange-Inbox-Rules-Loop: a rule that passes a person's mail on sets it too. */
    static const char *const names[] = {
        "X-Autoreply",     "X-Autorespond",    "X-Auto-Reply",   "X-AutoReply-From",   "X-Mail-Autoreply",
        "X-Autoresponder", "X-Auto-Responder", "X-Vacation",     "X-Out-Of-Office",    "X-MailAutoReply",
        "X-Vacation-To",   "X-Autoresponse",   "X-Auto-Respond", "X-Autoreply-Domain", "X-Autoresponder-Id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Text value = mail_header_line(arena, headers, names[i]);
        if (value.data && !text_equals_ascii_case(value, TEXT("no")) && !text_equals_ascii_case(value, TEXT("false")) &&
            !text_is_empty(value))
            return true;
    }
    Text generated = mail_header_line(arena, headers, "X-Autogenerated");
    Text class = mail_header_line(arena, headers, "X-POST-MessageClass");
    Text delivered = mail_header_line(arena, headers, "Delivered-To");
    return text_equals_ascii_case(generated, TEXT("reply")) || contains(class, "autoresponder") ||
           text_equals_ascii_case(delivered, TEXT("autoresponder")) ||
           text_is(first_token(arena, headers, "Precedence"), "auto_reply") ||
           text_is(first_token(arena, headers, "Precedence"), "auto-reply") ||
           text_is(first_token(arena, headers, "X-Precedence"), "auto_reply") ||
           text_is(first_token(arena, headers, "X-Mailer"), "vacation") ||
           text_equals_ascii_case(mail_header_line(arena, headers, "X-POST-MessageClass"), TEXT("9; Autoresponder"));
}

static bool has_machine_header(Arena *arena, const MailHeaders *headers)
{
    static const char *const names[] = {"X-FC-MachineGenerated",  "X-Autogenerated",
                                        "X-Auto-Generated",       "X-Cron-Env",
                                        "X-Generated-By-Machine", "X-MDaemon-Autogenerated"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Text value = mail_header_line(arena, headers, names[i]);
        if (!text_is_empty(value) && !text_equals_ascii_case(value, TEXT("no")) &&
            !text_equals_ascii_case(value, TEXT("false")))
            return true;
    }
    return false;
}

static bool has_list_header(const MailHeaders *headers)
{
    static const char *const names[] = {"List-Id",          "List-Post",         "List-Help",        "List-Subscribe",
                                        "List-Unsubscribe", "List-Owner",        "List-Archive",     "Mailing-List",
                                        "X-Mailing-List",   "X-Mailman-Version", "X-BeenThere",      "X-List-Id",
                                        "X-ML-Name",        "X-Listname",        "X-Google-Group-Id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (mail_header_has(headers, names[i]))
            return true;
    }
    return false;
}

static bool is_bulk(Arena *arena, const MailHeaders *headers)
{
    static const char *const names[] = {"Precedence", "X-Precedence"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Text value = first_token(arena, headers, names[i]);
        if (text_is(value, "bulk") || text_is(value, "list") || text_is(value, "junk"))
            return true;
    }
    return mail_header_has(headers, "Feedback-ID") || mail_header_has(headers, "X-Campaign-Id") ||
           mail_header_has(headers, "X-CampaignID");
}

/* "<>": nobody wants to hear of what becomes of it (RFC 3834 section 2, RFC 5321 section 6.1). */
static bool has_null_sender(Arena *arena, const MailHeaders *headers)
{
    size_t from = 0;
    Text value;
    while (mail_header_next(headers, "Return-Path", &from, &value)) {
        Text line = mail_header_unfold(arena, value);
        Text path = line.length > 0 && line.data[0] == '<' ? text_trim(text_slice(line, 1, line.length)) : TEXT_NONE;
        if (text_starts_with(path, TEXT(">")) || text_equals_ascii_case(path, TEXT("MAILER-DAEMON>")))
            return true;
    }
    return false;
}

static Text local_part(Arena *arena, Text address)
{
    size_t at = text_find_byte(address, '@', 0);
    return text_lower_ascii(arena, at == SIZE_MAX ? address : text_slice(address, 0, at));
}

/* Mailboxes that no person reads (RFC 3834 section 2, RFC 2142). */
static bool is_machine_address(Arena *arena, Text address)
{
    static const char *const exact[] = {"mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon", "mailer_daemon",
                                        "listserv",      "majordomo",    "mdaemon",    "daemon",      "root",
                                        "autoresponder", "auto-reply",   "autoreply",  "nobody",      "bounce",
                                        "bounces",       "null",         NULL};
    static const char *const parts[] = {"noreply",       "no-reply",        "no_reply",
                                        "no.reply",      "donotreply",      "do-not-reply",
                                        "do_not_reply",  "do.not.reply",    "noresponder",
                                        "no-responder",  "no_responder",    "naoresponda",
                                        "nao-responda",  "nao_responda",    "ne-pas-repondre",
                                        "nepasrepondre", "nicht-antworten", "non-rispondere",
                                        "owner-",        "mailer-daemon",   NULL};
    Text local = local_part(arena, address);
    for (size_t i = 0; exact[i]; i++) {
        if (text_is(local, exact[i]))
            return true;
    }
    for (size_t i = 0; parts[i]; i++) {
        if (text_find(local, text_of(parts[i]), 0) != SIZE_MAX)
            return true;
    }
    return text_ends_with(local, TEXT("-request")) || text_ends_with(local, TEXT("-bounces")) ||
           text_ends_with(local, TEXT("-owner"));
}

static bool is_own(const MailOptions *options, Text address)
{
    for (size_t i = 0; options && i < options->own_address_count; i++) {
        if (text_equals_ascii_case(options->own_addresses[i], address))
            return true;
    }
    return false;
}

static bool is_loop(const MailOptions *options, const MailMessage *message)
{
    if (message->hops > MAIL_HOPS_MAX)
        return true;
    for (size_t i = 0; i < message->from.count; i++) {
        if (is_own(options, message->from.items[i].address))
            return true;
    }
    if (!options || text_is_empty(options->own_id_domain))
        return false;
    size_t at = text_find_byte(message->message_id, '@', 0);
    return at != SIZE_MAX && text_equals_ascii_case(text_slice(message->message_id, at + 1, message->message_id.length),
                                                    options->own_id_domain);
}

/* "All", "AutoReply" and "OOF" ask for silence; receipts ("DR", "RN", "NRN") are another matter. */
static bool asks_for_silence(Arena *arena, const MailHeaders *headers)
{
    Text value = mail_header_line(arena, headers, "X-Auto-Response-Suppress");
    return contains(value, "all") || contains(value, "autoreply") || contains(value, "oof");
}

static MailKind kind_of(Arena *arena, const MailHeaders *headers, const MailOptions *options,
                        const MailMessage *message)
{
    static const MailKind reports[] = {[MAIL_REPORT_FAILED] = MAIL_BOUNCE,
                                       [MAIL_REPORT_DELAYED] = MAIL_DELAY,
                                       [MAIL_REPORT_DELIVERED] = MAIL_DELIVERED,
                                       [MAIL_REPORT_FEEDBACK] = MAIL_FEEDBACK};
    if (message->has_report)
        return reports[message->report.kind];
    if (is_loop(options, message))
        return MAIL_LOOP;
    Text submitted = message->auto_submitted;
    if (text_is(submitted, "auto-replied") || has_reply_header(arena, headers) ||
        (!text_is(submitted, "no") && subject_is_automatic(arena, message->subject)))
        return MAIL_AUTO_REPLY;
    if ((!text_is_empty(submitted) && !text_is(submitted, "no")) || has_machine_header(arena, headers))
        return MAIL_AUTO_GENERATED;
    return has_list_header(headers) ? MAIL_LIST : MAIL_MESSAGE;
}

void mail_automatic_judge(Arena *arena, const MailHeaders *headers, const MailOptions *options, MailMessage *out)
{
    size_t from = 0;
    Text value;
    out->hops = 0;
    while (mail_header_next(headers, "Received", &from, &value))
        out->hops++;
    out->auto_submitted = first_token(arena, headers, "Auto-Submitted");
    Text list_id = mail_header_text(arena, headers, "List-Id");
    out->list_id = list_id.data ? list_id : TEXT("");
    out->kind = kind_of(arena, headers, options, out);
    Text sender = out->from.count > 0 ? out->from.items[0].address : TEXT("");
    Text answer_to = out->reply_to.count > 0 ? out->reply_to.items[0].address : sender;
    bool is_silent = has_null_sender(arena, headers) || is_bulk(arena, headers) || asks_for_silence(arena, headers) ||
                     mail_header_has(headers, "X-Loop") || out->hops > MAIL_HOPS_ANSWERED_MAX ||
                     is_machine_address(arena, sender) || is_machine_address(arena, answer_to) ||
                     is_own(options, answer_to) || text_find_byte(answer_to, '@', 0) == SIZE_MAX;
    out->may_answer = out->kind == MAIL_MESSAGE && !is_silent;
}
