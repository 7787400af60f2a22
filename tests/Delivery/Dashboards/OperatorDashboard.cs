namespace October.Delivery.Dashboards;

/// <summary>The operator: reconciles, its queue, its requests, and what became of all apps' releases and backups.</summary>
internal static class OperatorDashboard
{
    /// <summary>Selects the operator's own series, by the job that its PodMonitor gives them: any image may serve series of the same names.</summary>
    private const string Job = "job=~\".+/october-operator\"";

    public static Dashboard Create() => new(
        "operator",
        "October / Operator",
        [],
        [("Start", $"changes(process_start_time_seconds{{{Job}}}[1m]) > 0", "the operator was started")],
        [
            new Panel("Version", "short", ($"max by (version) (octoberapp_build_info{{{Job}}})", "{{version}}")) { IsStat = true },
            new Panel("Apps", "short", ($"count(count by (namespace, name) (octoberapp_info{{{Job}}}))", "apps")) { IsStat = true },
            new Panel("Apps by phase", "short", ($"sum by (phase) (max by (namespace, name, phase) (octoberapp_status_phase{{{Job}}})) > 0", "{{phase}}"))
            {
                IsStat = true,
            },
            new Panel("Waiting changes", "short", ($"sum(workqueue_depth{{{Job},name=\"octoberapp\"}})", "changes")) { IsStat = true },

            new Panel("Reconciles", "ops", (
                $"sum by (result) (rate(controller_runtime_reconcile_total{{{Job},controller=\"octoberapp\"}}[$__rate_interval]))", "{{result}}")),
            new Panel(
                "Duration of a reconcile", "s",
                (Quantile("0.5", "controller_runtime_reconcile_time_seconds", "controller=\"octoberapp\""), "p50"),
                (Quantile("0.99", "controller_runtime_reconcile_time_seconds", "controller=\"octoberapp\""), "p99")),
            new Panel(
                "Wait in the queue", "s",
                (Quantile("0.5", "workqueue_queue_duration_seconds", "name=\"octoberapp\""), "p50"),
                (Quantile("0.99", "workqueue_queue_duration_seconds", "name=\"octoberapp\""), "p99")),
            new Panel("Requests to the API server", "reqps", (
                $"sum by (method, code) (rate(rest_client_requests_total{{{Job}}}[$__rate_interval]))", "{{method}} {{code}}"))
            {
                Description = "429: the API server limits the operator. 403: it lacks a permission.",
            },
            new Panel("Attempts", "short", ($"sum by (outcome) (increase(octoberapp_rollouts_total{{{Job}}}[1h]))", "{{outcome}}"))
            {
                Description = "Completed within an hour, of all apps.",
            },
            new Panel("Rollbacks", "short", (
                $"sum by (trigger, reason, result) (increase(octoberapp_rollbacks_total{{{Job}}}[1h]))", "{{trigger}} {{reason}} {{result}}")),
            new Panel("Duration of an attempt", "s", (
                $"sum by (outcome) (octoberapp_rollout_duration_seconds_sum{{{Job}}}) / sum by (outcome) (octoberapp_rollout_duration_seconds_count{{{Job}}})",
                "{{outcome}}"))
            {
                Description = "The mean since the operator was started: attempts are too rare for a rate.",
            },
            new Panel("Smoke probes", "short", ($"sum by (result) (increase(octoberapp_smoke_probes_total{{{Job}}}[1h]))", "{{result}}")),
            new Panel("Drift reverted", "short", ($"sum by (kind) (increase(octoberapp_drift_corrections_total{{{Job}}}[1h]))", "{{kind}}"))
            {
                Description = "Children that another client changed.",
            },
            new Panel("Backups", "short", ($"sum by (result) (increase(octoberapp_backups_total{{{Job}}}[1h]))", "{{result}}")),
            new Panel("Memory", "bytes", ($"process_working_set_bytes{{{Job}}}", "{{pod}}")),
            new Panel("CPU", "short", ($"rate(process_cpu_seconds_total{{{Job}}}[$__rate_interval])", "{{pod}}")),
        ]);

    private static string Quantile(string quantile, string metric, string selector) =>
        $"histogram_quantile({quantile}, sum by (le) (rate({metric}_bucket{{{Job},{selector}}}[$__rate_interval])))";
}
