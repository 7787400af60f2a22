using System.Text.RegularExpressions;
using October.Common.Queues;
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
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='60'", "0+1x60"),
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='1000'", "0+9x60"),
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='+Inf'", "0+9x60"),
                // So many quick ones that the operator's would not count among them.
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='1'", "0+9000x60"),
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='60'", "0+9000x60"),
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='1000'", "0+9000x60"),
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='+Inf'", "0+9000x60"),
            ],
            [
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='1'", "0+9x60"),
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='+Inf'", "0+9x60"),
                Images("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='60'", "0+1x60"),
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

    /// <summary>With the longest pauses that the backoff has, and with others.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task One_app_that_fails_for_ever_is_reported_for_as_long(int? seed)
    {
        var random = seed is { } known ? new Random(known) : null;
        // As a controller's queue has it.
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(5), () => random?.NextDouble() ?? 1);
        var errors = new List<TimeSpan>();
        for (var at = TimeSpan.FromMinutes(1); at < TimeSpan.FromHours(2); at += backoff.Next())
            errors.Add(at);
        await Alerts.AssertAsync(
            Rules(),
            "OctoberOperatorReconcileErrors",
            [Operators("controller_runtime_reconcile_errors_total", "controller='octoberapp'", Counted(errors, 8 * 60))],
            Enumerable.Range(32, 120 - 32).Select(minute => ($"{minute}m", true)).Concat(Alerts.Never(29)),
            "15s");
    }

    [Fact]
    public async Task Errors_of_an_API_server_that_is_back_after_minutes_are_not_reported() =>
        await Alerts.AssertAsync(
            Rules(),
            "OctoberOperatorReconcileErrors",
            [Operators("controller_runtime_reconcile_errors_total", "controller='octoberapp'", "0x40 10+10x20 210x400")],
            Alerts.Never(110),
            "15s");

    /// <summary>A thousand apps are looked at once when another replica comes to lead.</summary>
    [Fact]
    public async Task The_backlog_of_a_change_of_leader_is_not_reported_when_it_takes_minutes() =>
        await Alerts.AssertAsync(
            Rules(),
            "OctoberOperatorSlow",
            [
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='60'", "0x40 0+90x4 360x200"),
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='300'", "0x40 0+90x12 1080x192"),
                Operators("workqueue_queue_duration_seconds_bucket", "name='octoberapp',le='+Inf'", "0x40 0+90x12 1080x192"),
            ],
            Alerts.Never(60),
            "15s");

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

    /// <summary>A counter's values, one for each quarter of a minute.</summary>
    private static string Counted(List<TimeSpan> events, int values) =>
        string.Join(' ', Enumerable.Range(0, values).Select(index => events.Count(at => at <= TimeSpan.FromSeconds(15 * index))));

    internal static IEnumerable<string> Names() => Alert().Matches(Rules()).Select(match => match.Groups["name"].Value);

    /// <summary>Values of a series of the operator, as its PodMonitor has it scraped.</summary>
    private static string Operators(string metric, string labels, string values) => $"{metric}{{job='october-system/october-operator',{labels}}} {values}";

    /// <summary>The same of an app's image, which may serve series of any name: it neither raises an alert nor silences it.</summary>
    private static string Images(string metric, string labels, string values) => $"{metric}{{job='shop-worker',{labels}}} {values}";

    /// <summary>The rules file that the Prometheus operator makes of the object: its spec.</summary>
    internal static string Rules() => File.ReadAllText(RepositoryRoot.File("config/prometheus/operator_rules.yaml")).Split("\nspec:\n")[1];

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Alert();

    [GeneratedRegex(
        @"\b(?:leader_election|controller_runtime|workqueue|october_informer)_[a-z_]+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Metric();
}
