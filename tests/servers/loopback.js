// Preloaded before a server that would listen on every interface: whatever names no host listens on loopback.
const net = require('node:net')

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...others) {
  if (first !== null && typeof first === 'object') {
    return listen.call(this, 'port' in first ? { ...first, host: '127.0.0.1' } : first, ...others)
  }
  const host = typeof others[0] === 'string' ? others.slice(1) : others
  return listen.call(this, first, '127.0.0.1', ...host)
}
require('node:dns').setDefaultResultOrder('ipv4first')
