using System.Text.RegularExpressions;

namespace October.LocalCluster.Node.Environment;

/// <summary>
/// Stands in for the mount namespace, which local processes do not have: the mount paths of a container are replaced by the local directories
/// behind them wherever they appear as a path, or the beginning of one, in environment values and arguments.
/// </summary>
internal sealed class MountPaths
{
    private readonly Dictionary<string, string> _directories;
    private readonly Regex? _pattern;

    public MountPaths(IEnumerable<KeyValuePair<string, string>> mounts)
    {
        _directories = mounts.ToDictionary(mount => mount.Key.TrimEnd('/'), mount => mount.Value);
        // Inner mounts before the ones around them; all in one pass, for a local directory may itself lie below a mount path such as /tmp.
        var paths = _directories.Keys.OrderByDescending(path => path.Length).Select(Regex.Escape);
        _pattern = _directories.Count == 0
            ? null
            : new Regex($"(?<![A-Za-z0-9._/-])({string.Join('|', paths)})(?![A-Za-z0-9._-])", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    public string Replace(string text) => _pattern?.Replace(text, match => _directories[match.Value]) ?? text;
}
