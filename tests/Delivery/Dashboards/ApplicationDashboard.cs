namespace October.Delivery.Dashboards;

/// <summary>One app: requests, tasks, pods, releases, backups.</summary>
internal static class ApplicationDashboard
{
    private const string App = "namespace=\"$namespace\",name=\"$app\"";

    /// <summary>Requests, without those of the kubelet's probes and of Prometheus.</summary>
    private const string Api =
        "namespace=\"$namespace\",october_dev_app=\"$app\",october_dev_component=\"api\",path!~\"/(healthz|ready|metrics)\"";

    private const string Worker = "namespace=\"$namespace\",october_dev_app=\"$app\",october_dev_component=\"worker\"";

    /// <summary>What waits in Redis is counted by the api, too: of queues that no worker serves.</summary>
    private const string Queues = "namespace=\"$namespace\",october_dev_app=\"$app\",october_dev_component=~\"api|worker\"";

    public static Dashboard Create() => new(
        "application",
        "October / Application",
        [("namespace", "label_values(octoberapp_info, namespace)"), ("app", "label_values(octoberapp_info{namespace=\"$namespace\"}, name)")],
        [
            ("Release", $"max(changes(octoberapp_generation{{{App}}}[1m])) > 0", "spec changed"),
            ("Attempt", $"sum by (outcome) (increase(octoberapp_rollouts_total{{{App}}}[1m])) > 0", "{{outcome}}"),
        ],
        [
            new Panel("Phase", "short", ($"max by (phase) (octoberapp_status_phase{{{App}}}) == 1", "{{phase}}")) { IsStat = true },
            new Panel("Revision that serves", "short", ($"max by (revision) (octoberapp_info{{{App}}})", "{{revision}}")) { IsStat = true },
            new Panel("Requests", "reqps", ($"sum(rate(http_requests_total{{{Api}}}[$__rate_interval]))", "all")) { IsStat = true },
            new Panel("5xx", "percentunit", (ErrorShare("5.."), "share of 5xx")) { IsStat = true },
            new Panel("Waiting tasks", "short", ($"sum(max by (queue_name) (celery_queue_length{{{Queues}}}))", "all queues")) { IsStat = true },
            new Panel("Dead letters", "short", ($"max(october_tasks_dead{{{Queues}}})", "dead letters")) { IsStat = true },

            new Panel("Requests by status", "reqps", ($"sum by (status) (rate(http_requests_total{{{Api}}}[$__rate_interval]))", "{{status}}")),
            new Panel(
                "Latency of requests", "s",
                (Quantile("0.5", "http_request_duration_seconds", Api), "p50"),
                (Quantile("0.95", "http_request_duration_seconds", Api), "p95"),
                (Quantile("0.99", "http_request_duration_seconds", Api), "p99")),
            new Panel("Share of 5xx and 4xx", "percentunit", (ErrorShare("5.."), "5xx"), (ErrorShare("4.."), "4xx")),
            new Panel("p95 by path", "s", (
                $"histogram_quantile(0.95, sum by (le, path) (rate(http_request_duration_seconds_bucket{{{Api}}}[$__rate_interval])))", "{{path}}")),
            new Panel(
                "Queue depth", "short",
                ($"max by (queue_name) (celery_queue_length{{{Queues}}})", "{{queue_name}}"),
                ($"max(october_tasks_delayed{{{Queues}}})", "delayed"),
                ($"max(october_tasks_dead{{{Queues}}})", "dead letters")),
            new Panel(
                "Wait in the queue", "s",
                (Quantile("0.5", "celery_task_queue_wait_seconds", Worker), "p50"), (Quantile("0.95", "celery_task_queue_wait_seconds", Worker), "p95"))
            {
                Description = "From sending to start. Of tasks whose sender says when it sent them, as October does and Celery does not.",
            },
            new Panel("Tasks by state", "ops", ($"sum by (status) (rate(celery_tasks_total{{{Worker}}}[$__rate_interval]))", "{{status}}")),
            new Panel("p95 by task", "s", (
                $"histogram_quantile(0.95, sum by (le, task) (rate(celery_task_duration_seconds_bucket{{{Worker}}}[$__rate_interval])))", "{{task}}")),
            new Panel(
                "Workers", "short",
                ($"sum(celery_worker_up{{{Worker}}})", "workers"), ($"sum(october_tasks_in_flight{{{Worker}}})", "tasks in flight")),
            new Panel(
                "Ready pods", "short",
                ($"max by (component) (octoberapp_replicas{{{App},state=\"ready\"}})", "{{component}}"),
                ($"max by (component) (octoberapp_replicas{{{App},state=\"desired\"}})", "{{component}} desired")),
            new Panel("CPU", "short", (OfContainers("cpu_cores"), "{{component}}")) { Description = "Cores, by the metrics API." },
            new Panel("Memory", "bytes", (OfContainers("memory_bytes"), "{{component}}")) { Description = "Working set, by the metrics API." },
            new Panel("Restarts", "short", (OfContainers("restarts"), "{{component}}")) { Description = "Of the containers that are there now." },
            new Panel("Attempts", "short", ($"sum by (outcome) (increase(octoberapp_rollouts_total{{{App}}}[1h]))", "{{outcome}}"))
            {
                Description = "Completed within an hour, by outcome.",
            },
            new Panel("Age of the newest backup", "s", ($"time() - max(octoberapp_backup_last_success_timestamp_seconds{{{App}}})", "age"))
            {
                Description = "Empty without backups.",
            },
        ]);

    /// <summary>By component; each replica of the operator serves the same.</summary>
    private static string OfContainers(string what) => $"sum by (component) (max by (component, pod, container) (octoberapp_container_{what}{{{App}}}))";

    private static string ErrorShare(string status) =>
        $"(sum(rate(http_requests_total{{{Api},status=~\"{status}\"}}[$__rate_interval])) or vector(0))"
            + $" / sum(rate(http_requests_total{{{Api}}}[$__rate_interval]))";

    private static string Quantile(string quantile, string metric, string selector) =>
        $"histogram_quantile({quantile}, sum by (le) (rate({metric}_bucket{{{selector}}}[$__rate_interval])))";
}
