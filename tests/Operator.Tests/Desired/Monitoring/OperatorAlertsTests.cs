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
            ["up{job='october-system/october-operator'} 1x20 0x40", "up{job='other/thing'} 1x60"],
            // A release of the chart in another namespace; the standby is down.
            ["up{job='operators/october-operator',pod='a'} 1x60", "up{job='operators/october-operator',pod='b'} 0x60"]
        },
        {
            "OctoberOperatorNotLeading",
            ["leader_election_master_status{name='october-operator',pod='a'} 1x10 0x50", "leader_election_master_status{name='october-operator',pod='b'} 0x60"],
            ["leader_election_master_status{name='october-operator',pod='a'} 1x20 0x40",
                "leader_election_master_status{name='october-operator',pod='b'} 0x20 1x40"]
        },
        {
            "OctoberOperatorReconcileErrors",
            ["controller_runtime_reconcile_errors_total{controller='octoberapp'} 0+1x60"],
            ["controller_runtime_reconcile_errors_total{controller='octoberapp'} 0x10 1x49"]
        },
        {
            "OctoberOperatorSlow",
            ["workqueue_queue_duration_seconds_bucket{name='octoberapp',le='100'} 0+1x60",
                "workqueue_queue_duration_seconds_bucket{name='octoberapp',le='1000'} 0+9x60",
                "workqueue_queue_duration_seconds_bucket{name='octoberapp',le='+Inf'} 0+9x60"],
            ["workqueue_queue_duration_seconds_bucket{name='octoberapp',le='1'} 0+9x60",
                "workqueue_queue_duration_seconds_bucket{name='octoberapp',le='+Inf'} 0+9x60"]
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

    internal static IEnumerable<string> Names() => Alert().Matches(Rules()).Select(match => match.Groups["name"].Value);

    /// <summary>The rules file that the Prometheus operator makes of the object: its spec.</summary>
    private static string Rules() => File.ReadAllText(RepositoryRoot.File("config/prometheus/operator_rules.yaml")).Split("\nspec:\n")[1];

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Alert();

    [GeneratedRegex(@"\b(?:leader_election|controller_runtime|workqueue)_[a-z_]+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Metric();
}
