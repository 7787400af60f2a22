using System.Text.RegularExpressions;

namespace October.LocalCluster.Nodes.Environment;

/// <summary>
/// Stands in for the mount namespace, which local processes do not have: the mount paths of a container are replaced by the local directories
/// behind them wherever they appear as a path, or the beginning of one, in environment values and arguments.
/// </summary>
internal sealed class MountPaths(IEnumerable<KeyValuePair<string, string>> mounts)
{
    // Inner mounts before the ones around them.
    private readonly List<(Regex Pattern, string Directory)> _mounts =
    [
        .. mounts.OrderByDescending(m => m.Key.Length).Select(m => (
            new Regex($@"(?<![A-Za-z0-9._/-]){Regex.Escape(m.Key.TrimEnd('/'))}(?![A-Za-z0-9._-])", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)),
            m.Value)),
    ];

    public string Replace(string text) => _mounts.Aggregate(text, (current, mount) => mount.Pattern.Replace(current, mount.Directory.Replace("$", "$$", StringComparison.Ordinal)));
}
