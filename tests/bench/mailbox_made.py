"""A mailbox as a shop's support address has it: mbox, reproducible, made once. Threads with quoted answers, HTML beside text,
attachments, newsletters, notices of machines, vacation notes, bounces; Spanish, English and Portuguese."""

import base64
import email.utils
import quopri
import random

FIRST_MS = 1_700_000_000
NAMES = ("Ana", "Luis", "María", "João", "Beatriz", "Carlos", "Sofía", "Peter", "Emily", "Tomás", "Inês", "Andrés", "Lucía")
FAMILY = ("García", "Silva", "Pérez", "Santos", "Brown", "Núñez", "Oliveira", "Torres", "Young", "Muñoz", "Costa", "Rojas")
DOMAINS = ("gmail.com", "hotmail.com", "outlook.com", "yahoo.com.mx", "uol.com.br", "icloud.com", "empresa.example")
SENTENCES = {
    "es": ("Hola, hice un pedido hace una semana y todavía no ha llegado.", "El número de seguimiento no muestra nada nuevo.",
           "¿Me pueden decir cuándo lo voy a recibir?", "Necesito cambiar la dirección de entrega, por favor.",
           "El producto llegó dañado y quisiera una devolución.", "Adjunto una foto para que vean el problema.",
           "Muchas gracias por la respuesta tan rápida.", "La factura tiene un error en el nombre de la empresa.",
           "No puedo entrar a mi cuenta desde ayer.", "Quedo atenta a sus comentarios."),
    "en": ("Hi, I placed an order last week and it has not arrived yet.", "The tracking number shows nothing new.",
           "Could you tell me when I will receive it?", "I need to change the delivery address, please.",
           "The item arrived damaged and I would like a refund.", "I attach a picture so that you see the problem.",
           "Thank you very much for the quick answer.", "The invoice has a mistake in the company's name.",
           "I cannot sign in to my account since yesterday.", "Looking forward to hearing from you."),
    "pt": ("Olá, fiz um pedido na semana passada e ainda não chegou.", "O código de rastreamento não mostra nada de novo.",
           "Podem me dizer quando vou recebê-lo?", "Preciso mudar o endereço de entrega, por favor.",
           "O produto chegou danificado e gostaria de um reembolso.", "Anexo uma foto para que vejam o problema.",
           "Muito obrigada pela resposta tão rápida.", "A nota fiscal tem um erro no nome da empresa.",
           "Não consigo entrar na minha conta desde ontem.", "Fico no aguardo de uma resposta."),
}
SUBJECTS = {"es": ("Mi pedido no llega", "Devolución", "Factura", "Cambio de dirección", "No puedo entrar"),
            "en": ("Where is my order", "Refund", "Invoice", "Change of address", "Cannot sign in"),
            "pt": ("Meu pedido não chegou", "Reembolso", "Nota fiscal", "Mudança de endereço", "Não consigo entrar")}
WROTE = {"es": "El {day}, Soporte <soporte@tienda.example> escribió:", "en": "On {day}, Support <soporte@tienda.example> wrote:",
         "pt": "Em {day}, Suporte <soporte@tienda.example> escreveu:"}
ROW = '<tr><td style="padding:4px;font-family:Arial,sans-serif;color:#333333"><p class="x">{}</p></td></tr>'


def word(text):
    return text if text.isascii() else "=?utf-8?B?" + base64.b64encode(text.encode()).decode() + "?="


