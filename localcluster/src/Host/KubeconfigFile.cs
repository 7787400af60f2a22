using System.Text;

namespace October.LocalCluster.Host;

/// <summary>Writes a kubeconfig that only this user can read: its token runs code on this machine.</summary>
internal static class KubeconfigFile
{
    public static async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            Directory.CreateDirectory(directory);
        // Made anew: an existing file would keep its mode.
        File.Delete(path);
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await file.WriteAsync(Encoding.UTF8.GetBytes(content), cancellationToken);
    }
}
