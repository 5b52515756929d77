'use strict';
// In CommonJS the module is the class itself; everything else hangs on it.
const { Orchestry, ...rest } = require('./index.js');

module.exports = Object.assign(Orchestry, rest, { Orchestry, default: Orchestry });
