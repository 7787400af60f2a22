using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Environment;

/// <summary>
/// Brings the files of a volume to a wanted state: what is already so is left alone, what changed is replaced in one step, what is no longer
/// wanted goes. Files are for this user only (0600), whatever mode the pod requests: the processes all run as this user.
/// </summary>
internal static class VolumeFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Sync(string directory, IReadOnlyDictionary<string, byte[]> files)
    {
        var wanted = files.ToDictionary(f => Inside(directory, f.Key), f => f.Value, StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(p => !wanted.ContainsKey(p)).ToList())
            File.Delete(path);
        foreach (var (path, content) in wanted)
        {
            if (File.Exists(path) && content.AsSpan().SequenceEqual(File.ReadAllBytes(path)))
                continue;
            NodeDirectories.Make(Path.GetDirectoryName(path)!);
            Replace(path, content);
        }
    }

    /// <exception cref="ContainerConfigException">The path leads out of the directory.</exception>
    public static string Inside(string directory, string relative)
    {
        var path = Path.GetFullPath(Path.Combine(directory, relative));
        return path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ContainerConfigException($"the path \"{relative}\" leads out of its volume");
    }

    /// <summary>Writes a file so that a reader sees the old content or the new one, never half of it.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var beside = path + ".new";
        using (var file = new FileStream(beside, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            file.Write(content);
        File.Move(beside, path, overwrite: true);
    }
}
