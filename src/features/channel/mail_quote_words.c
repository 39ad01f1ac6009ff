#include "channel/mail_quote_words.h"

#include <stddef.h>

const char *const quote_verbs[] = {
    /* en, es, pt, ca, gl */
    "wrote", "writes", "said", "wrote the following", "escribio", "escribio lo siguiente", "escribe", "escreveu", "escreveu o seguinte",
    "va escriure", "ha escrit", "escribiu",
    /* fr, it, de, nl */
    "a ecrit", "ecrit", "ecrivait", "a repondu", "ha scritto", "scritto", "scrive", "scrisse", "schrieb", "schrieb folgendes", "schreibt", "schreef",
    "schreef het volgende", "heeft geschreven", "geschreven",
    /* sv, no, da, fi */
    "skrev", "skrev folgende", "skrev følgende", "skreiv", "kirjoitti",
    /* pl, cs, sk, hr, ro, hu, tr, el */
    "napsal", "napsala", "napsal(a)", "napisał", "napisała", "napisał(a)", "napisal", "napisala", "napisal(a)", "pisze", "napisao", "je napisao", "je napisal/a", "a scris",
    "irta", "yazdi", "sunlari yazdi", "εγραψε",
    /* ru, uk, bg */
    "пишет", "написал", "написала", "написал(а)", "писал", "писал(а)", "написав", "пише", "написа",
    /* zh, ja, ko, vi, id */
    "写道", "寫道", "のメール", "書きました", "のメッセージ", "작성", "님이 작성", "da viet", "đa viet", "menulis", "rase", "rakstija", "kirjutas", "כתב", "כתב/ה", "כתבה", "كتب", "เขียน", NULL};

const char *const quote_starts[] = {
    "on ", "at ", "el ", "em ", "en ", "no dia ", "a ", "le ", "il ", "il giorno ", "in data ", "am ", "op ", "den ", "pa ", "w dniu ",
    "dnia ", "dne ", "dana ", "in ", "la ", "ons ", "в ", "на ", "ср, ", "пн, ", "вт, ", "чт, ", "пт, ", "сб, ", "вс, ", "pada ", "vao ",
    "luc ", "在 ", "在", "于 ", "στις ", "---- on ", "---- el ", "---- em ", "---- le ", "---- am ", "---- il ", "---- en ",
    "---- in ", "---- op ", "---- den ", "--- on ", "--- el ", "--- em ", "-- on ", "quoting ", "citando ", "zitat von ", "citation de ", "selon ", "في ", "ב-", "בתאריך ",
    "in message ", "in article ", "en date de ", "mensaje citado por ", NULL};

const char *const quote_reply_phrases[] = {
    "original message", "original", "original email", "original e-mail", "original appointment", "message original", "reply message",
    "mensaje original", "mensaje originario", "correo original", "mensagem original", "missatge original", "mensaxe orixinal",
    "ursprungliche nachricht", "originalnachricht", "original-nachricht", "original nachricht", "ursprungliche mail",
    "message d'origine", "message d’origine", "message initial", "mail original", "courriel original", "messaggio originale",
    "messaggio originario", "oorspronkelijk bericht", "origineel bericht", "originele bericht", "ursprungligt meddelande",
    "originalmeddelande", "opprinnelig melding", "originalmelding", "oprindelig meddelelse", "original meddelelse",
    "original besked", "alkuperainen viesti", "oryginalna wiadomosc", "wiadomosc oryginalna", "wiadomosc pierwotna", "puvodni zprava", "povodna sprava",
    "eredeti uzenet", "mesaj original", "исходное сообщение", "первоначальное сообщение", "оригинальное сообщение",
    "orijinal mesaj", "orijinal ileti", "原始邮件", "原始郵件", "邮件原件", "元のメッセージ", "original-meddelande", "원본 메시지", NULL};

const char *const quote_forward_phrases[] = {
    "forwarded message", "begin forwarded message", "forwarded by", "forwarded mail", "mensaje reenviado", "inicio del mensaje reenviado",
    "comienzo del mensaje reenviado", "mensagem encaminhada", "mensagem reencaminhada", "mensagem enviada",
    "inicio da mensagem encaminhada", "inicio da mensagem reencaminhada", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "message transfere", "message transmis",
    "courriel transfere", "debut du message reexpedie", "debut du message transfere", "messaggio inoltrato",
    "inizio messaggio inoltrato", "doorgestuurd bericht", "begin doorgestuurd bericht", "vidarebefordrat meddelande",
    "vidarebefordrat brev", "videresendt melding", "videresendt meddelelse", "valitetty viesti", "przekazana wiadomosc", "wiadomosc przekazana",
    "preposlana zprava", "továbbított üzenet", "tovabbitott uzenet", "mesaj redirectionat", "missatge reenviat", "пересылаемое сообщение",
    "начало переадресованного сообщения", "переслане повідомлення", "yonlendirilmis ileti", "iletilen mesaj", "转发的消息", "轉寄郵件", "转发邮件",
    "転送メッセージ", "전달된 메시지", NULL};

