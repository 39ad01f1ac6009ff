#include "app/demo_talk.h"

#define VARIANTS 4
typedef struct Lines {
    const char *of[VARIANTS];
} Lines;

/* {{c}} customer, {{a}} agent, {{p}} product, {{o}} order, {{d}} days; {{#vos}}, {{#usted}}, {{#tu}} by country. */
static const Lines subjects_es[TOPIC_COUNT] = {
    [TOPIC_LATE] = {{"Mi pedido {{o}} no ha llegado", "¿Dónde está mi pedido?", "Entrega retrasada {{o}}",
                     "Llevo {{d}} días esperando"}},
    [TOPIC_BROKEN] = {{"{{p}} no enciende", "Mi {{p}} pierde agua", "Ruido extraño en la {{p}}", "Garantía de {{p}}"}},
    [TOPIC_INVOICE] = {{"Factura del pedido {{o}}", "Necesito la factura con otros datos", "Error en mi factura",
                        "Factura {{o}}"}},
    [TOPIC_SUBSCRIPTION] = {{"Cambiar mi suscripción", "Pausar la suscripción", "Cambio de café en mi suscripción",
                             "Fecha de envío de la suscripción"}},
    [TOPIC_RETURN] = {{"Quiero devolver {{p}}", "Devolución del pedido {{o}}", "¿Cómo devuelvo un producto?",
                       "Reembolso pendiente"}},
    [TOPIC_QUESTION] = {{"Duda sobre {{p}}", "¿Cuál molienda me conviene?", "¿{{p}} sirve para oficina?",
                         "Diferencia entre dos cafeteras"}},
    [TOPIC_WRONG] = {{"Me llegó otro producto", "Pedido {{o}} incompleto", "Falta un artículo en {{o}}",
                      "Producto equivocado"}},
    [TOPIC_PRAISE] = {{"Gracias por todo", "Muy contento con {{p}}", "Felicitaciones al equipo", "El mejor café"}},
    [TOPIC_CANCEL] = {{"Cancelar mi suscripción", "Quiero darme de baja", "Baja de la suscripción",
                       "No deseo continuar"}},
};
static const Lines openings_es[TOPIC_COUNT] = {
    [TOPIC_LATE] =
        {{"Hola, hice el pedido {{o}} y prometieron entrega en cinco días. Ya pasaron {{d}} y no hay noticias. ¿Me {{#vos}}podés{{/vos}}{{#tu}}puedes{{/tu}}{{#usted}}puede{{/usted}} decir dónde está?",
          "Buenas tardes. El rastreo de {{o}} no se mueve desde hace {{d}} días. Era un regalo y ya no llega a tiempo.",
          "Necesito saber qué pasa con {{o}}. Llamé dos veces y nadie contesta.",
          "Buen día, ¿{{#vos}}tenés{{/vos}}{{#tu}}tienes{{/tu}}{{#usted}}tiene{{/usted}} alguna fecha para {{o}}? La paquetería dice que no lo recibió."}},
    [TOPIC_BROKEN] =
        {{"Hola, mi {{p}} dejó de encender esta mañana. Probé otro enchufe y nada. Tiene {{d}} días de uso.",
          "La {{p}} pierde agua por abajo cada vez que la uso. Adjunto no puedo mandar video, pero sale como medio vaso.",
          "Desde ayer la {{p}} hace un ruido muy fuerte al calentar y el café sale tibio. ¿Entra en garantía?",
          "Compré la {{p}} en el pedido {{o}} y la bomba ya no da presión. La cuido y la descalcifico cada mes."}},
    [TOPIC_INVOICE] =
        {{"Buenos días, necesito la factura de {{o}} a nombre de mi empresa. ¿Qué datos {{#vos}}necesitás{{/vos}}{{#tu}}necesitas{{/tu}}{{#usted}}necesita{{/usted}}?",
          "La factura de {{o}} tiene mal el domicilio fiscal y contabilidad no me la acepta.",
          "No encuentro la factura de {{o}} en el correo. ¿La pueden reenviar, por favor?",
          "En la factura de {{o}} me cobraron dos envíos. Solo hubo uno."}},
    [TOPIC_SUBSCRIPTION] = {{"Hola, quisiera pasar de la suscripción de 500 g a la de 1 kg a partir del próximo mes.",
                             "Me voy de viaje y quiero pausar la suscripción {{d}} días. ¿Se puede?",
                             "¿Puedo cambiar el café de mi suscripción por {{p}}? El último me gustó menos.",
                             "Quisiera recibir la suscripción a principio de mes y no a mediados."}},
    [TOPIC_RETURN] = {{"Compré {{p}} y no es lo que esperaba. Está sin usar. ¿Cómo hago la devolución?",
                       "Devolví el pedido {{o}} hace {{d}} días y todavía no veo el reembolso.",
                       "Quiero devolver {{p}}: es más grande de lo que decía la página y no cabe en mi cocina.",
                       "¿Me pueden mandar la etiqueta para devolver {{p}}?"}},
    [TOPIC_QUESTION] =
        {{"Hola, estoy entre {{p}} y otra más pequeña. Somos dos y tomamos espresso por la mañana. ¿Cuál me {{#vos}}recomendás{{/vos}}{{#tu}}recomiendas{{/tu}}{{#usted}}recomienda{{/usted}}?",
          "¿{{p}} funciona a 220 V? Me mudo en un mes.",
          "¿Qué molienda va mejor con {{p}}? El café me sale muy amargo.",
          "¿Tienen {{p}} en tienda o solo por internet? ¿Cuánto tarda en llegar?"}},
    [TOPIC_WRONG] = {{"Abrí la caja de {{o}} y en lugar de {{p}} venía otra cosa. ¿Qué hacemos?",
                      "Al pedido {{o}} le falta {{p}}. Lo demás llegó bien.",
                      "Pedí café en grano y me llegó molido. No tengo cómo usarlo.",
                      "Llegaron dos paquetes iguales y falta {{p}}, que es lo que más necesitaba."}},
    [TOPIC_PRAISE] = {{"Solo quería darles las gracias. {{p}} llegó antes de tiempo y el café es buenísimo.",
                       "Hace un año que compro con ustedes y nunca había recibido un trato así. Felicitaciones.",
                       "El equipo de taller me dejó la máquina como nueva. ¡Gracias de verdad!",
                       "Recomendé la tienda a mis vecinos. El último café estaba increíble."}},
    [TOPIC_CANCEL] = {{"Quiero cancelar mi suscripción. Se me acumula el café y no lo termino.",
                       "Por favor den de baja la suscripción. Subió de precio y no me conviene.",
                       "Después de los retrasos prefiero no seguir. ¿Cómo cancelo?",
                       "Buenas, necesito cancelar desde el próximo cobro. Gracias."}},
};
static const Lines answers_es = {
    {"Hola, {{c}}: gracias por escribirnos. Ya estoy revisando {{#product}}{{p}}{{/product}}{{^product}}{{o}}{{/product}} y {{#vos}}te escribo{{/vos}}{{#tu}}te escribo{{/tu}}{{#usted}}le escribo{{/usted}} hoy mismo con una respuesta. Saludos, {{a}}",
     "Buen día, {{c}}. Lamento la molestia. {{#usted}}¿Me confirma su dirección y un teléfono?{{/usted}}{{#tu}}¿Me confirmas tu dirección y un teléfono?{{/tu}}{{#vos}}¿Me confirmás tu dirección y un teléfono?{{/vos}} Con eso lo resuelvo. {{a}}",
     "{{c}}, ya hablé con el área correspondiente por {{o}}. Tengo una primera respuesta mañana a más tardar. {{a}}, Cumbre Café",
     "Gracias por avisarnos, {{c}}. Para avanzar necesito una foto y el número de serie si {{#vos}}lo tenés{{/vos}}{{#tu}}lo tienes{{/tu}}{{#usted}}lo tiene{{/usted}} a mano. {{a}}"}};
