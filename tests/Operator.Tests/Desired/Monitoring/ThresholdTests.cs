using System.Globalization;
using System.Text.RegularExpressions;
using October.Crd.Schema;
using October.Runtime.Metrics;
using October.Testing;
using Prometheus;

namespace October.Operator.Desired.Monitoring;

/// <summary>
/// A quantile is never more than the highest bound of its histogram's buckets, and between two bounds it is guessed: an alert asks for a bound that there is,
/// below the highest, or it never fires.
/// </summary>
public sealed partial class ThresholdTests
{
    [Fact]
    public async Task Every_threshold_of_a_quantile_is_a_bound_of_its_buckets_and_not_the_highest()
    {
        var rules = OperatorAlertsTests.Rules() + CrdYaml.Write(PrometheusRulesTests.Rule().Spec);
        var quantiles = Quantile().Matches(rules).ToList();
        Assert.Equal(Regex.Count(rules, "histogram_quantile", RegexOptions.NonBacktracking), quantiles.Count);
        Assert.NotEmpty(quantiles);
        foreach (var found in quantiles)
        {
            var bounds = await BoundsAsync(found.Groups["metric"].Value);
            Assert.Contains(double.Parse(found.Groups["threshold"].Value, CultureInfo.InvariantCulture), bounds.SkipLast(1));
        }
    }

    [Fact]
    public async Task Every_bound_in_the_tests_of_alerts_is_one_of_the_real_buckets()
    {
        string[][] series =
        [
            .. OperatorAlertsTests.Firing.SelectMany(row => new[] { row.Data.Item2, row.Data.Item3 }),
            .. PrometheusRulesTests.Firing.SelectMany(row => new[] { row.Data.Item2, row.Data.Item3 }),
        ];
        var tried = series.SelectMany(all => all).Select(one => Bucket().Match(one)).Where(match => match.Success).ToList();
        Assert.NotEmpty(tried);
        foreach (var found in tried)
            Assert.Contains(double.Parse(found.Groups["le"].Value, CultureInfo.InvariantCulture), await BoundsAsync(found.Groups["metric"].Value));
    }

    /// <summary>The finite ones, in their order.</summary>
    private static Task<IReadOnlyList<double>> BoundsAsync(string metric) =>
        metric.StartsWith("celery_", StringComparison.Ordinal) ? Task.FromResult(OfWorker(metric)) : OfOperatorAsync(metric);

    private static async Task<IReadOnlyList<double>> OfOperatorAsync(string metric)
    {
        var registry = Metrics.NewCustomRegistry();
        _ = new RuntimeMetrics(registry);
        // The one that is registered: names are unique.
        Metrics.WithCustomRegistry(registry).CreateHistogram(metric, "", ["name"]).WithLabels("octoberapp");
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return [.. Bound().Matches(System.Text.Encoding.UTF8.GetString(text.ToArray()))
            .Where(match => match.Groups["metric"].Value == metric)
            .Select(match => double.Parse(match.Groups["le"].Value, CultureInfo.InvariantCulture))];
    }

    /// <summary>By its source, which is of another program: one list for all of its histograms.</summary>
    private static IReadOnlyList<double> OfWorker(string metric)
    {
        var reporting = RepositoryRoot.File("src/Tasks/Consumer/Reporting");
        Assert.Contains(Directory.GetFiles(reporting), file => File.ReadAllText(file).Contains($"\"{metric}\"", StringComparison.Ordinal));
        var list = Assert.Single(Buckets().Matches(File.ReadAllText(Path.Combine(reporting, "ConsumerMetrics.cs"))).ToList());
        return [.. list.Groups["bounds"].Value.Split(',').Select(bound => double.Parse(bound, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(
        @"histogram_quantile\([^>]*?\b(?<metric>\w+)_bucket\{[^>]*> (?<threshold>[0-9.]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Quantile();

    [GeneratedRegex(@"^(?<metric>\w+)_bucket\{.*le='(?<le>[0-9.]+)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Bucket();

    [GeneratedRegex("""(?<metric>\w+)_bucket\{[^}]*le="(?<le>[0-9.]+)"\}""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Bound();

    [GeneratedRegex(@"double\[\] Buckets = \[(?<bounds>[^\]]*)\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Buckets();
}
