/** What the panel says; the loader knows only the button's name. */
export interface Words {
  close: string;
  greeting: string;
  name: string;
  email: string;
  message: string;
  agree: string;
  privacy: string;
  send: string;
  sending: string;
  required: string;
  badEmail: string;
  mustAgree: string;
  failed: string;
  tooMany: string;
  queued: string;
  gone: string;
  number: string;
  promise: string;
  page: string;
  again: string;
  team: string;
  log: string;
}

export const WORDS: Record<string, Words> = {
  es: {
    close: 'Cerrar',
    greeting: 'Hola, ¿en qué te ayudamos?',
    name: 'Nombre',
    email: 'Correo electrónico',
    message: 'Tu mensaje',
    agree: 'Acepto el',
    privacy: 'aviso de privacidad',
    send: 'Enviar',
    sending: 'Enviando…',
    required: 'Escribe tu mensaje.',
    badEmail: 'Escribe un correo como ana@ejemplo.com.',
    mustAgree: 'Acepta el aviso de privacidad para enviar.',
    failed: 'No pudimos enviarlo. Inténtalo de nuevo en un momento.',
    tooMany: 'Son muchos mensajes seguidos. Espera un minuto.',
    queued: 'Sin conexión. Lo enviamos en cuanto vuelva.',
    gone: 'Esa solicitud ya no está disponible. Escribe una nueva.',
    number: 'Solicitud n.º',
    promise: 'Te escribimos a más tardar el',
    page: 'Ver en una página',
    again: 'Nueva solicitud',
    team: 'Nuestro equipo',
    log: 'Mensajes',
  },
  en: {
    close: 'Close',
    greeting: 'Hi, how can we help?',
    name: 'Name',
    email: 'E-mail',
    message: 'Your message',
    agree: 'I agree to the',
    privacy: 'privacy notice',
    send: 'Send',
    sending: 'Sending…',
    required: 'Write your message.',
    badEmail: 'Write an address like ana@example.com.',
    mustAgree: 'Agree to the privacy notice to send.',
    failed: "We couldn't send it. Try again in a moment.",
    tooMany: 'That was a lot of messages. Wait a minute.',
    queued: "You're offline. We send it as soon as you're back.",
    gone: 'That request is no longer here. Write a new one.',
    number: 'Request no.',
    promise: 'We write to you by',
    page: 'See it on a page',
    again: 'New request',
    team: 'Our team',
    log: 'Messages',
  },
  pt: {
    close: 'Fechar',
    greeting: 'Olá, como podemos ajudar?',
    name: 'Nome',
    email: 'E-mail',
    message: 'Sua mensagem',
    agree: 'Aceito o',
    privacy: 'aviso de privacidade',
    send: 'Enviar',
    sending: 'Enviando…',
    required: 'Escreva sua mensagem.',
    badEmail: 'Escreva um e-mail como ana@exemplo.com.',
    mustAgree: 'Aceite o aviso de privacidade para enviar.',
    failed: 'Não conseguimos enviar. Tente de novo em instantes.',
    tooMany: 'Foram muitas mensagens seguidas. Espere um minuto.',
    queued: 'Sem conexão. Enviamos assim que voltar.',
    gone: 'Essa solicitação não está mais disponível. Escreva uma nova.',
    number: 'Solicitação n.º',
    promise: 'Escrevemos para você até',
    page: 'Ver em uma página',
    again: 'Nova solicitação',
    team: 'Nossa equipe',
    log: 'Mensagens',
  },
};