const char *const quote_mobile_starts[] = {
    "sent from my ", "sent from outlook", "sent from mail for windows", "sent from yahoo mail", "sent from samsung",
    "sent from windows mail", "sent from blackberry", "sent from mailbox", "sent from typeapp", "sent from nine", "sent from xfinity", "sent from tutanota", "sent from hey", "sent from superhuman", "sent from mail.ru", "sent from icloud", "sent from gmail", "sent from hotmail", "sent from mobile", "sent from an ", "sent from a phone", "sent from the all new aol", "sent from aol", "sent with proton", "sent from proton",
    "sent with airmail", "sent on the sprint", "typed on my ", "get outlook for ", "get bluemail", "get yahoo mail",
    "enviado desde mi ", "enviado desde outlook", "enviado desde yahoo", "enviado desde correo para windows",
    "enviado con proton", "enviado desde proton", "enviado de mi ", 
    "obtener outlook para ", "obten outlook para", "descargar outlook para", "descarga outlook para", "enviado do meu ", "enviado pelo meu ",
    "enviada do meu ", "enviado a partir d", "enviado através do", "enviado atraves do", 
    "obter o outlook para", "obtenha o outlook para", "baixe o outlook para", "envoye de mon ", "envoye a partir d",
    "envoye avec proton", "obtenez outlook pour", "obtenir outlook pour", "telecharger outlook pour", "von meinem ", 
    "outlook fur ", "holen sie sich outlook", "inviato dall", "inviata da",
    "ottieni outlook per", "scarica outlook per", "verzonden vanaf ", "verstuurd vanaf ", "outlook voor ", "skickades fran ",
    "hamta outlook for", "hent outlook", "wysłane z ", "wysłano z ", "wyslane z ", "odeslano z ", "отправлено с ", "отправлено из ",
    "надіслано з ", "послато са", "发自我的", "从我的", "發自我的", "iphoneから送信", "나의 iphone에서", "iphone'umdan", "iphone'dan g", "trimis de pe",
    "enviat des de", "enviado dende", NULL};

const char *const quote_sent_starts[] = {"sent from ", "sent by ", "sent through ", "enviado desde ", "enviado de ", "enviado con ",
    "enviado por ", "enviada desde ", "enviado ", "sent via ", "sent using ", "envoye ", "gesendet ", "inviato da", "verzonden ", "skickat ", "sendt ", "lahetetty ", "mobile ", "from my ", "desde mi ", "do meu ", "de mon ", "message sent ", "this message was sent ",
    "mensaje enviado ", NULL};

const char *const quote_devices[] = {"iphone", "ipad", "ipod", "android", "blackberry", "outlook", "samsung", "galaxy", "windows", "mobile",
    "movil", "celular", "telefone", "telefono", "telephone", "smartphone", "handheld", "nokia", "huawei", "xiaomi", "motorola", "htc", "palm", "treo",
    "yahoo", "gmail", "zoho", "protonmail", "proton mail", "thunderbird", "nexus", "verizon", "t-mobile", "phone", "tablet", "cell", "spark", "bluemail", "web.de", "gmx", "mail for ", "mail app", "mail para ", "mail fur ", "mail pour ", "mail su ", "mail.ru", "correo para ", "e-mail-app", "huaweimail", "puhelim", NULL};

