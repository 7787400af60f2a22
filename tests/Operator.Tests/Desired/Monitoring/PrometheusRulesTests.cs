using System.Text.RegularExpressions;
using October.Crd.Defaults;
using October.Crd.Schema;
using October.Crd.Spec;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;
using October.Testing;

namespace October.Operator.Desired.Monitoring;

public sealed partial class PrometheusRulesTests
{
    [Fact]
    public async Task Promtool_accepts_the_rules()
    {
        var (code, output) = await Promtool.RunAsync(["check", "rules"], CrdYaml.Write(Rule().Spec));
        Assert.True(code == 0, output);
        Assert.Contains("13 rules found", output, StringComparison.Ordinal);
    }

    /// <summary>By alert: series, one value per minute, with which it fires after half an hour, and others with which it does not.</summary>
    public static TheoryData<string, string[], string[]> Firing => new()
    {
        {
            "OctoberAppRolledBack",
            ["octoberapp_status_condition{namespace='shops',name='shop',type='RolledBack',status='True'} 1x40"],
            ["octoberapp_status_condition{namespace='shops',name='shop',type='RolledBack',status='True'} 0x40",
                "octoberapp_status_condition{namespace='shops',name='other',type='RolledBack',status='True'} 1x40"]
        },
        {
            "OctoberAppRollbackFailed",
            ["octoberapp_status_phase{namespace='shops',name='shop',phase='Failed'} 1x40"],
            ["octoberapp_status_phase{namespace='shops',name='shop',phase='RolledBack'} 1x40"]
        },
        {
            "OctoberAppNotReady",
            ["octoberapp_status_condition{namespace='shops',name='shop',type='Ready',status='True'} 1x10 0x30"],
            ["octoberapp_status_condition{namespace='shops',name='shop',type='Ready',status='True'} 1x20 0x20"]
        },
        {
            "OctoberAppQueueBacklog",
            ["celery_task_queue_wait_seconds_bucket{namespace='shops',service='shop-worker',le='60'} 0+1x40",
                "celery_task_queue_wait_seconds_bucket{namespace='shops',service='shop-worker',le='300'} 0+20x40",
                "celery_task_queue_wait_seconds_bucket{namespace='shops',service='shop-worker',le='+Inf'} 0+20x40"],
            ["celery_task_queue_wait_seconds_bucket{namespace='shops',service='shop-worker',le='60'} 0+20x40",
                "celery_task_queue_wait_seconds_bucket{namespace='shops',service='shop-worker',le='300'} 0+20x40",
                "celery_task_queue_wait_seconds_bucket{namespace='shops',service='shop-worker',le='+Inf'} 0+20x40"]
        },
        {
            "OctoberAppDeadTasks",
            ["october_tasks_dead{namespace='shops',service='shop-worker',pod='a'} 2x40"],
            ["october_tasks_dead{namespace='shops',service='shop-worker',pod='a'} 0x40"]
        },
        {
            "OctoberAppBackupFailed",
            ["octoberapp_backup_last_failure_timestamp_seconds{namespace='shops',name='shop'} 100x40"],
            ["octoberapp_backup_last_failure_timestamp_seconds{namespace='shops',name='shop'} 100x40",
                "octoberapp_backup_last_success_timestamp_seconds{namespace='shops',name='shop'} 200x40"]
        },
        {
            "OctoberAppBackupStale",
            ["octoberapp_backup_last_success_timestamp_seconds{namespace='shops',name='shop'} -100000x40"],
            ["octoberapp_backup_last_success_timestamp_seconds{namespace='shops',name='shop'} 0x40"]
        },
        {
            "OctoberAppCrashLooping",
            // It runs for a minute in three.
            ["kube_pod_container_status_waiting_reason{namespace='shops',pod='shop-api-6f7d9c5b8-x2x4z',container='api',reason='CrashLoopBackOff'} "
                + string.Join(' ', Enumerable.Repeat("1 1 _", 14))],
            ["kube_pod_container_status_waiting_reason{namespace='shops',pod='shop-api-6f7d9c5b8-x2x4z',container='api',reason='CrashLoopBackOff'} 1x18 _x22",
                "kube_pod_container_status_waiting_reason{namespace='shops',pod='shop-api-api-6f7d9c5b8-x2x4z',container='api',reason='CrashLoopBackOff'} 1x40",
                "kube_pod_container_status_waiting_reason{namespace='shops',pod='shop-api-6f7d9c5b8-x2x4z',container='api',reason='ContainerCreating'} 1x40"]
        },
        {
            "OctoberAppCrashLooping",
            // Without kube-state-metrics; from each of two replicas of the operator.
            [.. Replicas("octoberapp_container_crashing", "component='worker',track='stable',pod='x',container='worker'",
                string.Join(' ', Enumerable.Repeat("1 0 0", 14)))],
            [.. Replicas("octoberapp_container_crashing", "component='worker',track='stable',pod='x',container='worker'", "1x18 0x22"),
                .. Replicas("octoberapp_container_crashing", "component='worker',track='preview',pod='y',container='worker'", "1x40"),
                "octoberapp_container_crashing{namespace='shops',name='other',component='worker',track='stable',pod='z',container='worker'} 1x40"]
        },
        {
            "OctoberAppHighCpu",
            // Without the kubelet's metrics; redis' limit is 0.2 cores.
            [.. Replicas("octoberapp_container_cpu_cores", "component='redis',track='stable',pod='x',container='redis'", "0.18x40")],
            [.. Replicas("octoberapp_container_cpu_cores", "component='redis',track='stable',pod='x',container='redis'", "0.15x40"),
                .. Replicas("octoberapp_container_cpu_cores", "component='redis',track='stable',pod='x',container='sidecar'", "0.5x40")]
        },
        {
            "OctoberAppHighCpu",
            // 0.18 of redis' 0.2 cores.
            ["container_cpu_usage_seconds_total{namespace='shops',pod='shop-redis-6f7d9c5b8-x2x4z',container='redis'} 0+10.8x40"],
            ["container_cpu_usage_seconds_total{namespace='shops',pod='shop-redis-6f7d9c5b8-x2x4z',container='redis'} 0+9x40",
                // The pod's own sum, and a sidecar.
                "container_cpu_usage_seconds_total{namespace='shops',pod='shop-redis-6f7d9c5b8-x2x4z',container=''} 0+60x40",
                "container_cpu_usage_seconds_total{namespace='shops',pod='shop-api-6f7d9c5b8-x2x4z',container='api'} 0+18x40"]
        },
        {
            "OctoberAppErrorRate",
            ["http_requests_total{namespace='shops',october_dev_app='shop',october_dev_component='api',status='500'} 0+6x40",
                "http_requests_total{namespace='shops',october_dev_app='shop',october_dev_component='api',status='200'} 0+94x40"],
            ["http_requests_total{namespace='shops',october_dev_app='shop',october_dev_component='api',status='503'} 0+4x40",
                "http_requests_total{namespace='shops',october_dev_app='shop',october_dev_component='api',status='404'} 0+96x40",
                "http_requests_total{namespace='shops',october_dev_app='other',october_dev_component='api',status='500'} 0+96x40"]
        },
    };

