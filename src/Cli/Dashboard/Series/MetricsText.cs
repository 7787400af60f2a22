using System.Globalization;

namespace October.Cli.Dashboard.Series;

/// <summary>Reads Prometheus' text format, as much of it as the page shows. Pure; what it cannot read it leaves out.</summary>
internal static class MetricsText
{
    /// <summary>The samples of these metrics.</summary>
    public static IEnumerable<MetricSample> Read(string text, params string[] names)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var end = line.AsSpan().IndexOfAny('{', ' ');
            if (end <= 0 || line[0] == '#' || !names.Contains(line[..end]))
                continue;
            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            var at = line[end] == '{' ? ReadLabels(line, end + 1, labels) : end;
            if (at >= 0 && double.TryParse(line.AsSpan(at).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture, out var value))
                yield return new MetricSample(line[..end], labels, value);
        }
    }

    /// <returns>Where the value begins; -1 when the labels do not end.</returns>
    private static int ReadLabels(string line, int at, Dictionary<string, string> labels)
    {
        while (at < line.Length && line[at] != '}')
        {
            var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
            if (equals < 0)
                return -1;
            var name = line[at..equals].Trim(',', ' ');
            var value = new System.Text.StringBuilder();
            for (at = equals + 2; at < line.Length && line[at] != '"'; at++)
            {
                if (line[at] == '\\' && at + 1 < line.Length)
                    at++;
                value.Append(line[at]);
            }

            labels[name] = value.ToString();
            at++;
        }

        return at < line.Length ? at + 1 : -1;
    }
}

/// <summary>One line of a scrape.</summary>
internal sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
