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
        Assert.Contains("14 rules found", output, StringComparison.Ordinal);
    }

    /// <summary>By alert: series, one value per minute, with which it fires after half an hour, and others with which it does not.</summary>
    public static TheoryData<string, string[], string[]> Firing => new()
    {
        {
            "OctoberAppRolledBack",
            [.. Condition("RolledBack", "1x40")],
            [.. Condition("RolledBack", "0x40"),
                "octoberapp_status_condition{namespace='shops',name='other',type='RolledBack',status='True'} 1x40"]
        },
        {
            "OctoberAppRollbackFailed",
            [.. Phase("Failed", "1x40"), .. Condition("Available", "0x40")],
            // The last good revision serves: the spec cannot be followed, or a person is asked.
            [.. Phase("Failed", "1x40"), .. Condition("Available", "1x40"), .. Replicas("octoberapp_failed_attempt", "outcome='Frozen'", "1x40")]
        },
        {
            "OctoberAppRollbackFailed",
            // Its pods are available, and do not what they should.
            [.. Phase("Failed", "1x40"), .. Condition("Available", "1x40"), .. Replicas("octoberapp_failed_attempt", "outcome='RollbackFailed'", "1x40")],
            // The next attempt.
            [.. Phase("Failed", "1x10 0x30"), .. Phase("Verifying", "0x10 1x30"), .. Condition("Available", "0x40"),
                .. Replicas("octoberapp_failed_attempt", "outcome='RollbackFailed'", "1x40")]
        },
        {
            "OctoberAppRollbackFailed",
            // Nothing has ever been available.
            [.. Phase("Failed", "1x40")],
            [.. Phase("RolledBack", "1x40"), .. Condition("Available", "0x40")]
        },
        {
            "OctoberAppStalled",
            [.. Phase("Failed", "1x40"), .. Condition("Available", "1x40"), .. Replicas("octoberapp_failed_attempt", "outcome='AwaitingRollback'", "1x40")],
            // Another alert says so.
            [.. Phase("Failed", "1x40"), .. Condition("Available", "0x40")]
        },
        {
            "OctoberAppStalled",
            [.. Phase("Failed", "1x40"), .. Condition("Available", "1x40")],
            [.. Phase("RolledBack", "1x40"), .. Phase("Failed", "0x40"), .. Condition("Available", "1x40")]
        },
        {
            "OctoberAppNotReady",
            [.. Condition("Ready", "1x10 0x30")],
            [.. Condition("Ready", "1x20 0x20")]
        },
        {
            "OctoberAppQueueBacklog",
            [Worker("celery_task_queue_wait_time_bucket", "queue_name='celery',le='60'", "0+1x40"),
                Worker("celery_task_queue_wait_time_bucket", "queue_name='celery',le='300'", "0+20x40"),
                Worker("celery_task_queue_wait_time_bucket", "queue_name='celery',le='+Inf'", "0+20x40")],
            [Worker("celery_task_queue_wait_time_bucket", "queue_name='celery',le='60'", "0+20x40"),
                Worker("celery_task_queue_wait_time_bucket", "queue_name='celery',le='300'", "0+20x40"),
                Worker("celery_task_queue_wait_time_bucket", "queue_name='celery',le='+Inf'", "0+20x40")]
        },
        {
            "OctoberAppQueueBacklog",
            // Every slot hangs, and nothing is started any more. Each worker says how much waits.
            [Worker("celery_queue_length", "queue_name='celery',pod='a'", "0x5 3x40"), Worker("celery_queue_length", "queue_name='celery',pod='b'", "0x5 3x40"),
                Worker("celery_task_started_total", "name='add',queue_name='celery',pod='a'", "0+9x5 54x40"),
                Worker("celery_task_queue_wait_time_bucket", "queue_name='celery',le='60'", "0+9x5 54x40"),
                Worker("celery_task_queue_wait_time_bucket", "queue_name='celery',le='+Inf'", "0+9x5 54x40")],
            // Nothing is sent, and so nothing started.
            [Worker("celery_queue_length", "queue_name='celery',pod='a'", "0x40"),
                Worker("celery_task_started_total", "name='add',queue_name='celery',pod='a'", "54x40")]
        },
        {
            "OctoberAppQueueBacklog",
            // No worker serves the queue that the api sends to.
            ["celery_queue_length{namespace='shops',october_dev_app='shop',october_dev_component='api',queue_name='slow'} 1x40",
                Worker("celery_queue_length", "queue_name='celery'", "0x40"), Worker("celery_task_started_total", "queue_name='celery'", "0+60x40")],
            ["celery_queue_length{namespace='shops',october_dev_app='shop',october_dev_component='api',queue_name='slow'} 0x40",
                "celery_queue_length{namespace='shops',october_dev_app='other',october_dev_component='api',queue_name='slow'} 1x40"]
        },
        {
            "OctoberAppQueueBacklog",
            // Of what Python's Celery sends nobody knows how long it has waited: a task a second is started, and 100 wait.
            [Worker("celery_queue_length", "queue_name='celery'", "100x40"), Worker("celery_task_started_total", "queue_name='celery'", "0+60x40")],
            [Worker("celery_queue_length", "queue_name='celery'", "30x40"), Worker("celery_task_started_total", "queue_name='celery'", "0+60x40")]
        },
        {
            "OctoberAppDeadTasks",
            [Worker("october_tasks_dead", "pod='a'", "2x40"), Worker("october_tasks_dead", "pod='b'", "2x40")],
            [Worker("october_tasks_dead", "pod='a'", "0x40"),
                "october_tasks_dead{namespace='shops',october_dev_app='other',october_dev_component='worker'} 2x40"]
        },
        {
            "OctoberAppBackupFailed",
            [.. Replicas("octoberapp_backup_last_failure_timestamp_seconds", "", "100x40")],
            [.. Replicas("octoberapp_backup_last_failure_timestamp_seconds", "", "100x40"),
                .. Replicas("octoberapp_backup_last_success_timestamp_seconds", "", "200x40")]
        },
        {
            "OctoberAppBackupFailed",
            [.. Replicas("octoberapp_backup_last_failure_timestamp_seconds", "", "300x40"),
                .. Replicas("octoberapp_backup_last_success_timestamp_seconds", "", "200x40")],
            [.. Replicas("octoberapp_backup_last_success_timestamp_seconds", "", "200x40")]
        },
        {
            "OctoberAppBackupStale",
            [.. Replicas("octoberapp_backup_last_success_timestamp_seconds", "", "-100000x40")],
            [.. Replicas("octoberapp_backup_last_success_timestamp_seconds", "", "0x40")]
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
            [Api("http_requests_total", "path='/tasks',status='500'", "0+6x40"), Api("http_requests_total", "path='/tasks',status='200'", "0+94x40")],
            [Api("http_requests_total", "path='/tasks',status='503'", "0+4x40"), Api("http_requests_total", "path='/tasks',status='404'", "0+96x40"),
                "http_requests_total{namespace='shops',october_dev_app='other',october_dev_component='api',path='/tasks',status='500'} 0+96x40"]
        },
        {
            "OctoberAppErrorRate",
            // Everything that somebody asks fails; the kubelet asks more often.
            [Api("http_requests_total", "path='/tasks',status='500'", "0+1x40"), Api("http_requests_total", "path='/healthz',status='200'", "0+60x40"),
                Api("http_requests_total", "path='/ready',status='200'", "0+60x40"), Api("http_requests_total", "path='/metrics',status='200'", "0+4x40")],
            [Api("http_requests_total", "path='/tasks',status='200'", "0+1x40"), Api("http_requests_total", "path='/ready',status='503'", "0+60x40")]
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
    public async Task A_container_that_crashed_and_runs_again_is_not_reported()
    {
        // Two scrapes, 45 seconds apart; and, by the operator, crashes over four minutes.
        string[] series =
        [
            "kube_pod_container_status_waiting_reason{namespace='shops',pod='shop-api-6f7d9c5b8-x2x4z',container='api',reason='CrashLoopBackOff'} "
                + "_x20 1 _ _ 1 _x120",
            .. Replicas("octoberapp_container_crashing", "component='worker',track='stable',pod='x',container='worker'", "0x20 1x15 0x120"),
        ];
        await Alerts.AssertAsync(Rules(), "OctoberAppCrashLooping", series, Alerts.Never(30), "15s");
    }

    [Fact]
    public async Task A_container_that_crashes_for_more_than_five_minutes_is_reported_until_five_minutes_after_the_last_crash()
    {
        // From the first minute to the eighth, with runs of two minutes between.
        var crashes = string.Join(' ', Enumerable.Repeat("1 0x7", 3)) + " 1x3 0x120";
        string[] series = [.. Replicas("octoberapp_container_crashing", "component='worker',track='stable',pod='x',container='worker'", "0x3 " + crashes)];
        await Alerts.AssertAsync(
            Rules(), "OctoberAppCrashLooping", series, [("5m", false), ("10m", false), ("11m15s", true), ("12m", true), ("14m", false)], "15s");
    }

    [Fact]
    public async Task Requests_that_failed_for_two_minutes_are_not_reported() =>
        await Alerts.AssertAsync(
            Rules(),
            "OctoberAppErrorRate",
            [Api("http_requests_total", "path='/tasks',status='500'", "0x20 25+25x7 200x120"),
                Api("http_requests_total", "path='/tasks',status='200'", "0+25x20 500x8 525+25x120")],
            Alerts.Never(30),
            "15s");

    [Fact]
    public async Task Requests_that_fail_are_reported_after_five_minutes_however_rare_they_are()
    {
        await Alerts.AssertAsync(
            Rules(),
            "OctoberAppErrorRate",
            [Api("http_requests_total", "path='/tasks',status='500'", "0x20 25+25x120"),
                Api("http_requests_total", "path='/tasks',status='200'", "0+25x20 500x120")],
            [("10m", false), ("11m", true), ("20m", true)],
            "15s");
        // One in two minutes.
        await Alerts.AssertAsync(
            Rules(),
            "OctoberAppErrorRate",
            [Api("http_requests_total", "path='/tasks',status='500'", string.Join(' ', Enumerable.Range(0, 30).Select(index => $"{index}x7")))],
            [("20m", true), ("21m", true), ("22m30s", true)],
            "15s");
    }

    /// <summary>The longest time between scrapes that an app may ask for, one of which fails.</summary>
    [Theory]
    [InlineData("OctoberAppErrorRate")]
    [InlineData("OctoberAppQueueBacklog")]
    [InlineData("OctoberAppDeadTasks")]
    public async Task What_is_scraped_rarely_is_judged_by_as_many_scrapes(string alert)
    {
        const string MissingOne = "0+90x7 _ 810+90x10";
        await Alerts.AssertAsync(
            CrdYaml.Write(Rule(interval: "299s").Spec),
            alert,
            [
                Api("http_requests_total", "path='/tasks',status='500'", MissingOne),
                Worker("celery_queue_length", "queue_name='celery'", "9000x7 _ 9000x10"),
                Worker("celery_task_started_total", "queue_name='celery'", MissingOne),
                Worker("october_tasks_dead", "", "9x7 _ 9x10"),
            ],
            Enumerable.Range(40, 30).Select(minute => ($"{minute}m", true)),
            "299s");
    }

    [Fact]
    public void Windows_are_as_long_as_ever_where_scrapes_are_frequent()
    {
        Assert.Equal(Rules(), CrdYaml.Write(Rule(interval: "5s").Spec));
        Assert.NotEqual(Rules(), CrdYaml.Write(Rule(interval: "30s").Spec));
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
        new[] { "a", "b" }.Select(
            instance => $"{metric}{{namespace='shops',name='shop'{(labels.Length == 0 ? "" : ",")}{labels},instance='{instance}'}} {values}");

    private static IEnumerable<string> Condition(string type, string values) =>
        Replicas("octoberapp_status_condition", $"type='{type}',status='True'", values);

    private static IEnumerable<string> Phase(string phase, string values) => Replicas("octoberapp_status_phase", $"phase='{phase}'", values);

    private static string Api(string metric, string labels, string values) => Pod("api", metric, labels, values);

    private static string Worker(string metric, string labels, string values) => Pod("worker", metric, labels, values);

    /// <summary>A series as the ServiceMonitor has it scraped.</summary>
    private static string Pod(string component, string metric, string labels, string values) =>
        $"{metric}{{namespace='shops',service='shop-{component}',october_dev_app='shop',october_dev_component='{component}'"
            + $"{(labels.Length == 0 ? "" : ",")}{labels}}} {values}";

    private static string Rules() => CrdYaml.Write(Rule().Spec);

    internal static V1PrometheusRule Rule(bool suspend = false, string interval = "15s") => PrometheusRules.Render(new DesiredInput
    {
        App = new AppIdentity("shops", "shop", "1"),
        Stable = new RenderedRevision("a", SpecDefaults.Resolve(BackedUp(suspend, interval))),
        Cluster = new ClusterFacts { HasPrometheusRules = true },
        Passwords = new Passwords("x"),
    })!;

    private static V1OctoberAppSpec BackedUp(bool suspend, string interval)
    {
        var spec = DesiredStateTests.Minimal();
        spec.Backup = new BackupSpec { Schedule = "17 3 * * *", Suspend = suspend };
        spec.Monitoring = new MonitoringSpec { Interval = interval };
        return spec;
    }

    [GeneratedRegex(
        @"\b(?:octoberapp|october_tasks|celery|http)_[a-z_]+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Metric();
}
