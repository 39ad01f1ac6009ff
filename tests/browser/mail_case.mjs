// A case that came in by mail, with all that a mail may have.
import { api, deliver, until, wantedHost } from './harness.mjs';

let letters = 0;
/** By Rosa, with a copy for Luis; forged, as the mailbox's own relay would say it. */
export async function ticketByMail(channel) {
  letters += 1;
  const mark = `carta-${Date.now()}-${letters}`;
  deliver(channel.name, `Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=cliente.example; dkim=pass header.d=cliente.example;
 dmarc=fail header.from=cliente.example
From: Rosa Paz <rosa@cliente.example>
To: ${channel.address}
Cc: "Paz, Luis" <luis@cliente.example>
Subject: ${mark}
Message-ID: <${mark}@cliente.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=mm

--mm
Content-Type: multipart/related; boundary=rr

--rr
Content-Type: text/html; charset=utf-8

<p>Primer mensaje</p><img src="cid:foto@x" alt="la foto"><img src="${wantedHost}logo.svg" alt="logo"><div style="background:url(https://tracker.example/x)">x</div>
--rr
Content-Type: image/gif; name=foto.png
Content-ID: <foto@x>
Content-Disposition: inline; filename=foto.png
Content-Transfer-Encoding: base64

R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7
--rr--
--mm
Content-Type: message/rfc822
Content-Disposition: attachment; filename="reenviado.eml"

Subject: viejo

hola
--mm
Content-Type: application/pkcs7-signature; name=smime.p7s
Content-Disposition: attachment; filename=smime.p7s
Content-Transfer-Encoding: base64

AAAA
--mm--
`);
  const filter = encodeURIComponent(JSON.stringify({ field: 'subject', op: 'is', value: mark }));
  return until(async () => (await api('GET', `/tickets?filter=${filter}`)).data[0], 'the mail made no case');
}
