using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Spec.Pods;
using October.Operator.Desired.Model;
using October.Operator.Desired.Tls;

namespace October.Operator.Desired.Configuration;

/// <summary>Environment and secret files of api and worker.</summary>
internal static class AppEnvironment
{
    public const string SecretPath = "/var/run/october/secret";

    /// <summary>Fixed variables first, then the user's, which win.</summary>
    public static List<V1EnvVar> Variables(
        AppIdentity app, ResolvedApp spec, ResolvedComponent component, ApiKeySource keys, params (string Name, string Value)[] own)
    {
        var variables = new List<V1EnvVar>
        {
            new() { Name = AppVariables.RedisUrl, Value = spec.Redis.ExternalUrl ?? RedisTls.Url(app, spec.Redis) },
        };
        if (spec.Redis.Sentinel is { } sentinel)
        {
            variables.Add(new V1EnvVar { Name = "REDIS_SENTINEL_MASTER", Value = sentinel.MasterName });
            if (sentinel.PasswordKey is { } key)
                variables.Add(new V1EnvVar { Name = "REDIS_SENTINEL_PASSWORD_FILE", Value = $"{SecretPath}/{key}" });
        }

        if (spec.Redis.Cluster is { } cluster)
            variables.Add(new V1EnvVar { Name = "REDIS_CLUSTER_TAG", Value = cluster.Tag ?? $"{app.Namespace}/{app.Name}" });
        // Whoever names no Secret has an external redis without a password.
        if (spec.Redis.IsManaged || spec.SecretName is not null)
            variables.Add(new V1EnvVar { Name = "REDIS_PASSWORD_FILE", Value = SecretPath + "/REDIS_PASSWORD" });
        if (KeyFile(keys) is { } file)
            variables.Add(new V1EnvVar { Name = ApiKeys.FileVariable, Value = file });
        variables.AddRange(own.Select(pair => new V1EnvVar { Name = pair.Name, Value = pair.Value }));
        // An empty one is no key, and must not take the place of the operator's.
        foreach (var given in component.Env.Where(given => KeyFile(keys) is null || given is not { Name: ApiKeys.FileVariable, Value: "" }))
        {
            variables.RemoveAll(variable => variable.Name == given.Name);
            variables.Add(Variable(given));
        }

        return variables;
    }

    /// <summary>The revision's config, then what the user names: the later wins.</summary>
    public static List<V1EnvFromSource> From(AppIdentity app, ResolvedApp spec, ResolvedComponent component) =>
        [new() { ConfigMapRef = new V1ConfigMapEnvSource { Name = Names.Config(app, spec) } }, .. component.EnvFrom.Select(Source)];

    private static V1EnvFromSource Source(EnvFromSpec given) => new()
    {
        Prefix = given.Prefix,
        SecretRef = given.SecretRef is { } secret ? new V1SecretEnvSource { Name = secret.Name } : null,
        ConfigMapRef = given.ConfigMapRef is { } map ? new V1ConfigMapEnvSource { Name = map.Name } : null,
    };

    /// <summary>
    /// Secrets reach the process as files: they show up neither in its environment nor on its command line. Only the keys that it needs: the one of the
    /// callers is the api's alone.
    /// </summary>
    public static V1Volume SecretVolume(AppIdentity app, ResolvedApp spec, ApiKeySource keys = ApiKeySource.None) => new()
    {
        Name = "secret",
        Secret = new V1SecretVolumeSource
        {
            SecretName = Names.Secret(app, spec),
            DefaultMode = 0b100_100_000,
            Items = [.. Keys(spec, keys).Distinct().Select(Item)],
        },
    };

    /// <summary>The generated key, where the api uses it.</summary>
    public static IEnumerable<V1Volume> KeyVolume(AppIdentity app, ApiKeySource keys) => keys == ApiKeySource.Generated
        ?
        [
            new V1Volume
            {
                Name = "api-auth",
                Secret = new V1SecretVolumeSource { SecretName = Names.ApiAuth(app), DefaultMode = 0b100_100_000, Items = [Item(ApiKeys.Key)] },
            },
        ]
        : [];

    public static IEnumerable<V1VolumeMount> KeyMount(ApiKeySource keys) => keys == ApiKeySource.Generated
        ? [new V1VolumeMount { Name = "api-auth", MountPath = ApiKeys.GeneratedPath, ReadOnlyProperty = true }]
        : [];

    private static IEnumerable<string> Keys(ResolvedApp spec, ApiKeySource keys)
    {
        yield return "REDIS_PASSWORD";
        if (spec.Redis.Sentinel?.PasswordKey is { } sentinel)
            yield return sentinel;
        if (keys == ApiKeySource.Named)
            yield return ApiKeys.Key;
    }

    private static string? KeyFile(ApiKeySource keys) => keys switch
    {
        ApiKeySource.Named => $"{SecretPath}/{ApiKeys.Key}",
        ApiKeySource.Generated => ApiKeys.GeneratedFile,
        _ => null,
    };

    private static V1KeyToPath Item(string key) => new() { Key = key, Path = key };

    public static V1VolumeMount SecretMount() => new() { Name = "secret", MountPath = SecretPath, ReadOnlyProperty = true };

    public static V1Volume TemporaryVolume() => new() { Name = "tmp", EmptyDir = new V1EmptyDirVolumeSource() };

    public static V1VolumeMount TemporaryMount() => new() { Name = "tmp", MountPath = "/tmp" };

    private static V1EnvVar Variable(EnvVarSpec given) => new()
    {
        Name = given.Name,
        Value = given.Value,
        ValueFrom = given switch
        {
            { SecretKeyRef: { } secret } => new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = secret.Name, Key = secret.Key } },
            { ConfigMapKeyRef: { } map } => new V1EnvVarSource { ConfigMapKeyRef = new V1ConfigMapKeySelector { Name = map.Name, Key = map.Key } },
            _ => null,
        },
    };
}
