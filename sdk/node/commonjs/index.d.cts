import * as all from './index.js';

declare const Orchestry: typeof all.Orchestry & typeof all;
type Orchestry = all.Orchestry;
declare namespace Orchestry {
  export type * from './index.js';
}
export = Orchestry;
