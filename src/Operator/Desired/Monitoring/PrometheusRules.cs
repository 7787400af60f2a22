using System.Text.Json.Nodes;
using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
using static October.Operator.Desired.Monitoring.AlertRule;

namespace October.Operator.Desired.Monitoring;

/// <summary>
/// Alerts on the app. The operator's own series carry namespace and name of the app; the worker's are told by the scrape's namespace and Service.
/// </summary>
internal static class PrometheusRules
{
    public static V1PrometheusRule? Render(DesiredInput input)
    {
        if (!input.Stable.App.Monitoring.PrometheusRule || !input.Cluster.HasPrometheusRules)
            return null;
        var (ns, app) = (input.App.Namespace, input.App.Name);
        var self = $"namespace=\"{ns}\",name=\"{app}\"";
        JsonNode[] rules =
        [
            Alert(
                "OctoberAppRolledBack",
                $"octoberapp_status_condition{{{self},type=\"RolledBack\",status=\"True\"}} == 1",
                "0m",
                "warning",
                $"{ns}/{app}: the newest version did not work and the last good one serves again",
                $"kubectl get oapp {app} -n {ns} -o wide says what failed."),
            Alert(
                "OctoberAppRollbackFailed",
                $"octoberapp_status_phase{{{self},phase=\"Failed\"}} == 1",
                "1m",
                "critical",
                $"{ns}/{app}: the newest version does not work and no good one could be put back",
                $"kubectl describe oapp {app} -n {ns} says what failed; a person has to act."),
            Alert(
                "OctoberAppNotReady",
                $"octoberapp_status_condition{{{self},type=\"Ready\",status=\"True\"}} == 0",
                "15m",
                "warning",
                $"{ns}/{app}: what the spec asks for has not been live and verified for 15 minutes",
                $"kubectl describe oapp {app} -n {ns} shows the step it is in."),
            Alert(
                "OctoberAppQueueBacklog",
                "histogram_quantile(0.9, sum by (le) "
                    + $"(rate(celery_task_queue_wait_seconds_bucket{{namespace=\"{ns}\","
                    + $"service=\"{Names.Component(input.App, Names.Worker)}\"}}[5m]))) > 60",
                "10m",
                "warning",
                $"{ns}/{app}: one task in ten waits longer than a minute for a worker",
                "Raise autoscaling.worker.maxReplicas, or look for tasks that hang."),
            Alert(
                "OctoberAppDeadTasks",
                $"max(october_tasks_dead{{namespace=\"{ns}\",service=\"{Names.Component(input.App, Names.Worker)}\"}}) > 0",
                "10m",
                "warning",
                $"{ns}/{app}: tasks lie on the dead-letter queue",
                "GET /queues/dead of the api says which and why; replay or discard them there."),
            .. PodAlerts.Render(input),
            .. input.BacksUp ? [BackupFailed(ns, app, self), .. BackupStale(input, self)] : Array.Empty<JsonNode>(),
        ];
        // By which an Alertmanager routes, also where the expression drops the labels of its series.
        foreach (var rule in rules)
        {
            rule["labels"]!["namespace"] = ns;
            rule["labels"]!["name"] = app;
        }

        return new V1PrometheusRule
        {
            Metadata = ServiceMonitors.Monitored(input, "alerts"),
            Spec = new JsonObject
            {
                ["groups"] = new JsonArray(new JsonObject
                {
                    ["name"] = $"october.{ns}.{app}",
                    ["rules"] = new JsonArray(rules),
                }),
            },
        };
    }

    private static JsonObject BackupFailed(string ns, string app, string self) => Alert(
        "OctoberAppBackupFailed",
        $"octoberapp_backup_last_failure_timestamp_seconds{{{self}}} > octoberapp_backup_last_success_timestamp_seconds{{{self}}} or "
            + $"octoberapp_backup_last_failure_timestamp_seconds{{{self}}} unless octoberapp_backup_last_success_timestamp_seconds{{{self}}}",
        "0m", "critical",
        $"{ns}/{app}: the newest backup of redis failed", $"kubectl describe oapp {app} -n {ns} names the Job; its log says why.");

    private static IEnumerable<JsonNode> BackupStale(DesiredInput input, string self)
    {
        var (ns, app, backup) = (input.App.Namespace, input.App.Name, input.Stable.App.Backup!);
        if (backup.Suspend || BackupSchedule.StaleAfter(backup.Schedule, backup.TimeZone) is not { } limit)
            yield break;
        var advice = $"kubectl get cronjob,job -n {ns} shows whether it is started and what becomes of it.";
        yield return Alert(
            "OctoberAppBackupStale",
            $"time() - octoberapp_backup_last_success_timestamp_seconds{{{self}}} > {limit.TotalSeconds:0}",
            "5m",
            "warning",
            $"{ns}/{app}: the newest backup of redis is older than the schedule allows",
            advice);
        var never = Alert(
            "OctoberAppBackupStale",
            $"absent(octoberapp_backup_last_success_timestamp_seconds{{{self}}})",
            $"{limit.TotalSeconds:0}s",
            "warning",
            $"{ns}/{app}: no backup of redis has succeeded since the schedule was set",
            advice);
        // Rules of one name have to differ in their labels.
        never["labels"]!["reason"] = "Never";
        yield return never;
    }
}