static const Lines follows_es = {{"Sí, la dirección es la misma del pedido. Quedo a la espera.",
                                  "¿Alguna novedad? Sigo igual.",
                                  "Ya mandé lo que pidieron. ¿Cuánto más hay que esperar?",
                                  "Perfecto, el número es el que aparece en la cuenta. Gracias."}};
static const Lines resolves_es = {
    {"Listo, {{c}}: quedó resuelto. {{#usted}}Si algo no está bien, responda a este mensaje{{/usted}}{{#tu}}Si algo no está bien, responde a este mensaje{{/tu}}{{#vos}}Si algo no está bien, respondé este mensaje{{/vos}} y lo vemos. {{a}}",
     "{{c}}, salió hoy mismo el envío con guía nueva y sin costo. {{#usted}}Le llega{{/usted}}{{#tu}}Te llega{{/tu}}{{#vos}}Te llega{{/vos}} en dos días. Perdón por la espera. {{a}}",
     "Ya está hecho el cambio y {{#usted}}lo verá{{/usted}}{{#tu}}lo verás{{/tu}}{{#vos}}lo vas a ver{{/vos}} en la cuenta en unas horas. Gracias por la paciencia, {{c}}. {{a}}",
     "Aprobamos el reembolso completo de {{o}}. Según el banco tarda de 3 a 5 días hábiles. Saludos, {{a}}"}};