const QuoteLabelName quote_labels[] = {
    {"from", LABEL_FROM}, {"de", LABEL_FROM}, {"von", LABEL_FROM}, {"da", LABEL_FROM}, {"van", LABEL_FROM}, {"fra", LABEL_FROM},
    {"fran", LABEL_FROM}, {"od", LABEL_FROM}, {"lahettaja", LABEL_FROM}, {"remitente", LABEL_FROM}, {"remetente", LABEL_FROM},
    {"expediteur", LABEL_FROM}, {"mittente", LABEL_FROM}, {"absender", LABEL_FROM}, {"от", LABEL_FROM}, {"от кого", LABEL_FROM}, {"від", LABEL_FROM},
    {"发件人", LABEL_FROM}, {"寄件者", LABEL_FROM}, {"差出人", LABEL_FROM}, {"送信者", LABEL_FROM}, {"보낸 사람", LABEL_FROM}, {"보낸사람", LABEL_FROM},
    {"felado", LABEL_FROM}, {"kimden", LABEL_FROM}, {"gonderen", LABEL_FROM}, {"απο", LABEL_FROM}, {"de la", LABEL_FROM},
    {"sent", LABEL_DATE}, {"date", LABEL_DATE}, {"sent on", LABEL_DATE}, {"enviado", LABEL_DATE}, {"enviado el", LABEL_DATE},
    {"enviado em", LABEL_DATE}, {"enviada em", LABEL_DATE}, {"enviada", LABEL_DATE}, {"enviat", LABEL_DATE}, {"enviat el", LABEL_DATE}, {"fecha", LABEL_DATE},
    {"data", LABEL_DATE}, {"data invio", LABEL_DATE}, {"data de envio", LABEL_DATE}, {"datum", LABEL_DATE}, {"gesendet", LABEL_DATE}, {"gesendet am", LABEL_DATE},
    {"envoye", LABEL_DATE}, {"envoye le", LABEL_DATE}, {"inviato", LABEL_DATE}, {"inviato il", LABEL_DATE}, {"inviata", LABEL_DATE}, {"verzonden", LABEL_DATE},
    {"skickat", LABEL_DATE}, {"sendt", LABEL_DATE}, {"dato", LABEL_DATE}, {"lahetetty", LABEL_DATE}, {"paivays", LABEL_DATE}, {"wysłano", LABEL_DATE},
    {"wyslano", LABEL_DATE}, {"odeslano", LABEL_DATE}, {"kuldve", LABEL_DATE}, {"trimis", LABEL_DATE}, {"tarih", LABEL_DATE}, {"gonderildi", LABEL_DATE},
    {"дата", LABEL_DATE}, {"отправлено", LABEL_DATE}, {"发送时间", LABEL_DATE}, {"日期", LABEL_DATE}, {"寄件日期", LABEL_DATE}, {"送信日時", LABEL_DATE},
    {"日時", LABEL_DATE}, {"보낸 날짜", LABEL_DATE}, {"날짜", LABEL_DATE},
    {"to", LABEL_TO}, {"para", LABEL_TO}, {"a", LABEL_TO}, {"an", LABEL_TO}, {"aan", LABEL_TO}, {"till", LABEL_TO}, {"til", LABEL_TO},
    {"do", LABEL_TO}, {"pour", LABEL_TO}, {"per", LABEL_TO}, {"destinatario", LABEL_TO}, {"destinataire", LABEL_TO}, {"vastaanottaja", LABEL_TO}, {"komu", LABEL_TO}, {"cimzett", LABEL_TO},
    {"catre", LABEL_TO}, {"kime", LABEL_TO}, {"кому", LABEL_TO}, {"收件人", LABEL_TO}, {"宛先", LABEL_TO}, {"받는 사람", LABEL_TO}, {"받는사람", LABEL_TO},
    {"per a", LABEL_TO},
    {"cc", LABEL_CC}, {"c.c.", LABEL_CC}, {"cco", LABEL_CC}, {"bcc", LABEL_CC}, {"copia", LABEL_CC}, {"kopie", LABEL_CC}, {"kopia", LABEL_CC},
    {"kopi", LABEL_CC}, {"копия", LABEL_CC}, {"抄送", LABEL_CC}, {"com copia", LABEL_CC}, {"con copia", LABEL_CC}, {"dw", LABEL_CC},
    {"subject", LABEL_SUBJECT}, {"asunto", LABEL_SUBJECT}, {"assunto", LABEL_SUBJECT}, {"betreff", LABEL_SUBJECT}, {"objet", LABEL_SUBJECT},
    {"oggetto", LABEL_SUBJECT}, {"onderwerp", LABEL_SUBJECT}, {"amne", LABEL_SUBJECT}, {"emne", LABEL_SUBJECT}, {"aihe", LABEL_SUBJECT}, {"temat", LABEL_SUBJECT},
    {"predmet", LABEL_SUBJECT}, {"targy", LABEL_SUBJECT}, {"subiect", LABEL_SUBJECT}, {"konu", LABEL_SUBJECT}, {"sujet", LABEL_SUBJECT}, {"assumpte", LABEL_SUBJECT},
    {"тема", LABEL_SUBJECT}, {"主题", LABEL_SUBJECT}, {"主旨", LABEL_SUBJECT}, {"件名", LABEL_SUBJECT}, {"제목", LABEL_SUBJECT},
    {"reply-to", LABEL_OTHER}, {"responder a", LABEL_OTHER}, {"importance", LABEL_OTHER}, {"importancia", LABEL_OTHER}, {"attachments", LABEL_OTHER},
    {"priority", LABEL_OTHER}, {"prioridad", LABEL_OTHER}, {"wichtigkeit", LABEL_OTHER}, {"organization", LABEL_OTHER}, {"message-id", LABEL_OTHER},
    {"datos adjuntos", LABEL_OTHER}, {"anexos", LABEL_OTHER}, {"anlagen", LABEL_OTHER}, {"pieces jointes", LABEL_OTHER}, {"return-path", LABEL_OTHER},
    {"references", LABEL_OTHER}, {"in-reply-to", LABEL_OTHER}, {"mailed-by", LABEL_OTHER}, {"signed-by", LABEL_OTHER}, {"x-mailer", LABEL_OTHER}, {"newsgroups", LABEL_OTHER}, {"when", LABEL_OTHER},
    {"where", LABEL_OTHER}, {"sensitivity", LABEL_OTHER}, {NULL, LABEL_NONE}};
