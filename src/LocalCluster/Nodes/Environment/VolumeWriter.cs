using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.Nodes.Containers;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Nodes.Environment;

/// <summary>
/// Makes the directories behind a pod's volumes. Directories are readable by the user only (0700), files too (0600), whatever mode the pod
/// asks for: the processes all run as this user.
/// </summary>
internal sealed class VolumeWriter(IConfigSource source, NodeDirectories directories, string hostAddress)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The local directory (or file, with a subPath) of each mount path of the container.</summary>
    /// <exception cref="ContainerConfigException">A source that is not optional is missing, or the kind of volume is not supported.</exception>
    public async Task<IReadOnlyDictionary<string, string>> WriteAsync(ContainerRun run, CancellationToken token)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var mount in run.Container.ArrayAt("volumeMounts").Objects())
        {
            var name = mount.StringAt("name") ?? "";
            var volume = run.Pod.ArrayAt("spec", "volumes").Objects().FirstOrDefault(v => v.StringAt("name") == name)
                ?? throw new ContainerConfigException($"volume \"{name}\" not found");
            var directory = await DirectoryAsync(run, volume, name, token);
            var sub = VariableExpansion.Expand(mount.StringAt("subPathExpr") ?? mount.StringAt("subPath") ?? "", new Dictionary<string, string>(StringComparer.Ordinal));
            var path = sub.Length == 0 ? directory : Inside(directory, sub);
            if (sub.Length > 0 && !File.Exists(path))
                NodeDirectories.Make(path);
            result[mount.StringAt("mountPath") ?? ""] = path;
        }

        return result;
    }

    private async Task<string> DirectoryAsync(ContainerRun run, JsonObject volume, string name, CancellationToken token)
    {
        if (volume.StringAt("persistentVolumeClaim", "claimName") is { } claim)
            return NodeDirectories.Make(directories.Claim(run.Pod.Namespace(), claim));
        var directory = NodeDirectories.Make(directories.Volume(run.Pod, name));
        if (volume.ObjectAt("emptyDir") is not null)
            return directory;
        if (volume.ObjectAt("configMap") is not null || volume.ObjectAt("secret") is not null || volume.ObjectAt("downwardAPI") is not null)
            Write(directory, await FilesAsync(run, volume, token));
        else if (volume.ArrayAt("projected", "sources") is { } sources)
        {
            foreach (var part in sources.Objects().Where(s => s.ObjectAt("serviceAccountToken") is null))
                Write(directory, await FilesAsync(run, part, token));
        }
        else
        {
            throw new ContainerConfigException($"volume \"{name}\" is of a kind that the local cluster does not have");
        }

        return directory;
    }

    private async Task<IEnumerable<KeyValuePair<string, byte[]>>> FilesAsync(ContainerRun run, JsonObject volume, CancellationToken token)
    {
        var ns = run.Pod.Namespace();
        if (volume.ObjectAt("configMap") is { } map)
        {
            var name = map.StringAt("name") ?? "";
            return Select(map, await source.ConfigMapAsync(ns, name, token) is { } found ? ConfigData.OfConfigMap(found) : null, $"configmap \"{name}\" not found");
        }

        if (volume.ObjectAt("secret") is { } secret)
        {
            var name = secret.StringAt("secretName") ?? secret.StringAt("name") ?? "";
            return Select(secret, await source.SecretAsync(ns, name, token) is { } found ? ConfigData.OfSecret(found) : null, $"secret \"{name}\" not found");
        }

        return volume.ArrayAt("downwardAPI", "items").Objects().Select(item => KeyValuePair.Create(
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
        return items.Objects()
            .Where(i => entries.ContainsKey(i.StringAt("key") ?? "") || (optional ? false : throw new ContainerConfigException($"references non-existent key: {i.StringAt("key")}")))
            .Select(i => KeyValuePair.Create(i.StringAt("path") ?? "", entries[i.StringAt("key") ?? ""]));
    }

    private static void Write(string directory, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        foreach (var (name, content) in files)
        {
            var path = Inside(directory, name);
            NodeDirectories.Make(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            file.Write(content);
        }
    }

    private static string Inside(string directory, string relative)
    {
        var path = Path.GetFullPath(Path.Combine(directory, relative));
        return path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ContainerConfigException($"the path \"{relative}\" leads out of its volume");
    }
}