static const Lines thanks_es = {{"Muchas gracias, {{a}}. Todo en orden.", "Llegó perfecto. ¡Gracias!",
                                 "Excelente atención, gracias.", "Gracias, ya lo vi."}};
static const Lines agains_es = {
    {"Hola otra vez: volvió a pasar lo mismo. No quedó resuelto.", "Disculpen, pero sigue sin funcionar.",
     "El cambio no aparece en mi cuenta. ¿Lo revisan?", "Me dijeron dos días y ya van cuatro."}};
static const Lines notes_es = {
    {"Hablé con almacén: sale hoy en la tarde.", "Cliente valioso, ofrecer envío gratis si vuelve a escribir.",
     "Taller confirma: junta dañada, se cambia en garantía.", "Paquetería reconoce el extravío; abrir reclamo."}};
static const Lines goods_es = {{"Rápidos y amables.", "Me resolvieron el mismo día.",
                                "El café es excelente y la atención también.", "Todo muy claro."}};
static const Lines bads_es = {{"Tardaron demasiado en contestar.", "Tuve que repetir todo tres veces.",
                               "Llegó tarde y nadie avisó.", "No resolvieron nada."}};

static const Lines subjects_pt = {
    {"Meu pedido {{o}} não chegou", "Dúvida sobre {{p}}", "{{p}} com defeito", "Nota fiscal do pedido {{o}}"}};
static const Lines openings_pt = {
    {"Olá, fiz o pedido {{o}} há {{d}} dias e ainda não chegou. Vocês podem verificar?",
     "Bom dia! Gostaria de saber se a {{p}} funciona em 220 V e qual é o prazo de entrega.",
     "A {{p}} parou de esquentar ontem. Ainda está na garantia? Comprei no pedido {{o}}.",
     "Preciso da nota fiscal do pedido {{o}} em nome da empresa, por favor."}};
static const Lines answers_pt = {
    {"Olá, {{c}}! Obrigado pelo contato. Já estou verificando e respondo ainda hoje. {{a}}",
     "Oi, {{c}}. Sinto muito pelo transtorno. Você pode me enviar o número de série e uma foto? {{a}}",
     "{{c}}, falei com a transportadora sobre {{o}} e volto a escrever amanhã cedo. {{a}}",
     "Bom dia, {{c}}. Para emitir, preciso do CNPJ e do endereço. {{a}}"}};
static const Lines follows_pt = {
    {"Alguma novidade?", "Enviei os dados agora. Obrigado!", "Continuo esperando.", "O endereço é o mesmo do pedido."}};
static const Lines resolves_pt = {{"Pronto, {{c}}: está resolvido. Qualquer coisa é só responder. {{a}}",
                                   "O novo envio saiu hoje, sem custo. Chega em dois dias. {{a}}",
                                   "A troca foi aprovada e a coleta está marcada. Obrigado pela paciência! {{a}}",
                                   "A nota já está no seu e-mail. Abraço, {{a}}"}};
static const Lines thanks_pt = {
    {"Muito obrigada, {{a}}!", "Chegou certinho, obrigado.", "Ótimo atendimento.", "Valeu!"}};
static const Lines agains_pt = {{"Oi, aconteceu de novo.", "Ainda não funciona, infelizmente.",
                                 "Não recebi nada até agora.", "O problema voltou."}};
static const Lines goods_pt = {
    {"Atendimento rápido e gentil.", "Resolveram no mesmo dia.", "Café maravilhoso.", "Tudo certo."}};
static const Lines bads_pt = {
    {"Demorou demais.", "Ninguém respondia.", "Chegou atrasado e sem aviso.", "Não resolveu."}};

static const Lines subjects_en = {
    {"Order {{o}} has not arrived", "Question about {{p}}", "{{p}} stopped working", "Refund for {{o}}"}};
