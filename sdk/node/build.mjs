// Builds dist/: ES modules for import and browsers, CommonJS for require. Checks and translates once, and has TypeScript turn the same sources into both.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));
rmSync('dist', { recursive: true, force: true });

const { options, fileNames } = ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.json', ts.sys.readFile).config, ts.sys, '.');
const program = ts.createProgram(fileNames, options);
const { diagnostics } = program.emit();
const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
if (problems.length > 0) {
  console.error(ts.formatDiagnostics(problems, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => '', getNewLine: () => '\n' }));
  process.exit(1);
}

const commonjs = { ...options, module: ts.ModuleKind.CommonJS, verbatimModuleSyntax: false };
for (const file of readdirSync('src', { recursive: true }).filter((name) => name.endsWith('.ts'))) {
  const target = join('dist/cjs', file.replace(/\.ts$/, ''));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(`${target}.js`, ts.transpileModule(readFileSync(join('src', file), 'utf8'), { compilerOptions: commonjs }).outputText);
  cpSync(join('dist/esm', file.replace(/\.ts$/, '.d.ts')), `${target}.d.ts`);
}

// In CommonJS the module is the class itself, and everything else hangs on it; so do the types.
const checker = program.getTypeChecker();
const names = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile('src/index.ts'))).map(({ name }) => name);
writeFileSync('dist/cjs/index.d.cts', `import * as all from './index.js';

declare class Orchestry extends all.Orchestry {}
declare namespace Orchestry {
${names.filter((name) => name !== 'default').map((name) => `  export import ${name} = all.${name};`).join('\n')}
}
export = Orchestry;
`);
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
cpSync('commonjs', 'dist/cjs', { recursive: true });
