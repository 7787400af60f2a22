using System.Text.RegularExpressions;

namespace October.LocalCluster.ApiServer.Discovery;

/// <summary>Order of versions by stability, newest first: v2, v1, v1beta1, v1alpha1, then others by name (<c>CompareKubeAwareVersionStrings</c>).</summary>
internal static partial class VersionPriority
{
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create((a, b) =>
    {
        var (x, y) = (Rank(a), Rank(b));
        var order = (y.Stability, y.Major, y.Minor).CompareTo((x.Stability, x.Major, x.Minor));
        return order != 0 ? order : string.CompareOrdinal(a, b);
    });

    private static (int Stability, int Major, int Minor) Rank(string version)
    {
        var match = Pattern().Match(version);
        if (!match.Success)
            return (0, 0, 0);
        var stability = match.Groups["kind"].Value switch { "" => 3, "beta" => 2, _ => 1 };
        return (stability, int.Parse(match.Groups["major"].Value), match.Groups["minor"].Success ? int.Parse(match.Groups["minor"].Value) : 0);
    }

    [GeneratedRegex("^v(?<major>[0-9]{1,9})((?<kind>alpha|beta)(?<minor>[0-9]{1,9}))?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
