#include "../base/check.h"

#include "mail/mail_quote.h"
#include "mail/mail_quote_words.h"

typedef struct Case {
    const char *body;
    const char *reply;
} Case;

static void check_cases(void **state, const Case *cases, size_t count, bool is_html)
{
    Arena *arena = *state;
    for (size_t i = 0; i < count; i++) {
        MailReply split;
        mail_split_reply(arena, text_of(cases[i].body), is_html, &split);
        if (!text_is(split.reply, cases[i].reply))
            print_error("case %zu of:\n%s\n", i, cases[i].body);
        assert_text(split.reply, cases[i].reply);
    }
}
#define CHECK(state, cases) check_cases((state), (cases), sizeof(cases) / sizeof *(cases), false)
#define CHECK_HTML(state, cases) check_cases((state), (cases), sizeof(cases) / sizeof *(cases), true)

static void gmail_introduces_its_quotes_in_many_languages(void **state)
{
    static const Case cases[] = {
        {"Gracias.\n\nEl mar, 24 nov 2026 a las 10:00, Soporte (<ayuda@tienda.example>) escribió:\n\n> Hola\n> Adiós\n",
         "Gracias."},
        {"Gracias.\n\nEl mar., 24 de nov. de 2026 a la(s) 10:00, Soporte (ayuda@tienda.example)\nescribió:\n\n> Hola\n",
         "Gracias."},
        {"Obrigada!\n\nEm ter., 24 de nov. de 2026 às 10:00, Suporte <ajuda@loja.example> escreveu:\n\n> Olá\n",
         "Obrigada!"},
        {"Thanks\n\nOn Tue, Nov 24, 2026 at 10:00 AM Support <help@shop.example> wrote:\n\n> Hello\n", "Thanks"},
        {"Thanks\n\nOn Tue, Nov 24, 2026 at 10:00 AM Support Team of the Shop <\nhelp@shop.example> wrote:\n\n> Hello\n",
         "Thanks"},
        {"Danke\n\nAm Di., 24. Nov. 2026 um 10:00 Uhr schrieb Hilfe <hilfe@laden.example>:\n\n> Hallo\n", "Danke"},
        {"Merci\n\nLe mar. 24 nov. 2026 à 10:00, Aide <aide@magasin.example> a écrit :\n\n> Bonjour\n", "Merci"},
        {"Merci\n\nLe mar. 24 nov. 2026 à 10:00, Aide <aide@magasin.example> a\nécrit :\n\n> Bonjour\n", "Merci"},
        {"Grazie\n\nIl giorno mar 24 nov 2026 alle ore 10:00 Aiuto <aiuto@negozio.example> ha\nscritto:\n\n> Ciao\n",
         "Grazie"},
        {"Bedankt\n\nOp di 24 nov. 2026 om 10:00 schreef Hulp <hulp@winkel.example>:\n\n> Hoi\n", "Bedankt"},
        {"Tack\n\nDen tis 24 nov. 2026 kl 10:00 skrev Hjälp <hjalp@butik.example>:\n\n> Hej\n", "Tack"},
        {"Dzięki\n\nwt., 24 lis 2026 o 10:00 Pomoc <pomoc@sklep.example> napisał(a):\n\n> Cześć\n", "Dzięki"},
        {"Спасибо\n\nвт, 24 нояб. 2026 г. в 10:00, Помощь <pomosch@shop.example>:\n\n> Привет\n", "Спасибо"},
        {"Gracias\n\n2026-11-24 10:00 GMT-05:00 Soporte <ayuda@tienda.example>:\n\n> Hola\n", "Gracias"},
        {"ありがとう\n\n2026年11月24日(火) 10:00 サポート <help@shop.example>:\n\n> こんにちは\n", "ありがとう"},
        {"Děkuji\n\nút 24. 11. 2026 v 10:00 odesílatel Pomoc <pomoc@obchod.example> napsal:\n\n> Ahoj\n", "Děkuji"},
    };
    CHECK(state, cases);
}

