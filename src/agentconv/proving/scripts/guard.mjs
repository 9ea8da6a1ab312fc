// Refuses every connection that would leave this machine: node --import guard.mjs SCRIPT
import net from 'node:net';
import { syncBuiltinESMExports } from 'node:module';

const HERE = new Set([undefined, '', 'localhost', '127.0.0.1', '::1']);
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...words) {
  const [first] = Array.isArray(words[0]) ? words[0] : words;
  const away = typeof first === 'object' ? first?.path === undefined && !HERE.has(first?.host)
    : typeof first === 'number' && typeof words[1] === 'string' && !HERE.has(words[1]);
  if (away) throw new Error('this client may not reach another machine');
  return connect.apply(this, words);
};
syncBuiltinESMExports();
