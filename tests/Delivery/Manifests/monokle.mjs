// Reads objects as a JSON array and prints a line for each of Monokle's findings. Its validators that download what they judge by are left out.
import { readFileSync } from 'node:fs';
import { createDefaultMonokleValidator, getRuleForResultV2 } from '@monokle/validation';

// An operator creates Deployments and Jobs; the rights for that are in docs/security.md.
const accepted = new Set(['no-pod-create']);

const resources = JSON.parse(readFileSync(0, 'utf8')).map((content, index) => ({
  id: String(index),
  fileId: String(index),
  filePath: `${index}.yaml`,
  fileOffset: 0,
  name: content.metadata.name,
  namespace: content.metadata.namespace,
  apiVersion: content.apiVersion,
  kind: content.kind,
  content,
  text: JSON.stringify(content),
}));
const validator = createDefaultMonokleValidator();
await validator.preload({ plugins: { 'pod-security-standards': true, practices: true, 'resource-links': true, 'kubernetes-schema': false, 'open-policy-agent': false } });
for (const run of (await validator.validate({ resources })).runs) {
  for (const result of run.results) {
    const rule = getRuleForResultV2(run, result);
    const place = result.locations?.find((location) => location.physicalLocation?.artifactLocation?.uri?.endsWith('.yaml'));
    const object = resources.find((one) => one.filePath === place?.physicalLocation.artifactLocation.uri);
    if (!accepted.has(rule.name)) {
      console.log(`${result.rule?.toolComponent?.name ?? ''}/${rule.name} ${object?.kind}/${object?.name}: ${result.message.text}`);
    }
  }
}