static void apple_mail_introduces_its_quotes_in_many_languages(void **state)
{
    static const Case cases[] = {
        {"Listo.\n\n> El 24 nov 2026, a las 10:00, Soporte <ayuda@tienda.example> escribió:\n> \n> Hola\n", "Listo."},
        {"Listo.\n\nEl 24 nov 2026, a las 10:00, Soporte <ayuda@tienda.example> escribió:\n\nHola\n", "Listo."},
        {"Done.\n\nOn Nov 24, 2026, at 10:00 AM, Support <help@shop.example> wrote:\n\nHello\n", "Done."},
        {"Done.\n\nOn 24 Nov 2026, at 10:00, Support <help@shop.example> wrote:\n\n> Hello\n", "Done."},
        {"Feito.\n\nNo dia 24 de nov. de 2026, às 10:00, Suporte <ajuda@loja.example> escreveu:\n\n> Olá\n", "Feito."},
        {"Feito.\n\nEm 24 de nov. de 2026, à(s) 10:00, Suporte <ajuda@loja.example> escreveu:\n\n> Olá\n", "Feito."},
        {"Fertig.\n\nAm 24.11.2026 um 10:00 schrieb Hilfe <hilfe@laden.example>:\n\n> Hallo\n", "Fertig."},
        {"Fait.\n\nLe 24 nov. 2026 à 10:00, Aide <aide@magasin.example> a écrit :\n\n> Bonjour\n", "Fait."},
        {"Fatto.\n\nIl giorno 24 nov 2026, alle ore 10:00, Aiuto <aiuto@negozio.example> ha scritto:\n\n> Ciao\n",
         "Fatto."},
    };
    CHECK(state, cases);
}

static void thunderbird_and_others_introduce_their_quotes(void **state)
{
    static const Case cases[] = {
        {"Sí.\n\nEl 24/11/2026 a las 10:00, Soporte escribió:\n> Hola\n", "Sí."},
        {"Sim.\n\nEm 24/11/2026 10:00, Suporte escreveu:\n> Olá\n", "Sim."},
        {"Yes.\n\nOn 11/24/2026 10:00 AM, Support wrote:\n> Hello\n", "Yes."},
        {"Yes.\n\nOn 2026-11-24 10:00, Support wrote:\n> Hello\n", "Yes."},
        {"Ja.\n\nAm 24.11.2026 um 10:00 schrieb Hilfe:\n> Hallo\n", "Ja."},
        {"Ja.\n\nMax Mustermann schrieb am 24.11.2026 um 10:00:\n> Hallo\n", "Ja."},
        {"Ja.\n\nHilfe <hilfe@laden.example> hat am 24.11.2026 10:00 geschrieben:\n\nHallo\n", "Ja."},
        {"Ja.\n\nAm Dienstag, 24. November 2026, 10:00:00 schrieb Maximilian\nMustermann:\n> Hallo\n", "Ja."},
        {"Oui.\n\nLe 24/11/2026 à 10:00, Aide a écrit :\n> Bonjour\n", "Oui."},
        {"Sì.\n\nIl 24/11/2026 10:00, Aiuto ha scritto:\n> Ciao\n", "Sì."},
        {"Yes.\n\nSupport <help@shop.example> writes:\n\n> Hello\n", "Yes."},
        {"Yes.\n\nQuoting Support <help@shop.example>:\n\n> Hello\n", "Yes."},
        {"Sí.\n\nCitando Soporte <ayuda@tienda.example>:\n\n> Hola\n", "Sí."},
        {"Yes.\n\nSupport wrote:\n> Hello\n> again\n", "Yes."},
        {"Yes.\n\nOn Tuesday, November 24, 2026, 10:00:00 AM EST, Support <help@shop.example> wrote:\n\nHello\n",
         "Yes."},
        {"Yes.\n\n--- On Tue, 11/24/26, Support <help@shop.example> wrote:\n\nFrom: Support <help@shop.example>\nHello\n",
         "Yes."},
        {"Sí.\n\nEl martes, 24 de noviembre de 2026, 10:00:00 GMT-5, Soporte <ayuda@tienda.example> escribió:\n\nHola\n",
         "Sí."},
        {"Sí.\n\nEn mar., nov. 24, 2026 a 10:00 a.m., Soporte<ayuda@tienda.example> escribió:\n\nHola\n", "Sí."},
        {"Sim.\n\nEm terça-feira, 24 de novembro de 2026 10:00:00 BRT, Suporte <ajuda@loja.example> escreveu:\n\nOlá\n",
         "Sim."},
        {"Yes.\n\n---- On Tue, 24 Nov 2026 10:00:00 +0530 Support <help@shop.example> wrote ----\n\nHello\n", "Yes."},
        {"Sí.\n\n---- El mar, 24 nov 2026 10:00:00 -0500 Soporte <ayuda@tienda.example> escribió ----\n\nHola\n",
         "Sí."},
        {"Yes.\n\nSent with Proton Mail secure email.\n\nOn Tuesday, November 24th, 2026 at 10:00, Support <help@shop.example> wrote:\n\n> Hello\n",
         "Yes."},
        {"Yes.\n\n------- Original Message -------\nOn Tuesday, November 24th, 2026 at 10:00, Support <help@shop.example> wrote:\n\n> Hello\n",
         "Yes."},
        {"Yes.\n\n‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Tuesday, November 24, 2026 10:00, Support wrote:\n\n> Hello\n",
         "Yes."},
        {"Да.\n\n24.11.2026, 10:00, \"Помощь\" <pomosch@shop.example>:\n> Привет\n", "Да."},
        {"Да.\n\nВторник, 24 ноября 2026, 10:00 +03:00 от Помощь <pomosch@shop.example>:\n\nПривет\n", "Да."},
        {"好\n\n在 2026-11-24 10:00:00，\"客服\" <help@shop.example> 写道：\n\n你好\n", "好"},
        {"Yes\n2026/11/24 Support Öberg <help@shop.example>\n\n> Hello\n> again\n", "Yes"},
        {"Yes\n\nOn 11/24/2026 10:00 AM, Support sent:\n\n> Hello\n", "Yes"},
        {"One\n\nמאת: Support <help@shop.example>\n\n> Hi\n", "One"},
        {"On Tuesday: yes.\n\nAt 2026-11-24 10:00:00, \"Support\" <help@shop.example> wrote:\n>Hello\n",
         "On Tuesday: yes."},
        {"Yes\n\n* Support <help@shop.example> [2026-11-24 10:00]:\n> Hello\n> World\n", "Yes"},
    };
    CHECK(state, cases);
}

