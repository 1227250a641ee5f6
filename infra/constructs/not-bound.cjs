// Stands in a bundle for the client of a service that its function is not bound to. Whatever is taken from it can be
// extended and compared with, but not made: that would have been refused by AWS as well.
class NotBound {
  constructor() {
    throw new Error('This function is not bound to that service: see its row in infra/stacks/function-table.ts.');
  }
}

const anything = new Proxy(
  {},
  { get: (_, name) => (typeof name === 'symbol' || name === '__esModule' || name === 'then' ? undefined : NotBound) },
);
// The bundler copies own members and keeps the prototype.
module.exports = Object.setPrototypeOf(class extends NotBound {}, anything);
