using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Environment;

/// <summary>The environment variables of a container: <c>envFrom</c>, then <c>env</c> in order, each seeing the ones before it.</summary>
internal sealed class EnvironmentResolver(IConfigSource source, string hostAddress)
{
    /// <exception cref="ContainerConfigException">A ConfigMap, Secret, key or field that is not optional is missing.</exception>
    public async Task<Dictionary<string, string>> ResolveAsync(ContainerRun run, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var from in run.Container.ArrayAt("envFrom").Objects())
        {
            var prefix = from.StringAt("prefix") ?? "";
            foreach (var (key, value) in await EntriesAsync(run, from, cancellationToken))
                result[prefix + key] = Encoding.UTF8.GetString(value);
        }

        foreach (var variable in run.Container.ArrayAt("env").Objects())
        {
            var name = variable.StringAt("name") ?? "";
            var value = variable.ObjectAt("valueFrom") is { } from
                ? await ValueFromAsync(run, from, cancellationToken)
                : VariableExpansion.Expand(variable.StringAt("value") ?? "", result);
            if (value is not null)
                result[name] = value;
        }

        return result;
    }

    private async Task<IReadOnlyDictionary<string, byte[]>> EntriesAsync(ContainerRun run, JsonObject from, CancellationToken cancellationToken)
    {
        if (from.ObjectAt("configMapRef") is { } map)
            return await ConfigMapAsync(run, map, cancellationToken) ?? new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (from.ObjectAt("secretRef") is { } secret)
            return await SecretAsync(run, secret, cancellationToken) ?? new Dictionary<string, byte[]>(StringComparer.Ordinal);
        return new Dictionary<string, byte[]>(StringComparer.Ordinal);
    }

    private async Task<string?> ValueFromAsync(ContainerRun run, JsonObject from, CancellationToken cancellationToken)
    {
        if (from.StringAt("fieldRef", "fieldPath") is { } path)
            return FieldReferences.Field(run, hostAddress, path);
        if (from.ObjectAt("resourceFieldRef") is { } resource)
            return FieldReferences.Resource(run, resource);
        if (from.ObjectAt("configMapKeyRef") is { } map)
            return Key(run, await ConfigMapAsync(run, map, cancellationToken), map, "ConfigMap");
        if (from.ObjectAt("secretKeyRef") is { } secret)
            return Key(run, await SecretAsync(run, secret, cancellationToken), secret, "Secret");
        return null;
    }

    private async Task<IReadOnlyDictionary<string, byte[]>?> ConfigMapAsync(ContainerRun run, JsonObject reference, CancellationToken cancellationToken)
    {
        var name = reference.StringAt("name") ?? "";
        if (await source.ConfigMapAsync(run.Pod.Namespace(), name, cancellationToken) is { } map)
            return ConfigData.OfConfigMap(map);
        return reference.BoolAt("optional") == true ? null : throw new ContainerConfigException($"configmap \"{name}\" not found");
    }

    private async Task<IReadOnlyDictionary<string, byte[]>?> SecretAsync(ContainerRun run, JsonObject reference, CancellationToken cancellationToken)
    {
        var name = reference.StringAt("name") ?? "";
        if (await source.SecretAsync(run.Pod.Namespace(), name, cancellationToken) is { } secret)
            return ConfigData.OfSecret(secret);
        return reference.BoolAt("optional") == true ? null : throw new ContainerConfigException($"secret \"{name}\" not found");
    }

    private static string? Key(ContainerRun run, IReadOnlyDictionary<string, byte[]>? entries, JsonObject reference, string kind)
    {
        var key = reference.StringAt("key") ?? "";
        if (entries is not null && entries.TryGetValue(key, out var value))
            return Encoding.UTF8.GetString(value);
        return reference.BoolAt("optional") == true
            ? null
            : throw new ContainerConfigException($"couldn't find key {key} in {kind} {run.Pod.Namespace()}/{reference.StringAt("name")}");
    }
}