static void outlook_header_blocks_begin_a_quote(void **state)
{
    static const Case cases[] = {
        {"Gracias\n\n________________________________\nDe: Soporte <ayuda@tienda.example>\nEnviado: martes, 24 de noviembre de 2026 10:00\n"
         "Para: Ana <ana@cliente.example>\nAsunto: RE: Pedido\n\nHola\n",
         "Gracias"},
        {"Gracias\n\nDe: Soporte\nEnviado el: martes, 24 de noviembre de 2026 10:00 a. m.\nPara: Ana\nCC: Luis\nAsunto: RE: Pedido\n\nHola\n",
         "Gracias"},
        {"Obrigada\n\nDe: Suporte <ajuda@loja.example>\nEnviada em: terça-feira, 24 de novembro de 2026 10:00\nPara: Ana\nAssunto: RES: Pedido\n\nOlá",
         "Obrigada"},
        {"Thanks\n\nFrom: Support <help@shop.example>\nSent: Tuesday, November 24, 2026 10:00 AM\nTo: Ann <ann@client.example>\nSubject: RE: Order\n\nHello",
         "Thanks"},
        {"Thanks\n\nFrom: Support\n\nSent: Tuesday, November 24, 2026 10:00 AM\n\nTo: Ann\n\nSubject: RE: Order\n\nHello",
         "Thanks"},
        {"Thanks\n\n*From:* Support [mailto:help@shop.example]\n*Sent:* Tuesday, November 24, 2026 10:00 AM\n*To:* Ann\n*Subject:* RE: Order\n\nHello",
         "Thanks"},
        {"Danke\n\nVon: Hilfe <hilfe@laden.example>\nGesendet: Dienstag, 24. November 2026 10:00\nAn: Anna\nBetreff: AW: Bestellung\n\nHallo",
         "Danke"},
        {"Danke\n\nGesendet: Dienstag, 24. November 2026 um 10:00 Uhr\nVon: \"Hilfe\" <hilfe@laden.example>\nAn: anna@kunde.example\nBetreff: AW: Bestellung\n\nHallo",
         "Danke"},
        {"Merci\n\nDe : Aide <aide@magasin.example>\nEnvoyé : mardi 24 novembre 2026 10:00\nÀ : Anne\nObjet : RE: Commande\n\nBonjour",
         "Merci"},
        {"Merci\n\nDe\xc2\xa0: Aide <aide@magasin.example>\nEnvoyé\xc2\xa0: mardi 24 novembre 2026 10:00\nÀ\xc2\xa0: Anne\nObjet\xc2\xa0: RE: Commande\n\nBonjour",
         "Merci"},
        {"Grazie\n\nDa: Aiuto <aiuto@negozio.example>\nInviato: martedì 24 novembre 2026 10:00\nA: Anna\nOggetto: R: Ordine\n\nCiao",
         "Grazie"},
        {"Bedankt\n\nVan: Hulp <hulp@winkel.example>\nVerzonden: dinsdag 24 november 2026 10:00\nAan: Anna\nOnderwerp: RE: Bestelling\n\nHoi",
         "Bedankt"},
        {"Thanks\n\n-----Original Message-----\nFrom: Support\nSent: Tuesday\n\nHello", "Thanks"},
        {"Gracias\n\n-----Mensaje original-----\nDe: Soporte\n\nHola", "Gracias"},
        {"Obrigada\n\n-----Mensagem original-----\nDe: Suporte\n\nOlá", "Obrigada"},
        {"Danke\n\n-----Ursprüngliche Nachricht-----\nVon: Hilfe\n\nHallo", "Danke"},
        {"Merci\n\n-----Message d'origine-----\nDe : Aide\n\nBonjour", "Merci"},
        {"Grazie\n\n-----Messaggio originale-----\nDa: Aiuto\n\nCiao", "Grazie"},
        {"Gracias\n\nEnviado desde mi Samsung\n\n-------- Mensaje original --------\nDe: Soporte\nFecha: 24/11/26 10:00\nPara: ana@cliente.example\nAsunto: Pedido\n\nHola",
         "Gracias"},
        {"Thanks\n\n-------- Original message --------\nFrom: Support <help@shop.example>\nDate: 11/24/26 10:00 AM (GMT-05:00)\nTo: ann@client.example\nSubject: Order\n\nHello",
         "Thanks"},
        {"谢谢\n\n------------------ 原始邮件 ------------------\n发件人: \"客服\" <help@shop.example>;\n发送时间: 2026年11月24日\n\n你好",
         "谢谢"},
        {"Hi\n\nSubject: Order\nTo: ann@client.example\nFrom: help@shop.example\nDate: Tue, 24 Nov 2026 10:00:00 +0000\n\nHello",
         "Hi"},
        {"Listo\n\n##- Por favor, escriba su respuesta por encima de esta línea -##\n\nHola", "Listo"},
    };
    CHECK(state, cases);
}

