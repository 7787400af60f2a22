using System.Text.RegularExpressions;
using October.Testing;

namespace October.Operator.Desired.Monitoring;

/// <summary>The alerts on the operator itself, <c>config/prometheus/operator_rules.yaml</c>.</summary>
public sealed partial class OperatorAlertsTests
{
    [Fact]
    public async Task Promtool_accepts_the_rules()
    {
        var (code, output) = await Promtool.RunAsync(["check", "rules"], Rules());
        Assert.True(code == 0, output);
    }

    /// <summary>By alert: series, one value per minute, with which it fires after an hour, and others with which it does not.</summary>
    public static TheoryData<string, string[], string[]> Firing => new()
    {
        {
            "OctoberOperatorDown",
            ["up{job='october-system/october-operator'} 1x20 0x40", "up{job='other/thing'} 1x60", "up{job='october-operator'} 1x60"],
            // A release of the chart in another namespace; the standby is down.
            ["up{job='operators/october-operator',pod='a'} 1x60", "up{job='operators/october-operator',pod='b'} 0x60"]
        },
        {
            "OctoberOperatorNotLeading",
            [
                Operators("leader_election_master_status", "name='october-operator',pod='a'", "1x10 0x50"),
                Operators("leader_election_master_status", "name='october-operator',pod='b'", "0x60"),
                Images("leader_election_master_status", "name='october-operator',pod='c'", "1x60"),
            ],
            [
                Operators("leader_election_master_status", "name='october-operator',pod='a'", "1x20 0x40"),
                Operators("leader_election_master_status", "name='october-operator',pod='b'", "0x20 1x40"),
                Images("leader_election_master_status", "name='october-operator',pod='c'", "0x60"),
            ]
        },
        {
            "OctoberOperatorReconcileErrors",
            [Operators("controller_runtime_reconcile_errors_total", "controller='octoberapp'", "0+1x60")],
            [
                Operators("controller_runtime_reconcile_errors_total", "controller='octoberapp'", "0x10 1x49"),
                Images("controller_runtime_reconcile_errors_total", "controller='octoberapp'", "0+1x60"),
            ]
        },
        {
            "OctoberOperatorUnreadableObjects",
            [
                Operators("october_informer_unreadable_objects", "kind='OctoberApp',pod='a'", "0x10 1x50"),
                Operators("october_informer_unreadable_objects", "kind='OctoberApp',pod='b'", "0x60"),
            ],
            [
                // While a definition and its operator are upgraded.
                Operators("october_informer_unreadable_objects", "kind='OctoberApp',pod='a'", "0x10 1x3 0x47"),
                Images("october_informer_unreadable_objects", "kind='OctoberApp',pod='c'", "1x60"),
            ]
        },
        {
            "OctoberOperatorSlow",
            [
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='100'", "0+1x60"),
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='1000'", "0+9x60"),
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='+Inf'", "0+9x60"),
                // So many quick ones that the operator's would not count among them.
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='1'", "0+9000x60"),
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='100'", "0+9000x60"),
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='1000'", "0+9000x60"),
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='+Inf'", "0+9000x60"),
            ],
            [
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='1'", "0+9x60"),
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='+Inf'", "0+9x60"),
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='100'", "0+1x60"),
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='1000'", "0+900x60"),
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='+Inf'", "0+900x60"),
            ]
        },
        {
            "OctoberOperatorRestarting",
            ["process_start_time_seconds{job='october-system/october-operator'} 1x10 2x10 3x10 4x10 5x20"],
            ["process_start_time_seconds{job='october-system/october-operator'} 1x10 2x50", "process_start_time_seconds{job='other'} 0+1x60"]
        },
    };

    [Theory]
    [MemberData(nameof(Firing))]
    public async Task An_alert_fires_when_it_should_and_only_then(string alert, string[] firing, string[] quiet)
    {
        await Alerts.AssertAsync(Rules(), alert, firing, isFiring: true, "60m");
        await Alerts.AssertAsync(Rules(), alert, quiet, isFiring: false, "60m");
    }

    [Fact]
    public void Every_alert_is_tried() =>
        Assert.Equal(Names().Order(StringComparer.Ordinal), Firing.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_metric_that_an_alert_needs_is_made_by_the_operator()
    {
        var sources = string.Concat(
            Directory.EnumerateFiles(RepositoryRoot.File("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var needed = Metric().Matches(Rules()).Select(match => match.Value.Replace("_bucket", "", StringComparison.Ordinal)).ToHashSet();
        Assert.NotEmpty(needed);
        Assert.All(needed, name => Assert.Contains($"\"{name}\"", sources, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_series_that_an_alert_reads_is_the_operators_own()
    {
        var rules = Rules();
        foreach (var metric in Metric().Matches(rules).Select(match => rules[match.Index..]))
            Assert.Matches("""^[a-z_]+\{job=~"\.\+/october-operator"[,}]""", metric);
    }

    internal static IEnumerable<string> Names() => Alert().Matches(Rules()).Select(match => match.Groups["name"].Value);

    /// <summary>Values of a series of the operator, as its PodMonitor has it scraped.</summary>
    private static string Operators(string metric, string labels, string values) => $"{metric}{{job='october-system/october-operator',{labels}}} {values}";

    /// <summary>The same of an app's image, which may serve series of any name: it neither raises an alert nor silences it.</summary>
    private static string Images(string metric, string labels, string values) => $"{metric}{{job='shop-worker',{labels}}} {values}";

    /// <summary>The rules file that the Prometheus operator makes of the object: its spec.</summary>
    private static string Rules() => File.ReadAllText(RepositoryRoot.File("config/prometheus/operator_rules.yaml")).Split("\nspec:\n")[1];

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Alert();

    [GeneratedRegex(
        @"\b(?:leader_election|controller_runtime|workqueue|october_informer)_[a-z_]+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Metric();
}
