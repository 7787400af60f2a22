using System.Text.RegularExpressions;

namespace October.LocalCluster.Node.Environment;

/// <summary>
/// Stands in for cluster DNS, which local processes do not have: Service names in environment values and arguments become cluster IPs.
/// <c>name.ns.svc</c> and <c>name.ns.svc.cluster.local</c> are replaced wherever they are a whole host name; the short forms <c>name</c> and
/// <c>name.ns</c> only where a host name must be: after <c>//</c> or <c>@</c>, or before <c>:port</c>, so that an ordinary word is never touched.
/// </summary>
internal sealed partial class ServiceNames(string podNamespace, IReadOnlyDictionary<(string Namespace, string Name), string> clusterIps)
{
    public string Replace(string text) => clusterIps.Count == 0 ? text : HostName().Replace(text, m => Resolve(text, m) ?? m.Value);

    private string? Resolve(string text, Match match)
    {
        var parts = match.Value.Split('.');
        var isLong = parts.Length is 3 or 5 && parts[2] == "svc" && (parts.Length == 3 || (parts[3] == "cluster" && parts[4] == "local"));
        if (!isLong && (parts.Length > 2 || !IsHostPosition(text, match)))
            return null;
        var ns = parts.Length == 1 ? podNamespace : parts[1];
        return clusterIps.GetValueOrDefault((ns, parts[0]));
    }

    private static bool IsHostPosition(string text, Match match)
    {
        var before = text.AsSpan(0, match.Index);
        var after = text.AsSpan(match.Index + match.Length);
        return before.EndsWith("//") || before.EndsWith("@") || (after.Length > 1 && after[0] == ':' && char.IsAsciiDigit(after[1]));
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9._-])[a-z0-9]([a-z0-9.-]*[a-z0-9])?(?![A-Za-z0-9._-])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostName();
}
