// Reads objects as a JSON array and prints what Kubernetes 1.30, the oldest that is supported, does not know of them: each is compiled as a value of its type
// there. A field of a stable version of the API is not taken away again, so what is known there is known to every later Kubernetes.
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** The module of a version of the API; null for what is not Kubernetes' own. */
function moduleOf(apiVersion) {
  const [version, group = 'core'] = apiVersion.split('/').reverse();
  return group.includes('.') && !group.endsWith('.k8s.io') ? null : `kubernetes-types/${group.split('.')[0]}/${version}`;
}

// The types lack the fields of a definition's schema whose names begin with x-kubernetes-.
const own = JSON.parse(readFileSync(0, 'utf8')).filter((one) => moduleOf(one.apiVersion) !== null && one.kind !== 'CustomResourceDefinition');
// They lack this one, too.
const lacking = "declare module 'kubernetes-types/admissionregistration/v1' { interface NamedRuleWithOperations { resources?: string[] } }";
// A line for each, so that the line of an error tells whose it is.
const source = own
  .map((one, index) => `export const object${index}: import('${moduleOf(one.apiVersion)}').${one.kind} = ${JSON.stringify(one)};`)
  .concat(lacking)
  .join('\n');

const file = `${import.meta.dirname}/objects.ts`;
const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], module: ts.ModuleKind.NodeNext };
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.fileExists = (name) => name === file || fileExists(name);
host.readFile = (name) => (name === file ? source : readFile(name));
host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.Latest) : getSourceFile(name, ...rest));
for (const found of ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))) {
  const line = found.file?.fileName === file ? own[found.file.getLineAndCharacterOfPosition(found.start).line] : undefined;
  console.log(`${line?.kind}/${line?.metadata?.name}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`);
}
