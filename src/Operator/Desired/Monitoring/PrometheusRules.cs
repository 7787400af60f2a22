using System.Text.Json.Nodes;
using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
using static October.Operator.Desired.Monitoring.AlertRule;

namespace October.Operator.Desired.Monitoring;

/// <summary>
/// Alerts on the app, by the operator's own series about it, which carry its namespace and name.
/// </summary>
internal static class PrometheusRules
{
    public static V1PrometheusRule? Render(DesiredInput input)
    {
        if (!input.Stable.App.Monitoring.PrometheusRule || !input.Cluster.HasPrometheusRules)
            return null;
        var (ns, app) = (input.App.Namespace, input.App.Name);
        JsonNode[] rules =
        [
            Alert(
                "OctoberAppRolledBack",
                $"{Of(input, "octoberapp_status_condition", "type=\"RolledBack\",status=\"True\"")} == 1",
                "0m",
                "warning",
                $"{ns}/{app}: the newest version did not work and the last good one serves again",
                $"kubectl get oapp {app} -n {ns} -o wide says what failed."),
            .. FailedAlerts(input),
            Alert(
                "OctoberAppNotReady",
                $"{Of(input, "octoberapp_status_condition", "type=\"Ready\",status=\"True\"")} == 0",
                "15m",
                "warning",
                $"{ns}/{app}: what the spec asks for has not been live and verified for 15 minutes",
                $"kubectl describe oapp {app} -n {ns} shows the step it is in."),
            .. TaskAlerts.Render(input),
            .. PodAlerts.Render(input),
            .. input.BacksUp ? [BackupFailed(input), .. BackupStale(input)] : Array.Empty<JsonNode>(),
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

    /// <summary>
    /// An app whose last good revision serves may be Failed: its spec is not followed, or a revision stays where it failed. A failed rollback is one whose
    /// pods may be available and are wrong.
    /// </summary>
    private static IEnumerable<JsonNode> FailedAlerts(DesiredInput input)
    {
        var (ns, app) = (input.App.Namespace, input.App.Name);
        var failed = $"{Of(input, "octoberapp_status_phase", "phase=\"Failed\"")} == 1";
        var serves = $"({Of(input, "octoberapp_status_condition", "type=\"Available\",status=\"True\"")} == 1 unless "
            + $"{Of(input, "octoberapp_failed_attempt", "outcome=\"RollbackFailed\"")} == 1)";
        yield return Alert(
            "OctoberAppRollbackFailed",
            $"{failed} unless {serves}",
            "1m",
            "critical",
            $"{ns}/{app}: the newest version does not work and no good one serves in its place",
            $"kubectl describe oapp {app} -n {ns} says what failed; a person has to act.");
        yield return Alert(
            "OctoberAppStalled",
            $"{failed} and {serves}",
            "5m",
            "warning",
            $"{ns}/{app}: what the spec asks for is not carried out; pods of some version are available",
            $"kubectl describe oapp {app} -n {ns} says what keeps it; a person has to act.");
    }

    /// <summary>A series about the app, once: each replica of the operator serves all of them.</summary>
    private static string Of(DesiredInput input, string metric, string? labels = null) =>
        $"max by (namespace, name) ({metric}{{namespace=\"{input.App.Namespace}\",name=\"{input.App.Name}\"{(labels is null ? "" : ",")}{labels}}})";

    private static JsonObject BackupFailed(DesiredInput input)
    {
        var (ns, app) = (input.App.Namespace, input.App.Name);
        var (failed, succeeded) =
            (Of(input, "octoberapp_backup_last_failure_timestamp_seconds"), Of(input, "octoberapp_backup_last_success_timestamp_seconds"));
        return Alert(
            "OctoberAppBackupFailed",
            $"{failed} > {succeeded} or {failed} unless {succeeded}",
            "0m",
            "critical",
            $"{ns}/{app}: the newest backup of redis failed",
            $"kubectl describe oapp {app} -n {ns} names the Job; its log says why.");
    }

    private static IEnumerable<JsonNode> BackupStale(DesiredInput input)
    {
        var (ns, app, backup) = (input.App.Namespace, input.App.Name, input.Stable.App.Backup!);
        if (backup.Suspend || BackupSchedule.StaleAfter(backup.Schedule, backup.TimeZone) is not { } limit)
            yield break;
        var advice = $"kubectl get cronjob,job -n {ns} shows whether it is started and what becomes of it.";
        yield return Alert(
            "OctoberAppBackupStale",
            $"time() - {Of(input, "octoberapp_backup_last_success_timestamp_seconds")} > {limit.TotalSeconds:0}",
            "5m",
            "warning",
            $"{ns}/{app}: the newest backup of redis is older than the schedule allows",
            advice);
        var never = Alert(
            "OctoberAppBackupStale",
            $"absent(octoberapp_backup_last_success_timestamp_seconds{{namespace=\"{ns}\",name=\"{app}\"}})",
            $"{limit.TotalSeconds:0}s",
            "warning",
            $"{ns}/{app}: no backup of redis has succeeded since the schedule was set",
            advice);
        // Rules of one name have to differ in their labels.
        never["labels"]!["reason"] = "Never";
        yield return never;
    }
}