static void what_looks_like_headers_in_ones_own_words_stays(void **state)
{
    static const Case cases[] = {
        {"Quiero viajar:\nDe: Madrid\nA: Bogotá\nAdultos: 2", "Quiero viajar:\nDe: Madrid\nA: Bogotá\nAdultos: 2"},
        {"My order:\nFrom: warehouse\nTo: my home", "My order:\nFrom: warehouse\nTo: my home"},
        {"Invitation:\n\nDate: Tuesday 24 November 2026\nTime: 10:00\nAddress: Calle 1\n\nCome!",
         "Invitation:\n\nDate: Tuesday 24 November 2026\nTime: 10:00\nAddress: Calle 1\n\nCome!"},
        {"See\n>>> >>> http://shop.example <<<\nand tell", "See\n>>> >>> http://shop.example <<<\nand tell"},
        {"On page 3 you wrote:\nthe price is 10.", "On page 3 you wrote:\nthe price is 10."},
        {"I have two questions:\n1. When?\n2. Where?", "I have two questions:\n1. When?\n2. Where?"},
        {"As I said yesterday at 10:30:\n\nit is broken.", "As I said yesterday at 10:30:\n\nit is broken."},
        {"On Monday at 10:30 your colleague wrote:\n\nit is broken.",
         "On Monday at 10:30 your colleague wrote:\n\nit is broken."},
        {"As I wrote: it is broken.", "As I wrote: it is broken."},
        {"Name: Ann\nPhone: 555\nSubject: broken", "Name: Ann\nPhone: 555\nSubject: broken"},
        {"> a single quoted line on top\n", "> a single quoted line on top"},
        {"Dates: from 10:00 to 11:00, to: office", "Dates: from 10:00 to 11:00, to: office"},
        {"On the 24th of November we wrote\nto you and nobody answered.",
         "On the 24th of November we wrote\nto you and nobody answered."},
        {"El pedido 4711 llegó roto.\nEl otro también:\n- taza\n- plato",
         "El pedido 4711 llegó roto.\nEl otro también:\n- taza\n- plato"},
    };
    CHECK(state, cases);
}