static const Lines openings_en = {
    {"Hi, I placed order {{o}} {{d}} days ago and tracking has not moved. Could you take a look?",
     "Hello! Does {{p}} run on 110 V, and which grind would you use with it?",
     "My {{p}} stopped heating this morning. It came with order {{o}}. Is it covered by the warranty?",
     "I returned {{o}} {{d}} days ago and have not seen the refund yet."}};
static const Lines answers_en = {
    {"Hi {{c}}, thanks for writing. I'm on it and will get back to you today. {{a}}",
     "Hello {{c}}, sorry about this. Could you send me a photo and the serial number? {{a}}",
     "{{c}}, I have asked the carrier about {{o}} and expect an answer tomorrow. {{a}}",
     "Thanks for letting us know, {{c}}. I'm checking with the workshop. {{a}}"}};
static const Lines follows_en = {
    {"Any news?", "Just sent the details. Thanks!", "Still waiting on this one.", "Same address as on the order."}};
static const Lines resolves_en = {{"All set, {{c}}. Reply here if anything is off. {{a}}",
                                   "A replacement shipped today, free of charge. Two days. {{a}}",
                                   "The refund is approved; banks take 3 to 5 business days. {{a}}",
                                   "It's changed in your account now. Thanks for your patience. {{a}}"}};
static const Lines thanks_en = {
    {"Thank you so much, {{a}}!", "It arrived. Thanks!", "Great service.", "Perfect, thanks."}};
static const Lines agains_en = {
    {"It happened again, sorry.", "Still not working.", "Nothing has arrived yet.", "The change does not show."}};
static const Lines goods_en = {{"Fast and kind.", "Sorted the same day.", "Lovely coffee.", "Very clear answers."}};
static const Lines bads_en = {
    {"Took far too long.", "Had to explain it three times.", "Late, and nobody told me.", "Not solved."}};

typedef struct Tongue {
    const Lines *turns[TURN_COUNT]; /* NULL for what depends on the topic */
} Tongue;
static const Tongue spanish = {
    {NULL, NULL, &answers_es, &follows_es, &resolves_es, &thanks_es, &agains_es, &notes_es, &goods_es, &bads_es}};
static const Tongue portuguese = {{&subjects_pt, &openings_pt, &answers_pt, &follows_pt, &resolves_pt, &thanks_pt,
                                   &agains_pt, &notes_es, &goods_pt, &bads_pt}};
static const Tongue english = {{&subjects_en, &openings_en, &answers_en, &follows_en, &resolves_en, &thanks_en,
                                &agains_en, &notes_es, &goods_en, &bads_en}};

static const Lines *lines_of(const DemoSpeech *speech, DemoTurn turn)
{
    if (strcmp(speech->language, "pt") == 0)
        return portuguese.turns[turn];
    if (strcmp(speech->language, "en") == 0)
        return english.turns[turn];
    if (turn == TURN_SUBJECT)
        return &subjects_es[speech->topic];
    return turn == TURN_OPENING ? &openings_es[speech->topic] : spanish.turns[turn];
}

/* Portuguese and English subjects and openings are paired by place; Spanish ones by topic. */
static int variant_of(Chance *chance, const DemoSpeech *speech, DemoTurn turn)
{
    if (strcmp(speech->language, "es") != 0 && (turn == TURN_SUBJECT || turn == TURN_OPENING))
        return (int)speech->topic % VARIANTS;
    return (int)chance_below(chance, VARIANTS);
}

Result demo_say(Arena *arena, Chance *chance, const DemoSpeech *speech, DemoTurn turn, Text *out_text)
{
    const char *source = lines_of(speech, turn)->of[variant_of(chance, speech, turn)];
    Buffer out = buffer_new(arena, 4096);
    Json json = json_writer(&out);
    json_object(&json);
    json_put_text(&json, "c", speech->customer);
    json_put_text(&json, "a", speech->agent);
    json_put_text(&json, "p", speech->product);
    json_put_text(&json, "o", speech->order);
    json_put_int(&json, "d", speech->days);
    json_put_bool(&json, "vos", speech->voice == VOICE_VOS);
    json_put_bool(&json, "tu", speech->voice == VOICE_TU);
    json_put_bool(&json, "usted", speech->voice == VOICE_USTED);
    json_put_bool(&json, "product", speech->topic == TOPIC_BROKEN || speech->topic == TOPIC_QUESTION);
    json_end_object(&json);
    const JsonValue *values;
    TRY(json_read(arena, buffer_text(&out), &values));
    return template_render(arena, text_of(source), values, NULL, TEMPLATE_PLAIN, out_text);
}