    [Theory]
    [MemberData(nameof(Firing))]
    public async Task An_alert_fires_when_it_should_and_only_then(string alert, string[] firing, string[] quiet)
    {
        await Alerts.AssertAsync(Rules(), alert, firing, isFiring: true);
        await Alerts.AssertAsync(Rules(), alert, quiet, isFiring: false);
    }

    [Fact]
    public async Task A_backup_that_was_never_made_is_stale_when_the_schedules_longest_pause_is_over()
    {
        // Another app's.
        string[] series = ["octoberapp_backup_last_success_timestamp_seconds{namespace='shops',name='other'} 0x400"];
        await Alerts.AssertAsync(Rules(), "OctoberAppBackupStale", series, isFiring: false, "1500m", "5m");
        await Alerts.AssertAsync(Rules(), "OctoberAppBackupStale", series, isFiring: true, "1600m", "5m");
    }

    [Fact]
    public void Every_alert_names_the_app_in_labels_by_which_an_Alertmanager_routes() =>
        Assert.All(Rule().Spec["groups"]![0]!["rules"]!.AsArray(), rule =>
        {
            Assert.Equal("shops", (string?)rule!["labels"]!["namespace"]);
            Assert.Equal("shop", (string?)rule["labels"]!["name"]);
        });

    [Fact]
    public void Every_alert_is_tried()
    {
        var tried = Firing.Select(row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Rule().Spec["groups"]![0]!["rules"]!.AsArray().Select(rule => (string)rule!["alert"]!).Distinct().Order(StringComparer.Ordinal), tried);
    }

    [Fact]
    public void Every_metric_that_an_alert_asks_for_is_made_somewhere()
    {
        var sources = string.Concat(
            Directory.EnumerateFiles(RepositoryRoot.File("src"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith("PrometheusRules.cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        var asked = Metric().Matches(Rule().Spec.ToJsonString()).Select(match => match.Value.Replace("_bucket", "", StringComparison.Ordinal)).ToHashSet();
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains($"\"{name}\"", sources, StringComparison.Ordinal));
    }

    [Fact]
    public void A_backup_is_stale_when_the_schedules_longest_pause_and_two_hours_are_over()
    {
        Assert.Contains("> 93600", Rule().Spec.ToJsonString().Replace("\\u003E", ">", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("OctoberAppBackupStale", Rule(suspend: true).Spec.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>A series as each of two replicas of the operator serves it.</summary>
    private static IEnumerable<string> Replicas(string metric, string labels, string values) =>
        new[] { "a", "b" }.Select(instance => $"{metric}{{namespace='shops',name='shop',{labels},instance='{instance}'}} {values}");

    private static string Rules() => CrdYaml.Write(Rule().Spec);

    internal static V1PrometheusRule Rule(bool suspend = false) => PrometheusRules.Render(new DesiredInput
    {
        App = new AppIdentity("shops", "shop", "1"),
        Stable = new RenderedRevision("a", SpecDefaults.Resolve(BackedUp(suspend))),
        Cluster = new ClusterFacts { HasPrometheusRules = true },
        Passwords = new Passwords("x"),
    })!;

    private static V1OctoberAppSpec BackedUp(bool suspend)
    {
        var spec = DesiredStateTests.Minimal();
        spec.Backup = new BackupSpec { Schedule = "17 3 * * *", Suspend = suspend };
        return spec;
    }

    [GeneratedRegex(
        @"\b(?:octoberapp|october_tasks|celery|http)_[a-z_]+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Metric();
}