static void answers_between_quoted_lines_stay_with_their_questions(void **state)
{
    static const Case cases[] = {
        {"On Tue, Nov 24, 2026 at 10:00 AM Support <help@shop.example> wrote:\n> Which size?\n\nLarge.\n\n> Which colour?\n\nBlue.\n",
         "On Tue, Nov 24, 2026 at 10:00 AM Support <help@shop.example> wrote:\n> Which size?\n\nLarge.\n\n> Which colour?\n\nBlue."},
        {"Mis respuestas abajo.\n\n> ¿Talla?\nGrande.\n> ¿Color?\nAzul.\n> Saludos\n> Soporte\n",
         "Mis respuestas abajo.\n\n> ¿Talla?\nGrande.\n> ¿Color?\nAzul."},
        {"On Tue, Nov 24, 2026 at 10:00 AM Support <help@shop.example> wrote:\n> Which size?\n> And colour?\n\nLarge, blue.\n",
         "Large, blue."},
        {"> Which size?\n> And colour?\n\nLarge, blue.\n", "Large, blue."},
    };
    CHECK(state, cases);
}

static void quoted_lines_at_the_end_go_even_without_introduction(void **state)
{
    static const Case cases[] = {
        {"Yes please.\n\n> Shall we send it?\n> Kind regards\n", "Yes please."},
        {"Yes please.\n\n>> older\n>> lines\n> Shall we send it?\n", "Yes please."},
        {"Yes\n\nOn Tue, 24 Nov 2026, Support wrote:\n> see http://shop.example/a\n/very/long/rest\n> of it\n", "Yes"},
    };
    CHECK(state, cases);
}

static void nothing_is_cut_when_nothing_would_be_left(void **state)
{
    static const Case cases[] = {
        {"On Tue, Nov 24, 2026 at 10:00 AM Support <help@shop.example> wrote:\n\n> Hello\n",
         "On Tue, Nov 24, 2026 at 10:00 AM Support <help@shop.example> wrote:\n\n> Hello"},
        {"Sent from my iPhone", "Sent from my iPhone"},
        {"-- \nAna", "-- \nAna"},
        {"", ""},
        {"\n \n", ""},
    };
    CHECK(state, cases);
}

static void signatures_are_told_apart(void **state)
{
    static const Case cases[] = {
        {"Hola\n\n-- \nAna Pérez\nCalle 1\n", "Hola"},
        {"Hola\n--\nAna", "Hola"},
        {"Hola\n\nEnviado desde mi iPhone", "Hola"},
        {"Olá\n\nEnviado do meu iPhone", "Olá"},
        {"Olá\n\nEnviado do Email para Windows", "Olá"},
        {"Hi\n\nSent from my iPad", "Hi"},
        {"Hi\n\nSent from Yahoo Mail on Android", "Hi"},
        {"Hi\n\nGet Outlook for iOS<https://aka.ms/o0ukef>", "Hi"},
        {"Hola\n\nObtener Outlook para iOS", "Hola"},
        {"Olá\n\nObter o Outlook para Android", "Olá"},
        {"Hallo\n\nVon meinem iPhone gesendet", "Hallo"},
        {"Hallo\n\nGesendet von Mail für Windows", "Hallo"},
        {"Salut\n\nEnvoyé de mon iPhone", "Salut"},
        {"Ciao\n\nInviato da iPhone", "Ciao"},
        {"Ciao\n\nInviato dal mio Samsung", "Ciao"},
        {"Hoi\n\nVerstuurd vanaf mijn iPhone", "Hoi"},
        {"Hi,\nit works.\n\n-Ann", "Hi,\nit works."},
        {"Hi\n\n_______________________________________________\nusers mailing list\nusers@lists.example\nhttps://lists.example/users",
         "Hi"},
    };
    CHECK(state, cases);
}

