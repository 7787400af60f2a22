using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Node.Containers;
using October.LocalCluster.Node.OperatingSystem;

namespace October.LocalCluster.Node.Environment;

/// <summary>Makes the directories behind a pod's volumes, readable by the user only (0700), and keeps what is projected into them up to date.</summary>
internal sealed class VolumeWriter(IConfigSource source, PodTokens tokens, NodeDirectories directories, string hostAddress)
{
    private static readonly string[] Projections = ["configMap", "secret", "downwardAPI", "projected"];

    /// <summary>The local directory (or file, with a subPath) of each mount path of the container.</summary>
    /// <param name="run">The container.</param>
    /// <param name="user">Who its processes run as, and may write to its volumes; null for the node's own user.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <exception cref="ContainerConfigException">A source that is not optional is missing, or the kind of volume is not supported.</exception>
    public async Task<IReadOnlyDictionary<string, string>> WriteAsync(ContainerRun run, ContainerUser? user, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var mount in run.Container.ArrayAt("volumeMounts").Objects())
        {
            var name = mount.StringAt("name") ?? "";
            var volume = run.Pod.ArrayAt("spec", "volumes").Objects().FirstOrDefault(v => v.StringAt("name") == name)
                ?? throw new ContainerConfigException($"volume \"{name}\" not found");
            var directory = await DirectoryAsync(run, volume, name, cancellationToken);
            var sub = VariableExpansion.Expand(
                mount.StringAt("subPathExpr") ?? mount.StringAt("subPath") ?? "", new Dictionary<string, string>(StringComparer.Ordinal));
            var path = sub.Length == 0 ? directory : VolumeFiles.Inside(directory, sub);
            if (sub.Length > 0 && !File.Exists(path))
                NodeDirectories.Make(path);
            if (user is not null && !Projections.Any(p => volume.ObjectAt(p) is not null))
                OtherUsers.Own(directory, user.User, user.VolumeGroup);
            result[mount.StringAt("mountPath") ?? ""] = path;
        }

        return result;
    }

    /// <summary>Writes again what has changed since: ConfigMaps, Secrets, labels and annotations, tokens that grow old.</summary>
    /// <exception cref="ContainerConfigException">A source that is not optional is missing now.</exception>
    public async Task RefreshAsync(JsonObject pod, string podAddress, CancellationToken cancellationToken)
    {
        var run = new ContainerRun(pod, [], podAddress, 0);
        foreach (var volume in pod.ArrayAt("spec", "volumes").Objects().Where(v => Projections.Any(p => v.ObjectAt(p) is not null)))
        {
            var directory = directories.Volume(pod, volume.StringAt("name") ?? "");
            if (Directory.Exists(directory))
                VolumeFiles.Sync(directory, await FilesAsync(run, volume, cancellationToken));
        }
    }

    private async Task<string> DirectoryAsync(ContainerRun run, JsonObject volume, string name, CancellationToken cancellationToken)
    {
        if (volume.StringAt("persistentVolumeClaim", "claimName") is { } claim)
            return NodeDirectories.Make(directories.Claim(run.Pod.Namespace(), claim));
        var directory = NodeDirectories.Make(directories.Volume(run.Pod, name));
        if (Projections.Any(p => volume.ObjectAt(p) is not null))
            VolumeFiles.Sync(directory, await FilesAsync(run, volume, cancellationToken));
        else if (volume.ObjectAt("emptyDir") is null)
            throw new ContainerConfigException($"volume \"{name}\" is of a kind that the local cluster does not have");
        return directory;
    }

    private async Task<IReadOnlyDictionary<string, byte[]>> FilesAsync(ContainerRun run, JsonObject volume, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var part in volume.ArrayAt("projected", "sources") is { } sources ? sources.Objects() : [volume])
        {
            foreach (var (name, content) in await PartAsync(run, part, cancellationToken))
                files[name] = content;
        }

        return files;
    }

    private async Task<IEnumerable<KeyValuePair<string, byte[]>>> PartAsync(ContainerRun run, JsonObject part, CancellationToken cancellationToken)
    {
        var ns = run.Pod.Namespace();
        if (part.ObjectAt("serviceAccountToken") is { } projection)
            return
            [
                KeyValuePair.Create(
                    projection.StringAt("path") ?? "token", Encoding.UTF8.GetBytes(await tokens.GetAsync(run.Pod, projection, cancellationToken))),
            ];
        if (part.ObjectAt("configMap") is { } map)
        {
            var name = map.StringAt("name") ?? "";
            return Select(
                map,
                await source.ConfigMapAsync(ns, name, cancellationToken) is { } found ? ConfigData.OfConfigMap(found) : null,
                $"configmap \"{name}\" not found");
        }

        if (part.ObjectAt("secret") is { } secret)
        {
            var name = secret.StringAt("secretName") ?? secret.StringAt("name") ?? "";
            return Select(
                secret, await source.SecretAsync(ns, name, cancellationToken) is { } found ? ConfigData.OfSecret(found) : null, $"secret \"{name}\" not found");
        }

        return part.ArrayAt("downwardAPI", "items").Objects().Select(item => KeyValuePair.Create(
            item.StringAt("path") ?? "",
            Encoding.UTF8.GetBytes(item.StringAt("fieldRef", "fieldPath") is { } path
                ? FieldReferences.Field(run, hostAddress, path)
                : FieldReferences.Resource(run, item.ObjectAt("resourceFieldRef") ?? []))));
    }

    private static IEnumerable<KeyValuePair<string, byte[]>> Select(JsonObject reference, IReadOnlyDictionary<string, byte[]>? entries, string missing)
    {
        var optional = reference.BoolAt("optional") == true;
        if (entries is null)
            return optional ? [] : throw new ContainerConfigException(missing);
        if (reference.ArrayAt("items") is not { } items)
            return entries;
        return items
            .Objects()
            .Where(i =>
                entries.ContainsKey(i.StringAt("key") ?? "")
                || (optional ? false : throw new ContainerConfigException($"references non-existent key: {i.StringAt("key")}")))
            .Select(i => KeyValuePair.Create(i.StringAt("path") ?? "", entries[i.StringAt("key") ?? ""]));
    }
}
