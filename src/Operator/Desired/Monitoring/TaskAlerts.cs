using System.Text.Json.Nodes;
using October.Operator.Desired.Model;
using static October.Operator.Desired.Monitoring.AlertRule;

namespace October.Operator.Desired.Monitoring;

/// <summary>Alerts on tasks, by the series of worker and api: those with the labels that the ServiceMonitor takes over from their Services.</summary>
internal static class TaskAlerts
{
    private const int MostSeconds = 60;

    public static IEnumerable<JsonNode> Render(DesiredInput input)
    {
        var (ns, app, monitoring) = (input.App.Namespace, input.App.Name, input.Stable.App.Monitoring);
        var (window, lasting) = (Scrapes.AtLeast(5, monitoring), Scrapes.AtLeast(10, monitoring));
        var worker = $"namespace=\"{ns}\",october_dev_app=\"{app}\",october_dev_component=\"{Names.Worker}\"";
        // The api, too, counts what waits: in queues that no worker serves, and while no worker runs.
        var any = $"namespace=\"{ns}\",october_dev_app=\"{app}\",october_dev_component=~\"{Names.Api}|{Names.Worker}\"";
        var waited = $"histogram_quantile(0.9, sum by (le, queue_name) (rate(celery_task_queue_wait_time_bucket{{{worker}}}[{window}])))";
        var waiting = $"max by (queue_name) (last_over_time(celery_queue_length{{{any}}}[{window}]))";
        var started = $"sum by (queue_name) (rate(celery_task_started_total{{{worker}}}[{window}]))";
        yield return Alert(
            "OctoberAppQueueBacklog",
            // How long tasks have waited is known of those that were started, and whose sender said when it sent them; how long they are going to wait, of all.
            $"{waited} > {MostSeconds} or {waiting} / ({started} or 0 * {waiting}) > {MostSeconds}",
            lasting,
            "warning",
            $"{ns}/{app}: tasks in the queue {{{{ $labels.queue_name }}}} wait longer than a minute for a worker",
            "Raise autoscaling.worker.maxReplicas, or look for tasks that hang, and whether a worker serves the queue.");
        yield return Alert(
            "OctoberAppDeadTasks",
            $"max(last_over_time(october_tasks_dead{{{any}}}[{window}])) > 0",
            lasting,
            "warning",
            $"{ns}/{app}: tasks lie on the dead-letter queue",
            "GET /queues/dead of the api says which and why; replay or discard them there.");
    }
}
