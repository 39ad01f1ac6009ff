// Mail servers as small as the screens need them: one that takes or refuses letters by SMTP, and one with an empty mailbox
// by IMAP. How mail really travels is tested in tests/mail against Postfix and Dovecot.
import { createServer } from 'node:net';

/** A line protocol on a free port of this machine. `greet(say)` begins; `hear(line, say, socket)` answers each line. */
async function lineServer(greet, hear) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const say = (text) => socket.write(`${text}\r\n`);
    const state = {};
    let rest = '';
    socket.on('data', (bytes) => {
      rest += bytes.toString('latin1');
      for (let at = rest.indexOf('\r\n'); at >= 0; at = rest.indexOf('\r\n')) {
        const line = rest.slice(0, at);
        rest = rest.slice(at + 2);
        hear(line, say, socket, state);
      }
    });
    greet(say);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Keeps what it takes in `letters`; while `refusal` is set, every recipient is answered with it. */
export async function smtpServer() {
  const told = { letters: [], refusal: null };
  const hear = (line, say, socket, state) => {
    if (state.data) {
      if (line === '.') {
        told.letters.push({ to: state.to, text: state.data.join('\n') });
        state.data = null;
        say('250 2.0.0 Taken');
      } else state.data.push(line.replace(/^\./, ''));
      return;
    }
    const verb = line.split(' ')[0].toUpperCase();
    if (state.asked) {
      state.asked -= 1;
      say(state.asked ? '334 UGFzc3dvcmQ6' : '235 2.7.0 Welcome');
    } else if (verb === 'EHLO') say('250-stand-in\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN');
    else if (verb === 'AUTH') {
      const [, way, first] = line.split(' ');
      state.asked = first ? 0 : /LOGIN/i.test(way) ? 2 : 1;
      say(state.asked ? '334 ' : '235 2.7.0 Welcome');
    } else if (verb === 'MAIL') {
      state.to = [];
      say('250 2.1.0 Go on');
    } else if (verb === 'RCPT') {
      if (told.refusal) say(told.refusal);
      else {
        state.to.push(/<(.*)>/.exec(line)?.[1]);
        say('250 2.1.5 Go on');
      }
    } else if (verb === 'DATA') {
      state.data = [];
      say('354 End with a dot');
    } else if (verb === 'QUIT') {
      say('221 2.0.0 Bye');
      socket.end();
    } else say('250 2.0.0 Well');
  };
  return Object.assign(told, await lineServer((say) => say('220 stand-in ESMTP'), hear));
}

/** An empty INBOX, and whatever password; with `refusal`, none. */
export async function imapServer() {
  const told = { refusal: null };
  const hear = (line, say, socket, state) => {
    if (state.idle) {
      say(`${state.idle} OK Done`);
      state.idle = null;
      return;
    }
    const [tag, first = '', second = ''] = line.split(' ');
    const verb = first.toUpperCase() === 'UID' ? second.toUpperCase() : first.toUpperCase();
    if (verb === 'IDLE') {
      state.idle = tag;
      say('+ idling');
      return;
    }
    if ((verb === 'LOGIN' || verb === 'AUTHENTICATE') && told.refusal) {
      say(`${tag} NO ${told.refusal}`);
      return;
    }
    if (verb === 'CAPABILITY') say('* CAPABILITY IMAP4rev1 IDLE UIDPLUS MOVE AUTH=PLAIN');
    if (verb === 'LIST') say('* LIST () "/" INBOX');
    if (verb === 'SEARCH') say('* SEARCH');
    if (verb === 'STATUS') say('* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1)');
    if (verb === 'SELECT' || verb === 'EXAMINE')
      say('* FLAGS (\\Seen \\Deleted)\r\n* 0 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 1] x');
    if (verb === 'LOGOUT') say('* BYE');
    say(`${tag} OK Done`);
    if (verb === 'LOGOUT') socket.end();
  };
  return Object.assign(told, await lineServer((say) => say('* OK stand-in'), hear));
}
