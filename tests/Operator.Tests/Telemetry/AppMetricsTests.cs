using System.Text;
using k8s.Models;
using October.Crd;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Runtime.Informers;
using Prometheus;

namespace October.Operator.Telemetry;

public sealed class AppMetricsTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly Store<V1OctoberApp> _apps = new();
    private readonly OperatorMetrics _counters;

    public AppMetricsTests()
    {
        _counters = new OperatorMetrics(_registry);
        AppMetrics.Register(_registry, _apps, _counters);
    }

    [Fact]
    public async Task An_app_has_one_phase_and_its_counters_start_at_zero()
    {
        _apps.Upsert(App("1", Phases.Ready), out _);
        var lines = await ScrapeAsync();
        Assert.Contains("octoberapp_info{namespace=\"default\",name=\"shop\",revision=\"shop-abc\"} 1", lines);
        var phase = Assert.Single(
            lines, line => line.StartsWith("octoberapp_status_phase{", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal));
        Assert.Contains("phase=\"Ready\"", phase, StringComparison.Ordinal);
        Assert.Contains("octoberapp_rollouts_total{namespace=\"default\",name=\"shop\",outcome=\"RolledBack\"} 0", lines);
        Assert.Contains("octoberapp_replicas{namespace=\"default\",name=\"shop\",component=\"api\",state=\"ready\"} 2", lines);
    }

    [Fact]
    public async Task The_newest_backup_is_measured_and_backups_are_counted_from_zero()
    {
        var app = App("1", Phases.Ready);
        app.Status!.Backup = new BackupStatus { SizeBytes = 4096, DurationSeconds = 7 };
        _apps.Upsert(app, out _);
        var lines = await ScrapeAsync();
        Assert.Contains("octoberapp_backup_size_bytes{namespace=\"default\",name=\"shop\"} 4096", lines);
        Assert.Contains("octoberapp_backup_duration_seconds{namespace=\"default\",name=\"shop\"} 7", lines);
        Assert.Contains("octoberapp_backups_total{namespace=\"default\",name=\"shop\",result=\"failed\"} 0", lines);
    }

    [Fact]
    public async Task What_followed_a_failed_attempt_is_served_until_there_is_a_newer_one()
    {
        var app = App("1", Phases.Failed);
        app.Status!.Failed = new FailedStatus { Outcome = "RollbackFailed" };
        _apps.Upsert(app, out _);
        Assert.Contains("octoberapp_failed_attempt{namespace=\"default\",name=\"shop\",outcome=\"RollbackFailed\"} 1", await ScrapeAsync());
        _apps.Upsert(App("2", Phases.Ready), out _);
        Assert.DoesNotContain(await ScrapeAsync(), line => line.StartsWith("octoberapp_failed_attempt{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_revision_replaces_the_old_series_and_a_deleted_app_leaves_none()
    {
        _apps.Upsert(App("1", Phases.Ready), out _);
        await ScrapeAsync();
        var next = App("2", Phases.Ready);
        next.Status!.Revisions!.Current = "shop-def";
        _apps.Upsert(next, out _);
        var info = Assert.Single(await ScrapeAsync(), line => line.StartsWith("octoberapp_info{", StringComparison.Ordinal));
        Assert.Contains("shop-def", info, StringComparison.Ordinal);
        _apps.Remove(next, out _);
        Assert.DoesNotContain(await ScrapeAsync(), line => line.Contains("shop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rollback_is_counted_with_its_trigger_reason_and_length()
    {
        _apps.Upsert(App("1", Phases.RolledBack), out _);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var before = new RolloutState
        {
            Step = RolloutStep.RollbackVerify,
            Revision = "def",
            LastGood = "abc",
            StartedAt = start,
            Cause = new Failure(Reasons.SmokeProbeFailed, "no", "add"),
            CauseAt = start.AddSeconds(7),
        };
        var decision = new RolloutDecision
        {
            State = before with { Step = RolloutStep.Idle },
            Stable = "abc",
            Finished = new FinishedAttempt("def", "Update", "RolledBack", Reasons.SmokeProbeFailed, start, start.AddSeconds(10)),
        };
        _counters.Rollouts.Observe(new NamespacedName("default", "shop"), decision, before);
        var lines = await ScrapeAsync();
        Assert.Contains(
            "octoberapp_rollbacks_total{namespace=\"default\",name=\"shop\",trigger=\"Automatic\",reason=\"SmokeProbeFailed\",result=\"Succeeded\"} 1", lines);
        Assert.Contains("octoberapp_rollback_duration_seconds_sum{namespace=\"default\",name=\"shop\"} 3", lines);
        Assert.Contains("octoberapp_rollout_duration_seconds_sum{namespace=\"default\",name=\"shop\",outcome=\"RolledBack\"} 10", lines);
    }

    private static V1OctoberApp App(string version, string phase) => new()
    {
        Metadata = new V1ObjectMeta { NamespaceProperty = "default", Name = "shop", Uid = "u", ResourceVersion = version, Generation = 3 },
        Status = new V1OctoberAppStatus
        {
            Phase = phase,
            ObservedGeneration = 3,
            Revisions = new RevisionsStatus { Current = "shop-abc" },
            Components = new ComponentsStatus { Api = new ComponentStatus { Ready = 2 } },
        },
    };

    private async Task<string[]> ScrapeAsync()
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
    }
}
