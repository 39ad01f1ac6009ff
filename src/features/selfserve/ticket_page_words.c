#include "selfserve/ticket_page_words.h"

static const char *const words_of[WORDS_COUNT][PUBLIC_LANGUAGES] = {
    [WORDS_NUMBER] = {"Solicitud n.º %lld", "Request no. %lld", "Solicitação n.º %lld"},
    [WORDS_OPENED] = {"Recibida el %.*s", "Received on %.*s", "Recebida em %.*s"},
    [WORDS_PROMISE] = {"Te escribimos a más tardar el %.*s.", "We write to you by %.*s at the latest.",
                       "Escrevemos para você até %.*s."},
    [WORDS_STEPS] = {"Cómo va tu solicitud", "How your request is doing", "Como está sua solicitação"},
    [WORDS_RECEIVED] = {"Recibida", "Received", "Recebida"},
    [WORDS_IN_COURSE] = {"En curso", "In progress", "Em andamento"},
    [WORDS_DONE] = {"Resuelta", "Solved", "Resolvida"},
    [WORDS_THREAD] = {"Conversación", "Conversation", "Conversa"},
    [WORDS_EARLIER] = {"Aquí están los últimos mensajes; los anteriores no se muestran.",
                       "These are the latest messages; earlier ones are not shown.",
                       "Estas são as últimas mensagens; as anteriores não aparecem."},
    [WORDS_YOU] = {"Tú", "You", "Você"},
    [WORDS_TEAM] = {"Nuestro equipo", "Our team", "Nossa equipe"},
    [WORDS_FILES] = {"Archivos", "Files", "Arquivos"},
    [WORDS_REPLY] = {"Responder", "Reply", "Responder"},
    [WORDS_REPLY_AGAIN] = {"¿Algo no quedó bien?", "Is something not right yet?", "Algo não ficou bom?"},
    [WORDS_MESSAGE] = {"Tu mensaje", "Your message", "Sua mensagem"},
    [WORDS_ATTACH] = {"Adjuntar archivos", "Attach files", "Anexar arquivos"},
    [WORDS_ATTACH_HINT] = {"Hasta 10 archivos, 20 MB en total.", "Up to 10 files, 20 MB in all.",
                           "Até 10 arquivos, 20 MB no total."},
    [WORDS_SEND] = {"Enviar", "Send", "Enviar"},
    [WORDS_SENT] = {"Recibimos tu mensaje. Te respondemos pronto.", "We got your message. We will answer soon.",
                    "Recebemos sua mensagem. Respondemos em breve."},
    [WORDS_EMPTY] = {"Escribe un mensaje o adjunta un archivo.", "Write a message or attach a file.",
                     "Escreva uma mensagem ou anexe um arquivo."},
    [WORDS_TOO_LONG] = {"El mensaje es muy largo: escribe hasta 20.000 caracteres, o adjúntalo como archivo.",
                        "The message is too long: write up to 20,000 characters, or attach it as a file.",
                        "A mensagem é muito longa: escreva até 20.000 caracteres, ou anexe-a como arquivo."},
    [WORDS_BAD_FILE] = {"Adjunta hasta 10 archivos que no estén vacíos.", "Attach up to 10 files that are not empty.",
                        "Anexe até 10 arquivos que não estejam vazios."},
    [WORDS_PERSONAL] = {"Este enlace es personal: quien lo tenga puede leer y responder esta conversación.",
                        "This link is personal: whoever has it can read and answer this conversation.",
                        "Este link é pessoal: quem o tiver pode ler e responder esta conversa."},
    [WORDS_PREVIEW] = {"Así lo ve el cliente, que además tiene aquí abajo dónde responder.",
                       "This is what the customer sees, who can also answer below.",
                       "É assim que o cliente vê; ele também pode responder abaixo."},
    [WORDS_GONE] = {"No encontramos esta solicitud", "We can't find this request", "Não encontramos esta solicitação"},
    [WORDS_GONE_DETAIL] =
        {"El enlace está incompleto o ya no es válido. Revisa que lo copiaste entero, o escríbenos.",
         "The link is incomplete or no longer valid. Check that you copied all of it, or write to us.",
         "O link está incompleto ou não é mais válido. Confira se o copiou inteiro, ou escreva para "
         "nós."},
};

static const char *const statuses[][PUBLIC_LANGUAGES] = {
    [TICKET_NEW] = {"Recibida", "Received", "Recebida"},
    [TICKET_OPEN] = {"En curso", "In progress", "Em andamento"},
    [TICKET_PENDING] = {"Esperamos tu respuesta", "Waiting for your answer", "Esperamos sua resposta"},
    [TICKET_ON_HOLD] = {"En pausa", "On hold", "Em pausa"},
    [TICKET_SOLVED] = {"Resuelta", "Solved", "Resolvida"},
    [TICKET_CLOSED] = {"Cerrada", "Closed", "Fechada"},
};

static const char *const next_steps[][PUBLIC_LANGUAGES] = {
    [TICKET_NEW] = {"Pronto la atiende una persona de nuestro equipo.", "Somebody of our team looks at it soon.",
                    "Em breve alguém da nossa equipe vai atender."},
    [TICKET_OPEN] = {"Estamos trabajando en ella.", "We are working on it.", "Estamos trabalhando nela."},
    [TICKET_PENDING] = {"Necesitamos algo más de ti: responde aquí abajo.",
                        "We need something more from you: answer below.",
                        "Precisamos de mais alguma coisa de você: responda abaixo."},
    [TICKET_ON_HOLD] = {"Esperamos a un tercero; te avisamos en cuanto sepamos más.",
                        "We wait for somebody else; we tell you as soon as we know more.",
                        "Esperamos por terceiros; avisamos assim que soubermos mais."},
    [TICKET_SOLVED] = {"Si algo no quedó bien, responde y la retomamos.",
                       "If something is not right yet, answer and we take it up again.",
                       "Se algo não ficou bom, responda e nós a retomamos."},
    [TICKET_CLOSED] = {"Si necesitas algo más, escribe aquí y la abrimos de nuevo.",
                       "If you need anything else, write here and we open it again.",
                       "Se precisar de mais alguma coisa, escreva aqui e nós a reabrimos."},
};

const char *page_words(PublicLanguage language, PageWords words)
{
    return words_of[words][language];
}

const char *page_status(PublicLanguage language, TicketStatus status)
{
    return statuses[status][language];
}

const char *page_next_step(PublicLanguage language, TicketStatus status)
{
    return next_steps[status][language];
}