static void closing_words_are_no_signature(void **state)
{
    static const Case cases[] = {
        {"Hola\n\nSaludos cordiales,\nAna", "Hola\n\nSaludos cordiales,\nAna"},
        {"See -- this is no signature.\n\nBye", "See -- this is no signature.\n\nBye"},
        {"Sent from the warehouse yesterday, says the carrier.",
         "Sent from the warehouse yesterday, says the carrier."},
        {"Hi\n\nSent from my desk, which is easier than my phone.",
         "Hi\n\nSent from my desk, which is easier than my phone."},
        {"Item A\n---\nItem B", "Item A\n---\nItem B"},
        {"Where?\n\n- Bogotá", "Where?\n\n- Bogotá"},
        {"I need:\n- Apples\n- Pears", "I need:\n- Apples\n- Pears"},
        {"Enviado ayer por correo.\n¿Dónde está?", "Enviado ayer por correo.\n¿Dónde está?"},
    };
    CHECK(state, cases);
}

static void what_is_passed_on_is_kept_apart(void **state)
{
    static const char *const separators[] = {
        "---------- Forwarded message ---------",
        "---------- Mensaje reenviado ---------",
        "---------- Mensagem encaminhada ----------",
        "-------- Weitergeleitete Nachricht --------",
        "Begin forwarded message:",
        "Inicio del mensaje reenviado:",
        "Início da mensagem encaminhada:",
        "Anfang der weitergeleiteten Nachricht:",
        "Début du message transféré :",
        "Inizio messaggio inoltrato:",
        "---------- Message transféré ---------",
        "---------- Messaggio inoltrato ---------",
    };
    Arena *arena = *state;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        MailReply split;
        Text body = text_format(
            arena, "Por favor miren esto.\n\n%s\nDe: Luis <luis@otro.example>\nFecha: 24/11/2026 10:00\n\nHola",
            separators[i]);
        mail_split_reply(arena, body, false, &split);
        assert_text(split.reply, "Por favor miren esto.");
        assert_true(text_starts_with(split.forwarded, text_of(separators[i])));
        assert_null(split.quote.data);
    }
}

static void every_part_is_given_back(void **state)
{
    MailReply split;
    mail_split_reply(*state,
                     TEXT("Sí.\r\n\r\n-- \r\nAna\r\n\r\nEl 24/11/2026 10:00, X <x@y.example> escribió:\r\n> Hola\r\n"),
                     false, &split);
    assert_text(split.reply, "Sí.");
    assert_text(split.signature, "-- \nAna");
    assert_text(split.quote, "El 24/11/2026 10:00, X <x@y.example> escribió:\n> Hola");
    assert_null(split.forwarded.data);
}