class Mailbox:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.photo = base64.encodebytes(self.chance.randbytes(18_000)).decode()
        self.people = []
        for number in range(20_000):
            first, family = self.chance.choice(NAMES), self.chance.choice(FAMILY)
            self.people.append((f"{first} {family}", f"{first[0].lower()}{number}@{self.chance.choice(DOMAINS)}",
                                self.chance.choice(("es", "es", "en", "pt"))))
        self.threads = []

    def words(self, language):
        lines = self.chance.sample(SENTENCES[language], self.chance.randint(2, 7))
        return "\n\n".join(" ".join(lines[i:i + 2]) for i in range(0, len(lines), 2))

    def text_part(self, text, how):
        if how == "8bit":
            return "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n", text
        if how == "base64":
            return ("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n",
                    base64.encodebytes(text.encode()).decode())
        if how == "latin":
            body = quopri.encodestring(text.encode("latin-1", "replace")).decode("ascii")
            return "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n", body
        return ("Content-Type: text/plain; charset=\"UTF-8\"\nContent-Transfer-Encoding: quoted-printable\n",
                quopri.encodestring(text.encode()).decode("ascii"))

    def html_part(self, text):
        rows = "\n".join(ROW.format(line) for line in text.split("\n") if line)
        body = (f'<html><head><style>.x{{margin:0}}</style></head><body><div dir="ltr"><table width="600">{rows}</table>'
                '<img src="https://track.example/p.gif" width="1" height="1"></div></body></html>')
        return ("Content-Type: text/html; charset=\"UTF-8\"\nContent-Transfer-Encoding: quoted-printable\n",
                quopri.encodestring(body.encode()).decode("ascii"))

    def multipart(self, kind, parts):
        mark = f"=_{self.chance.getrandbits(64):016x}"
        body = "".join(f"--{mark}\n{head}\n{content}\n" for head, content in parts)
        return f"Content-Type: multipart/{kind}; boundary=\"{mark}\"\n", f"{body}--{mark}--\n"

    def content(self, text):
        dice = self.chance.random()
        how = self.chance.choice(("8bit", "quoted", "quoted", "base64", "latin"))
        if dice < 0.35:
            return self.text_part(text, how)
        both = self.multipart("alternative", [self.text_part(text, "quoted"), self.html_part(text)])
        if dice < 0.86:
            return both
        picture = ("Content-Type: image/jpeg; name=\"foto.jpg\"\nContent-Disposition: attachment; filename=\"foto.jpg\"\n"
                   "Content-Transfer-Encoding: base64\n", self.photo)
        return self.multipart("mixed", [both, picture])

    def message(self, number, sender, subject, content, headers=""):
        date = email.utils.formatdate(FIRST_MS + number * 300)
        relay = f"mx{number % 7}.relay.example"
        head, body = content
        return (f"Return-Path: <{sender[1]}>\nReceived: from {relay} ({relay} [192.0.2.{number % 250}])\n"
                f"\tby mail.tienda.example with ESMTPS id {number:08x}\n\tfor <soporte@tienda.example>; {date}\n"
                f"Authentication-Results: mail.tienda.example; spf=pass; dkim=pass; dmarc=pass\n"
                f"From: {word(sender[0])} <{sender[1]}>\nTo: Soporte <soporte@tienda.example>\nSubject: {word(subject)}\n"
                f"Date: {date}\nMessage-ID: <{number}.{sender[1]}>\nMIME-Version: 1.0\nX-Mailer: iPhone Mail (20G75)\n"
                f"{headers}{head}\n{body}")

    def fresh(self, number):
        sender = self.chance.choice(self.people)
        subject = f"{self.chance.choice(SUBJECTS[sender[2]])} {number}"
        text = self.words(sender[2])
        self.threads.append((sender, subject, f"{number}.{sender[1]}", text))
        return self.message(number, sender, subject, self.content(f"{text}\n\n-- \n{sender[0]}\n"))

    def answer(self, number):
        at = max(0, len(self.threads) - self.chance.randint(1, 3000))
        sender, subject, above, before = self.threads[at]
        text = self.words(sender[2])
        quote = "\n".join("> " + line for line in before.split("\n"))
        day = email.utils.formatdate(FIRST_MS + number * 300 - 7000)
        whole = f"{text}\n\n{WROTE[sender[2]].format(day=day)}\n\n{quote}\n"
        self.threads[at] = (sender, subject, f"{number}.{sender[1]}", text)
        return self.message(number, sender, f"Re: {subject}", self.content(whole),
                            f"In-Reply-To: <{above}>\nReferences: <{above}>\n")

    def machine(self, number):
        sender = ("Alarma", f"alarma{number % 40}@monitor.example", "en")
        return self.message(number, sender, f"[alert] disk {number}", self.text_part("Disk 91% full on web-3.\n", "8bit"),
                            "Auto-Submitted: auto-generated\nPrecedence: bulk\n")

    def newsletter(self, number):
        sender = ("Novedades", f"news{number % 30}@boletin.example", "es")
        text = "\n".join(self.words("es") for _ in range(6))
        return self.message(number, sender, f"Novedades {number}", self.multipart("alternative", [
            self.text_part(text, "quoted"), self.html_part(text)]),
            f"List-Id: <news{number % 30}.boletin.example>\nList-Unsubscribe: <https://boletin.example/u/{number}>\n")

    def vacation(self, number):
        sender, subject, above, _ = self.chance.choice(self.threads)
        return self.message(number, sender, f"Respuesta automática: {subject}",
                            self.text_part("Estoy fuera de la oficina hasta el lunes.\n", "quoted"),
                            f"Auto-Submitted: auto-replied\nIn-Reply-To: <{above}>\n")

    def bounce(self, number):
        gone = f"gone{number % 900}@nowhere.example"
        parts = [("Content-Type: text/plain; charset=us-ascii\n", "The mail could not be delivered.\n"),
                 ("Content-Type: message/delivery-status\n",
                  f"Reporting-MTA: dns; mx.nowhere.example\n\nFinal-Recipient: rfc822; {gone}\nAction: failed\n"
                  "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n"),
                 ("Content-Type: text/rfc822-headers\n", f"Message-ID: <out.{number}@lazo.example>\nTo: {gone}\n")]
        head, body = self.multipart("report", parts)
        return self.message(number, ("Mail Delivery System", "MAILER-DAEMON@mx.nowhere.example", "en"),
                            "Undelivered Mail Returned to Sender",
                            (head.replace("multipart/report;", "multipart/report; report-type=delivery-status;"), body))

    def one(self, number):
        dice = self.chance.random()
        for share, make in ((0.42, self.fresh), (0.84, self.answer), (0.90, self.machine), (0.94, self.newsletter),
                            (0.97, self.vacation)):
            if dice < share or not self.threads:
                return make(number)
        return self.bounce(number)


def write(path, count, seed=1):
    box = Mailbox(seed)
    with open(path, "w", encoding="utf-8") as out:
        for number in range(count):
            lines = box.one(number).split("\n")
            text = "\n".join(">" + line if line.startswith("From ") else line for line in lines)
            out.write(f"From sender@out.example Tue Nov 14 10:00:00 2023\n{text}\n\n")


if __name__ == "__main__":
    import sys
    write(sys.argv[1], int(sys.argv[2]))
