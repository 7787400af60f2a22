using System.Text.RegularExpressions;

namespace October.LocalCluster.Node.Environment;

/// <summary>
/// Fills in image map entries: <c>{podIP}</c>, <c>{podName}</c>, <c>{namespace}</c>, <c>{dataDir}</c> (a directory of the pod's own) and
/// <c>{port:NAME}</c> (the container port of that name).
/// </summary>
internal sealed partial class Placeholders(IReadOnlyDictionary<string, string> values)
{
    /// <exception cref="Containers.ContainerConfigException">A placeholder has no value.</exception>
    public string Fill(string text) => Pattern().Replace(text, m => values.TryGetValue(m.Groups["name"].Value, out var value)
        ? value
        : throw new Containers.ContainerConfigException($"the image map uses {m.Value}, which this container does not have"));

    [GeneratedRegex(@"\{(?<name>podIP|podName|namespace|dataDir|port:[a-z0-9-]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