static void html_tells_where_its_quote_begins(void **state)
{
    static const Case cases[] = {
        {"<div dir=\"ltr\">Gracias</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">El mar, 24 nov 2026 a las 10:00, "
         "Soporte (&lt;<a href=\"mailto:a@b.c\">a@b.c</a>&gt;) escribió:<br></div><blockquote class=\"gmail_quote\"><div>Hola</div></blockquote></div>",
         "Gracias"},
        {"<p>Gracias</p><div id=\"divRplyFwdMsg\"><b>De:</b> Soporte<br><b>Asunto:</b> x</div><div>Hola</div>",
         "Gracias"},
        {"<div>Gracias</div><div><div style=\"border:none;border-top:solid #E1E1E1 1.0pt\"><p><b>De:</b> Soporte &lt;a@b.c&gt;<br><b>Enviado:</b> martes, 24 de "
         "noviembre de 2026 10:00<br><b>Para:</b> Ana<br><b>Asunto:</b> x</p></div></div><p>Hola</p>",
         "Gracias"},
        {"<div>Thanks</div><div><blockquote type=\"cite\"><div>On Nov 24, 2026, at 10:00, X &lt;x@y.z&gt; wrote:</div><div>Hello</div></blockquote></div>",
         "Thanks"},
        {"<p>Thanks</p><div class=\"moz-cite-prefix\">On 11/24/2026 10:00, X wrote:<br></div><blockquote type=\"cite\"><p>Hello</p></blockquote>",
         "Thanks"},
        {"<div>Thanks</div><div class=\"yahoo_quoted\"><div>On Tuesday, X wrote:</div><div>Hello</div></div>",
         "Thanks"},
        {"<div>Thanks</div><div class=\"protonmail_quote\">On Tuesday, X wrote:<br><blockquote class=\"protonmail_quote\">Hello</blockquote></div>",
         "Thanks"},
        {"<div>Thanks</div><div class=\"zmail_extra\">---- On Tue, X wrote ----<blockquote>Hello</blockquote></div>",
         "Thanks"},
        {"<div>Hi</div><div class=\"gmail_signature\">Ann<br>Shop</div>", "Hi"},
        {"<div>Look</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">---------- Forwarded message ---------<br>De: X</div>Hello</div>",
         "Look"},
        {"<p>Thanks</p><blockquote>Hello</blockquote>", "Thanks"},
        {"<div>Just <b>text</b> &amp; more</div>", "Just text & more"},
        {"<p>See:</p><blockquote>my own citation</blockquote><p>Nice, no?</p>",
         "See:\n\n> my own citation\n\nNice, no?"},
    };
    CHECK_HTML(state, cases);
}

static void marks_cannot_be_forged_by_text(void **state)
{
    static const Case cases[] = {{"<p>a</p><p>&#1;</p><p>\001</p><p>b</p>", "a\n\nb"}};
    CHECK_HTML(state, cases);
}

static void hostile_bodies_are_split_in_time(void **state)
{
    Arena *arena = *state;
    static const char *const pieces[] = {"On \n",  "> ", "--\n", "a@b.c wrote:\n", "On 1/1/2026 ", "From: a@b\n",
                                         "____\n", "-",  "\n",   "> x\ny\n"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t length = strlen(pieces[i]);
        size_t count = 49000;
        char *body = arena_alloc(arena, count * length + 1);
        for (size_t k = 0; k < count; k++)
            memcpy(body + k * length, pieces[i], length);
        MailReply split;
        mail_split_reply(arena, (Text){body, count * length}, false, &split);
        assert_true(split.reply.length <= count * length);
    }
}

/* Lines are folded before they are compared; a word that folding changes would never be found. */
static void words_are_written_as_folding_leaves_them(void **state)
{
    static const char *const *const lists[] = {quote_verbs,           quote_starts,        quote_reply_phrases,
                                               quote_forward_phrases, quote_mobile_starts, quote_sent_starts,
                                               quote_devices};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (const char *const *word = lists[i]; *word; word++)
            assert_text(text_fold(*state, text_of(*word)), *word);
    }
    for (size_t i = 0; quote_labels[i].name; i++)
        assert_text(text_fold(*state, text_of(quote_labels[i].name)), quote_labels[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(gmail_introduces_its_quotes_in_many_languages),
        IN_ARENA(apple_mail_introduces_its_quotes_in_many_languages),
        IN_ARENA(thunderbird_and_others_introduce_their_quotes),
        IN_ARENA(outlook_header_blocks_begin_a_quote),
        IN_ARENA(what_looks_like_headers_in_ones_own_words_stays),
        IN_ARENA(answers_between_quoted_lines_stay_with_their_questions),
        IN_ARENA(quoted_lines_at_the_end_go_even_without_introduction),
        IN_ARENA(nothing_is_cut_when_nothing_would_be_left),
        IN_ARENA(signatures_are_told_apart),
        IN_ARENA(closing_words_are_no_signature),
        IN_ARENA(what_is_passed_on_is_kept_apart),
        IN_ARENA(every_part_is_given_back),
        IN_ARENA(html_tells_where_its_quote_begins),
        IN_ARENA(marks_cannot_be_forged_by_text),
        IN_ARENA(hostile_bodies_are_split_in_time),
        IN_ARENA(words_are_written_as_folding_leaves_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
